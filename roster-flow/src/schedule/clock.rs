use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use time::OffsetDateTime;

/// What time it is, and waiting for a time: the machine's clock, or one that a test moves.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use roster_flow::schedule::{Clock, SystemClock};
///
/// let clock: Arc<dyn Clock> = Arc::new(SystemClock);
/// assert!(clock.now().year() >= 2026);
/// ```
#[async_trait]
pub trait Clock: Send + Sync + fmt::Debug {
    /// Returns the time, in UTC.
    fn now(&self) -> OffsetDateTime;

    /// Waits until the clock shows a time or a later one; ready at once when it already does.
    ///
    /// Also ends when the clock is put back, so that whoever computed the time by the old one computes it anew. May be
    /// dropped.
    async fn sleep_until(&self, time: OffsetDateTime);
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// How long at most it goes unnoticed that a clock was set, or that the machine slept.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Clocks are set right by small steps all the time.
const PUT_BACK: Duration = Duration::from_secs(2);

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    async fn sleep_until(&self, time: OffsetDateTime) {
        let mut seen = self.now();
        while seen < time {
            // A timer does not count the time that the machine sleeps, and knows nothing of a new time.
            tokio::time::sleep((time - seen).unsigned_abs().min(LOOK_AGAIN)).await;
            let now = self.now();
            if now + PUT_BACK < seen {
                return;
            }
            seen = now;
        }
    }
}
