//! Writing files: opening, parts, closing, and connections that end before the close.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};

use tokio::time::Instant;

use super::super::coverage::Coverage;
use super::super::jail::RemotePath;
use super::super::refusal::Refusal;
use super::{SessionId, State, Store};

/// A file that is open for writing. One session alone writes a file; the latest one wins, because the
/// earlier one is often a connection that broke without anybody noticing.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) path: RemotePath,
    pub(super) session: SessionId,
    pub(super) file: File,
    handles: u32,
    covered: Coverage,
    /// Something was done to the contents: only then can closing complete it.
    changed: bool,
    was_partial: bool,
}

/// What a client wants when it opens a file for writing.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(in super::super) struct OpenMode {
    pub(in super::super) create: bool,
    pub(in super::super) exclusive: bool,
    pub(in super::super) truncate: bool,
}

const REPLACED: &str = "the file was replaced or removed by another connection";

impl State {
    fn open_file(&mut self, id: u64) -> Result<&mut OpenFile, Refusal> {
        self.open.get_mut(&id).ok_or_else(|| Refusal::failed(REPLACED))
    }

    pub(super) fn open_id(&self, path: &RemotePath) -> Option<u64> {
        self.open.iter().find(|(_, file)| file.path == *path).map(|(&id, _)| id)
    }

    /// Notes that the account is not quiet.
    pub(super) fn touch(&mut self) {
        let now = Instant::now();
        self.sets.values_mut().for_each(|last| *last = now);
    }
}

impl Store {
    /// Opens a file for writing; returns what the file is called by afterwards.
    pub(in super::super) fn open_for_writing(
        &self,
        path: &RemotePath,
        mode: OpenMode,
        session: SessionId,
    ) -> Result<u64, Refusal> {
        let mut state = self.working()?;
        if path.is_root() {
            return Err(Refusal::Denied("that is a folder"));
        }
        let place = self.jail.locate(path)?;
        self.demand_folder(&path.parent())?;
        let length = match place.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => return Err(Refusal::failed("a folder has this name")),
            Ok(metadata) => Some(metadata.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        if length.is_some() && mode.create && mode.exclusive {
            return Err(Refusal::failed("the file exists already"));
        }
        if length.is_none() && !mode.create {
            return Err(Refusal::NotFound);
        }
        if let Some(id) = state.open_id(path) {
            if state.open_file(id)?.session == session {
                if mode.truncate {
                    resize(&mut state, id, 0)?;
                }
                state.open_file(id)?.handles += 1;
                return Ok(id);
            }
            state.open.remove(&id);
        }
        if length.is_none() {
            self.demand_room(&state)?;
        }
        let was_partial = state.marks.contains(path);
        state.marks.add(path)?;
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(mode.truncate);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = match options.open(&place) {
            Ok(file) => file,
            Err(error) => {
                if !was_partial {
                    state.marks.remove(path)?;
                }
                return Err(error.into());
            }
        };
        let before = length.unwrap_or(0);
        let kept = if mode.truncate { 0 } else { before };
        state.usage.bytes = state.usage.bytes.saturating_sub(before - kept);
        state.usage.entries += u64::from(length.is_none());
        state.ghosts.remove(path);
        state.touch();
        state.next_id += 1;
        let id = state.next_id;
        let changed = length.is_none() || mode.truncate;
        let opened = OpenFile {
            path: path.clone(),
            session,
            file,
            handles: 1,
            covered: Coverage::up_to(kept),
            changed,
            was_partial,
        };
        state.open.insert(id, opened);
        Ok(id)
    }

    pub(super) fn demand_folder(&self, path: &RemotePath) -> Result<(), Refusal> {
        if self.jail.locate(path)?.is_dir() { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Refuses one more file or folder when there are too many.
    pub(super) fn demand_room(&self, state: &State) -> Result<(), Refusal> {
        if state.usage.entries >= self.settings.most_files {
            return Err(Refusal::failed("there are too many files; remove some"));
        }
        if self.hand_over.count() >= self.settings.most_drops {
            return Err(Refusal::failed("too many earlier uploads still wait to be taken"));
        }
        Ok(())
    }

    /// Writes a part; without an offset at the end.
    pub(in super::super) fn write(&self, id: u64, offset: Option<u64>, data: &[u8]) -> Result<(), Refusal> {
        let mut guard = self.working()?;
        let state = &mut *guard;
        let used = state.usage.bytes;
        let file = state.open.get_mut(&id).ok_or_else(|| Refusal::failed(REPLACED))?;
        let length = file.file.metadata()?.len();
        let start = offset.unwrap_or(length);
        let end = start.checked_add(data.len() as u64).filter(|&end| end <= self.settings.largest_file);
        let end = end.ok_or_else(|| Refusal::failed("the file is larger than this server allows"))?;
        if used.saturating_add(end.saturating_sub(length)) > self.settings.quota {
            return Err(Refusal::failed("the space of this account is used up"));
        }
        file.changed = true;
        let written = file.file.seek(SeekFrom::Start(start)).and_then(|_| file.file.write_all(data));
        let grown = file.file.metadata()?.len().saturating_sub(length);
        state.usage.bytes = used.saturating_add(grown);
        written?;
        if !file.covered.add(start, end) {
            return Err(Refusal::failed("too many parts of the file are missing"));
        }
        state.touch();
        Ok(())
    }

    /// Reads from a file that is open for writing.
    pub(in super::super) fn read_back(&self, id: u64, offset: u64, length: u32) -> Result<Vec<u8>, Refusal> {
        let mut state = self.working()?;
        let file = &mut state.open_file(id)?.file;
        read_part(file, offset, length)
    }

    /// Changes the length of a file that is open for writing.
    pub(in super::super) fn resize(&self, id: u64, length: u64) -> Result<(), Refusal> {
        let mut state = self.working()?;
        if length > self.settings.largest_file {
            return Err(Refusal::failed("the file is larger than this server allows"));
        }
        let before = state.open_file(id)?.file.metadata()?.len();
        if state.usage.bytes.saturating_add(length.saturating_sub(before)) > self.settings.quota {
            return Err(Refusal::failed("the space of this account is used up"));
        }
        resize(&mut state, id, length)
    }

    /// Closes a file; when all of it is there it is complete, and what that means happens before the
    /// client hears of it.
    pub(in super::super) fn close(&self, id: u64) -> Result<(), Refusal> {
        let mut state = self.working()?;
        let file = state.open_file(id)?;
        file.handles = file.handles.saturating_sub(1);
        if file.handles > 0 {
            return Ok(());
        }
        let Some(file) = state.open.remove(&id) else { return Ok(()) };
        state.touch();
        if !file.changed {
            return if file.was_partial { Ok(()) } else { Ok(state.marks.remove(&file.path)?) };
        }
        if !file.covered.is_complete(file.file.metadata()?.len()) {
            return Err(Refusal::failed("parts of the file were never written"));
        }
        file.file.sync_all()?;
        state.marks.remove(&file.path)?;
        self.completed(&mut state, &file.path)
    }

    /// Forgets the files of a session that ended without closing them. What was written of them stays, for
    /// a client that goes on with it.
    pub(in super::super) fn abandon(&self, session: SessionId) {
        let mut state = self.state();
        let ids: Vec<u64> =
            state.open.iter().filter(|(_, it)| it.session == session).map(|(&id, _)| id).collect();
        for id in ids {
            let Some(file) = state.open.remove(&id) else { continue };
            if !file.changed && !file.was_partial {
                let _ = state.marks.remove(&file.path);
                continue;
            }
            // A client that goes on looks at the length alone, so nothing may be missing before it.
            let end = file.covered.beginning();
            if let Ok(length) = file.file.metadata().map(|it| it.len())
                && end < length
                && file.file.set_len(end).is_ok()
            {
                state.usage.bytes = state.usage.bytes.saturating_sub(length - end);
            }
            tracing::warn!(account = %self.account, bytes = end, "inbox.upload_broken_off");
        }
    }
}

fn resize(state: &mut State, id: u64, length: u64) -> Result<(), Refusal> {
    let file = state.open_file(id)?;
    let before = file.file.metadata()?.len();
    file.changed = true;
    file.file.set_len(length)?;
    file.covered.cut(length);
    state.usage.bytes = (state.usage.bytes + length).saturating_sub(before);
    state.touch();
    Ok(())
}

/// Reads a part of a file; less at its end, nothing behind it.
pub(in super::super) fn read_part(file: &mut File, offset: u64, length: u32) -> Result<Vec<u8>, Refusal> {
    /// Answers have to fit into a packet.
    const LARGEST: u32 = 255 * 1024;
    let mut data = Vec::new();
    file.seek(SeekFrom::Start(offset))?;
    file.take(u64::from(length.min(LARGEST))).read_to_end(&mut data)?;
    if data.is_empty() && length > 0 { Err(Refusal::EndOfFile) } else { Ok(data) }
}
