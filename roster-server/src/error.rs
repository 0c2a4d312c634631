//! What can stop the server.

use std::net::SocketAddr;

use thiserror::Error;

/// Why the server cannot do its work.
///
/// # Examples
///
/// ```
/// use roster_server::Error;
///
/// let error = Error::TokenMissing { listen: ([0, 0, 0, 0], 8080).into() };
/// assert_eq!(error.code(), "token_missing");
/// assert!(error.to_string().contains("0.0.0.0:8080"));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The page can be reached from other machines, or under a name, but asks for no token.
    #[error(
        "the page at {listen} could be used by anybody who reaches it; set [server] token, or listen on 127.0.0.1 only"
    )]
    TokenMissing {
        /// Where the page would listen.
        listen: SocketAddr,
    },
    /// The token can be guessed.
    #[error("the token of the page is too short; use at least 16 characters, best drawn at random")]
    TokenShort,
    /// The page cannot be served on its address.
    #[error("the address of the page cannot be used")]
    Listen(#[source] std::io::Error),
    /// The system gave no random numbers.
    #[error("the system gives no random numbers")]
    Random(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Returns a stable name in `snake_case`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TokenMissing { .. } => "token_missing",
            Self::TokenShort => "token_short",
            Self::Listen(_) => "listen_failed",
            Self::Random(_) => "random_missing",
        }
    }
}
