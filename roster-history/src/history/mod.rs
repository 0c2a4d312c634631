use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::Error;
use crate::durability::Durability;
use crate::files::{FileStore, create_folder};
use crate::store::Database;

mod files;
mod reading;
mod retaining;
mod writing;

/// The history of a data folder: the database `history.sqlite` and the files under `files/`.
///
/// Cheap to clone, and usable from several threads and several processes at once. Every method is blocking and, if it
/// writes, one transaction: all of it is on the disk when it returns, or nothing of it. Times come from the caller,
/// in UTC or not, and are kept in UTC to the microsecond.
///
/// The state of a run is guarded: what its state does not allow is refused with
/// [`Error::Conflict`](crate::Error::Conflict), whichever process asks, and changes nothing.
///
/// # Examples
///
/// ```
/// use roster_history::{History, NewRun, RunFilter, RunStatus, Trigger};
/// use time::macros::datetime;
///
/// let history = History::temporary()?;
/// let run = history.create_run(&NewRun::new("nightly", Trigger::Manual), datetime!(2026-08-18 02:30 UTC))?;
/// let waiting = history.runs(&RunFilter::new().with_status(RunStatus::Waiting))?;
/// assert_eq!(waiting[0].id, run);
/// # Ok::<(), roster_history::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct History {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    database: Database,
    files: FileStore,
    /// Deletes the folder of a temporary history.
    _temporary: Option<TempDir>,
}

impl History {
    /// Opens the history in `folder`; creates folder and database if they are not there.
    ///
    /// Checks the database (`PRAGMA quick_check`, which reads all of it) and brings one of an older version to this one.
    /// Folders and files are readable for their owner only. The folder is on a local disk: SQLite's log does not
    /// work over a network.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] for a damaged database or a foreign one, [`Error::Newer`] for one of a newer version; both leave
    /// everything as it is. [`Error::ReadOnly`], [`Error::StorageFull`], [`Error::Busy`] and [`Error::Io`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        Self::open_in(folder, None)
    }

    /// Opens a new history in a folder that is deleted with the last clone; nothing waits for the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] and its like if the system has no room for it.
    pub fn temporary() -> Result<Self, Error> {
        let system = std::env::temp_dir();
        let folder = tempfile::tempdir().map_err(|error| Error::io("create a folder", &system, error))?;
        let path = folder.path().to_owned();
        Self::open_in(&path, Some(folder))
    }

    fn open_in(folder: &Path, temporary: Option<TempDir>) -> Result<Self, Error> {
        let durability = if temporary.is_some() { Durability::Temporary } else { Durability::Synced };
        create_folder(folder)?;
        let database = Database::open(&folder.join("history.sqlite"), durability)?;
        let files = FileStore::open(folder, durability)?;
        let inner = Inner { folder: folder.to_owned(), database, files, _temporary: temporary };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Returns the data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }
}
