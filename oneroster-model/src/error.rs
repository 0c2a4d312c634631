use crate::json::Deviations;
use crate::query::QueryError;
use crate::{Finding, SourcedId, Version};

/// What can stop reading or writing in this crate.
///
/// Texts name members and positions, never the contents of a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not JSON, or not the JSON of a record.
    #[error("{0}")]
    Json(Box<JsonError>),
    /// Strict reading met deviations from the standard.
    #[error("json does not conform to the standard: {0}")]
    NotConformant(Box<Deviations>),
    /// Strict writing met a record that lacks something required.
    #[error("{0}")]
    NotWritable(Box<NotWritable>),
    /// A filter, sort or selection cannot be read or evaluated.
    #[error("invalid query: {0}")]
    Query(Box<QueryError>),
}

impl Error {
    /// Returns a stable name of the kind of error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "json_invalid",
            Self::NotConformant(_) => "json_not_conformant",
            Self::NotWritable(_) => "record_not_writable",
            Self::Query(_) => "query_invalid",
        }
    }

    /// Returns the deviations that strict reading met, as findings.
    pub fn findings(&self) -> Vec<Finding> {
        match self {
            Self::NotConformant(deviations) => {
                deviations.iter().map(crate::json::Deviation::to_finding).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(crate) fn json(error: &serde_json::Error) -> Self {
        let problem = match error.classify() {
            serde_json::error::Category::Eof => "the text ends too early",
            serde_json::error::Category::Data => "a value has the wrong type",
            _ => "the text is not json",
        };
        Self::Json(Box::new(JsonError { problem, line: error.line(), column: error.column() }))
    }

    pub(crate) fn no_record() -> Self {
        Self::Json(Box::new(JsonError { problem: "expected an object", line: 1, column: 1 }))
    }

    pub(crate) fn not_conformant(deviations: Deviations) -> Self {
        Self::NotConformant(Box::new(deviations))
    }

    pub(crate) fn not_writable(
        model: &'static str,
        sourced_id: SourcedId,
        version: Version,
        missing: Vec<String>,
    ) -> Self {
        Self::NotWritable(Box::new(NotWritable { model, sourced_id, version, missing }))
    }
}

/// Where a text stops being the JSON that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} (line {line}, column {column})")]
pub struct JsonError {
    problem: &'static str,
    line: usize,
    column: usize,
}

impl JsonError {
    /// Returns the line, 1-based.
    pub const fn line(&self) -> usize {
        self.line
    }

    /// Returns the column in bytes, 1-based.
    pub const fn column(&self) -> usize {
        self.column
    }
}

/// What a record lacks for conformant JSON of a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{model} {sourced_id} cannot be written as OneRoster {version}, it lacks {}", missing.join(", "))]
pub struct NotWritable {
    model: &'static str,
    sourced_id: SourcedId,
    version: Version,
    missing: Vec<String>,
}

impl NotWritable {
    /// Returns the model, such as `User`.
    pub const fn model(&self) -> &'static str {
        self.model
    }

    /// Returns the identifier of the record.
    pub const fn sourced_id(&self) -> &SourcedId {
        &self.sourced_id
    }

    /// Returns the names of what is missing, such as `status` or `class.href`.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }
}
