use std::error::Error as StdError;
use std::fmt;

use crate::fetch::Collection;

/// Why a district could not be fetched. Nothing was written under the final name.
///
/// Texts hold no secrets, no queries and no contents of records.
///
/// # Examples
///
/// ```
/// use roster_flow::Error;
///
/// let error = Error::from(oneroster_client::Endpoints::v1_1("ftp://sis.example").unwrap_err());
/// assert_eq!(error.code(), "configuration");
/// assert!(error.advice().is_some());
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be set up.
    #[error(transparent)]
    Client(#[from] oneroster_client::Error),
    /// A collection could not be read to its end.
    #[error("{0}")]
    Collection(Box<CollectionFailure>),
    /// The package could not be written.
    #[error(transparent)]
    Package(#[from] oneroster_csv::Error),
    /// The rows of a collection could not be kept until it was complete.
    #[error("could not keep rows in a temporary file")]
    Temporary(#[source] std::io::Error),
    /// What was asked for cannot be done.
    #[error("{0}")]
    Options(&'static str),
    /// The thread that writes the package was stopped.
    #[error("the package is no longer being written")]
    Stopped,
}

/// Which collection could not be read, and why.
#[derive(Debug)]
pub struct CollectionFailure {
    collection: Collection,
    source: oneroster_client::Error,
    hint: Option<String>,
}

impl CollectionFailure {
    pub(crate) fn new(collection: Collection, source: oneroster_client::Error) -> Self {
        Self { collection, source, hint: None }
    }

    /// Returns the collection.
    pub const fn collection(&self) -> Collection {
        self.collection
    }

    /// Returns what the client failed with.
    pub const fn client_error(&self) -> &oneroster_client::Error {
        &self.source
    }
}

impl fmt::Display for CollectionFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not fetch {}: {}", self.collection, self.source)
    }
}

impl StdError for CollectionFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The text has the error of the client in it.
        self.source.source()
    }
}

impl Error {
    /// Returns a stable name in `snake_case`; that of the client or of the package where they failed.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Client(error) => error.code(),
            Self::Collection(failure) => failure.source.code(),
            Self::Package(error) => error.code(),
            Self::Temporary(error) if error.kind() == std::io::ErrorKind::StorageFull => "storage_full",
            Self::Temporary(_) => "io",
            Self::Options(_) => "options",
            Self::Stopped => "stopped",
        }
    }

    /// Returns what to do about it, one or two sentences for an operator.
    pub fn advice(&self) -> Option<&str> {
        match self {
            Self::Client(error) => error.advice(),
            Self::Collection(failure) => failure.hint.as_deref().or_else(|| failure.source.advice()),
            _ => None,
        }
    }

    /// Tells whether the same call may succeed later without any change on this side.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Client(error) => error.is_retryable(),
            Self::Collection(failure) => failure.source.is_retryable(),
            _ => false,
        }
    }
}
