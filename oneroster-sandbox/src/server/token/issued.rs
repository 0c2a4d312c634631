use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::server::personality::RefreshTokens;

/// The tokens that were given out.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: HashMap<String, Issued>,
    refresh: HashMap<String, Vec<String>>,
    count: u64,
}

/// A token.
#[derive(Debug)]
struct Issued {
    scopes: Vec<String>,
    /// Absent for a lifetime beyond what the clock can tell.
    expires: Option<Instant>,
    expired: bool,
    requests: u64,
    /// Requests of the current minute, which began then.
    minute: (Instant, u32),
    /// Value of the cookie that goes with it.
    session: String,
}

/// A fresh token with what goes with it.
#[derive(Debug)]
pub(crate) struct Fresh {
    pub(crate) token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) session: String,
}

/// What goes with a fresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum With {
    RefreshToken,
    Nothing,
}

/// Why a token does not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Unknown,
    Expired,
    Scope,
    Cookie,
    TooMany,
}

/// What a request needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need<'n> {
    /// Scopes of which one is enough; any token will do if there are none.
    pub(crate) scopes: &'n [String],
    /// Cookies that came with the request, if they have to.
    pub(crate) cookies: Option<&'n str>,
    /// Requests after which a token expires.
    pub(crate) most_requests: Option<u64>,
    /// Requests per minute.
    pub(crate) per_minute: Option<u32>,
}

impl Tokens {
    /// Gives out a token.
    pub(crate) fn issue(&mut self, scopes: Vec<String>, lifetime: Duration, with: With) -> Fresh {
        self.count += 1;
        let token = format!("sandbox-token-{:08}", self.count);
        let session = format!("session-{}", self.count);
        let refresh_token = (with == With::RefreshToken).then(|| format!("sandbox-refresh-{}", self.count));
        if let Some(refresh_token) = &refresh_token {
            self.refresh.insert(refresh_token.clone(), scopes.clone());
        }
        let now = Instant::now();
        let issued = Issued {
            scopes,
            expires: now.checked_add(lifetime),
            expired: false,
            requests: 0,
            minute: (now, 0),
            session: session.clone(),
        };
        self.issued.insert(token.clone(), issued);
        Fresh { token, refresh_token, session }
    }

    /// Takes a refresh token; gives the scopes of the token that it stands for.
    pub(crate) fn refresh(&mut self, refresh_token: &str, rule: RefreshTokens) -> Option<Vec<String>> {
        match rule {
            RefreshTokens::Kept => self.refresh.get(refresh_token).cloned(),
            RefreshTokens::Rotated => self.refresh.remove(refresh_token),
            RefreshTokens::None | RefreshTokens::Refused => None,
        }
    }

    /// Counts a request with a token, and lets it in or not.
    pub(crate) fn check(&mut self, token: &str, need: Need<'_>) -> Result<(), Refused> {
        let issued = self.issued.get_mut(token).ok_or(Refused::Unknown)?;
        let now = Instant::now();
        if issued.expired
            || issued.expires.is_some_and(|expires| expires <= now)
            || need.most_requests.is_some_and(|most| issued.requests >= most)
        {
            issued.expired = true;
            return Err(Refused::Expired);
        }
        if need.cookies.is_some_and(|cookies| !cookies.contains(&issued.session)) {
            return Err(Refused::Cookie);
        }
        if !need.scopes.is_empty() && !issued.scopes.iter().any(|scope| need.scopes.contains(scope)) {
            return Err(Refused::Scope);
        }
        if now.duration_since(issued.minute.0) >= Duration::from_secs(60) {
            issued.minute = (now, 0);
        }
        issued.minute.1 += 1;
        if need.per_minute.is_some_and(|most| issued.minute.1 > most) {
            return Err(Refused::TooMany);
        }
        issued.requests += 1;
        Ok(())
    }

    /// Lets one token expire.
    pub(crate) fn expire(&mut self, token: &str) {
        if let Some(issued) = self.issued.get_mut(token) {
            issued.expired = true;
        }
    }

    /// Lets every token expire.
    pub(crate) fn expire_all(&mut self) {
        self.issued.values_mut().for_each(|issued| issued.expired = true);
    }

    /// How many tokens were given out.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}
