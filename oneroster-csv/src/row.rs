//! Rows: what reader and writer have in common for every file.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::File;
use crate::table::Table;

/// Cells of one record, addressed by the position of the column in its [`Table`].
///
/// Implemented by the records of a [`TableReader`](crate::TableReader); implement it to build rows from
/// another source.
pub trait Cells<'a> {
    /// Returns the cell of a column, empty where the record has none.
    fn cell(&self, position: usize) -> &'a str;

    /// Returns the filled extension columns (`metadata.*`).
    fn metadata(&self) -> Metadata<&'a str> {
        Metadata::default()
    }
}

/// A row of a data file, borrowed (`UserRow<&str>`) or owned (`UserRow<String>`).
pub trait Row: Sized {
    /// The file that holds such rows.
    const FILE: File;

    /// Returns the definition of the columns.
    fn table() -> &'static Table {
        Self::FILE.table()
    }

    /// Calls `visit` with position and text of every column, in the order of [`Table::columns`].
    fn visit_cells(&self, visit: impl FnMut(usize, &str));

    /// Calls `visit` with name and text of every extension column.
    fn visit_metadata(&self, visit: impl FnMut(&str, &str));
}

/// A row that borrows its cells from the record it was read from.
pub trait ReadRow<'a>: Row {
    /// Builds the row from the cells of a record.
    fn from_cells<C: Cells<'a>>(cells: &C) -> Self;
}

/// A row that owns its cells.
pub trait OwnedRow: Row {
    /// Builds the row from the cells of a record.
    fn from_cells_owned<'a, C: Cells<'a>>(cells: &C) -> Self;
}

/// Extension columns of a row: pairs of the full column name (`metadata.house`) and the text.
///
/// Holds filled cells only, in the order of the header. Serializes as a map.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Metadata<S = String>(Vec<(S, S)>);

impl<S> Metadata<S> {
    /// Tells whether the row has no filled extension column.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of filled extension columns.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a column; the name includes the prefix `metadata.`.
    pub fn insert(&mut self, name: S, value: S) {
        self.0.push((name, value));
    }

    /// Iterates over name and text.
    pub fn iter(&self) -> impl Iterator<Item = (&S, &S)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    pub(crate) fn map<T>(self, mut convert: impl FnMut(S) -> T) -> Metadata<T> {
        Metadata(self.0.into_iter().map(|(name, value)| (convert(name), convert(value))).collect())
    }
}

impl<S: AsRef<str>> Metadata<S> {
    /// Returns the text of a column by its full name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key.as_ref() == name).map(|(_, value)| value.as_ref())
    }

    /// Removes a column by its full name.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| key.as_ref() != name);
    }

    pub(crate) fn borrowed(&self) -> Metadata<&str> {
        Metadata(self.0.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect())
    }
}

impl<S> Default for Metadata<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S> fmt::Debug for Metadata<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Metadata({} columns)", self.0.len())
    }
}

impl<S: Serialize> Serialize for Metadata<S> {
    fn serialize<T: serde::Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, S: Deserialize<'de>> Deserialize<'de> for Metadata<S> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<S>(std::marker::PhantomData<S>);
        impl<'de, S: Deserialize<'de>> serde::de::Visitor<'de> for Pairs<S> {
            type Value = Metadata<S>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of extension columns")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Metadata(pairs))
            }
        }
        deserializer.deserialize_map(Pairs(std::marker::PhantomData))
    }
}
