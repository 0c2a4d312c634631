//! Addresses that hold names.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What needs no encoding anywhere.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'~');

/// Writes a name as a part of a path. A dot is encoded too, so that `..` stays a name.
pub(crate) fn part(name: &str) -> String {
    utf8_percent_encode(name, NAME).to_string()
}

/// Writes a path with a query; pairs without a value are left out.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", part(value)))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_place() {
        for (name, expected) in [
            ("nightly-2", "nightly-2"),
            ("..", "%2E%2E"),
            ("a/b?c#d", "a%2Fb%3Fc%23d"),
            ("Früh \"1\"", "Fr%C3%BCh%20%221%22"),
        ] {
            assert_eq!(part(name), expected);
        }
        assert_eq!(with_query("/runs", &[("flow", "a&b=c"), ("status", "")]), "/runs?flow=a%26b%3Dc");
        assert_eq!(with_query("/runs", &[]), "/runs");
    }
}
