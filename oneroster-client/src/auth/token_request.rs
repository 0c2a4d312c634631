use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use oneroster_model::query::percent_encode;
use serde_json::{Map, Value};
use url::Url;
use url::form_urlencoded::Serializer;

use super::headers::{header, sensitive};
use crate::error::{Error, Failure};
use crate::redact;
use crate::secret::Secret;
use crate::transport::Request;

/// Where client id and secret go in a token request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialPlacement {
    /// HTTP Basic with id and secret as they are: what most servers expect. The default.
    #[default]
    Basic,
    /// HTTP Basic with id and secret percent-encoded first, as RFC 6749 section 2.3.1 wants it.
    BasicPercentEncoded,
    /// Among the parameters: form, JSON or query, wherever these go.
    Parameters,
    /// In the query, wherever the other parameters go.
    Query,
    /// HTTP Basic and among the parameters.
    BasicAndParameters,
    /// Nowhere.
    Nowhere,
}

/// Where grant type, scope and further parameters go in a token request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterPlacement {
    /// The body, as a form. The default. A GET has no body and puts them into the query.
    #[default]
    Form,
    /// The query.
    Query,
    /// The body, as a JSON object.
    Json,
    /// The body, as the parts of a `multipart/form-data` form.
    Multipart,
    /// Nowhere: an empty body.
    Nowhere,
}

/// What a request for a token looks like, as data.
///
/// # Examples
///
/// A server that wants a GET with everything in the query and keeps what is there already:
///
/// ```
/// use oneroster_client::auth::{CredentialPlacement, TokenRequest};
/// use oneroster_client::Error;
///
/// let request = TokenRequest::new("https://sis.example/oauth/token?tenant=17")?
///     .method(http::Method::GET)
///     .credentials_in(CredentialPlacement::BasicPercentEncoded);
/// assert!(TokenRequest::new("not a url").is_err());
/// # let _ = request;
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct TokenRequest {
    url: Url,
    method: Method,
    credentials: CredentialPlacement,
    parameters: ParameterPlacement,
    grant_type: Option<String>,
    with_scope: bool,
    extra: Vec<(String, Secret)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    id_name: String,
    secret_name: String,
}

impl TokenRequest {
    /// Starts with a POST of a form with `grant_type=client_credentials` and HTTP Basic.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the URL is none, or not `https` (loopback hosts may use `http`).
    pub fn new(url: &str) -> Result<Self, Error> {
        Ok(Self {
            url: crate::endpoint::safe_url(url, "token URL")?,
            method: Method::POST,
            credentials: CredentialPlacement::default(),
            parameters: ParameterPlacement::default(),
            grant_type: Some("client_credentials".to_owned()),
            with_scope: true,
            extra: Vec::new(),
            headers: Vec::new(),
            id_name: "client_id".to_owned(),
            secret_name: "client_secret".to_owned(),
        })
    }

    /// Sets the method; default POST.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Sets where id and secret go.
    #[must_use]
    pub fn credentials_in(mut self, placement: CredentialPlacement) -> Self {
        self.credentials = placement;
        self
    }

    /// Sets where the parameters go.
    #[must_use]
    pub fn parameters_in(mut self, placement: ParameterPlacement) -> Self {
        self.parameters = placement;
        self
    }

    /// Sets `grant_type`; an empty text leaves it out.
    #[must_use]
    pub fn grant_type(mut self, grant_type: impl Into<String>) -> Self {
        self.grant_type = Some(grant_type.into()).filter(|text| !text.is_empty());
        self
    }

    /// Leaves `scope` out.
    #[must_use]
    pub fn without_scope(mut self) -> Self {
        self.with_scope = false;
        self
    }

    /// Adds a parameter.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.extra.push((name.into(), value.into()));
        self
    }

    /// Adds a header.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when name or value cannot be sent.
    pub fn header(mut self, name: &str, value: impl Into<Secret>) -> Result<Self, Error> {
        self.headers.push(header(name, &value.into())?);
        Ok(self)
    }

    /// Sets the parameter names for id and secret; default `client_id` and `client_secret`. The password
    /// grant has `username` and `password`.
    #[must_use]
    pub fn credential_names(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.id_name = id.into();
        self.secret_name = secret.into();
        self
    }

    /// Builds the request, for a first token or with the refresh token of an old one.
    pub(super) fn build(
        &self,
        id: &Secret,
        secret: &Secret,
        scopes: &[String],
        refresh: Option<&Secret>,
    ) -> Result<Request, Error> {
        let scope = scopes.join(" ");
        let mut parameters: Vec<(&str, &str)> = Vec::new();
        let grant_type = if refresh.is_some() && self.grant_type.as_deref() == Some("client_credentials") {
            Some("refresh_token")
        } else {
            self.grant_type.as_deref()
        };
        parameters.extend(grant_type.map(|grant| ("grant_type", grant)));
        parameters.extend(refresh.map(|token| ("refresh_token", token.expose())));
        if self.with_scope && !scope.is_empty() {
            parameters.push(("scope", &scope));
        }
        parameters.extend(self.extra.iter().map(|(name, value)| (name.as_str(), value.expose())));

        let pair = [(self.id_name.as_str(), id.expose()), (self.secret_name.as_str(), secret.expose())];
        let mut query: Vec<(&str, &str)> = Vec::new();
        match self.credentials {
            CredentialPlacement::Parameters | CredentialPlacement::BasicAndParameters => {
                parameters.extend(pair);
            }
            CredentialPlacement::Query => query.extend(pair),
            _ => {}
        }

        let mut request = Request::new(self.method.clone(), self.url.clone());
        request.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        match self.parameters {
            ParameterPlacement::Nowhere => {}
            ParameterPlacement::Form if self.method != Method::GET => {
                let form = Serializer::new(String::new()).extend_pairs(parameters).finish();
                request
                    .headers
                    .insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
                request.body = form.into();
            }
            ParameterPlacement::Json if self.method != Method::GET => {
                let object: Map<String, Value> = parameters
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), Value::String(value.to_owned())))
                    .collect();
                request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                request.body = Value::Object(object).to_string().into();
            }
            ParameterPlacement::Multipart if self.method != Method::GET => {
                let (body, content_type) = multipart(&parameters);
                request.headers.insert(CONTENT_TYPE, content_type);
                request.body = body.into();
            }
            _ => query.extend(parameters),
        }
        if !query.is_empty() {
            request.url.query_pairs_mut().extend_pairs(query);
        }
        if let Some(basic) = self.basic(id, secret)? {
            request.headers.insert(AUTHORIZATION, basic);
        }
        for (name, value) in &self.headers {
            request.headers.insert(name.clone(), value.clone());
        }
        Ok(request)
    }

    fn basic(&self, id: &Secret, secret: &Secret) -> Result<Option<HeaderValue>, Error> {
        let pair = match self.credentials {
            CredentialPlacement::Basic | CredentialPlacement::BasicAndParameters => {
                Secret::new(format!("{}:{}", id.expose(), secret.expose()))
            }
            CredentialPlacement::BasicPercentEncoded => {
                Secret::new(format!("{}:{}", percent_encode(id.expose()), percent_encode(secret.expose())))
            }
            _ => return Ok(None),
        };
        let value = Secret::new(format!("Basic {}", BASE64.encode(pair.expose())));
        let value = sensitive(value.expose()).ok_or_else(|| {
            Error::Configuration(Failure::new("client id and secret cannot be sent in a header"))
        })?;
        Ok(Some(value))
    }
}

/// Writes parameters as the parts of a form (RFC 7578).
fn multipart(parameters: &[(&str, &str)]) -> (String, HeaderValue) {
    const BOUNDARY: &str = "oneroster-client-9d41c7e2b85f4a06";
    let mut body = String::new();
    for (name, value) in parameters {
        // Names and values hold no line breaks that could end a part early; one that does ends up encoded.
        let (name, value) = (name.replace(['"', '\r', '\n'], "%22"), value.replace(BOUNDARY, "%2D"));
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.push_str(&part);
    }
    body.push_str("--");
    body.push_str(BOUNDARY);
    body.push_str("--\r\n");
    (body, HeaderValue::from_static("multipart/form-data; boundary=oneroster-client-9d41c7e2b85f4a06"))
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("method", &self.method)
            .field("url", &redact::url_with_query(&self.url))
            .field("grant_type", &self.grant_type)
            .field("credentials", &self.credentials)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn check(request: &TokenRequest, refresh: Option<&str>, expected: [&str; 4]) {
        let refresh = refresh.map(Secret::from);
        let built =
            request.build(&"i:d".into(), &"s/ä".into(), &["a".into(), "b".into()], refresh.as_ref()).unwrap();
        let header = |name| built.headers.get(name).map_or("", |value: &HeaderValue| value.to_str().unwrap());
        let line = format!("{} {}", built.method, built.url);
        let body = std::str::from_utf8(&built.body).unwrap();
        assert_eq!([line.as_str(), header("authorization"), header("content-type"), body], expected);
    }

    #[test]
    fn credentials_and_parameters_go_where_the_server_wants_them() {
        const URL: &str = "https://sis.example/token?x=1";
        const FORM: &str = "application/x-www-form-urlencoded";
        let new = || TokenRequest::new(URL).unwrap();
        let basic = format!("Basic {}", BASE64.encode("i:d:s/ä"));
        let encoded = format!("Basic {}", BASE64.encode("i%3Ad:s%2F%C3%A4"));
        let grant = "grant_type=client_credentials&scope=a+b";
        let pair = "client_id=i%3Ad&client_secret=s%2F%C3%A4";
        let post = "POST https://sis.example/token?x=1";

        check(&new(), None, [post, &basic, FORM, grant]);
        check(
            &new().credentials_in(CredentialPlacement::BasicPercentEncoded),
            None,
            [post, &encoded, FORM, grant],
        );
        check(
            &new().credentials_in(CredentialPlacement::Parameters),
            None,
            [post, "", FORM, &format!("{grant}&{pair}")],
        );
        check(
            &new().credentials_in(CredentialPlacement::BasicAndParameters),
            None,
            [post, &basic, FORM, &format!("{grant}&{pair}")],
        );
        check(
            &new().credentials_in(CredentialPlacement::Query),
            None,
            [&format!("{post}&{pair}"), "", FORM, grant],
        );
        check(
            &new().method(Method::GET),
            None,
            [&format!("GET https://sis.example/token?x=1&{grant}"), &basic, "", ""],
        );
        check(
            &new().parameters_in(ParameterPlacement::Query),
            None,
            [&format!("{post}&{grant}"), &basic, "", ""],
        );
        check(&new().parameters_in(ParameterPlacement::Nowhere), None, [post, &basic, "", ""]);
        check(
            &new().parameters_in(ParameterPlacement::Json).without_scope().parameter("tenant", "7"),
            None,
            [post, &basic, "application/json", r#"{"grant_type":"client_credentials","tenant":"7"}"#],
        );
        check(
            &new()
                .credentials_in(CredentialPlacement::Parameters)
                .grant_type("password")
                .without_scope()
                .credential_names("username", "password"),
            None,
            [post, "", FORM, "grant_type=password&username=i%3Ad&password=s%2F%C3%A4"],
        );
        check(
            &new().without_scope(),
            Some("R"),
            [post, &basic, FORM, "grant_type=refresh_token&refresh_token=R"],
        );
        check(
            &new()
                .credentials_in(CredentialPlacement::Nowhere)
                .parameters_in(ParameterPlacement::Multipart)
                .without_scope(),
            None,
            [
                post,
                "",
                "multipart/form-data; boundary=oneroster-client-9d41c7e2b85f4a06",
                "--oneroster-client-9d41c7e2b85f4a06\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\n\
                 client_credentials\r\n--oneroster-client-9d41c7e2b85f4a06--\r\n",
            ],
        );
        check(&new().grant_type("").without_scope(), None, [post, &basic, FORM, ""]);
    }
}
