//! Percent-encoding as OAuth 1.0a and cautious servers want it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes everything but letters, digits, `-`, `.`, `_` and `~`; a blank becomes `%20`.
pub(crate) fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        for (text, expected) in [
            ("role='student' OR a>=b", "role%3D%27student%27%20OR%20a%3E%3Db"),
            ("abc-._~XYZ019", "abc-._~XYZ019"),
            ("a/b:c@d+e ä", "a%2Fb%3Ac%40d%2Be%20%C3%A4"),
        ] {
            assert_eq!(percent_encode(text), expected);
        }
    }
}
