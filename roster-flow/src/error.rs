use std::error::Error as StdError;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::fetch::Collection;

/// Why a district could not be fetched, or a flow not be run. Nothing was written under the final name.
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
    /// A configuration or a reference in it cannot be used.
    #[error("{0}")]
    Configuration(Box<ConfigurationProblem>),
    /// The profile, the URL or the settings of a system cannot be used.
    #[error(transparent)]
    Provider(#[from] sis_providers::Error),
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
    /// An archive for Apple School Manager could not be made or read.
    #[error(transparent)]
    Asm(#[from] asm_format::Error),
    /// A file could not be sent.
    #[error(transparent)]
    Sftp(#[from] roster_sftp::Error),
    /// The history could not be read or written, or does not allow it.
    #[error(transparent)]
    History(#[from] roster_history::Error),
    /// A flow cannot be run, or its run cannot go on.
    #[error(transparent)]
    Flow(Box<FlowProblem>),
}

/// What is wrong with a flow or one of its runs.
#[derive(Debug)]
pub struct FlowProblem {
    code: &'static str,
    message: String,
    advice: Option<String>,
    is_retryable: bool,
    source: Option<std::io::Error>,
}

impl FlowProblem {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), advice: None, is_retryable: false, source: None }
    }

    /// A failure of the disk; `doing` completes "could not".
    pub(crate) fn io(doing: &str, path: &Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let (code, advice) = match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                ("storage_full", "free space on the disk, or keep fewer days (keep_days)")
            }
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
                ("read_only", "let the account that runs this program write there")
            }
            ErrorKind::NotFound => ("not_found", "check the path, and whether the disk is mounted"),
            _ => ("io", "check the disk"),
        };
        let mut problem = Self::new(code, format!("{}: could not {doing}", path.display())).advise(advice);
        problem.is_retryable = code == "storage_full";
        problem.source = Some(source);
        problem
    }

    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Says that the same may succeed later.
    pub(crate) fn may_pass(mut self) -> Self {
        self.is_retryable = true;
        self
    }

    pub(crate) fn into_error(self) -> Error {
        Error::Flow(Box::new(self))
    }
}

impl fmt::Display for FlowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for FlowProblem {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// What is wrong with a configuration, and where.
#[derive(Debug)]
pub struct ConfigurationProblem {
    message: String,
    file: Option<PathBuf>,
    line: Option<usize>,
    key: String,
    advice: Option<String>,
    source: Option<std::io::Error>,
}

impl ConfigurationProblem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        let message = message.into();
        Self { message, file: None, line: None, key: String::new(), advice: None, source: None }
    }

    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    pub(crate) fn caused_by(mut self, source: std::io::Error) -> Self {
        self.source = Some(source);
        self
    }

    pub(crate) fn in_file(mut self, file: &Path) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    pub(crate) fn at(mut self, key: String, line: Option<usize>) -> Self {
        (self.key, self.line) = (key, line);
        self
    }

    pub(crate) fn into_error(self) -> Error {
        Error::Configuration(Box::new(self))
    }

    /// Returns the path of the file, if there is one.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Returns the line, from 1.
    pub const fn line(&self) -> Option<usize> {
        self.line
    }

    /// Returns the key, such as `connections.springfield.url`; empty when it is not known.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl fmt::Display for ConfigurationProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.as_ref().map(|file| file.display().to_string());
        let line = self.line.map(|line| format!("line {line}"));
        let key = Some(self.key.clone()).filter(|key| !key.is_empty());
        let place: Vec<String> = [file, line, key].into_iter().flatten().collect();
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        f.write_str(&self.message)
    }
}

impl StdError for ConfigurationProblem {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Which collection could not be read, and why.
#[derive(Debug)]
pub struct CollectionFailure {
    collection: Collection,
    source: oneroster_client::Error,
    hint: Option<String>,
}

impl CollectionFailure {
    pub(crate) fn new(collection: Collection, source: oneroster_client::Error, hint: Option<String>) -> Self {
        Self { collection, source, hint }
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
            Self::Configuration(_) => "configuration",
            Self::Provider(error) => error.code(),
            Self::Client(error) => error.code(),
            Self::Collection(failure) => failure.source.code(),
            Self::Package(error) => error.code(),
            Self::Temporary(error) if error.kind() == std::io::ErrorKind::StorageFull => "storage_full",
            Self::Temporary(_) => "io",
            Self::Options(_) => "options",
            Self::Stopped => "stopped",
            Self::Asm(error) => error.code(),
            Self::Sftp(error) => error.code(),
            Self::History(error) => error.code(),
            Self::Flow(problem) => problem.code,
        }
    }

    /// Returns what to do about it, one or two sentences for an operator.
    pub fn advice(&self) -> Option<&str> {
        match self {
            Self::Configuration(problem) => problem.advice.as_deref(),
            Self::Provider(error) => error.advice(),
            Self::Client(error) => error.advice(),
            Self::Collection(failure) => failure.hint.as_deref().or_else(|| failure.source.advice()),
            Self::Sftp(error) => Some(error.advice()),
            Self::History(error) => error.advice(),
            Self::Flow(problem) => problem.advice.as_deref(),
            _ => None,
        }
    }

    /// Tells whether the same call may succeed later without any change on this side.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Client(error) => error.is_retryable(),
            Self::Collection(failure) => failure.source.is_retryable(),
            Self::Package(error) => error.is_retryable(),
            Self::Temporary(error) => error.kind() == std::io::ErrorKind::StorageFull,
            Self::Asm(error) => error.is_retryable(),
            Self::Sftp(error) => error.is_retryable(),
            Self::History(error) => error.is_retryable() || error.code() == "storage_full",
            Self::Flow(problem) => problem.is_retryable,
            _ => false,
        }
    }
}
