use serde::Serialize;

use crate::text_enum::text_enum;

text_enum! {
    /// What happens to a row.
    ChangeKind, "change" {
        /// It is new.
        Added = "added",
        /// Its cells differ.
        Changed = "changed",
        /// It vanishes.
        Removed = "removed",
    }
}

/// One row that differs, by its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DifferenceSample {
    /// What happens to it.
    pub kind: ChangeKind,
    /// Identifier of the row; no names, no contents of other cells.
    pub key: String,
}

/// How a file of the prepared package differs from the same file delivered before.
///
/// # Examples
///
/// ```
/// use roster_history::{ChangeKind, Difference};
///
/// let difference = Difference::new("students.csv", 3, 0, 12).with_sample(ChangeKind::Removed, "S-17");
/// assert_eq!((difference.removed, difference.samples.len()), (12, 1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// Name of the file in the package, such as `students.csv`.
    pub file: String,
    /// How many rows are new; exact.
    pub added: u64,
    /// How many rows differ; exact.
    pub changed: u64,
    /// How many rows vanish; exact.
    pub removed: u64,
    /// Some of them; at most [`Difference::SAMPLES`] are kept.
    pub samples: Vec<DifferenceSample>,
}

impl Difference {
    /// The largest number of samples that the history keeps of a file.
    pub const SAMPLES: usize = 300;

    /// Creates a difference without samples.
    pub fn new(file: impl Into<String>, added: u64, changed: u64, removed: u64) -> Self {
        Self { file: file.into(), added, changed, removed, samples: Vec::new() }
    }

    /// Adds a sample.
    #[must_use]
    pub fn with_sample(mut self, kind: ChangeKind, key: impl Into<String>) -> Self {
        self.samples.push(DifferenceSample { kind, key: key.into() });
        self
    }
}
