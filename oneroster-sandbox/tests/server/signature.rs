//! Signs requests with OAuth 1.0a, apart from the code under test.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use oneroster_model::query::percent_encode;
use oneroster_sandbox::Sandbox;
use oneroster_sandbox::personality::SignatureMethod;

static NONCE: AtomicU64 = AtomicU64::new(1);

/// The `Authorization` header of a request.
pub(crate) fn sign(sandbox: &Sandbox, method: &str, url: &str, signature_method: SignatureMethod) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let nonce = format!("nonce-{}", NONCE.fetch_add(1, Ordering::Relaxed));
    sign_at(sandbox, method, url, signature_method, now, &nonce)
}

pub(crate) fn sign_at(
    sandbox: &Sandbox,
    method: &str,
    url: &str,
    signature_method: SignatureMethod,
    timestamp: u64,
    nonce: &str,
) -> String {
    let name = match signature_method {
        SignatureMethod::HmacSha1 => "HMAC-SHA1",
        _ => "HMAC-SHA256",
    };
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    // What is percent-encoded in the query stays so: it is encoded once.
    let mut pairs: Vec<String> =
        query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
    let own = [
        ("oauth_consumer_key", sandbox.client_id().to_owned()),
        ("oauth_nonce", nonce.to_owned()),
        ("oauth_signature_method", name.to_owned()),
        ("oauth_timestamp", timestamp.to_string()),
        ("oauth_version", "1.0".to_owned()),
    ];
    pairs.extend(own.iter().map(|(name, value)| format!("{name}={}", percent_encode(value))));
    pairs.sort();
    let text = format!("{method}&{}&{}", percent_encode(base), percent_encode(&pairs.join("&")));
    let key = format!("{}&", percent_encode(sandbox.client_secret()));
    let signature = if signature_method == SignatureMethod::HmacSha1 {
        let mut mac = Hmac::<sha1::Sha1>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    } else {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    };
    let parameters = own.iter().map(|(name, value)| format!("{name}=\"{}\"", percent_encode(value)));
    let parameters: Vec<String> = parameters.collect();
    format!("OAuth {}, oauth_signature=\"{}\"", parameters.join(", "), percent_encode(&signature))
}
