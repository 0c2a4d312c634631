use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};

use super::{Schedule, jitter};

/// How many days before a moment a due time may belong to: a day that a zone left out, and the longest jitter.
const DAYS_BEFORE: i64 = 3;
/// How many days ahead hold a due time for sure: a week, and as many as due times may be shifted by.
const DAYS_AHEAD: i64 = 7 + DAYS_BEFORE;

impl Schedule {
    /// Returns the due times of the days from one local date to another, both inclusive.
    ///
    /// An hour that does not exist is read by the offset before it, and so lies as much later as the clock was put
    /// forward; one that comes twice is the first. Whatever falls together is one.
    fn of_days(&self, from: Date, to: Date) -> BTreeSet<Timestamp> {
        let days = from.series(Span::new().days(1)).take_while(|day| *day <= to);
        days.filter(|day| self.days.contains(day.weekday()))
            .flat_map(|day| {
                let late =
                    SignedDuration::from_secs(jitter::seconds(&self.flow, day, self.jitter_minutes).into());
                self.times.iter().filter_map(move |time| {
                    let at =
                        self.zone.rules().to_ambiguous_timestamp(day.to_datetime(*time)).compatible().ok()?;
                    at.checked_add(late).ok()
                })
            })
            .collect()
    }

    /// Returns the due times after one moment and until another, inclusive.
    pub(super) fn between(&self, after: Timestamp, until: Timestamp) -> BTreeSet<Timestamp> {
        if after >= until {
            return BTreeSet::new();
        }
        let from = shifted(self.local_date(after), -DAYS_BEFORE);
        let to = shifted(self.local_date(until), 1);
        let mut times = self.of_days(from, to);
        times.retain(|at| *at > after && *at <= until);
        times
    }

    pub(super) fn first_after(&self, moment: Timestamp) -> Option<Timestamp> {
        let today = self.local_date(moment);
        let times = self.of_days(shifted(today, -DAYS_BEFORE), shifted(today, DAYS_AHEAD));
        times.into_iter().find(|at| *at > moment)
    }

    fn local_date(&self, at: Timestamp) -> Date {
        self.zone.rules().to_datetime(at).date()
    }
}

fn shifted(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}
