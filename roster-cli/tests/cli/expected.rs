//! Whole outputs, compared with files that were looked at.
//!
//! After a change on purpose run with `UPDATE_EXPECTED=1` and read the difference.

use std::path::Path;

use crate::roster::Roster;

/// Runs a command and compares what it says with `tests/data/expected/NAME`.
#[track_caller]
fn check(roster: &Roster, name: &str, arguments: &str) {
    let ran = roster.run(arguments);
    let said = without_times(&format!("{}{}", ran.stdout, ran.stderr));
    let said = format!("$ roster {arguments}\n{said}[exit code {}]\n", ran.code.unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/expected").join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(said == expected, "{}\n--- said\n{said}\n--- expected\n{expected}", path.display());
}

/// Replaces how long a run took.
fn without_times(text: &str) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let line = match line.rsplit_once(", ") {
            Some((before, time)) if time.ends_with(" s") && !time.contains(':') => {
                format!("{before}, [time]")
            }
            _ => line.to_owned(),
        };
        let line = match line.split_once("\"milliseconds\": ") {
            Some((before, _)) => format!("{before}\"milliseconds\": [time],"),
            None => line,
        };
        lines.push_str(&line);
        lines.push('\n');
    }
    lines
}

#[test]
fn inspect() {
    let roster = Roster::new();
    check(&roster, "inspect.txt", "inspect district");
    check(&roster, "inspect.json", "inspect district --format json");
    roster.good("convert district asm.zip --today 2026-10-01");
    check(&roster, "inspect-asm.txt", "inspect asm.zip");
}

#[test]
fn validate() {
    let roster = Roster::new();
    check(&roster, "validate.txt", "validate district");
    check(&roster, "validate.json", "validate district --format json");
}

#[test]
fn convert() {
    let roster = Roster::new();
    check(&roster, "convert.txt", "convert district asm.zip --today 2026-10-01");
    check(&roster, "convert.json", "convert district asm.zip --today 2026-10-01 --format json");
    roster.edit("district/users.csv", "u3,", "u7,");
    roster.edit("district/enrollments.csv", "u3,", "u7,");
    check(&roster, "convert-held.txt", "convert district new.zip --today 2026-10-01 --previous asm.zip");
}

#[test]
fn failure() {
    let roster = Roster::new();
    roster.edit("district/orgs.csv", "South High", "\"South High");
    check(&roster, "failure.txt", "convert district asm.zip --today 2026-10-01");
}

#[test]
fn diff() {
    let roster = Roster::new();
    std::fs::create_dir(roster.path("new")).unwrap();
    for entry in std::fs::read_dir(roster.path("district")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), roster.path("new").join(entry.file_name())).unwrap();
    }
    roster.edit("new/orgs.csv", "South High", "South Academy");
    check(&roster, "diff.txt", "diff district new");
}

#[test]
fn help() {
    let roster = Roster::new();
    check(&roster, "help.txt", "--help");
    check(&roster, "help-convert.txt", "convert --help");
    check(&roster, "explain.txt", "explain id_charset");
}
