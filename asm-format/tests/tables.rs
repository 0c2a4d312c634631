//! The tables of this crate against the list of Apple's templates in `tests/data/templates.txt`.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write;

use asm_format::{AsmFile, ColumnKind};

fn listed() -> String {
    let mut text = String::new();
    for file in AsmFile::ALL {
        let table = file.table();
        for column in table.columns {
            let kind = match column.kind {
                ColumnKind::Identifier => "identifier",
                ColumnKind::Text => "text",
                ColumnKind::Email => "email",
                ColumnKind::PasswordPolicy => "enum",
                other => panic!("{other:?} is not in the list"),
            };
            let required = if column.required { "required" } else { "-" };
            let unique = if column.unique { "unique" } else { "-" };
            writeln!(text, "{file} {} {kind} {required} {unique} {}", column.name, target(column.reference))
                .unwrap();
        }
        if let Some(list) = table.repeated {
            let first = list.in_template + 1;
            let reference = target(table.columns[list.position].reference);
            writeln!(text, "{file} {} repeated {first} {} {reference}", list.base, list.limit).unwrap();
        }
    }
    text
}

fn target(reference: Option<AsmFile>) -> String {
    reference.map_or_else(|| "-".to_owned(), |file| format!("{file}/{}", file.table().key().name))
}

#[test]
fn tables_equal_apples_templates() {
    let expected: Vec<_> =
        include_str!("data/templates.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let actual = listed();
    assert_eq!(actual.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn only_the_first_location_is_required() {
    let table = AsmFile::Students.table();
    assert!(table.column("location_id").is_some_and(|column| column.required));
    assert!(
        table.column("location_id_2").is_some_and(|column| !column.required && column.reference.is_some())
    );
    assert!(table.column("location_id_02").is_none());
    assert!(AsmFile::Locations.table().column("location_id_2").is_none());
}
