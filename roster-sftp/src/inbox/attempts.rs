//! How many logins failed from which address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Addresses remembered at one time. An attacker with more addresses than that is not slowed down by
/// remembering them.
const MOST_ADDRESSES: usize = 10_000;

/// Failed logins by address.
#[derive(Debug)]
pub(super) struct Attempts {
    allowed: u32,
    pause: Duration,
    failures: Mutex<HashMap<IpAddr, (u32, Instant)>>,
}

impl Attempts {
    pub(super) fn new(allowed: u32, pause: Duration) -> Self {
        Self { allowed, pause, failures: Mutex::default() }
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<IpAddr, (u32, Instant)>) -> T) -> T {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut failures)
    }

    /// Tells whether the address has to pause.
    pub(super) fn must_pause(&self, address: IpAddr) -> bool {
        let pause = self.pause;
        let allowed = self.allowed;
        self.with(|failures| {
            failures
                .get(&key(address))
                .is_some_and(|&(count, last)| count >= allowed && last.elapsed() < pause)
        })
    }

    /// Notes a failed login.
    pub(super) fn failed(&self, address: IpAddr) {
        let pause = self.pause;
        self.with(|failures| {
            if failures.len() >= MOST_ADDRESSES {
                failures.retain(|_, (_, last)| last.elapsed() < pause);
            }
            if failures.len() >= MOST_ADDRESSES {
                failures.clear();
            }
            let now = Instant::now();
            let entry = failures.entry(key(address)).or_insert((0, now));
            if entry.1.elapsed() >= pause {
                entry.0 = 0;
            }
            *entry = (entry.0.saturating_add(1), now);
        });
    }

    /// Forgets the failures of an address: its user mistyped and then got in.
    pub(super) fn succeeded(&self, address: IpAddr) {
        self.with(|failures| failures.remove(&key(address)));
    }
}

/// One network of an IPv6 user is 64 bits; its addresses cost nothing.
fn key(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn address_pauses_after_too_many_failures_and_others_do_not() {
        let attempts = Attempts::new(3, Duration::from_secs(900));
        let (bad, good) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        for _ in 0..3 {
            assert!(!attempts.must_pause(bad));
            attempts.failed(bad);
        }
        assert!(attempts.must_pause(bad) && !attempts.must_pause(good));
        tokio::time::advance(Duration::from_secs(899)).await;
        assert!(attempts.must_pause(bad));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!attempts.must_pause(bad));
        attempts.failed(bad);
        assert!(!attempts.must_pause(bad), "old failures are forgotten");
        attempts.failed(bad);
        attempts.succeeded(bad);
        attempts.failed(bad);
        attempts.failed(bad);
        assert!(!attempts.must_pause(bad));
    }

    #[tokio::test(start_paused = true)]
    async fn addresses_of_one_network_count_together() {
        let attempts = Attempts::new(2, Duration::from_secs(900));
        let address = |text: &str| text.parse::<IpAddr>().ok();
        for text in ["2001:db8::1", "2001:db8::ffff"] {
            if let Some(address) = address(text) {
                attempts.failed(address);
            }
        }
        assert!(address("2001:db8::2").is_some_and(|it| attempts.must_pause(it)));
        assert!(!address("2001:db8:0:1::2").is_some_and(|it| attempts.must_pause(it)));
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded() {
        let attempts = Attempts::new(1, Duration::from_secs(900));
        for number in 0..25_000_u32 {
            attempts.failed(IpAddr::from(number.to_be_bytes()));
        }
        assert!(attempts.with(|failures| failures.len()) <= MOST_ADDRESSES);
    }
}
