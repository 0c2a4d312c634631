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

/// The requests so far.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    requests: Vec<Request>,
}

impl RequestLog {
    /// Notes a request; gives its number.
    pub(crate) fn begin(&mut self, parts: &axum::http::request::Parts, foreign: bool) -> u64 {
        let number = self.requests.len() as u64 + 1;
        let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let text = match name.as_str() {
                "authorization" => text.split(' ').next().unwrap_or_default().to_owned(),
                _ => text.into_owned(),
            };
            (name.as_str().to_owned(), text)
        };
        self.requests.push(Request {
            number,
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers.iter().map(header).collect(),
            foreign,
            status: None,
        });
        number
    }

    /// Notes the answer to a request.
    pub(crate) fn end(&mut self, number: u64, status: u16) {
        let position = usize::try_from(number).unwrap_or_default().wrapping_sub(1);
        if let Some(request) = self.requests.get_mut(position) {
            request.status = Some(status);
        }
    }

    pub(crate) fn requests(&self) -> &[Request] {
        &self.requests
    }

    pub(crate) fn clear(&mut self) {
        self.requests.clear();
    }
}
