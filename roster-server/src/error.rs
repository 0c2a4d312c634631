//! What can stop the server.

use std::net::SocketAddr;
use std::path::PathBuf;

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
    /// Another server serves the same data folder.
    #[error("{} is served already{}; stop that one, or give this one a data folder of its own", folder.display(), process.map(|process| format!(" (process {process})")).unwrap_or_default())]
    Locked {
        /// The data folder.
        folder: PathBuf,
        /// Number of the process that serves it.
        process: Option<u32>,
    },
    /// A file in the data folder cannot be used.
    #[error("{} cannot be used", path.display())]
    Folder {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The history failed, or refused what does not fit the state of a run.
    #[error(transparent)]
    History(#[from] roster_history::Error),
    /// A flow or its configuration failed.
    #[error(transparent)]
    Flow(#[from] roster_flow::Error),
    /// The inbox or its accounts failed.
    #[error(transparent)]
    Inbox(#[from] roster_sftp::Error),
    /// The flow has a run under way, or one that is about to start.
    #[error("flow {flow} runs already, as run {run}")]
    Busy {
        /// The flow.
        flow: String,
        /// The run.
        run: roster_history::RunId,
    },
    /// The server is about to stop and starts nothing new.
    #[error("the server is stopping")]
    Stopping,
    /// Something in the server broke that should not.
    #[error("the server lost a task: {0}")]
    Broken(String),
    /// The system gave no random numbers.
    #[error("the system gives no random numbers")]
    Random(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Returns a stable name in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "locked",
            Self::Folder { .. } => "folder",
            Self::History(error) => error.code(),
            Self::Flow(error) => error.code(),
            Self::Inbox(error) => error.code(),
            Self::Busy { .. } => "busy",
            Self::Stopping => "stopping",
            Self::Broken(_) => "broken",
            Self::TokenMissing { .. } => "token_missing",
            Self::TokenShort => "token_short",
            Self::Listen(_) => "listen_failed",
            Self::Random(_) => "random_missing",
        }
    }

    /// Returns what to do about it, where the text does not say it.
    pub fn advice(&self) -> Option<&str> {
        match self {
            Self::History(error) => error.advice(),
            Self::Flow(error) => error.advice(),
            Self::Inbox(error) => Some(error.advice()),
            Self::Folder { .. } => Some("let the account of the server write in the data folder"),
            Self::Listen { .. } => {
                Some("set another port in [server] listen; another program may be using it")
            }
            Self::Busy { .. } => Some("wait until its run has ended"),
            Self::Broken(_) => Some("look at the log of the server, and report it"),
            _ => None,
        }
    }
}
