//! Sorting more rows than memory should hold.
//!
//! Rows are collected in memory up to a limit, sorted and, only then, written to an anonymous temporary
//! file as one run; reading merges the runs. A small district never touches the disk. The temporary file
//! has no name from the start, so that nobody else can read it and nothing stays behind.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use crate::Error;

/// Bytes of rows that are held before a run is written.
const RUN_BYTES: usize = 24 << 20;
/// Buffer of each run while the runs are merged.
const MERGE_BUFFER: usize = 128 << 10;

/// Collects rows with a key and gives them back in bytewise order of the keys; rows with equal keys come
/// in the order in which they went in.
#[derive(Debug)]
pub(super) struct Sorter {
    bytes: Vec<u8>,
    rows: Vec<Entry>,
    runs: Vec<Run>,
    file: Option<File>,
    written: u64,
    limit: usize,
}

/// A row in the buffer: where it is, and the first eight bytes of its key, which decide most comparisons.
#[derive(Clone, Copy, Debug)]
struct Entry {
    prefix: u64,
    start: u32,
    key: u16,
    payload: u32,
}

#[derive(Debug)]
struct Run {
    start: u64,
    end: u64,
}

impl Default for Sorter {
    fn default() -> Self {
        Self::with_limit(RUN_BYTES)
    }
}

impl Sorter {
    pub(super) fn with_limit(limit: usize) -> Self {
        Self { bytes: Vec::new(), rows: Vec::new(), runs: Vec::new(), file: None, written: 0, limit }
    }

    /// Takes a row. Keys longer than 65,535 bytes do not occur: records are limited to 1 MiB and keys are
    /// identifiers, whose excess is cut here without changing the payload.
    pub(super) fn push(&mut self, key: &[u8], payload: &[u8]) -> Result<(), Error> {
        let size = std::mem::size_of::<Entry>();
        if (self.rows.len() + 1) * size + self.bytes.len() + key.len() + payload.len() > self.limit
            && !self.rows.is_empty()
        {
            self.write_run().map_err(Error::sorting)?;
        }
        let key = &key[..key.len().min(usize::from(u16::MAX))];
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(payload);
        self.rows.push(Entry {
            prefix: prefix(key),
            start,
            key: key.len() as u16,
            payload: payload.len() as u32,
        });
        Ok(())
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        self.rows
            .sort_by(|a, b| a.prefix.cmp(&b.prefix).then_with(|| key_of(bytes, a).cmp(key_of(bytes, b))));
    }

    fn write_run(&mut self) -> io::Result<()> {
        self.sort();
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        let start = self.written;
        let mut out = io::BufWriter::with_capacity(1 << 20, &mut *file);
        for row in &self.rows {
            out.write_all(&row.key.to_le_bytes())?;
            out.write_all(&row.payload.to_le_bytes())?;
            let end = row.start as usize + usize::from(row.key) + row.payload as usize;
            out.write_all(&self.bytes[row.start as usize..end])?;
            self.written += 6 + u64::from(row.key) + u64::from(row.payload);
        }
        out.flush()?;
        drop(out);
        self.runs.push(Run { start, end: self.written });
        self.bytes.clear();
        self.rows.clear();
        Ok(())
    }

    /// Ends the collection.
    pub(super) fn finish(mut self) -> Result<Sorted, Error> {
        if self.runs.is_empty() {
            self.sort();
        } else {
            if !self.rows.is_empty() {
                self.write_run().map_err(Error::sorting)?;
            }
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
        let sorter = &mut self.sorter;
        let Some(file) = &mut sorter.file else {
            for row in &sorter.rows {
                let key = key_of(&sorter.bytes, row);
                let start = row.start as usize + key.len();
                visit(key, &sorter.bytes[start..start + row.payload as usize])?;
            }
            return Ok(());
        };
        let mut heap = BinaryHeap::with_capacity(sorter.runs.len());
        for (number, run) in sorter.runs.iter().enumerate() {
            let section = Section {
                file: file.try_clone().map_err(Error::sorting)?,
                position: run.start,
                end: run.end,
            };
            let reader = BufReader::with_capacity(MERGE_BUFFER, section);
            let mut head = Head { key: Vec::new(), payload: Vec::new(), number, reader };
            if head.advance().map_err(Error::sorting)? {
                heap.push(head);
            }
        }
        while let Some(mut head) = heap.peek_mut() {
            visit(&head.key, &head.payload)?;
            if !head.advance().map_err(Error::sorting)? {
                std::collections::binary_heap::PeekMut::pop(head);
            }
        }
        Ok(())
    }
}

/// A part of the temporary file. All parts share one file position, so each read seeks first.
struct Section {
    file: File,
    position: u64,
    end: u64,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.position).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        self.file.seek(SeekFrom::Start(self.position))?;
        let read = self.file.read(&mut buffer[..wanted])?;
        self.position += read as u64;
        Ok(read)
    }
}

/// The smallest row of a run that was not yet given out.
struct Head {
    key: Vec<u8>,
    payload: Vec<u8>,
    number: usize,
    reader: BufReader<Section>,
}

impl Head {
    fn advance(&mut self) -> io::Result<bool> {
        let section = self.reader.get_ref();
        if section.position == section.end && self.reader.buffer().is_empty() {
            return Ok(false);
        }
        let mut lengths = [0; 6];
        self.reader.read_exact(&mut lengths)?;
        let key = u16::from_le_bytes([lengths[0], lengths[1]]);
        let payload = u32::from_le_bytes([lengths[2], lengths[3], lengths[4], lengths[5]]);
        self.key.resize(usize::from(key), 0);
        self.reader.read_exact(&mut self.key)?;
        self.payload.resize(payload as usize, 0);
        self.reader.read_exact(&mut self.payload)?;
        Ok(true)
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head {
    /// The heap gives the greatest first, so this order is turned around; earlier runs win among equals.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key).then(other.number.cmp(&self.number))
    }
}

fn prefix(key: &[u8]) -> u64 {
    let mut first = [0; 8];
    let length = key.len().min(8);
    first[..length].copy_from_slice(&key[..length]);
    u64::from_be_bytes(first)
}

fn key_of<'a>(bytes: &'a [u8], row: &Entry) -> &'a [u8] {
    &bytes[row.start as usize..row.start as usize + usize::from(row.key)]
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
