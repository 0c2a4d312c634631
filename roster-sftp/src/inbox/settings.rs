use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Folder, address and limits of an inbox.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use roster_sftp::InboxSettings;
///
/// let mut settings = InboxSettings::new("roster-data/inbox", "127.0.0.1:2222".parse().unwrap());
/// settings.quiet = Duration::from_secs(30);
/// assert!(settings.accounts_file().ends_with("accounts.toml"));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InboxSettings {
    /// Where everything is kept: `accounts.toml`, `host_key`, `files/ACCOUNT`, `drops/ACCOUNT`,
    /// `partial/ACCOUNT`. One file system, because files are moved between these.
    pub folder: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How long an account has to be quiet after its last CSV file before the set counts as complete.
    /// Two minutes by default.
    pub quiet: Duration,
    /// Bytes an account may have in its folder. 2 GiB by default.
    pub quota: u64,
    /// Bytes one file may have. 1 GiB by default.
    pub largest_file: u64,
    /// Files and folders an account may have. 1,000 by default.
    pub most_files: u64,
    /// Drops of an account that may wait for being taken; uploads are refused beyond. 50 by default.
    pub most_drops: usize,
    /// How long files stay that never became part of a drop. Seven days by default.
    pub keep_rest: Duration,
    /// How long a file that was taken still looks to its client as if it were there, for clients that look
    /// at what they have sent, or set its time. Ten minutes by default.
    pub linger: Duration,
    /// Connections at one time. 64 by default.
    pub most_connections: usize,
    /// Connections at one time from one address. 16 by default.
    pub most_connections_per_address: usize,
    /// Time for logging in. 30 s by default.
    pub login_time: Duration,
    /// Silence after which a connection is closed. Ten minutes by default.
    pub idle: Duration,
    /// Failed logins from one address before it has to pause. 10 by default.
    pub login_failures: u32,
    /// How long an address has to pause, and how long failures are remembered. 15 minutes by default.
    pub login_pause: Duration,
}

impl InboxSettings {
    /// Makes settings with the defaults.
    pub fn new(folder: impl Into<PathBuf>, listen: SocketAddr) -> Self {
        const GIB: u64 = 1 << 30;
        Self {
            folder: folder.into(),
            listen,
            quiet: Duration::from_secs(120),
            quota: 2 * GIB,
            largest_file: GIB,
            most_files: 1_000,
            most_drops: 50,
            keep_rest: Duration::from_secs(7 * 24 * 3600),
            linger: Duration::from_secs(600),
            most_connections: 64,
            most_connections_per_address: 16,
            login_time: Duration::from_secs(30),
            idle: Duration::from_secs(600),
            login_failures: 10,
            login_pause: Duration::from_secs(900),
        }
    }

    /// Returns the path of the file of accounts.
    pub fn accounts_file(&self) -> PathBuf {
        self.folder.join("accounts.toml")
    }

    pub(super) fn host_key_file(&self) -> PathBuf {
        self.folder.join("host_key")
    }

    pub(super) fn files(&self, account: &str) -> PathBuf {
        self.folder.join("files").join(account)
    }

    pub(super) fn partial(&self, account: &str) -> PathBuf {
        self.folder.join("partial").join(account)
    }

    pub(super) fn drops(&self, account: &str) -> PathBuf {
        drops_folder(&self.folder).join(account)
    }
}

/// Returns where drops wait.
pub(super) fn drops_folder(inbox: &Path) -> PathBuf {
    inbox.join("drops")
}
