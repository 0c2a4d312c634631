//! The token of the page and the sessions that it opens.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use time::{Duration, OffsetDateTime};

/// How long a login holds.
pub(super) const SESSION: Duration = Duration::hours(12);
/// Sessions at a time; the oldest makes room.
const SESSIONS: usize = 64;

/// A token, kept so that it cannot be read and is compared in constant time.
pub(super) struct Token {
    key: [u8; 64],
    digest: [u8; 32],
}

impl Token {
    pub(super) fn new(token: &str) -> Result<Self, getrandom::Error> {
        let mut key = [0; 64];
        getrandom::fill(&mut key)?;
        Ok(Self { digest: digest(&key, token).finalize().into_bytes().into(), key })
    }

    /// Compares without telling by its time how much of the text was right, or how long it should be.
    pub(super) fn is(&self, text: &str) -> bool {
        digest(&self.key, text).verify_slice(&self.digest).is_ok()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

fn digest(key: &[u8; 64], text: &str) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new(key.into()).chain_update(text)
}

/// Open sessions by their secret name; lost when the process ends.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<String, OffsetDateTime>>);

impl Sessions {
    /// Opens a session and returns its name: 64 hexadecimal digits.
    pub(super) fn open(&self, now: OffsetDateTime) -> Result<String, getrandom::Error> {
        let mut name = [0_u8; 32];
        getrandom::fill(&mut name)?;
        let name = hex(&name);
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, ends| *ends > now);
        if sessions.len() >= SESSIONS
            && let Some(oldest) = sessions.iter().min_by_key(|(_, ends)| **ends).map(|(name, _)| name.clone())
        {
            sessions.remove(&oldest);
        }
        sessions.insert(name.clone(), now + SESSION);
        Ok(name)
    }

    /// Whether a session is open. Its name is random and long, so a look into a table tells nothing.
    pub(super) fn is_open(&self, name: &str, now: OffsetDateTime) -> bool {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(name).is_some_and(|ends| *ends > now)
    }

    pub(super) fn close(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions(..)")
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn only_the_whole_token_is_right() {
        let token = Token::new("correct horse battery").unwrap();
        for (text, expected) in [
            ("correct horse battery", true),
            ("correct horse batterx", false),
            ("correct horse", false),
            ("correct horse battery ", false),
            ("", false),
        ] {
            assert_eq!(token.is(text), expected, "{text}");
        }
        assert!(!format!("{token:?}").contains("horse"));
    }

    #[test]
    fn sessions_end_by_time_by_logout_and_by_number() {
        let sessions = Sessions::default();
        let now = OffsetDateTime::UNIX_EPOCH;
        let first = sessions.open(now).unwrap();
        assert_eq!(first.len(), 64);
        assert!(sessions.is_open(&first, now));
        assert!(!sessions.is_open(&first, now + SESSION));
        let second = sessions.open(now + Duration::seconds(1)).unwrap();
        sessions.close(&second);
        assert!(!sessions.is_open(&second, now));
        for later in 1..=SESSIONS {
            sessions.open(now + Duration::minutes(1) * u32::try_from(later).unwrap()).unwrap();
        }
        assert!(!sessions.is_open(&first, now), "the oldest makes room");
    }
}
