use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use roster_flow::Flows;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Service;
use crate::Error;
use crate::web::{Site, SiteSettings};

/// The page, being served.
#[derive(Debug)]
pub(super) struct OpenSite {
    pub(super) address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), Error>>,
}

/// Takes the address of the page; nobody is answered yet.
pub(super) fn bind(flows: &Flows) -> Result<(TcpListener, SocketAddr), Error> {
    let listen = flows.configuration().server.listen;
    let listener = TcpListener::bind(listen).map_err(Error::Listen)?;
    let address = listener.local_addr().map_err(Error::Listen)?;
    Ok((listener, address))
}

impl OpenSite {
    /// Serves the page from now on.
    pub(super) fn open(service: Service, listener: TcpListener, address: SocketAddr) -> Result<Self, Error> {
        let flows = service.state.flows.clone();
        let config = &flows.configuration().server;
        let mut settings = SiteSettings::new(address);
        if let Some(token) = config.token.as_ref().filter(|token| !token.is_empty()) {
            settings.token = Some(token.resolve()?.expose().to_owned());
        }
        settings.names = config.url.as_deref().and_then(host_of).into_iter().collect();
        let clock = Arc::clone(flows.clock());
        let site =
            Site::new(flows.history().clone(), Arc::new(service), settings)?.with_clock(move || clock.now());
        let (stop, stopped) = oneshot::channel::<()>();
        let until = async {
            // Also when the sender is gone.
            let _ = stopped.await;
        };
        let serving = tokio::spawn(site.serve(listener, until));
        tracing::info!(%address, "service.page_open");
        Ok(Self { address, stop, serving })
    }

    /// Answers what has been asked, and no more.
    pub(super) async fn close(self) {
        /// Browsers keep connections open, whatever they are told.
        const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
        let _ = self.stop.send(());
        let mut serving = self.serving;
        if tokio::time::timeout(PATIENCE, &mut serving).await.is_err() {
            serving.abort();
        }
    }
}

fn host_of(url: &str) -> Option<String> {
    Some(url::Url::parse(url).ok()?.host_str()?.to_owned())
}
