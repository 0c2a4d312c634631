//! What a file looks like: columns with type, requirement, reference and vocabulary.
//!
//! A [`Table`] lists the columns of both versions; [`Table::columns`] gives those of one version in
//! their order. Source: CSV binding 1.2.0 and its change list (tables of section 4).

use oneroster_model::{Version, Vocabulary};

use crate::File;

/// Whether a column must hold a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// A value in every row.
    Required,
    /// A value in every row of a delta file; blank in a bulk file.
    RequiredForDelta,
    /// May be blank.
    Optional,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataType {
    /// A `sourcedId`: 1 to 255 characters out of digits, ASCII letters and `. - _ / @`.
    Guid,
    /// Free text.
    Text,
    /// Identifier given by a vendor, without a character set.
    Id,
    /// A token of a vocabulary.
    Enum(&'static Vocabulary),
    /// `true` or `false`.
    Boolean,
    /// `2026-08-18`.
    Date,
    /// `2026-08-18T06:00:00.000Z`.
    DateTime,
    /// `2027`.
    Year,
    /// A whole number.
    Integer,
    /// A decimal number with a dot.
    Float,
    /// `{left:right}`.
    Pair,
}

impl DataType {
    /// Returns the word for the type in messages and documentation.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Guid => "GUID",
            Self::Text => "text",
            Self::Id => "id",
            Self::Enum(_) => "enumeration",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "dateTime",
            Self::Year => "year",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Pair => "pair",
        }
    }
}

/// A column of a file.
#[derive(Debug)]
pub struct Column {
    /// Name in the header, with case.
    pub name: &'static str,
    /// What the cells hold; the type of one item when [`list`](Self::list) is set.
    pub data_type: DataType,
    /// Whether a cell holds several items, separated by commas.
    pub list: bool,
    /// File that the cell's `sourcedId` points into.
    pub references: Option<File>,
    /// Description in one or two sentences.
    pub about: &'static str,
    pub(crate) requirements: [Option<Requirement>; 2],
}

impl Column {
    /// Returns the requirement in a version, or `None` where the version has no such column.
    pub const fn requirement(&self, version: Version) -> Option<Requirement> {
        match version {
            Version::V1_1 => self.requirements[0],
            Version::V1_2 => self.requirements[1],
        }
    }
}

/// The columns of one file.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{File, table::Requirement};
/// use oneroster_model::Version;
///
/// let orgs = File::Orgs.table();
/// let header: Vec<&str> = orgs.columns(Version::V1_2).map(|column| column.name).collect();
/// assert_eq!(
///     header,
///     ["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"],
/// );
/// assert_eq!(orgs.columns[3].requirement(Version::V1_1), Some(Requirement::Required));
/// ```
#[derive(Debug)]
pub struct Table {
    /// The file.
    pub file: File,
    /// What a row describes, one sentence.
    pub about: &'static str,
    /// Columns of both versions together; the order of either version is a part of this order.
    pub columns: &'static [Column],
}

impl Table {
    /// Iterates over the columns of a version, in the order of its header.
    pub fn columns(&self, version: Version) -> impl Iterator<Item = &'static Column> + use<> {
        self.columns.iter().filter(move |column| column.requirement(version).is_some())
    }

    /// Returns the position of a column in [`columns`](Self::columns) by its exact name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
