use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use roster_flow::Flows;
use tokio::task::JoinHandle;

use super::conductor::Conductor;
use super::inbox::OpenInbox;
use super::lock::ServeLock;
#[cfg(test)]
use super::runner::Runner;
use super::site::{self, OpenSite};
use super::state::State;
use super::telling::Telling;
use super::{Service, signals};
use crate::Error;

/// How a server works, where the configuration does not say it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerOptions {
    /// How many flows run at the same time; default 4.
    pub most_at_once: usize,
    /// How long runs and uploads may go on when the server stops; default 60 s. What is not at an end then is cut off,
    /// and dealt with at the next start.
    pub patience: Duration,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self { most_at_once: 4, patience: Duration::from_secs(60) }
    }
}

/// A running server. [Stop](Self::stop) it; when it is dropped instead, its tasks end wherever they are.
#[derive(Debug)]
pub struct Server {
    state: Arc<State>,
    conductor: JoinHandle<()>,
    inbox: Option<OpenInbox>,
    site: Option<OpenSite>,
    patience: Duration,
    _lock: ServeLock,
}

/// How long people may take to be told when the server stops.
const FAREWELL: Duration = Duration::from_secs(10);

impl Server {
    /// Starts to serve the data folder of flows: schedules, the page, and the inbox if one is configured. What a process left
    /// that died is dealt with first.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] when another server serves the folder, [`Error::Listen`] and [`Error::Inbox`] when an address
    /// cannot be used, [`Error::TokenMissing`], [`Error::TokenShort`], [`Error::Folder`], [`Error::Flow`].
    pub async fn start(flows: Flows, options: ServerOptions) -> Result<Self, Error> {
        let lock = ServeLock::take(flows.folder())?;
        let (listener, address) = site::bind(&flows)?;
        let page = page_url(&flows, address);
        let state = Arc::new(State::new(flows.clone(), Arc::new(flows)));
        let conductor = recovered(&state, &options, page).await?;
        let listen = state.flows.configuration().inbox.as_ref().map(|inbox| inbox.listen);
        let mut inbox = None;
        if let Some(listen) = listen {
            let open = OpenInbox::open(&state, listen).await?;
            state.set_inbox(open.desk());
            inbox = Some(open);
        }
        let site = OpenSite::open(Service::new(Arc::clone(&state)), listener, address)?;
        let conductor = tokio::spawn(conductor.conduct(options.patience));
        Ok(Self { state, conductor, inbox, site: Some(site), patience: options.patience, _lock: lock })
    }

    /// Starts without page and inbox.
    #[cfg(test)]
    pub(super) async fn start_with(
        flows: Flows,
        runner: Arc<dyn Runner>,
        options: ServerOptions,
    ) -> Result<Self, Error> {
        let lock = ServeLock::take(flows.folder())?;
        let state = Arc::new(State::new(flows, runner));
        let conductor = recovered(&state, &options, None).await?;
        let conductor = tokio::spawn(conductor.conduct(options.patience));
        Ok(Self { state, conductor, inbox: None, site: None, patience: options.patience, _lock: lock })
    }

    /// Returns a handle to ask things of the server.
    pub fn service(&self) -> Service {
        Service::new(Arc::clone(&self.state))
    }

    /// Returns where the page is.
    pub fn page_address(&self) -> Option<SocketAddr> {
        self.site.as_ref().map(|site| site.address)
    }

    /// Returns where the inbox listens, and the fingerprint of its key; `None` without an inbox.
    pub fn inbox_address(&self) -> Option<(SocketAddr, String)> {
        self.state.inbox().map(|desk| (desk.address, desk.fingerprint.to_string()))
    }

    /// Serves until the process is asked to end, by `SIGTERM` or an interrupt from the keyboard, and [stops](Self::stop).
    /// When it is asked a second time it does not wait any longer.
    ///
    /// # Errors
    ///
    /// As [`stop`](Self::stop).
    pub async fn serve(self) -> Result<(), Error> {
        self.serve_until(signals::asked_to_stop()).await
    }

    /// Serves until `asked` is ready, and stops; a signal to the process cuts the stop short.
    ///
    /// # Errors
    ///
    /// As [`stop`](Self::stop).
    pub async fn serve_until(mut self, asked: impl Future<Output = ()>) -> Result<(), Error> {
        tokio::select! {
            () = asked => {}
            broken = &mut self.conductor => {
                let reason = broken.err().map_or_else(|| "it ended by itself".to_owned(), |error| error.to_string());
                return Err(Error::Broken(reason));
            }
        }
        tracing::info!("service.stopping");
        tokio::select! {
            stopped = self.stop() => stopped,
            () = signals::asked_to_stop() => {
                tracing::warn!("service.stop_cut_short");
                Ok(())
            }
        }
    }

    /// Stops: nothing new begins, runs come to an end or wait for the next start, people are told, and then the page goes.
    ///
    /// # Errors
    ///
    /// [`Error::Broken`] if the server broke before.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.state.stop.pause();
        let (inbox, patience) = (self.inbox.take(), self.patience);
        let closing = async {
            if let Some(inbox) = inbox {
                inbox.close(patience).await;
            }
        };
        let (conducted, ()) = tokio::join!(&mut self.conductor, closing);
        if let Some(site) = self.site.take() {
            site.close().await;
        }
        conducted.map_err(|error| Error::Broken(error.to_string()))
    }
}

/// A conductor that has dealt with what a dead process left.
async fn recovered(
    state: &Arc<State>,
    options: &ServerOptions,
    page: Option<String>,
) -> Result<Conductor, Error> {
    let telling = Telling::new(page, FAREWELL.min(options.patience));
    let mut conductor = Conductor::new(Arc::clone(state), options.most_at_once, telling);
    conductor.recover().await?;
    Ok(conductor)
}

/// Where people find the page: as configured, or on this machine.
fn page_url(flows: &Flows, address: SocketAddr) -> Option<String> {
    let configured = flows.configuration().server.url.clone();
    configured.or_else(|| address.ip().is_loopback().then(|| format!("http://{address}")))
}

impl Drop for Server {
    fn drop(&mut self) {
        self.conductor.abort();
    }
}
