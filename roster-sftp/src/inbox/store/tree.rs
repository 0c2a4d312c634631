//! Looking, reading, renaming, removing.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::time::SystemTime;

use super::super::jail::RemotePath;
use super::super::refusal::Refusal;
use super::{Entry, State, Store};

/// What happens when the new name of a rename is taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in super::super) enum Existing {
    /// The rename fails, as version 3 of SFTP demands.
    Keep,
    /// The old file is replaced (`posix-rename@openssh.com`).
    Replace,
}

impl Store {
    /// Looks at a file or folder.
    pub(in super::super) fn entry(&self, path: &RemotePath) -> Result<Entry, Refusal> {
        let state = self.working()?;
        self.entry_of(&state, path)
    }

    fn entry_of(&self, state: &State, path: &RemotePath) -> Result<Entry, Refusal> {
        match self.jail.locate(path)?.symlink_metadata() {
            Ok(metadata) => Ok(Entry::of(&metadata)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                state.ghosts.get(path).map(|ghost| ghost.entry).ok_or(Refusal::NotFound)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Lists a folder by name.
    pub(in super::super) fn list(&self, path: &RemotePath) -> Result<Vec<(String, Entry)>, Refusal> {
        let state = self.working()?;
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.jail.locate(path)?)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if let Ok(name) = entry.file_name().into_string()
                && !metadata.is_symlink()
            {
                entries.push((name, Entry::of(&metadata)));
            }
        }
        for (ghost_path, ghost) in &state.ghosts {
            if let Some(name) = ghost_path.name()
                && ghost_path.parent() == *path
                && !entries.iter().any(|(other, _)| other == name)
            {
                entries.push((name.to_owned(), ghost.entry));
            }
        }
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(entries)
    }

    /// Opens a file for reading, also one that was handed over and not yet taken.
    pub(in super::super) fn open_for_reading(&self, path: &RemotePath) -> Result<File, Refusal> {
        let state = self.working()?;
        let place = self.jail.locate(path)?;
        match place.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => Err(Refusal::failed("that is a folder")),
            Ok(_) => Ok(File::open(place)?),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Ok(File::open(&state.ghosts.get(path).ok_or(Refusal::NotFound)?.file)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Renames a file. A complete file that gets the name of a complete file is handed over.
    pub(in super::super) fn rename(
        &self,
        from: &RemotePath,
        to: &RemotePath,
        existing: Existing,
        session: super::SessionId,
    ) -> Result<(), Refusal> {
        let mut state = self.working()?;
        if from.is_root() || to.is_root() || to.is_under(from) {
            return Err(Refusal::Denied("that cannot be renamed so"));
        }
        let (old_place, new_place) = (self.jail.locate(from)?, self.jail.locate(to)?);
        self.demand_folder(&to.parent())?;
        let old = look(&old_place)?;
        let new = look(&new_place)?;
        let Some(old) = old else { return rename_ghost(&mut state, from, to, new) };
        if from == to {
            return Ok(());
        }
        match new {
            Some(_) if existing == Existing::Keep => return Err(Refusal::failed("the new name is taken")),
            Some(new) if new.is_folder || old.is_folder => {
                return Err(Refusal::failed("the new name is taken by a folder"));
            }
            _ => {}
        }
        if old.is_folder && fs::read_dir(&old_place)?.next().is_some() {
            return Err(Refusal::failed("folders with files in them are not renamed"));
        }
        if let Some(id) = state.open_id(to) {
            state.open.remove(&id);
        }
        if let Some(id) = state.open_id(from)
            && state.open.get(&id).is_some_and(|file| file.session != session)
        {
            state.open.remove(&id);
        }
        let is_partial = state.marks.contains(from);
        // Marked before and cleared after: a crash in between forgets nothing that is incomplete.
        if is_partial {
            state.marks.add(to)?;
        }
        fs::rename(&old_place, &new_place)?;
        if is_partial {
            state.marks.remove(from)?;
        } else {
            state.marks.remove(to)?;
        }
        if let Some(new) = new {
            state.usage.bytes = state.usage.bytes.saturating_sub(new.bytes);
            state.usage.entries = state.usage.entries.saturating_sub(1);
        }
        state.ghosts.remove(to);
        let open = state.open_id(from);
        if let Some(file) = open.and_then(|id| state.open.get_mut(&id)) {
            file.path = to.clone();
        }
        state.touch();
        if is_partial || old.is_folder || open.is_some() { Ok(()) } else { self.completed(&mut state, to) }
    }

    /// Removes a file. Somebody who is still writing it writes into nothing.
    pub(in super::super) fn remove(&self, path: &RemotePath) -> Result<(), Refusal> {
        let mut state = self.working()?;
        let place = self.jail.locate(path)?;
        match look(&place)? {
            Some(entry) if entry.is_folder => Err(Refusal::failed("that is a folder")),
            Some(entry) => self.remove_file(&mut state, path, &place, entry),
            None => state.ghosts.remove(path).map(drop).ok_or(Refusal::NotFound),
        }
    }

    pub(super) fn remove_file(
        &self,
        state: &mut State,
        path: &RemotePath,
        place: &Path,
        entry: Entry,
    ) -> Result<(), Refusal> {
        fs::remove_file(place)?;
        if let Some(id) = state.open_id(path) {
            state.open.remove(&id);
        }
        state.marks.remove(path)?;
        state.usage.bytes = state.usage.bytes.saturating_sub(entry.bytes);
        state.usage.entries = state.usage.entries.saturating_sub(1);
        state.touch();
        tracing::debug!(account = %self.account, "inbox.removed");
        Ok(())
    }

    /// Makes a folder.
    pub(in super::super) fn make_folder(&self, path: &RemotePath) -> Result<(), Refusal> {
        let mut state = self.working()?;
        self.demand_folder(&path.parent())?;
        self.demand_room(&state)?;
        fs::create_dir(self.jail.locate(path)?).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Refusal::failed("the name is taken"),
            _ => error.into(),
        })?;
        state.ghosts.remove(path);
        state.usage.entries += 1;
        Ok(())
    }

    /// Removes an empty folder.
    pub(in super::super) fn remove_folder(&self, path: &RemotePath) -> Result<(), Refusal> {
        let mut state = self.working()?;
        if path.is_root() {
            return Err(Refusal::Denied("that is the folder of the account"));
        }
        fs::remove_dir(self.jail.locate(path)?).map_err(|error| match error.kind() {
            ErrorKind::DirectoryNotEmpty => Refusal::failed("the folder is not empty"),
            _ => error.into(),
        })?;
        state.usage.entries = state.usage.entries.saturating_sub(1);
        state.ghosts.retain(|ghost, _| !ghost.is_under(path));
        state.sets.remove(path);
        Ok(())
    }

    /// Sets the time of a file. For one that was handed over, and for folders, nothing happens.
    pub(in super::super) fn set_modified(
        &self,
        path: &RemotePath,
        modified: SystemTime,
    ) -> Result<(), Refusal> {
        let state = self.working()?;
        if let Some(file) = state.open_id(path).and_then(|id| state.open.get(&id)) {
            return Ok(file.file.set_modified(modified)?);
        }
        let place = self.jail.locate(path)?;
        match look(&place)? {
            Some(entry) if entry.is_folder => Ok(()),
            Some(_) => Ok(File::options().write(true).open(place)?.set_modified(modified)?),
            None => state.ghosts.get(path).map(|_| ()).ok_or(Refusal::NotFound),
        }
    }

    /// Returns the path of a file that is open for writing: it may have been renamed since.
    pub(in super::super) fn path_of(&self, id: u64) -> Result<RemotePath, Refusal> {
        let state = self.working()?;
        state.open.get(&id).map(|file| file.path.clone()).ok_or(Refusal::NotFound)
    }
}

/// Looks at a place on disk; nothing when there is nothing.
fn look(place: &Path) -> Result<Option<Entry>, Refusal> {
    match place.symlink_metadata() {
        Ok(metadata) => Ok(Some(Entry::of(&metadata))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A client renames what was handed over already, as when it writes under one name and then adds the
/// date. It sees the new name; nothing is handed over twice.
fn rename_ghost(
    state: &mut State,
    from: &RemotePath,
    to: &RemotePath,
    new: Option<Entry>,
) -> Result<(), Refusal> {
    if new.is_some() {
        return Err(Refusal::failed("the new name is taken"));
    }
    let ghost = state.ghosts.remove(from).ok_or(Refusal::NotFound)?;
    state.ghosts.insert(to.clone(), ghost);
    Ok(())
}
