use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

/// A text with placeholders such as `{tenant}`, filled in from the settings of a connection.
///
/// Names are of small letters, digits and `_`. `{{` and `}}` stand for braces themselves. `{client_id}` and
/// `{client_secret}` are always known.
///
/// # Examples
///
/// ```
/// use sis_providers::Template;
///
/// let template = Template::parse("{vendor_key}:{vendor_secret}")?;
/// assert_eq!(template.names().collect::<Vec<_>>(), ["vendor_key", "vendor_secret"]);
/// assert!(Template::parse("{not closed").is_err());
/// # Ok::<(), sis_providers::TemplateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Part {
    Text(String),
    Name(String),
}

/// A text with braces that are no placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a brace is neither part of a placeholder such as {{tenant}} nor doubled")]
pub struct TemplateError;

impl Template {
    /// Reads a text with placeholders.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] when a brace is not closed, not opened, or holds something that is no name.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            plain.push_str(before);
            if brace.starts_with("{{") || brace.starts_with("}}") {
                plain.push_str(&brace[..1]);
                rest = &brace[2..];
                continue;
            }
            let name = brace.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let (name, after) = name.filter(|(name, _)| is_name(name)).ok_or(TemplateError)?;
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Name(name.to_owned()));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// Wraps a text in which braces mean nothing.
    pub fn literal(text: &str) -> Self {
        let parts = if text.is_empty() { Vec::new() } else { vec![Part::Text(text.to_owned())] };
        Self { text: text.replace('{', "{{").replace('}', "}}"), parts }
    }

    /// Stands for one setting, whose name is made of small letters, digits and `_`.
    pub(crate) fn placeholder(name: &str) -> Self {
        Self { text: format!("{{{name}}}"), parts: vec![Part::Name(name.to_owned())] }
    }

    /// Returns the text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the names of the placeholders in order; a name may repeat.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// Fills the placeholders in; the error is the first name without a value.
    pub(crate) fn fill<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Result<String, &str> {
        let mut filled = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Name(name) => filled.push_str(value(name).ok_or(name.as_str())?),
            }
        }
        Ok(filled)
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        let known = |name: &str| match name {
            "a" => Some("1"),
            "b_2" => Some("{a}"),
            _ => None,
        };
        let filled = match Template::parse(text) {
            Ok(template) => template.fill(known).map_err(str::to_owned),
            Err(error) => Err(error.to_string()),
        };
        match expected {
            Ok(expected) => assert_eq!(filled.as_deref(), Ok(expected), "{text}"),
            Err(part) => {
                assert!(filled.as_ref().is_err_and(|error| error.contains(part)), "{text}: {filled:?}");
            }
        }
    }

    #[test]
    fn placeholders_are_filled_once_and_braces_survive() {
        check("", Ok(""));
        check("plain", Ok("plain"));
        check("{a}:{b_2}", Ok("1:{a}"));
        check("x{a}{a}y", Ok("x11y"));
        check("{{a}}", Ok("{a}"));
        check("{missing}", Err("missing"));
        for broken in ["{", "}", "{a", "a}", "{}", "{A}", "{a b}", "{{a}"] {
            check(broken, Err("brace"));
        }
    }

    #[test]
    fn literals_keep_their_braces_also_when_written_and_read_again() {
        let literal = Template::literal("{\"a\": 1}");
        assert_eq!(literal.fill(|_| None).as_deref(), Ok("{\"a\": 1}"));
        let again =
            Template::parse(literal.as_str()).map(|template| template.fill(|_| None).unwrap_or_default());
        assert_eq!(again.as_deref(), Ok("{\"a\": 1}"));
    }
}
