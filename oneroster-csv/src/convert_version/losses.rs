use std::borrow::Cow;
use std::collections::BTreeMap;

use oneroster_model::{Action, Finding, FindingSink, Version};
use serde::Serialize;

use crate::{File, Strictness, codes};

/// In which way something is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum LossKind {
    /// The version has no such file.
    File,
    /// The version has no such column.
    Column,
    /// The version does not know the value; another one took its place, or none.
    Value,
    /// The row cannot be expressed in the version.
    Row,
}

/// Something that the version written has no place for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// The file.
    pub file: File,
    /// The column, where one is concerned.
    pub column: Option<Cow<'static, str>>,
    /// In which way it is lost.
    pub kind: LossKind,
    /// How many rows are concerned.
    pub rows: u64,
}

type Place = (File, Option<Cow<'static, str>>);

/// Counts losses, and values that the version requires and the package does not have.
#[derive(Debug, Default)]
pub(super) struct Losses {
    lost: BTreeMap<(Place, LossKind), u64>,
    blank: BTreeMap<(File, &'static str), u64>,
}

impl Losses {
    pub(super) fn file(&mut self, file: File) {
        *self.lost.entry(((file, None), LossKind::File)).or_default() += 1;
    }

    pub(super) fn row(&mut self, file: File) {
        *self.lost.entry(((file, None), LossKind::Row)).or_default() += 1;
    }

    pub(super) fn column(&mut self, file: File, column: &'static str) {
        *self.lost.entry(((file, Some(column.into())), LossKind::Column)).or_default() += 1;
    }

    pub(super) fn extension(&mut self, file: File, column: &str) {
        let column = Some(Cow::Owned(column.to_owned()));
        *self.lost.entry(((file, column), LossKind::Column)).or_default() += 1;
    }

    pub(super) fn value(&mut self, file: File, column: &'static str) {
        *self.lost.entry(((file, Some(column.into())), LossKind::Value)).or_default() += 1;
    }

    /// Counts a blank cell that the version does not allow.
    pub(super) fn required(&mut self, file: File, column: &'static str) {
        *self.blank.entry((file, column)).or_default() += 1;
    }

    /// Reports everything, and returns the losses in the order of files and columns.
    pub(super) fn report(self, to: Version, strictness: Strictness, sink: &mut dyn FindingSink) -> Vec<Loss> {
        for ((file, column), rows) in self.blank {
            let code = &codes::REQUIRED_IN_VERSION;
            let message = format!("OneRoster {to} requires a value; rows without: {rows}");
            let finding = Finding::new(code, strictness.severity(code), message).in_file(file.name());
            sink.push(finding.with_field_name(column));
        }
        let losses = self.lost.into_iter();
        let losses: Vec<Loss> =
            losses.map(|(((file, column), kind), rows)| Loss { file, column, kind, rows }).collect();
        for loss in &losses {
            sink.push(finding(loss, to, strictness));
        }
        losses
    }
}

fn finding(loss: &Loss, to: Version, strictness: Strictness) -> Finding {
    let code = &codes::LOST_IN_VERSION;
    let rows = loss.rows;
    let (message, action) = match loss.kind {
        LossKind::File => (format!("OneRoster {to} has no such file; rows lost: {rows}"), Action::Dropped),
        LossKind::Column => (
            format!("OneRoster {to} has no place for the column; rows that lost a value: {rows}"),
            Action::Changed,
        ),
        LossKind::Value => (
            format!("OneRoster {to} does not know the value; rows with a stand-in or none: {rows}"),
            Action::Changed,
        ),
        LossKind::Row => {
            (format!("OneRoster {to} cannot express the rows; rows left out: {rows}"), Action::Dropped)
        }
    };
    let finding = Finding::new(code, strictness.severity(code), message);
    let finding = finding.in_file(loss.file.name()).with_action(action);
    match &loss.column {
        Some(column) => finding.with_field_name(column.clone()),
        None => finding,
    }
}
