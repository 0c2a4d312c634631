use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use http::header::{AUTHORIZATION, DATE};
use oneroster_model::query::percent_encode;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tracing::debug;
use url::Url;

use super::headers::sensitive;
use super::{Refusal, RequestSigner, SigningContext, Verdict};
use crate::error::{Error, Failure};
use crate::retry::http_date;
use crate::secret::Secret;
use crate::transport::Request;

/// A difference between the clocks that is no reason to sign anew, in seconds.
const TOLERATED_SKEW: i64 = 60;

/// How requests are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// `HMAC-SHA1`, RFC 5849.
    HmacSha1,
    /// `HMAC-SHA256`, what most OneRoster 1.1 servers expect. The default.
    #[default]
    HmacSha256,
}

impl SignatureMethod {
    const fn name(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha256 => "HMAC-SHA256",
        }
    }

    fn sign(self, key: &str, text: &str) -> String {
        fn mac<M: Mac + KeyInit>(key: &str, text: &str) -> String {
            // HMAC takes keys of any length, so that this cannot fail.
            M::new_from_slice(key.as_bytes())
                .map(|mac| BASE64.encode(mac.chain_update(text).finalize().into_bytes()))
                .unwrap_or_default()
        }
        match self {
            Self::HmacSha1 => mac::<Hmac<Sha1>>(key, text),
            Self::HmacSha256 => mac::<Hmac<Sha256>>(key, text),
        }
    }

    fn hash(self, body: &[u8]) -> String {
        match self {
            Self::HmacSha1 => BASE64.encode(Sha1::digest(body)),
            Self::HmacSha256 => BASE64.encode(Sha256::digest(body)),
        }
    }
}

/// OAuth 1.0a signatures without tokens (two-legged), as OneRoster 1.1 allows them.
///
/// Every attempt is signed anew with its own nonce and time stamp. When the server refuses and its clock
/// differs by more than a minute, its time is used from then on and the request is replayed once.
///
/// # Examples
///
/// ```
/// use oneroster_client::auth::{OAuth1, SignatureMethod};
///
/// let auth = OAuth1::new("key", "s3cr3t").method(SignatureMethod::HmacSha1).without_version();
/// assert!(!format!("{auth:?}").contains("s3cr3t"));
/// ```
#[derive(Debug)]
pub struct OAuth1 {
    key: Secret,
    secret: Secret,
    method: SignatureMethod,
    with_version: bool,
    with_body_hash: bool,
    realm: Option<String>,
    /// Seconds by which the clock of the server is ahead of ours.
    skew: AtomicI64,
}

impl OAuth1 {
    /// Starts with HMAC-SHA256, with `oauth_version` and without a hash of the body.
    pub fn new(key: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self {
            key: key.into(),
            secret: secret.into(),
            method: SignatureMethod::default(),
            with_version: true,
            with_body_hash: false,
            realm: None,
            skew: AtomicI64::new(0),
        }
    }

    /// Sets the signature method.
    #[must_use]
    pub fn method(mut self, method: SignatureMethod) -> Self {
        self.method = method;
        self
    }

    /// Leaves `oauth_version` out, which RFC 5849 permits and some servers insist on.
    #[must_use]
    pub fn without_version(mut self) -> Self {
        self.with_version = false;
        self
    }

    /// Adds `oauth_body_hash`, which extends the signature to the body (OAuth Request Body Hash 1.0).
    #[must_use]
    pub fn with_body_hash(mut self) -> Self {
        self.with_body_hash = true;
        self
    }

    /// Sets the `realm` of the header, which is not signed; default none.
    #[must_use]
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.realm = Some(realm.into());
        self
    }

    fn header(&self, request: &Request, timestamp: i64, nonce: &str) -> Secret {
        let timestamp = timestamp.to_string();
        let body_hash = self.with_body_hash.then(|| self.method.hash(&request.body));
        let mut parameters = vec![
            ("oauth_consumer_key", self.key.expose()),
            ("oauth_nonce", nonce),
            ("oauth_signature_method", self.method.name()),
            ("oauth_timestamp", &timestamp),
        ];
        if self.with_version {
            parameters.push(("oauth_version", "1.0"));
        }
        parameters.extend(body_hash.as_deref().map(|hash| ("oauth_body_hash", hash)));
        let base = signature_base(request.method.as_str(), &request.url, &parameters);
        let key = Secret::new(format!("{}&", percent_encode(self.secret.expose())));
        let signature = self.method.sign(key.expose(), &base);
        parameters.push(("oauth_signature", &signature));

        let mut header = String::from("OAuth ");
        if let Some(realm) = &self.realm {
            // Writing to a String does not fail; the same below.
            let _ = write!(header, "realm=\"{}\",", realm.replace(['"', '\\'], ""));
        }
        for (index, (name, value)) in parameters.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let _ = write!(header, "{comma}{name}=\"{}\"", percent_encode(value));
        }
        header.into()
    }
}

/// Builds the text to sign: RFC 5849 section 3.4.1.
///
/// Form bodies take part in it as well; this client sends none with signed requests.
fn signature_base(method: &str, url: &Url, parameters: &[(&str, &str)]) -> String {
    // `Url` has lower-cased scheme and host and dropped the default port, as section 3.4.1.2 wants it.
    let mut base_url = url.clone();
    base_url.set_query(None);
    base_url.set_fragment(None);
    let mut pairs: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| (percent_encode(&name), percent_encode(&value)))
        .chain(parameters.iter().map(|(name, value)| (percent_encode(name), percent_encode(value))))
        .collect();
    // Sorted after encoding, by name and then by value.
    pairs.sort();
    let joined: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{method}&{}&{}", percent_encode(base_url.as_str()), percent_encode(&joined.join("&")))
}

#[async_trait]
impl RequestSigner for OAuth1 {
    async fn sign(&self, request: &mut Request, context: &SigningContext<'_>) -> Result<(), Error> {
        let now = context.http.now().unix_timestamp() + self.skew.load(Ordering::Relaxed);
        let nonce = format!("{:016x}{:016x}", context.http.random(), context.http.random());
        let header = self.header(request, now, &nonce);
        let value = sensitive(header.expose())
            .ok_or_else(|| Error::Configuration(Failure::new("the realm cannot be sent in a header")))?;
        request.headers.insert(AUTHORIZATION, value);
        Ok(())
    }

    async fn refused(&self, refusal: &Refusal<'_>, context: &SigningContext<'_>) -> Result<Verdict, Error> {
        if refusal.response.status != StatusCode::UNAUTHORIZED {
            return Ok(Verdict::Final);
        }
        let Some(server_now) = refusal.response.header(DATE.as_str()).and_then(http_date) else {
            return Ok(Verdict::Final);
        };
        let skew = server_now.unix_timestamp() - context.http.now().unix_timestamp();
        let known = self.skew.swap(skew, Ordering::Relaxed);
        if (skew - known).abs() <= TOLERATED_SKEW {
            return Ok(Verdict::Final);
        }
        debug!(skew, "the clock of the server differs, signing with its time");
        Ok(Verdict::Replay)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use http::Method;

    use super::*;

    /// Method, URL, parameters, key, expected signature.
    fn check(
        method: SignatureMethod,
        verb: &str,
        url: &str,
        parameters: &[(&str, &str)],
        key: &str,
        expected: &str,
    ) {
        let base = signature_base(verb, &Url::parse(url).unwrap(), parameters);
        assert_eq!(method.sign(key, &base), expected, "{base}");
    }

    #[test]
    fn published_vectors_are_reproduced() {
        // OAuth Core 1.0, appendix A.5.
        check(
            SignatureMethod::HmacSha1,
            "GET",
            "http://photos.example.net/photos?file=vacation.jpg&size=original",
            &[
                ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
                ("oauth_token", "nnch734d00sl2jdk"),
                ("oauth_nonce", "kllo9940pd9333jh"),
                ("oauth_timestamp", "1191242096"),
                ("oauth_signature_method", "HMAC-SHA1"),
                ("oauth_version", "1.0"),
            ],
            "kd94hf93k423kf44&pfkkdhi9sl3r4s00",
            "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
        );
        // RFC 5849 section 3.4.1.1 with its form parameters, signed with SHA-256.
        check(
            SignatureMethod::HmacSha256,
            "POST",
            "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
            &[
                ("oauth_consumer_key", "9djdj82h48djs9d2"),
                ("oauth_token", "kkk9d7dh3k39sjv7"),
                ("oauth_signature_method", "HMAC-SHA256"),
                ("oauth_timestamp", "137131201"),
                ("oauth_nonce", "7d8f3e4a"),
                ("c2", ""),
                ("a3", "2 q"),
            ],
            "j49sk3j29djd&dh893hdasih9",
            "ypAxjNip++Dm0fTM+gCl8wAo6ufSnseu1WHxL7py3BU=",
        );
        // A path that ends in a slash; published in the InterSystems community, made with Postman.
        check(
            SignatureMethod::HmacSha256,
            "GET",
            "https://www.somerandom123.com/noplace/",
            &[
                ("oauth_consumer_key", "cons123key321"),
                ("oauth_token", "acc999token456"),
                ("oauth_signature_method", "HMAC-SHA256"),
                ("oauth_timestamp", "1696497844"),
                ("oauth_nonce", "s3fr5drk83kde3"),
                ("oauth_version", "1.0"),
            ],
            "conssecret123&toksec234234",
            "mdmQ6T+MSgWnKaRfjms4U89iBG9tgDudg15Q7/MNGwk=",
        );
    }

    #[test]
    fn the_signature_base_is_that_of_rfc_5849() {
        let url = Url::parse("http://EXAMPLE.COM:80/r%20v/X?id=123#part").unwrap();
        assert_eq!(
            signature_base("GET", &url, &[("a", "1")]),
            "GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&a%3D1%26id%3D123"
        );
    }

    fn oneroster_request() -> Request {
        let url = "https://test.com/ims/oneroster/v1p1/orgs?limit=100&offset=1515&filter=\
                   role%3D%27administrator%27%20OR%20role%3D%27student%27%20OR%20role%3D%27teacher%27";
        Request::new(Method::GET, Url::parse(url).unwrap())
    }

    #[test]
    fn oneroster_requests_are_signed_with_and_without_version() {
        let signed = |auth: &OAuth1| auth.header(&oneroster_request(), 10_000_000, "fake-nonce");
        let with = signed(&OAuth1::new("client-id", "client-secret"));
        assert_eq!(
            with.expose(),
            "OAuth oauth_consumer_key=\"client-id\",oauth_nonce=\"fake-nonce\",\
             oauth_signature_method=\"HMAC-SHA256\",oauth_timestamp=\"10000000\",oauth_version=\"1.0\",\
             oauth_signature=\"03DqhuWFnTlc3WxDYEOVKYxM5xQyRGfJ4x6zqQjYQnM%3D\""
        );
        let without = signed(&OAuth1::new("client-id", "client-secret").without_version());
        assert!(
            without
                .expose()
                .ends_with("oauth_signature=\"0SaY%2BipjQnliQY9KVZVVDTVKMuE73KtgkLXrbRAfHRs%3D\"")
        );
        let realm = signed(&OAuth1::new("client-id", "client-secret").realm("a\"b"));
        assert!(realm.expose().starts_with("OAuth realm=\"ab\",oauth_consumer_key"));
    }

    #[test]
    fn the_body_hash_is_that_of_its_specification() {
        // OAuth Request Body Hash 1.0, section 4.
        assert_eq!(SignatureMethod::HmacSha1.hash(b"Hello World!"), "Lve95gjOVATpfV8EL5X4nxwjKHE=");
        let mut request = oneroster_request();
        request.body = bytes::Bytes::from_static(b"{}");
        let auth = OAuth1::new("k", "s").with_body_hash();
        let one = auth.header(&request, 1, "n");
        request.body = bytes::Bytes::from_static(b"{ }");
        let other = auth.header(&request, 1, "n");
        assert!(one.expose().contains("oauth_body_hash"));
        assert_ne!(one.expose(), other.expose());
    }
}
