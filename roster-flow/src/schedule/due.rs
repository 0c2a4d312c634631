use jiff::SignedDuration;
use time::{Duration, OffsetDateTime};

use super::Schedule;
use super::zone::{from_timestamp, to_timestamp};

/// What a schedule asks for at a moment.
///
/// # Examples
///
/// A clock that was put back by an hour makes nothing run again:
///
/// ```
/// use roster_flow::schedule::Schedule;
/// use time::macros::{datetime, time};
///
/// let schedule = Schedule::daily(time!(02:30), "UTC".parse()?);
/// let handled = datetime!(2026-03-06 02:30 UTC);
/// let due = schedule.due(Some(handled), datetime!(2026-03-06 01:45 UTC));
/// assert!(due.clock_went_back && due.run.is_none() && due.handled.is_none());
/// assert_eq!(
///     schedule.next_due(Some(handled), datetime!(2026-03-06 01:45 UTC)),
///     Some(datetime!(2026-03-07 02:30 UTC))
/// );
/// # Ok::<(), roster_flow::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Due {
    /// The due time to run for now.
    pub run: Option<OffsetDateTime>,
    /// Due times that nothing runs for any more, oldest first; at most the newest 100.
    pub missed: Vec<OffsetDateTime>,
    /// How many were missed, also those beyond the 100.
    pub missed_count: usize,
    /// What to remember as handled from now on; `None` where nothing has changed.
    pub handled: Option<OffsetDateTime>,
    /// Whether the last handled due time lies ahead, as when a clock was put back.
    pub clock_went_back: bool,
}

/// A run that starts so late is not a missed one, whatever `catch_up_hours` says.
const GRACE: Duration = Duration::minutes(5);
/// A handled due time cannot lie further ahead unless the clock was wrong: more than a day and any zone.
const BELIEVED_AHEAD: Duration = Duration::hours(36);
/// How far missed runs are looked for.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(366 * 24);
/// How many missed due times are listed.
const LISTED: usize = 100;

/// Tells whether a due time was handled while the clock was far ahead.
pub(super) fn is_beyond_belief(handled: OffsetDateTime, now: OffsetDateTime) -> bool {
    handled - now > BELIEVED_AHEAD
}

pub(super) fn due(schedule: &Schedule, last_handled: Option<OffsetDateTime>, now: OffsetDateTime) -> Due {
    let Some(handled) = last_handled else {
        return Due { handled: Some(now), ..Due::default() };
    };
    if handled > now {
        let anew = is_beyond_belief(handled, now).then_some(now);
        return Due { handled: anew, clock_went_back: true, ..Due::default() };
    }
    let (Some(after), Some(until)) = (to_timestamp(handled), to_timestamp(now)) else {
        return Due::default();
    };
    let after = until.checked_sub(LOOK_BACK).map_or(after, |oldest| oldest.max(after));
    let mut times: Vec<OffsetDateTime> =
        schedule.between(after, until).into_iter().filter_map(from_timestamp).collect();
    let newest = times.last().copied();
    let tolerated = Duration::hours(i64::from(schedule.catch_up_hours)).max(GRACE);
    let run = newest.filter(|newest| now - *newest <= tolerated);
    if run.is_some() {
        times.pop();
    }
    let missed_count = times.len();
    let missed = times.split_off(missed_count.saturating_sub(LISTED));
    Due { run, missed, missed_count, handled: newest, clock_went_back: false }
}
