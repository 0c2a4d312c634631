use http::HeaderMap;
use http::header::SET_COOKIE;
use url::Url;

use crate::secret::Secret;

/// A cookie that came with a token and is sent back while the token is used.
///
/// Some servers keep the session behind a token on one member of a farm and find it again by a cookie.
/// Only name, value and domain matter here: the cookie lives as long as the token.
#[derive(Clone, Debug)]
pub(crate) struct Cookie {
    pair: Secret,
    host: String,
    subdomains: bool,
}

impl Cookie {
    /// Reads the cookies of an answer from `url`; those for foreign domains are left out.
    pub(crate) fn read(headers: &HeaderMap, url: &Url) -> Vec<Self> {
        let host = url.host_str().unwrap_or_default();
        headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| Self::parse(value.to_str().ok()?, host))
            .collect()
    }

    fn parse(text: &str, host: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let pair = parts.next()?.trim();
        let (name, _) = pair.split_once('=')?;
        if name.trim().is_empty() {
            return None;
        }
        let domain = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("domain"))
            .map(|(_, domain)| domain.trim().trim_start_matches('.').to_ascii_lowercase())
            .filter(|domain| !domain.is_empty());
        let (host, subdomains) = match domain {
            Some(domain) if is_within(host, &domain) && domain.contains('.') => (domain, true),
            Some(_) => return None,
            None => (host.to_owned(), false),
        };
        Some(Self { pair: pair.into(), host, subdomains })
    }

    /// Tells whether the cookie may be sent to the host of this URL.
    pub(crate) fn fits(&self, url: &Url) -> bool {
        url.host_str()
            .is_some_and(|host| host == self.host || (self.subdomains && is_within(host, &self.host)))
    }

    /// Returns `name=value`.
    pub(crate) fn pair(&self) -> &str {
        self.pair.expose()
    }
}

fn is_within(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn cookies_go_back_where_they_belong() {
        for (set, host, expected) in [
            ("sid=1; Path=/; HttpOnly", "sis.example.org", true),
            ("sid=1", "other.example.org", false),
            ("sid=1; Domain=.example.org", "other.example.org", true),
            ("sid=1; domain=example.org", "badexample.org", false),
            ("sid=1; Domain=elsewhere.org", "elsewhere.org", false),
            ("sid=1; Domain=org", "sis.example.org", false),
            ("nonsense", "sis.example.org", false),
            ("=1", "sis.example.org", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(SET_COOKIE, set.parse().unwrap());
            let cookies = Cookie::read(&headers, &Url::parse("https://sis.example.org/token").unwrap());
            let url = Url::parse(&format!("https://{host}/orgs")).unwrap();
            assert_eq!(cookies.iter().any(|cookie| cookie.fits(&url)), expected, "{set} to {host}");
        }
    }
}
