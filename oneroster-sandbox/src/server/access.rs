//! Who gets in.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::request::Parts;
use oneroster_model::json::Service;
use oneroster_model::status::CodeMinor;
use url::form_urlencoded;

use super::answer::Failure;
use super::endpoint::{Endpoint, Method, scope_root};
use super::personality::Scheme;
use super::routes::OriginalPath;
use super::shared::{Shared, lock};
use super::token::{Need, Refused, SignatureRules, verify};

/// Lets a request in, or says why not.
pub(crate) fn check_access(shared: &Shared, endpoint: &Endpoint, parts: &Parts) -> Result<(), Failure> {
    let access = &shared.personality.access;
    let unauthorized = || Failure::new(401, CodeMinor::Unauthorized);
    let lacks = |(name, value): (&String, &String)| {
        let sent = parts.headers.get(name).and_then(|value| value.to_str().ok());
        sent != Some(&shared.credentials.fill(value))
    };
    let is_read = endpoint.method == Method::Get;
    if access.headers.iter().any(lacks) || is_read && access.read_headers.iter().any(lacks) {
        return Err(unauthorized());
    }
    match access.scheme {
        Scheme::Headers => {}
        Scheme::StaticBearer => {
            if bearer(parts) != Some(&lock(&shared.bearer)) {
                return Err(unauthorized());
            }
        }
        Scheme::OAuth1 => {
            let path =
                parts.extensions.get::<OriginalPath>().map_or(parts.uri.path(), |original| &original.0);
            let url = format!("{}{path}", shared.origin);
            let rules = SignatureRules { methods: &access.signature_methods, clock_skew: access.clock_skew };
            let mut signed = lock(&shared.signed);
            if !verify(parts, &url, &shared.credentials, rules, &mut signed) {
                return Err(unauthorized());
            }
        }
        Scheme::Bearer | Scheme::BearerOrQuery => {
            let token = token(shared, parts).ok_or_else(unauthorized)?;
            check_token(shared, endpoint, parts, &token)?;
        }
    }
    if endpoint.service == Service::Gradebook && access.gradebook_headers.iter().any(lacks) {
        return Err(unauthorized());
    }
    if access.refuses(endpoint.operation) {
        return Err(Failure::new(403, CodeMinor::Forbidden));
    }
    Ok(())
}

/// The token of a request, from wherever it may stand.
pub(crate) fn token(shared: &Shared, parts: &Parts) -> Option<String> {
    let query = || {
        let query = parts.uri.query().unwrap_or_default();
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, _)| name == "access_token").map(|(_, token)| token.into_owned())
    };
    match (bearer(parts), shared.personality.access.scheme) {
        (Some(token), _) => Some(token.to_owned()),
        (None, Scheme::BearerOrQuery) => query(),
        (None, _) => None,
    }
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get("authorization")?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn check_token(shared: &Shared, endpoint: &Endpoint, parts: &Parts, token: &str) -> Result<(), Failure> {
    let access = &shared.personality.access;
    let names = endpoint.scope.names(shared.version).iter().filter(|_| access.scopes);
    let scopes: Vec<String> = names.map(|name| format!("{}{name}", scope_root(shared.version))).collect();
    let cookies = parts.headers.get_all("cookie").iter().filter_map(|value| value.to_str().ok());
    let cookies = cookies.collect::<Vec<_>>().join("; ");
    let need = Need {
        scopes: &scopes,
        cookies: shared.personality.token.cookies.then_some(cookies.as_str()),
        most_requests: lock(&shared.faults).token_requests(),
        per_minute: access.requests_per_minute,
    };
    lock(&shared.tokens).check(token, need).map_err(|refused| match refused {
        Refused::Unknown | Refused::Cookie => Failure::new(401, CodeMinor::Unauthorized),
        Refused::Expired => Failure::of_answer(&access.expired),
        Refused::Scope => Failure::new(403, CodeMinor::Forbidden),
        Refused::TooMany => Failure::new(429, CodeMinor::ServerBusy).with_retry_after(Some("60".to_owned())),
    })
}

/// Counts a request as long as it is served.
pub(crate) struct InFlight<'s>(&'s AtomicU32);

impl<'s> InFlight<'s> {
    /// Enters, unless as many are in as the personality allows.
    pub(crate) fn enter(shared: &'s Shared) -> Result<Self, Failure> {
        let before = shared.in_flight.fetch_add(1, Ordering::SeqCst);
        let guard = Self(&shared.in_flight);
        match shared.personality.access.parallel_requests {
            Some(most) if before >= most => {
                Err(Failure::new(429, CodeMinor::ServerBusy).with_retry_after(Some("1".to_owned())))
            }
            _ => Ok(guard),
        }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
