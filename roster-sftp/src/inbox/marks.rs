//! Which files are not complete. Kept on disk, so that after a crash half an upload is not taken for a whole one.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::jail::RemotePath;

/// The incomplete files of one account: a small file for each, named by a hash of the path.
#[derive(Debug)]
pub(super) struct Marks {
    folder: PathBuf,
    marked: HashSet<RemotePath>,
}

impl Marks {
    /// Reads the marks that are there.
    pub(super) fn read(folder: PathBuf) -> std::io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let mut marked = HashSet::new();
        for entry in fs::read_dir(&folder)? {
            let text = fs::read_to_string(entry?.path())?;
            marked.extend(RemotePath::read(&text).ok());
        }
        Ok(Self { folder, marked })
    }

    pub(super) fn contains(&self, path: &RemotePath) -> bool {
        self.marked.contains(path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &RemotePath> {
        self.marked.iter()
    }

    /// Marks a file as incomplete, before its first byte is changed.
    pub(super) fn add(&mut self, path: &RemotePath) -> std::io::Result<()> {
        if !self.marked.contains(path) {
            fs::write(self.file(path), path.to_string())?;
            self.marked.insert(path.clone());
        }
        Ok(())
    }

    /// Marks a file as complete.
    pub(super) fn remove(&mut self, path: &RemotePath) -> std::io::Result<()> {
        if self.marked.contains(path) {
            match fs::remove_file(self.file(path)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            self.marked.remove(path);
        }
        Ok(())
    }

    fn file(&self, path: &RemotePath) -> PathBuf {
        let hash = Sha256::digest(path.to_string().as_bytes());
        self.folder.join(URL_SAFE_NO_PAD.encode(hash))
    }
}
