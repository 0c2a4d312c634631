//! What failures mean, system by system.

use oneroster_client::transport::TransportErrorKind;
use sis_providers::check::{Check, CheckOptions, Outcome};
use sis_providers::diagnose::{Stage, Symptom, SymptomKind, diagnose, usual_rules};
use sis_providers::{Certainty, Collection, Profiles};

use crate::support::{Server, connection};

fn check(key: &str, symptom: &Symptom, expected: &str) {
    let profiles = Profiles::builtin();
    let hint = diagnose(profiles.get(key).unwrap(), symptom);
    assert!(hint.text.contains(expected), "{key} {symptom:?}: {}", hint.text);
}

fn symptom(stage: Stage, kind: SymptomKind) -> Symptom {
    Symptom::new(stage, kind)
}

#[test]
fn unreachable_servers_are_explained_by_what_is_usual_for_the_system() {
    for (key, stage, kind, expected) in [
        ("skyward_sms", Stage::Tcp, SymptomKind::Timeout, "allow list"),
        ("skyward_sms", Stage::Dns, SymptomKind::UnknownHost, "host name of its own"),
        ("eschooldata", Stage::Tcp, SymptomKind::Timeout, "United States"),
        ("eschooldata", Stage::Tls, SymptomKind::Refused, "United States"),
        ("follett_aspen", Stage::Tls, SymptomKind::Insecure, "incomplete"),
        ("aeries", Stage::Tls, SymptomKind::Insecure, "TLS 1.2"),
        ("skyward_qmlativ", Stage::Tls, SymptomKind::Insecure, "old protocols"),
        ("aeries", Stage::Tcp, SymptomKind::Timeout, "firewall"),
        ("alma", Stage::Dns, SymptomKind::UnknownHost, "spelling"),
    ] {
        check(key, &symptom(stage, kind), expected);
    }
}

#[test]
fn certificates_are_told_apart_by_what_the_library_says() {
    for (text, expected) in [
        ("invalid peer certificate: Expired", "has expired"),
        ("invalid peer certificate: UnknownIssuer", "chain is incomplete"),
        ("invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))", "chain is incomplete"),
        ("invalid peer certificate: NotValidForName", "another host"),
        ("received fatal alert: ProtocolVersion", "TLS 1.2"),
    ] {
        check("alma", &symptom(Stage::Tls, SymptomKind::Insecure).with_text(text), expected);
    }
}

#[test]
fn collections_are_explained_with_their_permissions() {
    for (key, collection, status, expected) in [
        ("aeries", Collection::Enrollments, 403, "Master Schedule (MST), Classes (SEC)"),
        ("aeries", Collection::AcademicSessions, 404, "(academicSessions needs: Terms (TRM))"),
        ("aeries", Collection::Users, 504, "8 in the morning"),
        ("eschooldata", Collection::Courses, 403, "marked OneRoster"),
        ("skyward_sms", Collection::Orgs, 404, "LMS API"),
        ("skyward_qmlativ", Collection::Orgs, 500, "integration access"),
        ("follett_aspen", Collection::Users, 403, "lacks the role"),
        ("other", Collection::Orgs, 404, "twice or not at all"),
        ("edfi", Collection::Users, 429, "100 requests per minute"),
        ("classlink_proxy", Collection::Orgs, 401, "rotated"),
        ("alma", Collection::Demographics, 403, "scope of their own"),
        ("alma", Collection::Users, 418, "cannot be read"),
    ] {
        let symptom = symptom(Stage::Collection, SymptomKind::Status).with_status(status);
        check(key, &symptom.with_collection(collection), expected);
    }
    let empty = symptom(Stage::Collection, SymptomKind::Empty);
    check("aeries", &empty.clone().with_collection(Collection::Students), "school year starts");
    check("follett_aspen", &empty.clone().with_collection(Collection::Orgs), "linked Aspen user");
    check("alma", &empty.with_collection(Collection::Orgs), "no records");
}

#[test]
fn writing_is_explained_by_licence_and_switches() {
    for (key, status, expected) in [
        ("skyward_sms", 403, "licence"),
        ("skyward_qmlativ", 403, "Allow Grade Pass Back"),
        ("eschooldata", 403, "Restrict Updates"),
        ("infinite_campus", 401, "vendor key"),
        ("synergy", 403, "scopes of the gradebook"),
        ("aeries", 405, "master schedule"),
    ] {
        check(key, &symptom(Stage::Write, SymptomKind::Status).with_status(status), expected);
    }
}

#[test]
fn usual_hints_are_marked_as_inferred() {
    let profiles = Profiles::builtin();
    let hint = diagnose(profiles.get("alma").unwrap(), &symptom(Stage::Dns, SymptomKind::UnknownHost));
    assert_eq!(hint.certainty, Certainty::Inferred);
    assert!(usual_rules().count() > 50);
}

#[tokio::test]
async fn failing_handshakes_end_the_check_with_the_hint_of_the_system() {
    for (provider, url, kind, expected) in [
        ("follett_aspen", "https://a.example", TransportErrorKind::Tls, "incomplete"),
        ("aeries", "https://a.example/x", TransportErrorKind::Timeout, "does not answer"),
        ("eschooldata", "https://a.example/api", TransportErrorKind::Connect, "United States"),
    ] {
        let server = Server::failing(move |_| Err(kind));
        let mut options = CheckOptions::default();
        options.through_proxy = true;
        let report = Check::with_options(connection(&server, provider, url), options).run().await;
        let failed = report.first_failure().unwrap();
        assert_eq!((failed.stage, failed.outcome), (Stage::Tls, Outcome::Failed), "{provider}");
        assert!(
            failed.hint.as_ref().is_some_and(|hint| hint.text.contains(expected)),
            "{provider}: {failed}"
        );
        assert!(report.steps.iter().skip(2).all(|step| step.outcome == Outcome::Skipped), "{provider}");
    }
}
