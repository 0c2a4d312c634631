//! Output files: complete under their name, or not there at all.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use oneroster_csv::output::AtomicFile;

use crate::failure::Failure;
use crate::interrupt::{self, Unfinished};

/// A file that gets its name in [`commit`](Self::commit) and leaves nothing behind without it, be it
/// dropped or the process interrupted.
#[derive(Debug)]
pub(crate) struct OutputFile {
    file: AtomicFile,
    unfinished: Unfinished,
}

impl OutputFile {
    /// Begins a file. Done before the work, so that a wrong path is known early.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let hold = interrupt::hold();
        let file = AtomicFile::create(path)?;
        let unfinished = hold.unfinished(file.temporary().to_owned());
        Ok(Self { file, unfinished })
    }

    /// Opens what was written so far for reading.
    pub(crate) fn reopen(&mut self) -> io::Result<File> {
        self.file.flush()?;
        File::open(self.file.temporary())
    }

    /// Writes everything through to the disk and gives the file its name.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        let Self { file, unfinished } = self;
        let hold = interrupt::hold();
        let committed = file.commit();
        drop(hold);
        drop(unfinished);
        Ok(committed?)
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for OutputFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}
