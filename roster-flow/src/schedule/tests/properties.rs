//! What holds for any zone, year and schedule.

use std::collections::BTreeSet;

use proptest::prelude::*;
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset};

use super::super::{Days, Schedule, Zone};

/// Zones with all kinds of rules: none, an hour, half an hour, at midnight, in the south, by religious calendar, backwards.
const ZONES: [&str; 16] = [
    "America/Los_Angeles",
    "Europe/London",
    "America/Phoenix",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Europe/Dublin",
    "Pacific/Chatham",
    "Antarctica/Troll",
];

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn days() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(NAMES.to_vec(), 1..=7)
}

fn schedule(zone: &str, minute_of_day: u16, days: &[&str]) -> Schedule {
    let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
    let time = Time::from_hms(hour.try_into().unwrap(), minute.try_into().unwrap(), 0).unwrap();
    Schedule::daily(time, zone.parse().unwrap()).on(Days::of(days).unwrap())
}

fn midnight(date: Date) -> OffsetDateTime {
    date.midnight().assume_utc()
}

/// Finds when a clock on the wall first shows a time, minute by minute; where it never does, by the offset before.
fn by_looking_at_the_wall(zone: &Zone, date: Date, time: Time) -> OffsetDateTime {
    let wanted = date.with_time(time);
    let mut at = wanted.assume_utc() - Duration::hours(26);
    let mut before: Option<UtcOffset> = None;
    loop {
        let local = zone.to_local(at);
        let wall = local.date().with_time(local.time());
        if wall == wanted {
            return at;
        }
        if wall > wanted {
            return wanted.assume_offset(before.unwrap()).to_offset(UtcOffset::UTC);
        }
        before = Some(local.offset());
        at += Duration::MINUTE;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_scheduled_date_is_hit_exactly_once(
        zone in proptest::sample::select(ZONES.to_vec()),
        year in 1980..2080_i32,
        minute in 0..1440_u16,
        names in days(),
    ) {
        let schedule = schedule(zone, minute, &names);
        let start = Date::from_calendar_date(year, time::Month::January, 1).unwrap();
        let end = Date::from_calendar_date(year + 1, time::Month::January, 2).unwrap();
        let mut hit = Vec::new();
        let mut at = midnight(start) - Duration::days(1);
        while at < midnight(end) {
            let next = schedule.next_after(at).unwrap();
            prop_assert!(next > at);
            hit.push(schedule.zone().to_local(next).date());
            at = next;
        }
        let first = *hit.first().unwrap();
        let last = *hit.last().unwrap();
        let scheduled = |date: &Date| {
            let name = NAMES[usize::from(date.weekday().number_days_from_monday())];
            names.contains(&name)
        };
        let expected: Vec<Date> =
            std::iter::successors(Some(first), |date| date.next_day()).take_while(|date| *date <= last).filter(scheduled).collect();
        prop_assert_eq!(hit, expected);
        prop_assert!(first <= start.saturating_add(Duration::days(7)));
    }

    #[test]
    fn times_are_those_on_the_wall(
        zone in proptest::sample::select(ZONES.to_vec()),
        year in 1980..2080_i32,
        day in 1..=365_u16,
        minute in 0..1440_u16,
    ) {
        // A random day, and then the next changes of the offset: those are the days that matter.
        let plain = schedule(zone, minute, &NAMES);
        let zone = plain.zone();
        let mut date = Date::from_ordinal_date(year, day).unwrap();
        let offset = |date: Date| zone.to_local(midnight(date)).offset();
        let changes = (0..365).map(|days| date + Duration::days(days)).filter(|date| offset(*date) != offset(*date + Duration::DAY));
        let looked_at: BTreeSet<Date> = changes.take(3).flat_map(|date| [date - Duration::DAY, date, date + Duration::DAY]).collect();
        let time = plain.times()[0];
        for looked in looked_at.into_iter().chain([date]) {
            date = looked;
            let expected = by_looking_at_the_wall(zone, date, time);
            prop_assert_eq!(plain.next_after(expected - Duration::SECOND), Some(expected), "{} {} {}", zone, date, time);
        }
    }

    #[test]
    fn each_due_time_is_handled_once_however_often_one_looks(
        zone in proptest::sample::select(ZONES.to_vec()),
        minute in 0..1440_u16,
        names in days(),
        jitter in 0..=720_u16,
        catch_up in 0..=48_u16,
        steps in proptest::collection::vec(prop_oneof![
            8 => 1..7_200_i64,
            1 => 7_200..1_000_000_i64,
            1 => -100_000..0_i64,
        ], 1..60),
    ) {
        let schedule = schedule(zone, minute, &names).jitter_minutes(jitter).catch_up_hours(catch_up).of_flow("nightly");
        let start = OffsetDateTime::from_unix_timestamp(1_790_000_000).unwrap();
        let (mut now, mut latest) = (start, start);
        let mut handled = Some(start);
        let mut found = Vec::new();
        for step in steps {
            now = (now + Duration::seconds(step)).max(latest - Duration::hours(30));
            latest = latest.max(now);
            let due = schedule.due(handled, now);
            prop_assert!(due.run.is_none_or(|run| run <= now && now - run <= Duration::hours(catch_up.into()).max(Duration::minutes(5))));
            prop_assert!(due.handled.is_none_or(|new| Some(new) > handled));
            found.extend(due.missed);
            found.extend(due.run);
            handled = due.handled.or(handled);
            let next = schedule.next_due(handled, now).unwrap();
            prop_assert!(next > now && Some(next) > handled);
        }
        let mut expected = Vec::new();
        let mut at = start;
        while let Some(next) = schedule.next_after(at).filter(|next| *next <= latest) {
            expected.push(next);
            at = next;
        }
        prop_assert_eq!(found, expected);
    }
}
