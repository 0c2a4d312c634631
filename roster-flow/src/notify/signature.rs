//! Signatures of webhooks: made here, checked by receivers.

use hmac::{Hmac, KeyInit, Mac};
use oneroster_client::Secret;
use sha2::Sha256;

/// Name of the header with the time of sending, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "roster-timestamp";
/// Name of the header with the signature.
pub const SIGNATURE_HEADER: &str = "roster-signature";
/// Name of the header that is the same for all attempts to tell one thing.
pub const MESSAGE_HEADER: &str = "roster-message";

/// Signs a message: `v1=` and the HMAC-SHA256 of `timestamp.body` in hexadecimal.
///
/// # Examples
///
/// ```
/// use roster_flow::notify::signature::sign;
///
/// // printf '1767225600.{"version":1}' | openssl dgst -sha256 -hmac 's3cr3t'
/// assert_eq!(
///     sign(&"s3cr3t".into(), "1767225600", br#"{"version":1}"#),
///     "v1=cea41f7adc18490c881083680388b225a4fbf487b978453c57e4588c031c36e4"
/// );
/// ```
pub fn sign(secret: &Secret, timestamp: &str, body: &[u8]) -> String {
    let digest = mac(secret, timestamp, body).map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
    digest.iter().fold(String::from("v1="), |text, byte| format!("{text}{byte:02x}"))
}

/// Checks a message as its receiver does: the signature fits, and it was sent at most so many seconds ago or ahead.
///
/// Compares in constant time. Check the body as it arrived, before anything parses it.
///
/// # Examples
///
/// ```
/// use roster_flow::notify::signature::{sign, verify};
///
/// let secret = "s3cr3t".into();
/// let signature = sign(&secret, "1767225600", b"{}");
/// assert!(verify(&secret, "1767225600", b"{}", &signature, 1_767_225_660, 300));
///
/// assert!(!verify(&secret, "1767225600", b"[]", &signature, 1_767_225_660, 300), "another body");
/// assert!(!verify(&secret, "1767225601", b"{}", &signature, 1_767_225_660, 300), "another time");
/// assert!(!verify(&secret, "1767225600", b"{}", &signature, 1_767_225_901, 300), "too old: sent again by someone else");
/// ```
pub fn verify(
    secret: &Secret,
    timestamp: &str,
    body: &[u8],
    signature: &str,
    now_seconds: i64,
    tolerance_seconds: u64,
) -> bool {
    let fresh = timestamp.parse::<i64>().is_ok_and(|sent| now_seconds.abs_diff(sent) <= tolerance_seconds);
    let bytes = signature.strip_prefix("v1=").and_then(unhex);
    let fits = |bytes: Vec<u8>| mac(secret, timestamp, body)?.verify_slice(&bytes).ok();
    fresh && bytes.and_then(fits).is_some()
}

/// HMAC takes keys of any length, so that there always is one.
fn mac(secret: &Secret, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).ok()?;
    Some(mac.chain_update(timestamp).chain_update(".").chain_update(body))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: char| letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs
        .remainder()
        .is_empty()
        .then(|| pairs.map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}
