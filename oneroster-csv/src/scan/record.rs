use std::fmt;

use super::Anomaly;

/// One record: the cells of a line, borrowed from the scanner.
///
/// Cheap to copy. Quotes are removed, doubled quotes are single; an empty pair of quotes and nothing at
/// all are both the empty text. Blanks around a cell belong to it (RFC 4180).
#[derive(Clone, Copy)]
pub struct Record<'a> {
    pub(super) text: &'a str,
    pub(super) cells: &'a [Span],
    pub(super) about: &'a About,
}

/// Where a cell lies in the text of its record, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What is known about the current record besides its cells.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) number: u64,
    pub(super) line: u64,
    pub(super) byte: u64,
    pub(super) anomalies: Vec<Anomaly>,
}

impl<'a> Record<'a> {
    /// Returns the number of cells; at least one.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Tells whether there is no cell; never so for a record of a [`Scanner`](super::Scanner).
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Returns a cell by its 0-based position.
    pub fn get(&self, position: usize) -> Option<&'a str> {
        let span = self.cells.get(position)?;
        self.text.get(span.start as usize..span.end as usize)
    }

    /// Iterates over the cells.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let record = *self;
        (0..record.len()).map_while(move |position| record.get(position))
    }

    /// Returns the 1-based number of the record in the file; the header is number 1, blank lines do not count.
    pub fn number(&self) -> u64 {
        self.about.number
    }

    /// Returns the 1-based line where the record begins.
    pub fn line(&self) -> u64 {
        self.about.line
    }

    /// Returns the 0-based byte where the record begins; a byte order mark counts.
    pub fn byte(&self) -> u64 {
        self.about.byte
    }

    /// Returns what is odd about the record, in the order of discovery; empty for nearly all.
    pub fn anomalies(&self) -> &'a [Anomaly] {
        &self.about.anomalies
    }
}

impl fmt::Debug for Record<'_> {
    /// Shows the place only: cells hold data of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("line", &self.line())
            .field("cells", &self.len())
            .field("anomalies", &self.anomalies())
            .finish()
    }
}
