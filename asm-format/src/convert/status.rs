//! Status of records and the filters that choose by it.

use oneroster_model::{Code, Severity, Status};

use super::codes;
use crate::bytes::trim;

/// Status of a record as far as a conversion cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordStatus(Status);

impl RecordStatus {
    /// Reads the cell; blank is active, because bulk files carry no status.
    pub(super) fn new(cell: &str) -> Self {
        let cell = trim(cell);
        Self(if cell.is_empty() { Status::Active } else { Status::from_token_lenient(cell) })
    }

    /// Decides whether the record is left out, and why.
    ///
    /// A filter that names statuses decides alone. Without one, active records are kept, or all of them
    /// when `keep_all` is set.
    pub(super) fn reason_to_drop(
        &self,
        filter: &[String],
        keep_all: bool,
    ) -> Option<(&'static Code, Severity)> {
        if !filter.is_empty() {
            let kept = filter.iter().any(|token| self.is(token));
            return (!kept).then_some((&codes::FILTERED_STATUS, Severity::Info));
        }
        match &self.0 {
            _ if keep_all => None,
            Status::Active => None,
            Status::ToBeDeleted => Some((&codes::STATUS_TOBEDELETED, Severity::Info)),
            _ => Some((&codes::STATUS_NOT_ACTIVE, Severity::Warning)),
        }
    }

    /// Compares with a status of a filter; words of the SIS are compared without case.
    fn is(&self, token: &str) -> bool {
        Status::from_token_lenient(token).as_str().eq_ignore_ascii_case(self.0.as_str())
    }

    pub(super) fn is_active(&self) -> bool {
        self.0 == Status::Active
    }

    pub(super) fn is_to_be_deleted(&self) -> bool {
        self.0 == Status::ToBeDeleted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, filter: &[&str], keep_all: bool, expected: Option<&str>) {
        let filter: Vec<String> = filter.iter().map(|&s| s.into()).collect();
        let reason = RecordStatus::new(cell).reason_to_drop(&filter, keep_all);
        assert_eq!(reason.map(|(code, _)| code.id), expected, "{cell} {filter:?}");
    }

    #[test]
    fn only_active_and_blank_are_kept_by_default() {
        check("", &[], false, None);
        check("active", &[], false, None);
        check("tobedeleted", &[], false, Some("status_tobedeleted"));
        check("toBeDeleted", &[], false, Some("status_tobedeleted"));
        check("inactive", &[], false, Some("status_not_active"));
        check("On leave", &[], false, Some("status_not_active"));
    }

    #[test]
    fn a_filter_decides_alone_and_knows_words_of_the_sis() {
        check("On leave", &["active", "on leave"], false, None);
        check("", &["active"], false, None);
        check("active", &["on leave"], false, Some("filtered_status"));
        check("tobedeleted", &["tobedeleted"], true, None);
    }

    #[test]
    fn everything_is_kept_when_nothing_is_filtered_as_claris_does() {
        check("tobedeleted", &[], true, None);
        check("inactive", &[], true, None);
    }
}
