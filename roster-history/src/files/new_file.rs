use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// A file that is being written and has no name in the history yet, see [`History::new_file`](crate::History::new_file).
///
/// Readable, writable and seekable, so that a zip can be written straight into it. It becomes part of the history by
/// [`History::adopt`](crate::History::adopt) and vanishes if it is dropped before.
#[derive(Debug)]
pub struct NewFile(pub(crate) NamedTempFile);

impl NewFile {
    /// Returns where it is for the moment, for writers that want a path; they must not replace the file.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Returns the open file.
    pub fn as_file(&self) -> &File {
        self.0.as_file()
    }
}

impl Read for NewFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.as_file_mut().read(buffer)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.as_file_mut().flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.0.as_file_mut().seek(position)
    }
}
