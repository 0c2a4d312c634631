//! Keeps the start of a body for diagnosis, without the secrets in it.

/// Words after which a secret stands.
const BEFORE_SECRETS: [&str; 6] =
    ["access_token", "refresh_token", "client_secret", "password", "bearer", "basic"];

/// Cuts a body to a number of bytes and masks tokens and passwords.
pub(super) fn excerpt(body: &[u8], limit: usize) -> String {
    // A little more than the limit, so that a secret at the end is masked before it is cut.
    let start = &body[..body.len().min(limit * 2)];
    let mut text = mask(&String::from_utf8_lossy(start));
    if text.len() > limit {
        let mut end = limit;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
    text
}

fn mask(text: &str) -> String {
    // ASCII folding keeps positions, so that what is found here is cut there.
    let folded = text.to_ascii_lowercase();
    let mut masked = String::with_capacity(text.len());
    let mut position = 0;
    while let Some(end_of_word) = next_word(&folded, position) {
        let (start, end) = secret_after(text, end_of_word);
        masked.push_str(&text[position..start]);
        if end > start {
            masked.push_str("***");
        }
        position = end;
    }
    masked.push_str(&text[position..]);
    masked
}

/// Finds the secret behind a word: up to the closing quote, or as far as its characters go.
fn secret_after(text: &str, end_of_word: usize) -> (usize, usize) {
    let rest = text[end_of_word..]
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | ':' | '=' | '\\'));
    let start = text.len() - rest.len();
    let length = if text[end_of_word..start].matches('"').count() == 2 {
        rest.find('"').unwrap_or(rest.len())
    } else {
        rest.find(|c| !is_secret_character(c)).unwrap_or(rest.len())
    };
    (start, start + length)
}

fn next_word(folded: &str, position: usize) -> Option<usize> {
    let found = |word: &&str| folded[position..].find(*word).map(|start| position + start + word.len());
    BEFORE_SECRETS.iter().filter_map(found).min()
}

const fn is_secret_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '+' | '/' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_stays() {
        for (body, expected) in [
            (r#"{"access_token":"abc.DEF-1","x":1}"#, r#"{"access_token":"***","x":1}"#),
            ("Authorization: Bearer abc/+=", "Authorization: Bearer ***="),
            ("grant_type=x&client_secret=abc&scope=y", "grant_type=x&client_secret=***&scope=y"),
            (r#"{"password": "p@ss w\u00f6rd", "x": 1}"#, r#"{"password": "***", "x": 1}"#),
            (r#"{"password":"","x":1}"#, r#"{"password":"","x":1}"#),
            ("wrong password!", "wrong password!"),
            ("password", "password"),
            ("<p>Gr\u{fc}\u{df}e</p>", "<p>Gr\u{fc}\u{df}e</p>"),
        ] {
            assert_eq!(excerpt(body.as_bytes(), 100), expected);
        }
    }

    #[test]
    fn long_bodies_are_cut_between_characters() {
        assert_eq!(excerpt("\u{e9}\u{e9}\u{e9}".as_bytes(), 3), "\u{e9}");
        assert_eq!(excerpt(&[0xff, b'a'], 10), "\u{fffd}a");
    }
}
