//! Headers and rows as they come: every departure is reported, and read where its meaning is clear.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use oneroster_csv::tables::{OrgRow, UserRow};
use oneroster_csv::{Mode, OwnedRow, ReadOptions, Strictness, TableReader};
use oneroster_model::{Finding, Severity, Version};

const ORGS: &str = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId";

fn read<T: OwnedRow>(text: &str, version: Version, options: ReadOptions) -> (Vec<T>, Vec<Finding>) {
    let mut findings = Vec::new();
    let reader = TableReader::new(text.as_bytes(), T::FILE, version, options, &mut findings).unwrap();
    let rows = reader.into_rows(&mut findings).collect::<Result<_, _>>().unwrap();
    (rows, findings)
}

/// Reads orgs and compares the codes of the findings; the row must come through.
fn check(text: &str, expected: &[(&str, Option<u32>)]) {
    for strictness in [Strictness::Tolerant, Strictness::Strict] {
        let options = ReadOptions { strictness, ..ReadOptions::default() };
        let (rows, findings) = read::<OrgRow>(text, Version::V1_1, options);
        let found: Vec<_> = findings.iter().map(|f| (f.code.id, f.column)).collect();
        assert_eq!(found, expected, "{text}");
        assert_eq!(rows.len(), 1, "{text}");
        assert_eq!((rows[0].sourced_id.as_str(), rows[0].name.as_str()), ("o1", "North"), "{text}");
        let worst = findings.iter().map(|finding| finding.severity).max();
        if strictness == Strictness::Tolerant {
            assert!(worst < Some(Severity::Error) || text.contains("name,name"), "{text}");
        } else {
            assert_eq!(worst == Some(Severity::Error), !expected.is_empty(), "{text}");
        }
    }
}

#[test]
fn departures_in_the_header_are_reported_and_read() {
    check(&format!("{ORGS}\no1,,,North,school,,\n"), &[]);
    check(&format!("\u{feff}{ORGS}\r\no1,,,North,school,,\r\n"), &[]);
    check(
        "sourcedId,status,dateLastModified,NAME,type,identifier,parentSourcedId\no1,,,North,school,,\n",
        &[("header_case", Some(4))],
    );
    check(
        "sourceId,status,dateLastModified,name,type,identifier,parent\no1,,,North,school,,\n",
        &[("header_alias", Some(1)), ("header_alias", Some(7))],
    );
    check(
        "name,sourcedId,status,dateLastModified,type,identifier,parentSourcedId\nNorth,o1,,,school,,\n",
        &[("column_order", Some(2))],
    );
    check(
        "sourcedId,name,type,identifier,parentSourcedId\no1,North,school,,\n",
        &[("optional_column_missing", None), ("optional_column_missing", None)],
    );
    check(&format!("{ORGS},\no1,,,North,school,,,\n"), &[("header_blank", Some(8))]);
    check(&format!("{ORGS},colour\no1,,,North,school,,,red\n"), &[("column_unknown", Some(8))]);
    check(&format!("{ORGS},metadata.a\no1,,,North,school,,,1\n"), &[]);
    check(
        "sourcedId,status,dateLastModified,name,metadata.a,type,identifier,parentSourcedId\no1,,,North,1,school,,\n",
        &[("extension_not_last", Some(6)), ("extension_not_last", Some(7)), ("extension_not_last", Some(8))],
    );
    check(
        "sourcedId,status,dateLastModified,name,name,type,identifier,parentSourcedId\no1,,,North,x,school,,\n",
        &[("header_duplicate", Some(5))],
    );
}

#[test]
fn rows_of_another_width_are_padded_or_cut() {
    check(&format!("{ORGS}\no1,,,North\n"), &[("too_few_cells", None)]);
    check(&format!("{ORGS}\no1,,,North,school,,,surplus\n"), &[("too_many_cells", None)]);
}

#[test]
fn a_file_without_a_header_gives_no_rows() {
    for text in ["", "o1,,,North,school,,\n"] {
        let (rows, findings) = read::<OrgRow>(text, Version::V1_1, ReadOptions::default());
        assert!(rows.is_empty());
        assert!(
            findings.iter().any(|f| f.code.id == "header_missing" && f.severity == Severity::Error),
            "{text}"
        );
    }
}

#[test]
fn a_required_column_is_missed_by_mode() {
    let text = "sourcedId,name,type,identifier,parentSourcedId\n";
    let required = |mode| {
        let options = ReadOptions { mode, ..ReadOptions::default() };
        let (_, findings) = read::<OrgRow>(text, Version::V1_2, options);
        findings.iter().filter(|f| f.code.id == "required_column_missing").count()
    };
    assert_eq!((required(Mode::Bulk), required(Mode::Delta)), (0, 2));
}

#[test]
fn extension_columns_and_unknown_columns_are_kept() {
    let text = "sourcedId,enabledUser,colour,Metadata.house\nu1,true,red,Owl\n";
    let (rows, _) = read::<UserRow>(text, Version::V1_1, ReadOptions::default());
    assert_eq!(rows[0].metadata.get("metadata.house"), Some("Owl"));
    assert_eq!(rows[0].metadata.get("metadata.colour"), Some("red"));
}

#[test]
fn the_column_that_1_2_1_dropped_is_read() {
    let text = "sourcedId,userMasterIdentifier,resourceSourcedIds\nu1,m1,r1\n";
    let (rows, findings) = read::<UserRow>(text, Version::V1_2, ReadOptions::default());
    assert_eq!(rows[0].resource_sourced_ids, "r1");
    assert!(findings.iter().any(|f| f.code.id == "column_of_other_version"));
    assert_eq!(rows[0].sourced_id, "u1");
}
