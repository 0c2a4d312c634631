//! The buffer between the reader and the scanner.

use std::io::{self, Read};

use memchr::memchr3;

/// First size of the buffer; it grows only for a record that is longer.
const INITIAL_BYTES: usize = 256 * 1024;

/// Bytes that were read and not yet consumed, in one piece.
#[derive(Debug)]
pub(super) struct Input<R> {
    reader: R,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    /// Everything in `start..special` is free of special bytes; what follows was not looked at.
    special: usize,
}

impl<R: Read> Input<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, bytes: Vec::new(), start: 0, end: 0, at_end: false, special: 0 }
    }

    pub(super) fn into_reader(self) -> R {
        self.reader
    }

    pub(super) fn available(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.start += count;
        debug_assert!(self.start <= self.end, "only what is available can be consumed");
        self.special = self.special.max(self.start);
    }

    /// Reads more and returns whether anything came; the end is remembered.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        if self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            self.special -= self.start;
            self.end -= self.start;
            self.start = 0;
        }
        if self.bytes.is_empty() {
            // Fresh pages come zeroed from the system; small files never touch most of them.
            self.bytes = vec![0; INITIAL_BYTES];
        } else if self.end == self.bytes.len() {
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        loop {
            match self.reader.read(&mut self.bytes[self.end..]) {
                Ok(count) => {
                    self.at_end = count == 0;
                    self.end += count;
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Tells whether none of the first `length` bytes is a quote, a carriage return or NUL.
    ///
    /// The search runs ahead to the next such byte, so a file without any is searched once per buffer.
    pub(super) fn is_plain(&mut self, length: usize) -> bool {
        let limit = self.start + length;
        if self.special < limit {
            let found = memchr3(b'"', b'\r', 0, &self.bytes[self.special..self.end]);
            self.special = found.map_or(self.end, |position| self.special + position);
        }
        self.special >= limit
    }
}
