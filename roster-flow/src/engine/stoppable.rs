use std::io::{self, Read, Seek, SeekFrom, Write};

use super::StopSignal;

/// A file that fails when its run is asked to stop: the way to end work that knows of no stop.
#[derive(Debug)]
pub(super) struct Stoppable<F> {
    file: F,
    stop: StopSignal,
}

impl<F> Stoppable<F> {
    pub(super) const fn new(file: F, stop: StopSignal) -> Self {
        Self { file, stop }
    }

    pub(super) fn into_inner(self) -> F {
        self.file
    }

    fn check(&self) -> io::Result<()> {
        match self.stop.requested() {
            None => Ok(()),
            Some(_) => Err(io::Error::other("asked to stop")),
        }
    }
}

impl<F: Read> Read for Stoppable<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        self.file.read(buffer)
    }
}

impl<F: Write> Write for Stoppable<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl<F: Seek> Seek for Stoppable<F> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}
