//! Where the archive is written to.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::OutputFile;

/// A file that may get its name, one that never will, or none.
#[derive(Debug)]
pub(super) enum Target {
    /// The output.
    Output(OutputFile),
    /// A file without a name, for a dry run.
    Temporary(File),
    /// Nothing was written.
    Nothing,
}

impl Target {
    /// Creates the file of a dry run.
    pub(super) fn temporary() -> Result<Self, Failure> {
        let failed =
            |error| Failure::new("io", Exit::NotGood, "cannot create a temporary file").because(&error);
        tempfile::tempfile().map(Self::Temporary).map_err(failed)
    }

    /// Opens what was written for reading.
    pub(super) fn reopen(&mut self) -> io::Result<impl Read + Seek + Send + 'static> {
        match self {
            Self::Output(file) => file.reopen(),
            Self::Temporary(file) => {
                file.rewind()?;
                file.try_clone()
            }
            Self::Nothing => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Gives the output its name.
    pub(super) fn commit(self) -> Result<(), Failure> {
        match self {
            Self::Output(file) => file.commit(),
            Self::Temporary(_) | Self::Nothing => Ok(()),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Output(file) => file.write(bytes),
            Self::Temporary(file) => file.write(bytes),
            Self::Nothing => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Output(file) => file.flush(),
            Self::Temporary(file) => file.flush(),
            Self::Nothing => Ok(()),
        }
    }
}

impl Seek for Target {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Output(file) => file.seek(position),
            Self::Temporary(file) => file.seek(position),
            Self::Nothing => Ok(0),
        }
    }
}
