use std::error::Error as StdError;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why the history could not be read or written.
///
/// Texts name runs, files and paths; never people, secrets or contents of files.
///
/// # Examples
///
/// ```
/// use roster_history::{History, RunId};
///
/// let history = History::temporary()?;
/// let error = history.run("7".parse()?).unwrap_err();
/// assert_eq!(error.code(), "not_found");
/// assert_eq!(error.to_string(), "run 7 is not in the history");
/// # Ok::<(), roster_history::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A run, an exchange or a file is not there, or no longer.
    #[error(transparent)]
    NotFound(Box<Context>),
    /// The state of a run does not allow it: another process was faster, or the caller is wrong.
    #[error(transparent)]
    Conflict(Box<Context>),
    /// A value is not one that can be kept.
    #[error(transparent)]
    Invalid(Box<Context>),
    /// The database is damaged or is none of ours. Nothing was changed.
    #[error(transparent)]
    Corrupt(Box<Context>),
    /// The database was written by a newer version of this program. Nothing was changed.
    #[error(transparent)]
    Newer(Box<Context>),
    /// A file of the history is not what it was when it was stored.
    #[error(transparent)]
    Damaged(Box<Context>),
    /// Another process held the database for longer than the limit.
    #[error(transparent)]
    Busy(Box<Context>),
    /// The disk is full.
    #[error(transparent)]
    StorageFull(Box<Context>),
    /// The folder or the database cannot be written.
    #[error(transparent)]
    ReadOnly(Box<Context>),
    /// The operating system refused.
    #[error(transparent)]
    Io(Box<Context>),
    /// The database refused for another reason.
    #[error(transparent)]
    Database(Box<Context>),
}

/// What failed, on which path and why.
#[derive(Debug)]
pub struct Context {
    message: String,
    path: Option<PathBuf>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Context {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: None, source: None }
    }

    fn on(path: &Path, message: impl Into<String>) -> Self {
        Self { message: message.into(), path: Some(path.to_owned()), source: None }
    }

    fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(&self.message)
    }
}

impl StdError for Context {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl Error {
    /// Returns a stable name in `snake_case`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::Conflict(_) => "conflict",
            Self::Invalid(_) => "invalid",
            Self::Corrupt(_) => "history_corrupt",
            Self::Newer(_) => "history_newer",
            Self::Damaged(_) => "file_damaged",
            Self::Busy(_) => "history_busy",
            Self::StorageFull(_) => "storage_full",
            Self::ReadOnly(_) => "read_only",
            Self::Io(_) => "io",
            Self::Database(_) => "database",
        }
    }

    /// Returns what to do about it, one or two sentences for an operator.
    pub const fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Corrupt(_) => Some(
                "Stop what uses the data folder, then move history.sqlite, history.sqlite-wal and history.sqlite-shm \
                 aside, or put back a copy of all three; a new history begins empty. Nothing was changed.",
            ),
            Self::Newer(_) => Some(
                "Use the newer version of this program again, or another data folder. Nothing was changed.",
            ),
            Self::Damaged(_) => Some(
                "The disk changed a stored file. Check the disk, then run the flow again from its beginning; \
                 the damaged file is not delivered.",
            ),
            Self::Busy(_) => {
                Some("Another process uses the data folder. Try again; if it stays so, find that process.")
            }
            Self::StorageFull(_) => Some(
                "Free space on the disk of the data folder, or keep fewer days (`keep_days`), and try again.",
            ),
            Self::ReadOnly(_) => {
                Some("Let the account that runs this program write to the data folder and all in it.")
            }
            _ => None,
        }
    }

    /// Returns the file or folder that it is about, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.context().path.as_deref()
    }

    /// Tells whether the same call may succeed later without any change on this side.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy(_))
    }

    fn context(&self) -> &Context {
        match self {
            Self::NotFound(context)
            | Self::Conflict(context)
            | Self::Invalid(context)
            | Self::Corrupt(context)
            | Self::Newer(context)
            | Self::Damaged(context)
            | Self::Busy(context)
            | Self::StorageFull(context)
            | Self::ReadOnly(context)
            | Self::Io(context)
            | Self::Database(context) => context,
        }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::NotFound(Box::new(Context::new(message)))
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict(Box::new(Context::new(message)))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(Box::new(Context::new(message)))
    }

    pub(crate) fn corrupt(path: &Path, message: impl Into<String>) -> Self {
        Self::Corrupt(Box::new(Context::on(path, message)))
    }

    /// A cell of the database holds what this program never writes.
    pub(crate) fn corrupt_cell(column: &str) -> Self {
        Self::Corrupt(Box::new(Context::new(format!(
            "the database holds an unknown value in the column {column}"
        ))))
    }

    pub(crate) fn corrupt_because(path: &Path, verdict: String) -> Self {
        Self::Corrupt(Box::new(Context::on(path, "the database is damaged").caused_by(verdict)))
    }

    pub(crate) fn newer(path: &Path, found: usize, known: usize) -> Self {
        Self::Newer(Box::new(Context::on(
            path,
            format!("has version {found}, this program knows up to {known}"),
        )))
    }

    pub(crate) fn damaged(path: &Path, message: impl Into<String>) -> Self {
        Self::Damaged(Box::new(Context::on(path, message)))
    }

    /// Sorts what the operating system says about `path`; `action` completes "could not".
    pub(crate) fn io(action: &str, path: &Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let variant = match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::StorageFull,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            ErrorKind::NotFound => Self::NotFound,
            _ => Self::Io,
        };
        variant(Box::new(Context::on(path, format!("could not {action}")).caused_by(source)))
    }

    /// Sorts what SQLite says about the database at `path`.
    pub(crate) fn database(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let (variant, message): (fn(Box<Context>) -> Self, _) = match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt) => (Self::Corrupt, "the database is damaged"),
            Some(ErrorCode::NotADatabase) => (Self::Corrupt, "is not a database"),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                (Self::Busy, "another process holds the database")
            }
            Some(ErrorCode::DiskFull) => (Self::StorageFull, "the disk is full"),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => (Self::ReadOnly, "cannot be written"),
            Some(ErrorCode::CannotOpen) => (Self::Io, "cannot be opened"),
            Some(ErrorCode::SystemIoFailure) => (Self::Io, "could not be read or written"),
            _ => (Self::Database, "the database refused"),
        };
        variant(Box::new(Context::on(path, message).caused_by(source)))
    }
}
