//! What arrives: files that somebody waits for and takes away, and drops of an SFTP server.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use roster_sftp::{Accounts, Inbox, InboxSettings};
use tokio::runtime::Runtime;

/// Contents of all files that have arrived, in the order of their arrival.
pub(crate) type Arrivals = Arc<Mutex<Vec<Vec<u8>>>>;

/// Takes files away as soon as they have their name.
pub(crate) struct Taker {
    is_done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Taker {
    pub(crate) fn start(path: PathBuf, arrivals: Arrivals) -> Self {
        let is_done = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&is_done);
        let thread = thread::spawn(move || {
            let taken = path.with_extension("taken");
            loop {
                let last = done.load(Ordering::Acquire);
                if fs::rename(&path, &taken).is_ok() {
                    arrivals.lock().unwrap().push(fs::read(&taken).unwrap());
                    fs::remove_file(&taken).unwrap();
                } else if last {
                    return;
                }
                thread::sleep(Duration::from_millis(1));
            }
        });
        Self { is_done, thread: Some(thread) }
    }

    pub(crate) fn finish(mut self) {
        self.is_done.store(true, Ordering::Release);
        self.thread.take().unwrap().join().unwrap();
    }
}

/// An SFTP server that outlives the processes that are killed.
pub(crate) struct Server {
    inbox: Inbox,
    pub(crate) password: String,
    folder: PathBuf,
}

impl Server {
    pub(crate) fn start(runtime: &Runtime, folder: &Path, arrivals: Arrivals) -> Self {
        let mut settings = InboxSettings::new(folder, "127.0.0.1:0".parse().unwrap());
        settings.most_connections_per_address = 1000;
        settings.most_connections = 1000;
        let accounts = Accounts::open(settings.accounts_file()).unwrap();
        let password = accounts.create_with_password(&"school".parse().unwrap()).unwrap().expose().to_owned();
        let (inbox, mut drops) = runtime.block_on(Inbox::start(settings, accounts)).unwrap();
        runtime.spawn(async move {
            while let Some(drop) = drops.next().await {
                for file in drop.files() {
                    arrivals.lock().unwrap().push(fs::read(&file.path).unwrap());
                }
                drop.finish().unwrap();
            }
        });
        Self { inbox, password, folder: folder.to_owned() }
    }

    /// Destination of a configuration.
    pub(crate) fn destination(&self, name: &str, kind: &str) -> String {
        let address = self.inbox.address();
        format!(
            "[destinations.{name}]\nkind = \"{kind}\"\nhost = \"{}\"\nport = {}\nfolder = \"\"\nuser = \"school\"\n\
             password = \"{}\"\nhost_key = \"{}\"\n",
            address.ip(),
            address.port(),
            self.password,
            self.inbox.fingerprint()
        )
    }

    /// Ends the server, and returns the files that clients left in their folder.
    pub(crate) fn finish(self, runtime: &Runtime) -> Vec<String> {
        runtime.block_on(self.inbox.shutdown(Duration::from_secs(5)));
        let Ok(entries) = fs::read_dir(self.folder.join("files/school")) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}
