//! A sink whose first failure is its last word.

use std::io::{self, Seek, SeekFrom, Write};

/// Passes everything on until the sink fails; from then on nothing reaches it and nothing fails any more.
///
/// The zip writer completes an archive when it is dropped, and complains on standard error where it cannot.
/// After a failure, which was told already, it completes an archive that nobody sees.
#[derive(Debug)]
pub(crate) struct Fused<W> {
    sink: W,
    failed: bool,
    /// Where the sink stands, and how long it is as far as known: what seeks answer after a failure.
    position: u64,
    end: u64,
}

impl<W> Fused<W> {
    pub(crate) fn new(sink: W) -> Self {
        Self { sink, failed: false, position: 0, end: 0 }
    }

    /// Returns the sink, or `None` if it failed.
    pub(crate) fn into_inner(self) -> Option<W> {
        (!self.failed).then_some(self.sink)
    }

    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        // An interrupted call is made again.
        self.failed = result.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        result
    }

    fn stand(&mut self, position: u64) {
        self.position = position;
        self.end = self.end.max(position);
    }
}

impl<W: Write> Write for Fused<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = if self.failed {
            bytes.len()
        } else {
            let written = self.sink.write(bytes);
            let written = self.note(written)?;
            // A sink that takes nothing is full.
            self.failed = written == 0 && !bytes.is_empty();
            written
        };
        self.stand(self.position + written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed {
            return Ok(());
        }
        let flushed = self.sink.flush();
        self.note(flushed)
    }
}

impl<W: Seek> Seek for Fused<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = if self.failed {
            match to {
                SeekFrom::Start(position) => position,
                SeekFrom::Current(offset) => self.position.saturating_add_signed(offset),
                SeekFrom::End(offset) => self.end.saturating_add_signed(offset),
            }
        } else {
            let position = self.sink.seek(to);
            self.note(position)?
        };
        self.stand(position);
        Ok(position)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::io::Cursor;

    use super::*;

    #[test]
    fn first_failure_is_told_and_the_last() {
        let mut space = [0; 4];
        let mut fused = Fused::new(Cursor::new(space.as_mut_slice()));
        fused.write_all(b"abcd").unwrap();
        assert!(fused.write_all(b"e").is_err());
        fused.write_all(b"ef").unwrap();
        fused.flush().unwrap();
        assert_eq!(fused.stream_position().unwrap(), 6);
        assert_eq!(fused.seek(SeekFrom::Start(1)).unwrap(), 1);
        assert_eq!(fused.seek(SeekFrom::End(-2)).unwrap(), 4);
        assert!(fused.into_inner().is_none());
        assert_eq!(&space, b"abcd");
    }

    #[test]
    fn sink_that_never_failed_comes_back() {
        let mut fused = Fused::new(Cursor::new(Vec::new()));
        fused.write_all(b"abcd").unwrap();
        fused.seek(SeekFrom::Start(1)).unwrap();
        fused.write_all(b"x").unwrap();
        assert_eq!(fused.into_inner().unwrap().into_inner(), b"axcd");
    }
}
