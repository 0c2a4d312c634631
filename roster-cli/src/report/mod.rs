//! The report of a run: what went in, what came out, what was noticed on the way.
//!
//! A [`Report`] is plain data. `--report FILE.json` writes it as it is, `--report FILE.html` as a page that
//! needs nothing else to be read.

mod file;
mod html;

pub(crate) use file::ReportFile;

use oneroster_model::finding::CodeSummary;
use oneroster_model::{Finding, Findings, Severity};
use serde::Serialize;

/// Everything that a report tells.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Report {
    /// What was done, such as `Conversion to Apple School Manager`.
    pub(crate) title: String,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// How it ended, in one or two sentences.
    pub(crate) summary: String,
    /// Path of the input.
    pub(crate) input: String,
    /// Path of the output, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<String>,
    /// Format and version of the input, such as `OneRoster 1.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    /// Day for which the run was made, year-month-day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) today: Option<String>,
    /// How long it took.
    pub(crate) milliseconds: u64,
    /// The numbers to look at first.
    pub(crate) totals: Vec<Total>,
    /// Files that were read.
    pub(crate) files_in: Vec<FileRows>,
    /// Files that were written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) files_out: Vec<FileRows>,
    /// What was noticed, worst first.
    pub(crate) findings: Vec<FindingGroup>,
    /// People and classes of each school, largest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) schools: Vec<School>,
    /// Students of each grade, in school order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) grades: Vec<Grade>,
    /// Comparison with an earlier result and what it led to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) guards: Vec<Guard>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Nothing stands against using the result.
    #[default]
    Good,
    /// A guard holds the result back.
    Held,
    /// There are errors in the data that forbid the result.
    Rejected,
}

/// A number to look at first.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Total {
    pub(crate) label: String,
    pub(crate) value: u64,
    /// What to compare it with, such as `of 1,250 users`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

/// A file and its rows.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FileRows {
    pub(crate) name: String,
    /// Rows without the header.
    pub(crate) rows: u64,
    /// Whether it holds no error, where that was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accepted: Option<bool>,
}

/// Findings with the same code.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FindingGroup {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) title: &'static str,
    pub(crate) advice: &'static str,
    /// All of them; exact.
    pub(crate) count: u64,
    /// How many of them left a row out; exact.
    pub(crate) dropped: u64,
    /// The first ones.
    pub(crate) samples: Vec<Finding>,
}

impl From<&CodeSummary> for FindingGroup {
    fn from(summary: &CodeSummary) -> Self {
        Self {
            code: summary.code.id,
            severity: summary.severity,
            title: summary.code.title,
            advice: summary.code.advice,
            count: summary.count,
            dropped: summary.dropped,
            samples: summary.samples.clone(),
        }
    }
}

/// Groups findings by code, worst and most frequent first.
pub(crate) fn group(findings: &Findings) -> Vec<FindingGroup> {
    let mut groups: Vec<FindingGroup> = findings.by_code().map(FindingGroup::from).collect();
    groups.sort_by(|a, b| b.severity.cmp(&a.severity).then(b.count.cmp(&a.count)));
    groups
}

/// People and classes of a school.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct School {
    pub(crate) name: String,
    pub(crate) students: u64,
    pub(crate) staff: u64,
    pub(crate) classes: u64,
}

/// Students of a grade.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Grade {
    pub(crate) name: String,
    pub(crate) students: u64,
}

/// What a guard looked at and decided.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Guard {
    /// What it looks at, such as `students.csv`.
    pub(crate) subject: String,
    /// Stable code of a guard that holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    /// What it saw, in words.
    pub(crate) message: String,
    /// What to do about it, unless it passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advice: Option<&'static str>,
    pub(crate) decision: GuardDecision,
}

/// What a guard decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GuardDecision {
    Passed,
    Held,
    /// It would hold, but was told not to.
    Overridden,
}

impl Report {
    /// Returns how many findings have a severity.
    pub(crate) fn count_of(&self, severity: Severity) -> u64 {
        // Every code has one severity in a run, or is shown under its worst.
        self.findings.iter().filter(|group| group.severity == severity).map(|group| group.count).sum()
    }

    /// Tells whether the result is there although a guard would hold it.
    pub(crate) fn is_overridden(&self) -> bool {
        self.guards.iter().any(|guard| guard.decision == GuardDecision::Overridden)
    }

    /// Returns how many rows were left out.
    pub(crate) fn dropped(&self) -> u64 {
        self.findings.iter().map(|group| group.dropped).sum()
    }
}
