//! What may be shown: URLs without values, bodies without secrets.

use std::borrow::Cow;

use serde_json::{Map, Value};
use url::Url;

/// Shown instead of anything secret or personal.
pub(crate) const PLACEHOLDER: &str = "[redacted]";

/// Query parameters whose values say how something was asked, not about whom.
const PLAIN_PARAMETERS: [&str; 7] = ["limit", "offset", "sort", "orderBy", "fields", "grant_type", "scope"];

/// JSON members whose values are never shown, compared without case, `_` and `-`.
const SECRET_MEMBERS: [&str; 14] = [
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "token",
    "clientsecret",
    "secret",
    "password",
    "credentials",
    "apikey",
    "key",
    "code",
    "clientassertion",
    "assertion",
    "authorization",
];

/// JSON members of records whose values say nothing about a person by themselves. Everything else may: records carry
/// extensions, and nobody knows what is in them.
const IMPERSONAL_MEMBERS: [&str; 30] = [
    "sourcedId",
    "status",
    "dateLastModified",
    "href",
    "type",
    "role",
    "roleType",
    "primary",
    "enabledUser",
    "beginDate",
    "endDate",
    "startDate",
    "assignDate",
    "dueDate",
    "title",
    "courseCode",
    "classCode",
    "classType",
    "schoolYear",
    "subjects",
    "subjectCodes",
    "periods",
    "resultStatus",
    "scoreStatus",
    "limit",
    "offset",
    "total",
    "totalCount",
    "count",
    "next",
];

/// Returns origin and path, without user, query and fragment.
pub(crate) fn url(url: &Url) -> String {
    let mut text = url.origin().ascii_serialization();
    text.push_str(url.path());
    text
}

/// Returns origin, path and query; values of the query are kept where they cannot be personal.
///
/// In a filter the field and the predicate stay, and the value stays when it is a date or a status.
pub(crate) fn url_with_query(url: &Url) -> String {
    let mut text = self::url(url);
    let mut separator = '?';
    for (name, value) in url.query_pairs() {
        text.push(separator);
        separator = '&';
        text.push_str(&name);
        text.push('=');
        if PLAIN_PARAMETERS.contains(&&*name) {
            text.push_str(&value);
        } else if name == "filter" {
            text.push_str(&filter(&value));
        } else {
            text.push_str(PLACEHOLDER);
        }
    }
    text
}

fn filter(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (index, part) in text.split('\'').enumerate() {
        if index > 0 {
            shown.push('\'');
        }
        let quoted = index % 2 == 1;
        shown.push_str(if quoted && !is_date_or_status(part) { PLACEHOLDER } else { part });
    }
    shown
}

fn is_date_or_status(value: &str) -> bool {
    let date = value.len() >= 10
        && value.as_bytes().get(4) == Some(&b'-')
        && value.bytes().all(|b| b.is_ascii_digit() || b"-:.TZ+ ".contains(&b));
    date || matches!(value, "active" | "tobedeleted" | "inactive")
}

/// Returns the beginning of a body as text, without the values of secret members.
///
/// At most `limit` bytes of the body are looked at. Works on cut and broken JSON: the text is scanned,
/// not parsed. A body that is not JSON is cut only.
pub(crate) fn body(bytes: &[u8], limit: usize) -> String {
    let cut = bytes.len() > limit;
    let text = String::from_utf8_lossy(bytes.get(..limit).unwrap_or(bytes));
    let mut shown = if text.trim_start().starts_with(['{', '[']) {
        json(&text)
    } else if text.contains("form-data; name=") {
        PLACEHOLDER.to_owned()
    } else {
        form(&text).into_owned()
    };
    shown.retain(|c| !c.is_control() || c == '\n');
    if cut {
        shown.push('…');
    }
    shown
}

/// Returns the beginning of a body with records as text: their shape, identifiers and dates, without what they say about
/// people.
///
/// As [`body`] it looks at the first `limit` bytes and works on cut and broken JSON. What is not JSON is not shown.
pub(crate) fn records(bytes: &[u8], limit: usize) -> String {
    let text = String::from_utf8_lossy(bytes.get(..limit).unwrap_or(bytes));
    if text.trim_start().is_empty() {
        return String::new();
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return PLACEHOLDER.to_owned();
    }
    let mut shown = masked(&text, |name, value| {
        let is_impersonal = IMPERSONAL_MEMBERS.iter().any(|known| literal_is(name, known));
        !is_impersonal && !holds_members(value)
    });
    shown.retain(|c| !c.is_control() || c == '\n');
    if bytes.len() > limit {
        shown.push('…');
    }
    shown
}

/// Tells whether a literal with its quotes is this name.
fn literal_is(literal: &str, name: &str) -> bool {
    literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(name)
}

/// Tells whether a value is an object, or a list of such: their members are looked at one by one.
fn holds_members(value: &str) -> bool {
    value.trim_start_matches(|c: char| c == '[' || c.is_whitespace()).starts_with(['{', ']'])
}

/// Returns what may be shown of a successful token response: the members that are no secret.
///
/// The token itself may stand under any name, or be the whole body.
pub(crate) fn token_response(body: &[u8]) -> String {
    const PLAIN: [&str; 3] = ["token_type", "expires_in", "scope"];
    let Ok(mut object) = serde_json::from_slice::<Map<String, Value>>(body) else {
        return PLACEHOLDER.to_owned();
    };
    for (name, value) in &mut object {
        if !PLAIN.contains(&name.as_str()) {
            *value = PLACEHOLDER.into();
        }
    }
    Value::Object(object).to_string()
}

/// Form bodies appear in token requests; their secret parameters go the way of the JSON members.
fn form(text: &str) -> Cow<'_, str> {
    if !text.contains('=') || text.contains(char::is_whitespace) {
        return Cow::Borrowed(text);
    }
    let shown: Vec<Cow<'_, str>> = text
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if !PLAIN_PARAMETERS.contains(&name) => {
                Cow::Owned(format!("{name}={PLACEHOLDER}"))
            }
            _ => Cow::Borrowed(pair),
        })
        .collect();
    Cow::Owned(shown.join("&"))
}

fn json(text: &str) -> String {
    masked(text, |name, _| is_secret(name))
}

/// Replaces values of members for which `hide` says so, given the literal of the name and all that follows the colon.
fn masked(text: &str, hide: impl Fn(&str, &str) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (string, after) = string_literal(&rest[start..]);
        shown.push_str(&rest[..start]);
        shown.push_str(string);
        rest = after;
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        if let Some(value) = value.filter(|value| hide(string, value)) {
            shown.push_str(": \"");
            shown.push_str(PLACEHOLDER);
            shown.push('"');
            rest = skip_value(value);
        }
    }
    shown.push_str(rest);
    shown
}

fn is_secret(literal: &str) -> bool {
    let name: String =
        literal.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    SECRET_MEMBERS.contains(&name.as_str())
}

/// Splits off the string literal at the start, with its quotes; a literal without an end takes everything.
fn string_literal(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return text.split_at(index + 1),
            _ => {}
        }
    }
    (text, "")
}

/// Returns what follows the JSON value at the start.
fn skip_value(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut rest = text;
    loop {
        match rest.bytes().next() {
            None => return rest,
            Some(b'"') => {
                rest = string_literal(rest).1;
                if depth == 0 {
                    return rest;
                }
                continue;
            }
            Some(b'{' | b'[') => depth += 1,
            Some(b'}' | b']' | b',') if depth == 0 => return rest,
            Some(b'}' | b']') => {
                depth -= 1;
                if depth == 0 {
                    return &rest[1..];
                }
            }
            Some(_) => {}
        }
        let width = rest.chars().next().map_or(1, char::len_utf8);
        rest = &rest[width..];
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn urls_lose_users_queries_and_personal_filter_values() {
        let check = |full: &str, short: &str, long: &str| {
            let full = Url::parse(full).unwrap();
            assert_eq!(url(&full), short);
            assert_eq!(url_with_query(&full), long);
        };
        check("https://a.example/x/", "https://a.example/x/", "https://a.example/x/");
        check(
            "https://me:pw@a.example:8443/x?limit=5&token=abc#f",
            "https://a.example:8443/x",
            "https://a.example:8443/x?limit=5&token=[redacted]",
        );
        check(
            "https://a.example/x?filter=email%3D%27a%40b.example%27%20AND%20status%3D%27active%27",
            "https://a.example/x",
            "https://a.example/x?filter=email='[redacted]' AND status='active'",
        );
        check(
            "https://a.example/x?filter=dateLastModified%3E%272026-01-31T00%3A00%3A00.000Z%27",
            "https://a.example/x",
            "https://a.example/x?filter=dateLastModified>'2026-01-31T00:00:00.000Z'",
        );
    }

    #[test]
    fn bodies_lose_secrets() {
        for (text, expected) in [
            (r#"{"access_token":"abc","n":1}"#, r#"{"access_token": "[redacted]","n":1}"#),
            (r#"{"access_token" : "a\"b" }"#, r#"{"access_token": "[redacted]" }"#),
            (r#"{"Access-Token":12,"n":1}"#, r#"{"Access-Token": "[redacted]","n":1}"#),
            (r#"{"password":null}"#, r#"{"password": "[redacted]"}"#),
            (r#"{"credentials":[{"x":"]"}],"n":1}"#, r#"{"credentials": "[redacted]","n":1}"#),
            (r#"{"access_token":"abc"#, r#"{"access_token": "[redacted]""#),
            (r#"{"givenName":"token"}"#, r#"{"givenName":"token"}"#),
            ("grant_type=password&client_secret=x", "grant_type=password&client_secret=[redacted]"),
            ("--b\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\nx", "[redacted]"),
            ("<html>Bad Gateway</html>", "<html>Bad Gateway</html>"),
        ] {
            assert_eq!(body(text.as_bytes(), 1000), expected, "{text}");
        }
        for (text, expected) in [
            (r#"{"expires_in":5,"jwt":"abc"}"#, r#"{"expires_in":5,"jwt":"[redacted]"}"#),
            ("abc", "[redacted]"),
            ("\"abc\"", "[redacted]"),
        ] {
            assert_eq!(token_response(text.as_bytes()), expected);
        }
        assert_eq!(body(b"abcdef", 3), "abc…");
        assert_eq!(body(b"{\"a\":\"\xff\"}", 100), "{\"a\":\"\u{fffd}\"}");
    }

    #[test]
    fn records_show_their_shape_and_nobody() {
        for (text, expected) in [
            (
                r#"{"users":[{"sourcedId":"7","givenName":"Ada","grades":["03","04"],"orgs":[{"sourcedId":"o"}]}]}"#,
                r#"{"users":[{"sourcedId":"7","givenName": "[redacted]","grades": "[redacted]","orgs":[{"sourcedId":"o"}]}]}"#,
            ),
            (
                r#"{"user":{"metadata":{"nick":{"first":"Ada"},"age":9},"role":"student","orgs":[]}}"#,
                r#"{"user":{"metadata":{"nick":{"first": "[redacted]"},"age": "[redacted]"},"role":"student","orgs":[]}}"#,
            ),
            (r#"{"title":"Art","phone" : null}"#, r#"{"title":"Art","phone": "[redacted]"}"#),
            ("Ada,Lovelace", PLACEHOLDER),
            ("", ""),
        ] {
            assert_eq!(records(text.as_bytes(), 1000), expected);
        }
        assert_eq!(records(br#"{"a":{"email":"ada@x"}}"#, 16), r#"{"a":{"email": "[redacted]"…"#);
    }
}
