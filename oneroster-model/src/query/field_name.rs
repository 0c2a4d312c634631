use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::filter::{QueryError, QueryProblem};
use crate::Error;

/// The name of a field in a query: a member, or a dotted path such as `roles.org.sourcedId`.
///
/// Letters, digits, `_` and `-`, joined by dots. Names written in code convert by themselves; names
/// that come from outside are parsed. Many servers know no dotted paths.
///
/// # Examples
///
/// ```
/// use oneroster_model::query::FieldName;
///
/// let name: FieldName = "roles.org.sourcedId".parse()?;
/// assert_eq!(name.split_first(), ("roles", Some("org.sourcedId")));
/// assert!("status='x' OR role".parse::<FieldName>().is_err());
/// # Ok::<(), oneroster_model::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldName(Cow<'static, str>);

impl FieldName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Splits a dotted path after its first name.
    pub fn split_first(&self) -> (&str, Option<&str>) {
        split_first(&self.0)
    }

    pub(super) fn is_name(text: &str) -> bool {
        text.split('.').all(|name| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        })
    }
}

/// Splits a dotted path after its first name.
pub(crate) fn split_first(path: &str) -> (&str, Option<&str>) {
    match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    }
}

impl From<&'static str> for FieldName {
    /// Takes a name written in code.
    ///
    /// # Panics
    ///
    /// If it is no field name: a mistake in the program that names it.
    fn from(name: &'static str) -> Self {
        assert!(Self::is_name(name), "a field name holds letters, digits, `_` and `-` between its dots");
        Self(Cow::Borrowed(name))
    }
}

impl FromStr for FieldName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if Self::is_name(text) {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(QueryError::new(QueryProblem::FieldName, 0).into())
        }
    }
}

impl AsRef<str> for FieldName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
