#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::sync::Arc;

use roster_flow::engine::{Request, StopSignal};
use roster_flow::schedule::Clock;
use roster_history::{RunStatus, StepKind, Trigger};
use time::Duration;
use time::macros::datetime;

use crate::place::{Place, detail, district, run, run_now, story};

#[tokio::test]
async fn what_may_pass_is_repeated_after_growing_pauses() {
    let place = Place::new("");
    let flows = place.flows();
    fs::remove_file(place.path("district.zip")).unwrap();
    let mut failed = run_now(&flows).await;
    for minutes in [2, 8, 32, 120, 510] {
        assert_eq!(failed.error.unwrap().code, "source_missing");
        assert!(flows.ready().unwrap().is_empty(), "not yet");
        let next = flows.next().unwrap().unwrap();
        assert_eq!(next - place.clock.now(), Duration::minutes(minutes));
        place.clock.set(next);
        let ready = flows.ready().unwrap();
        assert_eq!(ready[0].trigger, Trigger::Retry { of: failed.id });
        assert_eq!(ready[0].attempt, failed.attempt + 1);
        failed = run(&flows, ready[0].id).await;
    }
    assert_eq!(failed.attempt, 6);
    assert!(flows.next().unwrap().is_none(), "enough is enough");
}

#[tokio::test]
async fn repetitions_end_with_success() {
    let place = Place::new("[flows.nightly.retry]\nafter = [\"1m\", \"1m\"]\n");
    let flows = place.flows();
    let district_zip = fs::read(place.path("district.zip")).unwrap();
    fs::remove_file(place.path("district.zip")).unwrap();
    run_now(&flows).await;
    fs::write(place.path("district.zip"), district_zip).unwrap();
    place.clock.advance(Duration::minutes(1));
    let ready = flows.ready().unwrap();
    assert_eq!(run(&flows, ready[0].id).await.status, RunStatus::Succeeded);
    assert!(flows.next().unwrap().is_none());
}

#[tokio::test]
async fn newer_runs_call_off_repetitions() {
    let place = Place::new("");
    let flows = place.flows();
    let district_zip = fs::read(place.path("district.zip")).unwrap();
    fs::remove_file(place.path("district.zip")).unwrap();
    run_now(&flows).await;
    fs::write(place.path("district.zip"), district_zip).unwrap();
    assert_eq!(run_now(&flows).await.status, RunStatus::Succeeded);
    assert!(flows.next().unwrap().is_none());
    assert_eq!(detail(&flows, "2".parse().unwrap()).run.error.unwrap().code, "superseded");
}

#[tokio::test]
async fn deliveries_are_repeated_with_the_prepared_file() {
    let place = Place::with(
        "[destinations.disk]\nkind = \"file\"\npath = \"out/asm.zip\"\n\
         [flows.nightly]\nfile = \"district.zip\"\ndestination = \"disk\"\n",
    );
    // Something that no file can be written into, whoever tries.
    fs::write(place.path("out"), "").unwrap();
    let flows = place.flows();
    let failed = run_now(&flows).await;
    assert_eq!(story(&flows, failed.id), "failed: done done done failed");
    assert!(detail(&flows, failed.id).deliveries.is_empty(), "nothing was begun");
    assert!(flows.next().unwrap().is_none(), "a path that is wrong stays wrong");
    fs::remove_file(place.path("out")).unwrap();
    fs::create_dir(place.path("out")).unwrap();
    fs::remove_file(place.path("district.zip")).unwrap();
    let again = flows.replay(failed.id, StepKind::Deliver).unwrap();
    assert_eq!(run(&flows, again).await.status, RunStatus::Succeeded);
}

#[tokio::test]
async fn faults_of_the_data_are_not_repeated() {
    let check = async |contents: &[u8], step: StepKind, code: &str| {
        let place = Place::new("");
        fs::write(place.path("district.zip"), contents).unwrap();
        let flows = place.flows();
        let failed = run_now(&flows).await;
        assert_eq!(failed.status, RunStatus::Failed);
        let failure = failed.error.unwrap();
        assert_eq!(failure.code, code, "{}", failure.message);
        let detail = detail(&flows, failed.id);
        assert_eq!(detail.step(step).unwrap().failure.as_ref().unwrap().code, code);
        assert!(flows.next().unwrap().is_none());
        assert_eq!(place.delivered_students(), None);
    };
    check(b"no zip at all", StepKind::Source, "not_a_package").await;
    check(b"", StepKind::Source, "not_a_package").await;
    let place = Place::new("");
    let whole = fs::read(place.path("district.zip")).unwrap();
    check(&whole[..whole.len() / 2], StepKind::Source, "damaged").await;
    let mut damaged = whole;
    let middle = damaged.len() / 2;
    for byte in &mut damaged[middle..middle + 64] {
        *byte ^= 0x55;
    }
    check(&damaged, StepKind::Source, "damaged").await;
}

#[tokio::test]
async fn errors_in_the_data_fail_strict_flows() {
    let place = Place::new("conversion_settings = { mode = \"strict\" }\n");
    place.export(&oneroster_sandbox::District::builder(300).dirty(0.1).build());
    let flows = place.flows();
    let failed = run_now(&flows).await;
    assert_eq!(failed.error.unwrap().code, "strict_findings");
    let findings = flows.history().findings(failed.id, StepKind::Convert).unwrap();
    assert!(findings.iter().any(|group| group.severity == "error" && group.count > 0));
}

#[tokio::test]
async fn a_flow_runs_once_at_a_time() {
    let place = Place::new("");
    let flows = place.flows();
    let first = flows.start("nightly", Request::manual()).unwrap();
    let scheduled = flows.start("nightly", Request::schedule(datetime!(2026-10-01 08:00 UTC))).unwrap();
    // Another process has it.
    let lock = fs::File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(place.path("roster-data/locks/nightly.lock"));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    assert!(flows.ready().unwrap().is_empty());
    let error = flows.run(first, Arc::new(()), StopSignal::never()).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("flow_busy", true));
    assert_eq!(flows.start("nightly", Request::manual()).unwrap_err().code(), "flow_busy");
    assert_eq!(flows.replay(first, StepKind::Source).unwrap_err().code(), "flow_busy");
    drop(lock);
    assert_eq!(run(&flows, first).await.status, RunStatus::Succeeded);
    assert_eq!(run(&flows, scheduled).await.status, RunStatus::Succeeded);
    let error = flows.run(first, Arc::new(()), StopSignal::never()).await.unwrap_err();
    assert_eq!(error.code(), "conflict", "it has ended");
}

#[tokio::test]
async fn names_that_there_are_not_are_told() {
    let flows = Place::new("").flows();
    let error = flows.start("nigthly", Request::manual()).unwrap_err();
    assert_eq!((error.code(), error.advice()), ("unknown_flow", Some("use one of nightly")));
}

#[tokio::test]
async fn drops_that_are_replaced_do_not_change_a_run() {
    let place = Place::new("");
    let flows = place.flows();
    let first = run_now(&flows).await;
    place.export(&district().changed(1, 0.02));
    let again = flows.replay(first.id, StepKind::Convert).unwrap();
    assert_eq!(run(&flows, again).await.delivered, first.delivered);
}
