use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::{FutureExt, Shared};
use http::header::COOKIE;
use oneroster_model::Version;
use tokio::time::Instant;
use tracing::{debug, warn};

use super::cookies::Cookie;
use super::headers::sensitive;
use super::{Refusal, RefusalRule, RequestSigner, SigningContext, Token, TokenHttp, TokenPlacement, Verdict};
use crate::endpoint::Service;
use crate::error::Error;
use crate::transport::Request;

/// Hands out a first token.
///
/// Called by a [`TokenSigner`], which keeps the token and calls once however many requests wait for it.
#[async_trait]
pub trait TokenSource: Send + Sync + fmt::Debug {
    /// Gets a new token.
    ///
    /// # Errors
    ///
    /// Whatever keeps the token from being had. It is reported to all requests that wait, and not kept: the
    /// next request asks again.
    async fn token(&self, need: TokenNeed, http: &TokenHttp) -> Result<Token, Error>;
}

/// Renews a token that has expired or was refused.
#[async_trait]
pub trait TokenRefresher: Send + Sync + fmt::Debug {
    /// Gets the token that takes the place of an old one.
    ///
    /// # Errors
    ///
    /// Whatever keeps the token from being had.
    async fn renew(
        &self,
        old: &Token,
        reason: RenewalReason,
        need: TokenNeed,
        http: &TokenHttp,
    ) -> Result<Token, Error>;
}

/// What a token is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenNeed {
    /// Version of the standard.
    pub version: Version,
    /// The service, where every service has a token of its own.
    pub service: Option<Service>,
}

/// Why a token is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenewalReason {
    /// Its time is over, or nearly.
    Expired,
    /// The server did not accept it.
    Refused,
}

/// Whether services share a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenSharing {
    /// One token opens all services.
    #[default]
    One,
    /// Every service has a token of its own.
    PerService,
}

/// Signs requests with a bearer token and keeps the token fresh.
///
/// The token is fetched with the first request, once for all requests that wait at that moment; a failure
/// goes to all of them and is not kept. It is renewed a little before its end, and when the server refuses
/// it; the refused request is then replayed once, unless renewing gave the very same token. A token of
/// unknown lifetime is used until it is refused.
#[derive(Clone, Debug)]
pub struct TokenSigner {
    parts: Arc<Parts>,
}

#[derive(Debug)]
struct Parts {
    source: Arc<dyn TokenSource>,
    refresher: Option<Arc<dyn TokenRefresher>>,
    sharing: TokenSharing,
    refusal: RefusalRule,
    placement: TokenPlacement,
    renew_before: Option<Duration>,
    assumed_lifetime: Option<Duration>,
    /// One for all services and one for each.
    slots: [Mutex<Slot>; 4],
}

#[derive(Debug, Default)]
struct Slot {
    held: Option<Arc<Held>>,
    flight: Option<Flight>,
}

/// A token in use, with the moments that matter on the clock of this process.
#[derive(Debug)]
struct Held {
    token: Token,
    renew_at: Option<Instant>,
    expires_at: Option<Instant>,
}

type Flight = Shared<Pin<Box<dyn Future<Output = Result<Arc<Held>, Error>> + Send>>>;

impl TokenSigner {
    /// Starts with a source that is asked again when a token has to be renewed.
    pub fn new(source: Arc<dyn TokenSource>) -> Self {
        Self {
            parts: Arc::new(Parts {
                source,
                refresher: None,
                sharing: TokenSharing::default(),
                refusal: RefusalRule::default(),
                placement: TokenPlacement::default(),
                renew_before: None,
                assumed_lifetime: None,
                slots: Default::default(),
            }),
        }
    }

    /// Sets how tokens are renewed; default by asking the source again.
    #[must_use]
    pub fn refresher(self, refresher: Arc<dyn TokenRefresher>) -> Self {
        self.change(|parts| parts.refresher = Some(refresher))
    }

    /// Sets whether services share a token; by default they do.
    #[must_use]
    pub fn sharing(self, sharing: TokenSharing) -> Self {
        self.change(|parts| parts.sharing = sharing)
    }

    /// Sets which answers mean that the token is not accepted; default status 401.
    #[must_use]
    pub fn refused_when(self, rule: RefusalRule) -> Self {
        self.change(|parts| parts.refusal = rule)
    }

    /// Sets where the token goes in requests; default `Authorization: Bearer`.
    #[must_use]
    pub fn placed_in(self, placement: TokenPlacement) -> Self {
        self.change(|parts| parts.placement = placement)
    }

    /// Sets how long before its end a token is renewed; default a minute, or a tenth of a shorter life.
    #[must_use]
    pub fn renew_before(self, margin: Duration) -> Self {
        self.change(|parts| parts.renew_before = Some(margin))
    }

    /// Sets how long a token of unknown lifetime is used; default until it is refused.
    #[must_use]
    pub fn assume_lifetime(self, lifetime: Duration) -> Self {
        self.change(|parts| parts.assumed_lifetime = Some(lifetime))
    }

    /// Changes the settings; clones made before keep theirs, and their token.
    fn change(self, change: impl FnOnce(&mut Parts)) -> Self {
        let old = &self.parts;
        let mut parts = Parts {
            source: Arc::clone(&old.source),
            refresher: old.refresher.clone(),
            sharing: old.sharing,
            refusal: old.refusal.clone(),
            placement: old.placement.clone(),
            renew_before: old.renew_before,
            assumed_lifetime: old.assumed_lifetime,
            slots: Default::default(),
        };
        change(&mut parts);
        Self { parts: Arc::new(parts) }
    }
}

impl Parts {
    fn slot(&self, need: TokenNeed) -> &Mutex<Slot> {
        let [shared, rostering, gradebook, resources] = &self.slots;
        match need.service {
            None => shared,
            Some(Service::Rostering) => rostering,
            Some(Service::Gradebook) => gradebook,
            Some(_) => resources,
        }
    }

    fn need(&self, context: &SigningContext<'_>) -> TokenNeed {
        let service = match self.sharing {
            TokenSharing::One => None,
            TokenSharing::PerService => Some(context.service),
        };
        TokenNeed { version: context.version, service }
    }

    /// Returns a token that is fresh and is not `refused`, fetching it at most once for all callers.
    async fn obtain(
        self: &Arc<Self>,
        need: TokenNeed,
        refused: Option<&str>,
        http: &TokenHttp,
    ) -> Result<Arc<Held>, Error> {
        let flight = {
            let mut slot = self.slot(need).lock().unwrap_or_else(PoisonError::into_inner);
            match &slot.held {
                Some(held) if held.is_usable(refused) => return Ok(Arc::clone(held)),
                _ => {}
            }
            if let Some(flight) = &slot.flight {
                flight.clone()
            } else {
                let fetch = Arc::clone(self).fetch(need, slot.held.clone(), refused.is_some(), http.clone());
                let flight: Flight = fetch.boxed().shared();
                slot.flight = Some(flight.clone());
                flight
            }
        };
        let result = flight.clone().await;
        let mut slot = self.slot(need).lock().unwrap_or_else(PoisonError::into_inner);
        if slot.flight.as_ref().is_some_and(|current| current.ptr_eq(&flight)) {
            slot.flight = None;
            if let Ok(held) = &result {
                slot.held = Some(Arc::clone(held));
            }
        }
        result
    }

    async fn fetch(
        self: Arc<Self>,
        need: TokenNeed,
        old: Option<Arc<Held>>,
        refused: bool,
        http: TokenHttp,
    ) -> Result<Arc<Held>, Error> {
        let asked_at = Instant::now();
        let reason = if refused { RenewalReason::Refused } else { RenewalReason::Expired };
        debug!(renewal = old.is_some(), ?reason, "fetching a token");
        let fetched = match (&self.refresher, &old) {
            (Some(refresher), Some(old)) => refresher.renew(&old.token, reason, need, &http).await,
            _ => self.source.token(need, &http).await,
        };
        match (fetched, old) {
            (Ok(token), _) => Ok(Arc::new(self.hold(token, asked_at))),
            // Renewed ahead of time, and the old one is still good: no reason to fail.
            (Err(error), Some(old)) if !refused && error.is_retryable() && old.is_alive() => {
                warn!(code = error.code(), "a token could not be renewed ahead of time");
                Ok(old)
            }
            (Err(error), _) => Err(error),
        }
    }

    fn hold(&self, token: Token, asked_at: Instant) -> Held {
        let lifetime = token.lifetime().or(self.assumed_lifetime);
        let margin =
            |lifetime: Duration| self.renew_before.unwrap_or(Duration::from_secs(60)).min(lifetime / 10);
        Held {
            renew_at: lifetime
                .and_then(|lifetime| asked_at.checked_add(lifetime.saturating_sub(margin(lifetime)))),
            expires_at: lifetime.and_then(|lifetime| asked_at.checked_add(lifetime)),
            token,
        }
    }
}

impl Held {
    fn is_usable(&self, refused: Option<&str>) -> bool {
        self.renew_at.is_none_or(|at| Instant::now() < at)
            && refused.is_none_or(|refused| refused != self.token.access().expose())
    }

    fn is_alive(&self) -> bool {
        self.expires_at.is_none_or(|at| Instant::now() < at)
    }
}

#[async_trait]
impl RequestSigner for TokenSigner {
    async fn sign(&self, request: &mut Request, context: &SigningContext<'_>) -> Result<(), Error> {
        let held = self.parts.obtain(self.parts.need(context), None, context.http).await?;
        let token = &held.token;
        self.parts.placement.put(token.access(), request)?;
        let cookies: Vec<&str> =
            token.cookies().iter().filter(|cookie| cookie.fits(&request.url)).map(Cookie::pair).collect();
        if let Some(value) = sensitive(&cookies.join("; ")).filter(|value| !value.is_empty()) {
            request.headers.insert(COOKIE, value);
        }
        Ok(())
    }

    async fn refused(&self, refusal: &Refusal<'_>, context: &SigningContext<'_>) -> Result<Verdict, Error> {
        if !self.parts.refusal.matches(context.service, refusal.response) {
            return Ok(Verdict::Final);
        }
        let Some(used) = self.parts.placement.find(refusal.request) else {
            return Ok(Verdict::Final);
        };
        let renewed = self.parts.obtain(self.parts.need(context), Some(&used), context.http).await?;
        let changed = renewed.token.access().expose() != used;
        Ok(if changed || self.parts.refusal.replay_same { Verdict::Replay } else { Verdict::Final })
    }
}
