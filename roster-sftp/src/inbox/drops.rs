//! The hand-over folder: what was uploaded completely and waits for being taken.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::macros::format_description;

use super::jail::RemotePath;
use super::settings::drops_folder;
use crate::accounts::AccountName;
use crate::error::{Error, Failure};

/// The list of what a drop consists of, written before anything is moved.
const LIST: &str = "drop.toml";
const FILES: &str = "files";
/// Drops that are being put together have a dot before their name, taken ones this.
const IN_THE_MAKING: &str = ".";
const TAKEN: &str = ".taken-";

/// What a drop consists of.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DropKind {
    /// One zip file. Whether it can be read as one is not known yet.
    Zip,
    /// The CSV files of one folder.
    Csv,
}

/// A file of a drop.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DroppedFile {
    /// The name it was uploaded under, without folders.
    pub name: String,
    /// Where it is. Nothing changes it there.
    pub path: PathBuf,
    /// Bytes.
    pub bytes: u64,
}

/// A complete upload: a zip, or a set of CSV files.
///
/// Its files are in a folder of their own, out of reach for the client, until [`finish`](Self::finish) is
/// called. A drop that is not finished is handed over again when the inbox starts the next time, with the
/// same [`id`](Self::id). So that nothing is processed twice after a crash, note the id in the same step as
/// what comes of the drop, and finish a drop whose id is noted already.
///
/// # Examples
///
/// ```no_run
/// use roster_sftp::FileDrop;
///
/// # fn store(path: &std::path::Path) {}
/// // Without a running inbox: what waits in its folder.
/// for drop in FileDrop::waiting("roster-data/inbox".as_ref())? {
///     for file in drop.files() {
///         store(&file.path);
///     }
///     drop.finish()?;
/// }
/// # Ok::<(), roster_sftp::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FileDrop {
    account: AccountName,
    id: String,
    kind: DropKind,
    received: OffsetDateTime,
    folder: PathBuf,
    files: Vec<DroppedFile>,
}

#[derive(Debug, Deserialize, Serialize)]
struct List {
    kind: DropKind,
    #[serde(with = "time::serde::rfc3339")]
    received: OffsetDateTime,
    files: Vec<Listed>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Listed {
    from: String,
    name: String,
}

impl FileDrop {
    /// Returns the account that sent it.
    pub const fn account(&self) -> &AccountName {
        &self.account
    }

    /// Returns the name of the drop: unique, and in the order of time.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns what it consists of.
    pub const fn kind(&self) -> DropKind {
        self.kind
    }

    /// Returns when it was complete, UTC.
    pub const fn received(&self) -> OffsetDateTime {
        self.received
    }

    /// Returns the files by name: one for a zip, at least one for CSV.
    pub fn files(&self) -> &[DroppedFile] {
        &self.files
    }

    /// Removes the drop; it is not handed over again. A drop that is gone already is no error.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when the folder cannot be removed.
    pub fn finish(&self) -> Result<(), Error> {
        let taken = self.folder.with_file_name(format!("{TAKEN}{}", self.id));
        // Renamed first: when the removal is cut short, half a drop must not look like a whole one.
        match fs::rename(&self.folder, &taken) {
            Ok(()) => fs::remove_dir_all(&taken).map_err(|error| unusable(&taken, error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(unusable(&self.folder, error)),
        }
    }

    /// Lists the drops of all accounts that wait in the folder of an inbox, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when a folder or a list cannot be read.
    pub fn waiting(inbox: &Path) -> Result<Vec<Self>, Error> {
        let mut all = Vec::new();
        for name in names_in(&drops_folder(inbox))? {
            if let Ok(account) = name.parse::<AccountName>() {
                all.extend(HandOver::new(&account, drops_folder(inbox).join(&name)).waiting()?);
            }
        }
        all.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(all)
    }
}

/// The hand-over folder of one account.
#[derive(Clone, Debug)]
pub(super) struct HandOver {
    account: AccountName,
    folder: PathBuf,
}

impl HandOver {
    pub(super) fn new(account: &AccountName, folder: PathBuf) -> Self {
        Self { account: account.clone(), folder }
    }

    /// Moves files out of the account's folder and makes them a drop. It exists from the last step on, and
    /// then as a whole.
    pub(super) fn take(&self, kind: DropKind, files: &[(RemotePath, PathBuf)]) -> Result<FileDrop, Error> {
        let id = new_id()?;
        let making = self.folder.join(format!("{IN_THE_MAKING}{id}"));
        let list = List {
            kind,
            received: OffsetDateTime::now_utc(),
            files: files
                .iter()
                .map(|(from, _)| Listed {
                    from: from.to_string(),
                    name: from.name().unwrap_or_default().to_owned(),
                })
                .collect(),
        };
        let work = || -> std::io::Result<()> {
            fs::create_dir_all(making.join(FILES))?;
            let text = toml::to_string(&list).map_err(std::io::Error::other)?;
            let mut file = File::create(making.join(LIST))?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            for ((_, place), listed) in files.iter().zip(&list.files) {
                fs::rename(place, making.join(FILES).join(&listed.name))?;
            }
            Ok(())
        };
        if let Err(error) = work() {
            // Back to where they were, so that trying again takes all of them.
            for ((_, place), listed) in files.iter().zip(&list.files) {
                if !place.exists() {
                    let _ = fs::rename(making.join(FILES).join(&listed.name), place);
                }
            }
            // Only when nothing is left in it; else the next start completes it.
            if fs::remove_dir(making.join(FILES)).is_ok() {
                let _ = fs::remove_dir_all(&making);
            }
            return Err(unusable(&making, error));
        }
        self.complete(&id)
    }

    /// The last step: gives a drop in the making its name.
    fn complete(&self, id: &str) -> Result<FileDrop, Error> {
        let (making, ready) = (self.folder.join(format!("{IN_THE_MAKING}{id}")), self.folder.join(id));
        let work = || -> std::io::Result<()> {
            sync(&making.join(FILES))?;
            sync(&making)?;
            fs::rename(&making, &ready)?;
            sync(&self.folder)
        };
        work().map_err(|error| unusable(&making, error))?;
        self.read(id)
    }

    /// Brings to an end what a killed process left. `locate` says where a file is in the account's folder,
    /// if it is there and complete.
    pub(super) fn recover(&self, locate: impl Fn(&str) -> Option<PathBuf>) -> Result<(), Error> {
        for name in names_in(&self.folder)? {
            let place = self.folder.join(&name);
            if name.starts_with(TAKEN) {
                fs::remove_dir_all(&place).map_err(|error| unusable(&place, error))?;
            } else if let Some(id) = name.strip_prefix(IN_THE_MAKING) {
                let files = place.join(FILES);
                for listed in read_list(&place).map(|it| it.files).unwrap_or_default() {
                    let to = files.join(&listed.name);
                    if !to.exists()
                        && let Some(from) = locate(&listed.from)
                    {
                        fs::rename(&from, &to).map_err(|error| unusable(&from, error))?;
                    }
                }
                if names_in(&files)?.is_empty() {
                    fs::remove_dir_all(&place).map_err(|error| unusable(&place, error))?;
                } else {
                    self.complete(id)?;
                }
            }
        }
        Ok(())
    }

    /// Lists the complete drops, oldest first.
    pub(super) fn waiting(&self) -> Result<Vec<FileDrop>, Error> {
        self.ids()?.iter().map(|id| self.read(id)).collect()
    }

    /// Counts the complete drops.
    pub(super) fn count(&self) -> usize {
        self.ids().map_or(0, |ids| ids.len())
    }

    fn ids(&self) -> Result<Vec<String>, Error> {
        let mut names = names_in(&self.folder)?;
        names.retain(|name| !name.starts_with(IN_THE_MAKING));
        Ok(names)
    }

    /// Reads a complete drop. Its list may be damaged, its files count all the same.
    fn read(&self, id: &str) -> Result<FileDrop, Error> {
        let folder = self.folder.join(id);
        let mut files = Vec::new();
        for name in names_in(&folder.join(FILES))? {
            let path = folder.join(FILES).join(&name);
            let bytes = fs::metadata(&path).map_err(|error| unusable(&path, error))?.len();
            files.push(DroppedFile { name, path, bytes });
        }
        let (kind, received) = match read_list(&folder) {
            Ok(list) => (list.kind, list.received),
            Err(error) => {
                tracing::warn!(account = %self.account, id, %error, "inbox.list_of_drop_damaged");
                let is_csv = |file: &DroppedFile| {
                    Path::new(&file.name).extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"))
                };
                let kind = if files.iter().all(is_csv) { DropKind::Csv } else { DropKind::Zip };
                let modified = fs::metadata(&folder).and_then(|it| it.modified());
                (kind, modified.map_or(OffsetDateTime::UNIX_EPOCH, OffsetDateTime::from))
            }
        };
        Ok(FileDrop { account: self.account.clone(), id: id.to_owned(), kind, received, folder, files })
    }
}

fn read_list(folder: &Path) -> Result<List, Error> {
    let path = folder.join(LIST);
    let text = fs::read_to_string(&path).map_err(|error| unusable(&path, error))?;
    toml::from_str(&text).map_err(|error| unusable(&path, error))
}

/// Returns the names in a folder in order; a folder that is missing is empty.
fn names_in(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unusable(folder, error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unusable(folder, error))?;
        names.extend(entry.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

fn new_id() -> Result<String, Error> {
    let format = format_description!("[year][month][day]T[hour][minute][second].[subsecond digits:9]Z");
    let wrong = |detail: &str| Error::Folder(Box::new(Failure::new(detail)));
    let time = OffsetDateTime::now_utc()
        .format(format)
        .map_err(|_| wrong("the clock shows no year of four digits"))?;
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|_| wrong("the system gives no random numbers"))?;
    Ok(format!("{time}-{:08x}", u32::from_be_bytes(bytes)))
}

/// Makes names in a folder durable.
#[cfg(unix)]
fn sync(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Folders cannot be synced on other systems.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn sync(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

fn unusable(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Folder(Box::new(Failure::new(path.display().to_string()).caused_by(error)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    struct Place {
        folder: tempfile::TempDir,
        hand_over: HandOver,
    }

    impl Place {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let hand_over = HandOver::new(&"a".parse().unwrap(), folder.path().join("drops/a"));
            Self { folder, hand_over }
        }

        fn file(&self, name: &str) -> (RemotePath, PathBuf) {
            let place = self.folder.path().join(name);
            fs::write(&place, name).unwrap();
            (RemotePath::read(name).unwrap(), place)
        }

        fn locate(&self, said: &str) -> Option<PathBuf> {
            Some(self.folder.path().join(said.trim_start_matches('/'))).filter(|it| it.is_file())
        }
    }

    fn names(drop: &FileDrop) -> Vec<&str> {
        drop.files().iter().map(|it| it.name.as_str()).collect()
    }

    #[test]
    fn drop_is_moved_listed_in_order_and_finished_once() {
        let place = Place::new();
        let first = place.hand_over.take(DropKind::Zip, &[place.file("b.zip")]).unwrap();
        let second =
            place.hand_over.take(DropKind::Csv, &[place.file("z.csv"), place.file("a.csv")]).unwrap();
        assert!(!place.folder.path().join("b.zip").exists());
        assert_eq!(names(&second), ["a.csv", "z.csv"]);
        assert_eq!(FileDrop::waiting(place.folder.path()).unwrap(), [first.clone(), second.clone()]);
        first.finish().unwrap();
        first.finish().unwrap();
        assert_eq!(place.hand_over.waiting().unwrap(), [second]);
    }

    #[test]
    fn move_that_was_cut_short_is_completed_with_the_same_files() {
        let place = Place::new();
        let (one, two) = (place.file("one.csv"), place.file("two.csv"));
        let whole = place.hand_over.take(DropKind::Csv, &[one, two.clone()]).unwrap();
        // As after a kill between the two moves.
        let making = place.folder.path().join("drops/a").join(format!(".{}", whole.id()));
        fs::rename(&whole.folder, &making).unwrap();
        fs::rename(making.join(FILES).join("two.csv"), &two.1).unwrap();
        assert_eq!(place.hand_over.count(), 0);
        place.hand_over.recover(|said| place.locate(said)).unwrap();
        assert_eq!(place.hand_over.waiting().unwrap(), [whole]);
        place.hand_over.recover(|said| place.locate(said)).unwrap();
        assert_eq!(place.hand_over.count(), 1, "handed over once");
    }

    #[test]
    fn files_are_put_back_when_not_all_of_them_can_be_moved() {
        let place = Place::new();
        let (one, two) = (place.file("one.csv"), place.file("two.csv"));
        fs::remove_file(&two.1).unwrap();
        assert!(place.hand_over.take(DropKind::Csv, &[one.clone(), two]).is_err());
        assert!(one.1.is_file());
        assert_eq!(fs::read_dir(place.folder.path().join("drops/a")).unwrap().count(), 0);
    }

    #[test]
    fn drop_with_a_damaged_list_is_handed_over_all_the_same() {
        let place = Place::new();
        let whole = place.hand_over.take(DropKind::Csv, &[place.file("a.csv")]).unwrap();
        fs::write(whole.folder.join(LIST), "kind = ").unwrap();
        let read = place.hand_over.waiting().unwrap();
        let read = read.first().unwrap();
        assert_eq!((read.kind(), read.files()), (DropKind::Csv, whole.files()));
    }

    #[test]
    fn what_never_began_to_move_and_what_was_taken_is_cleared() {
        let place = Place::new();
        let drops = place.folder.path().join("drops/a");
        fs::create_dir_all(drops.join(".1/files")).unwrap();
        fs::write(drops.join(".1").join(LIST), "kind = \"zi").unwrap();
        fs::create_dir_all(drops.join(".taken-2/files")).unwrap();
        fs::write(drops.join(".taken-2/files/x.zip"), "x").unwrap();
        place.hand_over.recover(|said| place.locate(said)).unwrap();
        assert_eq!(fs::read_dir(drops).unwrap().count(), 0);
    }
}
