//! How requests reach a server: the transport trait and the one built on reqwest.
//!
//! A transport sends one request and hands back one complete response. It neither retries nor follows
//! redirects, and it knows nothing of OneRoster: all rules live above it. Implement [`Transport`] to
//! send through another HTTP library, or to answer from memory in tests.

mod body;
mod http_transport;
mod message;

use std::error::Error as StdError;
use std::fmt;

use async_trait::async_trait;

pub use http_transport::{HttpOptions, HttpTransport};
pub use message::{Request, Response};

/// Sends one request and returns the complete response.
///
/// # Examples
///
/// A transport that answers from memory:
///
/// ```
/// use async_trait::async_trait;
/// use oneroster_client::transport::{Request, Response, Transport, TransportError};
///
/// #[derive(Debug)]
/// struct Canned(&'static str);
///
/// #[async_trait]
/// impl Transport for Canned {
///     async fn send(&self, _request: Request) -> Result<Response, TransportError> {
///         Ok(Response::new(http::StatusCode::OK, self.0))
///     }
/// }
/// ```
#[async_trait]
pub trait Transport: Send + Sync + fmt::Debug {
    /// Sends the request, waits for the whole answer within [`Request::timeout`], and returns it with the
    /// body decompressed and no longer than [`Request::body_limit`].
    ///
    /// A status such as 404 is an answer, not an error. Redirects are answers too and must not be followed.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when no complete answer arrived.
    async fn send(&self, request: Request) -> Result<Response, TransportError>;
}

/// Why no complete answer arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made, so the server has not seen the request.
    Connect,
    /// The TLS handshake failed: an untrusted or wrong certificate, or no common protocol version.
    Tls,
    /// A time limit passed.
    Timeout,
    /// The connection ended before the answer was complete.
    Interrupted,
    /// The body is longer than allowed, as sent or once decompressed.
    TooLarge,
    /// The body cannot be decompressed, or is in an encoding that was not asked for.
    Encoding,
    /// Anything else, such as an answer that is not HTTP.
    Other,
}

/// A failed attempt to get an answer. Holds no URL and no secret.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// Creates an error of a kind with its cause, whose text must not hold a URL.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: source.into() }
    }

    /// Returns what went wrong.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::Tls => "no secure connection",
            TransportErrorKind::Timeout => "time limit passed",
            TransportErrorKind::Interrupted => "connection lost in the middle of the answer",
            TransportErrorKind::TooLarge => "answer longer than allowed",
            TransportErrorKind::Encoding => "answer cannot be decompressed",
            TransportErrorKind::Other => "no usable answer",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
