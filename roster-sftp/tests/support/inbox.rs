//! An inbox on a loopback port, and a raw client that sends exactly what a test says.

use std::sync::Arc;
use std::time::Duration;

use roster_sftp::{
    AccountName, Accounts, Authentication, Drops, FileDrop, HostKeyPolicy, Inbox, InboxSettings, Secret,
    Target,
};
use russh::client;
use russh::keys::PublicKeyOrCertificate;
use russh_sftp::client::RawSftpSession;
use russh_sftp::protocol::{FileAttributes, OpenFlags, Packet, StatusCode};

pub struct TestInbox {
    pub inbox: Inbox,
    pub drops: Drops,
    pub folder: tempfile::TempDir,
    pub password: Secret,
}

/// The account all tests use.
pub const ACCOUNT: &str = "springfield";

impl TestInbox {
    pub async fn start(change: impl FnOnce(&mut InboxSettings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = InboxSettings::new(folder.path(), "127.0.0.1:0".parse().unwrap());
        settings.quiet = Duration::from_millis(300);
        change(&mut settings);
        let accounts = Accounts::open(settings.accounts_file()).unwrap();
        let password = accounts.create_with_password(&account()).unwrap();
        let (inbox, drops) = Inbox::start(settings, accounts).await.unwrap();
        Self { inbox, drops, folder, password }
    }

    pub fn port(&self) -> u16 {
        self.inbox.address().port()
    }

    /// A target of our own client, with the password.
    pub fn target(&self) -> Target {
        self.target_with(self.password.clone())
    }

    pub fn target_with(&self, password: Secret) -> Target {
        let policy = HostKeyPolicy::pinned([self.inbox.fingerprint().to_string().as_str()]).unwrap();
        super::target("127.0.0.1", self.port(), ACCOUNT, Authentication::Password(password), policy)
    }

    pub fn on_disk(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join("files").join(ACCOUNT).join(name)
    }

    /// Waits for a drop, not for ever.
    pub async fn next(&mut self) -> FileDrop {
        tokio::time::timeout(Duration::from_secs(30), self.drops.next()).await.unwrap().unwrap()
    }

    /// Tells that no drop has come up to now.
    pub async fn nothing_came(&mut self) {
        let none = tokio::time::timeout(Duration::ZERO, self.drops.next()).await;
        assert!(none.is_err(), "{none:?}");
    }

    pub async fn raw(&self) -> Raw {
        Raw::connect(self.port(), &self.password).await
    }
}

pub fn account() -> AccountName {
    ACCOUNT.parse().unwrap()
}

/// Names and contents of the files of a drop.
pub fn contents(drop: &FileDrop) -> Vec<(String, Vec<u8>)> {
    drop.files().iter().map(|file| (file.name.clone(), std::fs::read(&file.path).unwrap())).collect()
}

pub struct AnyKey;

impl client::Handler for AnyKey {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _key: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

/// A client that sends single requests.
pub struct Raw {
    pub session: client::Handle<AnyKey>,
    pub sftp: RawSftpSession,
}

impl Raw {
    pub async fn connect(port: u16, password: &Secret) -> Self {
        let config = Arc::new(client::Config::default());
        let mut session = client::connect(config, ("127.0.0.1", port), AnyKey).await.unwrap();
        let login = session.authenticate_password(ACCOUNT, password.expose()).await.unwrap();
        assert!(login.success());
        let channel = session.channel_open_session().await.unwrap();
        channel.request_subsystem(true, "sftp").await.unwrap();
        let sftp = RawSftpSession::new(channel.into_stream());
        sftp.init().await.unwrap();
        Self { session, sftp }
    }

    pub async fn create(&self, path: &str) -> String {
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        self.sftp.open(path, flags, FileAttributes::empty()).await.unwrap().handle
    }

    pub async fn write(&self, handle: &str, offset: u64, data: &[u8]) {
        self.sftp.write(handle, offset, data.to_vec()).await.unwrap();
    }

    pub async fn close(&self, handle: &str) {
        self.sftp.close(handle).await.unwrap();
    }

    pub async fn upload(&self, path: &str, data: &[u8]) {
        let handle = self.create(path).await;
        self.write(&handle, 0, data).await;
        self.close(&handle).await;
    }

    pub async fn posix_rename(&self, from: &str, to: &str) -> StatusCode {
        let data = [from, to]
            .iter()
            .flat_map(|it| [&(it.len() as u32).to_be_bytes(), it.as_bytes()].concat())
            .collect();
        match self.sftp.extended("posix-rename@openssh.com", data).await.unwrap() {
            Packet::Status(status) => status.status_code,
            other => panic!("{other:?}"),
        }
    }

    /// The connection is gone without a goodbye.
    pub fn vanish(self) {
        drop(self.sftp);
        drop(self.session);
    }
}
