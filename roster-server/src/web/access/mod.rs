//! Who may see the page and who may press its buttons.
//!
//! From the outside in: every answer gets its headers ([`headers`]), the request must ask for a name of this
//! machine ([`origin`]), must be logged in if there is a token ([`token`], [`tries`]), and must come from one
//! of our own pages if it changes something.

pub(super) mod headers;
mod origin;
mod token;
pub(super) mod tries;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use time::{Duration, OffsetDateTime};

use self::token::{Sessions, Token};
use self::tries::Tries;
use super::SiteSettings;
use super::pages;
use super::shared::Shared;
use crate::Error;

const COOKIE: &str = "roster_session";

/// Tokens shorter than this can be guessed.
const TOKEN_LENGTH: usize = 16;

/// What decides over requests.
#[derive(Debug)]
pub(super) struct Access {
    token: Option<Token>,
    names: Vec<String>,
    sessions: Sessions,
    tries: Tries,
}

/// How a login ended.
pub(super) enum Login {
    /// The cookie to set.
    Open(String),
    Wrong,
    Wait(Duration),
}

impl Access {
    /// Checks the settings: whoever can be reached from elsewhere needs a token.
    pub(super) fn new(settings: SiteSettings) -> Result<Self, Error> {
        let token = match settings.token {
            Some(token) if token.chars().count() < TOKEN_LENGTH => return Err(Error::TokenShort),
            Some(token) => Some(Token::new(&token).map_err(|source| Error::Random(Box::new(source)))?),
            None if !settings.listen.ip().to_canonical().is_loopback() || !settings.names.is_empty() => {
                return Err(Error::TokenMissing { listen: settings.listen });
            }
            None => None,
        };
        Ok(Self { token, names: settings.names, sessions: Sessions::default(), tries: Tries::default() })
    }

    /// Whether there is something to log in to.
    pub(super) fn has_login(&self) -> bool {
        self.token.is_some()
    }

    pub(super) fn log_in(&self, token: &str, from: &Sender, now: OffsetDateTime) -> Result<Login, Error> {
        if let Some(wait) = self.tries.wait(from.address, now) {
            return Ok(Login::Wait(wait));
        }
        if !self.token.as_ref().is_some_and(|own| own.is(token)) {
            self.tries.count(from.address, now);
            tracing::warn!(event = "page_login_refused", address = %from.address);
            return Ok(Login::Wrong);
        }
        self.tries.forget(from.address);
        let session = self.sessions.open(now).map_err(|source| Error::Random(Box::new(source)))?;
        tracing::info!(event = "page_login", address = %from.address);
        Ok(Login::Open(cookie(&session, token::SESSION, from.is_encrypted)))
    }

    /// Ends the session of a request and returns the cookie that forgets it.
    pub(super) fn log_out(&self, headers: &HeaderMap, from: &Sender) -> String {
        if let Some(session) = session(headers) {
            self.sessions.close(session);
        }
        cookie("", Duration::ZERO, from.is_encrypted)
    }

    fn admits(&self, headers: &HeaderMap, from: &Sender, now: OffsetDateTime) -> bool {
        let Some(token) = &self.token else { return true };
        if session(headers).is_some_and(|session| self.sessions.is_open(session, now)) {
            return true;
        }
        // Scripts, such as a scraper of the metrics, send the token itself.
        let Some(sent) = bearer(headers) else { return false };
        if self.tries.wait(from.address, now).is_some() {
            return false;
        }
        let is_right = token.is(sent);
        if !is_right {
            self.tries.count(from.address, now);
        }
        is_right
    }
}

/// Where a request came from, as far as the connection tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sender {
    address: IpAddr,
    is_encrypted: bool,
}

impl Sender {
    pub(super) fn of(request: &axum::http::request::Parts) -> Self {
        Self::new(&request.headers, request.extensions.get::<ConnectInfo<SocketAddr>>())
    }

    fn new(headers: &HeaderMap, connection: Option<&ConnectInfo<SocketAddr>>) -> Self {
        let address = connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        // Only a proxy speaks TLS here. Whoever lies about it harms only their own cookie.
        let is_encrypted = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
        Self { address, is_encrypted }
    }
}

fn cookie(session: &str, holds: Duration, is_encrypted: bool) -> String {
    let secure = if is_encrypted { "; Secure" } else { "" };
    let seconds = holds.whole_seconds();
    format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

fn session(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Refuses requests for names that are not ours.
pub(super) async fn check_host(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    match origin::host(request.headers(), request.uri()) {
        Some(host) if origin::is_own_name(host, &shared.access().names) => next.run(request).await,
        _ => {
            let advice = "Open the page by its address, or name the host in the settings of the server.";
            pages::failure(StatusCode::MISDIRECTED_REQUEST, "This is not the page's name", advice)
        }
    }
}

/// Refuses requests that change something unless one of our own pages sent them.
pub(super) async fn check_origin(request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_reading || origin::is_from_own_page(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    tracing::warn!(event = "page_foreign_request_refused", path = request.uri().path());
    let advice = "It did not come from a form of this page. Go back, load the page anew and try again.";
    pages::failure(StatusCode::FORBIDDEN, "The request was refused", advice)
}

/// Sends whoever is not logged in to the login page.
pub(super) async fn check_login(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let sender = Sender::new(request.headers(), request.extensions().get());
    if shared.access().admits(request.headers(), &sender, shared.now()) {
        return next.run(request).await;
    }
    if request.method() != Method::GET || !is_from_a_browser(request.headers()) {
        let advice = "Log in again, then repeat it.";
        let refused = pages::failure(StatusCode::UNAUTHORIZED, "The login has ended", advice);
        return ([(header::WWW_AUTHENTICATE, "Bearer")], refused).into_response();
    }
    // A browser keeps the cookie back when somebody follows a link in a mail. The same request sent by a
    // page of ours brings it along.
    let is_from_elsewhere = request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if is_from_elsewhere {
        return pages::login::come_in_again(request.uri());
    }
    Redirect::to(&pages::login::address(request.uri())).into_response()
}

/// Browsers ask for pages; whoever does not is a program, which a login page would only confuse.
fn is_from_a_browser(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// The address to go to after the login: one of ours, whatever the form says.
pub(super) fn own_address(text: &str) -> &str {
    let is_path = text.starts_with('/') && !text.starts_with("//") && text.parse::<Uri>().is_ok();
    if is_path && !text.contains(['\\', '\r', '\n']) { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_leads_to_own_pages_only() {
        for (text, expected) in [
            ("/runs/7?done=approved", "/runs/7?done=approved"),
            ("//evil.example.com/", "/"),
            ("/\\evil.example.com", "/"),
            ("https://evil.example.com/", "/"),
            ("runs", "/"),
            ("/a\r\nSet-Cookie: b", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_address(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites() {
        assert_eq!(
            cookie("ab", Duration::hours(1), true),
            "roster_session=ab; Path=/; HttpOnly; SameSite=Strict; Max-Age=3600; Secure"
        );
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, header::HeaderValue::from_static("a=b; roster_session=12; c=d"));
        assert_eq!(session(&headers), Some("12"));
        headers.insert(header::COOKIE, header::HeaderValue::from_static("xroster_session=12"));
        assert_eq!(session(&headers), None);
    }

    #[test]
    fn whoever_can_be_reached_from_elsewhere_needs_a_token() {
        let code = |listen: &str, names: &[&str], token: Option<&str>| {
            let mut settings =
                SiteSettings::new(listen.parse().unwrap_or(SocketAddr::from(([0, 0, 0, 0], 0))));
            settings.names = names.iter().map(|name| (*name).to_owned()).collect();
            settings.token = token.map(str::to_owned);
            Access::new(settings).err().map(|error| error.code())
        };
        assert_eq!(code("127.0.0.1:8080", &[], None), None);
        assert_eq!(code("[::1]:8080", &[], None), None);
        assert_eq!(code("0.0.0.0:8080", &[], None), Some("token_missing"));
        assert_eq!(code("192.0.2.1:8080", &[], None), Some("token_missing"));
        assert_eq!(code("127.0.0.1:8080", &["roster.example.org"], None), Some("token_missing"));
        assert_eq!(code("0.0.0.0:8080", &[], Some("short")), Some("token_short"));
        assert_eq!(code("0.0.0.0:8080", &[], Some("long enough to be a token")), None);
    }
}
