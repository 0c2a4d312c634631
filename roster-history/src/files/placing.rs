use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use tempfile::TempPath;

use super::{FileId, NewFile};
use crate::Error;
use crate::durability::Durability;

/// Large enough that hashing, not the calls, takes the time.
const BLOCK: usize = 128 * 1024;

/// The folder `files`.
#[derive(Debug)]
pub(crate) struct FileStore {
    folder: PathBuf,
    incoming: PathBuf,
    durability: Durability,
}

impl FileStore {
    pub(crate) fn open(data: &Path, durability: Durability) -> Result<Self, Error> {
        let folder = data.join("files");
        let incoming = folder.join("incoming");
        create_folder(&incoming)?;
        durability.sync_folder(data)?;
        Ok(Self { folder, incoming, durability })
    }

    pub(crate) fn path(&self, id: &FileId) -> PathBuf {
        let name = id.to_string();
        self.folder.join(&name[..2]).join(name)
    }

    pub(crate) fn size(&self, id: &FileId) -> Result<u64, Error> {
        let path = self.path(id);
        let data = fs::metadata(&path).map_err(|error| Error::io("find a stored file", &path, error))?;
        Ok(data.len())
    }

    pub(crate) fn new_file(&self) -> Result<NewFile, Error> {
        let file = tempfile::Builder::new()
            .prefix("new-")
            .tempfile_in(&self.incoming)
            .map_err(|error| Error::io("create a file", &self.incoming, error))?;
        Ok(NewFile(file))
    }

    /// Copies everything that `input` holds; `origin` is for the text of an error in reading.
    pub(crate) fn write_from(&self, input: &mut dyn Read, origin: &Path) -> Result<Finished, Error> {
        let mut file = self.new_file()?;
        let path = file.path().to_owned();
        let mut hasher = Sha256::new();
        let mut block = vec![0; BLOCK];
        loop {
            let length = match input.read(&mut block) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::io("read", origin, error)),
            };
            let bytes = block.get(..length).unwrap_or_default();
            hasher.update(bytes);
            file.write_all(bytes).map_err(|error| Error::io("write", &path, error))?;
        }
        self.synced(file, FileId::from_bytes(hasher.finalize().into()))
    }

    /// Takes a file over that was written before.
    pub(crate) fn finish(&self, mut file: NewFile) -> Result<Finished, Error> {
        let path = file.path().to_owned();
        let id = file
            .rewind()
            .and_then(|()| hash(file.as_file()))
            .map_err(|error| Error::io("read", &path, error))?;
        self.synced(file, id)
    }

    /// Takes a file over that another part of the program wrote elsewhere, by rename where that is possible.
    pub(crate) fn take(&self, origin: &Path) -> Result<Finished, Error> {
        let fail = |error| Error::io("take a file over", origin, error);
        let mut file = File::options().read(true).write(true).open(origin).map_err(fail)?;
        // The name below `incoming` belongs to the file from here on: it is removed if something fails.
        let path = self.new_file()?.0.into_temp_path();
        match fs::rename(origin, &path) {
            Ok(()) => {
                let id = hash(&file).map_err(fail)?;
                self.durability.sync_file(&file, origin)?;
                Ok(Finished { file, path, id })
            }
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let finished = self.write_from(&mut file, origin)?;
                fs::remove_file(origin).map_err(fail)?;
                Ok(finished)
            }
            Err(error) => Err(fail(error)),
        }
    }

    fn synced(&self, file: NewFile, id: FileId) -> Result<Finished, Error> {
        self.durability.sync_file(file.as_file(), file.path())?;
        let (file, path) = file.0.into_parts();
        Ok(Finished { file, path, id })
    }

    /// Gives a finished file its name. The caller holds the write lock of the database, so that nobody deletes the same
    /// name at the same time. An older file of this name is replaced by the same contents: its age begins anew, and
    /// if the disk had damaged it, it is whole again.
    pub(crate) fn place(&self, finished: Finished) -> Result<FileId, Error> {
        let Finished { file, path, id } = finished;
        let target = self.path(&id);
        let fail = |error| Error::io("give a file its name", &target, error);
        let folder = target.parent().unwrap_or(&self.folder);
        create_folder(folder)?;
        self.durability.sync_folder(&self.folder)?;
        file.set_modified(SystemTime::now()).map_err(fail)?;
        path.persist(&target).map_err(|error| fail(error.error))?;
        self.durability.sync_folder(folder)?;
        Ok(id)
    }

    pub(crate) fn verify(&self, id: &FileId) -> Result<u64, Error> {
        let path = self.path(id);
        let fail = |error| Error::io("read a stored file", &path, error);
        let file = File::open(&path).map_err(fail)?;
        if hash(&file).map_err(fail)? != *id {
            return Err(Error::damaged(&path, "the contents do not fit the name"));
        }
        Ok(file.metadata().map_err(fail)?.len())
    }

    /// Lists the stored files that were placed longer than `grace` before `now`.
    pub(crate) fn older_than(&self, grace: Duration, now: SystemTime) -> Result<Vec<FileId>, Error> {
        let mut found = Vec::new();
        for folder in entries(&self.folder)? {
            if folder == self.incoming || !folder.is_dir() {
                continue;
            }
            for path in entries(&folder)? {
                // What has another name than its hash was not put there by us.
                let id = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
                if let Some(id) = id.filter(|_| is_older(&path, grace, now)) {
                    found.push(id);
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Deletes a stored file if it is still old, and returns its size.
    pub(crate) fn delete_older(
        &self,
        id: &FileId,
        grace: Duration,
        now: SystemTime,
    ) -> Result<Option<u64>, Error> {
        delete_older(&self.path(id), grace, now)
    }

    /// Deletes what processes left that died while they wrote; returns number and size.
    pub(crate) fn delete_unfinished(&self, grace: Duration, now: SystemTime) -> Result<(u64, u64), Error> {
        let mut total = (0, 0);
        for path in entries(&self.incoming)? {
            if let Some(bytes) = delete_older(&path, grace, now)? {
                total = (total.0 + 1, total.1 + bytes);
            }
        }
        Ok(total)
    }
}

/// A file that is whole and on the disk, but has no name yet.
#[derive(Debug)]
pub(crate) struct Finished {
    file: File,
    path: TempPath,
    id: FileId,
}

fn hash(mut file: &File) -> io::Result<FileId> {
    let mut hasher = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(FileId::from_bytes(hasher.finalize().into())),
            Ok(length) => hasher.update(block.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Creates a folder that only its owner can enter: rosters are data of children.
pub(crate) fn create_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| Error::io("create the folder", folder, error))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let fail = |error| Error::io("list the folder", folder, error);
    fs::read_dir(folder).map_err(fail)?.map(|entry| Ok(entry.map_err(fail)?.path())).collect()
}

fn is_older(path: &Path, grace: Duration, now: SystemTime) -> bool {
    // A time in the future tells that a clock was changed: the file may be young.
    let age =
        fs::metadata(path).and_then(|data| data.modified()).ok().and_then(|at| now.duration_since(at).ok());
    age.is_some_and(|age| age >= grace)
}

fn delete_older(path: &Path, grace: Duration, now: SystemTime) -> Result<Option<u64>, Error> {
    if !is_older(path, grace, now) {
        return Ok(None);
    }
    let bytes = fs::metadata(path).map_or(0, |data| data.len());
    match fs::remove_file(path) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("delete", path, error)),
    }
}
