use oneroster_model::{Code, Severity};

use crate::codes;
use crate::table::Requirement;

/// How strictly departures from the standard are judged.
///
/// Reading is the same either way: what has a clear meaning is read. Strictness decides the severity of
/// the findings, and so whether a package is accepted.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{Strictness, codes};
/// use oneroster_model::Severity;
///
/// assert_eq!(Strictness::Tolerant.severity(&codes::UNESCAPED_QUOTE), Severity::Warning);
/// assert_eq!(Strictness::Strict.severity(&codes::UNESCAPED_QUOTE), Severity::Error);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Strictness {
    /// Every broken rule of the standard is an error: for conformance checks.
    Strict,
    /// Departures with a clear meaning are warnings: for everyday exports.
    #[default]
    Tolerant,
}

impl Strictness {
    /// Returns the severity that findings with a code have; codes of other crates are errors.
    pub fn severity(self, code: &Code) -> Severity {
        let known = SEVERITIES.iter().find(|(known, ..)| std::ptr::eq(*known, code));
        known.map_or(Severity::Error, |(_, strict, tolerant)| match self {
            Self::Strict => *strict,
            Self::Tolerant => *tolerant,
        })
    }
}

impl Strictness {
    /// Returns the severity of a finding about one cell.
    ///
    /// In tolerant reading a cell that may be blank is never worse than a warning: the row can be read
    /// as if it were blank.
    pub fn severity_of_cell(self, code: &Code, requirement: Requirement) -> Severity {
        let severity = self.severity(code);
        match (self, requirement) {
            (Self::Strict, _) | (_, Requirement::Required) => severity,
            (Self::Tolerant, _) => severity.min(Severity::Warning),
        }
    }
}

/// Code, severity in strict reading, severity in tolerant reading.
static SEVERITIES: &[(&Code, Severity, Severity)] = {
    use Severity::{Error, Info, Warning};
    &[
        (&codes::BARE_CARRIAGE_RETURN, Error, Warning),
        (&codes::LINE_BREAK_IN_QUOTED_FIELD, Error, Warning),
        (&codes::UNESCAPED_QUOTE, Error, Warning),
        (&codes::TEXT_AFTER_QUOTE, Error, Warning),
        (&codes::NUL_CHARACTER, Error, Warning),
        (&codes::INVALID_UTF8, Error, Warning),
        (&codes::BLANK_LINE, Warning, Warning),
        (&codes::NO_FINAL_LINE_BREAK, Info, Info),
        (&codes::HEADER_MISSING, Error, Error),
        (&codes::HEADER_BLANK, Error, Warning),
        (&codes::HEADER_DUPLICATE, Error, Error),
        (&codes::HEADER_CASE, Error, Warning),
        (&codes::HEADER_ALIAS, Error, Warning),
        (&codes::COLUMN_OF_OTHER_VERSION, Error, Warning),
        (&codes::COLUMN_UNKNOWN, Error, Warning),
        (&codes::EXTENSION_NOT_LAST, Error, Warning),
        (&codes::COLUMN_ORDER, Error, Info),
        (&codes::REQUIRED_COLUMN_MISSING, Error, Error),
        (&codes::OPTIONAL_COLUMN_MISSING, Error, Info),
        (&codes::TOO_FEW_CELLS, Error, Warning),
        (&codes::TOO_MANY_CELLS, Error, Warning),
        (&codes::ENTRY_SKIPPED, Warning, Info),
        (&codes::ENCLOSING_FOLDER, Error, Warning),
        (&codes::FILE_NAME_SPELLING, Error, Warning),
        (&codes::UNKNOWN_FILE, Error, Warning),
        (&codes::FILE_NOT_IN_VERSION, Error, Warning),
        (&codes::FILE_UNLISTED, Error, Warning),
        (&codes::FILE_MISSING, Error, Error),
        (&codes::MANIFEST_MISSING, Error, Warning),
        (&codes::MANIFEST_HEADER, Error, Warning),
        (&codes::MANIFEST_ROW_WIDTH, Error, Warning),
        (&codes::MANIFEST_PROPERTY_SPELLING, Error, Warning),
        (&codes::MANIFEST_PROPERTY_UNKNOWN, Error, Warning),
        (&codes::MANIFEST_PROPERTY_REPEATED, Error, Warning),
        (&codes::MANIFEST_PROPERTY_MISSING, Error, Warning),
        (&codes::MANIFEST_VALUE_SPELLING, Error, Warning),
        (&codes::MANIFEST_VERSION_INVALID, Error, Warning),
        (&codes::ONEROSTER_VERSION_INVALID, Error, Warning),
        (&codes::MANIFEST_MODE_INVALID, Error, Warning),
        (&codes::VERSION_1_0, Error, Warning),
        (&codes::VERSION_CONTRADICTED, Warning, Warning),
        (&codes::ROW_WITHOUT_ID, Error, Error),
        (&codes::FILE_GONE, Warning, Warning),
        (&codes::FILE_REPLACED, Info, Info),
        (&codes::DELTA_STATUS_MISSING, Error, Warning),
        (&codes::DELTA_STATUS_INVALID, Error, Warning),
        (&codes::DELETED_ROW_UNKNOWN, Info, Info),
        (&codes::FILE_WITHOUT_ROWS, Error, Warning),
        (&codes::FILE_UNREADABLE, Error, Error),
        (&codes::UNCLOSED_QUOTE, Error, Error),
        // The standard requires no file but the manifest.
        (&codes::EXPECTED_FILE_MISSING, Warning, Warning),
        (&codes::REQUIRED_VALUE_MISSING, Error, Error),
        (&codes::DELTA_VALUE_MISSING, Error, Warning),
        (&codes::DELTA_VALUE_IN_BULK, Error, Warning),
        (&codes::INVALID_GUID, Error, Warning),
        (&codes::UNKNOWN_TOKEN, Error, Error),
        (&codes::INVALID_BOOLEAN, Error, Error),
        (&codes::INVALID_DATE, Error, Error),
        (&codes::INVALID_DATE_TIME, Error, Error),
        (&codes::INVALID_YEAR, Error, Error),
        (&codes::INVALID_NUMBER, Error, Error),
        (&codes::INVALID_PAIR, Error, Error),
        (&codes::INEXACT_VALUE, Error, Warning),
        // The text leaves fraction digits and blanks in lists open.
        (&codes::DATE_TIME_FRACTION, Warning, Info),
        (&codes::EMPTY_LIST_ITEM, Error, Warning),
        (&codes::LIST_ITEM_BLANKS, Warning, Info),
        (&codes::LONG_TEXT, Info, Info),
        (&codes::DUPLICATE_SOURCED_ID, Error, Error),
        (&codes::DANGLING_REFERENCE, Error, Error),
        (&codes::REFERENCED_FILE_ABSENT, Error, Error),
        (&codes::SCHOOL_TYPE, Error, Warning),
        (&codes::LINE_ITEM_SCHOOL_TYPE, Warning, Warning),
        (&codes::SCHOOL_YEAR_TYPE, Error, Warning),
        (&codes::SUBJECT_CODES_MISMATCH, Error, Warning),
        (&codes::SECOND_PRIMARY_ROLE, Error, Warning),
        (&codes::PROFILE_OF_OTHER_USER, Warning, Warning),
        (&codes::PRIMARY_ORG_WITHOUT_ROLE, Warning, Warning),
        (&codes::RESULT_OF_NON_STUDENT, Warning, Warning),
        (&codes::RESULT_NOT_ENROLLED, Warning, Warning),
        (&codes::SCORE_OUT_OF_RANGE, Error, Warning),
        (&codes::SCORE_LIMITS_REVERSED, Error, Warning),
        (&codes::RESULT_CLASS_MISMATCH, Warning, Warning),
        (&codes::LINE_ITEM_SESSION_TYPE, Warning, Warning),
        (&codes::ENROLLMENT_OUTSIDE_TERM, Warning, Warning),
        (&codes::PRIMARY_WITHOUT_TEACHING, Warning, Warning),
        (&codes::SECOND_PRIMARY_TEACHER, Warning, Warning),
        (&codes::LEARNING_OBJECTIVE_FORM, Error, Warning),
        (&codes::TEXT_SCORE_NOT_IN_SCALE, Warning, Warning),
        (&codes::DATES_REVERSED, Warning, Warning),
        (&codes::PARENT_CYCLE, Warning, Warning),
        (&codes::LOST_IN_VERSION, Warning, Warning),
        (&codes::REQUIRED_IN_VERSION, Error, Warning),
        (&codes::ANONYMIZED, Info, Info),
        (&codes::CELL_UNREADABLE, Error, Error),
        (&codes::ROW_WITHOUT_OWNER, Error, Error),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_severity_and_strict_is_never_milder() {
        for code in codes::ALL {
            let entry = SEVERITIES.iter().find(|(known, ..)| known == code);
            assert!(entry.is_some_and(|(_, strict, tolerant)| strict >= tolerant), "{code}");
        }
        assert_eq!(SEVERITIES.len(), codes::ALL.len());
    }
}
