use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use time::OffsetDateTime;

/// Where the client takes the wall clock and random numbers from.
///
/// The wall clock is used for OAuth 1.0a time stamps and for dates in `Retry-After`; waiting and the
/// age of tokens go by tokio's monotonic clock, which tests can pause. Random numbers spread retries
/// and make nonces; they need not be cryptographically strong, but must not repeat.
pub trait Environment: Send + Sync + fmt::Debug {
    /// Returns the wall clock.
    fn now(&self) -> OffsetDateTime;

    /// Returns the next random number.
    fn random(&self) -> u64;
}

/// The clock of the machine and random numbers seeded by the operating system.
#[derive(Debug, Default)]
pub struct SystemEnvironment {
    seed: RandomState,
    counter: AtomicU64,
}

impl Environment for SystemEnvironment {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    fn random(&self) -> u64 {
        // A keyed hash of a counter: unpredictable because the key is, and without repetition in practice.
        self.seed.hash_one(self.counter.fetch_add(1, Ordering::Relaxed))
    }
}

/// Returns a fraction in `0.0..1.0` from a random number.
#[expect(clippy::cast_precision_loss, reason = "52 bits are kept, which an f64 holds exactly")]
pub(crate) fn fraction(random: u64) -> f64 {
    (random >> 12) as f64 / (1_u64 << 52) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_do_not_repeat() {
        let environment = SystemEnvironment::default();
        let seen: std::collections::HashSet<u64> = (0..1000).map(|_| environment.random()).collect();
        assert_eq!(seen.len(), 1000);
    }

    #[test]
    fn fractions_stay_below_one() {
        for (random, expected) in [(0, 0.0), (u64::MAX, 1.0 - f64::EPSILON), (1 << 63, 0.5)] {
            let fraction = fraction(random);
            assert!((fraction - expected).abs() < 1e-15 && fraction < 1.0, "{random}: {fraction}");
        }
    }
}
