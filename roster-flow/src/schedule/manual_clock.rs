use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;

use super::Clock;

/// A clock that stands still until it is moved; for tests of whatever waits for a time.
///
/// Clones show the same time.
///
/// # Examples
///
/// ```
/// use roster_flow::schedule::{Clock, ManualClock};
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let clock = ManualClock::new(datetime!(2026-03-06 20:00 UTC));
/// let sleeper = clock.clone();
/// let night = tokio::spawn(async move {
///     sleeper.sleep_until(datetime!(2026-03-07 02:30 UTC)).await;
///     sleeper.now()
/// });
///
/// clock.until_asleep(1).await;
/// assert_eq!(clock.next_wake(), Some(datetime!(2026-03-07 02:30 UTC)));
/// clock.set(datetime!(2026-03-07 02:31 UTC));
/// assert_eq!(night.await.unwrap(), datetime!(2026-03-07 02:31 UTC));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock {
    now: Arc<watch::Sender<OffsetDateTime>>,
    sleepers: Arc<watch::Sender<Sleepers>>,
}

#[derive(Debug, Default)]
struct Sleepers {
    last: u64,
    waking: BTreeMap<u64, OffsetDateTime>,
}

impl ManualClock {
    /// Creates a clock that shows a time.
    pub fn new(now: OffsetDateTime) -> Self {
        Self { now: Arc::new(watch::Sender::new(now)), sleepers: Arc::default() }
    }

    /// Puts the clock to a time and wakes those whose time has come; back, and it wakes all.
    pub fn set(&self, now: OffsetDateTime) {
        self.now.send_replace(now);
    }

    /// Puts the clock forward and wakes those whose time has come; a negative duration puts it back.
    pub fn advance(&self, by: Duration) {
        self.now.send_modify(|now| *now += by);
    }

    /// Returns the earliest time that somebody waits for and that has not come.
    pub fn next_wake(&self) -> Option<OffsetDateTime> {
        let now = *self.now.borrow();
        self.sleepers.borrow().waking.values().filter(|time| **time > now).min().copied()
    }

    /// Waits until at least so many wait for times that have not come.
    pub async fn until_asleep(&self, count: usize) {
        let mut sleepers = self.sleepers.subscribe();
        let asleep = |sleepers: &Sleepers| {
            let now = *self.now.borrow();
            sleepers.waking.values().filter(|time| **time > now).count() >= count
        };
        // The sender lives as long as the clock.
        let _ = sleepers.wait_for(asleep).await;
    }
}

/// Takes a sleeper off the list, also when its wait is dropped.
struct Asleep<'a> {
    sleepers: &'a watch::Sender<Sleepers>,
    number: u64,
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        self.sleepers.send_modify(|sleepers| {
            sleepers.waking.remove(&self.number);
        });
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> OffsetDateTime {
        *self.now.borrow()
    }

    async fn sleep_until(&self, time: OffsetDateTime) {
        let mut number = 0;
        self.sleepers.send_modify(|sleepers| {
            sleepers.last += 1;
            number = sleepers.last;
            sleepers.waking.insert(number, time);
        });
        let _asleep = Asleep { sleepers: &self.sleepers, number };
        let seen = self.now();
        // The sender lives as long as the clock.
        let _ = self.now.subscribe().wait_for(|now| *now >= time || *now < seen).await;
    }
}
