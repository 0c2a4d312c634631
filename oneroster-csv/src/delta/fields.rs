//! Counting which columns changed.

use hashbrown::HashMap;

use super::digest::RowHasher;
use super::summary::FieldChanges;
use crate::table::Table;
use crate::{Cells, TableRecord};

/// Keeps a fingerprint of each cell of the changed rows until the old rows come by.
///
/// Costs four bytes per column and changed row.
pub(super) struct FieldCounter {
    positions: Vec<usize>,
    extensions: Vec<String>,
    cells: Vec<u32>,
    /// Row of the index, and where its cells begin.
    rows: HashMap<usize, usize>,
    counts: Vec<u64>,
}

impl FieldCounter {
    pub(super) fn new(hasher: &RowHasher, extensions: &[String]) -> Self {
        let positions = hasher.positions().to_vec();
        let counts = vec![0; positions.len() + extensions.len()];
        let extensions = extensions.to_vec();
        Self { positions, extensions, cells: Vec::new(), rows: HashMap::new(), counts }
    }

    /// Tells whether rows wait for their old counterpart.
    pub(super) fn is_waiting(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Takes the new cells of a changed row.
    pub(super) fn new_row(&mut self, row: usize, record: &TableRecord<'_>, hasher: &RowHasher) {
        self.rows.insert(row, self.cells.len());
        let metadata = record.metadata();
        self.cells.extend(self.positions.iter().map(|&position| hasher.cell(record.cell(position))));
        let names = self.extensions.iter();
        self.cells.extend(names.map(|name| hasher.cell(metadata.get(name).unwrap_or_default())));
    }

    /// Compares the old cells of a row, if its new ones were taken.
    pub(super) fn old_row(&mut self, row: usize, record: &TableRecord<'_>, hasher: &RowHasher) {
        let Some(start) = self.rows.remove(&row) else { return };
        let metadata = record.metadata();
        let standard = self.positions.iter().map(|&position| record.cell(position));
        let extensions = self.extensions.iter().map(|name| metadata.get(name).unwrap_or_default());
        let new = self.cells.iter().skip(start);
        for ((old, new), count) in standard.chain(extensions).zip(new).zip(&mut self.counts) {
            *count += u64::from(hasher.cell(old) != *new);
        }
    }

    /// Returns the columns that differ in any row.
    pub(super) fn into_changes(self, table: &Table) -> Vec<FieldChanges> {
        let standard = self.positions.iter().filter_map(|&position| table.columns.get(position));
        let names = standard.map(|column| column.name.to_owned()).chain(self.extensions);
        names
            .zip(self.counts)
            .filter(|(_, rows)| *rows > 0)
            .map(|(field, rows)| FieldChanges { field, rows })
            .collect()
    }
}
