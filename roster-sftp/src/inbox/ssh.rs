//! Connections: who may log in, and what they may ask for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::keys::{Algorithm, PrivateKey, PublicKey};
use russh::server::{Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey};
use russh::{Channel, ChannelId, MethodKind, MethodSet, Preferred, server};
use tokio::sync::{Semaphore, mpsc, watch};

use super::answering::Answering;
use super::attempts::Attempts;
use super::drops::FileDrop;
use super::settings::InboxSettings;
use super::sftp;
use super::store::{SessionId, Store};
use crate::accounts::{AccountName, Accounts};
use crate::error::Error;
use crate::secret::Secret;

/// Channels one connection may open; clients need one.
const MOST_CHANNELS: usize = 8;

/// What all connections share.
pub(super) struct Shared {
    pub(super) settings: Arc<InboxSettings>,
    pub(super) accounts: Accounts,
    pub(super) attempts: Attempts,
    pub(super) drops: mpsc::UnboundedSender<FileDrop>,
    /// Told when there may be a set of files to wait for.
    pub(super) activity: Arc<watch::Sender<()>>,
    /// Told when a session has answered all it was asked.
    pub(super) answered: Arc<watch::Sender<()>>,
    stores: Mutex<HashMap<AccountName, Arc<Store>>>,
    /// Comparing a password takes 19 MiB and some tens of milliseconds; not many at a time.
    comparing: Semaphore,
    next_session: AtomicU64,
}

impl Shared {
    pub(super) fn new(
        settings: InboxSettings,
        accounts: Accounts,
        drops: mpsc::UnboundedSender<FileDrop>,
    ) -> Self {
        Self {
            attempts: Attempts::new(settings.login_failures, settings.login_pause),
            settings: Arc::new(settings),
            accounts,
            drops,
            activity: Arc::new(watch::Sender::new(())),
            answered: Arc::new(watch::Sender::new(())),
            stores: Mutex::default(),
            comparing: Semaphore::new(2),
            next_session: AtomicU64::new(1),
        }
    }

    /// Returns the folder of an account, opened at first use. Blocks.
    pub(super) fn store(&self, account: &AccountName) -> Result<Arc<Store>, Error> {
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(account) {
            return Ok(Arc::clone(store));
        }
        let (settings, activity) = (Arc::clone(&self.settings), Arc::clone(&self.activity));
        let store = Arc::new(Store::open(account, settings, self.drops.clone(), activity)?);
        stores.insert(account.clone(), Arc::clone(&store));
        Ok(store)
    }

    /// Returns the folders opened so far.
    pub(super) fn stores(&self) -> Vec<Arc<Store>> {
        self.stores.lock().unwrap_or_else(PoisonError::into_inner).values().map(Arc::clone).collect()
    }
}

/// The settings of the SSH server.
pub(super) fn configuration(settings: &InboxSettings, key: PrivateKey) -> server::Config {
    server::Config {
        server_id: russh::SshId::Standard(Cow::Borrowed(concat!(
            "SSH-2.0-roster_",
            env!("CARGO_PKG_VERSION")
        ))),
        methods: MethodSet::from([MethodKind::PublicKey, MethodKind::Password].as_slice()),
        auth_rejection_time: Duration::from_secs(1),
        // Clients ask without a method first, to see what there is.
        auth_rejection_time_initial: Some(Duration::ZERO),
        max_auth_attempts: 6,
        keys: vec![key],
        inactivity_timeout: Some(settings.idle),
        nodelay: true,
        preferred: Preferred {
            compression: Cow::Borrowed(&[russh::compression::NONE]),
            ..Preferred::DEFAULT
        },
        ..server::Config::default()
    }
}

/// The SFTP sessions of a connection.
#[derive(Clone, Default)]
pub(super) struct Uses(Arc<Mutex<Vec<Use>>>);

struct Use {
    store: Arc<Store>,
    session: SessionId,
    busy: Arc<AtomicBool>,
}

impl Uses {
    /// Tells whether a file is open for writing, or a request waits for its answer.
    pub(super) fn are_busy(&self) -> bool {
        let uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        uses.iter().any(|it| it.busy.load(Ordering::SeqCst) || it.store.is_writing(it.session))
    }

    fn add(&self, it: Use) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(it);
    }
}

/// The callbacks of one connection.
pub(super) struct Connection {
    shared: Arc<Shared>,
    peer: IpAddr,
    account: Option<AccountName>,
    logged_in: watch::Sender<bool>,
    uses: Uses,
    channels: HashMap<ChannelId, Channel<Msg>>,
    opened: usize,
}

impl Connection {
    pub(super) fn new(shared: Arc<Shared>, peer: IpAddr, logged_in: watch::Sender<bool>, uses: Uses) -> Self {
        Self { shared, peer, account: None, logged_in, uses, channels: HashMap::new(), opened: 0 }
    }

    async fn accepts_key(&self, user: &str, key: &PublicKey, algorithm: &Algorithm) -> bool {
        // Signatures with SHA-1 prove nothing.
        if matches!(algorithm, Algorithm::Rsa { hash: None }) {
            return false;
        }
        let (accounts, user, key) = (self.shared.accounts.clone(), user.to_owned(), key.clone());
        tokio::task::spawn_blocking(move || accounts.accepts_key(&user, &key)).await.unwrap_or(false)
    }

    async fn accepts_password(&self, user: &str, password: &str) -> bool {
        let Ok(_permit) = self.shared.comparing.acquire().await else { return false };
        let (accounts, user, password) =
            (self.shared.accounts.clone(), user.to_owned(), Secret::from(password));
        tokio::task::spawn_blocking(move || accounts.accepts_password(&user, &password))
            .await
            .unwrap_or(false)
    }

    fn conclude(&mut self, user: &str, accepted: bool) -> Auth {
        match user.parse() {
            Ok(account) if accepted => {
                tracing::info!(%account, peer = %self.peer, "inbox.login");
                self.shared.attempts.succeeded(self.peer);
                self.account = Some(account);
                self.logged_in.send_replace(true);
                Auth::Accept
            }
            // No name: people type passwords where the name belongs.
            _ => {
                tracing::warn!(peer = %self.peer, "inbox.login_refused");
                self.shared.attempts.failed(self.peer);
                Auth::reject()
            }
        }
    }

    /// Starts SFTP on a channel; false when that is not possible.
    async fn start(&mut self, channel: ChannelId) -> bool {
        let (Some(account), Some(channel)) = (self.account.clone(), self.channels.remove(&channel)) else {
            return false;
        };
        let (shared, name) = (Arc::clone(&self.shared), account.clone());
        let store = match tokio::task::spawn_blocking(move || shared.store(&name)).await {
            Ok(Ok(store)) => store,
            Ok(Err(error)) => {
                tracing::error!(%account, %error, "inbox.folder_unusable");
                return false;
            }
            Err(_) => return false,
        };
        let id = self.shared.next_session.fetch_add(1, Ordering::Relaxed);
        let busy = Arc::new(AtomicBool::new(false));
        self.uses.add(Use { store: Arc::clone(&store), session: id, busy: Arc::clone(&busy) });
        let (accounts, settings) = (self.shared.accounts.clone(), Arc::clone(&self.shared.settings));
        let session = sftp::Session::new(store, accounts, account, settings, id);
        let config = russh_sftp::server::Config { max_client_packet_len: sftp::LARGEST_PACKET };
        let stream = Answering::new(channel.into_stream(), busy, Arc::clone(&self.shared.answered));
        russh_sftp::server::run_with_config(stream, session, config).await;
        true
    }
}

impl Handler for Connection {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, russh::Error> {
        let accepted =
            !self.shared.attempts.must_pause(self.peer) && self.accepts_password(user, password).await;
        Ok(self.conclude(user, accepted))
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, russh::Error> {
        // Clients try all their keys: one that is not known is no failed login.
        let known = self.accepts_key(user, offer.public_key, offer.algorithm).await;
        Ok(if known { Auth::Accept } else { Auth::reject() })
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, russh::Error> {
        let accepted = self.accepts_key(user, key.public_key, key.algorithm).await;
        Ok(self.conclude(user, accepted))
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), russh::Error> {
        // Not accepting is refusing.
        if self.opened < MOST_CHANNELS {
            self.opened += 1;
            self.channels.insert(channel.id(), channel);
            reply.accept().await;
        }
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        if name == "sftp" && self.start(channel).await {
            session.channel_success(channel)
        } else {
            session.channel_failure(channel)
        }
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), russh::Error> {
        session.channel_failure(channel)
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        _command: &[u8],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(channel)
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _terminal: &str,
        _columns: u32,
        _rows: u32,
        _width: u32,
        _height: u32,
        _modes: &[(russh::Pty, u32)],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(channel)
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        _name: &str,
        _value: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(channel)
    }

    async fn channel_eof(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), russh::Error> {
        session.exit_status_request(channel, 0)?;
        session.close(channel)
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.channels.remove(&channel);
        Ok(())
    }
}
