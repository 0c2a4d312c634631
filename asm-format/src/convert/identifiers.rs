//! Identifiers on their way to Apple: letters, digits and hyphen, or what the policy makes of the rest.

use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::settings::IdPolicy;
use crate::bytes::{ByteSet, all_in};

/// What the policy made of an identifier.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Identifier<'a> {
    /// Conforms to Apple's rule, unchanged.
    Conformant(&'a str),
    /// Does not conform, but is kept.
    Preserved(&'a str),
    /// Rewritten so that it conforms, or at least does not break the file.
    Encoded(String),
    /// Must not be exported.
    Rejected,
}

impl<'a> Identifier<'a> {
    /// Applies the policy to a trimmed identifier.
    #[inline]
    pub(super) fn new(text: &'a str, policy: IdPolicy) -> Self {
        if is_conformant(text) {
            return Self::Conformant(text);
        }
        match policy {
            IdPolicy::Reject => Self::Rejected,
            IdPolicy::Preserve if !text.chars().any(breaks_the_file) => Self::Preserved(text),
            IdPolicy::Preserve => Self::Encoded(encode(text, |c| !breaks_the_file(c))),
            IdPolicy::Encode => Self::Encoded(encode(text, |c| c.is_ascii_alphanumeric() || c == '-')),
        }
    }

    /// Returns the text for the file, or `None` when the row must be left out.
    pub(super) fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Conformant(text) | Self::Preserved(text) => Some(Cow::Borrowed(text)),
            Self::Encoded(text) => Some(Cow::Owned(text)),
            Self::Rejected => None,
        }
    }
}

#[inline]
fn is_conformant(text: &str) -> bool {
    !text.is_empty() && all_in(ByteSet::Identifier, text.as_bytes())
}

fn breaks_the_file(c: char) -> bool {
    matches!(c, ' ' | ',' | ';' | '"' | '\'' | '\\') || c.is_control() || c.is_whitespace()
}

/// Replaces what is not kept by hyphens and appends eight digits of a hash of the original, so that two
/// identifiers that differ in replaced characters only stay apart.
fn encode(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut encoded: String = text.chars().map(|c| if keep(c) { c } else { '-' }).collect();
    encoded.push('-');
    for byte in &Sha256::digest(text.as_bytes())[..4] {
        let _ = write!(encoded, "{byte:02x}");
    }
    encoded
}

/// Returns the `roster_id` derived from class and student: the first 16 bytes of the SHA-256 of
/// `asm-roster`, the class and the student, separated by NUL, in the form of a UUID.
///
/// Takes the identifiers as they stand in the files, so that the same membership keeps its identifier
/// whatever the SIS does with its enrollments.
///
/// # Examples
///
/// ```
/// let id = asm_format::convert::derived_roster_id("class-1", "student-1");
/// assert_eq!(id.len(), 36);
/// assert_eq!(id, asm_format::convert::derived_roster_id("class-1", "student-1"));
/// assert_ne!(id, asm_format::convert::derived_roster_id("class-1", "student-2"));
/// ```
pub fn derived_roster_id(class_id: &str, student_id: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"asm-roster\0");
    hash.update(class_id.as_bytes());
    hash.update(b"\0");
    hash.update(student_id.as_bytes());
    let mut id = String::with_capacity(36);
    for (position, byte) in hash.finalize().iter().take(16).enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        let _ = write!(id, "{byte:02x}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, policy: IdPolicy, expected: Option<&str>) {
        let id = Identifier::new(text, policy).into_text();
        assert_eq!(id.as_deref(), expected, "{text} {policy:?}");
    }

    #[test]
    fn policies_treat_identifiers_as_described() {
        for policy in [IdPolicy::Preserve, IdPolicy::Encode, IdPolicy::Reject] {
            check("a-1", policy, Some("a-1"));
        }
        check("TCH_7", IdPolicy::Preserve, Some("TCH_7"));
        check("TCH_7", IdPolicy::Reject, None);
        check("", IdPolicy::Reject, None);
        // sha256("TCH_7") and sha256("a,b_c") begin with these digits.
        check("TCH_7", IdPolicy::Encode, Some("TCH-7-64f77a3b"));
        check("a,b_c", IdPolicy::Preserve, Some("a-b_c-087a33d6"));
    }

    #[test]
    fn encoded_identifiers_stay_apart() {
        assert_ne!(
            Identifier::new("a_b", IdPolicy::Encode).into_text(),
            Identifier::new("a.b", IdPolicy::Encode).into_text()
        );
    }
}
