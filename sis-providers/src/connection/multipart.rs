use async_trait::async_trait;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use oneroster_client::auth::{Token, TokenHttp, TokenNeed, TokenSource};
use oneroster_client::transport::Request;
use oneroster_client::{Failure, Secret};
use url::Url;

use super::Connection;
use crate::error::Error;
use crate::profile::Placement;

/// Asks for a token with form data in several parts (`multipart/form-data`, RFC 7578).
#[derive(Debug)]
pub(super) struct MultipartGrant {
    url: Url,
    fields: Vec<(String, Secret)>,
    headers: HeaderMap,
}

impl MultipartGrant {
    pub(super) fn new(connection: &Connection, url: &Url, scopes: &[String]) -> Result<Self, Error> {
        let (token, credentials) = (&connection.profile.token, &connection.credentials);
        let mut fields = Vec::new();
        fields.extend(
            token.grant_type.iter().map(|grant| ("grant_type".to_owned(), Secret::from(grant.as_str()))),
        );
        if !scopes.is_empty() {
            fields.push(("scope".to_owned(), scopes.join(" ").into()));
        }
        for (name, value) in &token.form {
            fields.push((name.clone(), credentials.fill(value, &connection.profile)?));
        }
        if token.credentials == Placement::Parameters {
            fields.push((token.names.id.clone(), credentials.id().clone()));
            fields.push((token.names.secret.clone(), credentials.secret().clone()));
        }
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in &token.headers {
            let value = credentials.fill(value, &connection.profile)?;
            let unusable = || {
                let failure = Failure::new(format!("header {name} cannot be sent"));
                Error::client(oneroster_client::Error::Configuration(failure))
            };
            let name: http::HeaderName = name.parse().map_err(|_| unusable())?;
            let mut value = HeaderValue::from_str(value.expose()).map_err(|_| unusable())?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(Self { url: url.clone(), fields, headers })
    }

    fn body(&self, boundary: &str) -> Secret {
        let mut lines = Vec::new();
        for (name, value) in &self.fields {
            let name = name.replace('"', "%22").replace(['\r', '\n'], " ");
            lines.push(format!("--{boundary}"));
            lines.push(format!("content-disposition: form-data; name=\"{name}\""));
            lines.push(String::new());
            lines.push(value.expose().to_owned());
        }
        lines.push(format!("--{boundary}--"));
        lines.push(String::new());
        Secret::new(lines.join("\r\n"))
    }
}

#[async_trait]
impl TokenSource for MultipartGrant {
    async fn token(&self, _: TokenNeed, http: &TokenHttp) -> Result<Token, oneroster_client::Error> {
        // Random, so that no value holds it.
        let boundary = format!("part-{:016x}{:016x}", http.random(), http.random());
        let mut request = Request::new(Method::POST, self.url.clone());
        request.headers = self.headers.clone();
        let kind = format!("multipart/form-data; boundary={boundary}");
        if let Ok(kind) = HeaderValue::from_str(&kind) {
            request.headers.insert(CONTENT_TYPE, kind);
        }
        request.body = self.body(&boundary).expose().to_owned().into();
        Token::read(&http.send(request).await?, &self.url)
    }
}
