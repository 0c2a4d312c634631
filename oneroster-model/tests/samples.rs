//! Payloads of real systems and of public examples, where they are at hand.
//!
//! Looked for in `../shared/samples/json` beside the workspace, or in the folder that
//! `ONEROSTER_SAMPLES` names; without them the test passes with a message.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::PathBuf;

use oneroster_model::assessment::AssessmentLineItem;
use oneroster_model::gradebook::{Category, LineItem, Result as LineItemResult, ScoreScale};
use oneroster_model::json::{Decoder, Encoder};
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
use oneroster_model::status::{CodeMinor, StatusForm, StatusInfo};
use oneroster_model::{Record, Value, Version};

use Version::{V1_1, V1_2};

fn folder() -> Option<PathBuf> {
    let folder = match std::env::var_os("ONEROSTER_SAMPLES") {
        Some(folder) => PathBuf::from(folder).join("json"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples/json"),
    };
    folder.is_dir().then_some(folder)
}

/// Decodes every record of a file, and compares the kinds of deviations it needs tolerance for.
#[track_caller]
fn check<T: Record>(file: &str, version: Version, count: usize, tolerated: &str) {
    let Some(folder) = folder() else {
        eprintln!("skipped: no samples at hand");
        return;
    };
    let body: Value = serde_json::from_slice(&fs::read(folder.join(file)).unwrap()).unwrap();
    let names = [T::COLLECTION, T::SINGLE, "data"].into_iter().chain(T::COLLECTION_ALIASES.iter().copied());
    let records = names.into_iter().find_map(|name| body.get(name)).unwrap_or(&body);
    let json = match records {
        Value::Array(_) => records.to_string(),
        single => format!("[{single}]"),
    };
    let decoded = Decoder::new(version).records::<T>(json.as_bytes()).unwrap();
    assert_eq!(decoded.value.len(), count, "{file}");
    let mut kinds: Vec<_> = decoded.deviations.iter().map(|entry| entry.kind.to_string()).collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds.join(" "), tolerated, "{file}: {}", decoded.deviations);

    // What is written from it needs no tolerance but for what was never there.
    let written = Encoder::new(version).to_collection(&decoded.value).unwrap();
    let written: Value = serde_json::from_slice(&written).unwrap();
    let again = Decoder::new(version).records::<T>(written[T::COLLECTION].to_string().as_bytes()).unwrap();
    let left =
        ["missing_member", "unknown_member", "unlisted_token", "reference_without_href", "reference_type"];
    for entry in again.deviations.iter() {
        assert!(left.contains(&entry.kind.to_string().as_str()), "{file}: {entry}");
    }
    let twice = Encoder::new(version).to_collection(&again.value).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&twice).unwrap(), written, "{file}");
}

#[test]
fn academic_sessions() {
    for (file, version, count, tolerated) in [
        ("v1p1-ims-ri-getAllAcademicSessions.json", V1_1, 4, "list_for_single reference_type text_form"),
        ("v1p1-ims-ri-getAllGradingPeriods.json", V1_1, 1, "text_form"),
        ("v1p1-ims-ri-getAllTerms.json", V1_1, 1, "reference_type text_form"),
        ("v1p1-ims-ri-getTerm.json", V1_1, 1, "reference_type text_form"),
        ("v1p1-tci-academicSessions.json", V1_1, 1, "missing_member"),
    ] {
        check::<AcademicSession>(file, version, count, tolerated);
    }
}

#[test]
fn classes() {
    for (file, version, count, tolerated) in [
        ("v1p1-ims-ri-getAllClasses.json", V1_1, 2, "reference_type"),
        ("v1p1-mfonism-classes_for_teacher.json", V1_1, 2, ""),
        ("v1p1-microsoft-classes.json", V1_1, 1, "bare_reference instant_form"),
        (
            "v1p1-tci-classes.json",
            V1_1,
            4,
            "missing_member reference_without_href reference_without_type single_for_list unknown_member",
        ),
    ] {
        check::<Class>(file, version, count, tolerated);
    }
}

#[test]
fn courses() {
    for (file, version, count, tolerated) in [
        ("v1p1-ims-ri-getAllCourses.json", V1_1, 2, "list_for_single reference_type single_for_list"),
        ("v1p1-microsoft-courses.json", V1_1, 1, "instant_form renamed_member"),
        ("v1p1-tci-courses.json", V1_1, 4, "missing_member unknown_member"),
    ] {
        check::<Course>(file, version, count, tolerated);
    }
}

#[test]
fn demographics() {
    check::<Demographics>(
        "v1p1-microsoft-demographics.json",
        V1_1,
        1,
        "boolean_form date_with_time instant_form text_form unlisted_token unset_date",
    );
}

#[test]
fn enrollments() {
    for (file, version, count, tolerated) in [
        ("v1p1-ims-ri-getAllEnrollments.json", V1_1, 33, "metadata_form"),
        ("v1p1-ims-ri-getEnrollment.json", V1_1, 1, "metadata_form"),
        ("v1p1-microsoft-enrollments.json", V1_1, 1, "instant_form unset_date"),
        (
            "v1p1-tci-enrollments.json",
            V1_1,
            6,
            "boolean_form missing_member reference_without_href reference_without_type unknown_member",
        ),
    ] {
        check::<Enrollment>(file, version, count, tolerated);
    }
}

#[test]
fn orgs() {
    for (file, version, count, tolerated) in [
        ("v1p1-ims-ri-getAllOrgs.json", V1_1, 2, "list_for_single reference_type"),
        ("v1p1-ims-ri-getAllSchools.json", V1_1, 1, "reference_type"),
        ("v1p1-ims-ri-getSchool.json", V1_1, 1, "reference_type"),
        ("v1p1-microsoft-orgs.json", V1_1, 2, "instant_form"),
        ("v1p1-microsoft-warning-sort.json", V1_1, 1, "instant_form"),
        ("v1p1-tci-schools.json", V1_1, 1, "missing_member"),
    ] {
        check::<Org>(file, version, count, tolerated);
    }
}

#[test]
fn users() {
    for (file, version, count, tolerated) in [
        ("v1p1-ims-ri-getAllStudents.json", V1_1, 32, "boolean_form missing_member"),
        ("v1p1-ims-ri-getAllTeachers.json", V1_1, 1, "boolean_form missing_member"),
        ("v1p1-ims-ri-getAllUsers.json", V1_1, 33, "boolean_form missing_member"),
        ("v1p1-ims-ri-getUser.json", V1_1, 1, "boolean_form missing_member"),
        ("v1p1-mfonism-all_teachers.json", V1_1, 1, "missing_member"),
        ("v1p1-mfonism-students_for_class.json", V1_1, 2, "missing_member"),
        ("v1p1-microsoft-users.json", V1_1, 2, "boolean_form instant_form"),
        ("v1p1-tci-empty-page.json", V1_1, 0, ""),
        ("v1p1-tci-students.json", V1_1, 4, "empty_text missing_member unknown_member"),
        ("v1p1-tci-teachers.json", V1_1, 3, "missing_member unknown_member"),
    ] {
        check::<User>(file, version, count, tolerated);
    }
}

#[test]
fn categories() {
    for (file, version, count, tolerated) in [
        ("v1p2-nahisaho-category.json", V1_2, 1, "missing_member"),
        ("v1p2-nahisaho-java-category.json", V1_2, 1, "instant_form metadata_form"),
        ("v1p2-nahisaho-python-categories.json", V1_2, 5, "instant_form"),
    ] {
        check::<Category>(file, version, count, tolerated);
    }
}

#[test]
fn line_items() {
    for (file, version, count, tolerated) in [
        (
            "v1p1-google-put-lineItem-request.json",
            V1_1,
            1,
            "missing_member reference_without_href reference_without_type",
        ),
        ("v1p1-microsoft-lineItems.json", V1_1, 1, "date_form instant_form number_as_text"),
        (
            "v1p2-google-put-lineItem-request.json",
            V1_2,
            1,
            "missing_member reference_without_href reference_without_type",
        ),
        ("v1p2-nahisaho-java-lineItem.json", V1_2, 1, "date_form missing_member renamed_member"),
        ("v1p2-nahisaho-lineItem-objectives.json", V1_2, 1, "missing_member single_for_list token_spelling"),
        ("v1p2-nahisaho-lineItem.json", V1_2, 1, "date_form missing_member reference_without_href"),
    ] {
        check::<LineItem>(file, version, count, tolerated);
    }
}

#[test]
fn results() {
    for (file, version, count, tolerated) in [
        ("v1p1-microsoft-results.json", V1_1, 1, "instant_form number_as_text"),
        (
            "v1p2-google-put-result-request.json",
            V1_2,
            1,
            "date_with_time empty_text missing_member reference_without_href reference_without_type",
        ),
        (
            "v1p2-nahisaho-java-result.json",
            V1_2,
            1,
            "missing_member renamed_member unknown_member unlisted_token",
        ),
        (
            "v1p2-nahisaho-result-objectives.json",
            V1_2,
            1,
            "missing_member reference_without_href renamed_member single_for_list unknown_member unlisted_token",
        ),
        ("v1p2-nahisaho-result.json", V1_2, 1, "boolean_form missing_member reference_without_href"),
    ] {
        check::<LineItemResult>(file, version, count, tolerated);
    }
}

#[test]
fn score_scales() {
    check::<ScoreScale>("v1p2-nahisaho-scoreScale.json", V1_2, 1, "");
}

#[test]
fn assessment_line_items() {
    check::<AssessmentLineItem>(
        "v1p2-nahisaho-assessmentLineItem.json",
        V1_2,
        1,
        "missing_member reference_without_href",
    );
}

#[test]
fn status_information() {
    let Some(folder) = folder() else {
        eprintln!("skipped: no samples at hand");
        return;
    };
    for (file, form, code_minor) in [
        ("v1p1-microsoft-error-filter.json", StatusForm::StatusInfoSet, CodeMinor::InvalidFilterField),
        ("v1p2-nahisaho-node-error.json", StatusForm::StatusInfo, CodeMinor::UnknownObject),
    ] {
        let status = StatusInfo::from_body(&fs::read(folder.join(file)).unwrap(), 400);
        assert_eq!((status.form, status.code_minor), (form, Some(code_minor)), "{file}");
    }
    let body: Value =
        serde_json::from_slice(&fs::read(folder.join("v1p1-microsoft-warning-sort.json")).unwrap()).unwrap();
    let warnings = StatusInfo::warnings(&body["statusInfoSet"]);
    assert_eq!(warnings[0].code_minor, Some(CodeMinor::InvalidSortField));
}
