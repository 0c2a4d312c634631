//! `docs/columns.md` is made from the tables; `UPDATE_DOCS=1 cargo test -p oneroster-csv` writes it anew.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write as _;
use std::fs;

use oneroster_csv::File;
use oneroster_csv::table::{Column, DataType, Requirement};
use oneroster_model::Version;

fn page() -> String {
    let mut page = String::from(
        "# Columns of the CSV files\n\n\
         Made from the tables in `oneroster-csv/src/tables/`. *1.1* and *1.2* say whether a column must hold a value: \
         `yes`, `delta` (in delta files; blank in bulk files), `no`, or `-` where the version has no such column. \
         Columns named `metadata.*` may follow.\n",
    );
    for file in File::ALL {
        let table = file.table();
        write!(page, "\n## {file}\n\n{}", table.about.trim()).unwrap();
        if file.since() > Version::V1_1 {
            page.push_str(" Since 1.2.");
        }
        page.push_str("\n\n| column | 1.1 | 1.2 | type | what it holds |\n|---|---|---|---|---|\n");
        for column in table.columns {
            let required = |version| match column.requirement(version) {
                None => "-",
                Some(Requirement::Required) => "yes",
                Some(Requirement::RequiredForDelta) => "delta",
                Some(Requirement::Optional) => "no",
            };
            let (old, new) = (required(Version::V1_1), required(Version::V1_2));
            let about = column.about.trim();
            writeln!(page, "| {} | {old} | {new} | {} | {about} |", column.name, kind(column)).unwrap();
        }
    }
    page
}

fn kind(column: &Column) -> String {
    let mut kind = column.data_type.name().to_owned();
    if let DataType::Enum(vocabulary) = column.data_type {
        let mut tokens: Vec<&str> = vocabulary.v1_1.to_vec();
        tokens.extend(vocabulary.v1_2.iter().filter(|token| !vocabulary.v1_1.contains(token)));
        kind = tokens.join(", ");
        if vocabulary.extensible {
            kind.push_str(", ext:… (1.2)");
        }
    }
    if column.list {
        kind = format!("list of {kind}");
    }
    match column.references {
        Some(file) => format!("{kind} in {file}"),
        None => kind,
    }
}

#[test]
fn the_page_of_columns_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/columns.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, page()).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    assert!(kept == page(), "docs/columns.md is out of date: UPDATE_DOCS=1 cargo test -p oneroster-csv");
}
