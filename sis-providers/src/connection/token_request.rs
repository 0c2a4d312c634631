//! The request for a token, as the profile describes it.

use std::collections::BTreeMap;

use http::Method;
use oneroster_client::Secret;
use oneroster_client::auth::{CredentialPlacement, ParameterPlacement, TokenRequest};
use url::Url;

use super::Connection;
use crate::error::Error;
use crate::profile::{ParameterBody, Placement, TokenMethod};
use crate::template::Template;

impl Connection {
    /// Builds the first request.
    pub(super) fn token_request(&self, url: &Url) -> Result<TokenRequest, Error> {
        let token = &self.profile.token;
        let grant_type = token.grant_type.clone().unwrap_or_default();
        let request = self.bare_request(url.as_str(), token.credentials)?.grant_type(grant_type);
        let request = self.with_form(request, &token.form)?;
        self.with_headers(request, &token.headers)
    }

    /// Builds what first and renewing requests have in common.
    pub(super) fn bare_request(&self, url: &str, credentials: Placement) -> Result<TokenRequest, Error> {
        let token = &self.profile.token;
        let request = TokenRequest::new(url).map_err(Error::client)?;
        Ok(request
            .method(match token.method {
                TokenMethod::Get => Method::GET,
                TokenMethod::Post => Method::POST,
            })
            .credentials_in(match credentials {
                Placement::Basic => CredentialPlacement::Basic,
                Placement::BasicPercentEncoded => CredentialPlacement::BasicPercentEncoded,
                Placement::Parameters => CredentialPlacement::Parameters,
                Placement::BasicAndParameters => CredentialPlacement::BasicAndParameters,
                Placement::Query => CredentialPlacement::Query,
                Placement::Nowhere => CredentialPlacement::Nowhere,
            })
            .parameters_in(match token.parameters {
                ParameterBody::Query => ParameterPlacement::Query,
                ParameterBody::Json => ParameterPlacement::Json,
                ParameterBody::Nowhere => ParameterPlacement::Nowhere,
                // Form data in several parts are put together elsewhere.
                ParameterBody::Form | ParameterBody::Multipart => ParameterPlacement::Form,
            })
            .credential_names(&token.names.id, &token.names.secret))
    }

    pub(super) fn with_form(
        &self,
        mut request: TokenRequest,
        form: &BTreeMap<String, Template>,
    ) -> Result<TokenRequest, Error> {
        for (name, value) in form {
            request = request.parameter(name, self.credentials.fill(value, &self.profile)?);
        }
        Ok(request)
    }

    pub(super) fn with_headers(
        &self,
        mut request: TokenRequest,
        headers: &BTreeMap<String, Template>,
    ) -> Result<TokenRequest, Error> {
        for (name, value) in headers {
            let value: Secret = self.credentials.fill(value, &self.profile)?;
            request = request.header(name, value).map_err(Error::client)?;
        }
        Ok(request)
    }
}
