use oneroster_model::{Code, Severity};

use crate::codes;

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
        let known = SEVERITIES.iter().find(|(known, ..)| *known == code);
        known.map_or(Severity::Error, |(_, strict, tolerant)| match self {
            Self::Strict => *strict,
            Self::Tolerant => *tolerant,
        })
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
        (&codes::DUPLICATE_SOURCED_ID, Error, Error),
        (&codes::FILE_GONE, Warning, Warning),
        (&codes::FILE_REPLACED, Info, Info),
        (&codes::DELTA_STATUS_MISSING, Error, Warning),
        (&codes::DELTA_STATUS_INVALID, Error, Warning),
        (&codes::DELETED_ROW_UNKNOWN, Info, Info),
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
