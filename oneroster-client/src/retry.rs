use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::environment::fraction;
use crate::transport::TransportErrorKind;

/// When and how often a failed request is sent again.
///
/// Sent again are requests answered with 429, 502, 503 or 504, and those that got no answer because of
/// the network or a time limit, as long as repeating cannot do harm: reads, PUT and DELETE always, POST
/// only when the server cannot have acted (no connection was made, or 429). Where a server is known to fail
/// for a moment in other ways too, [`also_on`](Self::also_on) adds statuses. The pause doubles each time
/// with a random spread, and is at least what `Retry-After` asks for. A failed attempt is final when the
/// attempts or the time are used up, when the server asks for a longer pause than allowed, or when the
/// retry budget of the client is empty.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use oneroster_client::RetryPolicy;
///
/// let policy = RetryPolicy::default().max_attempts(3).max_elapsed(Duration::from_secs(60));
/// assert_ne!(policy, RetryPolicy::never());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    max_attempts: u32,
    first_pause: Duration,
    max_pause: Duration,
    max_retry_after: Duration,
    max_elapsed: Duration,
    budget: u32,
    also_on: Vec<u16>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 5,
            first_pause: Duration::from_millis(500),
            max_pause: Duration::from_secs(30),
            max_retry_after: Duration::from_secs(300),
            max_elapsed: Duration::from_secs(900),
            budget: 50,
            also_on: Vec::new(),
        }
    }
}

impl RetryPolicy {
    /// Sends every request once.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets how often a request is sent at most; default 5, at least 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the pause before the second attempt; default 0.5 s. It doubles with each further one.
    #[must_use]
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// Sets the longest pause of our own choice; default 30 s.
    #[must_use]
    pub fn max_pause(mut self, pause: Duration) -> Self {
        self.max_pause = pause;
        self
    }

    /// Sets the longest pause that a server may ask for with `Retry-After`; default 5 minutes. A server that
    /// asks for more ends the attempts.
    #[must_use]
    pub fn max_retry_after(mut self, pause: Duration) -> Self {
        self.max_retry_after = pause;
        self
    }

    /// Sets the longest time from the first attempt to the start of the last; default 15 minutes.
    #[must_use]
    pub fn max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// Sets how many retries all requests of a client may have in reserve; default 50.
    ///
    /// Every retry takes one out, every ten successful requests put one back. A server that fails all the
    /// time is thus left alone soon, however many requests are waiting.
    #[must_use]
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// Sets after which other statuses reads, PUT and DELETE are sent again; default none.
    ///
    /// A page that still fails with 500 is then narrowed down to the record that is at fault; its parts are
    /// sent once, since the whole has failed often enough.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_client::RetryPolicy;
    ///
    /// let policy = RetryPolicy::default().also_on([500, 520]);
    /// # let _ = policy;
    /// ```
    #[must_use]
    pub fn also_on(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.also_on = statuses.into_iter().collect();
        self
    }

    /// Tells whether a status is one of those that were added.
    pub(crate) fn adds(&self, status: StatusCode) -> bool {
        self.also_on.contains(&status.as_u16())
    }

    /// Returns the pause before the next attempt, or none to give up.
    pub(crate) fn pause(&self, attempt: Attempt) -> Option<Duration> {
        if attempt.number >= self.max_attempts {
            return None;
        }
        let doubled = self.first_pause.saturating_mul(1 << attempt.number.saturating_sub(1).min(20));
        // Between half and the whole: never immediately, never all at the same time.
        let own = doubled.min(self.max_pause).mul_f64(0.5 + fraction(attempt.random) / 2.0);
        let asked = attempt.retry_after.unwrap_or_default();
        if asked > self.max_retry_after {
            return None;
        }
        let pause = own.max(asked);
        (attempt.elapsed.saturating_add(pause) <= self.max_elapsed).then_some(pause)
    }
}

/// What is known when a request failed and might be sent again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Attempt {
    /// How often the request was sent so far.
    pub(crate) number: u32,
    /// Time since it was first sent.
    pub(crate) elapsed: Duration,
    /// What the server asks for.
    pub(crate) retry_after: Option<Duration>,
    /// A random number.
    pub(crate) random: u64,
}

/// Whether repeating a request can do harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Reading, replacing and deleting: twice is as good as once.
    Safe,
    /// Reading a part of what failed as a whole: safe, but not worth much.
    Part,
    /// Creating: twice makes two.
    OnlyUnseen,
}

impl Repeat {
    pub(crate) fn allows_status(self, status: StatusCode) -> bool {
        match status.as_u16() {
            429 => true,
            502..=504 => self != Self::OnlyUnseen,
            _ => false,
        }
    }

    /// Tells whether a status of which the policy says so is worth another attempt.
    pub(crate) fn allows_added_status(self) -> bool {
        self == Self::Safe
    }

    pub(crate) fn allows_failure(self, kind: TransportErrorKind) -> bool {
        match kind {
            TransportErrorKind::Connect => true,
            TransportErrorKind::Timeout | TransportErrorKind::Interrupted => self != Self::OnlyUnseen,
            _ => false,
        }
    }
}

/// The retries that all requests of a client have in reserve, counted in tenths.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    tenths: Mutex<u32>,
    limit: u32,
}

impl RetryBudget {
    pub(crate) fn new(policy: &RetryPolicy) -> Self {
        let limit = policy.budget.saturating_mul(10);
        Self { tenths: Mutex::new(limit), limit }
    }

    /// Takes one retry out; false when none is left.
    pub(crate) fn withdraw(&self) -> bool {
        let mut tenths = self.tenths.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match tenths.checked_sub(10) {
            Some(rest) => {
                *tenths = rest;
                true
            }
            None => false,
        }
    }

    /// Puts a tenth of a retry back after a success.
    pub(crate) fn deposit(&self) {
        let mut tenths = self.tenths.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *tenths = (*tenths + 1).min(self.limit);
    }
}

const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Reads an HTTP date (RFC 9110 section 5.6.7, the preferred form).
pub(crate) fn http_date(text: &str) -> Option<OffsetDateTime> {
    PrimitiveDateTime::parse(text.trim(), HTTP_DATE).ok().map(PrimitiveDateTime::assume_utc)
}

/// Reads how long a server asks to wait: seconds or a date (RFC 9110 section 10.2.3).
///
/// A date is measured against the server's own `Date` where it sends one, so that a wrong clock here does
/// not turn a minute into a year.
pub(crate) fn retry_after(headers: &HeaderMap, now: OffsetDateTime) -> Option<Duration> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds.max(0.0)).ok();
    }
    let until = http_date(text)?;
    let server_now = headers.get(http::header::DATE).and_then(|date| http_date(date.to_str().ok()?));
    Some((until - server_now.unwrap_or(now)).try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use http::HeaderValue;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn pauses_double_with_a_spread_and_end() {
        let policy = RetryPolicy::default();
        let seconds = Duration::from_secs_f64;
        for (number, elapsed, retry_after, random, expected) in [
            (1, 0.0, None, 0, Some(0.25)),
            (1, 0.0, None, 1 << 63, Some(0.375)),
            (2, 0.0, None, 0, Some(0.5)),
            (4, 0.0, None, 0, Some(2.0)),
            (5, 0.0, None, 0, None),
            (1, 0.0, Some(7.0), 0, Some(7.0)),
            (1, 0.0, Some(300.0), 0, Some(300.0)),
            (1, 0.0, Some(301.0), 0, None),
            (1, 899.9, None, 0, None),
            (1, 800.0, Some(101.0), 0, None),
        ] {
            let attempt =
                Attempt { number, elapsed: seconds(elapsed), retry_after: retry_after.map(seconds), random };
            assert_eq!(policy.pause(attempt), expected.map(seconds), "{attempt:?}");
        }
        let late = Attempt { number: 9, ..Attempt::default() };
        assert_eq!(policy.clone().max_attempts(10).pause(late), Some(seconds(15.0)));
        assert_eq!(RetryPolicy::never().pause(Attempt { number: 1, ..Attempt::default() }), None);
    }

    #[test]
    fn creating_is_repeated_only_when_the_server_cannot_have_acted() {
        use TransportErrorKind as Kind;
        for (status, safe, unseen) in
            [(429, true, true), (503, true, false), (500, false, false), (404, false, false)]
        {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(Repeat::Safe.allows_status(status), safe, "{status}");
            assert_eq!(Repeat::Part.allows_status(status), safe, "{status}");
            assert_eq!(Repeat::OnlyUnseen.allows_status(status), unseen, "{status}");
        }
        for (kind, safe, unseen) in [
            (Kind::Connect, true, true),
            (Kind::Interrupted, true, false),
            (Kind::Timeout, true, false),
            (Kind::Tls, false, false),
            (Kind::TooLarge, false, false),
        ] {
            assert_eq!(Repeat::Safe.allows_failure(kind), safe, "{kind:?}");
            assert_eq!(Repeat::OnlyUnseen.allows_failure(kind), unseen, "{kind:?}");
        }
    }

    #[test]
    fn the_budget_runs_dry_and_recovers_slowly() {
        let budget = RetryBudget::new(&RetryPolicy::default().budget(2));
        assert_eq!([(); 3].map(|()| budget.withdraw()), [true, true, false]);
        for _ in 0..9 {
            budget.deposit();
        }
        assert!(!budget.withdraw());
        budget.deposit();
        assert!(budget.withdraw());
    }

    #[test]
    fn both_forms_of_retry_after_are_read() {
        let now = datetime!(2026-11-24 10:00 UTC);
        for (value, date, expected) in [
            ("120", None, Some(120.0)),
            (" 0.5 ", None, Some(0.5)),
            ("-5", None, Some(0.0)),
            ("Tue, 24 Nov 2026 10:00:30 GMT", None, Some(30.0)),
            ("Tue, 24 Nov 2026 09:00:00 GMT", None, Some(0.0)),
            // The server's clock is a day ahead of ours.
            ("Wed, 25 Nov 2026 10:00:30 GMT", Some("Wed, 25 Nov 2026 10:00:00 GMT"), Some(30.0)),
            ("soon", None, None),
            ("1e999", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(http::header::RETRY_AFTER, HeaderValue::from_static(value));
            if let Some(date) = date {
                headers.insert(http::header::DATE, HeaderValue::from_static(date));
            }
            assert_eq!(retry_after(&headers, now), expected.map(Duration::from_secs_f64), "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
