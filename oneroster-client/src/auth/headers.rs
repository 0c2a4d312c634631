use async_trait::async_trait;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use super::{RequestSigner, SigningContext};
use crate::endpoint::Service;
use crate::error::{Error, Failure};
use crate::secret::Secret;
use crate::transport::Request;

/// Turns a secret into a header value that logs of HTTP libraries do not show.
pub(super) fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// A bearer token that is known and does not expire, as with a roster proxy.
#[derive(Clone, Debug)]
pub struct StaticBearer {
    token: Secret,
}

impl StaticBearer {
    /// Wraps the token.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self { token: token.into() }
    }
}

#[async_trait]
impl RequestSigner for StaticBearer {
    async fn sign(&self, request: &mut Request, _: &SigningContext<'_>) -> Result<(), Error> {
        let value = sensitive(&format!("Bearer {}", self.token.expose())).ok_or_else(|| {
            Error::Configuration(Failure::new("the token holds characters that no header can carry"))
        })?;
        request.headers.insert(AUTHORIZATION, value);
        Ok(())
    }
}

/// Headers with keys, sent with every request or with those to one service.
///
/// # Examples
///
/// ```
/// use oneroster_client::auth::HeaderKeys;
/// use oneroster_client::{Error, Service};
///
/// let keys = HeaderKeys::new()
///     .header("ocp-apim-subscription-key", "k1")?
///     .header_for(Service::Gradebook, "x-vendor-authorization", "k2")?;
/// assert!(HeaderKeys::new().header("not a header", "k").is_err());
/// # let _ = keys;
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct HeaderKeys {
    headers: Vec<(Option<Service>, HeaderName, HeaderValue)>,
}

impl HeaderKeys {
    /// Starts without headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a header to every request.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when name or value cannot be sent.
    pub fn header(self, name: &str, value: impl Into<Secret>) -> Result<Self, Error> {
        self.add(None, name, &value.into())
    }

    /// Adds a header to requests to one service.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when name or value cannot be sent.
    pub fn header_for(self, service: Service, name: &str, value: impl Into<Secret>) -> Result<Self, Error> {
        self.add(Some(service), name, &value.into())
    }

    fn add(mut self, service: Option<Service>, name: &str, value: &Secret) -> Result<Self, Error> {
        let (name, value) = header(name, value)?;
        self.headers.push((service, name, value));
        Ok(self)
    }
}

/// Checks a header given as texts.
pub(super) fn header(name: &str, value: &Secret) -> Result<(HeaderName, HeaderValue), Error> {
    let unusable = |what: String| Error::Configuration(Failure::new(what));
    let parsed =
        name.parse::<HeaderName>().map_err(|_| unusable(format!("{name:?} is not the name of a header")))?;
    let value = sensitive(value.expose()).ok_or_else(|| {
        unusable(format!("the value of header {name} holds characters that cannot be sent"))
    })?;
    Ok((parsed, value))
}

#[async_trait]
impl RequestSigner for HeaderKeys {
    async fn sign(&self, request: &mut Request, context: &SigningContext<'_>) -> Result<(), Error> {
        for (service, name, value) in &self.headers {
            if service.is_none_or(|service| service == context.service) {
                request.headers.insert(name.clone(), value.clone());
            }
        }
        Ok(())
    }
}
