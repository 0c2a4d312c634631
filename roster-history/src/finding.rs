use oneroster_model::{Finding, Findings};
use serde::Serialize;

/// The findings of one code in one step: how many, and some of them.
///
/// Counts are exact; title and advice are kept, so that old runs can be read when codes have changed.
///
/// # Examples
///
/// ```
/// use oneroster_model::{Finding, FindingSink, Findings, Severity};
/// use roster_history::CodeFindings;
///
/// oneroster_model::codes! {
///     /// A date that is none.
///     DATE_INVALID = "date_invalid", "The value is not a date.", "Write dates as 2026-08-18.";
/// }
/// let mut findings = Findings::default();
/// findings.push(Finding::new(&DATE_INVALID, Severity::Error, "not a date").at("users.csv", 12));
/// let groups = CodeFindings::from_findings(&findings);
/// assert_eq!((groups[0].code.as_str(), groups[0].count), ("date_invalid", 1));
/// assert_eq!(groups[0].samples[0].line, Some(12));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CodeFindings {
    /// Stable name of the code.
    pub code: String,
    /// The worst severity: `info`, `warning` or `error`.
    pub severity: String,
    /// What the code means.
    pub title: String,
    /// What to do about it.
    pub advice: String,
    /// How many findings there were; exact.
    pub count: u64,
    /// How many of them left a record out; exact.
    pub dropped: u64,
    /// The first of them; the history keeps at most [`CodeFindings::SAMPLES`] of a code and step.
    pub samples: Vec<FindingRecord>,
}

/// One finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FindingRecord {
    /// Stable name of the code.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// What was done with the record: `kept`, `changed` or `dropped`.
    pub action: String,
    /// Kind of the record, such as `user`.
    pub entity: Option<String>,
    /// `sourcedId` or other key of the record.
    pub key: Option<String>,
    /// File inside the package.
    pub file: Option<String>,
    /// Line in the file, from 1.
    pub line: Option<u64>,
    /// Number of the cell in the line, from 1.
    pub column: Option<u32>,
    /// Name of the column or member.
    pub field: Option<String>,
    /// What is wrong; never the contents of a cell.
    pub message: String,
}

impl CodeFindings {
    /// The largest number of samples that the history keeps of a code in a step.
    pub const SAMPLES: usize = 100;

    /// Takes over a collection of findings, by code.
    pub fn from_findings(findings: &Findings) -> Vec<Self> {
        findings
            .by_code()
            .map(|summary| Self {
                code: summary.code.id.to_owned(),
                severity: summary.severity.as_str().to_owned(),
                title: summary.code.title.to_owned(),
                advice: summary.code.advice.to_owned(),
                count: summary.count,
                dropped: summary.dropped,
                samples: summary.samples.iter().take(Self::SAMPLES).map(FindingRecord::from).collect(),
            })
            .collect()
    }
}

impl From<&Finding> for FindingRecord {
    fn from(finding: &Finding) -> Self {
        use oneroster_model::Action;
        Self {
            code: finding.code.id.to_owned(),
            severity: finding.severity.as_str().to_owned(),
            action: match finding.action {
                Action::Kept => "kept",
                Action::Changed => "changed",
                Action::Dropped => "dropped",
            }
            .to_owned(),
            entity: finding.entity.map(str::to_owned),
            key: finding.key.clone(),
            file: finding.file.as_ref().map(ToString::to_string),
            line: finding.line,
            column: finding.column,
            field: finding.field.as_ref().map(ToString::to_string),
            message: finding.message.to_string(),
        }
    }
}
