//! The folder of one account: what its sessions do there, what is complete, and when it is handed over.
//!
//! All methods block for the time of a few file operations. One lock per account makes each of them a whole.

mod sets;
mod tree;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::drops::{DropKind, FileDrop, HandOver};
use super::jail::{Jail, RemotePath};
use super::marks::Marks;
use super::refusal::Refusal;
use super::settings::InboxSettings;
use crate::accounts::AccountName;
use crate::error::{Error, Failure};
use write::OpenFile;

pub(super) use tree::Existing;
pub(super) use write::{OpenMode, read_part};

/// A session of a client; its open files are told from those of others.
pub(super) type SessionId = u64;

/// The folder of one account.
#[derive(Debug)]
pub(super) struct Store {
    account: AccountName,
    jail: Jail,
    hand_over: HandOver,
    settings: Arc<InboxSettings>,
    drops: mpsc::UnboundedSender<FileDrop>,
    /// Told when there is a set of files to wait for.
    activity: Arc<watch::Sender<()>>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    marks: Marks,
    usage: Usage,
    open: HashMap<u64, OpenFile>,
    next_id: u64,
    /// Files that were handed over and still look to the client as if they were there.
    ghosts: HashMap<RemotePath, Ghost>,
    /// Folders with complete CSV files, and when something last happened.
    sets: BTreeMap<RemotePath, Instant>,
    /// The inbox has stopped; nothing is changed any more.
    stopped: bool,
}

/// What an account uses.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Usage {
    pub(super) bytes: u64,
    /// Files and folders.
    pub(super) entries: u64,
}

#[derive(Clone, Debug)]
struct Ghost {
    entry: Entry,
    file: PathBuf,
    until: Instant,
}

/// A file or folder as a client sees it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Entry {
    pub(super) is_folder: bool,
    pub(super) bytes: u64,
    pub(super) modified: SystemTime,
}

impl Store {
    /// Opens the folder of an account and hands over what is complete in it.
    pub(super) fn open(
        account: &AccountName,
        settings: Arc<InboxSettings>,
        drops: mpsc::UnboundedSender<FileDrop>,
        activity: Arc<watch::Sender<()>>,
    ) -> Result<Self, Error> {
        let name = account.as_str();
        let root = settings.files(name);
        let unusable = |path: &Path, error: std::io::Error| {
            Error::Folder(Box::new(Failure::new(path.display().to_string()).caused_by(error)))
        };
        make_private(&root).map_err(|error| unusable(&root, error))?;
        let marks =
            Marks::read(settings.partial(name)).map_err(|error| unusable(&settings.partial(name), error))?;
        let state = State {
            marks,
            usage: Usage::default(),
            open: HashMap::new(),
            next_id: 0,
            ghosts: HashMap::new(),
            sets: BTreeMap::new(),
            stopped: false,
        };
        let store = Self {
            account: account.clone(),
            jail: Jail::new(root.clone()),
            hand_over: HandOver::new(account, settings.drops(name)),
            settings,
            drops,
            activity,
            state: Mutex::new(state),
        };
        store.recover().map_err(|error| match error {
            Recovery::Folder(error) => error,
            Recovery::Files(error) => unusable(&root, error),
        })?;
        Ok(store)
    }

    /// Finishes what a killed process left: drops in the making, and complete files not yet taken.
    fn recover(&self) -> Result<(), Recovery> {
        let mut state = self.state();
        let marks = &state.marks;
        self.hand_over.recover(|said| {
            let path = RemotePath::read(said).ok().filter(|path| !marks.contains(path))?;
            self.jail.locate(&path).ok().filter(|place| place.is_file())
        })?;
        let mut files = Vec::new();
        state.usage = walk(self.jail.root(), &RemotePath::default(), &mut files)?;
        let gone: Vec<RemotePath> = state.marks.iter().filter(|it| !files.contains(it)).cloned().collect();
        for path in gone {
            state.marks.remove(&path)?;
        }
        for drop in self.hand_over.waiting()? {
            let _ = self.drops.send(drop);
        }
        for path in files {
            if !state.marks.contains(&path)
                && let Err(refusal) = self.completed(&mut state, &path)
            {
                tracing::error!(account = %self.account, ?refusal, "inbox.left_over_not_handed_over");
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the state for an operation of a client.
    fn working(&self) -> Result<MutexGuard<'_, State>, Refusal> {
        let mut state = self.state();
        if state.stopped {
            return Err(Refusal::failed("the server is shutting down"));
        }
        let now = Instant::now();
        state.ghosts.retain(|_, ghost| ghost.until > now);
        Ok(state)
    }

    /// Refuses everything from now on.
    pub(super) fn stop(&self) {
        self.state().stopped = true;
    }

    /// Tells whether a session is writing.
    pub(super) fn is_writing(&self, session: SessionId) -> bool {
        self.state().open.values().any(|file| file.session == session)
    }

    pub(super) fn usage(&self) -> Usage {
        self.state().usage
    }

    /// Decides what a file means that has just become complete, by its name.
    fn completed(&self, state: &mut State, path: &RemotePath) -> Result<(), Refusal> {
        if path.is_final("zip") {
            // Clients make an empty file to see whether they may; a zip has 22 bytes at least.
            if self.jail.locate(path)?.metadata()?.len() > 0 {
                self.give(state, DropKind::Zip, std::slice::from_ref(path))?;
            }
        } else if path.is_final("csv") {
            state.sets.insert(path.parent(), Instant::now());
            self.activity.send_replace(());
        }
        Ok(())
    }

    /// Moves files out of the account's folder and tells the consumer.
    fn give(&self, state: &mut State, kind: DropKind, paths: &[RemotePath]) -> Result<(), Refusal> {
        let mut files = Vec::with_capacity(paths.len());
        let mut entries = Vec::with_capacity(paths.len());
        for path in paths {
            let place = self.jail.locate(path)?;
            entries.push(Entry::of(&place.symlink_metadata()?));
            files.push((path.clone(), place));
        }
        let drop = self.hand_over.take(kind, &files).map_err(|error| {
            tracing::error!(account = %self.account, %error, "inbox.not_handed_over");
            Refusal::failed("the upload could not be taken")
        })?;
        let until = Instant::now() + self.settings.linger;
        for (path, entry) in paths.iter().zip(entries) {
            state.usage.bytes = state.usage.bytes.saturating_sub(entry.bytes);
            state.usage.entries = state.usage.entries.saturating_sub(1);
            let file = drop.files().iter().find(|it| Some(it.name.as_str()) == path.name());
            if let Some(file) = file {
                state.ghosts.insert(path.clone(), Ghost { entry, file: file.path.clone(), until });
            }
        }
        tracing::info!(account = %self.account, id = drop.id(), files = drop.files().len(), "inbox.drop");
        // Nobody listens any more when the inbox is stopping; the drop is found at the next start.
        let _ = self.drops.send(drop);
        Ok(())
    }
}

impl Entry {
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        Self {
            is_folder: metadata.is_dir(),
            bytes: if metadata.is_dir() { 0 } else { metadata.len() },
            modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        }
    }
}

enum Recovery {
    Folder(Error),
    Files(std::io::Error),
}

impl From<Error> for Recovery {
    fn from(error: Error) -> Self {
        Self::Folder(error)
    }
}

impl From<std::io::Error> for Recovery {
    fn from(error: std::io::Error) -> Self {
        Self::Files(error)
    }
}

/// Makes a folder that others on the machine cannot look into.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Collects all files below a folder and counts; links and names no client could say are left alone.
fn walk(folder: &Path, path: &RemotePath, files: &mut Vec<RemotePath>) -> std::io::Result<Usage> {
    let mut usage = Usage::default();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        let Some(child) = entry.file_name().to_str().map(|name| path.child(name)) else { continue };
        usage.entries += 1;
        if metadata.is_dir() {
            let below = walk(&entry.path(), &child, files)?;
            usage = Usage { bytes: usage.bytes + below.bytes, entries: usage.entries + below.entries };
        } else if metadata.is_file() {
            usage.bytes += metadata.len();
            files.push(child);
        }
    }
    Ok(usage)
}

#[cfg(test)]
mod tests;
