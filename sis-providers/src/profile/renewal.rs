use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Placement, Service};
use crate::template::Template;

/// How a token is renewed, and what shows that it has to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Renewal {
    /// How.
    pub strategy: RenewalStrategy,
    /// Whether refresh tokens are handed out; none when that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<bool>,
    /// How long before its end a token is renewed, in seconds; default 60.
    #[serde(default = "a_minute")]
    pub ahead_seconds: u64,
    /// How long a token is used whose lifetime the server does not tell, in seconds; default until it is
    /// refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed_lifetime_seconds: Option<u64>,
    /// Which answers mean that the token is not accepted any more.
    #[serde(default)]
    pub refused: RefusedAnswers,
    /// The request that renews, where it differs from the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RenewalRequest>,
    /// Where a rediscovery finds the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discovery: Option<Discovery>,
}

/// How a token is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RenewalStrategy {
    /// The first request is repeated.
    Regrant,
    /// The refresh token is used; when there is none or it is refused, the first request is repeated.
    RefreshToken,
    /// The request of the operator is sent; when it is refused, the first one is repeated.
    Operator,
    /// The list of tenants is read again.
    Rediscover,
    /// There is nothing to renew.
    None,
}

impl RenewalStrategy {
    /// Returns the words for a table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Regrant => "new grant",
            Self::RefreshToken => "refresh token, then new grant",
            Self::Operator => "as the operator says, then new grant",
            Self::Rediscover => "tenant list",
            Self::None => "none",
        }
    }
}

/// Which answers mean that a token is not accepted any more.
///
/// After such an answer the token is renewed and the request repeated, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RefusedAnswers {
    /// Statuses; default 401.
    #[serde(default = "unauthorized")]
    pub status: Vec<u16>,
    /// Texts in bodies of failures, compared without case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// Services for which this does not hold.
    #[serde(default, with = "super::service", skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Service>,
}

impl Default for RefusedAnswers {
    fn default() -> Self {
        Self { status: unauthorized(), text: Vec::new(), except: Vec::new() }
    }
}

/// The request that renews a token: what differs from the first one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RenewalRequest {
    /// Whole URL; default that of the first request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Template>,
    /// Where id and secret go; default as in the first request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Placement>,
    /// `grant_type`; default `refresh_token`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
    /// `scope`; default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Template>,
    /// Further parameters. The refresh token is always sent as `refresh_token` where there is one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, Template>,
    /// Headers, in place of those of the first request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Template>,
}

/// Paths of a proxy that lists tenants with their tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Discovery {
    /// Path below the host that lists the tenants.
    pub list: String,
    /// Path below the host with the direct access of one tenant, `{id}` for the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Name of the setting with the token of the partner that opens the list.
    pub secret: String,
}

const fn a_minute() -> u64 {
    60
}

fn unauthorized() -> Vec<u16> {
    vec![401]
}
