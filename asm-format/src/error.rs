//! What stops reading or writing, as opposed to findings about data.

use std::io;

use crate::convert::ConversionError;
use crate::table::AsmFile;

/// The error of this crate.
///
/// # Examples
///
/// ```
/// use asm_format::{ArchiveSettings, ArchiveWriter, AsmFile};
///
/// let target = std::io::Cursor::new(Vec::new());
/// let mut archive = ArchiveWriter::new(target, &ArchiveSettings::default())?;
/// archive.begin(AsmFile::Rosters, 0)?;
/// let error = archive.begin(AsmFile::Students, 1).err().ok_or("order is not checked")?;
/// assert_eq!(error.code(), "member_order");
/// assert_eq!(error.to_string(), "students.csv has to be written before rosters.csv");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing failed.
    #[error(transparent)]
    Io(Box<IoError>),
    /// The files of an archive were written in another order than theirs.
    #[error(transparent)]
    MemberOrder(Box<MemberOrderError>),
    /// A row has more values in its repeated column than the header has columns.
    #[error(transparent)]
    RowWidth(Box<RowWidthError>),
    /// A row was added to a file that holds other rows.
    #[error(transparent)]
    RowFile(Box<RowFileError>),
    /// A record is longer than the limit; most often a quotation mark is not closed.
    #[error(transparent)]
    RecordTooLong(Box<RecordTooLongError>),
    /// A zip file or folder cannot be opened or read.
    #[error(transparent)]
    Package(#[from] oneroster_csv::Error),
    /// The package holds other files than those of Apple School Manager.
    #[error("the package holds OneRoster files, not those of Apple School Manager")]
    OtherFormat,
    /// A OneRoster package cannot be converted.
    #[error(transparent)]
    Conversion(Box<ConversionError>),
}

impl Error {
    /// Returns a stable name of the kind of error, in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::MemberOrder(_) => "member_order",
            Self::RowWidth(_) => "row_width",
            Self::RowFile(_) => "row_file",
            Self::RecordTooLong(_) => "record_too_long",
            Self::Package(error) => error.code(),
            Self::OtherFormat => "other_format",
            Self::Conversion(error) => error.code(),
        }
    }

    /// Returns the file inside the archive that the error is about, where there is one.
    pub fn file(&self) -> Option<AsmFile> {
        match self {
            Self::Io(error) => error.file,
            Self::MemberOrder(error) => Some(error.file),
            Self::RowWidth(error) => Some(error.file),
            Self::RowFile(error) => error.file,
            Self::RecordTooLong(error) => error.file,
            Self::Package(error) => error.file().and_then(AsmFile::from_name),
            Self::OtherFormat | Self::Conversion(_) => None,
        }
    }

    /// Returns the 1-based line in that file, where it is known.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::RecordTooLong(error) => Some(error.line),
            Self::Package(error) => error.line(),
            _ => None,
        }
    }

    /// Tells whether the same call may succeed later; the data are not to blame.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Io(error) => matches!(
                error.source.kind(),
                io::ErrorKind::Interrupted | io::ErrorKind::TimedOut | io::ErrorKind::StorageFull
            ),
            Self::Package(error) => error.is_retryable(),
            _ => false,
        }
    }

    pub(crate) fn reading(file: AsmFile, source: io::Error) -> Self {
        Self::io("read", Some(file), source)
    }

    pub(crate) fn reading_log(source: io::Error) -> Self {
        Self::io("read the activity log of", None, source)
    }

    pub(crate) fn record_too_long(file: Option<AsmFile>, line: u64) -> Self {
        Self::RecordTooLong(Box::new(RecordTooLongError { file, line }))
    }

    pub(crate) fn sorting(source: io::Error) -> Self {
        Self::io("sort rows in a temporary file for", None, source)
    }

    pub(crate) fn writing(file: AsmFile) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::io("write", Some(file), source)
    }

    pub(crate) fn writing_archive(source: io::Error) -> Self {
        Self::io("write", None, source)
    }

    /// Wraps a failure of input or output; an error of the package inside it comes out again.
    fn io(doing: &'static str, file: Option<AsmFile>, source: io::Error) -> Self {
        match source.downcast::<oneroster_csv::Error>() {
            Ok(error) => Self::Package(error),
            Err(source) => Self::Io(Box::new(IoError { doing, file, source })),
        }
    }
}

/// A failure of the operating system, or of what stands in its place.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}", file.map_or("the archive", AsmFile::name))]
pub struct IoError {
    doing: &'static str,
    file: Option<AsmFile>,
    source: io::Error,
}

impl IoError {
    /// Returns the kind of the failure.
    pub fn kind(&self) -> io::ErrorKind {
        self.source.kind()
    }
}

/// A file that came too late.
#[derive(Debug, thiserror::Error)]
#[error("{file} has to be written before {after}")]
pub struct MemberOrderError {
    pub(crate) file: AsmFile,
    pub(crate) after: AsmFile,
}

/// A row that the header has too few columns for.
#[derive(Debug, thiserror::Error)]
#[error("row {row} of {file} has {values} values for a repeated column, its header has room for {width}")]
pub struct RowWidthError {
    pub(crate) file: AsmFile,
    pub(crate) row: u64,
    pub(crate) values: usize,
    pub(crate) width: usize,
}

impl RowWidthError {
    /// Returns the number of the row, from 1, without the header.
    pub fn row(&self) -> u64 {
        self.row
    }
}

/// A row in the wrong place.
#[derive(Debug, thiserror::Error)]
#[error("a row of {row} cannot be written to {}", file.map_or("an archive without an open file", AsmFile::name))]
pub struct RowFileError {
    pub(crate) row: AsmFile,
    pub(crate) file: Option<AsmFile>,
}

/// A record beyond the limit of the reader.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}, line {line}: the record is longer than the limit; look for a quotation mark that is not closed",
    file.map_or("activity log", AsmFile::name)
)]
pub struct RecordTooLongError {
    file: Option<AsmFile>,
    line: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small() {
        assert!(size_of::<Error>() <= 24);
    }
}
