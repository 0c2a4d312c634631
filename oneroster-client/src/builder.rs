use std::sync::Arc;
use std::time::Duration;

use oneroster_model::json::{Encoder, References, Strictness};
use tokio::sync::Semaphore;

use crate::auth::Auth;
use crate::client::{Client, Inner};
use crate::decode::BodyDecoder;
use crate::endpoint::{Endpoints, is_safe};
use crate::environment::{Environment, SystemEnvironment};
use crate::error::{Error, Failure};
use crate::exchange::Exchange;
use crate::paging::Paging;
use crate::rate_limit::{RateLimit, RateLimiter};
use crate::recorder::{RecordedBytes, Recorder};
use crate::report::Report;
use crate::retry::{RetryBudget, RetryPolicy};
use crate::transport::{HttpOptions, HttpTransport, Transport};

/// Sets up a [`Client`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use oneroster_client::auth::OAuth1;
/// use oneroster_client::{Client, Endpoints, Error, Paging, RateLimit, RetryPolicy};
///
/// let client = Client::builder(Endpoints::v1_1("https://sis.example")?)
///     .auth(OAuth1::new("key", "secret"))
///     .paging(Paging::default().page_size(500))
///     .retry(RetryPolicy::default().max_attempts(3))
///     .rate_limit(RateLimit::per_minute(100))
///     .timeout(Duration::from_secs(60))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    endpoints: Endpoints,
    auth: Auth,
    http: HttpOptions,
    transport: Option<Arc<dyn Transport>>,
    environment: Arc<dyn Environment>,
    recorder: Option<Arc<dyn Recorder>>,
    recorded_bytes: RecordedBytes,
    retry: RetryPolicy,
    rate_limit: Option<RateLimit>,
    concurrency: usize,
    timeout: Duration,
    body_limit: usize,
    paging: Paging,
    strictness: Strictness,
    aliases: Vec<String>,
    encoder: Option<Encoder>,
    report: Option<Report>,
    plain_http: bool,
}

impl ClientBuilder {
    pub(crate) fn new(endpoints: Endpoints) -> Self {
        Self {
            endpoints,
            auth: Auth::none(),
            http: HttpOptions::default(),
            transport: None,
            environment: Arc::new(SystemEnvironment::default()),
            recorder: None,
            recorded_bytes: RecordedBytes::default(),
            retry: RetryPolicy::default(),
            rate_limit: None,
            concurrency: 6,
            timeout: Duration::from_secs(120),
            body_limit: 64 * 1024 * 1024,
            paging: Paging::default(),
            strictness: Strictness::Tolerant,
            aliases: Vec::new(),
            encoder: None,
            report: None,
            plain_http: false,
        }
    }

    /// Sets how requests are signed; default not at all.
    pub fn auth(mut self, auth: impl Into<Auth>) -> Self {
        self.auth = auth.into();
        self
    }

    /// Sets certificates, proxy and time limits of connections.
    pub fn http(mut self, options: HttpOptions) -> Self {
        self.http = options;
        self
    }

    /// Sends everything through another transport; [`http`](Self::http) has no effect then.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Sets the source of time and random numbers; default the machine's.
    pub fn environment(mut self, environment: Arc<dyn Environment>) -> Self {
        self.environment = environment;
        self
    }

    /// Sets who is told about every request, redacted.
    pub fn recorder(mut self, recorder: Arc<dyn Recorder>) -> Self {
        self.recorder = Some(recorder);
        self
    }

    /// Records up to so many bytes of the bodies of data requests and answers too; default none, because
    /// they hold data of people. Names of members, identifiers, references, states and dates are shown, all else is
    /// replaced.
    pub fn record_bodies(mut self, bytes: usize) -> Self {
        self.recorded_bytes.data = bytes;
        self
    }

    /// Sets when failed requests are sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets a rate that is not exceeded; default none.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Sets how many requests of all collections together are under way at once; default 6.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// Sets the longest time for one attempt, from connecting to the last byte; default 120 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the longest answer in bytes, decompressed; default 64 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets how collections are read.
    pub fn paging(mut self, paging: Paging) -> Self {
        self.paging = paging;
        self
    }

    /// Makes every deviation from the standard an error; by default it is a finding.
    pub fn strict(mut self) -> Self {
        self.strictness = Strictness::Strict;
        self
    }

    /// Adds names under which this server puts records, besides those of the standard and those known.
    pub fn envelope_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.aliases.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets how records are written; default by [`Encoder::new`] for the version, with
    /// [`References::SourcedIdOnly`].
    ///
    /// References by identifier alone are what servers get from the learning platforms that write grades.
    /// For a server that insists on all of `href`, `sourcedId` and `type`, give an encoder with
    /// [`HrefRoots`](oneroster_model::json::HrefRoots).
    pub fn encoder(mut self, encoder: Encoder) -> Self {
        self.encoder = Some(encoder);
        self
    }

    /// Sets where findings of all collections go; see [`Report`].
    pub fn report_to(mut self, report: &Report) -> Self {
        self.report = Some(report.clone());
        self
    }

    /// Allows roots that are `http`, on which everybody on the way can read tokens and data of pupils.
    /// Hosts of this very machine need no permission.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when a root is not `https`, the encoder is for another version, or the HTTP
    /// options cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        if !self.plain_http && !self.endpoints.all_roots().into_iter().all(is_safe) {
            return Err(Error::Configuration(
                Failure::new("the root URL is not https, so that tokens and data could be read on the way")
                    .advise("use https, or allow plain http for a test network"),
            ));
        }
        let version = self.endpoints.version();
        let by_identifier = || Encoder::new(version).with_references(References::SourcedIdOnly);
        let encoder = self.encoder.unwrap_or_else(by_identifier);
        if encoder.version() != version {
            return Err(Error::Configuration(Failure::new(
                "the encoder writes another version than the server's",
            )));
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(HttpTransport::new(&self.http)?),
        };
        let exchange = Exchange {
            transport,
            environment: self.environment,
            recorder: self.recorder,
            recorded_bytes: self.recorded_bytes,
            budget: RetryBudget::new(&self.retry),
            retry: self.retry,
            limiter: self.rate_limit.map(RateLimiter::new),
            in_flight: Semaphore::new(self.concurrency),
            timeout: self.timeout,
            body_limit: self.body_limit,
        };
        let inner = Inner {
            endpoints: self.endpoints,
            exchange: Arc::new(exchange),
            signer: self.auth.into_signer(),
            paging: self.paging,
            decoder: BodyDecoder { version, strictness: self.strictness, aliases: self.aliases },
            encoder,
            report: self.report,
        };
        Ok(Client { inner: Arc::new(inner) })
    }
}
