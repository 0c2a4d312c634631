use std::collections::HashMap;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use oneroster_csv::objects::RowSink;
use oneroster_csv::{Cells, File, Metadata, Row};
use tempfile::SpooledTempFile;

/// Rows up to this size stay in memory.
const IN_MEMORY: usize = 1024 * 1024;

/// Rows of one file that wait until their collection is complete.
///
/// They wait for two reasons: a collection may have to be read anew, and the header of the file names the
/// extension columns of all rows. What does not fit into memory is in a temporary file without a name, which
/// nobody can open and of which nothing is left behind.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    out: BufWriter<SpooledTempFile>,
    mark: Mark,
    rows: u64,
    extensions: Extensions,
    lengths: Vec<u32>,
    text: String,
}

/// Where rows begin that may be taken back.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    position: u64,
    rows: u64,
}

impl Spool {
    pub(super) fn new(file: File, folder: Option<&Path>) -> Self {
        let place = match folder {
            Some(folder) => tempfile::spooled_tempfile_in(IN_MEMORY, folder),
            None => tempfile::spooled_tempfile(IN_MEMORY),
        };
        Self {
            file,
            out: BufWriter::with_capacity(64 * 1024, place),
            mark: Mark::default(),
            rows: 0,
            extensions: Extensions::default(),
            lengths: Vec::new(),
            text: String::new(),
        }
    }

    pub(super) fn file(&self) -> File {
        self.file
    }

    /// Keeps the rows so far, whatever is taken back later.
    pub(super) fn mark(&mut self) -> io::Result<()> {
        self.mark = Mark { position: self.out.stream_position()?, rows: self.rows };
        Ok(())
    }

    /// Takes back the rows since the mark.
    pub(super) fn take_back(&mut self) -> io::Result<()> {
        let Mark { position, rows } = self.mark;
        self.out.flush()?;
        self.out.get_mut().set_len(position)?;
        self.out.seek(SeekFrom::Start(position))?;
        self.rows = rows;
        Ok(())
    }

    /// Goes back to the first row.
    pub(super) fn read(self) -> io::Result<SpoolReader> {
        let mut place = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        place.seek(SeekFrom::Start(0))?;
        Ok(SpoolReader {
            input: BufReader::with_capacity(64 * 1024, place),
            rows_left: self.rows,
            extensions: self.extensions,
            buffer: Vec::new(),
            cells: Vec::new(),
            extension_cells: Vec::new(),
        })
    }

    fn write_frame(&mut self) -> io::Result<()> {
        let size = |length: usize| u32::try_from(length).map_err(io::Error::other);
        self.out.write_all(&size(self.lengths.len())?.to_le_bytes())?;
        self.out.write_all(&size(self.text.len())?.to_le_bytes())?;
        for length in &self.lengths {
            self.out.write_all(&length.to_le_bytes())?;
        }
        self.out.write_all(self.text.as_bytes())?;
        self.rows += 1;
        Ok(())
    }
}

impl RowSink for Spool {
    type Error = io::Error;

    /// A frame: how many numbers and how many bytes follow; the length of each cell, then number and length
    /// of each extension; all texts in a row.
    fn row<R: Row>(&mut self, row: &R) -> io::Result<()> {
        self.lengths.clear();
        self.text.clear();
        let (lengths, text, extensions) = (&mut self.lengths, &mut self.text, &mut self.extensions);
        row.visit_cells(|_, cell| {
            lengths.push(cell.len() as u32);
            text.push_str(cell);
        });
        row.visit_metadata(|name, cell| {
            if let Some(number) = extensions.number(name) {
                lengths.extend([number, cell.len() as u32]);
                text.push_str(cell);
            }
        });
        self.write_frame()
    }
}

/// The extension columns of a file in the order in which they were met.
#[derive(Debug, Default)]
struct Extensions {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    has_overflown: bool,
}

/// Extension columns that a file can have; more are no roster but an attack or a mistake.
const MAX_EXTENSIONS: usize = 256;

impl Extensions {
    fn number(&mut self, name: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(name) {
            return Some(*number);
        }
        if self.names.len() == MAX_EXTENSIONS {
            self.has_overflown = true;
            return None;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        Some(number)
    }
}

/// Reads the rows of a [`Spool`] in their order.
#[derive(Debug)]
pub(super) struct SpoolReader {
    input: BufReader<SpooledTempFile>,
    rows_left: u64,
    extensions: Extensions,
    buffer: Vec<u8>,
    cells: Vec<Range<usize>>,
    extension_cells: Vec<(usize, Range<usize>)>,
}

impl SpoolReader {
    /// Full names of the extension columns.
    pub(super) fn extensions(&self) -> Vec<String> {
        self.extensions.names.clone()
    }

    /// Tells whether there were more extension columns than a file can have.
    pub(super) fn has_left_out_extensions(&self) -> bool {
        self.extensions.has_overflown
    }

    /// Returns the next row of a file with that many columns.
    pub(super) fn next_row(&mut self, columns: usize) -> io::Result<Option<SpooledRow<'_>>> {
        if self.rows_left == 0 {
            return Ok(None);
        }
        self.rows_left -= 1;
        let numbers = self.read_number()?;
        let bytes = self.read_number()?;
        self.cells.clear();
        self.extension_cells.clear();
        let mut end = 0;
        let mut number = 0;
        while number < numbers {
            let is_extension = number >= columns;
            let name = if is_extension { self.read_number()? } else { 0 };
            let start = end;
            end += self.read_number()?;
            if is_extension {
                self.extension_cells.push((name, start..end));
            } else {
                self.cells.push(start..end);
            }
            number += if is_extension { 2 } else { 1 };
        }
        self.buffer.resize(bytes, 0);
        self.input.read_exact(&mut self.buffer)?;
        let text = std::str::from_utf8(&self.buffer).map_err(io::Error::other)?;
        Ok(Some(SpooledRow {
            text,
            cells: &self.cells,
            extension_cells: &self.extension_cells,
            names: &self.extensions.names,
        }))
    }

    fn read_number(&mut self) -> io::Result<usize> {
        let mut bytes = [0; 4];
        self.input.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes) as usize)
    }
}

/// A row that is read back.
pub(super) struct SpooledRow<'a> {
    text: &'a str,
    cells: &'a [Range<usize>],
    extension_cells: &'a [(usize, Range<usize>)],
    names: &'a [String],
}

impl<'a> Cells<'a> for SpooledRow<'a> {
    fn cell(&self, position: usize) -> &'a str {
        self.cells.get(position).and_then(|range| self.text.get(range.clone())).unwrap_or_default()
    }

    fn metadata(&self) -> Metadata<&'a str> {
        let mut metadata = Metadata::default();
        for (name, range) in self.extension_cells {
            if let (Some(name), Some(text)) = (self.names.get(*name), self.text.get(range.clone())) {
                metadata.insert(name.as_str(), text);
            }
        }
        metadata
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use oneroster_csv::tables::OrgRow;

    use super::*;

    fn org(id: &str, house: Option<&str>) -> OrgRow {
        let mut row =
            OrgRow { sourced_id: id.to_owned(), name: "Nörth, \"High\"\n".to_owned(), ..OrgRow::default() };
        if let Some(house) = house {
            row.metadata.insert("metadata.house".to_owned(), house.to_owned());
        }
        row
    }

    fn read(spool: Spool) -> Vec<(String, String, String)> {
        let columns = File::Orgs.table().columns.len();
        let mut reader = spool.read().unwrap();
        let mut rows = Vec::new();
        while let Some(row) = reader.next_row(columns).unwrap() {
            let house = row.metadata().get("metadata.house").unwrap_or_default().to_owned();
            rows.push((row.cell(0).to_owned(), row.cell(3).to_owned(), house));
        }
        rows
    }

    #[test]
    fn rows_come_back_as_they_were() {
        let mut spool = Spool::new(File::Orgs, None);
        spool.row(&org("o1", None)).unwrap();
        spool.row(&org("o2", Some("blue"))).unwrap();
        let name = "Nörth, \"High\"\n".to_owned();
        let expected = [("o1", ""), ("o2", "blue")];
        let expected = expected.map(|(id, house)| (id.to_owned(), name.clone(), house.to_owned()));
        assert_eq!(read(spool), expected);
    }

    #[test]
    fn rows_since_the_mark_can_be_taken_back_from_memory_and_disk() {
        let long = "x".repeat(IN_MEMORY / 4);
        for house in ["blue", long.as_str()] {
            let mut spool = Spool::new(File::Orgs, None);
            spool.row(&org("o1", Some(house))).unwrap();
            spool.mark().unwrap();
            for _ in 0..8 {
                spool.row(&org("gone", Some(house))).unwrap();
            }
            spool.take_back().unwrap();
            spool.row(&org("o2", None)).unwrap();
            assert_eq!(spool.rows, 2);
            let ids: Vec<String> = read(spool).into_iter().map(|(id, ..)| id).collect();
            assert_eq!(ids, ["o1", "o2"]);
        }
    }

    #[test]
    fn extension_columns_are_limited() {
        let mut spool = Spool::new(File::Orgs, None);
        for number in 0..=MAX_EXTENSIONS {
            let mut row = org("o1", None);
            row.metadata.insert(format!("metadata.{number}"), "x".to_owned());
            spool.row(&row).unwrap();
        }
        let reader = spool.read().unwrap();
        assert_eq!(reader.extensions().len(), MAX_EXTENSIONS);
        assert!(reader.has_left_out_extensions());
    }
}
