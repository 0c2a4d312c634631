//! Whole runs against the sandbox, which plays the systems: connect, check, read, renew.

use std::collections::BTreeSet;
use std::sync::Arc;

use oneroster_client::transport::{HttpOptions, HttpTransport, Transport};
use oneroster_model::Version;
use oneroster_model::rostering::{Enrollment, User};
use oneroster_sandbox::{Content, District, Personality, Sandbox};
use sis_providers::check::{Check, CheckReport, Outcome};
use sis_providers::profile::{Scheme, TokenAnchor};
use sis_providers::{Collection, Connection, Credentials, Profile, Profiles, Service};

async fn start(name: &str) -> Sandbox {
    let personality = Personality::named(name).unwrap();
    let district = District::builder(60).version(personality.version()).build();
    Sandbox::builder().district(district).personality(personality).start().await.unwrap()
}

/// One for all systems of a test, since setting it up takes longer than everything else.
fn transport() -> Arc<dyn Transport> {
    Arc::new(HttpTransport::new(&HttpOptions::default()).unwrap())
}

fn connect(sandbox: &Sandbox, profile: &Profile, transport: &Arc<dyn Transport>) -> Connection {
    let credentials = Credentials::new(sandbox.client_id(), sandbox.client_secret());
    let credentials =
        sandbox.secrets().iter().fold(credentials, |all, (name, value)| all.with(name, value.as_str()));
    let connection = Connection::new(profile, sandbox.url(), credentials)
        .version(sandbox.version())
        .transport(Arc::clone(transport));
    // Hosts of vendors, and what only the operator knows.
    let given = matches!(profile.token.anchor, TokenAnchor::Absolute | TokenAnchor::Operator);
    if given && profile.authentication.scheme == Scheme::Token {
        return connection.token_url(sandbox.token_url());
    }
    connection
}

/// The systems that both the profiles and the sandbox know.
fn played() -> Vec<Profile> {
    let names: BTreeSet<&str> = Personality::names().collect();
    Profiles::builtin().iter().filter(|profile| names.contains(profile.key.as_str())).cloned().collect()
}

fn failures(report: &CheckReport) -> Vec<String> {
    let failed = report.steps.iter().filter(|step| step.outcome == Outcome::Failed);
    failed.map(ToString::to_string).collect()
}

#[tokio::test]
async fn every_system_that_the_sandbox_plays_can_be_read_with_its_profile() {
    let played = played();
    assert!(played.len() > 20, "{}", played.len());
    let transport = transport();
    for profile in played {
        let sandbox = start(&profile.key).await;
        let client = connect(&sandbox, &profile, &transport).client().unwrap();
        let read = client.enrollments().all().await;
        let read =
            read.unwrap_or_else(|error| panic!("{}: {error} {:#?}", profile.key, sandbox.requests().last()));
        assert_eq!(read.records.len(), sandbox.count::<Enrollment>(), "{}", profile.key);
        let users = client.users().all().await.unwrap().records;
        assert_eq!(users.len(), sandbox.count::<User>(), "{}", profile.key);
    }
}

#[tokio::test]
async fn every_system_that_the_sandbox_plays_passes_the_check() {
    let transport = transport();
    for profile in played() {
        let sandbox = start(&profile.key).await;
        let connection = connect(&sandbox, &profile, &transport);
        let report = Check::new(connection.clone()).run().await;
        assert!(report.is_usable(), "{}: {:#?}", profile.key, failures(&report));
        assert_eq!(failures(&report), [""; 0], "{}", profile.key);
        // What was learned fits the profile, and works.
        let learned = report.learned.apply(&profile).unwrap();
        connection.with_profile(&learned).client().unwrap().orgs().all().await.unwrap();
    }
}

#[tokio::test]
async fn tokens_of_every_system_are_renewed_in_the_middle_of_a_read() {
    let transport = transport();
    for profile in played() {
        if profile.authentication.scheme != Scheme::Token {
            continue;
        }
        let sandbox = start(&profile.key).await;
        let client = connect(&sandbox, &profile, &transport).client().unwrap();
        client.orgs().all().await.unwrap();
        sandbox.expire_tokens();
        let users = client.users().all().await;
        let users = users.unwrap_or_else(|error| panic!("{}: {error}", profile.key));
        assert_eq!(users.records.len(), sandbox.count::<User>(), "{}", profile.key);
        assert_eq!(sandbox.tokens_issued(), 2, "{}", profile.key);
    }
}

#[tokio::test]
async fn a_rotated_bearer_is_found_again() {
    let sandbox = start("classlink_proxy").await;
    let profiles = Profiles::builtin();
    let client = connect(&sandbox, profiles.get("classlink_proxy").unwrap(), &transport()).client().unwrap();
    client.orgs().all().await.unwrap();
    sandbox.rotate_bearer();
    assert!(!client.orgs().all().await.unwrap().records.is_empty());
}

#[tokio::test]
async fn the_check_learns_what_sets_a_system_apart() {
    let transport = transport();
    let profiles = Profiles::builtin();
    for (key, expected) in [
        ("skyward_qmlativ", "role = \"unsupported\""),
        ("skyward_sms", "role = \"observed\""),
        ("eschooldata", "refresh_token = true"),
        ("follett_aspen", "refresh_token = false"),
        ("gg4l", "lifetime_seconds = 7199"),
        ("powerschool", "lifetime_seconds = 1814654"),
        ("timeback", "\"roles.role\" = \"unsupported\""),
        ("visma_flyt", "\"roles.role\" = \"observed\""),
    ] {
        let sandbox = start(key).await;
        let connection = connect(&sandbox, profiles.get(key).unwrap(), &transport);
        let learned = Check::new(connection).run().await.learned.to_toml().unwrap();
        assert!(learned.contains(expected), "{key}: {expected} is not in\n{learned}");
    }
}

#[tokio::test]
async fn scopes_that_leave_demographics_out_are_explained() {
    let sandbox = start("visma_flyt").await;
    let profiles = Profiles::builtin();
    let connection = connect(&sandbox, profiles.get("visma_flyt").unwrap(), &transport());
    let report = Check::new(connection).run().await;
    let step = report.steps.iter().find(|step| step.collection == Some(Collection::Demographics)).unwrap();
    let hint = step.hint.as_ref().unwrap();
    assert!(step.outcome == Outcome::Warned && hint.text.contains("scope of their own"), "{step}");
}

#[tokio::test]
async fn collections_of_the_services_that_are_wanted_are_read_too() {
    let personality = Personality::named("infinite_campus").unwrap();
    let district = District::builder(30).version(personality.version()).content(Content::Full).build();
    let sandbox = Sandbox::builder().district(district).personality(personality).start().await.unwrap();
    let profiles = Profiles::builtin();
    let connection = connect(&sandbox, profiles.get("infinite_campus").unwrap(), &transport());
    let read = |report: &CheckReport| -> Vec<Collection> {
        report.steps.iter().filter_map(|step| step.collection).skip(12).collect()
    };
    let report = Check::new(connection.clone()).run().await;
    assert_eq!(read(&report), []);
    let report =
        Check::new(connection.services(&[Service::Rostering, Service::Gradebook, Service::Resources]))
            .run()
            .await;
    assert_eq!(failures(&report), [""; 0]);
    let scales = (sandbox.version() == Version::V1_2).then_some(Collection::ScoreScales);
    let expected: Vec<Collection> = [Collection::Categories]
        .into_iter()
        .chain(scales)
        .chain([Collection::LineItems, Collection::Results, Collection::Resources])
        .collect();
    assert_eq!(read(&report), expected);
}
