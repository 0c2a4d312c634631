use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use roster_flow::schedule::Zone;
use roster_history::History;
use time::OffsetDateTime;

use super::access::{self, Access};
use super::actions::Actions;
use super::shared::Shared;
use super::{assets, pages, watch};
use crate::Error;

/// The largest form: a public key and a reason need far less.
const FORM_LIMIT: usize = 64 * 1024;

/// How the page can be reached.
#[derive(Clone)]
#[non_exhaustive]
pub struct SiteSettings {
    /// Where the server listens; decides whether a token is demanded.
    pub listen: SocketAddr,
    /// What visitors have to know, at least 16 characters; default nothing, which is allowed on loopback only.
    pub token: Option<String>,
    /// Host names of a proxy before the page. Numbers and `localhost` are known. Default none.
    pub names: Vec<String>,
    /// Zone of times that do not belong to a flow; default that of this machine.
    pub zone: Zone,
}

impl SiteSettings {
    /// Returns the defaults for an address.
    pub fn new(listen: SocketAddr) -> Self {
        Self { listen, token: None, names: Vec::new(), zone: Zone::of_this_machine().unwrap_or_default() }
    }
}

impl fmt::Debug for SiteSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SiteSettings")
            .field("listen", &self.listen)
            .field("token", &self.token.as_ref().map(|_| ".."))
            .field("names", &self.names)
            .field("zone", &self.zone)
            .finish()
    }
}

/// The site of a server.
pub struct Site {
    history: History,
    actions: Arc<dyn Actions>,
    access: Access,
    zone: Zone,
    now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
}

impl Site {
    /// Puts a site together.
    ///
    /// # Errors
    ///
    /// [`Error::TokenMissing`] if others than users of this machine could reach it without a token,
    /// [`Error::TokenShort`] if the token can be guessed, [`Error::Random`] if the system gives no random numbers.
    pub fn new(history: History, actions: Arc<dyn Actions>, settings: SiteSettings) -> Result<Self, Error> {
        let zone = settings.zone.clone();
        let access = Access::new(settings)?;
        let now = Arc::new(OffsetDateTime::now_utc);
        Ok(Self { history, actions, access, zone, now })
    }

    /// Takes the time from elsewhere.
    #[must_use]
    pub fn with_clock(mut self, now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        self.now = Arc::new(now);
        self
    }

    /// Serves until `stop` is ready; requests that have begun are answered then.
    ///
    /// # Errors
    ///
    /// [`Error::Listen`] if the listener cannot be used.
    pub async fn serve(
        self,
        listener: std::net::TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Error> {
        listener.set_nonblocking(true).map_err(Error::Listen)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(Error::Listen)?;
        let service = self.into_router().into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(stop).await.map_err(Error::Listen)
    }

    /// Returns all routes.
    fn into_router(self) -> Router {
        let shared = Shared::new(self.history, self.actions, self.access, self.zone, self.now);
        // What is added last comes first on the way in.
        let inside = pages::routes()
            .merge(watch::closed_routes())
            .route_layer(from_fn_with_state(shared.clone(), access::check_login));
        pages::login::routes()
            .merge(assets::routes())
            .merge(inside)
            .fallback(pages::not_found)
            .layer(from_fn(access::check_origin))
            .layer(from_fn_with_state(shared.clone(), access::check_host))
            .merge(watch::open_routes())
            .with_state(shared)
            .layer(DefaultBodyLimit::max(FORM_LIMIT))
            .layer(from_fn(access::headers::protect))
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("access", &self.access).finish_non_exhaustive()
    }
}
