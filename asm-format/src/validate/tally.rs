//! Counting findings on their way to the caller.

use oneroster_model::{Finding, FindingSink, Severity};

use crate::table::AsmFile;

/// Hands findings on and counts them.
pub(super) struct Tally<'s> {
    sink: &'s mut dyn FindingSink,
    pub(super) errors: [u64; 6],
    /// Errors about no file or none of the six.
    pub(super) errors_elsewhere: u64,
    pub(super) warnings: u64,
}

impl<'s> Tally<'s> {
    pub(super) fn new(sink: &'s mut dyn FindingSink) -> Self {
        Self { sink, errors: [0; 6], errors_elsewhere: 0, warnings: 0 }
    }
}

impl FindingSink for Tally<'_> {
    fn push(&mut self, finding: Finding) {
        match finding.severity {
            Severity::Info => {}
            Severity::Warning => self.warnings += 1,
            Severity::Error => match finding.file.as_deref().and_then(AsmFile::from_name) {
                Some(file) => self.errors[file.index()] += 1,
                None => self.errors_elsewhere += 1,
            },
        }
        self.sink.push(finding);
    }
}
