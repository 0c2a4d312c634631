//! Each state in which a process can die, made by hand.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::PathBuf;

use roster_flow::Flows;
use roster_flow::engine::{Recovered, RecoveredAs, Request};
use roster_flow::schedule::Clock;
use roster_history::{
    DeliveryEnd, DeliveryState, FailureRecord, NewDelivery, RunId, RunStatus, StepKind, StepResult,
};
use time::Duration;

use crate::place::{Place, detail, run, run_now};

/// How far the process came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Died {
    Started,
    InStep(StepKind),
    Staged,
    DeliveryBegun,
    Renamed,
    DeliveryFailed,
}

/// Brings a run to where a process died, and returns it with the name of its temporary file.
fn die(place: &Place, flows: &Flows, at: Died) -> (RunId, PathBuf) {
    let history = flows.history();
    let now = place.clock.now();
    // A run that was delivered gives the files.
    let model = detail(flows, "1".parse().unwrap());
    let prepared = model.prepared().unwrap();
    let id = flows.start("nightly", Request::manual()).unwrap();
    let hash: String = prepared.to_string().chars().take(8).collect();
    let temporary = place.path(&format!(".asm.zip.run-{id}-{hash}.part"));
    history.start_run(id, now).unwrap();
    if at == Died::Started {
        return (id, temporary);
    }
    for kind in StepKind::ALL.iter().copied() {
        history.start_step(id, kind, now).unwrap();
        if at == Died::InStep(kind) {
            return (id, temporary);
        }
        if kind != StepKind::Deliver {
            let output = model.step(kind).unwrap().output;
            let result = output.into_iter().fold(StepResult::done(), StepResult::with_output);
            history.finish_step(id, kind, &result, now).unwrap();
        }
    }
    fs::copy(history.file(&prepared), &temporary).unwrap();
    if at == Died::Staged {
        return (id, temporary);
    }
    let delivery = history.begin_delivery(id, &NewDelivery::new("disk", prepared, "asm.zip"), now).unwrap();
    if at == Died::DeliveryBegun {
        return (id, temporary);
    }
    if at == Died::DeliveryFailed {
        let failure = FailureRecord::new("io", "could not rename");
        history.end_delivery(delivery, &DeliveryEnd::Failed(failure), now).unwrap();
        return (id, temporary);
    }
    fs::rename(&temporary, place.path("asm.zip")).unwrap();
    (id, temporary)
}

async fn recovered(flows: &Flows) -> Vec<(RunId, RecoveredAs)> {
    let recovered = flows.recover().await.unwrap();
    recovered.iter().map(|Recovered { run, outcome, .. }| (*run, *outcome)).collect()
}

/// A place where a run has delivered, and the file is gone.
async fn place() -> Place {
    let place = Place::new("");
    run_now(&place.flows()).await;
    fs::remove_file(place.path("asm.zip")).unwrap();
    place
}

#[tokio::test]
async fn what_had_no_name_yet_goes_on_and_is_delivered_once() {
    for at in [
        Died::Started,
        Died::InStep(StepKind::Source),
        Died::InStep(StepKind::Convert),
        Died::InStep(StepKind::Guard),
        Died::InStep(StepKind::Deliver),
        Died::Staged,
        Died::DeliveryBegun,
        Died::DeliveryFailed,
    ] {
        let place = place().await;
        let (id, _) = die(&place, &place.flows(), at);
        let flows = place.flows();
        assert_eq!(recovered(&flows).await, [(id, RecoveredAs::Resumed)], "{at:?}");
        assert_eq!(flows.ready().unwrap()[0].id, id);
        assert!(!place.path("asm.zip").exists());
        assert_eq!(run(&flows, id).await.status, RunStatus::Succeeded, "{at:?}");
        assert!(place.path("asm.zip").exists());
        let deliveries = detail(&flows, id).deliveries;
        assert_eq!(deliveries.iter().filter(|one| one.state == DeliveryState::Done).count(), 1);
        assert_eq!(place.left_over(), Vec::<String>::new());
        assert_eq!(recovered(&flows).await, []);
    }
}

#[tokio::test]
async fn what_had_its_name_is_not_delivered_again() {
    let place = place().await;
    let (id, _) = die(&place, &place.flows(), Died::Renamed);
    // Whoever waits for the file may have taken it away.
    fs::remove_file(place.path("asm.zip")).unwrap();
    let flows = place.flows();
    assert_eq!(recovered(&flows).await, [(id, RecoveredAs::Delivered)]);
    let detail = detail(&flows, id);
    assert_eq!((detail.run.status, detail.run.delivered), (RunStatus::Succeeded, detail.prepared()));
    assert!(flows.ready().unwrap().is_empty());
    assert!(!place.path("asm.zip").exists());
}

#[tokio::test]
async fn nobody_guesses_when_the_destination_was_changed() {
    let place = place().await;
    let (id, temporary) = die(&place, &place.flows(), Died::DeliveryBegun);
    let flows = place.reconfigured("path = \"asm.zip\"", "path = \"other.zip\"");
    assert_eq!(recovered(&flows).await, [(id, RecoveredAs::Failed)]);
    assert_eq!(detail(&flows, id).run.error.unwrap().code, "delivery_unknown");
    assert!(flows.ready().unwrap().is_empty());
    assert!(temporary.exists() && !place.path("other.zip").exists());
}

#[tokio::test]
async fn direct_deliveries_that_were_begun_are_unknown() {
    let place = place().await;
    let (id, _) = die(&place, &place.flows(), Died::DeliveryBegun);
    let flows = place.reconfigured(
        "kind = \"file\"\npath = \"asm.zip\"",
        "kind = \"apple\"\nhost = \"127.0.0.1\"\nport = 1\nuser = \"u\"\npassword = \"p\"\ntrust_first_use = true",
    );
    assert_eq!(recovered(&flows).await, [(id, RecoveredAs::Failed)]);
    let run = detail(&flows, id);
    assert_eq!(run.run.error.as_ref().unwrap().code, "delivery_unknown");
    assert_eq!(run.deliveries[0].state, DeliveryState::Unknown);
    assert!(flows.next().unwrap().is_none(), "never by itself");
}

#[tokio::test]
async fn unknown_deliveries_end_their_run() {
    let place = place().await;
    let flows = place.flows();
    let (id, _) = die(&place, &flows, Died::DeliveryBegun);
    let delivery = detail(&flows, id).deliveries[0].id;
    let failure = FailureRecord::new("delivery_unknown", "nobody can tell");
    let now = place.clock.now();
    flows.history().end_delivery(delivery, &DeliveryEnd::Unknown(failure), now).unwrap();
    assert_eq!(recovered(&place.flows()).await, [(id, RecoveredAs::Failed)]);
    assert_eq!(detail(&flows, id).run.error.unwrap().code, "delivery_unknown");
}

#[tokio::test]
async fn runs_that_kill_their_process_end_as_failed() {
    let place = place().await;
    let (id, _) = die(&place, &place.flows(), Died::InStep(StepKind::Convert));
    let flows = place.flows();
    for _ in 0..3 {
        assert_eq!(recovered(&flows).await, [(id, RecoveredAs::Resumed)]);
        flows.history().start_run(id, place.clock.now()).unwrap();
    }
    assert_eq!(recovered(&flows).await, [(id, RecoveredAs::Failed)]);
    assert_eq!(detail(&flows, id).run.error.unwrap().code, "interrupted");
}

#[tokio::test]
async fn data_of_yesterday_do_not_go_on() {
    let place = place().await;
    let (id, temporary) = die(&place, &place.flows(), Died::DeliveryBegun);
    place.clock.advance(Duration::hours(25));
    let flows = place.flows();
    assert_eq!(recovered(&flows).await, [(id, RecoveredAs::Failed)]);
    assert_eq!(detail(&flows, id).run.error.unwrap().code, "interrupted");
    assert!(!temporary.exists() && !place.path("asm.zip").exists());
}

#[tokio::test]
async fn runs_of_the_living_are_left_alone() {
    let place = place().await;
    die(&place, &place.flows(), Died::InStep(StepKind::Source));
    let lock = fs::File::open(place.path("roster-data/locks/nightly.lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(recovered(&place.flows()).await, []);
}

#[tokio::test]
async fn waiting_runs_of_flows_that_are_gone_are_called_off() {
    let place = place().await;
    let id = place.flows().start("nightly", Request::manual()).unwrap();
    let flows = place.reconfigured("[flows.nightly]", "[flows.other]");
    assert_eq!(recovered(&flows).await, [(id, RecoveredAs::CalledOff)]);
    assert_eq!(detail(&flows, id).run.error.unwrap().code, "flow_gone");
}
