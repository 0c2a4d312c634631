use serde::Serialize;

use crate::File;

/// How the rows of one file differ between two packages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileChanges {
    /// The file.
    pub file: File,
    /// Rows that only the new package has.
    pub added: u64,
    /// Rows that both have with other contents.
    pub changed: u64,
    /// Rows that only the old package has.
    pub removed: u64,
    /// Rows that are the same.
    pub unchanged: u64,
    /// How often each column differs among the changed rows, in the order of the header; empty unless
    /// [`with_field_counts`](super::Diff::with_field_counts) was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChanges>,
    /// The first rows that differ; empty unless [`with_samples`](super::Diff::with_samples) was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<RowSample>,
}

impl FileChanges {
    pub(super) fn new(file: File) -> Self {
        let (fields, samples) = (Vec::new(), Vec::new());
        Self { file, added: 0, changed: 0, removed: 0, unchanged: 0, fields, samples }
    }

    /// Tells whether no row differs.
    pub fn is_empty(&self) -> bool {
        self.added + self.changed + self.removed == 0
    }
}

/// What happened to a row between two packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowChange {
    /// Only the new package has it.
    Added,
    /// Both have it with other contents.
    Changed,
    /// Only the old package has it.
    Removed,
}

/// A row that differs, by its identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RowSample {
    /// What happened to it.
    pub change: RowChange,
    /// Its `sourcedId`.
    pub sourced_id: String,
}

/// How often a column differs among the changed rows of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldChanges {
    /// Name of the column.
    pub field: String,
    /// Changed rows in which it differs.
    pub rows: u64,
}

/// How two packages differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DiffSummary {
    /// The files that either package has, in the order of the manifest's table.
    pub files: Vec<FileChanges>,
}

impl DiffSummary {
    /// Tells whether no row differs.
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(FileChanges::is_empty)
    }

    /// Returns the changes of a file, if either package has it.
    pub fn file(&self, file: File) -> Option<&FileChanges> {
        self.files.iter().find(|changes| changes.file == file)
    }
}
