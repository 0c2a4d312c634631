//! Links to the next page: found in headers, resolved, and compared in spite of their spelling.

use http::HeaderMap;
use http::header::LINK;
use url::Url;

/// Where the link to the next page leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NextLink {
    /// A page of the same origin.
    Page(Url),
    /// Another origin, to which nothing must be sent.
    Foreign,
    /// There is none, as the page says itself with an empty or null link in its body.
    End,
}

/// Finds the target of `rel="next"` in the `Link` headers (RFC 8288).
///
/// Tolerated: targets without angle brackets, relations without quotes or in capitals, several headers.
pub(crate) fn next_in_headers(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(links)
        .find(|(_, parameters)| is_next(parameters))
        .map(|(target, _)| target)
}

/// Splits a header into targets with their parameters.
fn links(header: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = header.trim_start();
    while !rest.is_empty() {
        let (target, after) = if let Some(inside) = rest.strip_prefix('<') {
            inside.split_once('>').unwrap_or((inside, ""))
        } else {
            // Without brackets the target ends at the first semicolon.
            rest.split_once(';').map_or((rest, ""), |(target, _)| (target, &rest[target.len()..]))
        };
        let end = end_of_parameters(after);
        found.push((target.trim(), &after[..end]));
        rest = after[end..].trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }
    found
}

/// Finds the comma that ends the parameters of one link.
fn end_of_parameters(text: &str) -> usize {
    split_unquoted(text, ',').next().map_or(0, str::len)
}

/// Splits at a separator that stands outside of quotes.
fn split_unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
}

fn is_next(parameters: &str) -> bool {
    split_unquoted(parameters, ';')
        .filter_map(|parameter| parameter.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("rel"))
        .flat_map(|(_, value)| value.trim().trim_matches(['"', '\'']).split_whitespace())
        .any(|relation| relation.eq_ignore_ascii_case("next"))
}

/// Resolves a link against the URL of the page it came with; none when it leads nowhere.
pub(crate) fn resolve(link: &str, page: &Url) -> Option<NextLink> {
    let mut url = page.join(link.trim()).ok()?;
    url.set_fragment(None);
    Some(if url.origin() == page.origin() { NextLink::Page(url) } else { NextLink::Foreign })
}

/// Brings a URL into a form in which equal pages are equal: decoded, sorted, without empty parameters.
///
/// Servers write the filter in another encoding than it was sent in, put parameters in another order, and
/// begin the query with `?&`.
pub(crate) fn normalized(url: &Url) -> String {
    let mut pairs: Vec<_> = url.query_pairs().filter(|(name, _)| !name.is_empty()).collect();
    pairs.sort();
    let mut text = url.path().trim_end_matches('/').to_owned();
    for (name, value) in pairs {
        text.push('\n');
        text.push_str(&name);
        text.push('=');
        text.push_str(&value);
    }
    text
}

/// Returns a parameter that is a whole number.
pub(crate) fn number(url: &Url, name: &str) -> Option<u64> {
    url.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn next_is_found_in_every_spelling() {
        for (headers, expected) in [
            (&["<https://a.example/x?offset=5>; rel=\"next\""][..], Some("https://a.example/x?offset=5")),
            (&["</x?fields=a,b&offset=5>;rel=next"], Some("/x?fields=a,b&offset=5")),
            (&["<a>; rel=\"first\", <b>; rel=\"next\", <c>; rel=\"last\""], Some("b")),
            (&["<a>; title=\"x, y; rel=next\"; rel=\"prev\", <b>; REL=\"Next\""], Some("b")),
            (&["<a>; rel=\"last next\""], Some("a")),
            (&["<a>; rel=\"first\"", "<b>; rel=\"next\""], Some("b")),
            (
                &["https://a.example/x?limit=100&offset=101; rel=\"next\""],
                Some("https://a.example/x?limit=100&offset=101"),
            ),
            (&["<a>; rel=\"nextish\""], None),
            (&["<a"], None),
            (&[""], None),
            (&[], None),
        ] {
            let mut map = HeaderMap::new();
            for header in headers {
                map.append(LINK, header.parse().unwrap());
            }
            assert_eq!(next_in_headers(&map), expected, "{headers:?}");
        }
    }

    #[test]
    fn links_are_resolved_and_kept_to_their_origin() {
        let page = Url::parse("https://a.example/root/orgs?limit=5").unwrap();
        let same = |text: &str| Some(NextLink::Page(Url::parse(text).unwrap()));
        for (link, expected) in [
            ("?limit=5&offset=5", same("https://a.example/root/orgs?limit=5&offset=5")),
            ("/root/orgs?offset=5#x", same("https://a.example/root/orgs?offset=5")),
            ("https://A.example:443/y", same("https://a.example/y")),
            ("//a.example/y", same("https://a.example/y")),
            ("http://a.example/y", Some(NextLink::Foreign)),
            ("https://a.example:8443/y", Some(NextLink::Foreign)),
            ("https://evil.example/y", Some(NextLink::Foreign)),
            ("//evil.example/y", Some(NextLink::Foreign)),
            ("javascript:alert(1)", Some(NextLink::Foreign)),
            ("https://", None),
        ] {
            assert_eq!(resolve(link, &page), expected, "{link}");
        }
    }

    #[test]
    fn equal_pages_are_equal_however_they_are_spelled() {
        let check = |one: &str, other: &str, expected: bool| {
            let [one, other] = [one, other].map(|url| normalized(&Url::parse(url).unwrap()));
            assert_eq!(one == other, expected, "{one} {other}");
        };
        check("https://a.example/x?a=%27b%27&c=1", "https://a.example/x/?&c=1&a='b'", true);
        check("https://a.example/x?a=b+c", "https://a.example/x?a=b%20c", true);
        check("https://a.example/x?offset=1", "https://a.example/x?offset=2", false);
    }
}
