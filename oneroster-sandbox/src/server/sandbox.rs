use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

use oneroster_model::Version;
use oneroster_model::json::Service;
use serde::Serialize;
use tokio::sync::oneshot;

use super::builder::SandboxBuilder;
use super::faults::{FaultState, Faults};
use super::personality::Personality;
use super::request_log::Request;
use super::shared::{Shared, lock};
use super::store::{Store, StoredRecord};
use crate::Error;

/// A OneRoster server for tests of programs that read OneRoster.
///
/// Listens on the loopback address, on a thread and a runtime of its own, so that neither a paused clock nor a
/// busy runtime of the test affects it. It stops when it is dropped.
///
/// # Examples
///
/// ```
/// use oneroster_model::Version;
/// use oneroster_model::rostering::User;
/// use oneroster_sandbox::{District, Faults, Personality, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder()
///     .district(District::builder(50).version(Version::V1_1).build())
///     .personality(Personality::standard())
///     .faults("503:3,random:7:0.05".parse()?)
///     .start()
///     .await?;
///
/// // A client gets sandbox.url(), token_url(), client_id() and client_secret(), and reads the users.
/// // What it should have got:
/// let users = sandbox.records::<User>();
/// assert!(users.len() > 50);
/// // What it did to get it:
/// assert!(sandbox.requests().is_empty());
///
/// sandbox.expire_tokens();
/// sandbox.set_faults(Faults::none());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    shared: Hidden<Arc<Shared>>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What a program needs to know to read from a sandbox; serializes as `roster sandbox` prints it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Connection {
    /// Address as people type it; see [`Sandbox::url`].
    pub url: String,
    /// See [`Sandbox::token_url`]; empty if there is no token endpoint.
    pub token_url: String,
    /// See [`Sandbox::client_id`].
    pub client_id: String,
    /// See [`Sandbox::client_secret`].
    pub client_secret: String,
    /// Version that is served.
    pub version: Version,
    /// See [`Sandbox::secrets`]; left out if there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, String>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Keeps records and credentials out of `Debug`.
pub(super) struct Hidden<T>(pub(super) T);

impl<T> std::fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

impl Sandbox {
    /// Starts a sandbox that behaves as the standard has it, over a small district.
    ///
    /// # Errors
    ///
    /// Those of [`SandboxBuilder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Starts to describe a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    pub(super) fn new(
        shared: Arc<Shared>,
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        thread: JoinHandle<()>,
    ) -> Self {
        Self { shared: Hidden(shared), address, stop: Some(stop), thread: Some(thread) }
    }

    /// Returns the address as people type it into a consumer: scheme, host, port and, if the personality has
    /// one, the path of the installation; no slash at the end.
    pub fn url(&self) -> String {
        format!("{}{}", self.shared().origin, self.shared().personality.address.base)
    }

    /// Returns the URL of the root of a service: `http://127.0.0.1:40123/ims/oneroster/v1p1`.
    pub fn root_url(&self, service: Service) -> String {
        let address = &self.shared().personality.address;
        format!("{}{}", self.shared().origin, address.root(service, self.version()))
    }

    /// Returns the URL at which tokens are given out, with its query; empty if the personality has none.
    pub fn token_url(&self) -> String {
        let token = &self.shared().personality.token;
        if token.path.is_empty() {
            return String::new();
        }
        let pairs = token.query.iter().filter(|(name, _)| *name != "grant_type");
        let query: Vec<String> =
            pairs.map(|(name, value)| format!("{name}={}", self.shared().credentials.fill(value))).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{}{mark}{}", self.shared().origin, token.path, query.join("&"))
    }

    /// Returns the identifier, or consumer key, that is accepted.
    pub fn client_id(&self) -> &str {
        &self.shared().credentials.client_id
    }

    /// Returns the secret that is accepted; where tokens never expire it is the token, until that is
    /// [rotated](Self::rotate_bearer).
    pub fn client_secret(&self) -> &str {
        &self.shared().credentials.client_secret
    }

    /// Returns the further secrets of the personality by name, such as `vendor_key`.
    pub fn secrets(&self) -> &BTreeMap<String, String> {
        &self.shared().credentials.secrets
    }

    /// Returns the version that is served.
    pub fn version(&self) -> Version {
        self.shared().version
    }

    /// Returns the address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the origin to which links lead by the fault `cross-origin`.
    ///
    /// Requests that arrive there are [noted](Request::foreign), so a test can show that there are none, or
    /// that none carries a token.
    pub fn foreign_url(&self) -> &str {
        &self.shared().foreign_origin
    }

    /// Returns the personality.
    pub fn personality(&self) -> &Personality {
        &self.shared().personality
    }

    /// Returns what a program needs to know to connect.
    ///
    /// # Examples
    ///
    /// ```
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = oneroster_sandbox::Sandbox::start().await?;
    /// let line = serde_json::to_string(&sandbox.connection())?;
    /// assert!(line.starts_with(r#"{"url":"http://127.0.0.1:"#));
    /// # Ok(()) }
    /// ```
    pub fn connection(&self) -> Connection {
        Connection {
            url: self.url(),
            token_url: self.token_url(),
            client_id: self.client_id().to_owned(),
            client_secret: self.client_secret().to_owned(),
            version: self.version(),
            secrets: self.secrets().clone(),
        }
    }

    /// Returns the requests so far, in the order of their arrival; the last 100,000 if there are more.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared().log).requests().cloned().collect()
    }

    /// Forgets the requests so far; numbers begin at 1 again.
    pub fn clear_requests(&self) {
        lock(&self.shared().log).clear();
    }

    /// Returns how many tokens were given out.
    pub fn tokens_issued(&self) -> u64 {
        lock(&self.shared().tokens).count()
    }

    /// Lets every token that was given out expire at once.
    pub fn expire_tokens(&self) {
        lock(&self.shared().tokens).expire_all();
    }

    /// Replaces the token of a personality whose tokens do not expire, and returns the new one.
    pub fn rotate_bearer(&self) -> String {
        let mut bearer = lock(&self.shared().bearer);
        bearer.push_str("-rotated");
        bearer.clone()
    }

    /// Replaces the faults; requests are counted from 1 again.
    pub fn set_faults(&self, faults: Faults) {
        *lock(&self.shared().faults) = FaultState::new(faults);
    }

    /// Returns the records of a kind as they are now, in the order in which they are served.
    pub fn records<T: StoredRecord>(&self) -> Vec<T> {
        let store = self.shared().store.read().unwrap_or_else(PoisonError::into_inner);
        let collection = store.collection::<T>();
        collection.order().iter().filter_map(|slot| collection.at(*slot)).cloned().collect()
    }

    /// Returns how many records of a kind there are.
    pub fn count<T: StoredRecord>(&self) -> usize {
        self.shared().store.read().unwrap_or_else(PoisonError::into_inner).collection::<T>().order().len()
    }

    /// Stores a record: in place of the one with the same identifier, or as the last one.
    pub fn put<T: StoredRecord>(&self, record: T) {
        self.change(|store| {
            store.collection_mut::<T>().put(record);
        });
    }

    /// Takes a record away, as if it had never been; returns it if there was one.
    ///
    /// To have it announced as deleted, [`put`](Self::put) it with the status `tobedeleted`.
    pub fn remove<T: StoredRecord>(&self, sourced_id: &str) -> Option<T> {
        self.change(|store| store.collection_mut::<T>().remove(sourced_id))
    }

    fn change<R>(&self, change: impl FnOnce(&mut Store) -> R) -> R {
        change(&mut self.shared().store.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until the sandbox is stopped from elsewhere, which is never: for programs that serve until they
    /// are interrupted.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    fn shared(&self) -> &Shared {
        &self.shared.0
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.stop.take());
        // Nobody may have waited for the start: then it is the own thread that drops.
        let own = std::thread::current().id();
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != own) {
            let _ = thread.join();
        }
    }
}
