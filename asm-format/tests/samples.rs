//! Packages of other people's systems, where a collection of them is at hand: each converts to what its
//! description says, or is refused for the reason it names.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::io::Cursor;
use std::path::PathBuf;

use asm_format::ArchiveSettings;
use asm_format::convert::{Settings, convert_package};
use oneroster_csv::Package;
use oneroster_model::Findings;
use time::macros::date;

/// Path below the collection; rows of students, staff, courses, classes, rosters, locations, or the code of
/// the error; codes that must be among the findings.
type Case = (&'static str, Result<[u64; 6], &'static str>, &'static [&'static str]);

const CASES: &[Case] = &[
    ("LongsightGroup__oneroster/valid-full-bulk.zip", Ok([0, 2, 1, 1, 0, 1]), &[]),
    ("LongsightGroup__oneroster/valid-gradebook-bulk.zip", Ok([0, 2, 1, 1, 0, 1]), &[]),
    ("LongsightGroup__oneroster/valid-metadata-bulk.zip", Ok([0, 2, 1, 1, 0, 1]), &[]),
    ("LongsightGroup__oneroster/valid-resources-bulk.zip", Ok([0, 2, 1, 1, 0, 1]), &[]),
    ("LongsightGroup__oneroster/valid-rostering-bulk.zip", Ok([0, 2, 1, 1, 0, 1]), &[]),
    ("LongsightGroup__oneroster/valid-full-delta.zip", Err("delta_without_base"), &[]),
    ("LongsightGroup__oneroster/valid-gradebook-delta.zip", Err("delta_without_base"), &[]),
    ("LongsightGroup__oneroster/valid-resources-delta.zip", Err("delta_without_base"), &[]),
    ("LongsightGroup__oneroster/valid-rostering-delta.zip", Err("delta_without_base"), &[]),
    ("LongsightGroup__oneroster/valid-manifest-only.zip", Err("file_missing"), &[]),
    ("LongsightGroup__oneroster/invalid-bulk-lifecycle.zip", Err("file_missing"), &[]),
    ("LongsightGroup__oneroster/invalid-delta-lifecycle.zip", Err("delta_without_base"), &[]),
    ("LongsightGroup__oneroster/invalid-missing-delta-lifecycle.zip", Err("delta_without_base"), &[]),
    ("LongsightGroup__oneroster/invalid-missing-target-file.zip", Err("file_missing"), &[]),
    ("LongsightGroup__oneroster/invalid-schema.zip", Err("file_missing"), &[]),
    (
        "LongsightGroup__oneroster/invalid-diagnostic-safety.zip",
        Ok([0, 0, 1, 1, 0, 1]),
        &["duplicate_sourced_id", "enrollment_user_unknown", "role_missing"],
    ),
    (
        "LongsightGroup__oneroster/invalid-duplicate-sourcedid.zip",
        Ok([0, 1, 1, 1, 0, 1]),
        &["duplicate_sourced_id"],
    ),
    ("LongsightGroup__oneroster/invalid-fields.zip", Ok([0, 1, 1, 1, 0, 1]), &["role_user_unknown"]),
    ("LongsightGroup__oneroster/invalid-missing-target-record.zip", Ok([0, 2, 1, 1, 0, 1]), &[]),
    ("LongsightGroup__oneroster/invalid-semantic.zip", Ok([0, 2, 1, 1, 0, 1]), &[]),
    (
        "OfficeDev__O365-EDU-SDS-AspNetMVC-Samples/provider-demo-bulk",
        Ok([1, 2, 2, 2, 1, 1]),
        &["role_not_exported"],
    ),
    (
        "Ed-Fi-Exchange-OSS__LMS-Toolkit/OneRoster-1.0",
        Ok([8, 2, 2, 2, 10, 1]),
        &["header_alias", "enrollment_repeated"],
    ),
    // Its enrollments ended years ago.
    (
        "Ed-Fi-Exchange-OSS__LMS-Toolkit/OneRoster-1.1",
        Ok([8, 2, 2, 2, 0, 1]),
        &["too_many_cells", "enrollment_ended"],
    ),
    // Header rows without data: the guards hold the empty archive back.
    ("nicelion__oneroster-ts/oneroster-example-csv", Ok([0; 6]), &[]),
    // Layouts that only look like OneRoster.
    ("OfficeDev__O365-EDU-Tools/SDS-v2", Err("file_missing"), &[]),
    (
        "OfficeDev__O365-EDU-Tools/SDS-v2.1",
        Ok([3, 1, 1, 1, 3, 1]),
        &["required_column_missing", "column_unknown", "role_unknown"],
    ),
];

#[test]
fn packages_of_other_systems_convert_or_are_refused_for_their_reason() {
    let folder = std::env::var_os("ONEROSTER_SAMPLES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples"),
        PathBuf::from,
    );
    if !folder.is_dir() {
        eprintln!("skipped: no collection of packages, set ONEROSTER_SAMPLES to one");
        return;
    }
    for (path, expected, codes) in CASES {
        let mut findings = Findings::default();
        let package = Package::open(folder.join("csv").join(path)).unwrap();
        let result = convert_package(
            &package,
            date!(2026 - 10 - 01),
            &Settings::default(),
            &ArchiveSettings::default(),
            Cursor::new(Vec::new()),
            &mut findings,
        );
        let found = result.map(|(_, conversion)| {
            ["students.csv", "staff.csv", "courses.csv", "classes.csv", "rosters.csv", "locations.csv"]
                .map(|file| conversion.rows_out[file])
        });
        match (found, expected) {
            (Ok(rows), Ok(expected)) => assert_eq!(rows, *expected, "{path}"),
            (Err(error), Err(code)) => assert_eq!(error.code(), *code, "{path}"),
            (found, _) => panic!("{path}: {found:?}, expected {expected:?}"),
        }
        for code in *codes {
            assert!(findings.count(code) > 0, "{path} has no {code}");
        }
    }
}
