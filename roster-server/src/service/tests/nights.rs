//! Nights, downtime, and clocks that change or jump.

use super::super::ServiceEvent;
use super::stage::{Script, Stage, flows, moment};

/// One flow that runs at half past two.
fn nightly(zone: &str) -> String {
    flows(&[("nightly", &format!("time = \"02:30\"\nzone = \"{zone}\""))])
}

#[tokio::test]
async fn each_night_has_one_run() {
    let mut stage = Stage::new("2026-05-04T20:00:00Z", &nightly("UTC")).await;
    let mut events = stage.service().subscribe();
    for night in 5..8 {
        stage.until(&format!("2026-05-0{night}T02:29:59Z")).await;
        assert_eq!(stage.runs().len(), night - 5);
        stage.at(&format!("2026-05-0{night}T02:30:00Z")).await;
        assert_eq!(stage.ended().await, "nightly succeeded");
    }
    stage.until("2026-05-07T22:00:00Z").await;
    assert_eq!(
        stage.runs(),
        [
            "nightly 2026-05-05T02:30:00Z succeeded",
            "nightly 2026-05-06T02:30:00Z succeeded",
            "nightly 2026-05-07T02:30:00Z succeeded"
        ]
    );
    stage.stop().await;
    // Old runs are deleted once at the start, which may be over before one listens, and once a day.
    let mut cleaned = 0;
    while let Some(event) = events.next().await {
        cleaned += usize::from(event == ServiceEvent::Cleaned);
    }
    assert!((2..=4).contains(&cleaned), "{cleaned}");
}

#[tokio::test]
async fn nights_on_which_clocks_change_have_one_run_too() {
    for (eve, end, expected) in [
        ("2026-03-07T20:00:00Z", "2026-03-09T20:00:00Z", ["2026-03-08T10:30:00Z", "2026-03-09T09:30:00Z"]),
        ("2026-10-31T20:00:00Z", "2026-11-02T20:00:00Z", ["2026-11-01T10:30:00Z", "2026-11-02T10:30:00Z"]),
    ] {
        let mut stage = Stage::new(eve, &nightly("America/Los_Angeles")).await;
        stage.until(end).await;
        for _ in expected {
            assert_eq!(stage.ended().await, "nightly succeeded");
        }
        let expected: Vec<String> = expected.iter().map(|due| format!("nightly {due} succeeded")).collect();
        assert_eq!(stage.runs(), expected);
    }
}

#[tokio::test]
async fn downtime_is_caught_up_with_once() {
    let mut stage = Stage::new("2026-05-04T20:00:00Z", &nightly("UTC")).await;
    stage.at("2026-05-05T02:30:00Z").await;
    stage.ended().await;
    stage.stop().await;

    let mut again = stage.again("2026-05-08T09:00:00Z", &nightly("UTC")).await;
    again.ended().await;
    let expected = ["nightly 2026-05-05T02:30:00Z succeeded", "nightly 2026-05-08T02:30:00Z succeeded"];
    assert_eq!(again.runs(), expected);
    again.stop().await;

    // Too late for the night of the 9th.
    let mut late = stage.again("2026-05-09T20:00:00Z", &nightly("UTC")).await;
    late.until("2026-05-09T23:00:00Z").await;
    assert_eq!(late.runs(), expected);
    late.stop().await;
}

#[tokio::test]
async fn clock_put_back_runs_nothing_twice_and_forward_runs_once() {
    let mut stage = Stage::new("2026-05-05T02:00:00Z", &nightly("UTC")).await;
    stage.at("2026-05-05T02:30:00Z").await;
    stage.ended().await;
    stage.at("2026-05-05T01:45:00Z").await;
    stage.until("2026-05-05T04:00:00Z").await;
    assert_eq!(stage.runs(), ["nightly 2026-05-05T02:30:00Z succeeded"]);
    // Three days in a moment: the newest night runs.
    stage.at("2026-05-08T03:00:00Z").await;
    stage.ended().await;
    assert_eq!(stage.runs().last().unwrap(), "nightly 2026-05-08T02:30:00Z succeeded");
    assert_eq!(stage.runs().len(), 2);
    // Years ahead and back again: the flow does not wait for years.
    stage.at("2031-01-01T03:00:00Z").await;
    stage.ended().await;
    stage.at("2026-05-08T20:00:00Z").await;
    stage.until("2026-05-09T02:29:00Z").await;
    stage.at("2026-05-09T02:30:00Z").await;
    stage.ended().await;
    assert_eq!(stage.runs().last().unwrap(), "nightly 2026-05-09T02:30:00Z succeeded");
}

#[tokio::test]
async fn flow_that_is_switched_off_does_not_run() {
    let off = nightly("UTC").replace("destination = \"disk\"", "destination = \"disk\"\nenabled = false");
    let mut stage = Stage::new("2026-05-04T20:00:00Z", &off).await;
    stage.until("2026-05-06T20:00:00Z").await;
    assert!(stage.runs().is_empty());
    stage.stop().await;
    // Switched on, it does not make up for what it was not to do.
    let mut stage = stage.again("2026-05-06T20:00:01Z", &nightly("UTC")).await;
    stage.until("2026-05-07T02:00:00Z").await;
    assert!(stage.runs().is_empty());
}

#[tokio::test]
async fn failed_run_is_tried_again_at_its_time() {
    let mut stage = Stage::new("2026-05-05T02:00:00Z", &nightly("UTC")).await;
    stage.script("nightly", &[Script::FailAndRetry(time::Duration::minutes(2)), Script::Deliver]);
    stage.at("2026-05-05T02:30:00Z").await;
    assert_eq!(stage.ended().await, "nightly failed");
    stage.at("2026-05-05T02:31:59Z").await;
    assert_eq!(stage.runs(), ["nightly 2026-05-05T02:30:00Z failed", "nightly retry waiting"]);
    stage.clock.until_asleep(1).await;
    assert_eq!(stage.clock.next_wake(), Some(moment("2026-05-05T02:32:00Z")));
    stage.clock.set(moment("2026-05-05T02:32:00Z"));
    assert_eq!(stage.ended().await, "nightly succeeded");
}
