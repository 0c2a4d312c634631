/// Percent-encodes the value of a query parameter or a path segment.
///
/// Everything but ASCII letters, digits and `- . _ ~` becomes `%XX`, a blank becomes `%20`: the same
/// text enters the signature of OAuth 1.0a.
///
/// # Examples
///
/// ```
/// use oneroster_model::query::{Filter, percent_encode};
///
/// let filter = Filter::eq("role", "student").or(Filter::eq("role", "teacher"));
/// assert_eq!(
///     percent_encode(&filter.to_string()),
///     "role%3D%27student%27%20OR%20role%3D%27teacher%27",
/// );
/// ```
pub fn percent_encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len() + text.len() / 2);
    for byte in text.bytes() {
        if is_unreserved_byte(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

/// Tells whether nothing in a text has to be encoded.
pub(crate) fn is_unreserved(text: &str) -> bool {
    text.bytes().all(is_unreserved_byte)
}

const fn is_unreserved_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}
