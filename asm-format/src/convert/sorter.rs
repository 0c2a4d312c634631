//! Sorting more rows than memory should hold.
//!
//! Rows are collected in memory up to a limit, sorted and, only then, written to a temporary file as one
//! run; reading merges the runs. A small district never touches the disk.

use super::packed_row::{PackedRow, length, prefix};
use super::runs::Runs;
use crate::Error;

/// Bytes of rows that are held before a run is written.
const RUN_BYTES: usize = 24 << 20;

/// Collects rows with a key and gives them back in bytewise order of the keys; rows with equal keys come
/// in the order in which they went in.
#[derive(Debug)]
pub(super) struct Sorter {
    /// Packed rows in the order in which they came.
    bytes: Vec<u8>,
    rows: Vec<Entry>,
    runs: Option<Runs>,
    limit: usize,
}

/// A row in the buffer: where it is, and the beginning of its key.
#[derive(Clone, Copy, Debug)]
struct Entry {
    prefix: u64,
    start: u32,
}

impl Default for Sorter {
    fn default() -> Self {
        Self::with_limit(RUN_BYTES)
    }
}

impl Sorter {
    pub(super) fn with_limit(limit: usize) -> Self {
        Self { bytes: Vec::new(), rows: Vec::new(), runs: None, limit }
    }

    /// Takes a row.
    pub(super) fn push(&mut self, key: &[u8], payload: &[u8]) -> Result<(), Error> {
        let held = (self.rows.len() + 1) * size_of::<Entry>() + self.bytes.len();
        if held + key.len() + payload.len() > self.limit && !self.rows.is_empty() {
            self.write_run()?;
        }
        self.rows.push(Entry { prefix: prefix(key), start: self.bytes.len() as u32 });
        PackedRow { key, payload }.pack(&mut self.bytes);
        Ok(())
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        let key = |entry: &Entry| PackedRow::unpack(&bytes[entry.start as usize..]).key;
        // Where rows begin tells which came first, so an unstable sort keeps their order.
        self.rows.sort_unstable_by(|a, b| {
            a.prefix.cmp(&b.prefix).then_with(|| key(a).cmp(key(b))).then(a.start.cmp(&b.start))
        });
    }

    fn write_run(&mut self) -> Result<(), Error> {
        self.sort();
        let runs = match &mut self.runs {
            Some(runs) => runs,
            none => none.insert(Runs::new().map_err(Error::sorting)?),
        };
        let bytes = &self.bytes;
        let rows = self.rows.iter().map(|row| {
            let rest = &bytes[row.start as usize..];
            &rest[..length(rest).unwrap_or_default()]
        });
        runs.write(rows).map_err(Error::sorting)?;
        self.bytes.clear();
        self.rows.clear();
        Ok(())
    }

    /// Ends the collection.
    pub(super) fn finish(mut self) -> Result<Sorted, Error> {
        if self.runs.is_none() {
            self.sort();
        } else {
            self.write_run()?;
            self.bytes = Vec::new();
            self.rows = Vec::new();
        }
        Ok(Sorted { sorter: self })
    }
}

/// Sorted rows; can be read any number of times.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    sorter: Sorter,
}

impl Sorted {
    /// Calls `visit` with key and payload of every row.
    pub(super) fn for_each(
        &mut self,
        mut visit: impl FnMut(&[u8], &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Sorter { bytes, rows, runs, .. } = &mut self.sorter;
        if let Some(runs) = runs {
            return runs.merge(|row| visit(row.key, row.payload));
        }
        for entry in rows {
            let row = PackedRow::unpack(&bytes[entry.start as usize..]);
            visit(row.key, row.payload)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
    use super::*;
    use proptest::prelude::*;

    fn sorted(rows: &[(Vec<u8>, Vec<u8>)], limit: usize) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut sorter = Sorter::with_limit(limit);
        for (key, payload) in rows {
            sorter.push(key, payload).unwrap();
        }
        let mut sorted = sorter.finish().unwrap();
        let mut result = Vec::new();
        for _ in 0..2 {
            result.clear();
            sorted
                .for_each(|key, payload| {
                    result.push((key.to_vec(), payload.to_vec()));
                    Ok(())
                })
                .unwrap();
        }
        result
    }

    proptest! {
        #[test]
        fn rows_come_back_in_stable_order_with_and_without_runs(
            rows in prop::collection::vec((prop::collection::vec(0_u8..4, 0..12), any::<Vec<u8>>()), 0..200),
            limit in prop::sample::select(vec![64, 500, 5000, 1 << 20]),
        ) {
            let mut expected = rows.clone();
            expected.sort_by(|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(sorted(&rows, limit), expected);
        }
    }
}
