use std::ops::Range;

use oneroster_model::{Action, Code, Finding, FindingSink};

use crate::common_columns::{RowState, SOURCED_ID, WithState};
use crate::intern::Interner;
use crate::package_table::PackageTable;
use crate::{Cells, Error, File, Strictness, TableRecord, codes};

/// The rows of one delta file, by identifier.
#[derive(Debug, Default)]
pub(super) struct FileDelta {
    ids: Interner,
    changes: Vec<Change>,
    /// The new rows as they will be written.
    rows: Vec<u8>,
}

#[derive(Debug)]
struct Change {
    /// Where the new row lies; `None` when the row is to be deleted.
    row: Option<Range<usize>>,
    line: u64,
    is_used: bool,
}

/// What a delta wants of a row of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted<'d> {
    /// Nothing.
    Keep,
    /// To be replaced by a row that is ready to be written.
    Replace(&'d [u8]),
    /// To be deleted.
    Delete,
    /// It has the identifier of an earlier row that the delta changed.
    Repeated,
}

impl FileDelta {
    /// Reads a file; `encode` appends a row in the form in which it is written.
    pub(super) fn read(
        mut table: PackageTable<'_>,
        file: File,
        strictness: Strictness,
        encode: impl Fn(&WithState<'_, TableRecord<'_>>, &mut Vec<u8>),
        sink: &mut dyn FindingSink,
    ) -> Result<Self, Error> {
        let mut delta = Self::default();
        while let Some(record) = table.next_record(sink)? {
            let mut report = |code: &'static Code, message: &'static str, action| {
                let finding = Finding::new(code, strictness.severity(code), message);
                let finding = finding.at(file.name(), record.line()).with_action(action);
                sink.push(finding.with_record(file.entity(), record.cell(SOURCED_ID)));
            };
            let id = record.cell(SOURCED_ID);
            if id.is_empty() {
                let message = "the row has no sourcedId and was left out";
                report(&codes::ROW_WITHOUT_ID, message, Action::Dropped);
                continue;
            }
            let state = RowState::of(&record);
            match state {
                RowState::Blank => {
                    let message = "the row has no status and was taken as active";
                    report(&codes::DELTA_STATUS_MISSING, message, Action::Changed);
                }
                RowState::Unknown => {
                    let message = "the row has an unknown status and was taken as active";
                    report(&codes::DELTA_STATUS_INVALID, message, Action::Changed);
                }
                RowState::Active | RowState::Deleted => {}
            }
            let row = (state != RowState::Deleted).then(|| {
                let start = delta.rows.len();
                encode(&WithState::bulk(&record), &mut delta.rows);
                start..delta.rows.len()
            });
            let change = Change { row, line: record.line(), is_used: false };
            let (number, is_new) = delta.ids.insert(id);
            if is_new {
                delta.changes.push(change);
            } else {
                let message = "a later row has the same sourcedId as an earlier one and replaces it";
                report(&codes::DUPLICATE_SOURCED_ID, message, Action::Changed);
                if let Some(known) = delta.changes.get_mut(number as usize) {
                    *known = change;
                }
            }
        }
        Ok(delta)
    }

    /// Tells what is wanted of the row of the base with this identifier, once for each identifier.
    pub(super) fn take(&mut self, id: &str) -> Wanted<'_> {
        let number = self.ids.get(id);
        let Some(change) = number.and_then(|number| self.changes.get_mut(number as usize)) else {
            return Wanted::Keep;
        };
        if std::mem::replace(&mut change.is_used, true) {
            return Wanted::Repeated;
        }
        match change.row.clone() {
            Some(row) => Wanted::Replace(self.rows.get(row).unwrap_or_default()),
            None => Wanted::Delete,
        }
    }

    /// Iterates over the new rows that the base did not have, in the order of the delta.
    pub(super) fn added(&self) -> impl Iterator<Item = &[u8]> {
        let unused = self.changes.iter().filter(|change| !change.is_used);
        unused.filter_map(|change| self.rows.get(change.row.clone()?))
    }

    /// Reports deletions of rows that the base did not have.
    pub(super) fn report_unknown(&self, file: File, strictness: Strictness, sink: &mut dyn FindingSink) {
        let code = &codes::DELETED_ROW_UNKNOWN;
        for (number, change) in self.changes.iter().enumerate() {
            if change.row.is_none() && !change.is_used {
                let message = "the row to be deleted is not in the base";
                let finding = Finding::new(code, strictness.severity(code), message);
                let finding = finding.at(file.name(), change.line);
                sink.push(finding.with_record(file.entity(), self.ids.text(number as u32)));
            }
        }
    }
}
