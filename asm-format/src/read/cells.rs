//! The cells of one record.

use super::departure::{Departure, Departures};

/// Cells that are being read or were read, reused from record to record.
#[derive(Default)]
pub(crate) struct Cells {
    /// The texts while they are put together.
    bytes: Vec<u8>,
    /// The texts when the record is complete; the same memory.
    text: String,
    /// Where the cells lie.
    spans: Vec<(u32, u32)>,
    cell_start: usize,
    pub(super) departures: Departures,
    /// Whether the last line ended with a backslash that escaped nothing in it.
    pub(super) dangling_backslash: bool,
    /// Whether the bytes were no UTF-8, so that the texts hold replacement characters.
    pub(super) invalid_utf8: bool,
}

impl Cells {
    pub(super) fn clear(&mut self) {
        if self.bytes.capacity() == 0 {
            self.bytes = std::mem::take(&mut self.text).into_bytes();
        }
        self.bytes.clear();
        self.text.clear();
        self.spans.clear();
        self.cell_start = 0;
        self.departures = Departures::default();
        self.dangling_backslash = false;
        self.invalid_utf8 = false;
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Returns a cell; empty where the record has none.
    pub(crate) fn get(&self, position: usize) -> &str {
        let span = self.spans.get(position);
        span.and_then(|&(start, end)| self.text.get(start as usize..end as usize)).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|position| self.get(position))
    }

    pub(super) fn are_all_empty(&self) -> bool {
        self.spans.iter().all(|(start, end)| start == end)
    }

    /// Returns how many bytes the record has so far.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Takes a line whose cells need no unescaping.
    pub(super) fn take_plain(&mut self, line: &[u8], delimiter: u8) {
        self.bytes.extend_from_slice(line);
        for position in memchr::memchr_iter(delimiter, line) {
            self.end_cell_at(position, Quoted::No);
            self.cell_start = position + 1;
        }
        self.end_cell(Quoted::No);
    }

    /// Ends the current cell after what was pushed.
    pub(super) fn end_cell(&mut self, quoted: Quoted) {
        self.end_cell_at(self.bytes.len(), quoted);
        self.cell_start = self.bytes.len();
    }

    /// Ends a quoted cell that the file ended in.
    pub(super) fn end_open_cell(&mut self) {
        self.end_cell(Quoted::Yes);
    }

    fn end_cell_at(&mut self, end: usize, quoted: Quoted) {
        let cell = self.bytes.get(self.cell_start..end).unwrap_or_default();
        let (mut start, mut length) = (self.cell_start, cell.len());
        // Identifiers take this way out; the checks below are for names.
        let plain_ends =
            cell.first().is_none_or(|&byte| byte > b' ') && cell.last().is_none_or(|&byte| byte > b' ');
        if !plain_ends {
            let trimmed = cell.trim_ascii_start();
            start += cell.len() - trimmed.len();
            length = trimmed.trim_ascii_end().len();
            self.departures.insert(Departure::SpaceAroundValue);
        }
        if quoted == Quoted::No && self.bytes.get(start..start + length).is_some_and(has_space) {
            self.departures.insert(Departure::QuotesMissing);
        }
        self.spans.push((start as u32, (start + length) as u32));
    }

    /// Goes on in the next line of the file.
    pub(super) fn break_line(&mut self) {
        self.departures.insert(Departure::LineBreakInValue);
        if std::mem::take(&mut self.dangling_backslash) {
            // It was the escape of this line break.
            self.bytes.pop();
        }
        self.bytes.push(b'\n');
    }

    /// Makes text of the bytes; called once per record.
    pub(super) fn complete(&mut self) {
        // Counting, unlike searching, compiles to vector instructions.
        if self.bytes.iter().filter(|&&byte| byte < b' ' && byte != b'\n').count() > 0 {
            self.departures.insert(Departure::ControlCharacter);
        }
        match String::from_utf8(std::mem::take(&mut self.bytes)) {
            Ok(text) => self.text = text,
            Err(error) => self.complete_lossily(error.as_bytes()),
        }
    }

    fn complete_lossily(&mut self, bytes: &[u8]) {
        self.invalid_utf8 = true;
        for span in &mut self.spans {
            let cell = bytes.get(span.0 as usize..span.1 as usize).unwrap_or_default();
            let start = self.text.len() as u32;
            self.text.push_str(&String::from_utf8_lossy(cell));
            *span = (start, self.text.len() as u32);
        }
    }
}

/// Whether a cell stood in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    No,
    Yes,
}

fn has_space(cell: &[u8]) -> bool {
    memchr::memchr(b' ', cell).is_some()
}
