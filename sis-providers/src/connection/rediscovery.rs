use async_trait::async_trait;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Method};
use oneroster_client::auth::{RenewalReason, Token, TokenHttp, TokenNeed, TokenRefresher, TokenSource};
use oneroster_client::transport::Request;
use oneroster_client::{Error, Failure, Secret};
use serde_json::{Map, Value};
use url::Url;

use crate::profile::Discovery;

/// Members that may hold the id of a tenant, compared without case and `_`.
const IDS: [&str; 5] = ["onerosterapplicationid", "applicationid", "id", "tenantid", "serverid"];
/// Members that may hold its bearer.
const BEARERS: [&str; 4] = ["bearer", "bearertoken", "token", "accesstoken"];

/// A bearer that does not expire, looked up in the list of tenants when it is refused.
#[derive(Debug)]
pub(super) struct Rediscovery {
    list: Url,
    bearer: Secret,
    tenant: Secret,
    partner: Secret,
}

impl Rediscovery {
    /// Takes the host of the service for that of the list.
    pub(super) fn new(
        root: &Url,
        discovery: &Discovery,
        bearer: Secret,
        tenant: Secret,
        partner: Secret,
    ) -> Self {
        let mut list = root.clone();
        list.set_path(&discovery.list);
        list.set_query(None);
        Self { list, bearer, tenant, partner }
    }

    fn find(&self, body: &[u8]) -> Option<Token> {
        let value: Value = serde_json::from_slice(body).ok()?;
        let mut open = vec![&value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(list) => open.extend(list),
                Value::Object(object) => {
                    let is_ours = members(object, &IDS).any(|id| same(id, self.tenant.expose()));
                    if let Some(bearer) = members(object, &BEARERS).next().filter(|_| is_ours) {
                        return Some(Token::new(bearer));
                    }
                    open.extend(object.values());
                }
                _ => {}
            }
        }
        None
    }
}

fn members<'o>(object: &'o Map<String, Value>, names: &'static [&str]) -> impl Iterator<Item = &'o str> {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    object
        .iter()
        .filter(move |(name, _)| names.contains(&plain(name).as_str()))
        .filter_map(|(_, value)| value.as_str().filter(|text| !text.is_empty()))
}

/// Compares ids, one of which may be percent-encoded.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.replace("%3D", "=").replace("%3d", "=");
    plain(a) == plain(b)
}

#[async_trait]
impl TokenSource for Rediscovery {
    async fn token(&self, _: TokenNeed, _: &TokenHttp) -> Result<Token, Error> {
        Ok(Token::new(self.bearer.clone()))
    }
}

#[async_trait]
impl TokenRefresher for Rediscovery {
    async fn renew(
        &self,
        _: &Token,
        _: RenewalReason,
        _: TokenNeed,
        http: &TokenHttp,
    ) -> Result<Token, Error> {
        let unusable = || Error::Configuration(Failure::new("the bearer of the partner cannot be sent"));
        let mut request = Request::new(Method::GET, self.list.clone());
        request.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let value = Secret::new(format!("Bearer {}", self.partner.expose()));
        let mut value = HeaderValue::from_str(value.expose()).map_err(|_| unusable())?;
        value.set_sensitive(true);
        request.headers.insert(AUTHORIZATION, value);
        let response = http.send(request).await?;
        self.find(&response.body).ok_or_else(|| {
            Error::Token(
                Failure::new("the list of tenants does not hold this one")
                    .at(&Method::GET, &self.list)
                    .advise("check the id of the application, and whether the district still shares it"),
            )
        })
    }
}
