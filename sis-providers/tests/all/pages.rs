//! The pages that are made from the profiles. To make them anew: `UPDATE_PAGES=1 cargo test -p sis-providers`.

use std::path::Path;

use sis_providers::{Profiles, describe};

/// Compares a file with what it should hold, or writes it when asked to.
fn check(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert!(found == expected, "{name} is not what the profiles say; run with UPDATE_PAGES=1");
}

#[test]
fn the_page_of_systems_is_made_from_the_profiles() {
    check("docs/providers.md", &describe::page(&Profiles::builtin()));
}

#[test]
fn the_table_of_the_read_me_is_made_from_the_profiles() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (before, rest) = text.split_once("<!-- table -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of table -->\n").unwrap();
    let table = describe::connection_table(&Profiles::builtin());
    check("README.md", &format!("{before}<!-- table -->\n{table}<!-- end of table -->\n{after}"));
}

#[test]
fn chapters_say_what_is_open() {
    let profiles = Profiles::builtin();
    let aeries = describe::chapter(profiles.get("aeries").unwrap());
    for part in [
        "| How long does a token live? | 21600 | verified |",
        "\nOpen: ",
        ", paging.default_size, paging.max_size, ",
        "| token | status 404 | the virtual directory",
        "- Classes (SEC): enrollments",
    ] {
        assert!(aeries.contains(part), "{part} is missing in:\n{aeries}");
    }
}
