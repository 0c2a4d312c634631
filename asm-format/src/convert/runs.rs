//! Sorted rows on disk: runs in one temporary file, and their merging.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use super::packed_row::{self, PackedRow};
use crate::Error;

/// Bytes of a run that are read at once.
const READ_BYTES: usize = 128 << 10;
/// Bytes that are written at once.
const WRITE_BYTES: usize = 256 << 10;

/// Runs in an anonymous temporary file. It has no name from the start, so that nobody else can read it and
/// nothing stays behind.
#[derive(Debug)]
pub(super) struct Runs {
    file: File,
    /// Where each run ends; the next one begins there.
    ends: Vec<u64>,
}

impl Runs {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, ends: Vec::new() })
    }

    /// Writes packed rows, which have to be sorted, as one run.
    pub(super) fn write<'r>(&mut self, rows: impl Iterator<Item = &'r [u8]>) -> io::Result<()> {
        let mut end = self.ends.last().copied().unwrap_or_default();
        let mut out = BufWriter::with_capacity(WRITE_BYTES, &mut self.file);
        for row in rows {
            out.write_all(row)?;
            end += row.len() as u64;
        }
        out.flush()?;
        drop(out);
        self.ends.push(end);
        Ok(())
    }

    /// Calls `visit` with every row, smallest key first, and among equal ones those of earlier runs first.
    pub(super) fn merge(
        &mut self,
        mut visit: impl FnMut(PackedRow<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut heads = self.heads().map_err(Error::sorting)?;
        while let Some(mut head) = heads.peek_mut() {
            visit(head.run.row())?;
            if !head.advance().map_err(Error::sorting)? {
                PeekMut::pop(head);
            }
        }
        Ok(())
    }

    fn heads(&self) -> io::Result<BinaryHeap<Head>> {
        let mut heads = BinaryHeap::with_capacity(self.ends.len());
        let mut start = 0;
        for (number, &end) in self.ends.iter().enumerate() {
            let run = Run {
                file: self.file.try_clone()?,
                position: start,
                end,
                bytes: vec![0; READ_BYTES],
                row: 0,
                row_length: 0,
                filled: 0,
            };
            let mut head = Head { prefix: 0, number, run: Box::new(run) };
            if head.advance()? {
                heads.push(head);
            }
            start = end;
        }
        Ok(heads)
    }
}

/// The smallest row of a run that was not yet given out.
struct Head {
    prefix: u64,
    number: usize,
    run: Box<Run>,
}

impl Head {
    /// Goes to the next row of the run; false at its end.
    fn advance(&mut self) -> io::Result<bool> {
        let is_there = self.run.advance()?;
        self.prefix = packed_row::prefix(self.run.row().key);
        Ok(is_there)
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
    /// The heap gives the greatest first, so this order is turned around.
    fn cmp(&self, other: &Self) -> Ordering {
        let keys = || other.run.row().key.cmp(self.run.row().key);
        other.prefix.cmp(&self.prefix).then_with(keys).then(other.number.cmp(&self.number))
    }
}

/// A run that is read piece by piece. All runs share one file position, so each read seeks first.
struct Run {
    file: File,
    position: u64,
    end: u64,
    bytes: Vec<u8>,
    /// Where the current row begins in `bytes`, and its length.
    row: usize,
    row_length: usize,
    /// How many of `bytes` are filled.
    filled: usize,
}

impl Run {
    fn row(&self) -> PackedRow<'_> {
        PackedRow::unpack(&self.bytes[self.row..self.row + self.row_length])
    }

    fn advance(&mut self) -> io::Result<bool> {
        self.row += self.row_length;
        self.row_length = 0;
        loop {
            let rest = &self.bytes[self.row..self.filled];
            if let Some(length) = packed_row::length(rest).filter(|&length| length <= rest.len()) {
                self.row_length = length;
                return Ok(true);
            }
            if self.position == self.end {
                return if rest.is_empty() { Ok(false) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
            self.fill()?;
        }
    }

    /// Reads more behind the row that is not complete.
    fn fill(&mut self) -> io::Result<()> {
        self.bytes.copy_within(self.row..self.filled, 0);
        self.filled -= self.row;
        self.row = 0;
        if self.filled == self.bytes.len() {
            self.bytes.resize(2 * self.filled, 0);
        }
        let room = &mut self.bytes[self.filled..];
        let left = usize::try_from(self.end - self.position).unwrap_or(usize::MAX);
        let wanted = room.len().min(left);
        self.file.seek(SeekFrom::Start(self.position))?;
        let count = self.file.read(&mut room[..wanted])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.filled += count;
        self.position += count as u64;
        Ok(())
    }
}
