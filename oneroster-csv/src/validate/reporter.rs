//! Counts findings on their way to the sink.

use std::borrow::Cow;
use std::collections::BTreeMap;

use oneroster_model::{Code, Finding, FindingSink, Severity, Version};

use super::report::{FileReport, Refusal, ValidationReport, Verdict};
use crate::table::{Column, Requirement};
use crate::{Cells, File, Mode, Strictness, TableRecord};

/// Takes the findings of one validation: counts them, judges the files, and hands them on.
pub(super) struct Reporter<'s> {
    sink: &'s mut dyn FindingSink,
    strictness: Strictness,
    counts: BTreeMap<&'static str, u64>,
    files: BTreeMap<&'static str, FileReport>,
    errors: u64,
}

/// A cell that a finding is about.
#[derive(Clone, Copy)]
pub(super) struct CellPlace<'a> {
    pub(super) file: File,
    pub(super) line: u64,
    pub(super) column: &'static Column,
    pub(super) number: Option<u32>,
    /// `sourcedId` of the row, empty where it has none.
    pub(super) key: &'a str,
}

impl<'a> CellPlace<'a> {
    pub(super) fn new(file: File, record: &TableRecord<'a>, position: usize) -> Option<Self> {
        let column = file.table().columns.get(position)?;
        let number = record.cell_number(position);
        Some(Self { file, line: record.line(), column, number, key: record.cell(0) })
    }
}

impl<'s> Reporter<'s> {
    pub(super) fn new(sink: &'s mut dyn FindingSink, strictness: Strictness) -> Self {
        Self { sink, strictness, counts: BTreeMap::new(), files: BTreeMap::new(), errors: 0 }
    }

    pub(super) fn strictness(&self) -> Strictness {
        self.strictness
    }

    /// Notes that a file is looked at.
    pub(super) fn begin(&mut self, name: &'static str, mode: Mode) {
        self.files.entry(name).or_default().mode = mode;
    }

    pub(super) fn end(&mut self, name: &'static str, rows: u64) {
        self.files.entry(name).or_default().rows = rows;
    }

    /// Reports a cell; in tolerant reading a cell that may be blank never refuses the package.
    #[cold]
    pub(super) fn cell(
        &mut self,
        code: &'static Code,
        place: CellPlace<'_>,
        requirement: Requirement,
        message: impl Into<Cow<'static, str>>,
    ) {
        let severity = self.strictness.severity_of_cell(code, requirement);
        self.push_cell(Finding::new(code, severity, message), place);
    }

    /// Reports a row that breaks a rule, at the cell that shows it.
    #[cold]
    pub(super) fn rule(
        &mut self,
        code: &'static Code,
        place: Option<CellPlace<'_>>,
        message: impl Into<Cow<'static, str>>,
    ) {
        let Some(place) = place else { return };
        self.push_cell(Finding::new(code, self.strictness.severity(code), message), place);
    }

    /// Reports a file as a whole.
    #[cold]
    pub(super) fn file(&mut self, code: &'static Code, file: File, message: impl Into<Cow<'static, str>>) {
        self.push(Finding::new(code, self.strictness.severity(code), message).in_file(file.name()));
    }

    fn push_cell(&mut self, finding: Finding, place: CellPlace<'_>) {
        let mut finding = finding.at(place.file.name(), place.line).with_field_name(place.column.name);
        finding.column = place.number;
        if !place.key.is_empty() {
            finding = finding.with_record(place.file.entity(), place.key);
        }
        self.push(finding);
    }

    /// Takes a finding that counts for the file with this name of the standard.
    pub(super) fn push_about(&mut self, file: Option<&str>, finding: Finding) {
        *self.counts.entry(finding.code.id).or_default() += 1;
        let is_error = finding.severity == Severity::Error;
        self.errors += u64::from(is_error);
        if let Some(report) = file.and_then(|name| self.files.get_mut(name)) {
            report.errors += u64::from(is_error);
            report.warnings += u64::from(finding.severity == Severity::Warning);
            if is_error && report.reason.is_none() {
                let message = finding.message.clone().into_owned();
                report.reason = Some(Refusal { code: finding.code, line: finding.line, message });
            }
        }
        self.sink.push(finding);
    }

    /// Finishes the report.
    pub(super) fn into_report(self, version: Version) -> ValidationReport {
        let verdict = if self.errors == 0 { Verdict::Accept } else { Verdict::Reject };
        let mut files = self.files;
        for report in files.values_mut() {
            report.accepted = report.errors == 0;
        }
        ValidationReport { verdict, version, counts: self.counts, files }
    }
}

impl FindingSink for Reporter<'_> {
    fn push(&mut self, finding: Finding) {
        let file = finding.file.clone();
        self.push_about(file.as_deref(), finding);
    }
}
