//! Downtime, and clocks that somebody puts forward or back.

use super::super::{Due, ManualClock, Schedule};
use super::{daily, moment, text};

/// Expects what is due, as `run | missed | handled`, with times of UTC shortened to day and time.
#[track_caller]
fn check(schedule: &Schedule, handled: Option<&str>, now: &str, expected: &str) {
    let due = schedule.due(handled.map(moment), moment(now));
    assert_eq!(describe(&due), expected, "{schedule} at {now}");
}

fn describe(due: &Due) -> String {
    let short = |at| text(at)[5..16].to_owned();
    let optional = |at: Option<_>| at.map_or_else(|| "-".to_owned(), short);
    let missed: Vec<String> = due.missed.iter().map(|at| short(*at)).collect();
    let back = if due.clock_went_back { " | back" } else { "" };
    format!("{} | {} | {}{back}", optional(due.run), missed.join(" "), optional(due.handled))
}

#[test]
fn one_missed_run_is_caught_up_with() {
    let schedule = daily("02:30", "UTC").catch_up_hours(12);
    let handled = Some("2026-05-04T02:30:00Z");
    check(&schedule, handled, "2026-05-04T02:30:01Z", "- |  | -");
    check(&schedule, handled, "2026-05-05T02:29:59Z", "- |  | -");
    check(&schedule, handled, "2026-05-05T02:30:00Z", "05-05T02:30 |  | 05-05T02:30");
    check(&schedule, handled, "2026-05-05T14:30:00Z", "05-05T02:30 |  | 05-05T02:30");
    check(&schedule, handled, "2026-05-05T14:30:01Z", "- | 05-05T02:30 | 05-05T02:30");
    check(&schedule, handled, "2026-05-07T08:00:00Z", "05-07T02:30 | 05-05T02:30 05-06T02:30 | 05-07T02:30");
    check(
        &schedule,
        handled,
        "2026-05-07T20:00:00Z",
        "- | 05-05T02:30 05-06T02:30 05-07T02:30 | 05-07T02:30",
    );
}

#[test]
fn several_times_of_a_day_are_caught_up_with_once() {
    let schedule = daily("02:30 06:00 10:00", "UTC");
    check(
        &schedule,
        Some("2026-05-04T10:00:00Z"),
        "2026-05-05T11:00:00Z",
        "05-05T10:00 | 05-05T02:30 05-05T06:00 | 05-05T10:00",
    );
}

#[test]
fn a_few_minutes_late_is_in_time_without_catching_up() {
    let schedule = daily("02:30", "UTC").catch_up_hours(0);
    let handled = Some("2026-05-04T02:30:00Z");
    check(&schedule, handled, "2026-05-05T02:35:00Z", "05-05T02:30 |  | 05-05T02:30");
    check(&schedule, handled, "2026-05-05T02:35:01Z", "- | 05-05T02:30 | 05-05T02:30");
}

#[test]
fn new_flow_does_not_run_for_what_was_before_it() {
    check(&daily("02:30", "UTC"), None, "2026-05-05T03:00:00Z", "- |  | 05-05T03:00");
}

#[test]
fn clock_put_back_runs_nothing_twice() {
    let schedule = daily("02:30", "UTC");
    let handled = Some("2026-05-05T02:30:00Z");
    check(&schedule, handled, "2026-05-05T02:00:00Z", "- |  | - | back");
    check(&schedule, handled, "2026-05-05T02:30:00Z", "- |  | -");
    check(&schedule, handled, "2026-05-03T14:30:00Z", "- |  | - | back");
    // A clock that had been years ahead does not stop the flow for years.
    check(&schedule, Some("2036-05-05T02:30:00Z"), "2026-05-05T02:00:00Z", "- |  | 05-05T02:00 | back");
    let (handled, now) = (moment("2036-05-05T02:30:00Z"), moment("2026-05-05T02:00:00Z"));
    assert_eq!(schedule.next_due(Some(handled), now), Some(moment("2026-05-05T02:30:00Z")));
}

#[test]
fn clock_put_forward_is_like_downtime() {
    let schedule = daily("02:30", "UTC");
    let handled = Some("2026-05-05T02:30:00Z");
    check(&schedule, handled, "2026-05-06T03:30:00Z", "05-06T02:30 |  | 05-06T02:30");
    let due = schedule.due(handled.map(moment), moment("2096-05-05T03:00:00Z"));
    assert_eq!((due.missed.len(), due.missed_count), (100, 365));
    assert_eq!(due.run, Some(moment("2096-05-05T02:30:00Z")));
}

#[test]
fn downtime_over_the_change_of_clocks_loses_nothing() {
    let schedule = daily("02:30", "America/Los_Angeles").catch_up_hours(24);
    check(&schedule, Some("2026-03-07T10:30:00Z"), "2026-03-09T09:29:00Z", "03-08T10:30 |  | 03-08T10:30");
    check(
        &schedule,
        Some("2026-03-07T10:30:00Z"),
        "2026-03-09T09:30:00Z",
        "03-09T09:30 | 03-08T10:30 | 03-09T09:30",
    );
}

#[test]
fn jitter_is_the_same_before_and_after_a_restart() {
    let plain = daily("02:30", "UTC");
    let schedule = plain.clone().jitter_minutes(30).of_flow("nightly");
    let mut at = moment("2026-05-01T00:00:00Z");
    let mut delays = std::collections::BTreeSet::new();
    for _ in 0..30 {
        let next = schedule.next_after(at).unwrap();
        let undelayed = plain.next_after(at).unwrap();
        let delay = next - undelayed;
        assert!((0..=1800).contains(&delay.whole_seconds()), "{delay}");
        // Asked between the time as written and the delayed one, the run is still ahead.
        assert_eq!(schedule.next_after(undelayed - time::Duration::SECOND), Some(next));
        delays.insert(delay);
        at = next;
    }
    assert!(delays.len() > 20, "{delays:?}");
    assert_ne!(schedule.next_after(at), schedule.clone().of_flow("other").next_after(at));
}

#[tokio::test]
async fn a_loop_by_the_clock_runs_each_night_once() {
    use super::super::Clock;

    let schedule = daily("02:30", "America/Los_Angeles");
    let clock = ManualClock::new(moment("2026-10-31T00:00:00Z"));
    let (sender, mut runs) = tokio::sync::mpsc::unbounded_channel();
    let flow = tokio::spawn({
        let (clock, schedule) = (clock.clone(), schedule.clone());
        async move {
            let mut handled = Some(clock.now());
            loop {
                let due = schedule.due(handled, clock.now());
                handled = due.handled.or(handled);
                if let Some(run) = due.run {
                    sender.send(run).unwrap();
                }
                clock.sleep_until(schedule.next_due(handled, clock.now()).unwrap()).await;
            }
        }
    });
    for _ in 0..4 {
        clock.until_asleep(1).await;
        let wake = clock.next_wake().unwrap();
        clock.set(wake);
        clock.until_asleep(1).await;
        clock.advance(time::Duration::minutes(-50));
        clock.advance(time::Duration::minutes(50));
    }
    flow.abort();
    let mut nights = Vec::new();
    while let Ok(run) = runs.try_recv() {
        nights.push(text(run));
    }
    assert_eq!(
        nights,
        ["2026-10-31T09:30:00Z", "2026-11-01T10:30:00Z", "2026-11-02T10:30:00Z", "2026-11-03T10:30:00Z"]
    );
}
