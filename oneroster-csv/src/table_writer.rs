use std::io::{self, Write};

use oneroster_model::Version;

use crate::table::Column;
use crate::{Cells, File, Row};

/// Writes the rows of one file as the standard asks: CRLF, no byte order mark, quotes only where needed,
/// every column of the version in order, extension columns last.
///
/// Carriage returns and line feeds inside a cell, which the standard does not allow, become one space.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{File, TableWriter, tables::OrgRow};
/// use oneroster_model::Version;
///
/// let mut writer = TableWriter::new(Vec::new(), File::Orgs, Version::V1_2, &[])?;
/// writer.write(&OrgRow { sourced_id: "o1", name: "North, High", r#type: "school", ..Default::default() })?;
/// let text = String::from_utf8(writer.into_inner()?)?;
/// assert_eq!(
///     text,
///     "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n\
///      o1,,,\"North, High\",school,,\r\n",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TableWriter<W: Write> {
    out: W,
    file: File,
    buffer: Vec<u8>,
    columns: Vec<bool>,
    extensions: Vec<String>,
    rows: u64,
}

/// Rows are collected up to this size before they go to the writer below.
const BUFFER: usize = 64 * 1024;

impl<W: Write> TableWriter<W> {
    /// Writes the header and returns the writer.
    ///
    /// `extensions` are the full names of the extension columns (`metadata.house`) in their order; the
    /// cells of rows that carry other extension columns are not written.
    ///
    /// # Errors
    ///
    /// The error of the writer below.
    pub fn new(out: W, file: File, version: Version, extensions: &[&str]) -> io::Result<Self> {
        let columns: Vec<bool> =
            file.table().columns.iter().map(|c| c.requirement(version).is_some()).collect();
        let mut writer = Self {
            out,
            file,
            buffer: Vec::with_capacity(BUFFER + 4096),
            columns,
            extensions: extensions.iter().map(|name| (*name).to_owned()).collect(),
            rows: 0,
        };
        let names = file.table().columns(version).map(|column: &Column| column.name);
        encode_record(&mut writer.buffer, names.chain(extensions.iter().copied()));
        writer.flush_full_buffer()?;
        Ok(writer)
    }

    /// The file that is written.
    pub fn file(&self) -> File {
        self.file
    }

    /// How many rows were written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes one row.
    ///
    /// # Errors
    ///
    /// The error of the writer below; a row of another file is refused with
    /// [`InvalidInput`](io::ErrorKind::InvalidInput).
    pub fn write<R: Row>(&mut self, row: &R) -> io::Result<()> {
        if R::FILE != self.file {
            let message = format!("a row of {} does not fit into {}", R::FILE, self.file);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let (buffer, columns) = (&mut self.buffer, &self.columns);
        let mut first = true;
        row.visit_cells(|position, cell| {
            if columns[position] {
                if !first {
                    buffer.push(b',');
                }
                first = false;
                encode_cell(buffer, cell);
            }
        });
        if !self.extensions.is_empty() {
            let mut cells = vec![String::new(); self.extensions.len()];
            row.visit_metadata(|name, value| {
                if let Some(position) = self.extensions.iter().position(|known| known == name) {
                    value.clone_into(&mut cells[position]);
                }
            });
            for cell in cells {
                self.buffer.push(b',');
                encode_cell(&mut self.buffer, &cell);
            }
        }
        self.buffer.extend_from_slice(b"\r\n");
        self.rows += 1;
        self.flush_full_buffer()
    }

    /// Writes the cells of a record of the same file, column by column.
    ///
    /// For work that passes rows on without looking at each column: a
    /// [`TableRecord`](crate::TableRecord) goes from a reader to a writer, whatever the file. Extension
    /// columns that the file was not begun with are not written.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_csv::{File, ReadOptions, TableReader, TableWriter};
    /// use oneroster_model::Version;
    ///
    /// let text = "name,SOURCEDID\nNorth,o1\n";
    /// let (options, mut findings) = (ReadOptions::default(), Vec::new());
    /// let mut reader = TableReader::new(text.as_bytes(), File::Orgs, Version::V1_2, options, &mut findings)?;
    /// let mut writer = TableWriter::new(Vec::new(), File::Orgs, Version::V1_2, &[])?;
    /// while let Some(record) = reader.next_record(&mut findings)? {
    ///     writer.write_cells(&record)?;
    /// }
    /// assert!(writer.into_inner()?.ends_with(b"\r\no1,,,North,,,\r\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the writer below.
    pub fn write_cells<'a>(&mut self, cells: &impl Cells<'a>) -> io::Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        self.encode_cells(cells, &mut buffer);
        self.buffer = buffer;
        self.rows += 1;
        self.flush_full_buffer()
    }

    /// Appends the bytes that [`write_cells`](Self::write_cells) would write.
    pub(crate) fn encode_cells<'a>(&self, cells: &impl Cells<'a>, bytes: &mut Vec<u8>) {
        let mut positions = (0..self.columns.len()).filter(|&position| self.columns[position]);
        if let Some(first) = positions.next() {
            encode_cell(bytes, cells.cell(first));
        }
        for position in positions {
            bytes.push(b',');
            encode_cell(bytes, cells.cell(position));
        }
        if !self.extensions.is_empty() {
            let metadata = cells.metadata();
            for name in &self.extensions {
                bytes.push(b',');
                encode_cell(bytes, metadata.get(name).unwrap_or_default());
            }
        }
        bytes.extend_from_slice(b"\r\n");
    }

    /// Writes a row that [`encode_cells`](Self::encode_cells) made.
    pub(crate) fn write_encoded(&mut self, row: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(row);
        self.rows += 1;
        self.flush_full_buffer()
    }

    /// Writes a record as it is given: any number of cells, line breaks inside cells kept.
    ///
    /// For test data that breaks the rules of the standard, never those of RFC 4180: the file stays
    /// readable, its records need not fit the header.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_csv::{File, TableWriter};
    /// use oneroster_model::Version;
    ///
    /// let mut writer = TableWriter::new(Vec::new(), File::Orgs, Version::V1_2, &[])?;
    /// writer.write_verbatim(&["o1", "", "two\nlines"])?;
    /// assert!(writer.into_inner()?.ends_with(b"\r\no1,,\"two\nlines\"\r\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the writer below.
    pub fn write_verbatim<S: AsRef<str>>(&mut self, cells: &[S]) -> io::Result<()> {
        for (position, cell) in cells.iter().enumerate() {
            if position > 0 {
                self.buffer.push(b',');
            }
            let cell = cell.as_ref();
            if needs_quotes(cell) {
                self.buffer.push(b'"');
                self.buffer.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                self.buffer.push(b'"');
            } else {
                self.buffer.extend_from_slice(cell.as_bytes());
            }
        }
        self.buffer.extend_from_slice(b"\r\n");
        self.rows += 1;
        self.flush_full_buffer()
    }

    /// Writes what is buffered and returns the writer below.
    ///
    /// # Errors
    ///
    /// The error of the writer below.
    pub fn into_inner(mut self) -> io::Result<W> {
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// The writer below.
    pub(crate) fn entry(&self) -> &W {
        &self.out
    }

    /// Returns the writer below and what is buffered, which was not written.
    pub(crate) fn into_parts(self) -> (W, Vec<u8>) {
        (self.out, self.buffer)
    }

    /// Hands whole blocks of a fixed size on, so that compressed output does not depend on row lengths.
    fn flush_full_buffer(&mut self) -> io::Result<()> {
        while self.buffer.len() >= BUFFER {
            self.out.write_all(&self.buffer[..BUFFER])?;
            self.buffer.drain(..BUFFER);
        }
        Ok(())
    }
}

/// Appends a record with its line end.
pub(crate) fn encode_record<'a>(buffer: &mut Vec<u8>, cells: impl IntoIterator<Item = &'a str>) {
    for (position, cell) in cells.into_iter().enumerate() {
        if position > 0 {
            buffer.push(b',');
        }
        encode_cell(buffer, cell);
    }
    buffer.extend_from_slice(b"\r\n");
}

fn needs_quotes(cell: &str) -> bool {
    cell.bytes().any(|b| matches!(b, b',' | b'"' | b'\r' | b'\n'))
}

/// Appends a cell, quoted where RFC 4180 needs it.
fn encode_cell(buffer: &mut Vec<u8>, cell: &str) {
    if !needs_quotes(cell) {
        buffer.extend_from_slice(cell.as_bytes());
        return;
    }
    buffer.push(b'"');
    let mut bytes = cell.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => buffer.extend_from_slice(b"\"\""),
            b'\r' | b'\n' => {
                while matches!(bytes.peek(), Some(b'\r' | b'\n')) {
                    bytes.next();
                }
                buffer.push(b' ');
            }
            _ => buffer.push(byte),
        }
    }
    buffer.push(b'"');
}
