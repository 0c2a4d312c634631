//! The black-box cases for OneRoster 1.2 CSV, where a copy of them lies next to the workspace.
//!
//! Strict validation has to accept and reject what the cases say, and to name the same file, field and
//! row. Where it does not on purpose, the case stands in a list with the reason; a case that stands there
//! without need fails, too.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests fail by panicking and tell what they skip"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oneroster_csv::package::{OpenOptions, Package};
use oneroster_csv::scan::Scanner;
use oneroster_csv::validate::{DeltaReferences, Profile, ValidateOptions, Verdict, validate};
use oneroster_csv::{Error, Strictness};
use oneroster_model::{Finding, Severity};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Case {
    file: String,
    level: String,
    expect: String,
    #[serde(default)]
    findings: Vec<Expected>,
    profile: Option<String>,
    #[serde(default)]
    options: CaseOptions,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CaseOptions {
    reference_mode: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expected {
    code: String,
    file_name: Option<String>,
    row_number: Option<u64>,
    field: Option<String>,
    property_name: Option<String>,
}

/// Their code, and the codes with which this crate says the same.
const CODES: &[(&str, &[&str])] = &[
    ("csv.bare_carriage_return", &["bare_carriage_return"]),
    ("csv.invalid_utf8", &["invalid_utf8"]),
    ("csv.line_break_in_quoted_field", &["line_break_in_quoted_field"]),
    ("csv.unclosed_quote", &["unclosed_quote"]),
    ("csv.unescaped_quote", &["unescaped_quote"]),
    ("manifest.duplicate_property", &["manifest_property_repeated"]),
    ("manifest.file_unexpected", &["file_unlisted"]),
    ("manifest.invalid_file_mode", &["manifest_mode_invalid"]),
    ("manifest.invalid_manifest_version", &["manifest_version_invalid"]),
    ("manifest.invalid_oneroster_version", &["oneroster_version_invalid"]),
    ("manifest.missing_property", &["manifest_property_missing"]),
    ("manifest.row_width_mismatch", &["manifest_row_width"]),
    ("manifest.unknown_property", &["manifest_property_unknown"]),
    ("package.missing_manifest", &["manifest_missing", "not_a_package"]),
    ("reference.duplicate_sourced_id", &["duplicate_sourced_id"]),
    ("reference.missing_target_file", &["referenced_file_absent"]),
    ("reference.missing_target_record", &["dangling_reference"]),
    ("row.field_forbidden_in_bulk", &["delta_value_in_bulk"]),
    ("row.field_required_in_delta", &["delta_value_missing"]),
    ("row.invalid_boolean", &["invalid_boolean", "inexact_value"]),
    ("row.invalid_date", &["invalid_date"]),
    ("row.invalid_enum", &["unknown_token"]),
    ("row.invalid_guid", &["invalid_guid"]),
    ("row.invalid_integer", &["invalid_number"]),
    ("row.invalid_list", &["empty_list_item", "subject_codes_mismatch"]),
    ("row.invalid_year", &["invalid_year"]),
    ("row.missing_required_value", &["required_value_missing"]),
    ("schema.header_order_mismatch", &["column_order", "extension_not_last", "header_case"]),
    ("schema.invalid_metadata_header", &["column_unknown", "extension_not_last"]),
    ("schema.metadata_column_position", &["extension_not_last"]),
    ("schema.missing_header", &["optional_column_missing", "header_case"]),
    ("semantic.academic_session_type_mismatch", &["school_year_type", "line_item_session_type"]),
    ("semantic.invalid_case_learning_objective_id", &["learning_objective_form"]),
    ("semantic.invalid_score_range", &["score_limits_reversed"]),
    ("semantic.invalid_score_scale_mapping", &["invalid_pair", "inexact_value"]),
    ("semantic.org_type_mismatch", &["school_type", "line_item_school_type"]),
    ("semantic.result_class_mismatch", &["dangling_reference", "result_class_mismatch"]),
    ("semantic.result_student_not_enrolled", &["result_not_enrolled"]),
    ("semantic.score_above_max", &["score_out_of_range"]),
    ("semantic.score_below_min", &["score_out_of_range"]),
    ("zip.entry_path_traversal", &["unsafe_path"]),
    ("zip.invalid_archive", &["not_a_package", "damaged"]),
];

/// Cases whose verdict differs on purpose.
const VERDICTS: &[(&str, &str)] = &[
    ("package-accept-026", "looks at the package only; columns and a referenced file are missing"),
    ("parse-rostering-accept-085", "looks at single cells only; the files that they refer to are absent"),
    (
        "validate-full-accept-128",
        "the form of a cell is checked in delta files, too; A:94 is no {left:right}",
    ),
    ("zip-container-accept-216", "looks at the zip file only; enabledUser is not-boolean"),
    ("zip-container-accept-220", "looks at the zip file only; users.csv has one column"),
];

/// Findings of a case that have no counterpart here on purpose: case, code, fields, reason.
const FINDINGS: &[(&str, &str, &str, &str)] = &[
    (
        "package-reject-011",
        "manifest.invalid_oneroster_version",
        "oneroster.version",
        "OneRoster 1.1 is a version that is read here",
    ),
    (
        "package-reject-013",
        "manifest.unknown_property",
        "vendor.extension",
        "the line is named; an unknown property is not repeated",
    ),
    (
        "parse-full-reject-036",
        "schema.header_order_mismatch",
        "status",
        "of two exchanged columns one is out of place; it is named",
    ),
    (
        "parse-rostering-reject-066",
        "schema.header_order_mismatch schema.invalid_metadata_header",
        "userMasterIdentifier preferredGivenName preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
        "the column that is too much is named (resourceSourcedIds, password behind it), not all that follow it",
    ),
    (
        "parse-rostering-reject-070",
        "row.invalid_list",
        "subjectCodes",
        "the text compares subjects and subjectCodes where both are filled; subjects are blank",
    ),
];

/// Returns the folder of the samples: `ONEROSTER_SAMPLES`, or `../shared/samples` next to the workspace.
fn cases() -> Vec<(PathBuf, Case)> {
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");
    let folder = std::env::var_os("ONEROSTER_SAMPLES").map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let folder = folder.join("conformance");
    if !folder.is_dir() {
        eprintln!("skipped: there are no samples in {}", folder.display());
        return Vec::new();
    }
    let text = fs::read_to_string(folder.join("expected.json")).unwrap();
    let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
    cases.into_iter().map(|case| (folder.join(&case.file), case)).collect()
}

/// What this crate says about a case.
struct Outcome {
    verdict: Verdict,
    findings: Vec<Finding>,
    /// Code of the error that kept the package from being opened.
    error: Option<&'static str>,
}

fn run(path: &Path, case: &Case) -> Result<Outcome, Error> {
    let mut findings = Vec::new();
    if case.level.starts_with("csv-") {
        let bytes = fs::read(path).unwrap();
        let mut scanner = Scanner::new(&bytes[..]);
        while let Some(record) = scanner.next_record()? {
            findings.extend(record.anomalies().iter().map(|a| a.to_finding("", Strictness::Strict)));
        }
        let is_bad = findings.iter().any(|finding| finding.severity == Severity::Error);
        let verdict = if is_bad { Verdict::Reject } else { Verdict::Accept };
        return Ok(Outcome { verdict, findings, error: None });
    }
    let package = Package::open_with(path, &OpenOptions::default().with_strictness(Strictness::Strict))?;
    let references = match case.options.reference_mode.as_deref() {
        Some("allRows") => DeltaReferences::Checked,
        _ => DeltaReferences::Ignored,
    };
    let profile = case.profile.as_deref().map_or(Profile::Full, |name| Profile::from_name(name).unwrap());
    let options = ValidateOptions::default()
        .with_strictness(Strictness::Strict)
        .with_profile(profile)
        .with_delta_references(references);
    let report = validate(&package, &options, &mut findings)?;
    assert_eq!(report.counts.values().sum::<u64>(), findings.len() as u64);
    Ok(Outcome { verdict: report.verdict, findings, error: None })
}

fn outcome(path: &Path, case: &Case) -> Outcome {
    run(path, case).unwrap_or_else(|error| Outcome {
        verdict: Verdict::Reject,
        findings: Vec::new(),
        error: Some(error.code()),
    })
}

fn is_named(expected: &Expected, outcome: &Outcome) -> bool {
    let (_, codes) = CODES.iter().find(|(theirs, _)| *theirs == expected.code).expect(&expected.code);
    if outcome.error.is_some_and(|error| codes.contains(&error)) {
        return true;
    }
    outcome.findings.iter().any(|finding| {
        let file = finding.file.as_deref().unwrap_or_default();
        let field = expected.field.as_deref().or(expected.property_name.as_deref());
        codes.contains(&finding.code.id)
            && finding.severity >= Severity::Warning
            && (expected.row_number.is_none() || finding.line == expected.row_number)
            && (field.is_none() || finding.field.as_deref() == field)
            // A row of the manifest is named by the manifest here, by the file that it stands for there.
            && (expected.file_name.as_deref().is_none_or(|name| name == file)
                || expected.code.starts_with("manifest.") && file == "manifest.csv")
    })
}

#[test]
fn strict_validation_agrees_with_the_cases_but_for_the_listed_ones() {
    let cases = cases();
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for (path, case) in &cases {
        let outcome = outcome(path, case);
        let differs = VERDICTS.iter().any(|(name, _)| case.file.contains(name));
        if (case.expect == outcome.verdict.as_str()) == differs {
            let errors = outcome.findings.iter().filter(|finding| finding.severity == Severity::Error);
            let errors: Vec<String> = errors.map(ToString::to_string).collect();
            wrong.push(format!("{}: expected {}, {:?} {errors:#?}", case.file, case.expect, outcome.error));
        }
        for expected in &case.findings {
            let field = expected.field.as_deref().or(expected.property_name.as_deref()).unwrap_or_default();
            let listed = FINDINGS.iter().any(|(name, codes, fields, _)| {
                let has = |words: &str, word| words.split(' ').any(|one| one == word);
                case.file.contains(name) && has(codes, expected.code.as_str()) && has(fields, field)
            });
            seen.insert(expected.code.as_str());
            if is_named(expected, &outcome) == listed {
                wrong.push(format!("{}: {expected:?} is named: {}", case.file, !listed));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    if !cases.is_empty() {
        assert_eq!(cases.len(), 122);
        let mapped: BTreeSet<&str> = CODES.iter().map(|(theirs, _)| *theirs).collect();
        assert_eq!(seen, mapped, "every code is mapped, and no other");
    }
}
