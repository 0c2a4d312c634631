#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;

use oneroster_sandbox::{District, Personality, Sandbox};
use roster_history::{RunStatus, StepKind};

use crate::place::{Place, detail, run_now};

fn place(sandbox: &Sandbox, more: &str) -> Place {
    let connection = sandbox.connection();
    Place::with(&format!(
        "[connections.sis]\nprovider = \"aeries\"\nurl = \"{}\"\nclient_id = \"{}\"\nclient_secret = \"{}\"\n\
         [destinations.disk]\nkind = \"file\"\npath = \"asm.zip\"\n\
         [flows.nightly]\nconnection = \"sis\"\ndestination = \"disk\"\n{more}",
        connection.url, connection.client_id, connection.client_secret
    ))
}

async fn sandbox() -> Sandbox {
    let personality = Personality::named("aeries").unwrap();
    let district = District::builder(300).build();
    Sandbox::builder().district(district).personality(personality).start().await.unwrap()
}

#[tokio::test]
async fn districts_come_from_a_system_to_a_file() {
    let sandbox = sandbox().await;
    let place = place(&sandbox, "save_exchanges = true\n");
    let flows = place.flows();
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Succeeded, "{:?}", run.error);
    assert!(run.summary["students"] > 200);
    let source = detail(&flows, run.id).step(StepKind::Source).unwrap().clone();
    assert!(source.counts["users"] > 300);
    let history = flows.history();
    let exchanges = history.exchanges(run.id, StepKind::Source).unwrap();
    assert!(exchanges.len() > 6);
    let mut with_body = 0;
    for entry in exchanges {
        let exchange = history.exchange(entry.id).unwrap();
        let text = serde_json::to_string(&exchange).unwrap();
        assert!(!text.contains(sandbox.client_secret()), "{text}");
        with_body += u32::from(!exchange.response.body.bytes().is_empty());
    }
    assert!(with_body > 4);
    let delivery = history.exchanges(run.id, StepKind::Deliver).unwrap();
    assert!(delivery.is_empty(), "nothing was sent");
}

#[tokio::test]
async fn exchanges_are_kept_on_request_only() {
    let sandbox = sandbox().await;
    let place = place(&sandbox, "");
    let flows = place.flows();
    let run = run_now(&flows).await;
    assert!(flows.history().exchanges(run.id, StepKind::Source).unwrap().is_empty());
}

#[tokio::test]
async fn refused_logins_are_not_repeated() {
    let sandbox = sandbox().await;
    let place = place(&sandbox, "save_exchanges = true\n");
    let configuration = fs::read_to_string(place.path("roster.toml")).unwrap();
    let wrong = configuration.replace(sandbox.client_secret(), "wrong-secret");
    fs::write(place.path("roster.toml"), wrong).unwrap();
    let flows = place.flows();
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Failed);
    let failure = run.error.unwrap();
    assert!(!failure.message.contains("wrong-secret"), "{failure}");
    assert!(flows.next().unwrap().is_none(), "{failure}");
    let exchanges = flows.history().exchanges(run.id, StepKind::Source).unwrap();
    assert!(!exchanges.is_empty(), "what was said is seen");
}

#[tokio::test]
async fn systems_that_are_down_are_asked_again() {
    let sandbox = sandbox().await;
    let place = place(&sandbox, "[flows.nightly.retry]\nafter = [\"2m\"]\n");
    drop(sandbox);
    let configuration = fs::read_to_string(place.path("roster.toml")).unwrap();
    // One attempt of the client is enough here.
    let single =
        configuration.replace("[destinations", "overrides = { limits.max_attempts = 1 }\n[destinations");
    fs::write(place.path("roster.toml"), single).unwrap();
    let flows = place.flows();
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Failed);
    assert!(flows.next().unwrap().is_some(), "{:?}", run.error);
}
