//! Putting the signers together: tokens or signatures, and what goes with every request.

use std::sync::Arc;
use std::time::Duration;

use oneroster_client::Service;
use oneroster_client::auth::{
    Auth, ClientCredentials, HeaderKeys, OAuth1, RefusalRule, Scopes, SignatureMethod, StaticBearer,
    TokenSigner, TokenSource,
};
use url::Url;

use super::Connection;
use super::multipart::MultipartGrant;
use super::query_parameters::QueryParameters;
use super::rediscovery::Rediscovery;
use super::renewal::RenewingRequest;
use crate::address::Address;
use crate::credentials::missing;
use crate::error::Error;
use crate::profile::{ParameterBody, RenewalStrategy, Scheme};

impl Connection {
    /// Puts together what signs requests. Parameters come first, since signatures cover them.
    pub(super) fn auth(&self, address: &Address) -> Result<Auth, Error> {
        let (id, secret) = (self.credentials.id().clone(), self.credentials.secret().clone());
        let scheme = match self.profile.authentication.scheme {
            Scheme::Token => match address.token_url() {
                Some(url) => self.token(url, address)?.into(),
                None => return Err(missing("token_url", &self.profile)),
            },
            Scheme::StaticBearer => self.static_bearer(address)?,
            Scheme::OAuth1HmacSha1 => OAuth1::new(id, secret).method(SignatureMethod::HmacSha1).into(),
            Scheme::OAuth1HmacSha256 => OAuth1::new(id, secret).method(SignatureMethod::HmacSha256).into(),
            Scheme::HeaderKeys => Auth::none(),
        };
        let mut auth = Auth::none();
        if !self.profile.requests.query.is_empty() {
            let mut parameters = Vec::new();
            for (name, value) in &self.profile.requests.query {
                parameters.push((name.clone(), self.credentials.fill(value, &self.profile)?));
            }
            auth = auth.and(QueryParameters::new(parameters));
        }
        Ok(auth.and(scheme).and(self.header_keys()?))
    }

    fn header_keys(&self) -> Result<HeaderKeys, Error> {
        let requests = &self.profile.requests;
        let mut keys = HeaderKeys::new();
        for (name, value) in &requests.headers {
            keys = keys.header(name, self.credentials.fill(value, &self.profile)?).map_err(Error::client)?;
        }
        for (name, value) in &requests.gradebook_headers {
            match self.credentials.fill(value, &self.profile) {
                Ok(value) => {
                    keys = keys.header_for(Service::Gradebook, name, value).map_err(Error::client)?;
                }
                // Nobody needs the keys of a service that is not used.
                Err(_) if !self.services.contains(&Service::Gradebook) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(keys)
    }

    fn token(&self, url: &Url, address: &Address) -> Result<TokenSigner, Error> {
        let scopes = self.wanted_scopes(address.version())?;
        let source: Arc<dyn TokenSource> = if self.profile.token.parameters == ParameterBody::Multipart {
            Arc::new(MultipartGrant::new(self, url, &scopes)?)
        } else {
            Arc::new(self.grant(self.token_request(url)?, scopes))
        };
        let renewal = &self.profile.renewal;
        let mut signer = TokenSigner::new(Arc::clone(&source))
            .renew_before(Duration::from_secs(renewal.ahead_seconds))
            .refused_when(self.refusal_rule());
        if let Some(seconds) = renewal.assumed_lifetime_seconds {
            signer = signer.assume_lifetime(Duration::from_secs(seconds));
        }
        let renews = match renewal.strategy {
            RenewalStrategy::RefreshToken => true,
            RenewalStrategy::Operator => renewal.request.is_some(),
            _ => false,
        };
        if renews {
            signer = signer.refresher(Arc::new(RenewingRequest::new(self.clone(), url, source)?));
        }
        Ok(signer)
    }

    pub(super) fn grant(
        &self,
        request: oneroster_client::auth::TokenRequest,
        scopes: Vec<String>,
    ) -> ClientCredentials {
        let (id, secret) = (self.credentials.id().clone(), self.credentials.secret().clone());
        ClientCredentials::with_request(request, id, secret).scopes(Scopes::listed(scopes))
    }

    fn refusal_rule(&self) -> RefusalRule {
        let refused = &self.profile.renewal.refused;
        let mut rule = RefusalRule::statuses(refused.status.iter().copied());
        for text in &refused.text {
            rule = rule.or_text(text);
        }
        refused.except.iter().fold(rule, |rule, service| rule.except(*service))
    }

    fn static_bearer(&self, address: &Address) -> Result<Auth, Error> {
        let bearer = self.credentials.secret().clone();
        if bearer.is_empty() {
            return Err(missing("client_secret", &self.profile));
        }
        let renewal = &self.profile.renewal;
        let partner = renewal.discovery.as_ref().and_then(|found| {
            Some((found, self.credentials.setting(&found.secret)?))
                .filter(|_| renewal.strategy == RenewalStrategy::Rediscover)
        });
        Ok(match partner {
            None => StaticBearer::new(bearer).into(),
            Some((discovery, partner)) => {
                let tenant = self.credentials.id().clone();
                let root = address.root(Service::Rostering);
                let rediscovery =
                    Arc::new(Rediscovery::new(root, discovery, bearer, tenant, partner.clone()));
                TokenSigner::new(Arc::<Rediscovery>::clone(&rediscovery))
                    .refresher(rediscovery)
                    .refused_when(self.refusal_rule())
                    .into()
            }
        })
    }
}
