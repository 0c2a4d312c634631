use std::time::Duration;

use serde_json::{Map, Value};
use url::Url;

use super::cookies::Cookie;
use crate::error::{Error, Failure};
use crate::secret::Secret;
use crate::transport::Response;

/// Longest token accepted, in bytes; servers refuse longer headers.
const MAX_TOKEN: usize = 16 * 1024;
/// Shortest bare text that is taken for a token.
const MIN_BARE_TOKEN: usize = 16;
/// Lifetimes beyond this are cut to it.
const MAX_LIFETIME: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// A token with everything that came with it.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use oneroster_client::auth::Token;
///
/// let token = Token::new("abc").with_lifetime(Duration::from_secs(3600));
/// assert_eq!(token.lifetime(), Some(Duration::from_secs(3600)));
/// assert!(!format!("{token:?}").contains("abc"));
/// ```
#[derive(Clone, Debug)]
pub struct Token {
    access: Secret,
    refresh: Option<Secret>,
    lifetime: Option<Duration>,
    scopes: Vec<String>,
    cookies: Vec<Cookie>,
}

impl Token {
    /// Creates a token of unknown lifetime.
    pub fn new(access: impl Into<Secret>) -> Self {
        Self { access: access.into(), refresh: None, lifetime: None, scopes: Vec::new(), cookies: Vec::new() }
    }

    /// Sets how long the token is good from the moment it was asked for.
    #[must_use]
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime.min(MAX_LIFETIME));
        self
    }

    /// Sets the refresh token.
    #[must_use]
    pub fn with_refresh(mut self, refresh: impl Into<Secret>) -> Self {
        self.refresh = Some(refresh.into());
        self
    }

    /// Returns the access token.
    pub fn access(&self) -> &Secret {
        &self.access
    }

    /// Returns the refresh token.
    pub fn refresh(&self) -> Option<&Secret> {
        self.refresh.as_ref()
    }

    /// Returns how long the token is good; none when the server did not say or said nothing sensible.
    pub fn lifetime(&self) -> Option<Duration> {
        self.lifetime
    }

    /// Returns the scopes that were granted, if the server says so; may be fewer than asked for.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    pub(super) fn cookies(&self) -> &[Cookie] {
        &self.cookies
    }

    /// Takes over the old refresh token when the renewed token came without one.
    #[must_use]
    pub(super) fn or_refresh_of(mut self, old: &Self) -> Self {
        if self.refresh.is_none() {
            self.refresh.clone_from(&old.refresh);
        }
        self
    }

    /// Reads the answer of a token endpoint: RFC 6749 section 5.1, and what servers send instead.
    ///
    /// Accepted as well: lifetimes as text or with a fraction, missing members, unknown members, a JSON
    /// string, and the bare text of a token. A lifetime of zero or less says nothing and is read as
    /// unknown.
    ///
    /// # Errors
    ///
    /// [`Error::Token`] when there is no usable token in it.
    pub fn read(response: &Response, url: &Url) -> Result<Self, Error> {
        let refused = |message: &'static str| {
            Error::Token(
                Failure::new(message)
                    .at(&http::Method::POST, url)
                    .with_status(response.status)
                    .with_codes(&response.body),
            )
        };
        let mut token = match serde_json::from_slice(&response.body) {
            Ok(Value::Object(object)) if object.get("error").is_some_and(Value::is_string) => {
                return Err(refused("the answer is an error in spite of its status"));
            }
            Ok(Value::Object(object)) => {
                Self::from_object(&object).ok_or_else(|| refused("the answer holds no access_token"))?
            }
            Ok(Value::String(text)) => Self::new(text),
            _ => bare(&response.body).ok_or_else(|| refused("the answer is not a token"))?,
        };
        let text = token.access.expose();
        if text.is_empty() || text.len() > MAX_TOKEN || !text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            return Err(refused("the token cannot be sent in a header"));
        }
        token.cookies = Cookie::read(&response.headers, url);
        Ok(token)
    }

    fn from_object(object: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let access = text("access_token").or_else(|| text("accessToken")).or_else(|| text("token"))?;
        let mut token = Self::new(access);
        token.refresh = text("refresh_token").map(Secret::from);
        token.lifetime = object.get("expires_in").and_then(lifetime);
        token.scopes = text("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        Some(token)
    }
}

fn lifetime(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    if !(seconds > 0.0 && seconds.is_finite()) {
        return None;
    }
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(MAX_LIFETIME).min(MAX_LIFETIME))
}

/// Reads a body that is nothing but the token.
fn bare(body: &[u8]) -> Option<Token> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let token = text.len() >= MIN_BARE_TOKEN
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b));
    token.then(|| Token::new(text))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use http::StatusCode;

    use super::*;

    fn read(body: &str) -> Result<Token, Error> {
        let url = Url::parse("https://sis.example/token").unwrap();
        Token::read(&Response::new(StatusCode::OK, body.to_owned()), &url)
    }

    #[test]
    fn every_form_of_a_token_response_is_read() {
        for (body, seconds, refresh) in [
            (
                r#"{"access_token":"T","token_type":"bearer","expires_in":21600,"scope":"a b"}"#,
                Some(21_600),
                false,
            ),
            (r#"{"access_token":"T","expires_in":"1814654"}"#, Some(1_814_654), false),
            (r#"{"access_token":"T","expires_in":3599.5,"refresh_token":"R"}"#, Some(3_599), true),
            (r#"{"access_token":"T"}"#, None, false),
            (r#"{"access_token":"T","expires_in":null,"scope":null,"request_id":7}"#, None, false),
            (r#"{"access_token":"T","expires_in":0}"#, None, false),
            (r#"{"access_token":"T","expires_in":-60}"#, None, false),
            (r#"{"access_token":"T","expires_in":"soon"}"#, None, false),
            (r#"{"access_token":"T","expires_in":1e300}"#, Some(315_360_000), false),
            (r#"{"accessToken":"T","refresh_token":""}"#, None, false),
            (r#""T""#, None, false),
        ] {
            let token = read(body).unwrap();
            assert_eq!(token.access().expose(), "T", "{body}");
            assert_eq!(token.lifetime().map(|lifetime| lifetime.as_secs()), seconds, "{body}");
            assert_eq!(token.refresh().is_some(), refresh, "{body}");
        }
        assert_eq!(
            read("eyJhbGciOi.JIUzI1NiJ9.x_-\n").unwrap().access().expose(),
            "eyJhbGciOi.JIUzI1NiJ9.x_-"
        );
    }

    #[test]
    fn garbage_is_no_token() {
        for body in [
            "",
            "OK",
            "null",
            "[]",
            "{}",
            "<html><body>Sign in</body></html>",
            r#"{"access_token":null}"#,
            r#"{"access_token":{"a":1}}"#,
            r#"{"access_token":"a\nb"}"#,
            r#"{"access_token":"ä"}"#,
            r#"{"error":"invalid_client","access_token":"T"}"#,
        ] {
            let error = read(body).unwrap_err();
            assert_eq!(error.code(), "token", "{body}");
        }
        let long = format!(r#"{{"access_token":"{}"}}"#, "a".repeat(MAX_TOKEN + 1));
        assert!(read(&long).is_err());
    }

    #[test]
    fn granted_scopes_are_kept() {
        let token = read(r#"{"access_token":"T","scope":"a  b"}"#).unwrap();
        assert_eq!(token.scopes(), ["a", "b"]);
    }
}
