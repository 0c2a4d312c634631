//! A clock that shows a night of a school year and goes on from there.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use roster_flow::schedule::{Clock, SystemClock};
use time::{OffsetDateTime, Time};

/// The clock of the machine, put to another day.
#[derive(Clone, Copy)]
pub(super) struct NightClock {
    ahead: time::Duration,
}

impl NightClock {
    /// A clock that shows half past two, UTC, of a day now.
    pub(super) fn of(day: time::Date) -> Self {
        let night = day.with_time(Time::MIDNIGHT).assume_utc() + Duration::from_secs(2 * 3600 + 30 * 60);
        Self { ahead: night - OffsetDateTime::now_utc() }
    }
}

#[async_trait]
impl Clock for NightClock {
    fn now(&self) -> OffsetDateTime {
        SystemClock.now() + self.ahead
    }

    async fn sleep_until(&self, time: OffsetDateTime) {
        SystemClock.sleep_until(time - self.ahead).await;
    }
}

impl fmt::Debug for NightClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NightClock({})", self.now())
    }
}
