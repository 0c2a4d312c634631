//! A server in memory that answers at every host, and the exact text of what it was asked.

use std::fmt;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::StatusCode;
use oneroster_client::transport::{Request, Response, Transport, TransportError, TransportErrorKind};
use sis_providers::{Connection, Credentials, Profiles};

type Answer = dyn Fn(&Request) -> Result<Response, TransportErrorKind> + Send + Sync;

/// A server in memory.
#[derive(Clone)]
pub(crate) struct Server {
    answer: Arc<Answer>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Creates a server that answers with a function.
    pub(crate) fn new(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        Self::failing(move |request| Ok(answer(request)))
    }

    /// Creates a server that may not answer at all.
    pub(crate) fn failing(
        answer: impl Fn(&Request) -> Result<Response, TransportErrorKind> + Send + Sync + 'static,
    ) -> Self {
        Self { answer: Arc::new(answer), requests: Arc::default() }
    }

    /// Creates a server that hands out tokens and two orgs.
    pub(crate) fn friendly() -> Self {
        Self::new(
            |request| {
                if is_data(request) { orgs() } else { json(r#"{"access_token":"T","expires_in":3600}"#) }
            },
        )
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns the requests so far as texts.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.requests().iter().map(text).collect()
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
        self.requests.lock().unwrap().push(request.clone());
        tokio::task::yield_now().await;
        (self.answer)(&request).map_err(|kind| TransportError::new(kind, "simulated"))
    }
}

/// Tells data requests from token requests.
pub(crate) fn is_data(request: &Request) -> bool {
    let path = request.url.path();
    ["/orgs", "/lineItems"].iter().any(|end| path.ends_with(end))
}

/// Returns an answer with JSON.
pub(crate) fn json(body: impl Into<String>) -> Response {
    Response::new(StatusCode::OK, body.into())
}

/// Returns an answer with a status and a body.
pub(crate) fn status(code: u16, body: &str) -> Response {
    Response::new(StatusCode::from_u16(code).unwrap(), body.to_owned())
}

/// Adds a header to an answer.
pub(crate) fn with(mut response: Response, name: &'static str, value: &str) -> Response {
    response.headers.append(name, value.parse().unwrap());
    response
}

/// Returns a page with two orgs, complete by its total.
pub(crate) fn orgs() -> Response {
    with(json(r#"{"orgs":[{"sourcedId":"o1"},{"sourcedId":"o2"}]}"#), "x-total-count", "2")
}

/// Makes a connection to a server in memory.
pub(crate) fn connection(server: &Server, provider: &str, url: &str) -> Connection {
    let profiles = Profiles::builtin();
    Connection::new(profiles.get(provider).unwrap(), url, Credentials::new("my id", "s3/cr:ét"))
        .transport(Arc::new(server.clone()))
}

/// Writes a request as it goes over the wire: request line, headers that matter in order of their names, and
/// the body. HTTP Basic is shown decoded.
pub(crate) fn text(request: &Request) -> String {
    let mut lines = vec![format!("{} {}", request.method, request.url)];
    let mut headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, value)| !(*name == "accept" && *value == "application/json"))
        .map(|(name, value)| match value.strip_prefix("Basic ") {
            Some(encoded) => {
                let pair = String::from_utf8(BASE64.decode(encoded).unwrap()).unwrap();
                format!("{name}: Basic({pair})")
            }
            None => format!("{name}: {value}"),
        })
        .collect();
    headers.sort();
    lines.extend(headers);
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    if !body.is_empty() {
        lines.push(body);
    }
    lines.join("\n")
}

/// Serves what a server in memory answers over real HTTP, on this machine.
pub(crate) async fn over_http(server: Server) -> wiremock::MockServer {
    let mock = wiremock::MockServer::start().await;
    let respond = move |incoming: &wiremock::Request| {
        let mut request = Request::new(incoming.method.clone(), incoming.url.clone());
        request.headers = incoming.headers.clone();
        request.body = incoming.body.clone().into();
        let Ok(answer) = (server.answer)(&request) else {
            return wiremock::ResponseTemplate::new(500);
        };
        let mut template =
            wiremock::ResponseTemplate::new(answer.status.as_u16()).set_body_bytes(answer.body.to_vec());
        for (name, value) in &answer.headers {
            template = template.append_header(name.clone(), value.clone());
        }
        template
    };
    wiremock::Mock::given(wiremock::matchers::any()).respond_with(respond).mount(&mock).await;
    mock
}
