//! The archive writer.

use std::io::{Seek, Write};

use serde::{Deserialize, Serialize};

use super::compression::Compression;
use super::container::Container;
use super::deflate::Deflater;
use super::member::PreparedMember;
use crate::dialect::Dialect;
use crate::error::{Error, MemberOrderError, RowFileError, RowWidthError};
use crate::line::LineEncoder;
use crate::rows::AsmRow;
use crate::table::AsmFile;

/// How an archive is written.
///
/// # Examples
///
/// ```
/// use asm_format::{ArchiveSettings, Compression};
///
/// let settings = ArchiveSettings::default().with_compression(Compression::Level(3)).with_threads(2);
/// assert_eq!((settings.compression, settings.threads), (Compression::Level(3), 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ArchiveSettings {
    /// Delimiter, quotes and escapes.
    pub dialect: Dialect,
    /// The encoder, [`Compression::Fast`] by default.
    pub compression: Compression,
    /// Threads in all, 1 by default; with more the rows are compressed beside the calling thread.
    ///
    /// The bytes of the archive do not depend on it.
    pub threads: usize,
}

impl Default for ArchiveSettings {
    fn default() -> Self {
        Self { dialect: Dialect::default(), compression: Compression::default(), threads: 1 }
    }
}

impl ArchiveSettings {
    /// Returns the settings with another dialect.
    #[must_use]
    pub fn with_dialect(self, dialect: Dialect) -> Self {
        Self { dialect, ..self }
    }

    /// Returns the settings with a general encoder at a level, see [`Compression::Level`].
    #[must_use]
    pub fn with_level(self, level: u8) -> Self {
        self.with_compression(Compression::Level(level))
    }

    /// Returns the settings with another encoder.
    #[must_use]
    pub fn with_compression(self, compression: Compression) -> Self {
        Self { compression, ..self }
    }

    /// Returns the settings with another number of threads.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArchiveSummary {
    rows: [u64; 6],
}

impl ArchiveSummary {
    /// Returns the number of rows of a file, without the header.
    pub fn rows(&self, file: AsmFile) -> u64 {
        self.rows[file.index()]
    }
}

/// Writes a zip with the six files of Apple School Manager, rows streamed through.
///
/// The files are written in the order of [`AsmFile::ALL`]; [`MemberWriter`](super::MemberWriter)
/// makes one ready beforehand. A file that is left out is written with its header alone, as every
/// upload has to hold all six (Apple School Manager User Guide, "Upload files with SFTP").
/// The same rows and settings give the same bytes, whatever the number of threads: time stamps are
/// 1980-01-01. An archive that is dropped before [`finish`](Self::finish) is not readable.
///
/// # Examples
///
/// ```
/// use asm_format::{ArchiveSettings, ArchiveWriter, AsmFile, RosterRow, StudentRow};
///
/// let target = std::io::Cursor::new(Vec::new());
/// let mut archive = ArchiveWriter::new(target, &ArchiveSettings::default())?;
/// archive.begin(AsmFile::Students, 2)?;
/// archive.row(&StudentRow {
///     person_id: "S1",
///     first_name: "Eliza",
///     last_name: "Block",
///     location_ids: vec!["North", "South"],
///     ..StudentRow::default()
/// })?;
/// archive.begin(AsmFile::Rosters, 0)?;
/// archive.row(&RosterRow { roster_id: "1", class_id: "C1", student_id: "S1" })?;
/// archive.cells(["2", "C2", "S1"])?;
/// let (target, summary) = archive.finish()?;
/// assert_eq!(summary.rows(AsmFile::Rosters), 2);
/// assert!(target.into_inner().starts_with(b"PK"));
/// # Ok::<(), asm_format::Error>(())
/// ```
#[derive(Debug)]
pub struct ArchiveWriter<W> {
    container: Container<W>,
    deflater: Deflater,
    dialect: Dialect,
    /// The next file to be begun, as a position in archive order.
    next: usize,
    open: Option<Lines>,
    summary: ArchiveSummary,
}

impl<W: Write + Seek> ArchiveWriter<W> {
    /// Begins an archive at the current position of `target`.
    ///
    /// Writes come in large pieces, so that a buffer around the target gains nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the position is unknown or a thread cannot be started.
    pub fn new(target: W, settings: &ArchiveSettings) -> Result<Self, Error> {
        Ok(Self {
            container: Container::new(target).map_err(Error::writing_archive)?,
            deflater: Deflater::new(settings.compression, settings.threads)
                .map_err(Error::writing_archive)?,
            dialect: settings.dialect,
            next: 0,
            open: None,
            summary: ArchiveSummary::default(),
        })
    }

    /// Begins a file; its header has room for `width` values of the repeated column.
    ///
    /// `width` is the number of values in the widest row: locations of a person, instructors of a
    /// class; at least the columns of the template are written. Files without a repeated column
    /// take 0. Files between the last one and this one are written without rows.
    ///
    /// # Errors
    ///
    /// [`Error::MemberOrder`] when the file or a later one was begun already, [`Error::Io`] when the
    /// target fails.
    pub fn begin(&mut self, file: AsmFile, width: usize) -> Result<(), Error> {
        self.skip_to(file)?;
        self.open_member(file, width)
    }

    /// Adds a row to the file that was begun last.
    ///
    /// # Errors
    ///
    /// [`Error::RowFile`] when the row belongs to another file, [`Error::RowWidth`] when the header
    /// has too few columns for it; nothing is written in both cases. [`Error::Io`] when the target fails.
    pub fn row<R: AsmRow>(&mut self, row: &R) -> Result<(), Error> {
        let Some(lines) = &mut self.open else {
            return Err(Error::RowFile(Box::new(RowFileError { row: R::FILE, file: None })));
        };
        lines.row(row, &mut self.deflater, self.container.out())
    }

    /// Adds a row given as cells in the order of the header to the file that was begun last.
    ///
    /// The fast way for rows that exist in no other form. The number of cells is not checked.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the target fails or no file was begun.
    pub fn cells<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> Result<(), Error> {
        match &mut self.open {
            Some(lines) => lines.cells(cells, &mut self.deflater, self.container.out()),
            None => Err(Error::writing_archive(no_file())),
        }
    }

    /// Adds lines that a [`LineEncoder`] made, `rows` of them, to the file that was begun last.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the target fails or no file was begun.
    pub fn lines(&mut self, encoded: &[u8], rows: u64) -> Result<(), Error> {
        match &mut self.open {
            Some(lines) => lines.encoded(encoded, rows, &mut self.deflater, self.container.out()),
            None => Err(Error::writing_archive(no_file())),
        }
    }

    /// Takes over a file that was made ready before.
    ///
    /// # Errors
    ///
    /// As for [`begin`](Self::begin).
    pub fn append(&mut self, member: PreparedMember) -> Result<(), Error> {
        let PreparedMember { file, compressed, totals, rows } = member;
        self.skip_to(file)?;
        self.next = file.index() + 1;
        self.summary.rows[file.index()] = rows;
        self.container
            .begin(file.name())
            .and_then(|()| self.container.out().write_all(&compressed))
            .and_then(|()| self.container.end(totals))
            .map_err(Error::writing(file))
    }

    /// Writes the files that are missing, without rows, and the directory of the archive.
    ///
    /// The target is flushed, but not synced to disk.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the target fails or the archive would exceed 4 GiB.
    pub fn finish(mut self) -> Result<(W, ArchiveSummary), Error> {
        self.close_member()?;
        self.write_empty(AsmFile::ALL.len())?;
        let target = self.container.finish().map_err(Error::writing_archive)?;
        Ok((target, self.summary))
    }

    fn skip_to(&mut self, file: AsmFile) -> Result<(), Error> {
        if file.index() < self.next {
            let after = AsmFile::ALL[self.next - 1];
            return Err(Error::MemberOrder(Box::new(MemberOrderError { file, after })));
        }
        self.close_member()?;
        self.write_empty(file.index())
    }

    fn write_empty(&mut self, end: usize) -> Result<(), Error> {
        for file in AsmFile::ALL.into_iter().take(end).skip(self.next) {
            self.open_member(file, 0)?;
            self.close_member()?;
        }
        Ok(())
    }

    fn open_member(&mut self, file: AsmFile, width: usize) -> Result<(), Error> {
        self.container.begin(file.name()).map_err(Error::writing(file))?;
        self.open = Some(Lines::begin(file, width, self.dialect, &mut self.deflater));
        self.next = file.index() + 1;
        Ok(())
    }

    fn close_member(&mut self) -> Result<(), Error> {
        let Some(lines) = self.open.take() else { return Ok(()) };
        self.summary.rows[lines.file.index()] = lines.rows;
        self.deflater
            .finish(self.container.out())
            .and_then(|totals| self.container.end(totals))
            .map_err(Error::writing(lines.file))
    }
}

fn no_file() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidInput, "rows need a file that was begun")
}

/// The rows of one file on their way into a [`Deflater`].
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) file: AsmFile,
    pub(super) rows: u64,
    encoder: LineEncoder,
    /// Values of the repeated column that the header has room for.
    width: usize,
}

impl Lines {
    pub(super) fn begin(file: AsmFile, width: usize, dialect: Dialect, deflater: &mut Deflater) -> Self {
        let encoder = LineEncoder::new(dialect);
        let width = width.max(file.table().template_width());
        encoder.encode_header(deflater.buffer(), file.table(), width);
        Self { file, rows: 0, encoder, width }
    }

    pub(super) fn row<R: AsmRow>(
        &mut self,
        row: &R,
        deflater: &mut Deflater,
        out: &mut impl Write,
    ) -> Result<(), Error> {
        if R::FILE != self.file {
            return Err(Error::RowFile(Box::new(RowFileError { row: R::FILE, file: Some(self.file) })));
        }
        let values = row.width();
        if values > self.width {
            return Err(Error::RowWidth(Box::new(RowWidthError {
                file: self.file,
                row: self.rows + 1,
                values,
                width: self.width,
            })));
        }
        self.encoder.encode_row(deflater.buffer(), row, self.width);
        self.rows += 1;
        deflater.pump(out).map_err(Error::writing(self.file))
    }

    pub(super) fn cells<'c>(
        &mut self,
        cells: impl IntoIterator<Item = &'c str>,
        deflater: &mut Deflater,
        out: &mut impl Write,
    ) -> Result<(), Error> {
        self.encoder.encode(deflater.buffer(), cells);
        self.rows += 1;
        deflater.pump(out).map_err(Error::writing(self.file))
    }

    pub(super) fn encoded(
        &mut self,
        encoded: &[u8],
        rows: u64,
        deflater: &mut Deflater,
        out: &mut impl Write,
    ) -> Result<(), Error> {
        self.rows += rows;
        deflater.write(encoded, out).map_err(Error::writing(self.file))
    }
}
