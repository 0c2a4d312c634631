//! Whole files: what is missing, empty or damaged, and the report on each.

use oneroster_csv::package::{OpenOptions, Package};
use oneroster_csv::validate::{Profile, ValidateOptions, Verdict, validate};
use oneroster_csv::{File, Mode, Strictness};
use oneroster_model::{Finding, Version};

use crate::sample::Sample;

fn codes(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|f| (f.code.id, f.file.as_deref().unwrap_or_default())).collect()
}

/// Writes files into a folder and validates it.
fn validate_folder(
    files: &[(&str, &str)],
    options: ValidateOptions,
) -> (oneroster_csv::validate::ValidationReport, Vec<Finding>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let package = Package::open_with(folder.path(), &OpenOptions::default()).unwrap();
    let mut findings = Vec::new();
    let report = validate(&package, &options, &mut findings).unwrap();
    (report, findings)
}

const ORGS: &str = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n";

#[test]
fn a_file_without_rows_is_refused_in_strict_reading_only() {
    let sample = Sample::valid(Version::V1_1, Mode::Bulk).emptied(File::Demographics);
    for (strictness, accepted) in [(Strictness::Strict, false), (Strictness::Tolerant, true)] {
        let (report, findings) = sample.validate(ValidateOptions::default().with_strictness(strictness));
        assert_eq!(codes(&findings), [("file_without_rows", "demographics.csv")]);
        let file = &report.files["demographics.csv"];
        assert_eq!((file.rows, file.accepted), (0, accepted));
        assert_eq!(file.reason.as_ref().map(|reason| reason.code.id).is_none(), accepted);
    }
}

#[test]
fn a_profile_looks_at_its_files_and_misses_those_of_its_minimum() {
    let sample = Sample::valid(Version::V1_2, Mode::Bulk)
        .without(File::Enrollments)
        .without(File::Results)
        .without(File::ResultScoreScales)
        .without(File::ResultLearningObjectiveIds)
        .with_last(File::Resources, "importance", "nonsense");
    let validate = |profile| sample.validate(ValidateOptions::default().with_profile(profile));

    let (report, findings) = validate(Profile::Gradebook);
    let missing = "expected_file_missing";
    assert_eq!(codes(&findings), [(missing, "enrollments.csv"), (missing, "results.csv")]);
    assert_eq!(report.verdict, Verdict::Accept, "the standard requires no file");
    assert!(!report.files.contains_key("resources.csv") && report.files.contains_key("lineItems.csv"));

    let (report, findings) = validate(Profile::Resources);
    assert_eq!(codes(&findings), [(missing, "enrollments.csv"), ("unknown_token", "resources.csv")]);
    assert!(!report.files.contains_key("lineItems.csv"));
    assert_eq!(codes(&validate(Profile::Full).1), [("unknown_token", "resources.csv")]);
}

#[test]
fn a_delta_is_not_incomplete() {
    let sample = Sample::valid(Version::V1_2, Mode::Delta).without(File::Enrollments);
    let (_, findings) = sample.validate(ValidateOptions::default().with_profile(Profile::Rostering));
    assert_eq!(codes(&findings), [("", ""); 0]);
}

#[test]
fn a_file_that_ends_in_quotes_is_refused_and_references_into_it_are_not_judged() {
    let manifest = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n";
    let users = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n\
        u1,,,true,o2,student,noor,,Noor,Example,,,,,,,,\n";
    let orgs = format!("{ORGS}o1,,,\"North,school,,\no2,,,South,school,,\n");
    let files = [("manifest.csv", manifest), ("users.csv", users), ("orgs.csv", orgs.as_str())];
    let (report, findings) = validate_folder(&files, ValidateOptions::default());
    let about_files: Vec<_> =
        codes(&findings).into_iter().filter(|(_, file)| *file != "manifest.csv").collect();
    assert_eq!(
        about_files,
        [("file_unlisted", "orgs.csv"), ("file_unlisted", "users.csv"), ("unclosed_quote", "orgs.csv")],
    );
    let reason = report.files["orgs.csv"].reason.as_ref().unwrap();
    assert_eq!((reason.code.id, reason.line), ("unclosed_quote", Some(2)));
    assert!(!report.files["orgs.csv"].accepted && report.files["users.csv"].accepted);
    assert_eq!(report.verdict, Verdict::Reject);
}

#[test]
fn a_file_that_is_listed_but_missing_is_refused() {
    let manifest =
        "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\n";
    let orgs = format!("{ORGS}o1,,,North,school,,\n\n");
    let files = [("manifest.csv", manifest), ("orgs.csv", orgs.as_str())];
    let (report, findings) = validate_folder(&files, ValidateOptions::default());
    let users = &report.files["users.csv"];
    assert_eq!((users.rows, users.accepted), (0, false));
    assert_eq!(users.reason.as_ref().unwrap().code.id, "file_missing");
    let blank = findings.iter().find(|finding| finding.code.id == "blank_line").unwrap();
    assert_eq!((blank.file.as_deref(), blank.line), (Some("orgs.csv"), Some(3)));
}

#[test]
fn files_of_a_later_version_are_not_looked_at() {
    let manifest = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\n";
    let orgs = format!("{ORGS}o1,,,North,school,,\n");
    let files = [("manifest.csv", manifest), ("orgs.csv", orgs.as_str()), ("roles.csv", "anything\n")];
    let (report, findings) = validate_folder(&files, ValidateOptions::default());
    assert!(findings.iter().any(|finding| finding.code.id == "file_not_in_version"));
    assert!(!report.files.contains_key("roles.csv"));
}

#[test]
fn a_missing_column_is_found_once_and_not_in_every_row() {
    let orgs =
        "sourcedId,status,dateLastModified,type,identifier,parentSourcedId\no1,,,school,,\no2,,,school,,\n";
    let (report, _) = validate_folder(&[("orgs.csv", orgs)], ValidateOptions::default());
    assert_eq!(report.counts["required_column_missing"], 1);
    assert!(!report.counts.contains_key("required_value_missing"));
    assert_eq!(report.files["orgs.csv"].rows, 2);
}

#[test]
fn list_items_may_be_spaced_but_not_missing() {
    let with = |subjects| {
        Sample::valid(Version::V1_1, Mode::Bulk)
            .with_last(File::Courses, "subjects", subjects)
            .validate(ValidateOptions::default().with_strictness(Strictness::Strict))
    };
    let (report, findings) = with("Art, Music");
    assert_eq!(codes(&findings), [("list_item_blanks", "courses.csv")]);
    assert_eq!(report.verdict, Verdict::Accept);
    let (report, findings) = with("Art,,Music,");
    assert_eq!(codes(&findings), [("empty_list_item", "courses.csv")]);
    assert_eq!(report.verdict, Verdict::Reject);
    assert_eq!(codes(&with("Art").1), [("", ""); 0]);
}

#[test]
fn a_badly_written_identifier_still_leads_to_its_record() {
    let sample = Sample::valid(Version::V1_1, Mode::Bulk)
        .with_last(File::Users, "sourcedId", "Ash Example")
        .with_last(File::Users, "agentSourcedIds", "u1, u2")
        .with_last(File::Enrollments, "userSourcedId", "Ash Example");
    let (_, findings) = sample.validate(ValidateOptions::default());
    assert_eq!(
        codes(&findings),
        [("invalid_guid", "users.csv"), ("invalid_guid", "users.csv"), ("invalid_guid", "enrollments.csv")],
    );
}

#[test]
fn a_bad_reference_is_found_in_every_row_of_a_cluster() {
    let row =
        |id| format!("sourcedId={id};classSourcedId=k 1;schoolSourcedId=o1;userSourcedId=u1;role=student");
    let sample = Sample::valid(Version::V1_1, Mode::Bulk)
        .with(File::Classes, 1, "sourcedId", "k 1")
        .with_row(File::Enrollments, &row("e3"))
        .with_row(File::Enrollments, &row("e4"));
    let (report, _) = sample.validate(ValidateOptions::default());
    assert_eq!(report.counts["invalid_guid"], 3);
    assert_eq!(report.counts.len(), 1);
}

#[test]
fn open_and_long_texts_are_told_but_not_refused() {
    let long = "x".repeat(256);
    let sample = Sample::valid(Version::V1_2, Mode::Delta)
        .with_last(File::Orgs, "dateLastModified", "2026-08-18T06:00:00Z")
        .with_last(File::Orgs, "name", &long);
    let (report, findings) = sample.validate(ValidateOptions::default().with_strictness(Strictness::Strict));
    assert_eq!(codes(&findings), [("date_time_fraction", "orgs.csv"), ("long_text", "orgs.csv")]);
    assert_eq!(report.verdict, Verdict::Accept);
}

#[test]
fn findings_never_hold_the_contents_of_a_cell() {
    const MARK: &str = "Zyxwv Utsrq";
    let mut sample = Sample::valid(Version::V1_2, Mode::Bulk);
    for file in File::of(Version::V1_2) {
        for column in file.table().columns(Version::V1_2).skip(1) {
            sample = sample.with_last(file, column.name, MARK);
        }
    }
    let (report, findings) = sample.validate(ValidateOptions::default());
    assert!(findings.len() > 80, "{} findings", findings.len());
    for finding in &findings {
        assert!(!serde_json::to_string(finding).unwrap().contains("Zyxwv"), "{finding}");
    }
    assert!(!serde_json::to_string(&report).unwrap().contains("Zyxwv"));
}

#[test]
fn the_report_serializes_with_verdict_version_counts_and_files() {
    let sample = Sample::valid(Version::V1_2, Mode::Bulk).with_last(File::Orgs, "name", "");
    let (report, _) = sample.validate(ValidateOptions::default());
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["verdict"], "reject");
    assert_eq!(json["version"], "1.2");
    assert_eq!(json["counts"], serde_json::json!({"required_value_missing": 1}));
    assert_eq!(
        json["files"]["orgs.csv"],
        serde_json::json!({
            "mode": "bulk", "rows": 2, "accepted": false, "errors": 1, "warnings": 0,
            "reason": {"code": "required_value_missing", "line": 3, "message": "the cell is blank"},
        }),
    );
    assert_eq!(
        json["files"]["users.csv"],
        serde_json::json!({"mode": "bulk", "rows": 3, "accepted": true, "errors": 0, "warnings": 0}),
    );
}
