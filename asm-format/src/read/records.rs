//! The records of a file, one after the other.

use std::io::Read;

use super::cells::Cells;
use super::departure::{Departure, Departures};
use super::lines::{LineEnd, LineError, Lines};
use super::split::{Progress, Splitter};
use crate::dialect::{Delimiter, Escape};

/// Reads records into [`Cells`]; the first one decides on the delimiter.
pub(crate) struct Records<R> {
    lines: Lines<R>,
    splitter: Option<Splitter>,
    escape: Option<Escape>,
    max_bytes: usize,
    pub(crate) cells: Cells,
    /// Physical lines read so far.
    lines_read: u64,
    /// Line on which the current record begins, from 1.
    pub(crate) line: u64,
    /// Whether the file ended inside a quoted value of the current record.
    pub(super) unclosed: bool,
    /// Departures that are about lines rather than cells.
    pub(super) departures: Departures,
}

impl<R: Read> Records<R> {
    pub(crate) fn new(input: R, escape: Option<Escape>, max_bytes: usize) -> Self {
        Self {
            lines: Lines::new(input, max_bytes),
            splitter: None,
            escape,
            max_bytes,
            cells: Cells::default(),
            lines_read: 0,
            line: 0,
            unclosed: false,
            departures: Departures::default(),
        }
    }

    pub(super) fn delimiter(&self) -> Option<Delimiter> {
        self.splitter.map(|splitter| match splitter.delimiter {
            b';' => Delimiter::Semicolon,
            _ => Delimiter::Comma,
        })
    }

    /// Returns where reading stands, for errors: the 1-based line that could not be read.
    pub(crate) fn next_line_number(&self) -> u64 {
        self.lines_read + 1
    }

    /// Reads the next record that is not blank; `false` at the end of the file.
    pub(crate) fn advance(&mut self) -> Result<bool, LineError> {
        self.departures = Departures::default();
        if self.lines_read == 0 && self.lines.skip_byte_order_mark().map_err(LineError::Io)? {
            self.departures.insert(Departure::ByteOrderMark);
        }
        let mut in_record = false;
        loop {
            let Some((line, end)) = self.lines.next_line()? else {
                self.unclosed = in_record;
                if in_record {
                    self.cells.end_open_cell();
                }
                break;
            };
            self.lines_read += 1;
            match end {
                LineEnd::Lf => {}
                LineEnd::Crlf => self.departures.insert(Departure::CrlfLineBreak),
                LineEnd::None => self.departures.insert(Departure::NoFinalLineBreak),
            }
            let escape = self.escape;
            let splitter = *self.splitter.get_or_insert_with(|| Splitter {
                delimiter: detect_delimiter(line),
                backslash: escape != Some(Escape::Doubled),
            });
            let progress = if in_record {
                splitter.go_on(line, &mut self.cells)
            } else {
                self.line = self.lines_read;
                splitter.begin(line, &mut self.cells)
            };
            if progress == Progress::Open {
                if self.cells.size() > self.max_bytes {
                    return Err(LineError::TooLong);
                }
                in_record = true;
            } else if self.cells.are_all_empty() {
                self.departures.insert(Departure::BlankLine);
                in_record = false;
            } else {
                in_record = true;
                break;
            }
        }
        if in_record {
            self.cells.complete();
            self.departures.join(self.cells.departures);
        }
        Ok(in_record)
    }
}

/// Chooses what occurs more often in the header row; column names hold neither.
fn detect_delimiter(header: &[u8]) -> u8 {
    let count = |byte| memchr::memchr_iter(byte, header).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}
