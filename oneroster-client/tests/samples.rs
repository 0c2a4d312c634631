//! Payloads of real systems and of public examples, read by the client, with the tolerance that each needs.
//!
//! Looked for in `../shared/samples/json` beside the workspace, or in the folder that `ONEROSTER_SAMPLES` names;
//! without them the test passes with a message.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use How::{Many, One, Refusal, Token};
use Version::{V1_1, V1_2};
use http::StatusCode;
use oneroster_client::transport::Response;
use oneroster_client::{Client, Collection, Endpoints, Error, Report, Single, auth};
use oneroster_model::{Record, Version};
use support::{Server, json, number};
use url::Url;

/// What a sample is, and what is in it.
#[derive(Clone, Copy, Debug)]
enum How {
    /// The answer of a token endpoint: lifetime in seconds, number of scopes.
    Token(Option<u64>, usize),
    /// A page of a collection, with the number of records.
    Many(Version, &'static str, usize),
    /// A single record, or the body of a request that writes one.
    One(Version, &'static str),
    /// The body of an error, with its minor code.
    Refusal(Version, &'static str),
}

/// Every sample with the deviations that reading it tolerates.
#[rustfmt::skip]
const SAMPLES: [(&str, How, &str); 57] = [
    ("token-aeries.json", Token(Some(21_600), 7), ""),
    ("token-microsoft.json", Token(None, 0), ""),
    ("token-nahisaho-python.json", Token(Some(3_600), 1), ""),
    ("token-powerschool.json", Token(Some(1_814_654), 0), ""),
    ("token-tci.json", Token(None, 0), ""),
    ("v1p1-google-put-lineItem-request.json", One(V1_1, "lineItem"), "missing_member reference_without_href reference_without_type"),
    ("v1p1-ims-ri-getAllAcademicSessions.json", Many(V1_1, "academicSessions", 4), "list_for_single reference_type text_form"),
    ("v1p1-ims-ri-getAllClasses.json", Many(V1_1, "classes", 2), "reference_type"),
    ("v1p1-ims-ri-getAllCourses.json", Many(V1_1, "courses", 2), "list_for_single reference_type single_for_list"),
    ("v1p1-ims-ri-getAllEnrollments.json", Many(V1_1, "enrollments", 33), "metadata_form"),
    ("v1p1-ims-ri-getAllGradingPeriods.json", Many(V1_1, "academicSessions", 1), "text_form"),
    ("v1p1-ims-ri-getAllOrgs.json", Many(V1_1, "orgs", 2), "list_for_single reference_type"),
    ("v1p1-ims-ri-getAllSchools.json", Many(V1_1, "orgs", 1), "reference_type"),
    ("v1p1-ims-ri-getAllStudents.json", Many(V1_1, "users", 32), "boolean_form missing_member"),
    ("v1p1-ims-ri-getAllTeachers.json", Many(V1_1, "users", 1), "boolean_form missing_member"),
    ("v1p1-ims-ri-getAllTerms.json", Many(V1_1, "academicSessions", 1), "reference_type text_form"),
    ("v1p1-ims-ri-getAllUsers.json", Many(V1_1, "users", 33), "boolean_form missing_member"),
    ("v1p1-ims-ri-getEnrollment.json", One(V1_1, "enrollment"), "metadata_form"),
    ("v1p1-ims-ri-getSchool.json", One(V1_1, "org"), "reference_type"),
    ("v1p1-ims-ri-getTerm.json", One(V1_1, "academicSession"), "reference_type text_form"),
    ("v1p1-ims-ri-getUser.json", One(V1_1, "user"), "boolean_form missing_member"),
    ("v1p1-mfonism-all_teachers.json", Many(V1_1, "users", 1), "missing_member"),
    ("v1p1-mfonism-classes_for_teacher.json", Many(V1_1, "classes", 2), ""),
    ("v1p1-mfonism-students_for_class.json", Many(V1_1, "users", 2), "missing_member"),
    ("v1p1-microsoft-classes.json", Many(V1_1, "classes", 1), "bare_reference instant_form"),
    ("v1p1-microsoft-courses.json", Many(V1_1, "courses", 1), "instant_form renamed_member"),
    ("v1p1-microsoft-demographics.json", Many(V1_1, "demographics", 1), "boolean_form date_with_time instant_form text_form unlisted_token unset_date"),
    ("v1p1-microsoft-enrollments.json", Many(V1_1, "enrollments", 1), "instant_form unset_date"),
    ("v1p1-microsoft-error-filter.json", Refusal(V1_1, "invalid_filter_field"), ""),
    ("v1p1-microsoft-lineItems.json", Many(V1_1, "lineItems", 1), "date_form instant_form number_as_text"),
    ("v1p1-microsoft-orgs.json", Many(V1_1, "orgs", 2), "instant_form"),
    ("v1p1-microsoft-results.json", Many(V1_1, "results", 1), "instant_form number_as_text"),
    ("v1p1-microsoft-users.json", Many(V1_1, "users", 2), "boolean_form instant_form"),
    ("v1p1-microsoft-warning-sort.json", Many(V1_1, "orgs", 1), "instant_form server_warning"),
    ("v1p1-tci-academicSessions.json", Many(V1_1, "academicSessions", 1), "missing_member"),
    ("v1p1-tci-classes.json", Many(V1_1, "classes", 4), "missing_member reference_without_href reference_without_type single_for_list unknown_member"),
    ("v1p1-tci-courses.json", Many(V1_1, "courses", 4), "missing_member unknown_member"),
    ("v1p1-tci-empty-page.json", Many(V1_1, "users", 0), ""),
    ("v1p1-tci-enrollments.json", Many(V1_1, "enrollments", 6), "boolean_form missing_member reference_without_href reference_without_type unknown_member"),
    ("v1p1-tci-schools.json", Many(V1_1, "orgs", 1), "missing_member"),
    ("v1p1-tci-students.json", Many(V1_1, "users", 4), "empty_text missing_member unknown_member"),
    ("v1p1-tci-teachers.json", Many(V1_1, "users", 3), "missing_member unknown_member"),
    ("v1p2-google-put-lineItem-request.json", One(V1_2, "lineItem"), "missing_member reference_without_href reference_without_type"),
    ("v1p2-google-put-result-request.json", One(V1_2, "result"), "date_with_time empty_text missing_member reference_without_href reference_without_type"),
    ("v1p2-nahisaho-assessmentLineItem.json", One(V1_2, "assessmentLineItem"), "missing_member reference_without_href"),
    ("v1p2-nahisaho-category.json", One(V1_2, "category"), "missing_member"),
    ("v1p2-nahisaho-error-statusinfoset.json", Refusal(V1_2, "エラーコード"), ""),
    ("v1p2-nahisaho-java-category.json", One(V1_2, "category"), "instant_form metadata_form"),
    ("v1p2-nahisaho-java-lineItem.json", One(V1_2, "lineItem"), "date_form missing_member renamed_member"),
    ("v1p2-nahisaho-java-result.json", One(V1_2, "result"), "missing_member renamed_member unknown_member unlisted_token"),
    ("v1p2-nahisaho-lineItem-objectives.json", One(V1_2, "lineItem"), "missing_member single_for_list token_spelling"),
    ("v1p2-nahisaho-lineItem.json", One(V1_2, "lineItem"), "date_form missing_member reference_without_href"),
    ("v1p2-nahisaho-node-error.json", Refusal(V1_2, "unknownobject"), ""),
    ("v1p2-nahisaho-python-categories.json", Many(V1_2, "categories", 5), "envelope_name instant_form"),
    ("v1p2-nahisaho-result-objectives.json", One(V1_2, "result"), "missing_member reference_without_href renamed_member single_for_list unknown_member unlisted_token"),
    ("v1p2-nahisaho-result.json", One(V1_2, "result"), "boolean_form missing_member reference_without_href"),
    ("v1p2-nahisaho-scoreScale.json", One(V1_2, "scoreScale"), ""),
];

fn folder() -> Option<PathBuf> {
    let folder = match std::env::var_os("ONEROSTER_SAMPLES") {
        Some(folder) => PathBuf::from(folder).join("json"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples/json"),
    };
    folder.is_dir().then_some(folder)
}

/// A server that answers with a body, and with nothing to requests for further pages.
fn client(version: Version, status: StatusCode, body: Vec<u8>, report: &Report) -> Client {
    let server = Server::new(move |_, request| {
        let is_further = number(request, "offset").is_some_and(|offset| offset > 0);
        Ok(if is_further { json("{}") } else { Response::new(status, body.clone()) })
    });
    let endpoints = match version {
        V1_1 => Endpoints::v1_1("https://sis.example").unwrap(),
        V1_2 => Endpoints::v1_2("https://sis.example").unwrap(),
    };
    Client::builder(endpoints).transport(Arc::new(server)).report_to(report).build().unwrap()
}

async fn many<T: Record>(collection: Collection<T>) -> Result<usize, Error> {
    Ok(collection.all().await?.records.len())
}

async fn one<T: Record>(single: Single<T>) -> Result<usize, Error> {
    let record = single.await?;
    assert!(!record.sourced_id().is_empty());
    Ok(1)
}

async fn read(client: &Client, name: &str) -> Result<usize, Error> {
    match name {
        "academicSessions" => many(client.academic_sessions()).await,
        "classes" => many(client.classes()).await,
        "courses" => many(client.courses()).await,
        "enrollments" => many(client.enrollments()).await,
        "orgs" => many(client.orgs()).await,
        "users" => many(client.users()).await,
        "demographics" => many(client.demographics()).await,
        "lineItems" => many(client.line_items()).await,
        "results" => many(client.results()).await,
        "categories" => many(client.categories()).await,
        "academicSession" => one(client.academic_session("x").get()).await,
        "enrollment" => one(client.enrollment("x").get()).await,
        "org" => one(client.org("x").get()).await,
        "user" => one(client.user("x").get()).await,
        "lineItem" => one(client.line_item("x").get()).await,
        "result" => one(client.result("x").get()).await,
        "category" => one(client.category("x").get()).await,
        "scoreScale" => one(client.score_scale("x").get()).await,
        "assessmentLineItem" => one(client.assessment_line_item("x").get()).await,
        other => panic!("{other} is not known"),
    }
}

async fn check(folder: &Path, file: &str, how: How, tolerated: &str) {
    let body = fs::read(folder.join(file)).unwrap();
    let report = Report::default();
    match how {
        Token(lifetime, scopes) => {
            let url = Url::parse("https://sis.example/token").unwrap();
            let token = auth::Token::read(&Response::new(StatusCode::OK, body), &url).unwrap();
            assert_eq!(token.lifetime(), lifetime.map(Duration::from_secs), "{file}");
            assert_eq!(token.scopes().len(), scopes, "{file}");
        }
        Many(version, name, count) => {
            let read = read(&client(version, StatusCode::OK, body, &report), name).await.unwrap();
            assert_eq!(read, count, "{file}");
        }
        One(version, name) => {
            read(&client(version, StatusCode::OK, body, &report), name).await.unwrap();
        }
        Refusal(version, code_minor) => {
            let client = client(version, StatusCode::BAD_REQUEST, body, &report);
            let error = read(&client, "users").await.unwrap_err();
            let told = error.failure().status_info().unwrap();
            assert_eq!(told.code_minor.as_ref().map(|code| code.as_str(version)), Some(code_minor), "{file}");
            assert!(told.description.is_some(), "{file}");
        }
    }
    let found = report.take();
    let codes = found.samples().map(|finding| finding.code.id);
    let kinds: BTreeSet<&str> =
        codes.map(|id| id.trim_start_matches("json_").trim_start_matches("rest_")).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>().join(" "), tolerated, "{file}");
}

#[tokio::test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
async fn every_sample_is_read_with_the_tolerance_that_is_noted() {
    let Some(folder) = folder() else {
        eprintln!("skipped: no samples at hand");
        return;
    };
    for (file, how, tolerated) in SAMPLES {
        check(&folder, file, how, tolerated).await;
    }
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.strip_suffix(".json").is_some()).collect();
    names.sort_unstable();
    assert_eq!(names, SAMPLES.map(|(file, ..)| file), "no sample is left out");
}
