use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How a SIS gives out tokens.
///
/// In texts, `{client_id}` and `{client_secret}` stand for the credentials of the sandbox, and names of
/// [secrets](super::Personality::secrets) for these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct TokenRules {
    /// Path of the token endpoint behind the host. Default: `/token`. Empty: there is none.
    pub path: String,
    /// Path of a list of applications with their tokens, which is opened by the secret `partner_bearer`.
    /// Default: there is none.
    pub list: Option<String>,
    /// Pairs that the query of the token URL has, and that have to be kept.
    pub query: BTreeMap<String, String>,
    /// HTTP methods that are accepted. Default: `POST`.
    pub methods: Vec<String>,
    /// Where credentials may stand. Default: [`CredentialPlace::Basic`] and [`CredentialPlace::Form`].
    pub credentials: Vec<CredentialPlace>,
    /// Where `grant_type` and `scope` may stand. Default: [`ParameterPlace::Form`].
    pub parameters: Vec<ParameterPlace>,
    /// Grants that are accepted. Default: `client_credentials`. With an empty text in it, the parameter may be
    /// left out.
    pub grant_types: Vec<String>,
    /// Names of the fields for identifier and secret. Default: `client_id` and `client_secret`.
    pub field_names: [String; 2],
    /// What becomes of `scope`. Default: [`ScopeRule::Optional`].
    pub scope: ScopeRule,
    /// Text in front of every scope.
    pub scope_prefix: String,
    /// What scopes begin with instead of the root of the standard, such as its `http` form or that of another
    /// version. Default: the root of the standard.
    pub scope_root: Option<String>,
    /// Whether the scopes of the answer are named. Default: they are.
    pub scope_in_answer: bool,
    /// Headers that have to come with a token request.
    pub headers: BTreeMap<String, String>,
    /// Seconds until a token expires. Default: 3600.
    pub lifetime: u64,
    /// How the answer tells the lifetime. Default: [`ExpiresIn::Number`].
    pub expires_in: ExpiresIn,
    /// `token_type` of the answer; left out if empty. Default: `Bearer`.
    pub token_type: String,
    /// Form of the answer. Default: [`TokenForm::Json`].
    pub form: TokenForm,
    /// Further members of the answer.
    pub extra: BTreeMap<String, String>,
    /// Whether refresh tokens are given out. Default: [`RefreshTokens::None`].
    pub refresh_tokens: RefreshTokens,
    /// Whether the answer sets cookies that have to be sent back with the token. Default: it does not.
    pub cookies: bool,
    /// Whether a new token ends the older ones. Default: it does not.
    pub one_at_a_time: bool,
}

impl Default for TokenRules {
    fn default() -> Self {
        Self {
            path: "/token".to_owned(),
            list: None,
            query: BTreeMap::new(),
            methods: vec!["POST".to_owned()],
            credentials: vec![CredentialPlace::Basic, CredentialPlace::Form],
            parameters: vec![ParameterPlace::Form],
            grant_types: vec!["client_credentials".to_owned()],
            field_names: ["client_id".to_owned(), "client_secret".to_owned()],
            scope: ScopeRule::default(),
            scope_prefix: String::new(),
            scope_root: None,
            scope_in_answer: true,
            headers: BTreeMap::new(),
            lifetime: 3600,
            expires_in: ExpiresIn::default(),
            token_type: "Bearer".to_owned(),
            form: TokenForm::default(),
            extra: BTreeMap::new(),
            refresh_tokens: RefreshTokens::default(),
            cookies: false,
            one_at_a_time: false,
        }
    }
}

/// A place for identifier and secret in a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CredentialPlace {
    /// The header `Authorization: Basic`, as they are.
    Basic,
    /// The header `Authorization: Basic`, both percent-encoded before they are joined.
    BasicEncoded,
    /// The form of the body.
    Form,
    /// The query of the URL.
    Query,
    /// A JSON body.
    Json,
    /// A multipart body.
    Multipart,
}

/// A place for the parameters of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ParameterPlace {
    /// The form of the body.
    Form,
    /// The query of the URL.
    Query,
    /// A JSON body.
    Json,
    /// A multipart body.
    Multipart,
}

/// What becomes of the scopes of a token request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ScopeRule {
    /// Without scopes all are granted; unknown ones are refused.
    #[default]
    Optional,
    /// A request without scopes is refused; unknown ones too.
    Required,
    /// All scopes are granted whatever is asked for.
    Ignored,
    /// A request with scopes is refused.
    Forbidden,
}

/// How a token answer tells the lifetime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ExpiresIn {
    /// As a number of seconds.
    #[default]
    Number,
    /// As a text with the number of seconds.
    Text,
    /// As `null`.
    Null,
    /// Not at all.
    Absent,
}

/// Form of a token answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TokenForm {
    /// The JSON object of OAuth 2.
    #[default]
    Json,
    /// The token alone, as text.
    Text,
}

/// Whether refresh tokens are given out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RefreshTokens {
    /// There are none.
    #[default]
    None,
    /// One comes with the first token and stays valid.
    Kept,
    /// A new one comes with every token; the one that was used is worth nothing any more.
    Rotated,
    /// They are given out and refused.
    Refused,
}
