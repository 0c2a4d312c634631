use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName};
use oneroster_model::date::format_instant;
use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use url::Url;

use crate::redact;
use crate::transport::{Request, Response, TransportError};

/// Receives every request with its answer, redacted.
///
/// Called once per attempt, from the task that makes the request: do little here, or hand over to a
/// channel. For run histories, audits and debugging.
///
/// # Examples
///
/// ```
/// use std::sync::Mutex;
/// use oneroster_client::{Recorded, Recorder};
///
/// #[derive(Debug, Default)]
/// struct Memory(Mutex<Vec<Recorded>>);
///
/// impl Recorder for Memory {
///     fn record(&self, recorded: Recorded) {
///         self.0.lock().unwrap().push(recorded);
///     }
/// }
/// ```
pub trait Recorder: Send + Sync + fmt::Debug {
    /// Takes one attempt.
    fn record(&self, recorded: Recorded);
}

/// What a request is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Purpose {
    /// Reading or writing records.
    #[default]
    Data,
    /// Getting or renewing a token.
    Token,
    /// Reading a discovery document.
    Discovery,
}

/// One attempt: the request as it was sent and what came of it, without secrets.
///
/// URLs keep the values of harmless query parameters only, headers that may carry secrets show
/// `[redacted]`, and in bodies the values of members such as `access_token` and `password` are replaced.
/// Bodies of successful data requests are kept only if asked for with
/// [`ClientBuilder::record_bodies`](crate::ClientBuilder::record_bodies), and never what they say about people: names of
/// members, identifiers, references, states and dates stay, all other values show `[redacted]`.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Recorded {
    /// What the request is for.
    pub purpose: Purpose,
    /// When it was sent, by the clock of this machine.
    #[serde(serialize_with = "instant")]
    pub sent_at: OffsetDateTime,
    /// Which attempt this is, starting at 1.
    pub attempt: u32,
    /// Method.
    pub method: String,
    /// URL with harmless query values only.
    pub url: String,
    /// Headers of the request.
    pub request_headers: Vec<(String, String)>,
    /// Body of the request, beginning only; empty for none and for data of records not asked for.
    pub request_body: String,
    /// Time until the answer was complete or the attempt had failed; milliseconds in serialized form.
    #[serde(serialize_with = "milliseconds")]
    pub elapsed: Duration,
    /// Status of the answer.
    pub status: Option<u16>,
    /// Headers of the answer.
    pub response_headers: Vec<(String, String)>,
    /// Length of the answer in bytes, decompressed.
    pub response_bytes: usize,
    /// Body of the answer, beginning only.
    pub response_body: String,
    /// Why there is no answer.
    pub failure: Option<String>,
}

/// How much of bodies is recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordedBytes {
    /// Of data requests and their successful answers.
    pub(crate) data: usize,
    /// Of tokens, errors and everything else.
    pub(crate) other: usize,
}

impl Default for RecordedBytes {
    fn default() -> Self {
        Self { data: 0, other: 4000 }
    }
}

pub(crate) struct Attempted<'a> {
    pub(crate) purpose: Purpose,
    pub(crate) sent_at: OffsetDateTime,
    pub(crate) number: u32,
    pub(crate) elapsed: Duration,
    pub(crate) request: &'a Request,
    pub(crate) outcome: Result<&'a Response, &'a TransportError>,
}

impl Recorded {
    pub(crate) fn new(attempt: &Attempted<'_>, bytes: RecordedBytes) -> Self {
        let request = attempt.request;
        let data = attempt.purpose == Purpose::Data;
        let sent = if data { bytes.data } else { bytes.other };
        let mut recorded = Self {
            purpose: attempt.purpose,
            sent_at: attempt.sent_at,
            attempt: attempt.number,
            method: request.method.to_string(),
            url: redact::url_with_query(&request.url),
            request_headers: headers(&request.headers),
            request_body: if data { records(&request.body, sent) } else { body(&request.body, sent) },
            elapsed: attempt.elapsed,
            status: None,
            response_headers: Vec::new(),
            response_bytes: 0,
            response_body: String::new(),
            failure: None,
        };
        match attempt.outcome {
            Ok(response) => {
                let limit = if data && response.status.is_success() { bytes.data } else { bytes.other };
                recorded.status = Some(response.status.as_u16());
                recorded.response_headers = headers(&response.headers);
                recorded.response_bytes = response.body.len();
                let granted = attempt.purpose == Purpose::Token && response.status.is_success();
                recorded.response_body = if granted {
                    redact::token_response(&response.body)
                } else if data && response.status.is_success() {
                    records(&response.body, limit)
                } else {
                    body(&response.body, limit)
                };
            }
            Err(error) => {
                let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
                recorded.failure = Some(format!("{error}: {cause}"));
            }
        }
        recorded
    }
}

fn instant<S: Serializer>(instant: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format_instant(*instant))
}

fn milliseconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(elapsed.as_millis().try_into().unwrap_or(u64::MAX))
}

fn body(bytes: &[u8], limit: usize) -> String {
    if limit == 0 { String::new() } else { redact::body(bytes, limit) }
}

fn records(bytes: &[u8], limit: usize) -> String {
    if limit == 0 { String::new() } else { redact::records(bytes, limit) }
}

/// Headers whose values say nothing about anybody and open no door.
const PLAIN_HEADERS: [&str; 22] = [
    "accept",
    "accept-encoding",
    "age",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "if-match",
    "if-none-match",
    "last-modified",
    "limit",
    "offset",
    "retry-after",
    "server",
    "transfer-encoding",
    "user-agent",
    "x-count",
    "x-perm-rev",
    "x-total-count",
];

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let shown = match value.to_str() {
                Ok(value) if is_plain(name) => value.to_owned(),
                Ok(value) if *name == http::header::LOCATION || *name == http::header::LINK => links(value),
                _ => redact::PLACEHOLDER.to_owned(),
            };
            (name.as_str().to_owned(), shown)
        })
        .collect()
}

fn is_plain(name: &HeaderName) -> bool {
    PLAIN_HEADERS.contains(&name.as_str())
}

/// Shows URLs in a header without the values of their queries.
fn links(value: &str) -> String {
    value
        .split_inclusive(['<', '>'])
        .map(|part| {
            let (text, end) = match part.strip_suffix(['<', '>']) {
                Some(text) => (text, &part[text.len()..]),
                None => (part, ""),
            };
            match (Url::parse(text), text.split_once('?')) {
                (Ok(url), _) => redact::url_with_query(&url) + end,
                (Err(_), Some((path, _))) => format!("{path}?{}{end}", redact::PLACEHOLDER),
                (Err(_), None) => part.to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use bytes::Bytes;
    use http::{HeaderValue, Method, StatusCode};

    use super::*;

    fn recorded(purpose: Purpose, status: StatusCode) -> Recorded {
        let mut request =
            Request::new(Method::POST, Url::parse("https://sis.example/x?token=SECRET&limit=5").unwrap());
        request.headers.insert("authorization", HeaderValue::from_static("Bearer SECRET"));
        request.headers.insert("x-vendor-key", HeaderValue::from_static("SECRET"));
        request.body = Bytes::from_static(br#"{"client_secret":"SECRET","name":"Ada"}"#);
        let mut response = Response::new(status, r#"{"access_token":"SECRET","name":"Ada"}"#);
        response.headers.insert("set-cookie", HeaderValue::from_static("sid=SECRET"));
        response.headers.insert("x-total-count", HeaderValue::from_static("7"));
        response.headers.insert(
            "link",
            HeaderValue::from_static(
                "<https://sis.example/x?filter=email%3D%27SECRET%27&offset=5>; rel=\"next\"",
            ),
        );
        let attempt = Attempted {
            purpose,
            sent_at: OffsetDateTime::UNIX_EPOCH,
            number: 1,
            elapsed: Duration::ZERO,
            request: &request,
            outcome: Ok(&response),
        };
        Recorded::new(&attempt, RecordedBytes::default())
    }

    #[test]
    fn nothing_secret_is_recorded() {
        for purpose in [Purpose::Data, Purpose::Token] {
            let recorded = recorded(purpose, StatusCode::BAD_REQUEST);
            assert!(!format!("{recorded:?}").contains("SECRET"), "{recorded:?}");
            assert!(!serde_json::to_string(&recorded).unwrap().contains("SECRET"));
            assert!(recorded.response_headers.contains(&("x-total-count".into(), "7".into())));
            assert!(
                recorded.response_headers.contains(&(
                    "link".into(),
                    "<https://sis.example/x?filter=email='[redacted]'&offset=5>; rel=\"next\"".into()
                )),
                "{recorded:?}"
            );
        }
    }

    #[test]
    fn bodies_of_successful_data_requests_are_not_recorded_by_default() {
        let data = recorded(Purpose::Data, StatusCode::OK);
        assert_eq!((data.request_body.as_str(), data.response_body.as_str()), ("", ""));
        assert_eq!(data.response_bytes, 38);
        assert!(recorded(Purpose::Data, StatusCode::BAD_REQUEST).response_body.contains("Ada"));
        assert!(recorded(Purpose::Token, StatusCode::OK).request_body.contains("Ada"));
    }
}
