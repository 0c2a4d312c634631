#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod clock_changes;
mod clock_jumps;
mod properties;

use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, Time};

use super::{Schedule, Zone};

fn moment(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}

fn text(moment: OffsetDateTime) -> String {
    moment.format(&Rfc3339).unwrap()
}

fn daily(time: &str, zone: &str) -> Schedule {
    let mut times = time.split(' ').map(|time| {
        let (hour, minute) = time.split_once(':').unwrap();
        Time::from_hms(hour.parse().unwrap(), minute.parse().unwrap(), 0).unwrap()
    });
    let schedule = Schedule::daily(times.next().unwrap(), zone.parse::<Zone>().unwrap());
    times.fold(schedule, Schedule::and_at)
}
