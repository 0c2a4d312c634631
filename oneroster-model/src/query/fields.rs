use std::fmt;
use std::str::FromStr;

use super::field_name::FieldName;
use super::filter::{QueryError, QueryProblem};
use crate::{Error, Record, Version};

/// A selection of members: the parameter `fields`.
///
/// A server sends the named members only, not even `sourcedId` unless it is named; read the answer
/// with a [`partial`](crate::json::Decoder::partial) decoder. Written as a comma list, which is what
/// every known server reads.
///
/// # Examples
///
/// ```
/// use oneroster_model::query::Fields;
///
/// let fields = Fields::new(["givenName", "familyName"]).with_sourced_id();
/// assert_eq!(fields.to_string(), "givenName,familyName,sourcedId");
/// assert_eq!("givenName, familyName".parse::<Fields>()?.iter().count(), 2);
/// assert!(" ".parse::<Fields>().is_err());
/// # Ok::<(), oneroster_model::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields(Vec<FieldName>);

impl Fields {
    /// Selects the named members.
    pub fn new<N: Into<FieldName>>(names: impl IntoIterator<Item = N>) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }

    /// Adds `sourcedId`, the only safe key of a record, unless it is there.
    #[must_use]
    pub fn with_sourced_id(mut self) -> Self {
        if !self.contains("sourcedId") {
            self.0.push("sourcedId".into());
        }
        self
    }

    /// Tells whether a member is selected.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|field| field.as_str() == name)
    }

    /// Walks over the names.
    pub fn iter(&self) -> impl Iterator<Item = &FieldName> {
        self.0.iter()
    }

    /// Returns the first name that records of a version do not have.
    ///
    /// Servers of 1.1 then send all members with a warning, those of 1.2 refuse the request.
    pub fn unknown_in<T: Record>(&self, version: Version) -> Option<&FieldName> {
        let nobody = T::default();
        self.0.iter().find(|name| nobody.field(name.as_str(), version).is_none())
    }
}

impl FromStr for Fields {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<FieldName> = names.map(str::parse).collect::<Result<_, _>>()?;
        if names.is_empty() {
            return Err(QueryError::new(QueryProblem::BlankSelection, 0).into());
        }
        Ok(Self(names))
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, name) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(",")?;
            }
            f.write_str(name.as_str())?;
        }
        Ok(())
    }
}
