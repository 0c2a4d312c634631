//! One record and the rows made of it.

use std::fmt;

use super::cells::Cells;
use super::columns::Columns;
use crate::rows::ReadRow;
use crate::table::AsmFile;

/// A record of one of the six files, borrowed from the reader.
///
/// Values are without white space at their ends; nothing else was changed.
#[derive(Clone, Copy)]
pub struct Record<'r> {
    pub(super) file: AsmFile,
    pub(super) line: u64,
    pub(super) cells: &'r Cells,
    pub(super) columns: &'r Columns,
}

impl<'r> Record<'r> {
    /// Returns the file.
    pub fn file(&self) -> AsmFile {
        self.file
    }

    /// Returns the line on which the record begins; the header is line 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Returns the value of a column by its position in the template, 0-based.
    ///
    /// Empty when the file lacks the column or the record the cell.
    pub fn cell(&self, column: usize) -> &'r str {
        self.columns.cell(column).map_or("", |cell| self.cells.get(cell))
    }

    /// Returns the key of the row.
    pub fn key(&self) -> &'r str {
        self.cell(0)
    }

    /// Returns the position of a template column in the file, 0-based.
    pub fn position(&self, column: usize) -> Option<usize> {
        self.columns.cell(column)
    }

    /// Returns number and value of the repeated columns by number, empty values included.
    pub fn repeated(&self) -> impl Iterator<Item = (usize, &'r str)> + use<'r> {
        self.repeated_cells().map(|(number, _, value)| (number, value))
    }

    /// Returns number, position in the file and value of the repeated columns by number.
    pub(crate) fn repeated_cells(&self) -> impl Iterator<Item = (usize, usize, &'r str)> + use<'r> {
        let cells = self.cells;
        self.columns.repeated().iter().map(move |&(number, cell)| (number, cell, cells.get(cell)))
    }

    /// Returns the record as a row; `None` when the row type belongs to another file.
    ///
    /// Empty values of the repeated column are left out.
    pub fn row<R: ReadRow<'r>>(&self) -> Option<R> {
        (R::FILE == self.file).then(|| R::from_record(self))
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("file", &self.file)
            .field("line", &self.line)
            .field("key", &self.key())
            .finish_non_exhaustive()
    }
}
