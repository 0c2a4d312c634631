//! Reading one of the six files.

use std::fmt;
use std::io::Read;

use oneroster_model::{Finding, FindingSink, Severity};

use super::columns::Columns;
use super::departure::Departures;
use super::lines::LineError;
use super::record::Record;
use super::records::Records;
use crate::codes;
use crate::dialect::{Delimiter, Escape};
use crate::error::Error;
use crate::table::AsmFile;

/// How files are read.
///
/// # Examples
///
/// ```
/// use asm_format::{Escape, ReadSettings};
///
/// assert_eq!(ReadSettings::default().with_escape(Escape::Doubled).escape, Some(Escape::Doubled));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadSettings {
    /// How quotation marks inside values are written; both ways are read when it is not known.
    ///
    /// Only a backslash that stands for itself before a quotation mark or a backslash needs it.
    pub escape: Option<Escape>,
    /// The longest record in bytes, 1 MiB by default; a longer one is [`Error::RecordTooLong`].
    pub max_record_bytes: usize,
}

impl Default for ReadSettings {
    fn default() -> Self {
        Self { escape: None, max_record_bytes: 1 << 20 }
    }
}

impl ReadSettings {
    /// Returns the settings for files whose escape is known.
    #[must_use]
    pub fn with_escape(self, escape: Escape) -> Self {
        Self { escape: Some(escape), ..self }
    }

    /// Returns the settings with another limit for records.
    #[must_use]
    pub fn with_max_record_bytes(self, max_record_bytes: usize) -> Self {
        Self { max_record_bytes, ..self }
    }
}

/// Reads the records of one file and reports what departs from Apple's rules on text and header.
///
/// Holds one record at a time. Values are not judged.
///
/// # Examples
///
/// ```
/// use asm_format::{AsmFile, ReadSettings, RosterRow, TableReader};
///
/// let text = "class_id;roster_id;student_id\r\nC1;\"1\";S1\r\n";
/// let mut findings = Vec::new();
/// let settings = ReadSettings::default();
/// let mut reader = TableReader::new(text.as_bytes(), AsmFile::Rosters, &settings, &mut findings)?;
/// while let Some(record) = reader.next_record(&mut findings)? {
///     let row: RosterRow<&str> = record.row().ok_or("not a roster row")?;
///     assert_eq!(row, RosterRow { roster_id: "1", class_id: "C1", student_id: "S1" });
/// }
/// let codes: Vec<_> = findings.iter().map(|finding| finding.code.id).collect();
/// assert_eq!(codes, ["crlf_line_break", "column_order", "quotes_unneeded"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TableReader<R> {
    file: AsmFile,
    records: Records<R>,
    columns: Columns,
    /// Departures that were reported already.
    known: Departures,
    rows: u64,
}

impl<R: Read> TableReader<R> {
    /// Reads the header row.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the input fails, [`Error::RecordTooLong`] beyond the limit.
    pub fn new(
        input: R,
        file: AsmFile,
        settings: &ReadSettings,
        sink: &mut dyn FindingSink,
    ) -> Result<Self, Error> {
        let mut reader = Self {
            file,
            records: Records::new(input, settings.escape, settings.max_record_bytes),
            columns: Columns::default(),
            known: Departures::default(),
            rows: 0,
        };
        if reader.advance(sink)? {
            reader.columns = Columns::read(&reader.records.cells, file, reader.records.line, sink);
        } else {
            let message = "the file has no header row";
            sink.push(Finding::new(&codes::HEADER_MISSING, Severity::Error, message).in_file(file.name()));
        }
        Ok(reader)
    }

    /// Reads the next record; blank lines are skipped.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn next_record(&mut self, sink: &mut dyn FindingSink) -> Result<Option<Record<'_>>, Error> {
        if !self.advance(sink)? {
            return Ok(None);
        }
        self.rows += 1;
        let (line, cells) = (self.records.line, &self.records.cells);
        if cells.len() != self.columns.count {
            let message = format!("the row has {} cells, the header {}", cells.len(), self.columns.count);
            sink.push(Finding::new(&codes::CELL_COUNT, Severity::Error, message).at(self.file.name(), line));
        }
        Ok(Some(Record { file: self.file, line, cells, columns: &self.columns }))
    }

    /// Returns the file.
    pub fn file(&self) -> AsmFile {
        self.file
    }

    /// Returns the delimiter that the header row uses; `None` for an empty file.
    pub fn delimiter(&self) -> Option<Delimiter> {
        self.records.delimiter()
    }

    /// Returns how many records were read, without the header row.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Tells whether the header row names the key column, without which no row means anything.
    pub fn has_key(&self) -> bool {
        self.columns.cell(0).is_some()
    }

    fn advance(&mut self, sink: &mut dyn FindingSink) -> Result<bool, Error> {
        let found = self.records.advance().map_err(|error| self.error(error))?;
        let line = self.records.line;
        for departure in self.records.departures.beyond(self.known) {
            let (code, severity, message) = departure.describe();
            sink.push(Finding::new(code, severity, message).at(self.file.name(), line));
        }
        self.known.join(self.records.departures);
        if found && self.records.unclosed {
            let message = "a quoted value that begins here is not closed before the end of the file";
            sink.push(
                Finding::new(&codes::UNCLOSED_QUOTE, Severity::Error, message).at(self.file.name(), line),
            );
        }
        if found && self.records.cells.invalid_utf8 {
            let message = "the row is not UTF-8; unreadable characters are replaced";
            sink.push(
                Finding::new(&codes::INVALID_UTF8, Severity::Error, message).at(self.file.name(), line),
            );
        }
        Ok(found)
    }

    fn error(&self, error: LineError) -> Error {
        match error {
            LineError::Io(source) => Error::reading(self.file, source),
            LineError::TooLong => Error::record_too_long(Some(self.file), self.records.next_line_number()),
        }
    }
}

impl<R> fmt::Debug for TableReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableReader")
            .field("file", &self.file)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}
