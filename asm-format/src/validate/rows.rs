//! The checks of one row, derived from the table of its file.

use std::borrow::Cow;

use oneroster_model::{Code, Finding, FindingSink, Severity};

use super::keys::{Added, Keys, Resolved};
use super::repeats::Repeats;
use crate::codes;
use crate::read::Record;
use crate::table::{AsmFile, Column, ColumnKind, PASSWORD_POLICIES, Repeated};

/// A row and what it is checked against.
pub(super) struct RowChecks<'c, 's> {
    pub(super) record: Record<'c>,
    pub(super) keys: &'c mut Keys,
    pub(super) repeats: &'c mut Repeats,
    pub(super) sink: &'c mut super::Tally<'s>,
}

/// Where a value stands: name of its column and number of its cell.
type Place = (Cow<'static, str>, usize);

impl RowChecks<'_, '_> {
    pub(super) fn run(mut self) {
        let record = self.record;
        let table = record.file().table();
        let list = table.repeated.map_or(0..0, |list| list.position..list.position + list.in_template);
        // The rows that the first columns point to; those of a roster are its class and student.
        let mut targets = [None; 3];
        for (position, column) in table.columns.iter().enumerate() {
            // A missing column was reported with the header, once instead of for every row.
            let Some(cell) = record.position(position).filter(|_| !list.contains(&position)) else {
                continue;
            };
            let target = self.check_value(column, record.cell(position), || (column.name.into(), cell));
            if let Some(slot) = targets.get_mut(position) {
                *slot = target;
            }
        }
        if let Some(list) = table.repeated {
            self.check_list(list);
        }
        self.check_key();
        if record.file() == AsmFile::Rosters {
            self.repeats.add_key(record.key());
            if let [_, Some(class), Some(student)] = targets {
                self.repeats.add_pair(class, student);
            }
        }
    }

    /// Checks a value and returns the number of the row that it points to.
    fn check_value(&mut self, column: &Column, value: &str, place: impl Fn() -> Place) -> Option<u32> {
        if value.is_empty() {
            if column.required {
                self.report(&codes::VALUE_REQUIRED, Severity::Error, "the value is required", place());
            }
            return None;
        }
        match column.kind {
            ColumnKind::Identifier if column.unique && !is_identifier(value) => {
                let message = "the key has other characters than letters, digits and hyphen";
                self.report(&codes::ID_CHARSET, Severity::Warning, message, place());
            }
            ColumnKind::PasswordPolicy if !PASSWORD_POLICIES.contains(&value) => {
                let message = "the policy is none of 4, 6 and 8";
                self.report(&codes::PASSWORD_POLICY_INVALID, Severity::Error, message, place());
            }
            ColumnKind::Email if !is_email(value) => {
                let message = "the value is not an e-mail address";
                self.report(&codes::EMAIL_INVALID, Severity::Warning, message, place());
            }
            _ => {}
        }
        let target = column.reference?;
        match self.keys.resolve(target, value) {
            Resolved::To(number) => Some(number),
            Resolved::Unknown => None,
            Resolved::Dangling => {
                let message = format!("no such row in {target}");
                self.report(&codes::REFERENCE_DANGLING, Severity::Error, message, place());
                None
            }
        }
    }

    fn check_list(&mut self, list: Repeated) {
        let record = self.record;
        let Some(column) = record.file().table().columns.get(list.position) else { return };
        let mut gap = None;
        let mut seen: Vec<&str> = Vec::new();
        for (number, cell, value) in record.repeated_cells() {
            let rules = Column { required: column.required && number == 1, ..*column };
            let place = || (list.column_name(number), cell);
            self.check_value(&rules, value, place);
            if value.is_empty() {
                gap = gap.or(Some(number));
                continue;
            }
            if let Some(empty) = gap.take() {
                let message = format!("value number {empty} is empty, number {number} is not");
                self.report(&codes::VALUE_GAP, Severity::Warning, message, place());
            }
            if seen.contains(&value) {
                let message = "the row has the value already";
                self.report(&codes::VALUE_REPEATED, Severity::Warning, message, place());
            }
            // Columns beyond the limit are an error anyway and could be hundreds of thousands.
            if number <= list.limit {
                seen.push(value);
            }
        }
    }

    fn check_key(&mut self) {
        let key = self.record.key();
        if key.is_empty() {
            return;
        }
        let message = match self.keys.add(self.record.file(), key) {
            Added::New => return,
            Added::Again => "the key occurs in an earlier row".into(),
            Added::InOtherFile(file) => format!("the key occurs in {file}, people share their keys"),
        };
        let place =
            (self.record.file().table().key().name.into(), self.record.position(0).unwrap_or_default());
        self.report(&codes::KEY_DUPLICATE, Severity::Error, message, place);
    }

    fn report(
        &mut self,
        code: &'static Code,
        severity: Severity,
        message: impl Into<Cow<'static, str>>,
        (field, cell): Place,
    ) {
        let mut finding = Finding::new(code, severity, message)
            .at(self.record.file().name(), self.record.line())
            .with_field(field, cell as u32 + 1);
        if !self.record.key().is_empty() {
            finding = finding.with_record(self.record.file().table().entity, self.record.key());
        }
        self.sink.push(finding);
    }
}

/// Apple's rule for identifiers: letters, digits and hyphen.
fn is_identifier(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A rough check: something on both sides of one `@`, no white space.
fn is_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && !value.contains(char::is_whitespace)
    })
}
