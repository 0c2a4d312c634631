//! The key by which clients know the inbox: made once and kept.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, PrivateKey};

use crate::error::{Error, Failure};
use crate::secret::Secret;

/// Reads the key, or makes an Ed25519 key and keeps it for the owner alone.
pub(super) fn load_or_make(path: &Path) -> Result<PrivateKey, Error> {
    let failure = |detail: &str| Failure::new(format!("{} {detail}", path.display()));
    match fs::read_to_string(path) {
        Ok(text) => {
            let text = Secret::new(text);
            // The source is left out: it may repeat parts of the key.
            PrivateKey::from_openssh(text.expose()).map_err(|_| {
                Error::Folder(Box::new(failure("is not a private key in OpenSSH format").advise(
                    "restore the file from a backup; if it is deleted a new key is made, and every client has to trust it anew",
                )))
            })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519)
                .map_err(|error| Error::Folder(Box::new(failure("cannot be made").caused_by(error))))?;
            write(path, &key)
                .map_err(|error| Error::Folder(Box::new(failure("cannot be written").caused_by(error))))?;
            Ok(key)
        }
        Err(error) => Err(Error::Folder(Box::new(failure("cannot be read").caused_by(error)))),
    }
}

fn write(path: &Path, key: &PrivateKey) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let text = key.to_openssh(LineEnding::LF).map_err(std::io::Error::other)?;
    let mut file = tempfile::Builder::new().prefix(".host_key").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    // Never over a key that another process made at the same moment.
    file.persist_noclobber(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn key_is_made_once_kept_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("host_key");
        let made = load_or_make(&path).unwrap();
        let read = load_or_make(&path).unwrap();
        assert_eq!(made.public_key().key_data(), read.public_key().key_data());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "damaged").unwrap();
        assert!(matches!(load_or_make(&path), Err(Error::Folder(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "damaged");
    }
}
