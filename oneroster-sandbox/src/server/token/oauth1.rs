//! OAuth 1.0a signatures (RFC 5849), without a token.

use std::collections::{BTreeMap, HashSet};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use oneroster_model::query::percent_encode;
use sha1::Sha1;
use sha2::Sha256;
use url::form_urlencoded;

use super::request::percent_decode;
use crate::server::personality::SignatureMethod;
use crate::server::shared::Credentials;

/// The nonces that were used.
#[derive(Debug, Default)]
pub(crate) struct Signed {
    nonces: HashSet<(String, String)>,
}

/// Rules for signatures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignatureRules<'r> {
    pub(crate) methods: &'r [SignatureMethod],
    /// Seconds by which the time stamp may differ.
    pub(crate) clock_skew: u64,
}

/// Checks the signature of a request; `false` if it is not right, or was used before.
pub(crate) fn verify(
    parts: &Parts,
    url: &str,
    credentials: &Credentials,
    rules: SignatureRules<'_>,
    signed: &mut Signed,
) -> bool {
    check(parts, url, credentials, rules, signed).is_some()
}

fn check(
    parts: &Parts,
    url: &str,
    credentials: &Credentials,
    rules: SignatureRules<'_>,
    signed: &mut Signed,
) -> Option<()> {
    let header = parts.headers.get("authorization")?.to_str().ok()?;
    let mut parameters = header_parameters(header)?;
    let signature = parameters.remove("oauth_signature")?;
    parameters.remove("realm");
    let own = |name: &str| parameters.get(name).map(String::as_str);
    let method = match own("oauth_signature_method")? {
        "HMAC-SHA1" => SignatureMethod::HmacSha1,
        "HMAC-SHA256" | "HMAC-SHA2" => SignatureMethod::HmacSha256,
        _ => return None,
    };
    let timestamp = own("oauth_timestamp")?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let is_right = rules.methods.contains(&method)
        && own("oauth_consumer_key")? == credentials.client_id
        && own("oauth_version").is_none_or(|version| version == "1.0")
        && now.abs_diff(timestamp.parse().ok()?) <= rules.clock_skew;
    if !is_right {
        return None;
    }
    let query = parts.uri.query().unwrap_or_default();
    let base = base_string(parts.method.as_str(), url, query, &parameters);
    let expected = sign(method, &credentials.client_secret, &base)?;
    let nonce = (timestamp.to_owned(), own("oauth_nonce")?.to_owned());
    (expected == signature && signed.nonces.insert(nonce)).then_some(())
}

/// Reads the parameters of an `Authorization: OAuth` header.
fn header_parameters(header: &str) -> Option<BTreeMap<String, String>> {
    let (scheme, rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("oauth") {
        return None;
    }
    let pair = |pair: &str| {
        let (name, value) = pair.trim().split_once('=')?;
        Some((percent_decode(name), percent_decode(value.trim_matches('"'))))
    };
    rest.split(',').map(pair).collect()
}

/// The text that is signed: method, URL, and the parameters of query and header in order.
fn base_string(method: &str, url: &str, query: &str, header: &BTreeMap<String, String>) -> String {
    let query = form_urlencoded::parse(query.as_bytes());
    let query = query.map(|(name, value)| (percent_encode(&name), percent_encode(&value)));
    let header = header.iter().map(|(name, value)| (percent_encode(name), percent_encode(value)));
    let mut pairs: Vec<_> = query.chain(header).collect();
    pairs.sort();
    let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{method}&{}&{}", percent_encode(url), percent_encode(&pairs.join("&")))
}

fn sign(method: SignatureMethod, secret: &str, base: &str) -> Option<String> {
    let key = format!("{}&", percent_encode(secret));
    Some(match method {
        SignatureMethod::HmacSha1 => {
            let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).ok()?;
            mac.update(base.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        }
        SignatureMethod::HmacSha256 => {
            let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
            mac.update(base.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A vector that two independent implementations of HMAC agree on.
    #[test]
    fn the_published_vector_is_reproduced() {
        let query = "limit=100&offset=1515&filter=role%3D%27administrator%27%20OR%20role%3D%27student%27%20OR%20role%3D%27teacher%27";
        let mut parameters: BTreeMap<String, String> = [
            ("oauth_consumer_key", "client-id"),
            ("oauth_nonce", "fake-nonce"),
            ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_timestamp", "10000000"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let url = "https://test.com/ims/oneroster/v1p1/orgs";
        let signature = |parameters: &BTreeMap<_, _>| {
            sign(SignatureMethod::HmacSha256, "client-secret", &base_string("GET", url, query, parameters))
        };
        assert_eq!(signature(&parameters).as_deref(), Some("0SaY+ipjQnliQY9KVZVVDTVKMuE73KtgkLXrbRAfHRs="));
        parameters.insert("oauth_version".to_owned(), "1.0".to_owned());
        assert_eq!(signature(&parameters).as_deref(), Some("03DqhuWFnTlc3WxDYEOVKYxM5xQyRGfJ4x6zqQjYQnM="));
    }
}
