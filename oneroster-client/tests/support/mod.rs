//! A server in memory, for tests that need exact times, and helpers for those over HTTP.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(dead_code, reason = "every test binary uses a part of this module")]

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use http::StatusCode;
use oneroster_client::transport::{Request, Response, Transport, TransportError, TransportErrorKind};
use oneroster_client::{Client, ClientBuilder, Endpoints};

/// What the simulated server does with a request.
pub(crate) type Outcome = Result<Response, TransportErrorKind>;

type Answer = dyn Fn(usize, &Request) -> Outcome + Send + Sync;

/// A server in memory: answers with a function and remembers what it was asked.
#[derive(Clone)]
pub(crate) struct Server {
    answer: Arc<Answer>,
    requests: Arc<Mutex<Vec<Request>>>,
    started: tokio::time::Instant,
    times: Arc<Mutex<Vec<u128>>>,
    delay: Duration,
}

impl Server {
    /// Creates a server; the function is given the number of the request, from 0.
    pub(crate) fn new(answer: impl Fn(usize, &Request) -> Outcome + Send + Sync + 'static) -> Self {
        Self {
            answer: Arc::new(answer),
            requests: Arc::default(),
            started: tokio::time::Instant::now(),
            times: Arc::default(),
            delay: Duration::ZERO,
        }
    }

    /// Answers after a while; for tests whose clock is paused.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Starts a client for this server as OneRoster 1.1.
    pub(crate) fn client(&self) -> ClientBuilder {
        let endpoints = Endpoints::v1_1("https://sis.example/ims/oneroster/v1p1").unwrap();
        Client::builder(endpoints).transport(Arc::new(self.clone()))
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns method, path and query of the requests so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests().iter().map(line).collect()
    }

    /// Returns when the requests came, in milliseconds since the server was made.
    pub(crate) fn times(&self) -> Vec<u128> {
        self.times.lock().unwrap().clone()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

#[async_trait]
impl Transport for Server {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.times.lock().unwrap().push(self.started.elapsed().as_millis());
        let number = {
            let mut requests = self.requests.lock().unwrap();
            requests.push(request.clone());
            requests.len() - 1
        };
        // Others get their turn, as with a real server.
        if self.delay.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(self.delay).await;
        }
        (self.answer)(number, &request).map_err(|kind| TransportError::new(kind, "simulated"))
    }
}

pub(crate) fn line(request: &Request) -> String {
    let path = request.url.path().replace("/ims/oneroster/v1p1", "");
    match request.url.query() {
        Some(query) => format!("{} {path}?{query}", request.method),
        None => format!("{} {path}", request.method),
    }
}

pub(crate) fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    request.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

pub(crate) fn json(body: impl Into<String>) -> Response {
    Response::new(StatusCode::OK, body.into())
}

pub(crate) fn status(code: u16) -> Response {
    Response::new(StatusCode::from_u16(code).unwrap(), "")
}

pub(crate) fn with(mut response: Response, name: &'static str, value: &str) -> Response {
    response.headers.append(name, value.parse().unwrap());
    response
}

/// Returns a parameter of the query as a number.
pub(crate) fn number(request: &Request, name: &str) -> Option<u64> {
    request.url.query_pairs().find(|(key, _)| key == name)?.1.parse().ok()
}

/// A body with the orgs of these numbers.
pub(crate) fn orgs(ids: impl IntoIterator<Item = u64>) -> String {
    let records: Vec<String> = ids.into_iter().map(|id| format!(r#"{{"sourcedId":"o{id}"}}"#)).collect();
    format!(r#"{{"orgs":[{}]}}"#, records.join(","))
}

/// The page of a collection of `size` orgs that a request asks for, with its total.
pub(crate) fn page(size: u64, request: &Request) -> Response {
    let offset = number(request, "offset").unwrap_or(0);
    let limit = number(request, "limit").unwrap_or(100);
    let body = orgs((offset..size).take(usize::try_from(limit).unwrap()));
    with(json(body), "x-total-count", &size.to_string())
}
