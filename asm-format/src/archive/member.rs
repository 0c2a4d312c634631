//! Members that are made ready before their turn in the archive comes.

use super::deflate::{Deflater, Totals};
use super::writer::{ArchiveSettings, Lines};
use crate::error::Error;
use crate::rows::AsmRow;
use crate::table::AsmFile;

/// A file of the archive, compressed and kept in memory until [`ArchiveWriter::append`] takes it.
///
/// [`ArchiveWriter::append`]: super::ArchiveWriter::append
#[derive(Clone)]
pub struct PreparedMember {
    pub(super) file: AsmFile,
    pub(super) compressed: Vec<u8>,
    pub(super) totals: Totals,
    pub(super) rows: u64,
}

impl PreparedMember {
    /// Returns which file it is.
    pub fn file(&self) -> AsmFile {
        self.file
    }

    /// Returns the number of rows, without the header.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

impl std::fmt::Debug for PreparedMember {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreparedMember")
            .field("file", &self.file)
            .field("rows", &self.rows)
            .field("compressed_size", &self.compressed.len())
            .finish_non_exhaustive()
    }
}

/// Writes one file of the archive on its own, for programs that finish the files in another order.
///
/// Holds the compressed rows in memory, about a third of their text or less. The bytes are those
/// that [`ArchiveWriter`](super::ArchiveWriter) writes for the same rows.
///
/// # Examples
///
/// ```
/// use asm_format::{ArchiveSettings, ArchiveWriter, AsmFile, LocationRow, MemberWriter, StudentRow};
///
/// let settings = ArchiveSettings::default();
/// let mut locations = MemberWriter::new(AsmFile::Locations, 0, &settings)?;
/// locations.row(&LocationRow { location_id: "North", location_name: "North School" })?;
/// let locations = locations.finish()?;
///
/// let mut archive = ArchiveWriter::new(std::io::Cursor::new(Vec::new()), &settings)?;
/// archive.begin(AsmFile::Students, 1)?;
/// archive.append(locations)?;
/// let (_zip, summary) = archive.finish()?;
/// assert_eq!(summary.rows(AsmFile::Locations), 1);
/// # Ok::<(), asm_format::Error>(())
/// ```
#[derive(Debug)]
pub struct MemberWriter {
    lines: Lines,
    deflater: Deflater,
    compressed: Vec<u8>,
}

impl MemberWriter {
    /// Begins a file whose header has room for `width` values of the repeated column.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when a thread cannot be started.
    pub fn new(file: AsmFile, width: usize, settings: &ArchiveSettings) -> Result<Self, Error> {
        let mut deflater =
            Deflater::new(settings.compression, settings.threads).map_err(Error::writing(file))?;
        let lines = Lines::begin(file, width, settings.dialect, &mut deflater);
        Ok(Self { lines, deflater, compressed: Vec::new() })
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// [`Error::RowFile`] when the row belongs to another file, [`Error::RowWidth`] when the header
    /// has too few columns for it; nothing is written in both cases.
    pub fn row<R: AsmRow>(&mut self, row: &R) -> Result<(), Error> {
        self.lines.row(row, &mut self.deflater, &mut self.compressed)
    }

    /// Adds a row given as cells, in the order of the header.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when compression fails.
    pub fn cells<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> Result<(), Error> {
        self.lines.cells(cells, &mut self.deflater, &mut self.compressed)
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when compression fails.
    pub fn finish(mut self) -> Result<PreparedMember, Error> {
        let file = self.lines.file;
        let totals = self.deflater.finish(&mut self.compressed).map_err(Error::writing(file))?;
        Ok(PreparedMember { file, compressed: self.compressed, totals, rows: self.lines.rows })
    }
}
