use std::fmt;
use std::str::FromStr;

use super::field_name::FieldName;
use super::filter::{QueryError, QueryProblem};
use crate::{Error, Record, Version};

/// The order of a collection: the parameters `sort` and `orderBy`.
///
/// # Examples
///
/// ```
/// use oneroster_model::query::{OrderBy, Sort};
///
/// let sort = Sort::descending("dateLastModified");
/// assert_eq!(sort.field.as_str(), "dateLastModified");
/// assert_eq!(sort.order_by.as_str(), "desc");
/// assert_eq!("asc".parse::<OrderBy>()?, OrderBy::Ascending);
/// assert!("up".parse::<OrderBy>().is_err());
/// # Ok::<(), oneroster_model::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sort {
    /// Field to sort by: `sort`.
    pub field: FieldName,
    /// Direction: `orderBy`.
    pub order_by: OrderBy,
}

impl Sort {
    /// Sorts from small to large.
    pub fn ascending(field: impl Into<FieldName>) -> Self {
        Self { field: field.into(), order_by: OrderBy::Ascending }
    }

    /// Sorts from large to small.
    pub fn descending(field: impl Into<FieldName>) -> Self {
        Self { field: field.into(), order_by: OrderBy::Descending }
    }

    /// Compares two records in the shape of a version; `None` if they have no such field.
    pub fn compare<T: Record>(&self, a: &T, b: &T, version: Version) -> Option<std::cmp::Ordering> {
        let field = self.field.as_str();
        let order = a.field(field, version)?.compare(&b.field(field, version)?);
        Some(match self.order_by {
            OrderBy::Ascending => order,
            OrderBy::Descending => order.reverse(),
        })
    }
}

/// The direction of a [`Sort`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// `asc`; the usual choice of servers where it is not said.
    #[default]
    Ascending,
    /// `desc`
    Descending,
}

impl OrderBy {
    /// Returns `asc` or `desc`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ascending => "asc",
            Self::Descending => "desc",
        }
    }
}

impl fmt::Display for OrderBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OrderBy {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "asc" => Ok(Self::Ascending),
            "desc" => Ok(Self::Descending),
            _ => Err(QueryError::new(QueryProblem::OrderBy, 0).into()),
        }
    }
}
