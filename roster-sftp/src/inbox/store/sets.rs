//! Sets of CSV files: complete when the account has been quiet. And clearing away what is old.

use std::fs;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::super::drops::DropKind;
use super::super::jail::RemotePath;
use super::super::refusal::Refusal;
use super::{Entry, State, Store, walk};

/// How long an upload that broke off under a temporary name holds up the set in its folder. Later it is
/// not expected to go on.
const RESUMED_WITHIN: Duration = Duration::from_secs(3600);

impl Store {
    /// Hands over the sets that have been quiet; returns when to look again.
    pub(in super::super) fn take_quiet_sets(&self) -> Option<Instant> {
        let mut state = self.working().ok()?;
        let (now, quiet) = (Instant::now(), self.settings.quiet);
        let due: Vec<RemotePath> = state
            .sets
            .iter()
            .filter(|(_, last)| **last + quiet <= now)
            .map(|(folder, _)| folder.clone())
            .collect();
        for folder in due {
            if self.is_unfinished(&state, &folder) {
                // Something is being written or broke off: look again after another quiet time.
                state.sets.insert(folder, now);
                continue;
            }
            state.sets.remove(&folder);
            if let Err(refusal) = self.give_set(&mut state, &folder) {
                tracing::error!(account = %self.account, ?refusal, "inbox.set_not_handed_over");
            }
        }
        state.sets.values().map(|last| *last + quiet).min()
    }

    /// Tells whether a file in the folder is not complete.
    fn is_unfinished(&self, state: &State, folder: &RemotePath) -> bool {
        state.open.values().any(|file| file.path.parent() == *folder)
            || state
                .marks
                .iter()
                .filter(|path| path.parent() == *folder)
                .any(|path| path.is_final("csv") || self.age(path).is_some_and(|age| age < RESUMED_WITHIN))
    }

    fn age(&self, path: &RemotePath) -> Option<Duration> {
        let modified = self.jail.locate(path).ok()?.metadata().ok()?.modified().ok()?;
        Some(SystemTime::now().duration_since(modified).unwrap_or_default())
    }

    fn give_set(&self, state: &mut State, folder: &RemotePath) -> Result<(), Refusal> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(self.jail.locate(folder)?)? {
            let entry = entry?;
            if let Ok(name) = entry.file_name().into_string()
                && entry.metadata()?.is_file()
            {
                paths.push(folder.child(&name));
            }
        }
        paths.retain(|path| path.is_final("csv"));
        paths.sort();
        if paths.is_empty() { Ok(()) } else { self.give(state, DropKind::Csv, &paths) }
    }

    /// Removes what has been left for too long: uploads that broke off, and files that are neither zip nor
    /// CSV. Returns how many.
    pub(in super::super) fn clear_old(&self) -> Result<u64, Refusal> {
        let mut state = self.working()?;
        let mut files = Vec::new();
        walk(self.jail.root(), &RemotePath::default(), &mut files)?;
        let mut removed = 0;
        for path in files {
            let complete = !state.marks.contains(&path) && (path.is_final("csv") || path.is_final("zip"));
            let old = self.age(&path).is_some_and(|age| age >= self.settings.keep_rest);
            if old && !complete && state.open_id(&path).is_none() {
                let place = self.jail.locate(&path)?;
                let entry = Entry::of(&place.symlink_metadata()?);
                self.remove_file(&mut state, &path, &place, entry)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
