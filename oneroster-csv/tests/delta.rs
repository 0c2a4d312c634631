//! Differences between packages and their application.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::BTreeMap;

use oneroster_csv::delta::{Apply, Diff, DiffSummary, MissingFile};
use oneroster_csv::{Error, File, Mode, Package};
use oneroster_model::{Finding, Version};
use proptest::prelude::*;
use support::{Rows, TestRow, by_hand, finish, open, package, random_rows, rows, text, writer};
use time::OffsetDateTime;
use time::macros::datetime;

const AT: OffsetDateTime = datetime!(2026-08-18 6:00 UTC);

fn diff(old: &Package, new: &Package) -> (Vec<u8>, DiffSummary, Vec<Finding>) {
    let (mut delta, mut findings) = (writer(new.version()), Vec::new());
    let summary = Diff::between(old, new).with_field_counts().write(&mut delta, AT, &mut findings).unwrap();
    (finish(delta), summary, findings)
}

fn apply(base: &Package, delta: &Package) -> (Vec<u8>, Vec<Finding>) {
    let (mut merged, mut findings) = (writer(base.version()), Vec::new());
    Apply::new(base, delta).write(&mut merged, &mut findings).unwrap();
    (finish(merged), findings)
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code.id).filter(|code| !code.starts_with("optional_")).collect()
}

/// What applying must give: rows of the base that are still there, in its order, then the others.
fn expected(base: &Rows, new: &Rows) -> Rows {
    let mut expected = Rows::new();
    for (file, new_rows) in new {
        let mut left: BTreeMap<&str, &TestRow> = new_rows.iter().map(|row| (row.id(), row)).collect();
        let base_rows = base.get(file).map(Vec::as_slice).unwrap_or_default();
        let mut rows: Vec<TestRow> =
            base_rows.iter().filter_map(|row| left.remove(row.id())).cloned().collect();
        rows.extend(new_rows.iter().filter(|row| left.contains_key(row.id())).cloned());
        expected.insert(*file, rows);
    }
    expected
}

fn check_diff_and_apply(version: Version, old: &Rows, new: &Rows) {
    let (base, target) = (package(version, Mode::Bulk, old), package(version, Mode::Bulk, new));
    let (delta, summary, _) = diff(&base, &target);
    assert_eq!(delta, diff(&base, &target).0, "the same input gives the same bytes");
    let delta = open(delta);
    for (file, rows) in rows(&delta) {
        let changes = summary.file(file).unwrap();
        assert_eq!(rows.len() as u64, changes.added + changes.changed + changes.removed, "{file}");
        assert!(rows.iter().all(|row| row.cells[2] == "2026-08-18T06:00:00.000Z"));
        assert_eq!(delta.mode(file), Mode::Delta);
    }
    let (merged, findings) = apply(&base, &delta);
    assert_eq!(findings, [], "a difference fits its base");
    assert_eq!(rows(&open(merged)), expected(old, new));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn applying_a_difference_gives_the_new_package_1_1(
        old in random_rows(Version::V1_1), new in random_rows(Version::V1_1),
    ) {
        check_diff_and_apply(Version::V1_1, &old, &new);
    }

    #[test]
    fn applying_a_difference_gives_the_new_package_1_2(
        old in random_rows(Version::V1_2), new in random_rows(Version::V1_2),
    ) {
        check_diff_and_apply(Version::V1_2, &old, &new);
    }

    #[test]
    fn a_package_does_not_differ_from_itself_in_another_order(
        (old, new) in random_rows(Version::V1_2).prop_flat_map(|old| {
            let shuffled: Vec<_> = old.iter().map(|(file, rows)| {
                let file = *file;
                Just(rows.clone()).prop_shuffle().prop_map(move |rows| (file, rows))
            }).collect();
            (Just(old), shuffled.prop_map(|tables| tables.into_iter().collect::<Rows>()))
        }),
    ) {
        let (old, new) = (package(Version::V1_2, Mode::Bulk, &old), package(Version::V1_2, Mode::Bulk, &new));
        let (delta, summary, findings) = diff(&old, &new);
        prop_assert!(summary.is_empty());
        prop_assert_eq!(findings, []);
        prop_assert!(rows(&open(delta)).is_empty());
    }
}

const MANIFEST: &str = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.orgs,bulk\n";
const DELTA_MANIFEST: &str =
    "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.orgs,delta\n";

fn orgs(text: &str) -> Package {
    by_hand(&[("manifest.csv", MANIFEST), ("orgs.csv", text)])
}

fn orgs_delta(text: &str) -> Package {
    by_hand(&[("manifest.csv", DELTA_MANIFEST), ("orgs.csv", text)])
}

#[test]
fn spelling_of_header_and_status_is_no_change() {
    let old = orgs(
        "sourcedId,status,dateLastModified,name,type,metadata.a,metadata.b\no1,,,\"North\",school,1,2\n",
    );
    let new = orgs(
        "metadata.b,NAME,type,sourcedID,metadata.a,status,dateLastModified\n2,North,school,o1,1,active,2026-01-01\n",
    );
    let (_, summary, _) = diff(&old, &new);
    assert!(summary.is_empty());
    assert_eq!(summary.file(File::Orgs).unwrap().unchanged, 1);
}

#[test]
fn changed_columns_are_counted_and_metadata_columns_are_columns() {
    let old =
        orgs("sourcedId,name,type,metadata.a\no1,North,school,1\no2,South,school,1\no3,West,school,1\n");
    let new =
        orgs("sourcedId,name,type,metadata.b\no1,North,school,\no2,Deep South,school,2\no4,East,school,\n");
    let (delta, summary, _) = diff(&old, &new);
    let changes = summary.file(File::Orgs).unwrap();
    assert_eq!((changes.added, changes.changed, changes.removed, changes.unchanged), (1, 2, 1, 0));
    let fields: Vec<(&str, u64)> =
        changes.fields.iter().map(|changes| (changes.field.as_str(), changes.rows)).collect();
    assert_eq!(fields, [("name", 1), ("metadata.b", 1), ("metadata.a", 2)]);
    assert_eq!(
        text(&open(delta), File::Orgs),
        "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId,metadata.b,metadata.a\r\n\
         o1,active,2026-08-18T06:00:00.000Z,North,school,,,,\r\n\
         o2,active,2026-08-18T06:00:00.000Z,Deep South,school,,,2,\r\n\
         o4,active,2026-08-18T06:00:00.000Z,East,school,,,,\r\n\
         o3,tobedeleted,2026-08-18T06:00:00.000Z,West,school,,,,1\r\n",
    );
}

#[test]
fn first_of_repeated_rows_counts_and_the_others_are_reported() {
    let old = orgs("sourcedId,name,type\no1,North,school\no1,Nord,school\no2,South,school\n");
    let new = orgs("sourcedId,name,type\no1,North,school\no3,West,school\no3,Ouest,school\n,Nobody,school\n");
    let (delta, summary, findings) = diff(&old, &new);
    let changes = summary.file(File::Orgs).unwrap();
    assert_eq!((changes.added, changes.changed, changes.removed, changes.unchanged), (1, 0, 1, 1));
    assert_eq!(codes(&findings), ["duplicate_sourced_id", "duplicate_sourced_id", "row_without_id"]);
    let first = findings.iter().find(|finding| finding.code.id == "duplicate_sourced_id").unwrap();
    assert_eq!((first.key.as_deref(), first.line), (Some("o1"), Some(3)));
    let delta = rows(&open(delta)).remove(&File::Orgs).unwrap();
    assert_eq!(delta.iter().map(|row| row.cells[3].as_str()).collect::<Vec<_>>(), ["West", "South"]);
}

#[test]
fn row_to_be_deleted_in_a_bulk_file_counts_as_gone() {
    let old = orgs("sourcedId,status,name,type\no1,active,North,school\no2,inactive,South,school\n");
    let new = orgs("sourcedId,status,name,type\no1,toBeDeleted,North,school\n");
    let (delta, summary, _) = diff(&old, &new);
    let changes = summary.file(File::Orgs).unwrap();
    assert_eq!((changes.added, changes.changed, changes.removed, changes.unchanged), (0, 0, 1, 0));
    assert!(text(&open(delta), File::Orgs).contains("o1,tobedeleted,"));
    let (merged, _) = apply(&old, &orgs_delta("sourcedId,status,name,type\no9,active,New,school\n"));
    let ids: Vec<String> = rows(&open(merged))[&File::Orgs].iter().map(|row| row.id().to_owned()).collect();
    assert_eq!(ids, ["o1", "o9"]);
}

#[test]
fn missing_file_is_reported_and_may_mean_nothing() {
    let old = orgs("sourcedId,name,type\no1,North,school\n");
    let new = by_hand(&[("manifest.csv", MANIFEST)]);
    let (_, summary, findings) = diff(&old, &new);
    assert_eq!(summary.file(File::Orgs).unwrap().removed, 1);
    assert!(codes(&findings).contains(&"file_gone"));
    let mut findings = Vec::new();
    let diff = Diff::between(&old, &new).with_missing_file(MissingFile::NothingSaid);
    assert!(diff.count(&mut findings).unwrap().is_empty());
    assert_eq!(codes(&findings), ["file_gone"]);
}

#[test]
fn doubtful_delta_rows_are_applied_with_findings() {
    let base = orgs("sourcedId,name,type\no1,North,school\no2,South,school\no2,South again,school\n");
    let delta = orgs_delta(
        "sourcedId,status,dateLastModified,name,type\n\
         o1,,,Blank,school\n\
         o2,maybe,,Odd,school\n\
         o3,active,,Once,school\n\
         ,active,,Nobody,school\n\
         o3,active,,Twice,school\n\
         o8,tobedeleted,,Gone,school\n",
    );
    let (merged, findings) = apply(&base, &delta);
    let merged = rows(&open(merged)).remove(&File::Orgs).unwrap();
    let names: Vec<&str> = merged.iter().map(|row| row.cells[3].as_str()).collect();
    assert_eq!(names, ["Blank", "Odd", "Twice"]);
    assert_eq!(
        codes(&findings),
        [
            "delta_status_missing",
            "delta_status_invalid",
            "row_without_id",
            "duplicate_sourced_id",
            "duplicate_sourced_id",
            "deleted_row_unknown",
        ],
    );
    assert_eq!(
        (findings.last().unwrap().key.as_deref(), findings.last().unwrap().line),
        (Some("o8"), Some(7))
    );
}

#[test]
fn bulk_file_of_a_delta_package_replaces_the_file() {
    let base = orgs("sourcedId,name,type\no1,North,school\n");
    let (merged, findings) = apply(&base, &orgs("sourcedId,name,type\no2,South,school\n"));
    assert_eq!(rows(&open(merged))[&File::Orgs][0].id(), "o2");
    assert!(codes(&findings).contains(&"file_replaced"));
}

#[test]
fn packages_that_do_not_fit_are_refused() {
    let check = |result: Result<(), Error>, code: &str, part: &str| {
        let error = result.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(part), "{error}");
    };
    let bulk = orgs("sourcedId,name,type\no1,North,school\n");
    let delta = orgs_delta("sourcedId,status,name,type\no1,active,North,school\n");
    let old = package(Version::V1_1, Mode::Bulk, &Rows::new());
    let mut findings = Vec::new();
    let mut out = writer(Version::V1_2);
    check(Diff::between(&delta, &bulk).count(&mut findings).map(drop), "not_bulk", "orgs.csv: ");
    check(Diff::between(&bulk, &old).count(&mut findings).map(drop), "version_mismatch", "convert");
    check(Apply::new(&delta, &delta).write(&mut out, &mut findings).map(drop), "not_bulk", "orgs.csv: ");
    check(Apply::new(&old, &delta).write(&mut out, &mut findings).map(drop), "version_mismatch", "convert");
    let result = Diff::between(&bulk, &bulk).write(&mut writer(Version::V1_1), AT, &mut findings);
    check(result.map(drop), "version_mismatch", "1.2 and 1.1");
}
