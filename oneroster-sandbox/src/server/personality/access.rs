use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::is_listed;

/// Who gets in, and what the others hear.
///
/// In texts, `{client_id}` and `{client_secret}` stand for the credentials of the sandbox, and names of
/// [secrets](super::Personality::secrets) for these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Access {
    /// How requests are authenticated. Default: [`Scheme::Bearer`].
    pub scheme: Scheme,
    /// Methods of OAuth 1.0a signatures that are accepted. Default: `HMAC-SHA256`.
    pub signature_methods: Vec<SignatureMethod>,
    /// Headers that have to come with every request for data.
    pub headers: BTreeMap<String, String>,
    /// Headers that have to come with every read.
    pub read_headers: BTreeMap<String, String>,
    /// Headers that have to come with requests to the gradebook, which are answered 401 without.
    pub gradebook_headers: BTreeMap<String, String>,
    /// Whether scopes are enforced. Default: they are.
    pub scopes: bool,
    /// The answer to a token that has expired. Default: 401.
    pub expired: Answer,
    /// Operations that are refused with 403, such as `getAllDemographics`; `*` at the end stands for any rest.
    pub refused: Vec<String>,
    /// Requests for data that are served per token of any one minute; the rest is answered 429. Default: no
    /// limit.
    pub requests_per_minute: Option<u32>,
    /// Requests that are served at the same time; the rest is answered 429. Default: no limit.
    pub parallel_requests: Option<u32>,
    /// Seconds by which the time stamp of an OAuth 1.0a signature may differ. Default: 2700.
    pub clock_skew: u64,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            scheme: Scheme::default(),
            signature_methods: vec![SignatureMethod::HmacSha256],
            headers: BTreeMap::new(),
            read_headers: BTreeMap::new(),
            gradebook_headers: BTreeMap::new(),
            scopes: true,
            expired: Answer::default(),
            refused: Vec::new(),
            requests_per_minute: None,
            parallel_requests: None,
            clock_skew: 2700,
        }
    }
}

impl Access {
    /// Tells whether an operation is refused to everybody.
    pub(crate) fn refuses(&self, operation: &str) -> bool {
        is_listed(&self.refused, operation)
    }
}

/// How requests for data are authenticated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Scheme {
    /// `Authorization: Bearer` with a token of the token endpoint.
    #[default]
    Bearer,
    /// A token of the token endpoint, as header or as `access_token` in the query.
    BearerOrQuery,
    /// `Authorization: Bearer` with the secret of the sandbox, which never expires, but can be
    /// [rotated](crate::Sandbox::rotate_bearer).
    StaticBearer,
    /// An OAuth 1.0a signature.
    #[serde(rename = "oauth1")]
    OAuth1,
    /// The [headers](Access::headers) alone.
    Headers,
}

/// Method of an OAuth 1.0a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// `HMAC-SHA1`
    #[serde(rename = "HMAC-SHA1")]
    HmacSha1,
    /// `HMAC-SHA256`, also called `HMAC-SHA2`.
    #[serde(rename = "HMAC-SHA256")]
    HmacSha256,
}

/// An answer: its status and, if it is not the payload of the standard, its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body; the error payload if absent.
    pub body: Option<String>,
}

impl Default for Answer {
    fn default() -> Self {
        Self { status: 401, body: None }
    }
}
