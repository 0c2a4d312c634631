//! The columns that every data file begins with.

use oneroster_model::Status;

use crate::{Cells, Metadata};

/// Position of `sourcedId` in every table.
pub(crate) const SOURCED_ID: usize = 0;
/// Position of `status` in every table.
pub(crate) const STATUS: usize = 1;
/// Position of `dateLastModified` in every table.
pub(crate) const DATE_LAST_MODIFIED: usize = 2;

/// What the `status` of a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowState {
    /// Blank, as in bulk files.
    Blank,
    /// `active`.
    Active,
    /// `tobedeleted`, or `inactive` of OneRoster 1.0.
    Deleted,
    /// Something else.
    Unknown,
}

impl RowState {
    /// Reads the status without regard to case.
    pub(crate) fn of<'a>(cells: &impl Cells<'a>) -> Self {
        match cells.cell(STATUS) {
            "" => Self::Blank,
            "active" => Self::Active,
            text => match Status::from_token_lenient(text) {
                Status::Active => Self::Active,
                Status::ToBeDeleted | Status::Inactive => Self::Deleted,
                _ if text.trim().is_empty() => Self::Blank,
                _ => Self::Unknown,
            },
        }
    }
}

/// The cells of a row with another state.
pub(crate) struct WithState<'c, C> {
    pub(crate) cells: &'c C,
    pub(crate) status: &'c str,
    pub(crate) date_last_modified: &'c str,
}

impl<'c, C> WithState<'c, C> {
    /// Blank status and date, as in bulk files.
    pub(crate) fn bulk(cells: &'c C) -> Self {
        Self { cells, status: "", date_last_modified: "" }
    }
}

impl<'a, 'c: 'a, C: Cells<'a>> Cells<'a> for WithState<'c, C> {
    fn cell(&self, position: usize) -> &'a str {
        match position {
            STATUS => self.status,
            DATE_LAST_MODIFIED => self.date_last_modified,
            _ => self.cells.cell(position),
        }
    }

    fn metadata(&self) -> Metadata<&'a str> {
        self.cells.metadata()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::File;

    #[test]
    fn every_file_begins_with_these_columns() {
        for file in File::ALL {
            let columns = file.table().columns;
            assert_eq!(columns[SOURCED_ID].name, "sourcedId", "{file}");
            assert_eq!(columns[STATUS].name, "status", "{file}");
            assert_eq!(columns[DATE_LAST_MODIFIED].name, "dateLastModified", "{file}");
        }
    }
}
