#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use roster_history::{RunStatus, Trigger};
use time::Duration;
use time::macros::datetime;

use crate::place::{Place, detail, run};

const NIGHTLY: &str = "[flows.nightly.schedule]\ntime = \"02:30\"\nzone = \"UTC\"\n";

#[tokio::test]
async fn due_times_start_one_run_each() {
    let place = Place::new(NIGHTLY);
    let flows = place.flows();
    assert!(flows.start_due().unwrap().is_empty(), "a new flow waits for its time");
    let due = datetime!(2026-10-02 02:30 UTC);
    assert_eq!(flows.next().unwrap(), Some(due));
    place.clock.set(due);
    let started = flows.start_due().unwrap();
    assert_eq!(started.len(), 1);
    assert_eq!(detail(&flows, started[0]).run.trigger, Trigger::Schedule { due });
    // Another process, or the same one after it was killed.
    assert!(place.flows().start_due().unwrap().is_empty());
    assert_eq!(run(&flows, flows.ready().unwrap()[0].id).await.status, RunStatus::Succeeded);
    let info = flows.list().unwrap().remove(0);
    assert_eq!(info.next_run, Some(due + Duration::days(1)));
    assert_eq!(info.schedule.unwrap(), "02:30 UTC, every day");
}

#[tokio::test]
async fn downtime_is_caught_up_with_once() {
    let place = Place::new(NIGHTLY);
    let flows = place.flows();
    flows.start_due().unwrap();
    place.clock.advance(Duration::days(3));
    assert_eq!(flows.start_due().unwrap().len(), 1);
    assert!(flows.start_due().unwrap().is_empty());
}

#[tokio::test]
async fn switched_off_flows_start_nothing_by_themselves() {
    let place = Place::new(&format!("enabled = false\n{NIGHTLY}"));
    let flows = place.flows();
    flows.start_due().unwrap();
    place.clock.advance(Duration::days(1));
    assert!(flows.start_due().unwrap().is_empty());
    assert_eq!(flows.next().unwrap(), None);
    let flows = place.reconfigured("enabled = false\n", "");
    assert!(flows.start_due().unwrap().is_empty(), "what was missed while it was off stays missed");
}
