use std::collections::BTreeMap;

use oneroster_model::Version;
use serde::{Deserialize, Serialize};

use crate::template::Template;

/// How data requests prove who sends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Scheme {
    /// A bearer token that is fetched and renewed.
    Token,
    /// A bearer token that is handed over once: the client secret is the token.
    StaticBearer,
    /// Every request is signed with key and secret: OAuth 1.0a, HMAC-SHA1.
    #[serde(rename = "oauth1-hmac-sha1")]
    OAuth1HmacSha1,
    /// Every request is signed with key and secret: OAuth 1.0a, HMAC-SHA256.
    #[serde(rename = "oauth1-hmac-sha256")]
    OAuth1HmacSha256,
    /// Keys in headers alone; see [`Requests::headers`](super::Requests::headers).
    HeaderKeys,
}

impl Scheme {
    /// Returns the words for a table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "OAuth 2 bearer",
            Self::StaticBearer => "fixed bearer",
            Self::OAuth1HmacSha1 => "OAuth 1.0a, HMAC-SHA1",
            Self::OAuth1HmacSha256 => "OAuth 1.0a, HMAC-SHA256",
            Self::HeaderKeys => "keys in headers",
        }
    }
}

/// Which scheme a system has, and which others its installations may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Authentication {
    /// The usual scheme.
    pub scheme: Scheme,
    /// Schemes of older or other installations. Choose one with an override; they are not tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Scheme>,
}

/// How a token is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TokenProfile {
    /// What the path hangs from.
    pub anchor: TokenAnchor,
    /// Path below the anchor, or the whole URL for [`TokenAnchor::Absolute`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Template>,
    /// Method of the request; default POST.
    #[serde(default)]
    pub method: TokenMethod,
    /// Where id and secret go; default HTTP Basic.
    #[serde(default)]
    pub credentials: Placement,
    /// Names of id and secret as parameters; default `client_id` and `client_secret`.
    #[serde(default)]
    pub names: CredentialNames,
    /// Where grant type, scope and the like go; default a form.
    #[serde(default)]
    pub parameters: ParameterBody,
    /// `grant_type`; any text. None sends no such parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
    /// Further parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, Template>,
    /// Parameters of the token URL; those already in a URL given by the operator stay as they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, Template>,
    /// Further headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Template>,
    /// What the answer looks like. Both forms are read in any case.
    #[serde(default)]
    pub response: TokenResponse,
    /// Whether cookies of the answer have to come back with the token. The client always sends them.
    #[serde(default)]
    pub cookies: CookieUse,
    /// Lifetime that was seen or is documented, in seconds. The answer counts, not this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_seconds: Option<u64>,
    /// Paths of older generations, for recognising them in what an operator types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legacy_paths: Vec<String>,
    /// Other ways that were seen; tried in order by the connection check alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<TokenAlternative>,
}

/// What the path of the token URL hangs from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TokenAnchor {
    /// The typed URL with its sub-directories.
    Base,
    /// Scheme, host and port alone.
    Host,
    /// The root of the rostering service.
    ServiceRoot,
    /// Nothing: one URL serves all customers.
    Absolute,
    /// Nothing: the operator gives the whole URL.
    Operator,
    /// There is no token URL.
    None,
}

/// Method of a token request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TokenMethod {
    /// POST.
    #[default]
    #[serde(rename = "POST")]
    Post,
    /// GET, with all parameters in the query.
    #[serde(rename = "GET")]
    Get,
}

/// Where client id and secret go in a token request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Placement {
    /// HTTP Basic, as they are.
    #[default]
    Basic,
    /// HTTP Basic, percent-encoded first.
    BasicPercentEncoded,
    /// Among the parameters.
    Parameters,
    /// HTTP Basic and among the parameters.
    BasicAndParameters,
    /// In the query.
    Query,
    /// Nowhere by themselves; headers or form name them.
    Nowhere,
}

impl Placement {
    /// Returns the words for a table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "Basic",
            Self::BasicPercentEncoded => "Basic, percent-encoded",
            Self::Parameters => "form",
            Self::BasicAndParameters => "Basic and form",
            Self::Query => "query",
            Self::Nowhere => "by template",
        }
    }
}

/// Names of id and secret as parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialNames {
    /// Name of the id.
    pub id: String,
    /// Name of the secret.
    pub secret: String,
}

impl Default for CredentialNames {
    fn default() -> Self {
        Self { id: "client_id".to_owned(), secret: "client_secret".to_owned() }
    }
}

/// Where the parameters of a token request go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ParameterBody {
    /// A form in the body.
    #[default]
    Form,
    /// The query.
    Query,
    /// A JSON object in the body.
    Json,
    /// Form data in several parts.
    Multipart,
    /// Nowhere: an empty body.
    Nowhere,
}

/// What the answer to a token request looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TokenResponse {
    /// The object of OAuth 2.
    #[default]
    Object,
    /// The bare token.
    Text,
}

/// Whether cookies of a token answer have to come back with the token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CookieUse {
    /// Not known to matter.
    #[default]
    NotNeeded,
    /// The token works only with them.
    Required,
}

/// Another way to ask for a token: what differs from the usual one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TokenAlternative {
    /// What it is, a few words.
    pub name: String,
    /// Path below the anchor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Template>,
    /// Method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<TokenMethod>,
    /// Where id and secret go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Placement>,
    /// Names of id and secret as parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<CredentialNames>,
    /// Where the parameters go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<ParameterBody>,
    /// `grant_type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
    /// Whether scopes are sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<ScopeUse>,
}

/// Which scopes a token is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScopeProfile {
    /// Whether scopes are sent.
    #[serde(default, rename = "use")]
    pub usage: ScopeUse,
    /// What stands in front of short names; default the URI of the standard for the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The scopes of each version.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<Version, ScopeNames>,
}

/// Whether scopes are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ScopeUse {
    /// They are sent, and without them there is no token.
    Required,
    /// They are sent; the server accepts requests without, too.
    Accepted,
    /// They are not sent: the server ignores or refuses them.
    Never,
    /// Not known. They are not sent unless the user names some.
    #[default]
    Unknown,
}

impl ScopeUse {
    /// Tells whether scopes go into token requests.
    pub const fn is_sent(self) -> bool {
        matches!(self, Self::Required | Self::Accepted)
    }

    /// Returns the words for a table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Accepted => "accepted",
            Self::Never => "none",
            Self::Unknown => "unknown",
        }
    }
}

/// Scopes of one version by what they are for.
///
/// Names of small letters, dots and hyphens, such as `roster.readonly`, are completed with the prefix; other
/// texts are taken as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScopeNames {
    /// For reading rosters; demographics too where they have a scope.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rostering: Vec<Template>,
    /// For reading the gradebook.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gradebook: Vec<Template>,
    /// For reading resources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Template>,
    /// For writing to the gradebook.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub writing: Vec<Template>,
}
