//! A fetch ends with a complete package or with an error, never in between.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};

use oneroster_client::transport::{Request, Response};
use oneroster_csv::{File, Mode, Service};
use oneroster_model::Version;
use roster_flow::codes;
use roster_flow::fetch::{Collection, Need, Outcome, Passwords};
use support::{Server, fetched, status};
use time::macros::datetime;

#[tokio::test]
async fn bulk_package_holds_the_live_records_of_all_collections() {
    let server = Server::new();
    let (files, fetched) = fetched(server.fetch()).await.unwrap();
    assert_eq!(files.ids("orgs.csv"), ["o1"]);
    assert_eq!(files.ids("classes.csv"), ["c1"]);
    assert_eq!(files.ids("users.csv"), ["u1", "u2", "u3"]);
    assert_eq!(files.ids("enrollments.csv"), ["e-u1", "e-u2", "e-u3"]);
    assert_eq!(files.ids("demographics.csv"), ["u2"]);
    let classes = &files.0["classes.csv"];
    assert!(
        classes.starts_with("sourcedId,status,dateLastModified,") && classes.contains(",metadata.house\r\n")
    );
    assert!(classes.contains("\r\nc1,,,Algebra,") && classes.ends_with(",blue\r\n"), "{classes}");

    assert_eq!((fetched.version, fetched.mode), (Version::V1_1, Mode::Bulk));
    assert_eq!(fetched.rows(File::Users), 3);
    let classes = fetched.collection(Collection::Classes).unwrap();
    assert_eq!((classes.records, classes.deleted, classes.outcome), (2, 1, Outcome::Complete));
    assert_eq!(fetched.watermark, Some(datetime!(2026-08-18 09:00 UTC)));
    let names: Vec<&str> = fetched.collections.iter().map(|fetched| fetched.collection.name()).collect();
    let order = ["orgs", "academicSessions", "courses", "classes", "users", "enrollments", "demographics"];
    assert_eq!(names, order);
}

#[tokio::test]
async fn same_answers_give_the_same_bytes() {
    let once = fetched(Server::new().fetch()).await.unwrap().0;
    let again = fetched(Server::new().fetch()).await.unwrap().0;
    assert_eq!(once.1, again.1);
}

#[tokio::test]
async fn passwords_stay_away_unless_asked_for() {
    let (files, report) = fetched(Server::new().fetch()).await.unwrap();
    assert!(!files.0["users.csv"].contains("S3CR3T"));
    assert_eq!(report.findings.count(codes::PASSWORD_LEFT_OUT.id), 1);
    let (files, report) = fetched(Server::new().fetch().passwords(Passwords::Keep)).await.unwrap();
    assert_eq!(files.0["users.csv"].matches("S3CR3T").count(), 3);
    assert_eq!(report.findings.count(codes::PASSWORD_LEFT_OUT.id), 0);
}

#[tokio::test]
async fn delta_holds_what_changed_even_if_the_server_cannot_filter() {
    let server = Server::new();
    let since = datetime!(2026-08-18 06:00 UTC);
    let (files, fetched) = fetched(server.fetch().since(since)).await.unwrap();
    assert!(server.requests().iter().all(|request| request.contains("filter=dateLastModified%3E")));
    assert_eq!(files.ids("enrollments.csv").len(), 3);
    assert!(files.0["enrollments.csv"].contains("e-u1,active,2026-08-18T09:00:00.000Z,"));
    assert!(!files.0.contains_key("users.csv"));
    assert_eq!(fetched.mode, Mode::Delta);
    assert_eq!(fetched.collection(Collection::Users).unwrap().unchanged, 3);
    assert_eq!(fetched.findings.count(codes::FILTER_IGNORED.id), 2);
    assert_eq!(fetched.watermark, Some(datetime!(2026-08-18 09:00 UTC)));
    let (_, later) = support::fetched(server.fetch().since(datetime!(2026-08-19 06:00 UTC))).await.unwrap();
    assert_eq!(later.watermark, Some(datetime!(2026-08-19 06:00 UTC)));

    let error = support::fetched(server.fetch().since(since).version(Version::V1_2)).await.unwrap_err();
    assert_eq!(error.code(), "options");
}

#[tokio::test]
async fn deleted_records_are_rows_of_a_delta() {
    let server = Server::new();
    let (files, _) = fetched(server.fetch().since(datetime!(2026-08-17 05:00 UTC))).await.unwrap();
    assert!(files.0["classes.csv"].contains("\r\nc2,tobedeleted,2026-08-17T06:00:00.000Z,"));
}

#[tokio::test]
async fn package_can_have_the_other_version() {
    let (files, fetched) = fetched(Server::new().fetch().version(Version::V1_2)).await.unwrap();
    assert_eq!(fetched.version, Version::V1_2);
    assert_eq!(fetched.rows(File::Roles), 3);
    assert_eq!(files.0["roles.csv"].matches(",student,").count(), 2);
}

/// Answers every request for a collection with a status.
fn refuse(collection: &'static str, code: u16) -> impl Fn(usize, &Request) -> Option<Response> {
    move |_, request| request.url.path().ends_with(collection).then(|| status(code))
}

#[tokio::test]
async fn refused_collections_end_the_fetch_only_when_required() {
    for code in [401, 403, 404] {
        let (files, report) =
            fetched(Server::new().twist(refuse("/demographics", code)).fetch()).await.unwrap();
        assert!(!files.0.contains_key("demographics.csv"));
        assert_eq!(report.collection(Collection::Demographics).unwrap().outcome, Outcome::Refused);
        assert_eq!(report.findings.count(codes::COLLECTION_REFUSED.id), 1);

        let error = fetched(Server::new().twist(refuse("/courses", code)).fetch()).await.unwrap_err();
        assert!(error.to_string().starts_with("could not fetch courses: "), "{error}");
        let fetch = Server::new().twist(refuse("/courses", code)).fetch();
        assert!(fetched(fetch.need(Collection::Courses, Need::IfPermitted)).await.is_ok());
        let fetch = Server::new().twist(refuse("/demographics", code)).fetch();
        assert!(fetched(fetch.need(Collection::Demographics, Need::Required)).await.is_err());
    }
    // Anything but a refusal is a failure.
    let error = fetched(Server::new().twist(refuse("/demographics", 503)).fetch()).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("unavailable", true));
}

#[tokio::test]
async fn failure_in_the_middle_of_an_optional_collection_is_a_failure() {
    let twist = |_: usize, request: &Request| {
        let second = request.url.query().unwrap_or_default().contains("offset=2");
        (request.url.path().ends_with("/enrollments") && second).then(|| status(403))
    };
    let fetch = Server::new().twist(twist).fetch().need(Collection::Enrollments, Need::IfPermitted);
    assert_eq!(fetched(fetch).await.unwrap_err().code(), "forbidden");
}

#[tokio::test]
async fn collections_that_are_read_anew_leave_nothing_of_before() {
    // The first pass says there are four users and hands out three, one of them an impostor.
    let asked = AtomicUsize::new(0);
    let server = Server::new().twist(move |_, request| {
        if !request.url.path().ends_with("/users") || asked.fetch_add(1, Ordering::Relaxed) > 0 {
            return None;
        }
        let mut page = Response::new(
            http::StatusCode::OK,
            r#"{"users":[{"sourcedId":"impostor","givenName":"X","familyName":"Y"},{"sourcedId":"u1"}]}"#,
        );
        page.headers.insert("x-total-count", "5".parse().unwrap());
        Some(page)
    });
    let (files, report) = fetched(server.fetch()).await.unwrap();
    assert_eq!(files.ids("users.csv"), ["u1", "u2", "u3"]);
    assert!(files.0["users.csv"].contains("\r\nu1,,,true,"));
    assert_eq!(report.collection(Collection::Users).unwrap().records, 3);
}

#[tokio::test]
async fn failed_and_dropped_fetches_leave_the_target_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("district.zip");
    std::fs::write(&target, "old").unwrap();
    let failing = Server::new().twist(refuse("/enrollments", 500));
    assert!(failing.fetch().to_file(&target).await.is_err());
    let mut dropped = Box::pin(Server::new().fetch().to_file(&target));
    tokio::select! {
        biased;
        _ = &mut dropped => panic!("nothing is that fast"),
        () = tokio::task::yield_now() => {}
    }
    drop(dropped);
    assert_eq!(std::fs::read(&target).unwrap(), b"old");
    Server::new().fetch().to_file(&target).await.unwrap();
    assert!(std::fs::read(&target).unwrap().starts_with(b"PK"));
}

#[tokio::test]
async fn collections_that_a_version_lacks_are_not_asked_for() {
    let server = Server::new();
    let fetch = server.fetch().with_service(Service::Gradebook).need(Collection::ScoreScales, Need::Required);
    let (_, report) = fetched(fetch).await.unwrap();
    assert_eq!(report.collection(Collection::ScoreScales).unwrap().outcome, Outcome::Missing);
    assert_eq!(report.collection(Collection::Results).unwrap().outcome, Outcome::Refused);
    assert!(!server.requests().iter().any(|request| request.starts_with("scoreScales")));
}

#[tokio::test]
async fn unreadable_records_are_left_out_and_counted() {
    let server = Server::new().twist(|_, request| {
        let body = match request.url.query() {
            Some(query) if query.contains("offset=2") => r#"{"orgs":[]}"#,
            _ => r#"{"orgs":[{"sourcedId":"o1","name":"North","type":"school"},7]}"#,
        };
        request.url.path().ends_with("/orgs").then(|| Response::new(http::StatusCode::OK, body))
    });
    let (files, report) = fetched(server.fetch()).await.unwrap();
    assert_eq!(files.ids("orgs.csv"), ["o1"]);
    assert_eq!(report.unreadable(), 1);
    assert!(report.findings.has_errors());
}

#[tokio::test]
async fn collections_that_a_system_splits_are_put_together() {
    let profiles = sis_providers::Profiles::builtin();
    let qmlativ = profiles.get("skyward_qmlativ").unwrap();
    let server = Server::new().twist(refuse("/users", 404));
    let (files, report) = fetched(server.fetch().of_system(qmlativ)).await.unwrap();
    // One student teaches, and is served in both parts.
    assert_eq!(files.ids("users.csv"), ["u2", "u3", "u1"]);
    assert_eq!(report.collection(Collection::Users).unwrap().records, 3);
    assert_eq!(report.findings.count(codes::COLLECTION_REPLACED.id), 1);
    // Without that knowledge the fetch fails.
    assert_eq!(fetched(server.fetch()).await.unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn collections_that_a_system_lacks_are_not_asked_for() {
    let profiles = sis_providers::Profiles::builtin();
    let server = Server::new();
    let fetch = server.fetch().with_service(Service::Resources);
    let (_, report) = fetched(fetch.of_system(profiles.get("aeries").unwrap())).await.unwrap();
    assert_eq!(report.collection(Collection::Resources).unwrap().outcome, Outcome::Missing);
    assert!(!server.requests().iter().any(|request| request.starts_with("resources")));
}

#[tokio::test]
async fn errors_come_with_the_hints_of_the_system() {
    let profiles = sis_providers::Profiles::builtin();
    let server = Server::new().twist(refuse("/enrollments", 403));
    let error = fetched(server.fetch().of_system(profiles.get("aeries").unwrap())).await.unwrap_err();
    assert!(error.advice().unwrap().contains("Classes (SEC)"), "{:?}", error.advice());
    assert!(!fetched(server.fetch()).await.unwrap_err().advice().unwrap().contains("SEC"));
}
