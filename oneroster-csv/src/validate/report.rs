use std::collections::BTreeMap;

use oneroster_model::{Code, Version};
use serde::Serialize;

use crate::Mode;

/// What validation found out about a package, without the single findings.
///
/// Serializes as
/// `{"verdict":"reject","version":"1.2","counts":{"invalid_date":1},"files":{"users.csv":{…}}}`.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ValidationReport {
    /// Whether the package can be taken as a whole.
    pub verdict: Verdict,
    /// Version that the package was read as.
    pub version: Version,
    /// How many findings there are of each code; exact.
    pub counts: BTreeMap<&'static str, u64>,
    /// What became of each file that was looked at, the manifest included, by name.
    pub files: BTreeMap<&'static str, FileReport>,
}

/// Whether a package can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No finding has the severity error.
    Accept,
    /// At least one finding has the severity error.
    Reject,
}

impl Verdict {
    /// Returns `accept` or `reject`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }
}

/// What became of one file: the line of the import log that certification asks a consumer for.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct FileReport {
    /// Mode in which the file was read; `absent` for the manifest, which has none.
    pub mode: Mode,
    /// Number of rows after the header.
    pub rows: u64,
    /// Whether the file holds no error.
    pub accepted: bool,
    /// Number of findings of severity error.
    pub errors: u64,
    /// Number of findings of severity warning.
    pub warnings: u64,
    /// The first error, where the file was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Refusal>,
}

/// Why a file was refused.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Refusal {
    /// Code of the first error.
    pub code: &'static Code,
    /// Its line, 1-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Its text.
    pub message: String,
}
