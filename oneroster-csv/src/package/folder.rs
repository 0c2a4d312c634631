//! Folders with loose files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::ErrorContext;
use crate::{Error, Limits};

/// A file in a folder; the name is relative to the folder, with `/` between the parts.
#[derive(Debug)]
pub(super) struct FolderEntry {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) size: u64,
}

/// Lists the files of a folder and of the folders directly in it.
///
/// One level is enough to find an enclosing folder, and a folder opened by mistake is not walked.
pub(super) fn list(folder: &Path, limits: &Limits) -> Result<Vec<FolderEntry>, Error> {
    let mut files = Vec::new();
    let mut folders = Vec::new();
    list_one(folder, "", limits, &mut files, &mut folders)?;
    for (path, name) in folders {
        list_one(&path, &format!("{name}/"), limits, &mut files, &mut Vec::new())?;
    }
    files.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

fn list_one(
    folder: &Path,
    prefix: &str,
    limits: &Limits,
    files: &mut Vec<FolderEntry>,
    folders: &mut Vec<(PathBuf, String)>,
) -> Result<(), Error> {
    let failed = |error| Error::from_io(error, "list the folder");
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // Follows links: the folder is the caller's own. A link to nowhere is no file.
        let Ok(metadata) = fs::metadata(entry.path()) else { continue };
        if metadata.is_dir() {
            folders.push((entry.path(), name));
        } else if metadata.is_file() {
            files.push(FolderEntry { name, path: entry.path(), size: metadata.len() });
        }
        if files.len() + folders.len() > limits.max_entries() {
            let message = format!("the folder has more than {} entries", limits.max_entries());
            return Err(Error::LimitExceeded(Box::new(ErrorContext::new(message))));
        }
    }
    Ok(())
}
