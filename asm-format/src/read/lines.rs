//! Bytes to physical lines, with bounds.

use std::io::{self, Read};

use memchr::memchr;

/// How a physical line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    Lf,
    Crlf,
    /// The file ended.
    None,
}

/// What came instead of a line.
#[derive(Debug)]
pub(crate) enum LineError {
    TooLong,
    Io(io::Error),
}

/// Cuts a byte stream at LF, in a buffer that holds at least one line.
pub(super) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    /// The unread part of the buffer.
    start: usize,
    end: usize,
    at_end: bool,
    max_line: usize,
}

const CHUNK: usize = 64 * 1024;

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R, max_line: usize) -> Self {
        Self { input, buffer: vec![0; CHUNK], start: 0, end: 0, at_end: false, max_line }
    }

    /// Reads the next line without its end; `None` at the end of the file.
    pub(super) fn next_line(&mut self) -> Result<Option<(&[u8], LineEnd)>, LineError> {
        let mut searched = 0;
        let length = loop {
            let unread = &self.buffer[self.start..self.end];
            if let Some(position) = memchr(b'\n', &unread[searched..]) {
                break searched + position;
            }
            searched = unread.len();
            if searched > self.max_line {
                return Err(LineError::TooLong);
            }
            if self.at_end {
                if searched == 0 {
                    return Ok(None);
                }
                let start = std::mem::replace(&mut self.start, self.end);
                return Ok(Some((&self.buffer[start..self.end], LineEnd::None)));
            }
            self.fill().map_err(LineError::Io)?;
        };
        if length > self.max_line {
            return Err(LineError::TooLong);
        }
        let line = &self.buffer[self.start..self.start + length];
        self.start += length + 1;
        Ok(Some(match line.strip_suffix(b"\r") {
            Some(line) => (line, LineEnd::Crlf),
            None => (line, LineEnd::Lf),
        }))
    }

    /// Removes a byte order mark from the beginning of the file.
    pub(super) fn skip_byte_order_mark(&mut self) -> io::Result<bool> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        while self.end - self.start < MARK.len() && !self.at_end {
            self.fill()?;
        }
        let found = self.buffer[self.start..self.end].starts_with(MARK);
        if found {
            self.start += MARK.len();
        }
        Ok(found)
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.buffer.len() - self.end < CHUNK / 2 {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(count) => {
                    self.at_end = count == 0;
                    self.end += count;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
