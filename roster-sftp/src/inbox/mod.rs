//! The inbox: an SFTP server with file accounts.

mod answering;
mod attempts;
mod coverage;
mod drops;
mod host_key;
mod jail;
mod listener;
mod marks;
mod refusal;
mod settings;
mod sftp;
mod ssh;
mod store;

use std::fmt;
use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

pub use drops::{DropKind, DroppedFile, FileDrop};
pub use settings::InboxSettings;

use crate::accounts::Accounts;
use crate::error::{Error, Failure};
use crate::fingerprint::Fingerprint;
use listener::Phase;
use ssh::Shared;

/// A running inbox.
///
/// Clients log in with SFTP and see a folder of their own. What they upload is handed over as a
/// [`FileDrop`] when it is complete:
///
/// - a file whose name ends in `.zip`, when it was closed with all its bytes written, or got that name by a
///   rename afterwards;
/// - the files whose names end in `.csv` in one folder, when the account has been quiet for
///   [`InboxSettings::quiet`].
///
/// Names that begin with a dot, or end in anything else, are temporary. An upload whose connection breaks
/// is not complete; what arrived stays for a client that goes on with it. Only one session writes a file:
/// the latest, because the earlier one may be a broken connection.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
/// use roster_sftp::{Accounts, Inbox, InboxSettings};
///
/// # async fn example() -> Result<(), roster_sftp::Error> {
/// let settings = InboxSettings::new("roster-data/inbox", "0.0.0.0:2222".parse().unwrap());
/// let accounts = Accounts::open(settings.accounts_file())?;
/// let (inbox, mut drops) = Inbox::start(settings, accounts).await?;
/// println!("{} {}", inbox.address(), inbox.fingerprint());
/// while let Some(drop) = drops.next().await {
///     println!("{} sent {} files", drop.account(), drop.files().len());
///     drop.finish()?;
/// }
/// inbox.shutdown(Duration::from_secs(30)).await;
/// # Ok(())
/// # }
/// ```
pub struct Inbox {
    address: SocketAddr,
    fingerprint: Fingerprint,
    shared: Arc<Shared>,
    phase: watch::Sender<Phase>,
    tasks: Vec<JoinHandle<()>>,
    /// Keeps a second inbox out of the folder.
    _lock: File,
}

/// Gives the drops of an inbox, in the order in which they became complete.
///
/// First those that wait from earlier. They are not lost when this is dropped: what was not finished comes
/// again at the next start.
#[derive(Debug)]
pub struct Drops {
    receiver: mpsc::UnboundedReceiver<FileDrop>,
}

impl Drops {
    /// Waits for the next drop; nothing when the inbox has stopped.
    ///
    /// # Cancel safety
    ///
    /// No drop is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<FileDrop> {
        self.receiver.recv().await
    }
}

impl Inbox {
    /// Opens the folder, finishes what a killed process left, and listens.
    ///
    /// The host key is made at the first start and kept.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when the folder cannot be used or another inbox runs in it, [`Error::Accounts`]
    /// when the accounts cannot be read, [`Error::Listen`] when the address cannot be listened on.
    pub async fn start(settings: InboxSettings, accounts: Accounts) -> Result<(Self, Drops), Error> {
        let listen = settings.listen;
        let (sender, receiver) = mpsc::unbounded_channel();
        let prepared = tokio::task::spawn_blocking(move || prepare(settings, accounts, sender)).await;
        let (lock, key, shared) =
            prepared.map_err(|error| Error::Folder(Box::new(Failure::new("").caused_by(error))))??;
        let fingerprint = Fingerprint::of_blob(&key.public_key().to_bytes().unwrap_or_default());
        let no_listening = |error| Error::Listen(Box::new(Failure::new(listen.to_string()).caused_by(error)));
        let listener = TcpListener::bind(listen).await.map_err(no_listening)?;
        let address = listener.local_addr().map_err(no_listening)?;
        let shared = Arc::new(shared);
        let config = Arc::new(ssh::configuration(&shared.settings, key));
        let (phase, seen) = watch::channel(Phase::Open);
        let tasks = vec![
            tokio::spawn(listener::accept(listener, config, Arc::clone(&shared), seen.clone())),
            tokio::spawn(listener::watch_sets(Arc::clone(&shared), seen)),
        ];
        tracing::info!(%address, %fingerprint, "inbox.listening");
        Ok((Self { address, fingerprint, shared, phase, tasks, _lock: lock }, Drops { receiver }))
    }

    /// Returns where the inbox listens, with the port that was taken.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the fingerprint of the host key, for telling it to those who connect.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Returns the accounts.
    pub fn accounts(&self) -> &Accounts {
        &self.shared.accounts
    }

    /// Stops: no new connections; those that are writing a file may finish it within the limit, all others
    /// are closed at once.
    ///
    /// Files that are not finished stay as parts, for clients that go on with them later.
    pub async fn shutdown(mut self, limit: Duration) {
        /// For saying goodbye to clients that do not listen.
        const LAST: Duration = Duration::from_secs(5);
        self.phase.send_replace(Phase::Closing);
        let mut tasks = std::mem::take(&mut self.tasks);
        for (phase, limit) in [(Phase::Closing, limit), (Phase::Closed, LAST)] {
            self.phase.send_replace(phase);
            let all = async {
                for task in &mut tasks {
                    if !task.is_finished() {
                        let _ = task.await;
                    }
                }
            };
            let _ = tokio::time::timeout(limit, all).await;
        }
        tasks.iter().for_each(JoinHandle::abort);
        self.shared.stores().iter().for_each(|store| store.stop());
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.phase.send_replace(Phase::Closed);
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("address", &self.address)
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

/// All that blocks before listening.
fn prepare(
    settings: InboxSettings,
    accounts: Accounts,
    drops: mpsc::UnboundedSender<FileDrop>,
) -> Result<(File, russh::keys::PrivateKey, Shared), Error> {
    let folder = settings.folder.clone();
    std::fs::create_dir_all(&folder).map_err(|error| {
        Error::Folder(Box::new(Failure::new(folder.display().to_string()).caused_by(error)))
    })?;
    let lock = lock(&folder)?;
    let key = host_key::load_or_make(&settings.host_key_file())?;
    let shared = Shared::new(settings, accounts, drops);
    // Opening the folders finishes what was left and hands over what is complete.
    for account in shared.accounts.list()? {
        shared.store(&account.name)?;
    }
    Ok((lock, key, shared))
}

fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("inbox.lock");
    let failure = |detail: &str| Failure::new(format!("{} {detail}", path.display()));
    let file = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| Error::Folder(Box::new(failure("cannot be opened").caused_by(error))))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Folder(Box::new(
            failure("is locked").advise("another inbox runs in this folder; stop it first"),
        ))),
        Err(TryLockError::Error(error)) => {
            Err(Error::Folder(Box::new(failure("cannot be locked").caused_by(error))))
        }
    }
}
