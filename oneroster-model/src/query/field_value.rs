use std::borrow::Cow;
use std::cmp::Ordering;

use time::{Date, OffsetDateTime};

use crate::Number;

/// The value of a field, as filters and sorting see it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum FieldValue<'r> {
    /// The record does not have the field.
    Absent,
    /// A text, an identifier or a token.
    Text(Cow<'r, str>),
    /// A flag.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A date.
    Date(Date),
    /// An instant.
    Instant(OffsetDateTime),
    /// Several values.
    List(Vec<FieldValue<'r>>),
    /// An object, which cannot be compared itself; its members can.
    Object,
}

impl FieldValue<'_> {
    /// Copies what is borrowed.
    pub fn into_owned(self) -> FieldValue<'static> {
        match self {
            Self::Absent => FieldValue::Absent,
            Self::Text(text) => FieldValue::Text(Cow::Owned(text.into_owned())),
            Self::Boolean(value) => FieldValue::Boolean(value),
            Self::Number(number) => FieldValue::Number(number),
            Self::Date(date) => FieldValue::Date(date),
            Self::Instant(instant) => FieldValue::Instant(instant),
            Self::List(values) => FieldValue::List(values.into_iter().map(FieldValue::into_owned).collect()),
            Self::Object => FieldValue::Object,
        }
    }

    /// Orders values for sorting: by type, texts by Unicode code points, absent ones last.
    ///
    /// Lists are ordered by their first value that differs.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Instant(a), Self::Instant(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => {
                let differing = a.iter().zip(b).map(|(a, b)| a.compare(b)).find(|order| order.is_ne());
                differing.unwrap_or_else(|| a.len().cmp(&b.len()))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Boolean(_) => 0,
            Self::Number(_) => 1,
            Self::Date(_) => 2,
            Self::Instant(_) => 3,
            Self::Text(_) => 4,
            Self::List(_) => 5,
            Self::Object => 6,
            Self::Absent => 7,
        }
    }
}

impl std::fmt::Debug for FieldValue<'_> {
    /// Shows the type only: the value may be a person's name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Text(_) => "Text",
            Self::Boolean(_) => "Boolean",
            Self::Number(_) => "Number",
            Self::Date(_) => "Date",
            Self::Instant(_) => "Instant",
            Self::List(_) => "List",
            Self::Object => "Object",
        })
    }
}

impl<'r> From<&'r str> for FieldValue<'r> {
    fn from(text: &'r str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
