use std::fs::File;
use std::path::Path;

use crate::Error;

/// Whether what is written has to survive a failure of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// It has to: files, folders and transactions are on the disk before the next step.
    Synced,
    /// It is deleted with the process anyway.
    Temporary,
}

impl Durability {
    /// Makes sure that the contents of a file are on the disk.
    pub(crate) fn sync_file(self, file: &File, path: &Path) -> Result<(), Error> {
        match self {
            Self::Synced => file.sync_all().map_err(|error| Error::io("write to the disk", path, error)),
            Self::Temporary => Ok(()),
        }
    }

    /// Makes sure that the names in a folder are on the disk. Only Unix knows how to ask for it.
    pub(crate) fn sync_folder(self, folder: &Path) -> Result<(), Error> {
        if self == Self::Temporary || !cfg!(unix) {
            return Ok(());
        }
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| Error::io("write the folder to the disk", folder, error))
    }

    /// Returns how SQLite calls it.
    pub(crate) const fn synchronous(self) -> &'static str {
        match self {
            Self::Synced => "FULL",
            Self::Temporary => "OFF",
        }
    }
}
