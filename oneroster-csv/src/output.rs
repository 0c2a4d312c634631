//! Files that appear complete or not at all.

use std::fs;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Error;

/// Writes go to the disk in pieces of this size.
const BUFFER: usize = 256 * 1024;

/// A file that gets its name only when it is complete.
///
/// Bytes go to a temporary file in the target's folder. [`commit`](Self::commit) writes them through to
/// the disk and renames the file, which replaces an existing one in one step; dropping without a commit
/// removes the temporary file and leaves an existing target as it was. A process that is killed leaves
/// at most a file named `.tmp…` behind.
///
/// The target gets the permissions of the file that it replaces, or those of any new file.
///
/// # Examples
///
/// ```
/// use std::io::Write;
/// use oneroster_csv::output::AtomicFile;
///
/// # let folder = tempfile::tempdir()?;
/// let target = folder.path().join("orgs.csv");
/// let mut file = AtomicFile::create(&target)?;
/// file.write_all(b"sourcedId\r\n")?;
/// assert!(!target.exists());
/// file.commit()?;
/// assert_eq!(std::fs::read(&target)?, b"sourcedId\r\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl AtomicFile {
    /// Creates the temporary file.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] or [`Error::StorageFull`], naming the target: its folder does not exist or cannot be
    /// written, or the target is a folder.
    pub fn create(target: impl Into<PathBuf>) -> Result<Self, Error> {
        let target = target.into();
        let failed = |error| Error::from_io(error, "create the file").at_path(&target);
        if target.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let mut builder = tempfile::Builder::new();
        set_permissions(&mut builder, &target);
        let file = builder.tempfile_in(folder_of(&target)).map_err(failed)?;
        Ok(Self { writer: BufWriter::with_capacity(BUFFER, file), target })
    }

    /// Returns the path that the file will have.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Returns the path of the temporary file, for those who end the process without dropping this.
    pub fn temporary(&self) -> &Path {
        self.writer.get_ref().path()
    }

    /// Writes everything through to the disk and gives the file its name.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] or [`Error::StorageFull`], naming the target. The target is as it was before then.
    pub fn commit(self) -> Result<(), Error> {
        let Self { writer, target } = self;
        let failed = |error| Error::from_io(error, "write the file").at_path(&target);
        let file = writer.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&target).map_err(|error| failed(error.error))?;
        sync_folder(folder_of(&target)).map_err(failed)
    }

    fn failed(&self, error: io::Error) -> io::Error {
        Error::from_io(error, "write the file").at_path(&self.target).into_io()
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes).map_err(|error| self.failed(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush().map_err(|error| self.failed(error))
    }
}

impl Seek for AtomicFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.writer.seek(position).map_err(|error| self.failed(error))
    }
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Temporary files are private by default; the target is to have the permissions of an ordinary file.
#[cfg(unix)]
fn set_permissions(builder: &mut tempfile::Builder<'_, '_>, target: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // The process's mask is applied to the permissions of a new file.
    let permissions = fs::metadata(target).map(|metadata| metadata.permissions());
    builder.permissions(permissions.unwrap_or_else(|_| fs::Permissions::from_mode(0o666)));
}

/// Elsewhere the folder decides.
#[cfg(not(unix))]
fn set_permissions(_: &mut tempfile::Builder<'_, '_>, _: &Path) {}

/// Makes the rename last; only Unix can do that for a folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn dropped_file_leaves_the_old_one_and_no_rest() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.zip");
        fs::write(&target, "old").unwrap();
        let mut file = AtomicFile::create(&target).unwrap();
        file.write_all(&vec![b'x'; BUFFER + 1]).unwrap();
        drop(file);
        assert_eq!(fs::read(&target).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn commit_replaces_the_old_file_and_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.zip");
        fs::write(&target, "old").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        }
        let mut file = AtomicFile::create(&target).unwrap();
        file.write_all(b"xew").unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.write_all(b"n").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
        }
    }

    #[test]
    fn errors_name_the_target() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("no/such/out.zip");
        for target in [missing.as_path(), folder.path()] {
            let error = AtomicFile::create(target).unwrap_err();
            assert_eq!(error.path(), Some(target));
            assert_eq!(error.to_string(), format!("{}: could not create the file", target.display()));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn full_disk_is_told_as_such() {
        // A device that has no space left, ever.
        let device = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = Error::from_io((&device).write_all(b"x").unwrap_err(), "write the file");
        assert_eq!(error.code(), "storage_full");
    }
}
