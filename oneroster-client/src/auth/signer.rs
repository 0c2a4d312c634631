use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use oneroster_model::Version;
use time::OffsetDateTime;

use crate::endpoint::{Access, Service};
use crate::error::Error;
use crate::exchange::{Call, Exchange};
use crate::recorder::Purpose;
use crate::retry::Repeat;
use crate::transport::{Request, Response};

/// Makes requests acceptable to the server: adds headers, or changes the URL.
///
/// Called last, for every attempt anew, when method, URL and body are final.
///
/// # Examples
///
/// A server that wants a key in the query:
///
/// ```
/// use async_trait::async_trait;
/// use oneroster_client::auth::{RequestSigner, SigningContext};
/// use oneroster_client::transport::Request;
/// use oneroster_client::{Error, Secret};
///
/// #[derive(Debug)]
/// struct QueryKey(Secret);
///
/// #[async_trait]
/// impl RequestSigner for QueryKey {
///     async fn sign(&self, request: &mut Request, _: &SigningContext<'_>) -> Result<(), Error> {
///         request.url.query_pairs_mut().append_pair("key", self.0.expose());
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait RequestSigner: Send + Sync + fmt::Debug {
    /// Signs one attempt.
    ///
    /// # Errors
    ///
    /// Whatever keeps the request from being signed, such as a token that cannot be had.
    async fn sign(&self, request: &mut Request, context: &SigningContext<'_>) -> Result<(), Error>;

    /// Looks at an answer with a status from 400 upwards, and says whether signing anew may help.
    ///
    /// Called at most once per request with a verdict of [`Verdict::Replay`]; by default nothing helps.
    ///
    /// # Errors
    ///
    /// Whatever keeps the credentials from being renewed.
    async fn refused(&self, refusal: &Refusal<'_>, context: &SigningContext<'_>) -> Result<Verdict, Error> {
        let _ = (refusal, context);
        Ok(Verdict::Final)
    }
}

/// What a signer knows about the request besides its contents.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SigningContext<'a> {
    /// Version of the standard that the server speaks.
    pub version: Version,
    /// The service that is asked.
    pub service: Service,
    /// What the request needs to be allowed to do.
    pub access: Access,
    /// Sends the requests that get tokens.
    pub http: &'a TokenHttp,
}

/// A request that was sent and the answer that may say that its credentials are not accepted.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Refusal<'a> {
    /// The request as it was signed.
    pub request: &'a Request,
    /// The answer.
    pub response: &'a Response,
}

/// What to do about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Sign and send once more.
    Replay,
    /// Report the answer as it is.
    Final,
}

/// Sends token requests by the same rules as all others: time limits, retries, recording.
///
/// Nothing is signed; the request goes out as it is given.
#[derive(Clone, Debug)]
pub struct TokenHttp {
    exchange: Arc<Exchange>,
}

impl TokenHttp {
    pub(crate) fn new(exchange: &Arc<Exchange>) -> Self {
        Self { exchange: Arc::clone(exchange) }
    }

    /// Sends a request and returns the successful answer.
    ///
    /// # Errors
    ///
    /// [`Error::Token`] for a status that is no success; [`Error::Connection`], [`Error::Timeout`] and the
    /// like for no answer at all.
    pub async fn send(&self, request: Request) -> Result<Response, Error> {
        let call = Call { request, purpose: Purpose::Token, repeat: Repeat::Safe, signing: None };
        self.exchange.send(call).await.map_err(|error| match error {
            Error::Unauthorized(failure)
            | Error::Forbidden(failure)
            | Error::NotFound(failure)
            | Error::Rejected(failure)
            | Error::Redirected(failure)
            | Error::Conflict(failure) => Error::Token(failure),
            other => other,
        })
    }

    /// Returns the wall clock.
    pub fn now(&self) -> OffsetDateTime {
        self.exchange.environment.now()
    }

    /// Returns a random number.
    pub fn random(&self) -> u64 {
        self.exchange.environment.random()
    }
}

/// A way to sign requests, as the client builder takes it.
///
/// Made from any [`RequestSigner`], and from [`ClientCredentials`](super::ClientCredentials).
///
/// # Examples
///
/// ```
/// use oneroster_client::auth::{Auth, ClientCredentials, HeaderKeys};
/// use oneroster_client::Error;
///
/// let auth = Auth::from(ClientCredentials::new("https://sis.example/token", "id", "secret")?)
///     .and(HeaderKeys::new().header("x-vendor-authorization", "key")?);
/// # let _ = auth;
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Auth {
    signers: Vec<Arc<dyn RequestSigner>>,
}

impl Auth {
    /// Sends requests as they are.
    pub fn none() -> Self {
        Self { signers: Vec::new() }
    }

    /// Adds another one, which signs after those before it.
    #[must_use]
    pub fn and(mut self, other: impl Into<Self>) -> Self {
        self.signers.extend(other.into().signers);
        self
    }

    pub(crate) fn into_signer(self) -> Arc<dyn RequestSigner> {
        Arc::new(Chain { signers: self.signers })
    }
}

impl<S: RequestSigner + 'static> From<S> for Auth {
    fn from(signer: S) -> Self {
        Self { signers: vec![Arc::new(signer)] }
    }
}

/// All signers of a client, in order.
#[derive(Debug)]
struct Chain {
    signers: Vec<Arc<dyn RequestSigner>>,
}

#[async_trait]
impl RequestSigner for Chain {
    async fn sign(&self, request: &mut Request, context: &SigningContext<'_>) -> Result<(), Error> {
        for signer in &self.signers {
            signer.sign(request, context).await?;
        }
        Ok(())
    }

    async fn refused(&self, refusal: &Refusal<'_>, context: &SigningContext<'_>) -> Result<Verdict, Error> {
        for signer in &self.signers {
            if signer.refused(refusal, context).await? == Verdict::Replay {
                return Ok(Verdict::Replay);
            }
        }
        Ok(Verdict::Final)
    }
}
