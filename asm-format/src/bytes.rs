//! Looking at the bytes of cells.

/// A set of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteSet {
    /// ASCII letters, digits and hyphen: what Apple allows in identifiers.
    Identifier = 1,
    /// Visible ASCII that needs neither quotes nor escapes.
    Plain = 2,
}

/// The sets that each byte belongs to.
static SETS: [u8; 256] = sets();

const fn sets() -> [u8; 256] {
    let mut sets = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let character = byte as u8;
        if character.is_ascii_alphanumeric() || character == b'-' {
            sets[byte] |= ByteSet::Identifier as u8;
        }
        if character.is_ascii_graphic() && !matches!(character, b'"' | b',' | b';' | b'\\') {
            sets[byte] |= ByteSet::Plain as u8;
        }
        byte += 1;
    }
    sets
}

/// Tells whether all bytes belong to a set.
///
/// Looks at every byte without leaving early: nearly always the answer is yes, and branches would cost more.
#[inline]
pub(crate) fn all_in(set: ByteSet, bytes: &[u8]) -> bool {
    bytes.iter().fold(set as u8, |all, &byte| all & SETS[usize::from(byte)]) != 0
}

/// Returns the text without white space at both ends, as [`str::trim`] does.
///
/// Nearly every cell begins and ends with a visible ASCII character, which is seen without decoding any.
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    let is_visible = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if is_visible(text.as_bytes().first()) && is_visible(text.as_bytes().last()) { text } else { text.trim() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_they_say() {
        for (text, is_identifier, is_plain) in [
            ("", true, true),
            ("aZ09-", true, true),
            ("a.b@c", false, true),
            ("~!'", false, true),
            ("a b", false, false),
            ("a,b", false, false),
            ("a;b", false, false),
            ("\"a", false, false),
            ("a\\", false, false),
            ("\u{7f}", false, false),
            ("é", false, false),
        ] {
            assert_eq!(all_in(ByteSet::Identifier, text.as_bytes()), is_identifier, "{text}");
            assert_eq!(all_in(ByteSet::Plain, text.as_bytes()), is_plain, "{text}");
        }
    }

    #[test]
    fn white_space_goes_from_both_ends() {
        for text in ["", "a", " ", "é", " a", "a ", "\u{a0}a b\u{2028}", "a é", "é a", "ab", "\ta\r\n"] {
            assert_eq!(trim(text), text.trim(), "{text:?}");
        }
    }
}
