//! The file of accounts on disk.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::error::{Error, Failure};

const HEADING: &str = "# Accounts of the SFTP inbox. Passwords are kept as argon2id hashes.\n\n";

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(default)]
    pub(super) accounts: BTreeMap<String, Entry>,
}

/// One account: either a password or keys.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(with = "time::serde::rfc3339")]
    pub(super) created: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) changed: OffsetDateTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) keys: Vec<String>,
}

/// What tells one state of the file from another without reading it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    /// Every writing makes a new file, so two states within one tick of the clock differ here.
    inode: u64,
}

impl Stamp {
    /// Looks at the file; nothing when there is none.
    pub(super) fn of(path: &Path) -> Result<Option<Self>, Error> {
        match fs::metadata(path) {
            Ok(metadata) => {
                #[cfg(unix)]
                let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
                #[cfg(not(unix))]
                let inode = 0;
                Ok(Some(Self { modified: metadata.modified().ok(), length: metadata.len(), inode }))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unusable(path, "cannot be read", error)),
        }
    }
}

/// Reads the file; one that does not exist has no accounts.
pub(super) fn read(path: &Path) -> Result<Table, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Table::default()),
        Err(error) => return Err(unusable(path, "cannot be read", error)),
    };
    toml::from_str(&text).map_err(|error| {
        // The text of the error quotes the line, which may hold a hash: position and reason are enough.
        let line =
            error.span().and_then(|span| text.get(..span.start)).map_or(1, |it| it.matches('\n').count() + 1);
        let detail = format!("{}, line {line}: {}", path.display(), error.message());
        Error::Accounts(Box::new(
            Failure::new(detail).advise("correct the line, or restore the file from a backup"),
        ))
    })
}

/// Changes the file: no other process changes it meanwhile, and it is replaced as a whole.
pub(super) fn change<T>(path: &Path, work: impl FnOnce(&mut Table) -> Result<T, Error>) -> Result<T, Error> {
    let folder = folder_of(path);
    fs::create_dir_all(&folder).map_err(|error| unusable(&folder, "cannot be made", error))?;
    let lock_path = path.with_extension("lock");
    let lock = private(&lock_path).map_err(|error| unusable(&lock_path, "cannot be opened", error))?;
    lock.lock().map_err(|error| unusable(&lock_path, "cannot be locked", error))?;
    let mut table = read(path)?;
    let value = work(&mut table)?;
    let text = toml::to_string(&table)
        .map_err(|error| Error::Accounts(Box::new(Failure::new("").caused_by(error))))?;
    write(path, &folder, &format!("{HEADING}{text}"))
        .map_err(|error| unusable(path, "cannot be written", error))?;
    Ok(value)
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Opens a file for the owner alone.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes beside the file and renames; temporary files are made for the owner alone (mode 0600).
fn write(path: &Path, folder: &Path, text: &str) -> std::io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".accounts").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn unusable(path: &Path, what: &str, error: std::io::Error) -> Error {
    Error::Accounts(Box::new(Failure::new(format!("{} {what}", path.display())).caused_by(error)))
}
