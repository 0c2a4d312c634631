use std::collections::HashMap;

use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::form_urlencoded;

use crate::server::personality::{CredentialPlace, ParameterPlace, TokenRules};

/// Pairs of a token request, by where they stand.
#[derive(Debug, Default)]
pub(super) struct TokenRequest {
    form: HashMap<String, String>,
    query: HashMap<String, String>,
    json: HashMap<String, String>,
    multipart: HashMap<String, String>,
    basic: Option<(String, String)>,
}

impl TokenRequest {
    /// Reads query, headers and body.
    pub(super) fn read(parts: &Parts, body: &[u8]) -> Self {
        let header =
            |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = header("content-type").to_ascii_lowercase();
        let mut request = Self {
            query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
            basic: basic(header("authorization")),
            ..Self::default()
        };
        if media_type.starts_with("application/json") {
            request.json = json(body);
        } else if media_type.starts_with("multipart/form-data") {
            request.multipart = multipart(header("content-type"), body);
        } else {
            request.form = pairs(body);
        }
        request
    }

    /// Returns a pair of the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// Returns a parameter from one of the places where it may stand.
    pub(super) fn parameter(&self, rules: &TokenRules, name: &str) -> Option<&str> {
        let places = rules.parameters.iter().map(|place| match place {
            ParameterPlace::Form => &self.form,
            ParameterPlace::Query => &self.query,
            ParameterPlace::Json => &self.json,
            ParameterPlace::Multipart => &self.multipart,
        });
        places
            .into_iter()
            .find_map(|pairs| pairs.get(name))
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Returns identifier and secret from one of the places where they may stand.
    pub(super) fn credentials(&self, rules: &TokenRules) -> impl Iterator<Item = (String, String)> {
        let [id, secret] = &rules.field_names;
        let pair =
            |pairs: &HashMap<String, String>| Some((pairs.get(id)?.clone(), pairs.get(secret)?.clone()));
        let found = rules.credentials.iter().filter_map(|place| match place {
            CredentialPlace::Basic => self.basic.clone(),
            CredentialPlace::BasicEncoded => {
                self.basic.as_ref().map(|(id, secret)| (percent_decode(id), percent_decode(secret)))
            }
            CredentialPlace::Form => pair(&self.form),
            CredentialPlace::Query => pair(&self.query),
            CredentialPlace::Json => pair(&self.json),
            CredentialPlace::Multipart => pair(&self.multipart),
        });
        found.collect::<Vec<_>>().into_iter()
    }
}

fn pairs(text: &[u8]) -> HashMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Identifier and secret of a Basic header, as they stand in it.
fn basic(authorization: &str) -> Option<(String, String)> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Decodes `%XX` and nothing else: a plus sign is one.
pub(super) fn percent_decode(text: &str) -> String {
    let protected = text.replace('+', "%2B");
    let mut decoded = form_urlencoded::parse(protected.as_bytes());
    decoded.next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

fn json(body: &[u8]) -> HashMap<String, String> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else { return HashMap::new() };
    let text = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
    members.into_iter().filter_map(text).collect()
}

/// Reads the text fields of a multipart body.
fn multipart(media_type: &str, body: &[u8]) -> HashMap<String, String> {
    let boundary = media_type.split("boundary=").nth(1).map(|boundary| boundary.trim_matches('"'));
    let Some(boundary) = boundary.filter(|boundary| !boundary.is_empty()) else { return HashMap::new() };
    let text = String::from_utf8_lossy(body);
    let field = |part: &str| {
        let (head, value) = part.split_once("\r\n\r\n")?;
        let name = head.split("name=\"").nth(1)?.split('"').next()?;
        Some((name.to_owned(), value.trim_end_matches("\r\n").to_owned()))
    };
    text.split(&format!("--{boundary}")).filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_form_is_read() {
        assert_eq!(pairs(b"a=1&b=x%20y+z")["b"], "x y z");
        assert_eq!(json(br#"{"a": "1", "b": 2}"#), HashMap::from([("a".to_owned(), "1".to_owned())]));
        let body = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX--\r\n";
        let fields = multipart("multipart/form-data; boundary=XX", body.as_bytes());
        assert_eq!(fields, HashMap::from([("a".to_owned(), "1".to_owned())]));
    }

    #[test]
    fn basic_credentials_are_split_at_the_first_colon() {
        let header = format!("basic {}", STANDARD.encode("id:se:cret"));
        assert_eq!(basic(&header), Some(("id".to_owned(), "se:cret".to_owned())));
        assert_eq!(basic("Bearer x"), None);
        assert_eq!(percent_decode("a%2Fb+c"), "a/b+c");
    }
}
