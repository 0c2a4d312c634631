//! The error of this crate: what stops reading or writing.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use zip::result::ZipError;

use crate::File;

/// What stops reading or writing a package.
///
/// Each variant is something that a caller can act on; where it happened is told by
/// [`path`](Self::path), [`file`](Self::file), [`line`](Self::line) and [`byte`](Self::byte), and
/// the cause by [`source`](StdError::source). The text names files and places, never the contents of
/// a cell. What is wrong with single rows is no error but a [`Finding`](oneroster_model::Finding).
///
/// # Examples
///
/// ```
/// use oneroster_csv::{Error, scan::Scanner};
///
/// let mut scanner = Scanner::new("sourcedId,title\nc1,\"Algebra".as_bytes()).with_file_name("classes.csv");
/// scanner.next_record()?;
/// let error = scanner.next_record().unwrap_err();
/// assert!(matches!(error, Error::UnclosedQuote(_)));
/// assert_eq!((error.code(), error.line()), ("unclosed_quote", Some(2)));
/// assert_eq!(error.to_string(), "classes.csv, line 2, character 4: the file ends inside a quoted cell");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither a zip file nor a folder, or nothing in it belongs to a package.
    #[error(transparent)]
    NotAPackage(Box<ErrorContext>),
    /// The zip file is cut off or damaged; get it again.
    #[error(transparent)]
    Damaged(Box<ErrorContext>),
    /// An entry is encrypted; ask for a package without a password.
    #[error(transparent)]
    Encrypted(Box<ErrorContext>),
    /// An entry is compressed with another method than deflate; ask for a plain zip.
    #[error(transparent)]
    UnsupportedCompression(Box<ErrorContext>),
    /// The name of an entry points outside of the package: it climbs, is absolute or names a drive.
    #[error(transparent)]
    UnsafePath(Box<ErrorContext>),
    /// The package holds the same file twice.
    #[error(transparent)]
    DuplicateFile(Box<ErrorContext>),
    /// The package lacks a file that was asked for.
    #[error(transparent)]
    MissingFile(Box<ErrorContext>),
    /// The package says that it has a version that this crate does not know.
    #[error(transparent)]
    UnknownVersion(Box<ErrorContext>),
    /// Packages of two versions that do not go together; convert one of them.
    #[error(transparent)]
    VersionMismatch(Box<ErrorContext>),
    /// The package holds changes where all records are needed.
    #[error(transparent)]
    NotBulk(Box<ErrorContext>),
    /// The input goes beyond a bound of [`Limits`](crate::Limits).
    #[error(transparent)]
    LimitExceeded(Box<ErrorContext>),
    /// The file ends inside a quoted cell: it is cut off, or a quote is unbalanced.
    #[error(transparent)]
    UnclosedQuote(Box<ErrorContext>),
    /// The text is UTF-16, which no reading of single bytes can make sense of.
    #[error(transparent)]
    Encoding(Box<ErrorContext>),
    /// The secret for pseudonyms is too short; take a longer one, best out of random bytes.
    #[error(transparent)]
    WeakSecret(Box<ErrorContext>),
    /// A file cannot be written that way: the version does not have it, or the one before is incomplete.
    #[error(transparent)]
    NotWritable(Box<ErrorContext>),
    /// The disk is full.
    #[error(transparent)]
    StorageFull(Box<ErrorContext>),
    /// Reading or writing failed.
    #[error(transparent)]
    Io(Box<ErrorContext>),
}

impl Error {
    /// Returns the stable name of the variant in `snake_case`, such as `limit_exceeded`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAPackage(_) => "not_a_package",
            Self::Damaged(_) => "damaged",
            Self::Encrypted(_) => "encrypted",
            Self::UnsupportedCompression(_) => "unsupported_compression",
            Self::UnsafePath(_) => "unsafe_path",
            Self::DuplicateFile(_) => "duplicate_file",
            Self::MissingFile(_) => "missing_file",
            Self::UnknownVersion(_) => "unknown_version",
            Self::VersionMismatch(_) => "version_mismatch",
            Self::NotBulk(_) => "not_bulk",
            Self::LimitExceeded(_) => "limit_exceeded",
            Self::UnclosedQuote(_) => "unclosed_quote",
            Self::Encoding(_) => "encoding",
            Self::WeakSecret(_) => "weak_secret",
            Self::NotWritable(_) => "not_writable",
            Self::StorageFull(_) => "storage_full",
            Self::Io(_) => "io",
        }
    }

    /// Tells whether the same call may succeed later: the disk may get space, a time-out may pass.
    pub fn is_retryable(&self) -> bool {
        use io::ErrorKind as Kind;
        match self {
            Self::StorageFull(_) => true,
            Self::Io(context) => context.io_kind().is_some_and(|kind| {
                matches!(kind, Kind::Interrupted | Kind::WouldBlock | Kind::TimedOut | Kind::ResourceBusy)
            }),
            _ => false,
        }
    }

    /// Returns the file or folder on the disk.
    pub fn path(&self) -> Option<&Path> {
        self.context().path.as_deref()
    }

    /// Returns the name of the file inside the package, such as `users.csv`.
    pub fn file(&self) -> Option<&str> {
        self.context().file.as_deref()
    }

    /// Returns the 1-based line in the file.
    pub fn line(&self) -> Option<u64> {
        self.context().place.map(|place| place.line)
    }

    /// Returns the 1-based character in the line.
    pub fn character(&self) -> Option<u64> {
        self.context().place.and_then(|place| place.character)
    }

    /// Returns the 0-based byte in the uncompressed file.
    pub fn byte(&self) -> Option<u64> {
        self.context().place.map(|place| place.byte)
    }

    /// Returns what happened, without the place and the cause.
    pub fn message(&self) -> &str {
        self.context().message()
    }

    fn context(&self) -> &ErrorContext {
        match self {
            Self::NotAPackage(context)
            | Self::Damaged(context)
            | Self::Encrypted(context)
            | Self::UnsupportedCompression(context)
            | Self::UnsafePath(context)
            | Self::DuplicateFile(context)
            | Self::MissingFile(context)
            | Self::UnknownVersion(context)
            | Self::VersionMismatch(context)
            | Self::NotBulk(context)
            | Self::LimitExceeded(context)
            | Self::UnclosedQuote(context)
            | Self::Encoding(context)
            | Self::WeakSecret(context)
            | Self::NotWritable(context)
            | Self::StorageFull(context)
            | Self::Io(context) => context,
        }
    }

    /// Takes the error of a [`TableWriter`](crate::TableWriter) that writes a file of a package.
    ///
    /// An error of this type that travelled inside the other one comes out again.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_csv::{Error, File};
    ///
    /// let error = Error::writing(File::Orgs, std::io::ErrorKind::StorageFull.into());
    /// assert_eq!((error.code(), error.file()), ("storage_full", Some("orgs.csv")));
    /// ```
    pub fn writing(file: File, error: io::Error) -> Self {
        Self::from_io(error, "write the file").in_file(file.name())
    }

    fn context_mut(&mut self) -> &mut ErrorContext {
        match self {
            Self::NotAPackage(context)
            | Self::Damaged(context)
            | Self::Encrypted(context)
            | Self::UnsupportedCompression(context)
            | Self::UnsafePath(context)
            | Self::DuplicateFile(context)
            | Self::MissingFile(context)
            | Self::UnknownVersion(context)
            | Self::VersionMismatch(context)
            | Self::NotBulk(context)
            | Self::LimitExceeded(context)
            | Self::UnclosedQuote(context)
            | Self::Encoding(context)
            | Self::WeakSecret(context)
            | Self::NotWritable(context)
            | Self::StorageFull(context)
            | Self::Io(context) => context,
        }
    }

    /// Wraps an error of reading or writing; an [`Error`] that travelled inside it comes out again.
    ///
    /// `doing` completes "could not …", such as `read the file`.
    pub(crate) fn from_io(error: io::Error, doing: &str) -> Self {
        match unwrapped(error).downcast::<Self>() {
            Ok(inner) => inner,
            Err(error) => {
                let kind = error.kind();
                let full = matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
                let reason = if full { ": no space left on the disk" } else { "" };
                let context = ErrorContext::new(format!("could not {doing}{reason}")).with_source(error);
                let variant = if full { Self::StorageFull } else { Self::Io };
                variant(Box::new(context))
            }
        }
    }

    /// Turns the error into one that can travel through `Read` and `Write`.
    pub(crate) fn into_io(self) -> io::Error {
        let kind = match &self {
            Self::Io(context) | Self::StorageFull(context) => context.io_kind(),
            _ => None,
        };
        io::Error::new(kind.unwrap_or(io::ErrorKind::InvalidData), self)
    }

    /// Names the file inside the package, unless one is named already.
    #[must_use]
    pub(crate) fn in_file(mut self, file: impl Into<Cow<'static, str>>) -> Self {
        self.context_mut().file.get_or_insert_with(|| file.into());
        self
    }

    /// Names the file or folder on the disk, unless one is named already.
    #[must_use]
    pub(crate) fn at_path(mut self, path: &Path) -> Self {
        self.context_mut().path.get_or_insert_with(|| path.to_owned());
        self
    }
}

/// Takes out what the zip writer wraps: the error of its sink.
fn unwrapped(error: io::Error) -> io::Error {
    match error.downcast::<ZipError>() {
        Ok(ZipError::Io(inner)) => inner,
        Ok(other) => other.into(),
        Err(error) => error,
    }
}

/// What an [`Error`] knows: message, place and cause.
///
/// Shown as `PATH: FILE, line N, character N: MESSAGE`, without the parts that are not known.
#[derive(Debug)]
pub struct ErrorContext {
    message: Cow<'static, str>,
    path: Option<PathBuf>,
    file: Option<Cow<'static, str>>,
    place: Option<Place>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    line: u64,
    character: Option<u64>,
    byte: u64,
}

impl ErrorContext {
    /// Returns what happened, without the place and the cause.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the kind of the underlying input or output error.
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        let source = self.source.as_deref()?;
        source.downcast_ref::<io::Error>().map(io::Error::kind)
    }

    pub(crate) fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), path: None, file: None, place: None, source: None }
    }

    pub(crate) fn with_place(mut self, line: u64, character: Option<u64>, byte: u64) -> Self {
        self.place = Some(Place { line, character, byte });
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for ErrorContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}: ", path.display())?;
        }
        if let Some(file) = &self.file {
            write!(f, "{file}{}", if self.place.is_some() { ", " } else { ": " })?;
        }
        if let Some(place) = self.place {
            write!(f, "line {}", place.line)?;
            if let Some(character) = place.character {
                write!(f, ", character {character}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

impl StdError for ErrorContext {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_is_small_and_crosses_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
        assert!(size_of::<Error>() <= 24);
    }

    #[test]
    fn text_names_the_place_and_leaves_the_cause_to_the_chain() {
        let cause = io::Error::new(io::ErrorKind::PermissionDenied, "denied by the system");
        let error = Error::from_io(cause, "read the file").in_file("users.csv").at_path(Path::new("in.zip"));
        assert_eq!(error.to_string(), "in.zip: users.csv: could not read the file");
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("denied by the system"));
        assert!(!error.is_retryable());
    }

    #[test]
    fn full_disk_has_its_own_variant() {
        let error = Error::from_io(io::ErrorKind::StorageFull.into(), "write the file");
        assert_eq!(error.code(), "storage_full");
        assert_eq!(error.to_string(), "could not write the file: no space left on the disk");
        assert!(error.is_retryable());
    }

    #[test]
    fn error_of_a_sink_survives_the_way_through_the_zip_writer() {
        let full =
            Error::from_io(io::ErrorKind::StorageFull.into(), "write the file").at_path(Path::new("a.zip"));
        let error = Error::from_io(ZipError::Io(full.into_io()).into(), "write the file");
        assert_eq!((error.code(), error.path()), ("storage_full", Some(Path::new("a.zip"))));
    }

    #[test]
    fn error_survives_the_way_through_io() {
        let error = Error::Damaged(Box::new(ErrorContext::new("checksum differs")));
        assert_eq!(Error::from_io(error.into_io(), "read").code(), "damaged");
    }
}
