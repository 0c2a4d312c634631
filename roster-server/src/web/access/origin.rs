//! Where a request comes from: the name it asks for, and the page that sent it.

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header};

/// The host a request asks for, without its port.
pub(super) fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    authority(headers, uri).map(without_port)
}

fn authority<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    match headers.get(header::HOST) {
        Some(host) => host.to_str().ok(),
        None => uri.authority().map(axum::http::uri::Authority::as_str),
    }
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// Whether a name can only mean this machine.
///
/// A page from elsewhere can let *its own* name lead to 127.0.0.1 (DNS rebinding) and then read answers
/// as if they were its own. Numbers and `localhost` cannot be bent like this, other names have to be known.
pub(super) fn is_own_name(host: &str, known: &[String]) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let number = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || number.parse::<IpAddr>().is_ok()
        || known.iter().any(|name| host.eq_ignore_ascii_case(name))
}

/// Whether a request that changes something was sent by one of our own pages.
///
/// `Sec-Fetch-Site` decides where browsers send it; `Origin` where they do not, which is the case over
/// plain HTTP. A request with neither does not come from a form of ours.
pub(super) fn is_from_own_page(headers: &HeaderMap, uri: &Uri) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let sender = origin.and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    match (sender, authority(headers, uri)) {
        (Some(sender), Some(authority)) => sender.eq_ignore_ascii_case(authority),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn names_that_others_could_bend_are_not_our_own() {
        let known = ["roster.example.org".to_owned()];
        for (host, expected) in [
            ("localhost", true),
            ("LocalHost.", true),
            ("127.0.0.1", true),
            ("[::1]", true),
            ("192.168.7.9", true),
            ("roster.example.org", true),
            ("Roster.Example.Org", true),
            ("evil.example.com", false),
            ("localhost.example.com", false),
            ("127.0.0.1.example.com", false),
            ("roster.example.org.example.com", false),
            ("", false),
        ] {
            assert_eq!(is_own_name(host, &known), expected, "{host}");
        }
    }

    #[test]
    fn ports_do_not_belong_to_the_host() {
        for (value, expected) in [
            ("localhost:8080", Some("localhost")),
            ("[::1]:8080", Some("[::1]")),
            ("[::1]", Some("[::1]")),
            ("roster.example.org", Some("roster.example.org")),
        ] {
            assert_eq!(host(&headers(&[("host", value)]), &Uri::from_static("/")), expected, "{value}");
        }
        assert_eq!(host(&HeaderMap::new(), &Uri::from_static("/")), None);
    }

    #[test]
    fn only_forms_of_our_own_pages_may_change_something() {
        let cases: &[(&[(&str, &str)], bool)] = &[
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site"), ("origin", "http://localhost:8080")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "http://localhost:8080")], true),
            (&[("origin", "http://localhost:9090")], false),
            (&[("origin", "http://evil.example.com")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ];
        for (pairs, expected) in cases {
            let mut headers: HeaderMap = headers(&[("host", "localhost:8080")]);
            for (name, value) in *pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(is_from_own_page(&headers, &Uri::from_static("/")), *expected, "{pairs:?}");
        }
    }
}
