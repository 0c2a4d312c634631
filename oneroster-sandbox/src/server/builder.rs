use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread;

use oneroster_csv::Package;
use oneroster_csv::objects::Objects;
use oneroster_model::Version;
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;

use super::data::{Data, prefix_users};
use super::faults::{FaultState, Faults};
use super::listener::{accept, accept_foreign};
use super::personality::Personality;
use super::routes::router;
use super::sandbox::{Hidden, Sandbox};
use super::shared::{Credentials, Shared};
use super::store::Store;
use crate::{District, Error};

/// Describes a [`Sandbox`].
///
/// | setting | default |
/// |---|---|
/// | data | a district of 120 students with gradebook and resources |
/// | version | that of the data given; else that of the personality; else 1.1 |
/// | personality | [`Personality::standard`] |
/// | faults | none |
/// | address | `127.0.0.1`, any free port |
/// | credentials | `sandbox-client` and `sandbox/secret+%41`, whose characters have to be encoded |
/// | last change of the records | 2026-08-17, 06:00 UTC |
#[derive(Debug, Default)]
#[must_use]
pub struct SandboxBuilder {
    data: Data,
    version: Option<Version>,
    personality: Option<Personality>,
    faults: Faults,
    listen: Option<SocketAddr>,
    credentials: Option<Hidden<(String, String)>>,
    modified: Option<OffsetDateTime>,
}

impl SandboxBuilder {
    /// Serves a district.
    pub fn district(mut self, district: District) -> Self {
        self.data = Data::District(Box::new(district));
        self
    }

    /// Serves the rows of a package. Cells that cannot be understood are left out.
    pub fn package(mut self, package: Package) -> Self {
        self.data = Data::Package(Box::new(package));
        self
    }

    /// Serves objects; the [version](Self::version) should be given too.
    pub fn objects(mut self, objects: Objects) -> Self {
        self.data = Data::Objects(Box::new(objects));
        self
    }

    /// Sets the version that is served, whatever the version of the data.
    pub fn version(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets how the sandbox departs from the standard.
    pub fn personality(mut self, personality: Personality) -> Self {
        self.personality = Some(personality);
        self
    }

    /// Sets what goes wrong.
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Sets the address to listen on; port 0 stands for any free one.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = Some(address);
        self
    }

    /// Sets the identifier and the secret that are accepted.
    pub fn credentials(mut self, client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        self.credentials = Some(Hidden((client_id.into(), client_secret.into())));
        self
    }

    /// Sets when records without a date were last changed.
    pub fn modified(mut self, modified: OffsetDateTime) -> Self {
        self.modified = Some(modified);
        self
    }

    /// Loads the data and starts to listen.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the address cannot be listened on, [`Error::Package`] if the package cannot be read.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let (ready, started) = oneshot::channel();
        self.spawn(ready)?;
        started.await.unwrap_or_else(|_| Err(lost()))
    }

    /// Does the same for code that is not async.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_blocking(self) -> Result<Sandbox, Error> {
        let (ready, started) = oneshot::channel();
        self.spawn(ready)?;
        started.blocking_recv().unwrap_or_else(|_| Err(lost()))
    }

    /// Loads and serves on a thread of its own.
    fn spawn(self, ready: oneshot::Sender<Result<Sandbox, Error>>) -> Result<(), Error> {
        let (handle, own_handle) = oneshot::channel();
        let body = move || {
            let (stop, stopped) = oneshot::channel();
            match self.prepare() {
                Err(error) => drop(ready.send(Err(error))),
                Ok(prepared) => {
                    let Ok(thread) = own_handle.blocking_recv() else { return };
                    let Prepared { runtime, shared, address, listeners } = prepared;
                    let sandbox = Sandbox::new(Arc::clone(&shared), address, stop, thread);
                    if ready.send(Ok(sandbox)).is_err() {
                        return;
                    }
                    runtime.block_on(serve(shared, listeners, stopped));
                    runtime.shutdown_background();
                }
            }
        };
        let thread = thread::Builder::new()
            .name("oneroster-sandbox".to_owned())
            .spawn(body)
            .map_err(|error| Error::io("the thread of the sandbox cannot be started", error))?;
        drop(handle.send(thread));
        Ok(())
    }

    fn prepare(self) -> Result<Prepared, Error> {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("oneroster-sandbox")
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| Error::io("the runtime of the sandbox cannot be started", error))?;
        let listen = self.listen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let bind = |address: SocketAddr| {
            let listener = runtime.block_on(TcpListener::bind(address));
            let listener = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
            listener.map_err(|error| Error::io(format!("{address} cannot be listened on"), error))
        };
        let (address, listener) = bind(listen)?;
        let (foreign_address, foreign_listener) = bind(SocketAddr::new(listen.ip(), 0))?;

        let personality = self.personality.unwrap_or_else(Personality::standard);
        let version = self.version.or(self.data.version()).unwrap_or(personality.version());
        let mut objects = self.data.load(version)?;
        prefix_users(&mut objects, &personality.values);
        let modified = self.modified.unwrap_or(datetime!(2026-08-17 06:00 UTC));
        let (client_id, client_secret) = match self.credentials {
            Some(Hidden(credentials)) => credentials,
            None => ("sandbox-client".to_owned(), "sandbox/secret+%41".to_owned()),
        };
        let secrets = personality.secrets.clone();
        let credentials = Credentials { client_id, client_secret, secrets };
        let store = Store::new(objects, modified);
        let shared = Shared::new(
            version,
            personality,
            [format!("http://{address}"), format!("http://{foreign_address}")],
            credentials,
            store,
            FaultState::new(self.faults),
        );
        Ok(Prepared { runtime, shared: Arc::new(shared), address, listeners: [listener, foreign_listener] })
    }
}

/// A sandbox that is ready to serve.
struct Prepared {
    runtime: runtime::Runtime,
    shared: Arc<Shared>,
    address: SocketAddr,
    listeners: [TcpListener; 2],
}

async fn serve(shared: Arc<Shared>, listeners: [TcpListener; 2], stopped: oneshot::Receiver<()>) {
    let [listener, foreign] = listeners;
    let router = router(&shared);
    tokio::select! {
        () = accept(listener, Arc::clone(&shared), router) => {}
        () = accept_foreign(foreign, shared) => {}
        _ = stopped => {}
    }
}

fn lost() -> Error {
    Error::io("the sandbox did not start", std::io::Error::other("its thread ended"))
}
