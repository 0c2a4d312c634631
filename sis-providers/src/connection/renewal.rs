use std::sync::Arc;

use async_trait::async_trait;
use oneroster_client::Secret;
use oneroster_client::auth::{
    RenewalReason, Token, TokenHttp, TokenNeed, TokenRefresher, TokenRequest, TokenSource,
};
use url::Url;

use super::Connection;
use crate::error::Error;
use crate::profile::{RenewalRequest, RenewalStrategy};
use crate::template::Template;

/// Grant type that needs a refresh token.
const REFRESH: &str = "refresh_token";

/// Renews a token with a request of its own, and falls back on the first request.
#[derive(Debug)]
pub(super) struct RenewingRequest {
    connection: Connection,
    plan: RenewalRequest,
    url: String,
    needs_refresh_token: bool,
    first: Arc<dyn TokenSource>,
}

impl RenewingRequest {
    /// Prepares the request, so that a missing setting shows now and not hours later.
    pub(super) fn new(connection: Connection, url: &Url, first: Arc<dyn TokenSource>) -> Result<Self, Error> {
        let renewal = &connection.profile.renewal;
        let plan = renewal.request.clone().unwrap_or_default();
        let names = plan.form.values().chain(plan.headers.values()).chain(&plan.scope);
        let named = names.flat_map(Template::names).any(|name| name == REFRESH);
        let grant_type = plan.grant_type.as_deref().unwrap_or(REFRESH);
        let needs_refresh_token =
            named || grant_type == REFRESH || renewal.strategy == RenewalStrategy::RefreshToken;
        let url = match &plan.url {
            Some(url) => connection.credentials.fill(url, &connection.profile)?.expose().to_owned(),
            None => url.to_string(),
        };
        let renewing = Self { connection, plan, url, needs_refresh_token, first };
        renewing.request(Some(&Secret::from("-")))?;
        Ok(renewing)
    }

    fn request(&self, refresh: Option<&Secret>) -> Result<TokenRequest, Error> {
        let mut connection = self.connection.clone();
        if let Some(refresh) = refresh {
            connection.credentials = connection.credentials.with(REFRESH, refresh.clone());
        }
        let token = &connection.profile.token;
        let placement = self.plan.credentials.unwrap_or(token.credentials);
        let grant_type = self.plan.grant_type.as_deref().unwrap_or(REFRESH);
        let mut request =
            connection.bare_request(&self.url, placement)?.without_scope().grant_type(grant_type);
        if let Some(refresh) =
            refresh.filter(|_| grant_type == REFRESH && !self.plan.form.contains_key(REFRESH))
        {
            request = request.parameter(REFRESH, refresh.clone());
        }
        if let Some(scope) = &self.plan.scope {
            request = request.parameter("scope", connection.credentials.fill(scope, &connection.profile)?);
        }
        request = connection.with_form(request, &self.plan.form)?;
        let headers = if self.plan.headers.is_empty() { &token.headers } else { &self.plan.headers };
        connection.with_headers(request, headers)
    }
}

#[async_trait]
impl TokenRefresher for RenewingRequest {
    async fn renew(
        &self,
        old: &Token,
        _: RenewalReason,
        need: TokenNeed,
        http: &TokenHttp,
    ) -> Result<Token, oneroster_client::Error> {
        if self.needs_refresh_token && old.refresh().is_none() {
            return self.first.token(need, http).await;
        }
        let Ok(request) = self.request(old.refresh()) else {
            return self.first.token(need, http).await;
        };
        match self.connection.grant(request, Vec::new()).token(need, http).await {
            Ok(token) => Ok(match (token.refresh(), old.refresh()) {
                // Servers that do not rotate refresh tokens leave them out.
                (None, Some(refresh)) => token.with_refresh(refresh.clone()),
                _ => token,
            }),
            Err(oneroster_client::Error::Token(_)) => self.first.token(need, http).await,
            Err(error) => Err(error),
        }
    }
}
