//! What people and other processes ask for.

use std::sync::Arc;

use roster_flow::engine::Approval;
use roster_history::{NewRun, RunStatus, StepKind, Trigger};
use tokio::sync::Notify;

use super::super::ServiceEvent;
use super::stage::{Script, Stage, flows, moment};
use crate::web::RunMode::Deliver;

const NOW: &str = "2026-05-04T20:00:00Z";

#[tokio::test]
async fn flow_runs_when_it_is_told_to_but_not_twice_at_once() {
    let mut stage = Stage::new(NOW, &flows(&[("a", ""), ("b", "")])).await;
    let gate = Arc::new(Notify::new());
    stage.script("a", &[Script::Wait(gate.clone()), Script::Deliver]);
    let service = stage.service();
    let first = service.run_now("a", Deliver).await.unwrap();
    assert_eq!(stage.started().await, first);
    let error = service.run_now("a", Deliver).await.unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), ("busy", "flow a runs already, as run 1"));
    assert_eq!(service.run_now("c", Deliver).await.unwrap_err().code(), "unknown_flow");
    // Another flow runs at the same time.
    service.run_now("b", Deliver).await.unwrap();
    assert_eq!(stage.ended().await, "b succeeded");
    // A drop that comes while the flow runs waits for its end.
    let dropped = NewRun::new("a", Trigger::Drop { account: "district".into() });
    stage.history().create_run(&dropped, moment(NOW)).unwrap();
    service.look_again().await;
    assert_eq!(stage.runs(), ["a manual running", "b manual succeeded", "a drop waiting"]);
    gate.notify_one();
    assert_eq!((stage.ended().await, stage.ended().await), ("a succeeded".into(), "a succeeded".into()));
    service.run_now("a", Deliver).await.unwrap();
    assert_eq!(stage.ended().await, "a succeeded");
    stage.stop().await;
}

#[tokio::test]
async fn no_more_flows_than_allowed_run_at_once() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let mut stage = Stage::new(NOW, &flows(&names.map(|name| (name, "")))).await;
    let gate = Arc::new(Notify::new());
    for name in names {
        stage.script(name, &[Script::Wait(gate.clone())]);
        stage.service().run_now(name, Deliver).await.unwrap();
    }
    for _ in 0..4 {
        stage.started().await;
    }
    stage.service().look_again().await;
    let running = |stage: &Stage| stage.runs().iter().filter(|run| run.ends_with("running")).count();
    assert_eq!(running(&stage), 4);
    gate.notify_one();
    stage.ended().await;
    stage.started().await;
    stage.service().look_again().await;
    assert_eq!(running(&stage), 4);
}

#[tokio::test]
async fn held_run_waits_for_a_decision() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "")])).await;
    stage.script("a", &[Script::Hold]);
    let service = stage.service();
    let held = service.run_now("a", Deliver).await.unwrap();
    assert_eq!(stage.ended().await, "a held");
    stage.until("2026-05-06T20:00:00Z").await;
    assert_eq!(stage.runs(), ["a manual held"]);
    assert_eq!(service.approve(held, Approval::new("office", "")).await.unwrap_err().code(), "invalid");
    service.approve(held, Approval::new("office", "a school closed")).await.unwrap();
    assert_eq!(stage.ended().await, "a succeeded");
    assert_eq!(service.approve(held, Approval::new("office", "again")).await.unwrap_err().code(), "conflict");

    let held = service.run_now("a", Deliver).await.unwrap();
    assert_eq!(stage.ended().await, "a held");
    service.discard(held, "office", "wrong file").await.unwrap();
    assert_eq!(
        service.approve(held, Approval::new("office", "after all")).await.unwrap_err().code(),
        "conflict"
    );
    assert_eq!(stage.runs(), ["a manual succeeded", "a manual discarded"]);
}

#[tokio::test]
async fn run_is_replayed_from_a_step() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "")])).await;
    stage.script("a", &[Script::Fail, Script::Deliver]);
    let service = stage.service();
    let failed = service.run_now("a", Deliver).await.unwrap();
    assert_eq!(stage.ended().await, "a failed");
    service.replay(failed, StepKind::Convert).await.unwrap();
    assert_eq!(stage.ended().await, "a succeeded");
    assert_eq!(stage.runs(), ["a manual failed", "a replay succeeded"]);
    assert_eq!(
        service.replay("99".parse().unwrap(), StepKind::Convert).await.unwrap_err().code(),
        "not_found"
    );
}

#[tokio::test]
async fn run_that_breaks_or_cannot_begin_does_not_stop_the_others() {
    let nine = "time = \"21:00\"\nzone = \"UTC\"";
    let mut stage = Stage::new(NOW, &flows(&[("a", ""), ("b", ""), ("c", nine)])).await;
    stage.script("a", &[Script::Panic, Script::Deliver]);
    stage.script("b", &[Script::Refuse, Script::Deliver]);
    let service = stage.service();
    for flow in ["a", "b"] {
        service.run_now(flow, Deliver).await.unwrap();
        stage.started().await;
    }
    // In a minute again.
    stage.at("2026-05-04T20:00:59Z").await;
    while stage.runs() != ["a manual waiting", "b manual waiting"] {
        service.look_again().await;
    }
    stage.at("2026-05-04T20:02:00Z").await;
    let ends = [stage.ended().await, stage.ended().await];
    assert!(ends.contains(&"a succeeded".to_owned()) && ends.contains(&"b succeeded".to_owned()), "{ends:?}");
    stage.at("2026-05-04T21:00:00Z").await;
    assert_eq!(stage.ended().await, "c succeeded");
}

#[tokio::test]
async fn missed_due_times_are_told() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "time = \"02:30\"\nzone = \"UTC\"")])).await;
    stage.at("2026-05-07T20:00:00Z").await;
    let missed = loop {
        if let ServiceEvent::Missed { flow, count } = stage.events.next().await.unwrap() {
            break (flow, count);
        }
    };
    assert_eq!(missed, ("a".to_owned(), 3));
    stage.until("2026-05-07T23:00:00Z").await;
    assert!(stage.runs().is_empty());
}

#[tokio::test]
async fn runs_of_other_processes_are_taken_up_within_a_minute() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "")])).await;
    stage.service().look_again().await;
    stage.clock.until_asleep(1).await;
    stage.history().create_run(&NewRun::new("a", Trigger::Manual), moment(NOW)).unwrap();
    let wake = stage.clock.next_wake().unwrap();
    assert!(wake <= moment(NOW) + time::Duration::MINUTE, "{wake}");
    stage.clock.set(wake);
    assert_eq!(stage.ended().await, "a succeeded");
    let run = stage.history().run("1".parse().unwrap()).unwrap().run;
    assert_eq!(run.status, RunStatus::Succeeded);
}
