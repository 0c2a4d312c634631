use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use tracing::debug;

use super::token_request::{CredentialPlacement, ParameterPlacement, TokenRequest};
use super::token_signer::{RenewalReason, TokenNeed, TokenRefresher, TokenSharing, TokenSigner, TokenSource};
use super::{Auth, RefusalRule, Scopes, Token, TokenHttp, TokenPlacement};
use crate::error::Error;
use crate::secret::Secret;
use crate::transport::Request;

/// OAuth 2 client credentials, with the variations that servers ask for.
///
/// One token is fetched for all requests, renewed a little before it expires and when the server refuses
/// it, and sent as `Authorization: Bearer`. A refresh token is used when there is one; when it is refused,
/// the grant is repeated. Cookies of the token response are sent back with it.
///
/// # Examples
///
/// ```
/// use oneroster_client::auth::{ClientCredentials, CredentialPlacement, Scopes};
/// use oneroster_client::Error;
///
/// let auth = ClientCredentials::new("https://sis.example/token", "id", "s3cr3t")?
///     .scopes(Scopes::reading_and_writing())
///     .credentials_in(CredentialPlacement::BasicAndParameters);
/// assert!(!format!("{auth:?}").contains("s3cr3t"));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct ClientCredentials {
    id: Secret,
    secret: Secret,
    request: TokenRequest,
    refresh: Option<TokenRequest>,
    scopes: Scopes,
    /// Fewer scopes than configured, once the server has refused those.
    reduced: Mutex<Option<Scopes>>,
    renew_before: Option<Duration>,
    assumed_lifetime: Option<Duration>,
    refusal: RefusalRule,
    placement: TokenPlacement,
}

impl ClientCredentials {
    /// Starts with a POST to the token URL, HTTP Basic and the scopes for reading.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the URL is none, or not `https` (loopback hosts may use `http`).
    pub fn new(token_url: &str, id: impl Into<Secret>, secret: impl Into<Secret>) -> Result<Self, Error> {
        Ok(Self::with_request(TokenRequest::new(token_url)?, id, secret))
    }

    /// Starts with a token request built before.
    pub fn with_request(request: TokenRequest, id: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            request,
            refresh: None,
            scopes: Scopes::default(),
            reduced: Mutex::new(None),
            renew_before: None,
            assumed_lifetime: None,
            refusal: RefusalRule::default(),
            placement: TokenPlacement::default(),
        }
    }

    /// Sets the scopes; default [`Scopes::reading`].
    #[must_use]
    pub fn scopes(mut self, scopes: Scopes) -> Self {
        self.scopes = scopes;
        self
    }

    /// Sets where id and secret go; default HTTP Basic.
    #[must_use]
    pub fn credentials_in(mut self, placement: CredentialPlacement) -> Self {
        self.request = self.request.credentials_in(placement);
        self
    }

    /// Sets where grant type and scope go; default a form.
    #[must_use]
    pub fn parameters_in(mut self, placement: ParameterPlacement) -> Self {
        self.request = self.request.parameters_in(placement);
        self
    }

    /// Asks with GET instead of POST.
    #[must_use]
    pub fn with_get(mut self) -> Self {
        self.request = self.request.method(Method::GET);
        self
    }

    /// Sets the request that renews a token with its refresh token; default the same as the first with
    /// `grant_type=refresh_token`.
    #[must_use]
    pub fn refresh_with(mut self, request: TokenRequest) -> Self {
        self.refresh = Some(request);
        self
    }

    /// Sets how long before its end a token is renewed; default a minute, or a tenth of a shorter life.
    #[must_use]
    pub fn renew_before(mut self, margin: Duration) -> Self {
        self.renew_before = Some(margin);
        self
    }

    /// Sets how long a token is used whose lifetime the server does not tell; default until it is refused.
    #[must_use]
    pub fn assume_lifetime(mut self, lifetime: Duration) -> Self {
        self.assumed_lifetime = Some(lifetime);
        self
    }

    /// Sets which answers mean that the token is not accepted any more; default status 401.
    #[must_use]
    pub fn refused_when(mut self, rule: RefusalRule) -> Self {
        self.refusal = rule;
        self
    }

    /// Sets where the token goes in requests for data; default `Authorization: Bearer`.
    #[must_use]
    pub fn placed_in(mut self, placement: TokenPlacement) -> Self {
        self.placement = placement;
        self
    }

    fn current_scopes(&self) -> Scopes {
        let reduced = self.reduced.lock().unwrap_or_else(PoisonError::into_inner);
        reduced.clone().unwrap_or_else(|| self.scopes.clone())
    }

    async fn fetch(&self, request: Request, http: &TokenHttp) -> Result<Token, Error> {
        let url = request.url.clone();
        Token::read(&http.send(request).await?, &url)
    }

    fn build(&self, need: TokenNeed, scopes: &Scopes) -> Result<Request, Error> {
        self.request.build(&self.id, &self.secret, &scopes.list(need.version, need.service), None)
    }

    async fn grant(&self, need: TokenNeed, http: &TokenHttp) -> Result<Token, Error> {
        let mut scopes = self.current_scopes();
        loop {
            let error = match self.fetch(self.build(need, &scopes)?, http).await {
                Ok(token) => return Ok(token),
                Err(error) => error,
            };
            let invalid_scope =
                error.failure().status_info().is_some_and(|info| info.raw.contains("invalid_scope"));
            match scopes.fewer().filter(|_| invalid_scope) {
                Some(fewer) => {
                    debug!("the server does not know some of the scopes, asking for fewer");
                    *self.reduced.lock().unwrap_or_else(PoisonError::into_inner) = Some(fewer.clone());
                    scopes = fewer;
                }
                None => return Err(error),
            }
        }
    }
}

#[async_trait]
impl TokenSource for ClientCredentials {
    async fn token(&self, need: TokenNeed, http: &TokenHttp) -> Result<Token, Error> {
        self.grant(need, http).await
    }
}

#[async_trait]
impl TokenRefresher for ClientCredentials {
    async fn renew(
        &self,
        old: &Token,
        reason: RenewalReason,
        need: TokenNeed,
        http: &TokenHttp,
    ) -> Result<Token, Error> {
        let Some(refresh) = old.refresh() else {
            return self.grant(need, http).await;
        };
        let template = self.refresh.as_ref().unwrap_or(&self.request);
        let scopes = self.current_scopes().list(need.version, need.service);
        let request = template.build(&self.id, &self.secret, &scopes, Some(refresh))?;
        match self.fetch(request, http).await {
            Ok(token) => Ok(token.or_refresh_of(old)),
            Err(Error::Token(_)) => {
                debug!(?reason, "the refresh token is not accepted, repeating the grant");
                self.grant(need, http).await
            }
            Err(error) => Err(error),
        }
    }
}

impl From<ClientCredentials> for TokenSigner {
    fn from(credentials: ClientCredentials) -> Self {
        let sharing =
            if credentials.scopes.differ_by_service() { TokenSharing::PerService } else { TokenSharing::One };
        let (renew_before, assumed) = (credentials.renew_before, credentials.assumed_lifetime);
        let (refusal, placement) = (credentials.refusal.clone(), credentials.placement.clone());
        let credentials = Arc::new(credentials);
        let mut signer = Self::new(Arc::<ClientCredentials>::clone(&credentials) as Arc<dyn TokenSource>)
            .refresher(credentials)
            .sharing(sharing)
            .refused_when(refusal)
            .placed_in(placement);
        if let Some(margin) = renew_before {
            signer = signer.renew_before(margin);
        }
        if let Some(lifetime) = assumed {
            signer = signer.assume_lifetime(lifetime);
        }
        signer
    }
}

impl From<ClientCredentials> for Auth {
    fn from(credentials: ClientCredentials) -> Self {
        TokenSigner::from(credentials).into()
    }
}
