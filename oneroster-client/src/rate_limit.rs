use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// At most so many requests in so much time, counted on this side.
///
/// Requests beyond the rate wait their turn instead of being refused by the server. A full period's worth
/// may go out at once after a pause.
///
/// # Examples
///
/// ```
/// use oneroster_client::RateLimit;
///
/// let limit = RateLimit::per_minute(100);
/// # let _ = limit;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    requests: u32,
    period: Duration,
}

impl RateLimit {
    /// Allows so many requests per period; at least one per period.
    pub fn new(requests: u32, period: Duration) -> Self {
        Self { requests: requests.max(1), period }
    }

    /// Allows so many requests per second.
    pub fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// Allows so many requests per minute.
    pub fn per_minute(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(60))
    }
}

/// The bucket behind a [`RateLimit`], kept as the moment at which it will be full again.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    limit: RateLimit,
    full_at: Mutex<Option<Instant>>,
}

impl RateLimiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, full_at: Mutex::new(None) }
    }

    /// Books one request and returns how long to wait before sending it.
    ///
    /// Bookings are served in order, so the wait is bounded by the number of requests in flight.
    pub(crate) fn book(&self, now: Instant) -> Duration {
        let interval = self.limit.period / self.limit.requests;
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = full_at.filter(|at| *at > now).unwrap_or(now) + interval;
        *full_at = Some(filled);
        // The bucket holds one period; what is booked beyond it has to wait.
        (filled - now).saturating_sub(self.limit.period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_out_and_the_rest_waits_in_order() {
        let limiter = RateLimiter::new(RateLimit::per_second(4));
        let start = Instant::now();
        let millis = |ms| Duration::from_millis(ms);
        for (at, expected) in
            [(0, 0), (0, 0), (0, 0), (0, 0), (0, 250), (0, 500), (1000, 0), (1000, 0), (1000, 250)]
        {
            let wait = limiter.book(start + millis(at));
            assert_eq!(wait, millis(expected), "at {at} ms");
        }
    }
}
