//! Moments and durations for people.

use maud::{Markup, html};
use roster_flow::schedule::Zone;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// Writes a moment in a zone, with the day as short as it can be: `02:30`, `yesterday, 02:30`, `Mon 23 Nov, 02:30`.
///
/// The element holds the exact moment, and the zone shows when somebody points at it.
pub(crate) fn moment(at: OffsetDateTime, now: OffsetDateTime, zone: &Zone) -> Markup {
    html! {
        time datetime=(exact(at)) title=(zone.describe(at)) { (day_and_time(zone.to_local(at), zone.to_local(now))) }
    }
}

/// Writes a moment and how far away it is: `02:30 (3 h 12 min ago)`.
pub(crate) fn moment_and_distance(at: OffsetDateTime, now: OffsetDateTime, zone: &Zone) -> Markup {
    html! { (moment(at, now, zone)) " " span class="soft" { "(" (distance(at, now)) ")" } }
}

fn exact(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC)
        .replace_nanosecond(0)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// Both in the offset of the reader.
pub(crate) fn day_and_time(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let clock = format!("{:02}:{:02}", at.hour(), at.minute());
    match (at.date().to_julian_day()) - (now.date().to_julian_day()) {
        0 => format!("today, {clock}"),
        -1 => format!("yesterday, {clock}"),
        1 => format!("tomorrow, {clock}"),
        _ => format!("{}, {clock}", day(at, now)),
    }
}

/// Writes a day: `Mon 23 Nov`, and with its year if that is another: `23 Nov 2025`.
pub(crate) fn day(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let month = &at.month().to_string()[..3];
    if at.year() == now.year() {
        format!("{} {} {month}", &at.weekday().to_string()[..3], at.day())
    } else {
        format!("{} {month} {}", at.day(), at.year())
    }
}

/// Writes how far away a moment is: `in 5 h 12 min`, `3 days ago`, `just now`.
pub(crate) fn distance(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let apart = at - now;
    if apart.abs() < Duration::minutes(1) {
        return if apart.is_positive() { "in less than a minute" } else { "just now" }.to_owned();
    }
    let text = coarse(apart.abs());
    if apart.is_positive() { format!("in {text}") } else { format!("{text} ago") }
}

fn coarse(apart: Duration) -> String {
    let (days, hours, minutes) = (apart.whole_days(), apart.whole_hours(), apart.whole_minutes());
    match (days, hours) {
        (2.., _) => format!("{days} days"),
        (_, 10..) => format!("{hours} h"),
        (_, 1..) if minutes % 60 == 0 => format!("{hours} h"),
        (_, 1..) => format!("{hours} h {} min", minutes % 60),
        _ => format!("{minutes} min"),
    }
}

/// Writes a duration: `340 ms`, `4.2 s`, `3 min 5 s`, `2 h 4 min`, `4 h`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_seconds_f64();
    match duration.whole_seconds() {
        _ if !duration.is_positive() => "0 s".to_owned(),
        ..1 => format!("{} ms", duration.whole_milliseconds()),
        1..10 => format!("{seconds:.1} s"),
        whole @ 10..60 => format!("{whole} s"),
        whole @ 60..3_600 if whole % 60 == 0 => format!("{} min", whole / 60),
        whole @ 60..3_600 => format!("{} min {} s", whole / 60, whole % 60),
        whole if whole % 3_600 < 60 => format!("{} h", whole / 3_600),
        whole => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-24 06:00 UTC);

    #[test]
    fn days_are_named_as_near_as_they_are() {
        for (at, expected) in [
            (datetime!(2026-11-24 02:30 UTC), "today, 02:30"),
            (datetime!(2026-11-23 23:59 UTC), "yesterday, 23:59"),
            (datetime!(2026-11-25 02:05 UTC), "tomorrow, 02:05"),
            (datetime!(2026-11-20 02:30 UTC), "Fri 20 Nov, 02:30"),
            (datetime!(2025-11-24 02:30 UTC), "24 Nov 2025, 02:30"),
        ] {
            assert_eq!(day_and_time(at, NOW), expected);
        }
    }

    #[test]
    fn distances_are_as_coarse_as_people_are() {
        for (at, expected) in [
            (datetime!(2026-11-24 05:59:30 UTC), "just now"),
            (datetime!(2026-11-24 06:00:30 UTC), "in less than a minute"),
            (datetime!(2026-11-24 05:48 UTC), "12 min ago"),
            (datetime!(2026-11-24 02:30 UTC), "3 h 30 min ago"),
            (datetime!(2026-11-24 09:00 UTC), "in 3 h"),
            (datetime!(2026-11-23 02:30 UTC), "27 h ago"),
            (datetime!(2026-11-20 02:30 UTC), "4 days ago"),
        ] {
            assert_eq!(distance(at, NOW), expected);
        }
    }

    #[test]
    fn durations_keep_two_parts() {
        for (milliseconds, expected) in [
            (-5, "0 s"),
            (340, "340 ms"),
            (4_230, "4.2 s"),
            (59_900, "59 s"),
            (185_000, "3 min 5 s"),
            (120_000, "2 min"),
            (7_440_000, "2 h 4 min"),
            (14_400_000, "4 h"),
        ] {
            assert_eq!(duration(Duration::milliseconds(milliseconds)), expected);
        }
    }
}
