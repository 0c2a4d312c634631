use std::fmt;

use serde::Serialize;
use time::OffsetDateTime;

use crate::text_enum::number_id;
use crate::{RunId, StepKind};

number_id! {
    /// The number of an exchange.
    ExchangeId, "the number of an exchange"
}

/// How much of a body the history keeps.
///
/// # Examples
///
/// ```
/// use roster_history::BodyLimit;
///
/// assert_eq!(BodyLimit::default().bytes(), 64 * 1024);
/// assert_eq!(BodyLimit::NOTHING.bytes(), 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimit(usize);

impl BodyLimit {
    /// Keeps headers only.
    pub const NOTHING: Self = Self(0);

    /// Keeps the first `bytes` of each body, as they were before compression.
    pub const fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    /// Returns the number of bytes.
    pub const fn bytes(self) -> usize {
        self.0
    }
}

impl Default for BodyLimit {
    /// Returns 64 KiB.
    fn default() -> Self {
        Self(64 * 1024)
    }
}

/// A body, or the beginning of one.
///
/// `Debug` shows sizes only. In JSON the bytes are text, what is not UTF-8 replaced.
///
/// # Examples
///
/// ```
/// use roster_history::Body;
///
/// let body = Body::beginning(b"{\"users\":[".to_vec(), 5_000_000);
/// assert!(body.is_truncated());
/// assert_eq!(format!("{body:?}"), "Body { kept: 10, length: 5000000 }");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body {
    bytes: Vec<u8>,
    length: u64,
}

impl Body {
    /// Creates a body that is whole.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self { length: bytes.len() as u64, bytes }
    }

    /// Creates a body of `length` bytes of which only the first are there.
    pub fn beginning(bytes: impl Into<Vec<u8>>, length: u64) -> Self {
        let bytes = bytes.into();
        Self { length: length.max(bytes.len() as u64), bytes }
    }

    /// Returns what is there.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns what is there as text, what is not UTF-8 replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Returns the length of the whole body in bytes.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Tells whether the end is missing.
    pub const fn is_truncated(&self) -> bool {
        (self.bytes.len() as u64) < self.length
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("kept", &self.bytes.len()).field("length", &self.length).finish()
    }
}

impl Serialize for Body {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut body = serializer.serialize_struct("Body", 3)?;
        body.serialize_field("text", &self.text())?;
        body.serialize_field("length", &self.length)?;
        body.serialize_field("truncated", &self.is_truncated())?;
        body.end()
    }
}

/// A request or a response: headers and body. `Debug` shows names of headers only.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Message {
    /// Names and values, in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

impl Message {
    /// Creates a message.
    pub fn new(headers: Vec<(String, String)>, body: Body) -> Self {
        Self { headers, body }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Message").field("headers", &names).field("body", &self.body).finish()
    }
}

/// An exchange to be kept, see [`History::add_exchanges`](crate::History::add_exchanges).
///
/// The history keeps what it is given: whoever makes it takes tokens, passwords and signatures out of URL, headers and
/// bodies first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewExchange {
    /// When the request was sent, UTC.
    pub at: OffsetDateTime,
    /// Method, such as `GET`; for transfers of files a word such as `PUT`.
    pub method: String,
    /// URL without secrets.
    pub url: String,
    /// Status of the response; none if there was no response.
    pub status: Option<u16>,
    /// From the request to the end of the response.
    pub milliseconds: u64,
    /// Why there is no response.
    pub failure: Option<String>,
    /// What was sent.
    pub request: Message,
    /// What came back; empty if nothing did.
    pub response: Message,
}

impl NewExchange {
    /// Creates an exchange without response, headers and bodies.
    pub fn new(at: OffsetDateTime, method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            at,
            method: method.into(),
            url: url.into(),
            status: None,
            milliseconds: 0,
            failure: None,
            request: Message::default(),
            response: Message::default(),
        }
    }

    /// Sets what was sent.
    #[must_use]
    pub fn with_request(mut self, request: Message) -> Self {
        self.request = request;
        self
    }

    /// Sets what came back.
    #[must_use]
    pub fn with_response(mut self, status: u16, response: Message) -> Self {
        (self.status, self.response) = (Some(status), response);
        self
    }

    /// Sets how long it took.
    #[must_use]
    pub fn with_milliseconds(mut self, milliseconds: u64) -> Self {
        self.milliseconds = milliseconds;
        self
    }

    /// Sets why there is no response.
    #[must_use]
    pub fn with_failure(mut self, failure: impl Into<String>) -> Self {
        self.failure = Some(failure.into());
        self
    }
}

/// An exchange in a list: all but headers and bodies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExchangeEntry {
    /// Its number.
    pub id: ExchangeId,
    /// The run.
    pub run: RunId,
    /// The step.
    pub step: StepKind,
    /// Its place in the step, from 1.
    pub sequence: u32,
    /// When the request was sent, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Method.
    pub method: String,
    /// URL without secrets.
    pub url: String,
    /// Status of the response; none if there was no response.
    pub status: Option<u16>,
    /// From the request to the end of the response.
    pub milliseconds: u64,
    /// Why there is no response.
    pub failure: Option<String>,
    /// Length of the whole request body in bytes.
    pub request_length: u64,
    /// Length of the whole response body in bytes.
    pub response_length: u64,
    /// Whether the end of a body is missing.
    pub truncated: bool,
}

/// An exchange with headers and bodies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// All but headers and bodies.
    #[serde(flatten)]
    pub entry: ExchangeEntry,
    /// What was sent.
    pub request: Message,
    /// What came back.
    pub response: Message,
}
