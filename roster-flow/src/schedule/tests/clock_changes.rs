//! Days on which clocks change, with the times that the laws of the places give.

use super::super::Days;
use super::{daily, moment, text};

/// Expects the first runs after a moment, in UTC.
#[track_caller]
fn check(time: &str, zone: &str, after: &str, expected: &[&str]) {
    let schedule = daily(time, zone);
    let mut at = moment(after);
    let runs: Vec<String> = expected
        .iter()
        .map(|_| {
            at = schedule.next_after(at).unwrap();
            text(at)
        })
        .collect();
    assert_eq!(runs, expected, "{schedule}");
}

#[test]
fn hour_that_does_not_exist_runs_once_and_later() {
    // 8 March 2026: 02:00 PST becomes 03:00 PDT at 10:00 UTC.
    let eve = "2026-03-07T12:00:00Z";
    check("02:30", "America/Los_Angeles", eve, &["2026-03-08T10:30:00Z", "2026-03-09T09:30:00Z"]);
    check("02:00", "US/Pacific", eve, &["2026-03-08T10:00:00Z", "2026-03-09T09:00:00Z"]);
    check("01:59", "America/Los_Angeles", eve, &["2026-03-08T09:59:00Z", "2026-03-09T08:59:00Z"]);
    check("03:00", "America/Los_Angeles", eve, &["2026-03-08T10:00:00Z", "2026-03-09T10:00:00Z"]);
    // 29 March 2026: 01:00 GMT becomes 02:00 BST at 01:00 UTC.
    let eve = "2026-03-28T12:00:00Z";
    check("01:30", "Europe/London", eve, &["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
    check("00:59", "Europe/London", eve, &["2026-03-29T00:59:00Z", "2026-03-29T23:59:00Z"]);
    // 4 October 2026: 02:00 +10:30 becomes 02:30 +11 at 15:30 UTC on the 3rd.
    let eve = "2026-10-03T00:00:00Z";
    check("02:15", "Australia/Lord_Howe", eve, &["2026-10-03T15:45:00Z", "2026-10-04T15:15:00Z"]);
    check("02:30", "Australia/Lord_Howe", eve, &["2026-10-03T15:30:00Z", "2026-10-04T15:30:00Z"]);
}

#[test]
fn hour_that_comes_twice_runs_once_and_first() {
    // 1 November 2026: 02:00 PDT becomes 01:00 PST at 09:00 UTC.
    let eve = "2026-10-31T12:00:00Z";
    check("01:30", "America/Los_Angeles", eve, &["2026-11-01T08:30:00Z", "2026-11-02T09:30:00Z"]);
    check("01:00", "America/Los_Angeles", eve, &["2026-11-01T08:00:00Z", "2026-11-02T09:00:00Z"]);
    check("02:00", "America/Los_Angeles", eve, &["2026-11-01T10:00:00Z", "2026-11-02T10:00:00Z"]);
    // 25 October 2026: 02:00 BST becomes 01:00 GMT at 01:00 UTC.
    let eve = "2026-10-24T12:00:00Z";
    check("01:30", "Europe/London", eve, &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    check("02:00", "Europe/London", eve, &["2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z"]);
    // 5 April 2026: 02:00 +11 becomes 01:30 +10:30 at 15:00 UTC on the 4th.
    let eve = "2026-04-04T00:00:00Z";
    check("01:45", "Australia/Lord_Howe", eve, &["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]);
    check("02:00", "Australia/Lord_Howe", eve, &["2026-04-04T15:30:00Z", "2026-04-05T15:30:00Z"]);
}

#[test]
fn next_run_is_the_same_from_within_both_hours() {
    let twice =
        ["2026-11-01T08:29:59Z", "2026-11-01T08:30:00Z", "2026-11-01T09:10:00Z", "2026-11-01T09:30:00Z"];
    check("01:30", "America/Los_Angeles", twice[0], &["2026-11-01T08:30:00Z"]);
    for within in &twice[1..] {
        check("01:30", "America/Los_Angeles", within, &["2026-11-02T09:30:00Z"]);
    }
}

#[test]
fn zones_without_summer_time_are_steady() {
    check(
        "02:30",
        "America/Phoenix",
        "2026-03-07T12:00:00Z",
        &["2026-03-08T09:30:00Z", "2026-03-09T09:30:00Z"],
    );
    check(
        "02:30",
        "America/Phoenix",
        "2026-10-31T12:00:00Z",
        &["2026-11-01T09:30:00Z", "2026-11-02T09:30:00Z"],
    );
    check("02:30", "Asia/Tokyo", "2026-03-28T12:00:00Z", &["2026-03-28T17:30:00Z", "2026-03-29T17:30:00Z"]);
    check("02:30", "UTC", "2026-03-28T02:29:59.999Z", &["2026-03-28T02:30:00Z", "2026-03-29T02:30:00Z"]);
}

#[test]
fn midnight_may_not_exist() {
    // 8 March 2026: 00:00 becomes 01:00 in Havana, at 05:00 UTC.
    check(
        "00:00",
        "America/Havana",
        "2026-03-07T12:00:00Z",
        &["2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"],
    );
}

#[test]
fn day_that_was_left_out_falls_together_with_the_next() {
    // Samoa went from the 29th to the 31st of December 2011, at 10:00 UTC on the 30th.
    check(
        "02:30",
        "Pacific/Apia",
        "2011-12-29T00:00:00Z",
        &["2011-12-29T12:30:00Z", "2011-12-30T12:30:00Z", "2011-12-31T12:30:00Z"],
    );
}

#[test]
fn times_that_fall_together_are_one_run() {
    check(
        "02:30 03:30",
        "America/Los_Angeles",
        "2026-03-08T08:00:00Z",
        &["2026-03-08T10:30:00Z", "2026-03-09T09:30:00Z", "2026-03-09T10:30:00Z"],
    );
    // The shifted one comes after the one that follows it on other days.
    check(
        "02:30 03:10",
        "America/Los_Angeles",
        "2026-03-08T08:00:00Z",
        &["2026-03-08T10:10:00Z", "2026-03-08T10:30:00Z", "2026-03-09T09:30:00Z"],
    );
}

#[test]
fn days_of_the_week_are_those_of_the_place() {
    // 23:30 on a Friday in Los Angeles is Saturday in UTC.
    let schedule = daily("23:30", "America/Los_Angeles").on(Days::WORKING);
    let friday = schedule.next_after(moment("2026-01-16T00:00:00Z").replace_hour(8).unwrap()).unwrap();
    assert_eq!(text(friday), "2026-01-17T07:30:00Z");
    assert_eq!(text(schedule.next_after(friday).unwrap()), "2026-01-20T07:30:00Z");
    // Sunday alone, on the two Sundays that matter.
    let sundays = daily("02:30", "America/Los_Angeles").on(Days::of(&["sun"]).unwrap());
    assert_eq!(text(sundays.next_after(moment("2026-03-02T12:00:00Z")).unwrap()), "2026-03-08T10:30:00Z");
    assert_eq!(text(sundays.next_after(moment("2026-03-08T10:30:00Z")).unwrap()), "2026-03-15T09:30:00Z");
}

#[test]
fn calendar_ends_without_a_panic() {
    let schedule = daily("02:30", "America/Los_Angeles");
    assert_eq!(schedule.next_after(moment("9999-12-31T23:59:59Z")), None);
    assert!(schedule.next_after(moment("0000-01-01T00:00:00Z")).is_some());
}
