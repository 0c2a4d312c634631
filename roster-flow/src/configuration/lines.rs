//! Where in a text something stands.

use toml::de::{DeTable, DeValue};

/// The number of the line that holds a byte, from 1.
pub(super) fn line_of_byte(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count() + 1
}

/// The line of a key, or of the last part of its path that is there.
pub(super) fn line_of_key(text: &str, path: &[String]) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    let mut line = None;
    for part in path {
        let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == part) else { break };
        line = Some(line_of_byte(text, key.span().start));
        let DeValue::Table(inner) = value.get_ref() else { break };
        table = inner;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_last_part_that_is_there() {
        let text = "[a.b]\nc = 1\n\n[a.'d e']\nf = { g = 2,\n h = 3 }\n";
        for (path, expected) in [
            ("a.b", Some(1)),
            ("a.b.c", Some(2)),
            ("a.b.x", Some(1)),
            ("a.d e", Some(4)),
            ("a.d e.f.h", Some(6)),
            ("x", None),
            ("a.b.c.d", Some(2)),
        ] {
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            assert_eq!(line_of_key(text, &path), expected, "{path:?}");
        }
    }
}
