//! Runs in every stage, for all tests.
#![allow(dead_code, unreachable_pub, reason = "each test uses some of it")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use roster_history::{
    Decision, DeliveryEnd, DeliveryId, FailureRecord, FileId, GuardReason, History, NewDelivery, NewRun,
    RunEnd, RunId, StepKind, StepResult, Trigger,
};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// The beginning of all tests.
pub const NOW: OffsetDateTime = datetime!(2026-08-18 02:30:03.000125 UTC);

pub fn later(seconds: i64) -> OffsetDateTime {
    NOW + Duration::seconds(seconds)
}

pub fn failure(code: &str) -> FailureRecord {
    FailureRecord::new(code, "it did not work").with_advice("Look.")
}

pub fn store(history: &History, contents: &str) -> FileId {
    history.store_reader(&mut contents.as_bytes()).unwrap()
}

pub fn create(history: &History, flow: &str) -> RunId {
    history.create_run(&NewRun::new(flow, Trigger::Manual), NOW).unwrap()
}

pub fn started(history: &History, flow: &str) -> RunId {
    let run = create(history, flow);
    history.start_run(run, NOW).unwrap();
    run
}

/// Does source and convert; the convert step makes a file of these contents.
pub fn converted(history: &History, flow: &str, contents: &str) -> RunId {
    let run = started(history, flow);
    convert(history, run, contents);
    run
}

pub fn convert(history: &History, run: RunId, contents: &str) {
    history.start_step(run, StepKind::Source, NOW).unwrap();
    let source = store(history, &format!("source of {contents}"));
    history.finish_step(run, StepKind::Source, &StepResult::done().with_output(source), later(5)).unwrap();
    history.start_step(run, StepKind::Convert, later(5)).unwrap();
    let output = store(history, contents);
    let result = StepResult::done().with_output(output).with_count("students", 1200);
    history.finish_step(run, StepKind::Convert, &result, later(8)).unwrap();
}

pub fn at_guard(history: &History, flow: &str, contents: &str) -> RunId {
    let run = converted(history, flow, contents);
    history.start_step(run, StepKind::Guard, later(8)).unwrap();
    run
}

pub fn held(history: &History, flow: &str, contents: &str) -> RunId {
    let run = at_guard(history, flow, contents);
    history
        .hold(run, &[GuardReason::new("students_vanish", "400 of 1200 students would vanish")], later(9))
        .unwrap();
    run
}

pub fn approved(history: &History, flow: &str, contents: &str) -> RunId {
    let run = held(history, flow, contents);
    history.decide(run, &Decision::approve("office", "a school was closed"), later(60)).unwrap();
    run
}

/// A run whose delivery step is under way.
pub fn at_delivery(history: &History, flow: &str, contents: &str) -> RunId {
    let run = at_guard(history, flow, contents);
    history.finish_step(run, StepKind::Guard, &StepResult::done(), later(9)).unwrap();
    history.start_step(run, StepKind::Deliver, later(9)).unwrap();
    run
}

pub fn begin(history: &History, run: RunId) -> DeliveryId {
    let file = history.run(run).unwrap().prepared().unwrap();
    let new = NewDelivery::new("apple", file, "upload.example:/dropbox");
    history.begin_delivery(run, &new, later(10)).unwrap()
}

pub fn delivering(history: &History, flow: &str, contents: &str) -> RunId {
    let run = at_delivery(history, flow, contents);
    begin(history, run);
    run
}

pub fn delivered(history: &History, flow: &str, contents: &str) -> RunId {
    let run = at_delivery(history, flow, contents);
    let delivery = begin(history, run);
    history.end_delivery(delivery, &DeliveryEnd::Done, later(30)).unwrap();
    run
}

pub fn failed(history: &History, flow: &str) -> RunId {
    let run = started(history, flow);
    history.start_step(run, StepKind::Source, NOW).unwrap();
    history.finish_run(run, &RunEnd::Failed(failure("login_refused")), later(2)).unwrap();
    run
}

pub fn discarded(history: &History, flow: &str, contents: &str) -> RunId {
    let run = held(history, flow, contents);
    history.decide(run, &Decision::discard("office", "wrong year"), later(60)).unwrap();
    run
}
