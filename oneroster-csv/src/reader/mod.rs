//! Reading the rows of one file.

mod aliases;
mod header;

use std::io::Read;

use oneroster_model::{Code, Finding, FindingSink, Version};

use header::{ABSENT, Layout};

use crate::Mode;
use crate::row::OwnedRow;
use crate::scan::{Record, Scanner};
use crate::{Cells, Error, File, Limits, Metadata, ReadRow, Strictness, codes};

/// What a reader needs to know beside the bytes.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions {
    /// Mode of the file; a delta file needs the columns `status` and `dateLastModified`.
    pub mode: Mode,
    /// How departures from the standard are judged.
    pub strictness: Strictness,
    /// Bounds on records.
    pub limits: Limits,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { mode: Mode::Bulk, strictness: Strictness::default(), limits: Limits::default() }
    }
}

/// Reads the rows of one file, with findings for everything that departs from the standard.
///
/// Columns are found by name in any order, without regard to case, and under the names of OneRoster 1.0.
/// Missing cells are empty, surplus cells are ignored, each with a finding. Rows borrow from a buffer
/// that is used again, so nothing is allocated per row.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{File, ReadOptions, TableReader, tables::OrgRow};
/// use oneroster_model::{Findings, Version};
///
/// let text = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\no1,,,North High,school,,\r\n";
/// let mut findings = Findings::default();
/// let mut reader =
///     TableReader::new(text.as_bytes(), File::Orgs, Version::V1_1, ReadOptions::default(), &mut findings)?;
/// while let Some(record) = reader.next_record(&mut findings)? {
///     let org: OrgRow<&str> = record.row();
///     assert_eq!((record.line(), org.name), (2, "North High"));
/// }
/// assert_eq!(findings.total(), 0);
/// # Ok::<(), oneroster_csv::Error>(())
/// ```
#[derive(Debug)]
pub struct TableReader<R> {
    scanner: Scanner<R>,
    layout: Layout,
    file: File,
    strictness: Strictness,
    rows: u64,
}

impl<R: Read> TableReader<R> {
    /// Reads the header and returns the reader.
    ///
    /// A file without a header, or whose first record names no column of the table, gives the finding
    /// `header_missing` and no rows.
    ///
    /// # Errors
    ///
    /// Those of [`Scanner::next_record`].
    pub fn new(
        reader: R,
        file: File,
        version: Version,
        options: ReadOptions,
        sink: &mut dyn FindingSink,
    ) -> Result<Self, Error> {
        let mut scanner = Scanner::new(reader).with_limits(options.limits).with_file_name(file.name());
        let layout = if let Some(header) = scanner.next_record()? {
            report_anomalies(&header, file, options.strictness, sink);
            Layout::resolve(&header, file, version, &options, sink)
        } else {
            let code = &codes::HEADER_MISSING;
            let severity = options.strictness.severity(code);
            sink.push(Finding::new(code, severity, "the file is empty").at(file.name(), 1));
            Layout::default()
        };
        Ok(Self { scanner, layout, file, strictness: options.strictness, rows: 0 })
    }

    /// Returns the file that is read.
    pub fn file(&self) -> File {
        self.file
    }

    /// Returns the names of the extension columns in the order of the header, with their prefix.
    pub fn extensions(&self) -> impl Iterator<Item = &str> {
        self.layout.extensions.iter().map(|(name, _)| name.as_str())
    }

    /// Tells whether the first record was a header; without one there are no rows.
    pub fn has_header(&self) -> bool {
        self.layout.is_header
    }

    /// Returns the 1-based number of the cell that holds a column, by its position in
    /// [`Table::columns`](crate::table::Table::columns); `None` where the header has no such column.
    pub fn cell_number(&self, position: usize) -> Option<u32> {
        self.layout.cell_number(position)
    }

    /// Returns the first of the blank lines at the end of the file; known after the last row.
    pub fn trailing_blank_line(&self) -> Option<u64> {
        self.scanner.trailing_blank_line()
    }

    /// Returns how many rows were read.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Reads the next row, or `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of [`Scanner::next_record`].
    pub fn next_record(&mut self, sink: &mut dyn FindingSink) -> Result<Option<TableRecord<'_>>, Error> {
        if !self.layout.is_header {
            return Ok(None);
        }
        let Some(record) = self.scanner.next_record()? else {
            return Ok(None);
        };
        self.rows += 1;
        if !record.anomalies().is_empty() {
            report_anomalies(&record, self.file, self.strictness, sink);
        }
        if record.len() != self.layout.width {
            report_width(&record, self.file, self.layout.width, self.strictness, sink);
        }
        Ok(Some(TableRecord { record, layout: &self.layout }))
    }

    /// Reads all remaining rows as owned rows, one after the other; ends after the first error.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_csv::{File, ReadOptions, TableReader, tables::OrgRow};
    /// use oneroster_model::Version;
    ///
    /// let text = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\no1,,,North,school,,\r\n";
    /// let mut findings = Vec::new();
    /// let options = ReadOptions::default();
    /// let reader = TableReader::new(text.as_bytes(), File::Orgs, Version::V1_1, options, &mut findings)?;
    /// let orgs: Vec<OrgRow> = reader.into_rows(&mut findings).collect::<Result<_, _>>()?;
    /// assert_eq!(orgs[0].name, "North");
    /// # Ok::<(), oneroster_csv::Error>(())
    /// ```
    pub fn into_rows<T: OwnedRow>(
        mut self,
        sink: &mut dyn FindingSink,
    ) -> impl Iterator<Item = Result<T, Error>> {
        let mut failed = false;
        std::iter::from_fn(move || {
            if failed {
                return None;
            }
            match self.next_record(sink) {
                Ok(Some(record)) => Some(Ok(T::from_cells_owned(&record))),
                Ok(None) => None,
                Err(error) => {
                    failed = true;
                    Some(Err(error))
                }
            }
        })
    }
}

fn report_anomalies(record: &Record<'_>, file: File, strictness: Strictness, sink: &mut dyn FindingSink) {
    for anomaly in record.anomalies() {
        sink.push(anomaly.to_finding(file.name(), strictness));
    }
}

fn report_width(
    record: &Record<'_>,
    file: File,
    width: usize,
    strictness: Strictness,
    sink: &mut dyn FindingSink,
) {
    let code: &'static Code =
        if record.len() < width { &codes::TOO_FEW_CELLS } else { &codes::TOO_MANY_CELLS };
    let message = format!("{} cells, but the header has {width}", record.len());
    sink.push(Finding::new(code, strictness.severity(code), message).at(file.name(), record.line()));
}

/// One record of a file with its cells by column. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct TableRecord<'a> {
    record: Record<'a>,
    layout: &'a Layout,
}

impl<'a> TableRecord<'a> {
    /// Returns the row that borrows from this record.
    pub fn row<R: ReadRow<'a>>(&self) -> R {
        R::from_cells(self)
    }

    /// Returns the line of the file in which the record begins, 1-based.
    pub fn line(&self) -> u64 {
        self.record.line()
    }

    /// Returns the 1-based number of the cell that holds a column, for findings; `None` where the file
    /// has no such column.
    pub fn cell_number(&self, position: usize) -> Option<u32> {
        self.layout.cell_number(position)
    }

    /// Iterates over full name and text of every extension column, blank cells included.
    pub fn extensions(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let record = self.record;
        let extensions = self.layout.extensions.iter();
        extensions
            .map(move |(name, cell)| (name.as_str(), record.get(usize::from(*cell)).unwrap_or_default()))
    }

    /// Returns the record as it was scanned.
    pub fn raw(&self) -> Record<'a> {
        self.record
    }
}

impl<'a> Cells<'a> for TableRecord<'a> {
    #[inline]
    fn cell(&self, position: usize) -> &'a str {
        let index = self.layout.cells.get(position).copied().unwrap_or(ABSENT);
        self.record.get(usize::from(index)).unwrap_or_default()
    }

    fn metadata(&self) -> Metadata<&'a str> {
        let mut metadata = Metadata::default();
        for (name, value) in self.extensions().filter(|(_, value)| !value.is_empty()) {
            metadata.insert(name, value);
        }
        metadata
    }
}
