use std::fmt;

use jiff::civil;
use serde::Deserialize;
use time::{OffsetDateTime, Time};

use super::settings::Settings;
use super::zone::{from_timestamp, to_timestamp};
use super::{Days, Due, Zone, due};

/// Times of day, days of the week and a time zone: when a flow runs by itself.
///
/// See the [module](super) for its TOML and for what happens when clocks change.
///
/// # Examples
///
/// ```
/// use roster_flow::schedule::{Days, Schedule};
/// use time::macros::{datetime, time};
///
/// let schedule = Schedule::daily(time!(02:30), "America/Los_Angeles".parse()?).on(Days::WORKING);
/// assert_eq!(schedule.to_string(), "02:30 America/Los_Angeles, Monday to Friday");
///
/// // Friday, half an hour before; and the Monday after summer time has begun.
/// let friday = schedule.next_after(datetime!(2026-03-06 10:00 UTC)).unwrap();
/// assert_eq!(friday, datetime!(2026-03-06 10:30 UTC));
/// assert_eq!(schedule.next_after(friday), Some(datetime!(2026-03-09 09:30 UTC)));
/// # Ok::<(), roster_flow::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Settings")]
pub struct Schedule {
    pub(super) times: Vec<civil::Time>,
    pub(super) zone: Zone,
    pub(super) days: Days,
    pub(super) jitter_minutes: u16,
    pub(super) catch_up_hours: u16,
    pub(super) flow: String,
}

/// Longest jitter, so that runs stay at their day.
pub(super) const MOST_JITTER_MINUTES: u16 = 720;
/// Default of `catch_up_hours`.
pub(super) const CATCH_UP_HOURS: u16 = 12;
/// A week: older data than that nobody waits for.
pub(super) const MOST_CATCH_UP_HOURS: u16 = 168;

impl Schedule {
    /// Starts with one time of every day. Seconds do not count.
    pub fn daily(time: Time, zone: Zone) -> Self {
        let times = civil_time(time).into_iter().collect();
        let (jitter_minutes, catch_up_hours) = (0, CATCH_UP_HOURS);
        Self { times, zone, days: Days::EVERY, jitter_minutes, catch_up_hours, flow: String::new() }
    }

    /// Adds a time.
    #[must_use]
    pub fn and_at(mut self, time: Time) -> Self {
        self.times.extend(civil_time(time));
        self.in_order()
    }

    /// Sets the days of the week, by local date. Default every day.
    #[must_use]
    pub const fn on(mut self, days: Days) -> Self {
        self.days = days;
        self
    }

    /// Sets by how many minutes a run may start later. Default 0, at most 720.
    #[must_use]
    pub fn jitter_minutes(mut self, minutes: u16) -> Self {
        self.jitter_minutes = minutes.min(MOST_JITTER_MINUTES);
        self
    }

    /// Sets how late a missed run is still started. Default 12, at most 168 hours.
    #[must_use]
    pub fn catch_up_hours(mut self, hours: u16) -> Self {
        self.catch_up_hours = hours.min(MOST_CATCH_UP_HOURS);
        self
    }

    /// Says whose schedule this is, so that flows with jitter do not start at the same second.
    #[must_use]
    pub fn of_flow(mut self, flow: impl Into<String>) -> Self {
        self.flow = flow.into();
        self
    }

    /// Returns the first due time after a moment; in UTC, `None` at the end of the calendar only.
    pub fn next_after(&self, moment: OffsetDateTime) -> Option<OffsetDateTime> {
        self.first_after(to_timestamp(moment)?).and_then(from_timestamp)
    }

    /// Returns what is due at a moment, and what has been missed since the last due time that was handled.
    ///
    /// Store [`Due::handled`] before the run starts, in one step with creating it: that is what keeps a due time from
    /// running twice. Without a last due time, as for a new flow, nothing is due yet.
    ///
    /// A run is due for the newest due time, unless that is more than `catch_up_hours` ago; five minutes late is always in
    /// time. At most a year is looked back.
    ///
    /// # Examples
    ///
    /// ```
    /// use roster_flow::schedule::Schedule;
    /// use time::macros::{datetime, time};
    ///
    /// let schedule = Schedule::daily(time!(02:30), "UTC".parse()?);
    /// let friday = datetime!(2026-03-06 02:30 UTC);
    ///
    /// // Down since Friday, up again on Monday morning.
    /// let due = schedule.due(Some(friday), datetime!(2026-03-09 08:00 UTC));
    /// assert_eq!(due.run, Some(datetime!(2026-03-09 02:30 UTC)));
    /// assert_eq!(due.missed, [datetime!(2026-03-07 02:30 UTC), datetime!(2026-03-08 02:30 UTC)]);
    /// assert_eq!(due.handled, due.run);
    ///
    /// // A minute later there is nothing to do.
    /// let due = schedule.due(due.handled, datetime!(2026-03-09 08:01 UTC));
    /// assert!(due.run.is_none() && due.missed.is_empty() && due.handled.is_none());
    /// # Ok::<(), roster_flow::Error>(())
    /// ```
    pub fn due(&self, last_handled: Option<OffsetDateTime>, now: OffsetDateTime) -> Due {
        due::due(self, last_handled, now)
    }

    /// Returns when the next run starts by itself, for people to see.
    ///
    /// After a clock was put back that is later than the first due time after now.
    pub fn next_due(
        &self,
        last_handled: Option<OffsetDateTime>,
        now: OffsetDateTime,
    ) -> Option<OffsetDateTime> {
        let handled = last_handled.filter(|handled| !due::is_beyond_belief(*handled, now));
        self.next_after(handled.map_or(now, |handled| handled.max(now)))
    }

    /// Returns the times of day, sorted.
    pub fn times(&self) -> Vec<Time> {
        let time = |time: &civil::Time| {
            Time::from_hms(time.hour().unsigned_abs(), time.minute().unsigned_abs(), 0).ok()
        };
        self.times.iter().filter_map(time).collect()
    }

    /// Returns the time zone.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Returns the days of the week.
    pub const fn days(&self) -> Days {
        self.days
    }

    pub(super) fn in_order(mut self) -> Self {
        self.times.sort_unstable();
        self.times.dedup();
        self
    }
}

fn civil_time(time: Time) -> Option<civil::Time> {
    let (hour, minute, _) = time.as_hms();
    civil::Time::new(hour.cast_signed(), minute.cast_signed(), 0, 0).ok()
}

impl fmt::Display for Schedule {
    /// Writes one line for people: `02:30 America/Los_Angeles, Monday to Friday`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times: Vec<String> = self.times.iter().map(|time| time.strftime("%H:%M").to_string()).collect();
        write!(f, "{} {}, {}", times.join(" and "), self.zone, self.days)
    }
}
