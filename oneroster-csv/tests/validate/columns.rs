//! Every column of every file in both versions: what a bad cell gives, and where it is said to be.

use oneroster_csv::validate::{DeltaReferences, Profile, ValidateOptions, Verdict};
use oneroster_csv::{File, Mode, Strictness};
use oneroster_model::{Severity, Version};

use crate::sample::{INSTANT, Sample};

/// The columns of the standard's tables, one per line, written down independently of the code.
const COLUMNS: [(Version, &str); 2] = [
    (Version::V1_1, include_str!("../data/columns-1.1.csv")),
    (Version::V1_2, include_str!("../data/columns-1.2.csv")),
];

struct Column {
    version: Version,
    file: File,
    number: u32,
    name: String,
    required: String,
    data_type: String,
    has_reference: bool,
}

fn columns() -> Vec<Column> {
    let mut columns = Vec::new();
    for (version, lines) in COLUMNS {
        for record in csv::Reader::from_reader(lines.as_bytes()).records() {
            let record = record.unwrap();
            columns.push(Column {
                version,
                file: File::from_name(&record[0]).unwrap(),
                number: record[1].parse().unwrap(),
                name: record[2].to_owned(),
                required: record[3].to_owned(),
                data_type: record[4].to_owned(),
                has_reference: !record[7].is_empty(),
            });
        }
    }
    columns
}

/// Puts a value into the last row and expects exactly one finding there, an error in strict reading.
fn check(column: &Column, mode: Mode, value: &str, code: &str) {
    let sample = Sample::valid(column.version, mode).with_last(column.file, &column.name, value);
    let options = ValidateOptions::default().with_delta_references(DeltaReferences::Checked);
    for strictness in [Strictness::Strict, Strictness::Tolerant] {
        let place = format!("{} {mode} {} {} {value:?}", column.version, column.file, column.name);
        let (report, findings) = sample.validate(options.with_strictness(strictness));
        let found: Vec<_> = findings
            .iter()
            .map(|f| (f.code.id, f.file.as_deref(), f.line, f.column, f.field.as_deref()))
            .collect();
        let line = sample.rows(column.file) as u64 + 1;
        let expected =
            (code, Some(column.file.name()), Some(line), Some(column.number), Some(column.name.as_str()));
        assert_eq!(found, [expected], "{place}");

        let is_error = findings[0].severity == Severity::Error;
        assert_eq!(report.verdict == Verdict::Reject, is_error, "{place}");
        assert_eq!(report.files[column.file.name()].accepted, !is_error, "{place}");
        match strictness {
            Strictness::Strict => assert!(is_error, "{place}"),
            Strictness::Tolerant => assert!(column.required == "yes" || !is_error, "{place}"),
        }
    }
}

#[test]
fn the_package_to_be_spoilt_has_no_findings() {
    for version in Version::ALL {
        for mode in [Mode::Bulk, Mode::Delta] {
            for profile in Profile::ALL {
                let sample = Sample::valid(version, mode);
                let options = ValidateOptions::default()
                    .with_strictness(Strictness::Strict)
                    .with_profile(profile)
                    .with_delta_references(DeltaReferences::Checked);
                let (report, findings) = sample.validate(options);
                assert_eq!(findings.iter().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
                assert_eq!(report.verdict, Verdict::Accept);
                let looked_at = File::of(version).filter(|file| profile.includes(*file)).count();
                assert_eq!(report.files.len(), looked_at + 1, "the files and the manifest");
                assert!(report.files.values().all(|file| file.accepted && file.reason.is_none()));
                assert_eq!(report.files["users.csv"].rows, 3);
            }
        }
    }
}

#[test]
fn a_blank_cell_that_needs_a_value_is_found_in_every_column() {
    let mut checked = 0;
    for column in columns() {
        match column.required.as_str() {
            "yes" => {
                check(&column, Mode::Bulk, "", "required_value_missing");
                check(&column, Mode::Delta, "", "required_value_missing");
            }
            "delta" => {
                check(&column, Mode::Delta, "", "delta_value_missing");
                let value = if column.name == "status" { "active" } else { INSTANT };
                check(&column, Mode::Bulk, value, "delta_value_in_bulk");
            }
            _ => continue,
        }
        checked += 1;
    }
    assert!(checked > 150, "{checked} columns");
}

#[test]
fn a_broken_value_is_found_in_every_typed_column() {
    let mut checked = 0;
    for column in columns() {
        let (value, code) = match column.data_type.trim_start_matches("list<").trim_end_matches('>') {
            "boolean" => ("maybe", "invalid_boolean"),
            "date" => ("2026-02-30", "invalid_date"),
            "dateTime" => ("yesterday", "invalid_date_time"),
            "enum" => ("nonsense", "unknown_token"),
            "float" => ("B+", "invalid_number"),
            "GUID" if column.has_reference => ("nowhere", "dangling_reference"),
            "GUID" => ("a b", "invalid_guid"),
            "integer" => ("many", "invalid_number"),
            "pair" => ("alone", "invalid_pair"),
            "year" => ("20A5", "invalid_year"),
            "id" | "string" => continue,
            other => panic!("no broken value for {other}"),
        };
        let mode = if column.required == "delta" { Mode::Delta } else { Mode::Bulk };
        check(&column, mode, value, code);
        checked += 1;
    }
    assert!(checked > 150, "{checked} columns");
}

#[test]
fn another_spelling_is_found_in_every_column_that_has_a_form() {
    for column in columns() {
        let (value, code) = match column.data_type.trim_start_matches("list<").trim_end_matches('>') {
            "boolean" => ("TRUE", "inexact_value"),
            "date" => ("9/5/2026", "inexact_value"),
            "dateTime" => ("2026-08-18", "inexact_value"),
            "float" => ("5.", "inexact_value"),
            "integer" => ("20%", "inexact_value"),
            "pair" => ("LDAP:noor", "inexact_value"),
            "year" => ("2026-2027", "inexact_value"),
            _ => continue,
        };
        let mode = if column.required == "delta" { Mode::Delta } else { Mode::Bulk };
        check(&column, mode, value, code);
    }
}
