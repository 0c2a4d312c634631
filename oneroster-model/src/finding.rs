//! Findings: what was noticed about data, as opposed to errors, which stop work.
//!
//! Everything that is repaired, left out or suspicious yields one [`Finding`]. Its [`Code`] is stable
//! API; the message is for people and never holds the contents of a cell, so that findings can be
//! logged and kept. Identifiers (`sourcedId`) are the only data in a finding.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, nothing to do.
    Info,
    /// Something was repaired or looks wrong.
    Warning,
    /// A rule is broken, or data had to be left out.
    Error,
}

impl Severity {
    /// Returns `info`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was done with the record that a finding speaks about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The record is used as it is.
    #[default]
    Kept,
    /// The record is used after a repair.
    Changed,
    /// The record is left out of the result.
    Dropped,
}

/// A kind of finding: a stable identifier with its explanation.
///
/// Codes are declared once per crate with [`codes!`](crate::codes) and compared by identifier.
#[derive(Debug)]
pub struct Code {
    /// Stable name in `snake_case`, such as `dangling_reference`.
    pub id: &'static str,
    /// What it means, one sentence.
    pub title: &'static str,
    /// What to do about it, one or two sentences for an operator.
    pub advice: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

/// Declares the finding codes of a crate: one constant each, and `ALL`, the list of them.
///
/// # Examples
///
/// ```
/// oneroster_model::codes! {
///     /// Declared here as an example.
///     COFFEE_COLD = "coffee_cold", "The coffee is cold.", "Make a new one.";
/// }
/// assert_eq!(COFFEE_COLD.id, "coffee_cold");
/// assert_eq!(ALL.len(), 1);
/// ```
#[macro_export]
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal, $advice:literal;)+) => {
        $($(#[$doc])*
        #[doc = ""]
        #[doc = concat!("`", $id, "`: ", $title, " ", $advice)]
        pub static $name: $crate::Code = $crate::Code { id: $id, title: $title, advice: $advice };)+

        /// Every code of this module, in the order of declaration.
        pub static ALL: &[&$crate::Code] = &[$(&$name),+];
    };
}

/// One thing that was noticed about data.
///
/// Built with [`Finding::new`] and the `with_` methods; positions are 1-based.
///
/// # Examples
///
/// ```
/// use oneroster_model::{Action, Finding, Severity};
///
/// oneroster_model::codes! {
///     /// A date that is none.
///     DATE_INVALID = "date_invalid", "The value is not a date.", "Write dates as 2026-08-18.";
/// }
/// let finding = Finding::new(&DATE_INVALID, Severity::Error, "not a date")
///     .at("users.csv", 12)
///     .with_field("birthDate", 4)
///     .with_action(Action::Dropped);
/// assert_eq!(finding.to_string(), "users.csv:12:4 birthDate: error date_invalid: not a date");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of finding this is.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// What was done with the record.
    pub action: Action,
    /// Kind of the record, such as `user`; absent for findings about files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<&'static str>,
    /// `sourcedId` or other key of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// File inside the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Cow<'static, str>>,
    /// Line in the file, 1-based; the header is line 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Number of the cell in the line, 1-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Name of the column or member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Cow<'static, str>>,
    /// What is wrong, in lower case and without a full stop; never the contents of a cell.
    pub message: Cow<'static, str>,
}

impl Finding {
    /// Creates a finding without a place.
    pub fn new(code: &'static Code, severity: Severity, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            severity,
            action: Action::Kept,
            entity: None,
            key: None,
            file: None,
            line: None,
            column: None,
            field: None,
            message: message.into(),
        }
    }

    /// Sets file and line.
    #[must_use]
    pub fn at(mut self, file: impl Into<Cow<'static, str>>, line: u64) -> Self {
        self.file = Some(file.into());
        self.line = Some(line);
        self
    }

    /// Sets the file alone.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<Cow<'static, str>>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Sets the name and the 1-based number of the column.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<Cow<'static, str>>, column: u32) -> Self {
        self.field = Some(field.into());
        self.column = Some(column);
        self
    }

    /// Sets the name of the column or member alone.
    #[must_use]
    pub fn with_field_name(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Sets the kind and the key of the record.
    #[must_use]
    pub fn with_record(mut self, entity: &'static str, key: impl Into<String>) -> Self {
        self.entity = Some(entity);
        self.key = Some(key.into());
        self
    }

    /// Sets what was done with the record.
    #[must_use]
    pub fn with_action(mut self, action: Action) -> Self {
        self.action = action;
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            f.write_str(file)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
                if let Some(column) = self.column {
                    write!(f, ":{column}")?;
                }
            }
            if let Some(field) = &self.field {
                write!(f, " {field}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{} {}: {}", self.severity, self.code, self.message)
    }
}

/// Something that takes findings as they are made: a list, a bounded summary, a file.
pub trait FindingSink {
    /// Takes one finding.
    fn push(&mut self, finding: Finding);
}

impl FindingSink for Vec<Finding> {
    fn push(&mut self, finding: Finding) {
        Vec::push(self, finding);
    }
}

impl<S: FindingSink + ?Sized> FindingSink for &mut S {
    fn push(&mut self, finding: Finding) {
        (**self).push(finding);
    }
}

/// What is known about one code in a [`Findings`] collection.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CodeSummary {
    /// The code.
    pub code: &'static Code,
    /// How many findings with this code were pushed; exact.
    pub count: u64,
    /// The worst severity seen.
    pub severity: Severity,
    /// How many of them left a record out; exact.
    pub dropped: u64,
    /// The first findings, at most as many as the collection keeps per code.
    pub samples: Vec<Finding>,
}

/// A bounded collection of findings: exact counts, a limited number of samples per code.
///
/// # Examples
///
/// ```
/// use oneroster_model::{Finding, FindingSink, Findings, Severity};
///
/// oneroster_model::codes! {
///     /// Example.
///     ODD = "odd", "Odd.", "Look.";
/// }
/// let mut findings = Findings::with_sample_limit(2);
/// for _ in 0..5 {
///     findings.push(Finding::new(&ODD, Severity::Warning, "odd"));
/// }
/// assert_eq!(findings.count("odd"), 5);
/// assert_eq!(findings.by_code().next().map(|code| code.samples.len()), Some(2));
/// assert!(!findings.has_errors());
/// ```
#[derive(Clone, Debug)]
pub struct Findings {
    by_code: BTreeMap<&'static str, CodeSummary>,
    sample_limit: usize,
    totals: [u64; 3],
}

impl Default for Findings {
    fn default() -> Self {
        Self::with_sample_limit(100)
    }
}

impl Findings {
    /// Creates an empty collection that keeps at most `limit` samples of each code.
    pub fn with_sample_limit(limit: usize) -> Self {
        Self { by_code: BTreeMap::new(), sample_limit: limit, totals: [0; 3] }
    }

    /// Returns how many findings carry the code with this identifier.
    pub fn count(&self, code: &str) -> u64 {
        self.by_code.get(code).map_or(0, |summary| summary.count)
    }

    /// Returns how many findings have this severity.
    pub fn count_of(&self, severity: Severity) -> u64 {
        self.totals[severity as usize]
    }

    /// Returns the number of all findings.
    pub fn total(&self) -> u64 {
        self.totals.iter().sum()
    }

    /// Tells whether any finding has severity error.
    pub fn has_errors(&self) -> bool {
        self.count_of(Severity::Error) > 0
    }

    /// Iterates over the codes that were seen, by identifier.
    pub fn by_code(&self) -> impl Iterator<Item = &CodeSummary> {
        self.by_code.values()
    }

    /// Iterates over all samples, grouped by code.
    pub fn samples(&self) -> impl Iterator<Item = &Finding> {
        self.by_code.values().flat_map(|summary| &summary.samples)
    }
}

impl FindingSink for Findings {
    fn push(&mut self, finding: Finding) {
        self.totals[finding.severity as usize] += 1;
        let summary = self.by_code.entry(finding.code.id).or_insert_with(|| CodeSummary {
            code: finding.code,
            count: 0,
            severity: finding.severity,
            dropped: 0,
            samples: Vec::new(),
        });
        summary.count += 1;
        summary.severity = summary.severity.max(finding.severity);
        summary.dropped += u64::from(finding.action == Action::Dropped);
        if summary.samples.len() < self.sample_limit {
            summary.samples.push(finding);
        }
    }
}
