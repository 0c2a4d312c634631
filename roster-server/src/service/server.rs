use std::sync::Arc;
use std::time::Duration;

use roster_flow::Flows;
use tokio::task::JoinHandle;

use super::Service;
use super::conductor::Conductor;
use super::lock::ServeLock;
use super::runner::Runner;
use super::state::State;
use super::telling::Telling;
use crate::Error;

/// How a server works, where the configuration does not say it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerOptions {
    /// How many flows run at the same time; default 4.
    pub most_at_once: usize,
    /// How long runs may go on when the server stops; default 60 s. What is not at an end then is cut off, and dealt with at
    /// the next start.
    pub patience: Duration,
    /// Where people find the page, for links in messages: `https://roster.example.org`. Default none.
    pub page: Option<String>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self { most_at_once: 4, patience: Duration::from_secs(60), page: None }
    }
}

/// A running server. Stop it; when it is dropped instead, its tasks end wherever they are.
#[derive(Debug)]
pub struct Server {
    service: Service,
    state: Arc<State>,
    conductor: JoinHandle<()>,
    _lock: ServeLock,
}

/// How long people may take to be told when the server stops.
const FAREWELL: Duration = Duration::from_secs(10);

impl Server {
    /// Starts to serve the data folder of flows. What a process left that died is dealt with first.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] when another server serves the folder, [`Error::Folder`], [`Error::Flow`].
    pub async fn start(flows: Flows, options: ServerOptions) -> Result<Self, Error> {
        let runner = Arc::new(flows.clone());
        Self::start_with(flows, runner, options).await
    }

    pub(super) async fn start_with(
        flows: Flows,
        runner: Arc<dyn Runner>,
        options: ServerOptions,
    ) -> Result<Self, Error> {
        let lock = ServeLock::take(flows.folder())?;
        let state = Arc::new(State::new(flows, runner));
        let telling = Telling::new(options.page, FAREWELL.min(options.patience));
        let mut conductor = Conductor::new(Arc::clone(&state), options.most_at_once, telling);
        conductor.recover().await?;
        let conductor = tokio::spawn(conductor.conduct(options.patience));
        Ok(Self { service: Service::new(Arc::clone(&state)), state, conductor, _lock: lock })
    }

    /// Returns a handle to ask things of the server.
    pub fn service(&self) -> Service {
        self.service.clone()
    }

    /// Stops: nothing new begins, runs come to an end or are rolled back, and people are told.
    ///
    /// # Errors
    ///
    /// [`Error::Broken`] if the server broke before.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.state.stop.pause();
        (&mut self.conductor).await.map_err(|error| Error::Broken(error.to_string()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.conductor.abort();
    }
}
