use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use http::header::{ACCEPT_ENCODING, HeaderValue};
use url::Url;

use super::body::BodyCollector;
use super::{Request, Response, Transport, TransportError, TransportErrorKind};
use crate::error::{Error, Failure};

/// How to connect: certificates, proxy, time limits.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use oneroster_client::transport::HttpOptions;
///
/// let options = HttpOptions::default()
///     .connect_timeout(Duration::from_secs(5))
///     .user_agent("district-sync/1.0");
/// ```
#[derive(Clone)]
pub struct HttpOptions {
    connect_timeout: Duration,
    read_timeout: Duration,
    idle_timeout: Duration,
    user_agent: String,
    proxy: Option<Url>,
    system_proxy: bool,
    root_certificates: Vec<Vec<u8>>,
    only_own_roots: bool,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(60),
            user_agent: concat!("oneroster-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: None,
            system_proxy: true,
            root_certificates: Vec::new(),
            only_own_roots: false,
        }
    }
}

impl HttpOptions {
    /// Sets the longest time for connecting, TLS included; default 10 s.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the longest silence while an answer arrives; default 60 s.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Sets how long an unused connection is kept; default 60 s.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sets the `User-Agent`; default is the name and version of this crate.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sends everything through a proxy, `http://` or `https://`, with user and password in the URL where
    /// it asks for them. Default: what the environment and the operating system say.
    #[must_use]
    pub fn proxy(mut self, proxy: Url) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Connects directly, whatever environment and operating system say about proxies.
    #[must_use]
    pub fn without_proxy(mut self) -> Self {
        self.proxy = None;
        self.system_proxy = false;
        self
    }

    /// Trusts the certificates of a PEM file in addition to those of the operating system.
    ///
    /// Servers in districts often present a certificate of their own authority, or an incomplete chain; this
    /// is the way to accept exactly that one. There is no switch that accepts any certificate.
    #[must_use]
    pub fn trust(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Trusts the certificates given with [`trust`](Self::trust) alone.
    #[must_use]
    pub fn trust_only_given(mut self) -> Self {
        self.only_own_roots = true;
        self
    }
}

impl fmt::Debug for HttpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpOptions")
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("user_agent", &self.user_agent)
            .field("proxy", &self.proxy.as_ref().and_then(Url::host_str))
            .field("system_proxy", &self.system_proxy)
            .field("root_certificates", &self.root_certificates.len())
            .field("only_own_roots", &self.only_own_roots)
            .finish()
    }
}

/// The transport over HTTP/1.1 and HTTP/2: rustls, no redirects, no cookies, gzip.
///
/// Connections are pooled and shared by all clones.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: reqwest::Client,
}

impl HttpTransport {
    /// Creates a transport. Loads the trusted certificates, which takes a moment: create one and clone it.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when a certificate, the proxy or the user agent cannot be used, or when no
    /// TLS implementation is available.
    pub fn new(options: &HttpOptions) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout)
            .pool_idle_timeout(options.idle_timeout)
            .user_agent(&options.user_agent);
        let unusable = |what: &'static str, error: reqwest::Error| {
            Error::Configuration(Failure::new(what).caused_by(error.without_url()))
        };
        if let Some(proxy) = &options.proxy {
            let proxy = reqwest::Proxy::all(proxy.clone()).map_err(|error| unusable("the proxy", error))?;
            builder = builder.proxy(proxy);
        } else if !options.system_proxy {
            builder = builder.no_proxy();
        }
        builder = trust(builder, options)?;
        let client = builder.build().map_err(|error| unusable("the HTTP options", error))?;
        Ok(Self { client })
    }
}

#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
fn trust(
    mut builder: reqwest::ClientBuilder,
    options: &HttpOptions,
) -> Result<reqwest::ClientBuilder, Error> {
    let mut certificates = Vec::new();
    for pem in &options.root_certificates {
        let parsed = reqwest::Certificate::from_pem_bundle(pem).map_err(|error| {
            Error::Configuration(
                Failure::new("a trusted certificate is not readable")
                    .advise("give PEM text")
                    .caused_by(error),
            )
        })?;
        if parsed.is_empty() {
            return Err(Error::Configuration(
                Failure::new("a trusted certificate file holds no certificate").advise("give PEM text"),
            ));
        }
        certificates.extend(parsed);
    }
    if options.only_own_roots {
        builder = builder.tls_certs_only(certificates);
    } else if !certificates.is_empty() {
        builder = builder.tls_certs_merge(certificates);
    }
    Ok(builder)
}

#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider")))]
fn trust(builder: reqwest::ClientBuilder, options: &HttpOptions) -> Result<reqwest::ClientBuilder, Error> {
    if options.root_certificates.is_empty() && !options.only_own_roots {
        return Ok(builder);
    }
    Err(Error::Configuration(Failure::new("trusted certificates need the feature `rustls`")))
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        *outgoing.headers_mut() = request.headers;
        outgoing.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        if !request.body.is_empty() {
            *outgoing.body_mut() = Some(request.body.into());
        }
        *outgoing.timeout_mut() = Some(request.timeout);

        let mut incoming = self.client.execute(outgoing).await.map_err(explain)?;
        let status = incoming.status();
        let headers = std::mem::take(incoming.headers_mut());
        let mut body = BodyCollector::new(&headers, request.body_limit)?;
        while let Some(chunk) = incoming.chunk().await.map_err(explain)? {
            body.push(&chunk)?;
        }
        Ok(Response { status, headers, body: body.finish()? })
    }
}

/// Sorts an error of reqwest into our kinds and removes the URL from its text.
fn explain(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if mentions_tls(&error) {
        TransportErrorKind::Tls
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_body() || error.is_decode() || is_lost_connection(&error) {
        TransportErrorKind::Interrupted
    } else {
        TransportErrorKind::Other
    };
    TransportError::new(kind, error.without_url())
}

fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The TLS library's errors arrive boxed in foreign types, so that only their text can be asked.
fn mentions_tls(error: &reqwest::Error) -> bool {
    error.is_connect()
        && chain(error).any(|cause| {
            let text = cause.to_string();
            ["certificate", "handshake", "TLS", "tls", "received fatal alert", "corrupt message"]
                .iter()
                .any(|word| text.contains(word))
        })
}

fn is_lost_connection(error: &reqwest::Error) -> bool {
    use std::io::ErrorKind;

    chain(error).any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| {
            matches!(
                error.kind(),
                ErrorKind::ConnectionReset
                    | ErrorKind::ConnectionAborted
                    | ErrorKind::BrokenPipe
                    | ErrorKind::UnexpectedEof
            )
        }) || cause.to_string().contains("connection closed before message completed")
    })
}
