use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The identifier of a OneRoster object, unique among objects of its kind.
///
/// Compared byte by byte, with case. The standard allows 1 to 255 characters out of digits, ASCII
/// letters and `. - _ / @` (CSV binding 1.2, section on data types); real systems send more than
/// that, so every text can be held and [`is_conformant`](Self::is_conformant) tells the difference.
///
/// # Examples
///
/// ```
/// use oneroster_model::SourcedId;
///
/// let id = SourcedId::from("994_1001");
/// assert!(id.is_conformant());
/// assert!(!SourcedId::from("994 1001").is_conformant());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourcedId(String);

impl SourcedId {
    /// Longest conformant identifier, in characters.
    pub const MAX_LENGTH: usize = 255;

    /// Returns the identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the owned text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Tells whether the identifier is empty, which no conformant object has.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether length and characters are those the standard allows.
    pub fn is_conformant(&self) -> bool {
        Self::text_is_conformant(&self.0)
    }

    /// The check of [`is_conformant`](Self::is_conformant) for borrowed text.
    pub fn text_is_conformant(text: &str) -> bool {
        !text.is_empty()
            && text.len() <= Self::MAX_LENGTH
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/' | b'@'))
    }
}

impl From<&str> for SourcedId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for SourcedId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl AsRef<str> for SourcedId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SourcedId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourcedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
