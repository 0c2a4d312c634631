//! The requests of SFTP version 3, answered from the folder of an account.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use russh_sftp::protocol::{
    Attrs, Data, ExtendedReply, File as Listed, FileAttributes, Handle, Name, OpenFlags, Packet, Status,
    StatusCode, Version,
};

use super::jail::RemotePath;
use super::refusal::Refusal;
use super::settings::InboxSettings;
use super::store::{Entry, Existing, OpenMode, SessionId, Store, read_part};
use crate::accounts::{AccountName, Accounts};

/// Files and folders one session may have open.
const MOST_HANDLES: usize = 64;
/// Names in one answer.
const NAMES_PER_ANSWER: usize = 100;
/// The largest packet, and what of it is left for contents; as OpenSSH has it.
pub(super) const LARGEST_PACKET: u32 = 256 * 1024;
const LARGEST_PART: u64 = 255 * 1024;

const POSIX_RENAME: &str = "posix-rename@openssh.com";
const FSYNC: &str = "fsync@openssh.com";
const STATVFS: &str = "statvfs@openssh.com";
const LIMITS: &str = "limits@openssh.com";

/// One SFTP session.
pub(super) struct Session {
    store: Arc<Store>,
    accounts: Accounts,
    account: AccountName,
    settings: Arc<InboxSettings>,
    id: SessionId,
    handles: HashMap<String, Open>,
    next_handle: u64,
}

/// What a handle stands for.
enum Open {
    Writing { id: u64, appends: bool, reads: bool },
    Reading(Arc<Mutex<File>>),
    Folder(std::vec::IntoIter<(String, Entry)>),
}

impl Session {
    pub(super) fn new(
        store: Arc<Store>,
        accounts: Accounts,
        account: AccountName,
        settings: Arc<InboxSettings>,
        id: SessionId,
    ) -> Self {
        Self { store, accounts, account, settings, id, handles: HashMap::new(), next_handle: 0 }
    }

    /// Works with files where waiting for the disk does no harm.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let store = Arc::clone(&self.store);
        tokio::task::spawn_blocking(move || work(&store))
            .await
            .unwrap_or_else(|_| Err(Refusal::failed("the server could not do it")))
    }

    fn add(&mut self, open: Open) -> String {
        self.next_handle += 1;
        let handle = self.next_handle.to_string();
        self.handles.insert(handle.clone(), open);
        handle
    }

    fn demand_handle(&self) -> Result<(), Refusal> {
        if self.handles.len() < MOST_HANDLES {
            Ok(())
        } else {
            Err(Refusal::failed("too many files are open"))
        }
    }

    fn open_handle(&self, handle: &str) -> Result<&Open, Refusal> {
        self.handles.get(handle).ok_or_else(|| Refusal::failed("there is no such handle"))
    }

    async fn attributes(&self, id: u32, path: &str) -> Result<Attrs, Refusal> {
        let path = RemotePath::read(path)?;
        let entry = self.work(move |store| store.entry(&path)).await?;
        Ok(Attrs { id, attrs: attributes(entry) })
    }

    /// Applies what a client wants set: length and time. Owner and permissions are ours; asking for them
    /// is answered with success, because clients do so after each upload.
    async fn set(&self, path: RemotePath, open: Option<u64>, wanted: FileAttributes) -> Result<(), Refusal> {
        self.work(move |store| {
            if let Some(length) = wanted.size {
                match open {
                    Some(id) => store.resize(id, length)?,
                    None if store.entry(&path)?.bytes == length => {}
                    None => return Err(Refusal::Unsupported),
                }
            }
            match wanted.mtime {
                Some(seconds) => store.set_modified(&path, UNIX_EPOCH + Duration::from_secs(seconds.into())),
                None => store.entry(&path).map(drop),
            }
        })
        .await
    }

    async fn renamed(&self, from: &str, to: &str, existing: Existing) -> Result<(), Refusal> {
        let (from, to, session) = (RemotePath::read(from)?, RemotePath::read(to)?, self.id);
        self.work(move |store| store.rename(&from, &to, existing, session)).await
    }

    async fn statvfs(&self, id: u32) -> Result<Packet, Refusal> {
        const BLOCK: u64 = 4096;
        let usage = self.work(|store| Ok(store.usage())).await?;
        let free = self.settings.quota.saturating_sub(usage.bytes) / BLOCK;
        let free_files = self.settings.most_files.saturating_sub(usage.entries);
        // Block size twice, blocks, free twice, files, free twice, file system, flags, longest name.
        let fields = [
            BLOCK,
            BLOCK,
            self.settings.quota / BLOCK,
            free,
            free,
            self.settings.most_files,
            free_files,
            free_files,
            0,
            0,
            255,
        ];
        Ok(numbers(id, &fields))
    }
}

/// Makes an answer of 64-bit numbers.
fn numbers(id: u32, fields: &[u64]) -> Packet {
    let data = fields.iter().flat_map(|it| it.to_be_bytes()).collect();
    Packet::ExtendedReply(ExtendedReply { id, data })
}

fn done(id: u32) -> Status {
    Status { id, status_code: StatusCode::Ok, error_message: "Ok".to_owned(), language_tag: "en".to_owned() }
}

fn attributes(entry: Entry) -> FileAttributes {
    let seconds = entry.modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
    FileAttributes {
        size: Some(entry.bytes),
        permissions: Some(if entry.is_folder { 0o040_755 } else { 0o100_644 }),
        atime: Some(seconds),
        mtime: Some(seconds),
        ..FileAttributes::empty()
    }
}

/// Reads two texts, each with its length before it, and nothing behind them.
fn two_texts(data: &[u8]) -> Option<(String, String)> {
    fn text(data: &[u8]) -> Option<(String, &[u8])> {
        let (length, rest) = data.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        Some((String::from_utf8(text.to_vec()).ok()?, rest))
    }
    let (first, rest) = text(data)?;
    let (second, rest) = text(rest)?;
    rest.is_empty().then_some((first, second))
}

impl Drop for Session {
    fn drop(&mut self) {
        self.store.abandon(self.id);
    }
}

impl russh_sftp::server::Handler for Session {
    type Error = Refusal;

    fn unimplemented(&self) -> Refusal {
        Refusal::Unsupported
    }

    async fn init(
        &mut self,
        _version: u32,
        _extensions: HashMap<String, String>,
    ) -> Result<Version, Refusal> {
        let extensions = [(POSIX_RENAME, "1"), (FSYNC, "1"), (STATVFS, "2"), (LIMITS, "1")];
        let mut version = Version::new();
        version.extensions = extensions.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Ok(version)
    }

    async fn open(
        &mut self,
        id: u32,
        filename: String,
        flags: OpenFlags,
        _attributes: FileAttributes,
    ) -> Result<Handle, Refusal> {
        self.demand_handle()?;
        let path = RemotePath::read(&filename)?;
        let open = if flags.intersects(OpenFlags::WRITE | OpenFlags::APPEND) {
            let mode = OpenMode {
                create: flags.contains(OpenFlags::CREATE),
                exclusive: flags.contains(OpenFlags::EXCLUDE),
                truncate: flags.contains(OpenFlags::TRUNCATE),
            };
            let (accounts, account, session) = (self.accounts.clone(), self.account.clone(), self.id);
            let file = self
                .work(move |store| {
                    if !accounts.has(&account) {
                        return Err(Refusal::Denied("the account was deleted"));
                    }
                    store.open_for_writing(&path, mode, session)
                })
                .await?;
            let appends = flags.contains(OpenFlags::APPEND);
            Open::Writing { id: file, appends, reads: flags.contains(OpenFlags::READ) }
        } else {
            let file = self.work(move |store| store.open_for_reading(&path)).await?;
            Open::Reading(Arc::new(Mutex::new(file)))
        };
        Ok(Handle { id, handle: self.add(open) })
    }

    async fn close(&mut self, id: u32, handle: String) -> Result<Status, Refusal> {
        self.open_handle(&handle)?;
        if let Some(Open::Writing { id: file, .. }) = self.handles.remove(&handle) {
            self.work(move |store| store.close(file)).await?;
        }
        Ok(done(id))
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, length: u32) -> Result<Data, Refusal> {
        let data = match self.open_handle(&handle)? {
            Open::Reading(file) => {
                let file = Arc::clone(file);
                self.work(move |_| {
                    read_part(&mut file.lock().unwrap_or_else(PoisonError::into_inner), offset, length)
                })
                .await?
            }
            &Open::Writing { id: file, reads: true, .. } => {
                self.work(move |store| store.read_back(file, offset, length)).await?
            }
            _ => return Err(Refusal::Denied("the handle is not open for reading")),
        };
        Ok(Data { id, data })
    }

    async fn write(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        data: Vec<u8>,
    ) -> Result<Status, Refusal> {
        let &Open::Writing { id: file, appends, .. } = self.open_handle(&handle)? else {
            return Err(Refusal::Denied("the handle is not open for writing"));
        };
        let offset = (!appends).then_some(offset);
        self.work(move |store| store.write(file, offset, &data)).await?;
        Ok(done(id))
    }

    async fn lstat(&mut self, id: u32, path: String) -> Result<Attrs, Refusal> {
        self.attributes(id, &path).await
    }

    async fn stat(&mut self, id: u32, path: String) -> Result<Attrs, Refusal> {
        self.attributes(id, &path).await
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Result<Attrs, Refusal> {
        let entry = match self.open_handle(&handle)? {
            &Open::Writing { id: file, .. } => {
                self.work(move |store| store.entry(&store.path_of(file)?)).await?
            }
            Open::Reading(file) => {
                let file = Arc::clone(file);
                self.work(move |_| {
                    Ok(Entry::of(&file.lock().unwrap_or_else(PoisonError::into_inner).metadata()?))
                })
                .await?
            }
            Open::Folder(_) => Entry { is_folder: true, bytes: 0, modified: SystemTime::UNIX_EPOCH },
        };
        Ok(Attrs { id, attrs: attributes(entry) })
    }

    async fn setstat(&mut self, id: u32, path: String, wanted: FileAttributes) -> Result<Status, Refusal> {
        self.set(RemotePath::read(&path)?, None, wanted).await?;
        Ok(done(id))
    }

    async fn fsetstat(&mut self, id: u32, handle: String, wanted: FileAttributes) -> Result<Status, Refusal> {
        if let &Open::Writing { id: file, .. } = self.open_handle(&handle)? {
            let path = self.work(move |store| store.path_of(file)).await?;
            self.set(path, Some(file), wanted).await?;
        }
        Ok(done(id))
    }

    async fn opendir(&mut self, id: u32, path: String) -> Result<Handle, Refusal> {
        self.demand_handle()?;
        let path = RemotePath::read(&path)?;
        let entries = self.work(move |store| store.list(&path)).await?;
        Ok(Handle { id, handle: self.add(Open::Folder(entries.into_iter())) })
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Result<Name, Refusal> {
        let Some(Open::Folder(entries)) = self.handles.get_mut(&handle) else {
            return Err(Refusal::failed("there is no such handle"));
        };
        let files: Vec<Listed> = entries
            .take(NAMES_PER_ANSWER)
            .map(|(name, entry)| Listed::new(name, attributes(entry)))
            .collect();
        if files.is_empty() { Err(Refusal::EndOfFile) } else { Ok(Name { id, files }) }
    }

    async fn remove(&mut self, id: u32, filename: String) -> Result<Status, Refusal> {
        let path = RemotePath::read(&filename)?;
        self.work(move |store| store.remove(&path)).await?;
        Ok(done(id))
    }

    async fn mkdir(&mut self, id: u32, path: String, _attributes: FileAttributes) -> Result<Status, Refusal> {
        let path = RemotePath::read(&path)?;
        self.work(move |store| store.make_folder(&path)).await?;
        Ok(done(id))
    }

    async fn rmdir(&mut self, id: u32, path: String) -> Result<Status, Refusal> {
        let path = RemotePath::read(&path)?;
        self.work(move |store| store.remove_folder(&path)).await?;
        Ok(done(id))
    }

    async fn realpath(&mut self, id: u32, path: String) -> Result<Name, Refusal> {
        let path = RemotePath::read(&path)?;
        Ok(Name { id, files: vec![Listed::dummy(path.to_string())] })
    }

    async fn rename(&mut self, id: u32, from: String, to: String) -> Result<Status, Refusal> {
        self.renamed(&from, &to, Existing::Keep).await?;
        Ok(done(id))
    }

    async fn extended(&mut self, id: u32, request: String, data: Vec<u8>) -> Result<Packet, Refusal> {
        match request.as_str() {
            POSIX_RENAME => {
                let (from, to) = two_texts(&data).ok_or(Refusal::BadMessage)?;
                self.renamed(&from, &to, Existing::Replace).await?;
                Ok(Packet::Status(done(id)))
            }
            // Everything is made durable at the close anyway.
            FSYNC => Ok(Packet::Status(done(id))),
            STATVFS => self.statvfs(id).await,
            LIMITS => {
                Ok(numbers(id, &[LARGEST_PACKET.into(), LARGEST_PART, LARGEST_PART, MOST_HANDLES as u64]))
            }
            _ => Err(Refusal::Unsupported),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_texts_are_read_exactly() {
        let good = b"\0\0\0\x01a\0\0\0\x02bc";
        assert_eq!(two_texts(good), Some(("a".to_owned(), "bc".to_owned())));
        for bad in
            [&good[..4], &good[..10], b"\0\0\0\x01a\xff\xff\xff\xffbc", b"\0\0\0\x01a\0\0\0\x01bc", b""]
        {
            assert_eq!(two_texts(bad), None, "{bad:?}");
        }
    }
}
