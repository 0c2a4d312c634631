//! The checks of single cells: filled or blank, well written, leading to a record (SR-02, SR-05, SR-17).

use std::borrow::Cow;
use std::io::Read;

use oneroster_model::{Code, Version};

use super::links::{Links, Resolved};
use super::plan::{ColumnCheck, Need};
use super::registry::NONE;
use super::reporter::{CellPlace, Reporter};
use super::value::{Judgement, describe, judge};
use crate::{Cells, File, TableReader, TableRecord, codes};

/// More characters than importers have to keep.
const LONG_TEXT: usize = 255;

/// A row on its way through the checks.
pub(super) struct CheckedRow<'a, 'e, 's> {
    pub(super) file: File,
    pub(super) record: TableRecord<'a>,
    /// Number of the record, [`NONE`] where it has none.
    pub(super) own: u32,
    pub(super) links: &'e mut Links,
    pub(super) reporter: &'e mut Reporter<'s>,
}

/// Checks the cells of one file, row by row.
pub(super) struct CellChecks {
    file: File,
    version: Version,
    columns: Vec<ColumnCheck>,
    /// Numbers of the records that the current row refers to, by position of the column.
    references: Vec<u32>,
    /// The same for columns that hold lists.
    listed: Vec<(usize, u32)>,
    later: Vec<LaterReference>,
}

/// A reference to a record of the same file that had not come when the row was read.
struct LaterReference {
    line: u64,
    from: u32,
    target: u32,
    position: usize,
}

impl CellChecks {
    pub(super) fn new<R: Read>(reader: &TableReader<R>, version: Version, links: &Links) -> Self {
        let file = reader.file();
        let is_there = |position| reader.cell_number(position).is_some();
        Self {
            file,
            version,
            columns: ColumnCheck::plan(file, version, links.mode(file), is_there),
            references: vec![NONE; file.table().columns.len()],
            listed: Vec::new(),
            later: Vec::new(),
        }
    }

    /// Returns the records that the last row referred to, by position of the column.
    pub(super) fn references(&self) -> &[u32] {
        &self.references
    }

    /// Returns position and record of the references in lists of the last row.
    pub(super) fn listed(&self) -> &[(usize, u32)] {
        &self.listed
    }

    /// Checks every cell of a row.
    pub(super) fn check(&mut self, at: &mut CheckedRow<'_, '_, '_>) {
        self.listed.clear();
        for index in 0..self.columns.len() {
            let check = &self.columns[index];
            let position = check.position;
            let cell = at.record.cell(position);
            if is_blank(cell, check.need) {
                self.references[position] = NONE;
                if matches!(check.need, Need::Value | Need::ValueInDelta) {
                    report_blank(check, at);
                }
            } else if check.need == Need::Blank {
                report_filled(check, at);
            } else if check.column.list && cell.contains([',', ' ']) {
                self.check_list(index, cell, at);
            } else if let Some(target) = check.column.references {
                let found = if check.last.text == cell {
                    check.last.index
                } else {
                    self.check_reference(index, target, cell, at)
                };
                self.references[position] = found;
                if self.columns[index].column.list {
                    self.listed.push((position, found));
                }
            } else {
                self.check_value(index, cell, at);
            }
        }
    }

    /// Checks a cell and tells whether it is exact.
    fn check_value(&self, index: usize, cell: &str, at: &mut CheckedRow<'_, '_, '_>) -> bool {
        let check = &self.columns[index];
        let judgement = judge(check.column.data_type, self.version, cell);
        if judgement != Judgement::Exact {
            self.report_value(check, judgement, at);
            return false;
        }
        if cell.len() > LONG_TEXT && cell.chars().nth(LONG_TEXT).is_some() {
            let message = "longer than 255 characters, a receiver may cut it";
            report(&codes::LONG_TEXT, check, at, message);
        }
        true
    }

    fn check_reference(
        &mut self,
        index: usize,
        target: File,
        cell: &str,
        at: &mut CheckedRow<'_, '_, '_>,
    ) -> u32 {
        let is_exact = self.check_value(index, cell, at);
        let found = self.follow(index, target, cell, at);
        if is_exact && found != NONE && target != self.file {
            let last = &mut self.columns[index].last;
            last.text.clear();
            last.text.push_str(cell);
            last.index = found;
        }
        found
    }

    /// Checks the items of a cell; each kind of departure is reported once per cell.
    fn check_list(&mut self, index: usize, cell: &str, at: &mut CheckedRow<'_, '_, '_>) {
        let (position, column) = (self.columns[index].position, self.columns[index].column);
        let (mut has_empty_item, mut has_blanks, mut worst) = (false, false, Judgement::Exact);
        for item in cell.split(',') {
            let trimmed = item.trim();
            if trimmed.is_empty() {
                has_empty_item = true;
                continue;
            }
            has_blanks |= trimmed.len() != item.len();
            worst = worst.max(judge(column.data_type, self.version, item));
            if let Some(target) = column.references {
                let found = self.follow(index, target, trimmed, at);
                self.listed.push((position, found));
            }
        }
        let check = &self.columns[index];
        if has_empty_item {
            report(&codes::EMPTY_LIST_ITEM, check, at, "the list has an empty item");
        }
        if worst != Judgement::Exact {
            self.report_value(check, worst, at);
        } else if has_blanks {
            report(&codes::LIST_ITEM_BLANKS, check, at, "blanks surround an item of the list");
        }
    }

    /// Follows a reference and returns the number of the record, [`NONE`] where there is none.
    fn follow(&mut self, index: usize, target: File, id: &str, at: &mut CheckedRow<'_, '_, '_>) -> u32 {
        let check = &mut self.columns[index];
        match at.links.resolve(self.file, target, id) {
            Resolved::Record(found) => return found,
            Resolved::Later(found) => {
                if at.links.demands(self.file, target) {
                    let (line, position) = (at.record.line(), check.position);
                    self.later.push(LaterReference { line, from: at.own, target: found, position });
                }
                return found;
            }
            Resolved::Dangling => {
                report(&codes::DANGLING_REFERENCE, check, at, format!("{target} has no such sourcedId"));
            }
            Resolved::FileAbsent if !check.is_absence_reported => {
                check.is_absence_reported = true;
                let message = format!("rows refer to {target}, which the package does not hold; here first");
                report(&codes::REFERENCED_FILE_ABSENT, check, at, message);
            }
            Resolved::FileAbsent | Resolved::Unknown => {}
        }
        NONE
    }

    /// Reports references within the file that lead nowhere, once all rows are known.
    pub(super) fn finish<R: Read>(
        &self,
        reader: &TableReader<R>,
        links: &Links,
        reporter: &mut Reporter<'_>,
    ) {
        let Some(registry) = links.registry(self.file) else { return };
        for reference in self.later.iter().filter(|reference| !registry.is_defined(reference.target)) {
            let Some(check) = self.columns.iter().find(|check| check.position == reference.position) else {
                continue;
            };
            let place = CellPlace {
                file: self.file,
                line: reference.line,
                column: check.column,
                number: reader.cell_number(reference.position),
                key: registry.text(reference.from),
            };
            let message = format!("{} has no such sourcedId", self.file);
            reporter.cell(&codes::DANGLING_REFERENCE, place, check.requirement, message);
        }
    }

    #[cold]
    fn report_value(&self, check: &ColumnCheck, judgement: Judgement, at: &mut CheckedRow<'_, '_, '_>) {
        let (code, message) = describe(check.column.data_type, self.version, judgement);
        report(code, check, at, message);
    }
}

/// A required cell that holds nothing but blanks holds nothing; elsewhere blanks are a value.
fn is_blank(cell: &str, need: Need) -> bool {
    match cell.as_bytes().first() {
        None => true,
        Some(b' ' | b'\t') => need == Need::Value && cell.trim().is_empty(),
        Some(_) => false,
    }
}

#[cold]
fn report_blank(check: &ColumnCheck, at: &mut CheckedRow<'_, '_, '_>) {
    if check.need == Need::Value {
        report(&codes::REQUIRED_VALUE_MISSING, check, at, "the cell is blank");
    } else {
        report(&codes::DELTA_VALUE_MISSING, check, at, "the cell is blank in a delta file");
    }
}

#[cold]
fn report_filled(check: &ColumnCheck, at: &mut CheckedRow<'_, '_, '_>) {
    report(&codes::DELTA_VALUE_IN_BULK, check, at, "the cell holds a value in a bulk file");
}

#[cold]
fn report(
    code: &'static Code,
    check: &ColumnCheck,
    at: &mut CheckedRow<'_, '_, '_>,
    message: impl Into<Cow<'static, str>>,
) {
    if let Some(place) = CellPlace::new(at.file, &at.record, check.position) {
        at.reporter.cell(code, place, check.requirement, message);
    }
}
