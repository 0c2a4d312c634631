use std::collections::VecDeque;

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};

/// One request that a sandbox received.
///
/// # Examples
///
/// A test that a client asks for large pages, and only once for a token:
///
/// ```
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = oneroster_sandbox::Sandbox::start().await?;
/// // ... the client runs ...
/// let requests = sandbox.requests();
/// assert!(requests.iter().filter(|request| request.path == "/token").count() <= 1);
/// assert!(requests.iter().all(|request| request.query.contains("limit=") || request.path == "/token"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// Number of the request, counted from 1 in the order of arrival.
    pub number: u64,
    /// HTTP method, in upper case.
    pub method: String,
    /// Path as it was sent, percent-encoded.
    pub path: String,
    /// Query as it was sent, without the question mark; empty if there was none.
    pub query: String,
    /// Names and values of the headers as they were sent, in lower case; what came in `authorization` is cut
    /// to its first word.
    pub headers: Vec<(String, String)>,
    /// Whether the request came to the other origin, where links lead by fault.
    pub foreign: bool,
    /// Status of the answer; absent while it is being made, and if the connection was reset.
    pub status: Option<u16>,
}

impl Request {
    /// Returns the value of a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Requests that are kept; a sandbox may run for days.
const KEPT: usize = 100_000;

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    requests: VecDeque<Request>,
    count: u64,
}

impl RequestLog {
    /// Notes a request; gives its number.
    pub(crate) fn begin(&mut self, parts: &Parts, foreign: bool) -> u64 {
        self.count += 1;
        if self.requests.len() == KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(Request {
            number: self.count,
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers.iter().map(header).collect(),
            foreign,
            status: None,
        });
        self.count
    }

    /// Notes the answer to a request.
    pub(crate) fn end(&mut self, number: u64, status: u16) {
        if let Some(request) = self.requests.iter_mut().rfind(|request| request.number == number) {
            request.status = Some(status);
        }
    }

    pub(crate) fn requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// A header as it is noted: credentials are cut to their scheme.
fn header((name, value): (&HeaderName, &HeaderValue)) -> (String, String) {
    let text = String::from_utf8_lossy(value.as_bytes());
    let text = match name.as_str() {
        "authorization" => text.split(' ').next().unwrap_or_default().to_owned(),
        _ => text.into_owned(),
    };
    (name.as_str().to_owned(), text)
}
