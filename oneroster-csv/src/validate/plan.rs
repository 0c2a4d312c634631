//! Which checks the cells of a file need, worked out once per file.

use oneroster_model::Version;

use crate::table::{Column, Requirement};
use crate::{File, Mode};

/// The checks of one column.
pub(super) struct ColumnCheck {
    /// Position in the columns of the table.
    pub(super) position: usize,
    pub(super) column: &'static Column,
    pub(super) requirement: Requirement,
    pub(super) need: Need,
    /// The reference that was followed last: rows come in clusters of one class or school.
    pub(super) last: LastReference,
    /// Whether it was reported that the file referred to is absent.
    pub(super) is_absence_reported: bool,
}

/// Whether a cell must, may or must not hold a value in the mode of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// A value in every row.
    Value,
    /// A value in every row, because the file is a delta.
    ValueInDelta,
    /// No value, because the file is bulk.
    Blank,
    /// Either.
    Either,
}

/// A reference and the number of the record that it leads to.
#[derive(Default)]
pub(super) struct LastReference {
    pub(super) text: String,
    pub(super) index: u32,
}

impl ColumnCheck {
    /// Plans the checks of a file; `is_there` tells by position which columns its header has.
    pub(super) fn plan(
        file: File,
        version: Version,
        mode: Mode,
        is_there: impl Fn(usize) -> bool,
    ) -> Vec<Self> {
        let columns = file.table().columns.iter().enumerate();
        columns
            .filter(|(position, _)| is_there(*position))
            .filter_map(|(position, column)| {
                let requirement = column.requirement(version)?;
                let need = match (requirement, mode) {
                    (Requirement::Required, _) => Need::Value,
                    (Requirement::RequiredForDelta, Mode::Delta) => Need::ValueInDelta,
                    (Requirement::RequiredForDelta, _) => Need::Blank,
                    (Requirement::Optional, _) => Need::Either,
                };
                Some(Self {
                    position,
                    column,
                    requirement,
                    need,
                    last: LastReference::default(),
                    is_absence_reported: false,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(file: File, mode: Mode) -> Vec<(&'static str, Need)> {
        let plan = ColumnCheck::plan(file, Version::V1_2, mode, |_| true);
        plan.iter().map(|check| (check.column.name, check.need)).collect()
    }

    #[test]
    fn status_is_blank_in_bulk_and_filled_in_delta() {
        assert_eq!(needs(File::Orgs, Mode::Bulk)[1], ("status", Need::Blank));
        assert_eq!(needs(File::Orgs, Mode::Delta)[1], ("status", Need::ValueInDelta));
        assert_eq!(needs(File::Orgs, Mode::Delta)[3], ("name", Need::Value));
    }

    #[test]
    fn columns_of_the_other_version_are_not_checked() {
        assert!(needs(File::Users, Mode::Bulk).iter().all(|(name, _)| *name != "orgSourcedIds"));
    }
}
