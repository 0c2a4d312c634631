use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::Error;

/// The right to serve a data folder; given back when dropped, and by the system when the process dies.
#[derive(Debug)]
pub(super) struct ServeLock {
    _file: File,
}

impl ServeLock {
    /// Takes the lock of a data folder.
    pub(super) fn take(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("serve.lock");
        let unusable = |source| Error::Folder { path: path.clone(), source };
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who holds it is nice to know and no more.
                let _ = file.read_to_string(&mut holder);
                return Err(Error::Locked { folder: folder.to_owned(), process: holder.trim().parse().ok() });
            }
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        file.set_len(0).map_err(unusable)?;
        file.rewind().map_err(unusable)?;
        writeln!(file, "{}", std::process::id()).map_err(unusable)?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn one_server_holds_a_folder_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let first = ServeLock::take(folder.path()).unwrap();
        let error = ServeLock::take(folder.path()).unwrap_err();
        assert_eq!(error.code(), "locked");
        assert!(error.to_string().contains(&format!("(process {})", std::process::id())), "{error}");
        drop(first);
        ServeLock::take(folder.path()).unwrap();
        assert_eq!(ServeLock::take(Path::new("/no/such/folder")).unwrap_err().code(), "folder");
    }
}
