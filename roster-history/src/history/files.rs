use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::files::{FileId, Finished, NewFile};
use crate::{Error, History};

/// Files by contents. A file gets its name when all of it is on the disk, by rename; a process that dies before leaves
/// nothing under a name.
impl History {
    /// Begins a new file, to be written and then [adopted](Self::adopt).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::Write as _;
    ///
    /// let history = roster_history::History::temporary()?;
    /// let mut file = history.new_file()?;
    /// file.write_all(b"PK")?;
    /// let id = history.adopt(file)?;
    /// assert_eq!(std::fs::read(history.file(&id))?, b"PK");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::ReadOnly`], [`Error::StorageFull`].
    pub fn new_file(&self) -> Result<NewFile, Error> {
        self.inner.files.new_file()
    }

    /// Makes a new file part of the history. The caller has flushed whatever it wrote through.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::ReadOnly`], [`Error::StorageFull`]; the new file is gone then.
    pub fn adopt(&self, file: NewFile) -> Result<FileId, Error> {
        self.place(self.inner.files.finish(file)?)
    }

    /// Moves a finished file from elsewhere into the history; copies it if it lies on another disk.
    ///
    /// Nobody may write to it any more.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::Io`], [`Error::ReadOnly`], [`Error::StorageFull`]. The file may be gone then.
    pub fn adopt_file(&self, path: &Path) -> Result<FileId, Error> {
        self.place(self.inner.files.take(path)?)
    }

    /// Copies a file into the history.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::Io`], [`Error::ReadOnly`], [`Error::StorageFull`].
    pub fn store_file(&self, path: &Path) -> Result<FileId, Error> {
        let mut file = File::open(path).map_err(|error| Error::io("read", path, error))?;
        self.place(self.inner.files.write_from(&mut file, path)?)
    }

    /// Copies everything that `input` holds into the history.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if `input` fails, or as in [`store_file`](Self::store_file).
    pub fn store_reader(&self, input: &mut dyn Read) -> Result<FileId, Error> {
        self.place(self.inner.files.write_from(input, Path::new("input"))?)
    }

    /// Returns where a file is, or would be. It must not be written to.
    pub fn file(&self, id: &FileId) -> PathBuf {
        self.inner.files.path(id)
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if the history has no such file, or no longer; [`Error::Io`].
    pub fn open_file(&self, id: &FileId) -> Result<File, Error> {
        let path = self.file(id);
        File::open(&path).map_err(|error| Error::io("open a stored file", &path, error))
    }

    /// Reads a file to its end and returns its size, if it is what it was.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if its contents have changed; [`Error::NotFound`], [`Error::Io`].
    pub fn verify_file(&self, id: &FileId) -> Result<u64, Error> {
        self.inner.files.verify(id)
    }

    fn place(&self, finished: Finished) -> Result<FileId, Error> {
        // The write lock keeps away a process that deletes files nobody refers to.
        self.inner.database.write(|_| Ok(self.inner.files.place(finished)?))
    }
}
