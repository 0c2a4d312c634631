//! A server in memory, for tests that need exact times, and helpers for those over HTTP.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(dead_code, reason = "every test binary uses a part of this module")]

use std::fmt;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::StatusCode;
use oneroster_client::transport::{Request, Response, Transport, TransportError, TransportErrorKind};
use oneroster_client::{Client, ClientBuilder, Endpoints};

/// What the simulated server does with a request.
pub type Outcome = Result<Response, TransportErrorKind>;

/// A server in memory: answers with a function and remembers what it was asked.
#[derive(Clone)]
pub struct Server {
    answer: Arc<dyn Fn(usize, &Request) -> Outcome + Send + Sync>,
    requests: Arc<Mutex<Vec<Request>>>,
    started: tokio::time::Instant,
    times: Arc<Mutex<Vec<u128>>>,
}

impl Server {
    /// Creates a server; the function is given the number of the request, from 0.
    pub fn new(answer: impl Fn(usize, &Request) -> Outcome + Send + Sync + 'static) -> Self {
        Self {
            answer: Arc::new(answer),
            requests: Arc::default(),
            started: tokio::time::Instant::now(),
            times: Arc::default(),
        }
    }

    /// Starts a client for this server as OneRoster 1.1.
    pub fn client(&self) -> ClientBuilder {
        let endpoints = Endpoints::v1_1("https://sis.example/ims/oneroster/v1p1").unwrap();
        Client::builder(endpoints).transport(Arc::new(self.clone()))
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns method, path and query of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.requests().iter().map(line).collect()
    }

    /// Returns when the requests came, in milliseconds since the server was made.
    pub fn times(&self) -> Vec<u128> {
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
        tokio::task::yield_now().await;
        (self.answer)(number, &request).map_err(|kind| TransportError::new(kind, "simulated"))
    }
}

pub fn line(request: &Request) -> String {
    let path = request.url.path().replace("/ims/oneroster/v1p1", "");
    match request.url.query() {
        Some(query) => format!("{} {path}?{query}", request.method),
        None => format!("{} {path}", request.method),
    }
}

pub fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    request.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

pub fn json(body: impl Into<String>) -> Response {
    Response::new(StatusCode::OK, body.into())
}

pub fn status(code: u16) -> Response {
    Response::new(StatusCode::from_u16(code).unwrap(), "")
}

pub fn with(mut response: Response, name: &'static str, value: &str) -> Response {
    response.headers.append(name, value.parse().unwrap());
    response
}

/// Returns a parameter of the query as a number.
pub fn number(request: &Request, name: &str) -> Option<u64> {
    request.url.query_pairs().find(|(key, _)| key == name)?.1.parse().ok()
}

/// A body with the orgs of these numbers.
pub fn orgs(ids: impl IntoIterator<Item = u64>) -> String {
    let records: Vec<String> = ids.into_iter().map(|id| format!(r#"{{"sourcedId":"o{id}"}}"#)).collect();
    format!(r#"{{"orgs":[{}]}}"#, records.join(","))
}

/// The page of a collection of `size` orgs that a request asks for, with its total.
pub fn page(size: u64, request: &Request) -> Response {
    let offset = number(request, "offset").unwrap_or(0);
    let limit = number(request, "limit").unwrap_or(100);
    let body = orgs((offset..size).take(usize::try_from(limit).unwrap()));
    with(json(body), "x-total-count", &size.to_string())
}
