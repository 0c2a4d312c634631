use oneroster_model::{FindingSink, Version};

use crate::{Mode, Row};

/// An object that can be made of a row.
pub trait FromRow<R: Row> {
    /// Makes the object of what the row says.
    ///
    /// Blank cells give absent members. A cell that cannot be understood gives an absent member and a
    /// finding, [`CELL_UNREADABLE`](crate::codes::CELL_UNREADABLE). Words outside a vocabulary are kept.
    fn from_row(row: &R, sink: &mut dyn FindingSink) -> Self;
}

/// An object that can fill a row.
pub trait ToRow<R: Row> {
    /// Fills every cell of the row; what it held before is gone, its memory is used again.
    ///
    /// References become identifiers, absent members blank cells.
    fn fill_row(&self, options: RowOptions, row: &mut R);
}

/// What rows are filled for.
///
/// # Examples
///
/// ```
/// use oneroster_csv::Mode;
/// use oneroster_csv::objects::RowOptions;
/// use oneroster_model::Version;
///
/// let options = RowOptions::new(Version::V1_1).with_mode(Mode::Delta);
/// assert_eq!(options.version(), Version::V1_1);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RowOptions {
    version: Version,
    mode: Mode,
}

impl RowOptions {
    /// Fills rows of bulk files of a version.
    pub const fn new(version: Version) -> Self {
        Self { version, mode: Mode::Bulk }
    }

    /// Sets the mode of the files. Default: [`Mode::Bulk`].
    ///
    /// In bulk mode status and date are blank, and objects to be deleted lend no rows; in delta mode both
    /// are filled, `active` where the object has no status.
    #[must_use]
    pub const fn with_mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Returns the version of the files.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Returns the mode of the files.
    pub const fn mode(&self) -> Mode {
        self.mode
    }
}

/// Maps rows and objects: `member = column;`, both directions from one list.
///
/// The type of the member says how the cell is read and written; `as day` takes an instant for a day.
/// `then read r, write w` names functions for what no single column holds.
macro_rules! mapping {
    // An object of its own, with the columns that all files share.
    (
        $record:ty, $row:ident { $($member:ident = $column:ident $(as $form:ident)?;)+ }
        $(then $(read $read:path,)? write $write:path)?
    ) => {
        impl<S: AsRef<str>> $crate::objects::FromRow<$crate::tables::$row<S>> for $record {
            fn from_row(row: &$crate::tables::$row<S>, sink: &mut dyn oneroster_model::FindingSink) -> Self {
                use $crate::objects::cell;
                let mut at = cell::At::new(<$crate::tables::$row<S> as $crate::Row>::FILE, row.sourced_id.as_ref(), sink);
                let mut record = Self::new(row.sourced_id.as_ref());
                record.status = cell::Cell::read(row.status.as_ref(), at.column("status"));
                record.date_last_modified =
                    cell::Cell::read(row.date_last_modified.as_ref(), at.column("dateLastModified"));
                record.metadata = cell::extensions(&row.metadata);
                $(record.$member = $crate::objects::mapping::mapping!(
                    @read row.$column.as_ref(), at.column(stringify!($column)), $($form)?
                );)+
                $($($read(&mut record, row);)?)?
                record
            }
        }

        impl $crate::objects::ToRow<$crate::tables::$row> for $record {
            fn fill_row(&self, options: $crate::objects::RowOptions, row: &mut $crate::tables::$row) {
                use $crate::objects::cell;
                row.clear();
                row.sourced_id.push_str(self.sourced_id.as_str());
                cell::write_state(
                    options,
                    cell::State { status: self.status.as_ref(), date: self.date_last_modified },
                    &mut row.status,
                    &mut row.date_last_modified,
                );
                cell::write_extensions(&self.metadata, &mut row.metadata);
                $($crate::objects::mapping::mapping!(
                    @write &self.$member, options, &mut row.$column, $($form)?
                );)+
                $($write(self, options, row);)?
            }
        }
    };
    // A part of an object: the columns that all files share are its owner's business.
    (part $part:ty, $row:ident { $($member:ident = $column:ident;)+ }) => {
        impl<S: AsRef<str>> $crate::objects::FromRow<$crate::tables::$row<S>> for $part {
            fn from_row(row: &$crate::tables::$row<S>, sink: &mut dyn oneroster_model::FindingSink) -> Self {
                use $crate::objects::cell;
                let mut at = cell::At::new(<$crate::tables::$row<S> as $crate::Row>::FILE, row.sourced_id.as_ref(), sink);
                let mut part = Self::default();
                $(part.$member = cell::Cell::read(row.$column.as_ref(), at.column(stringify!($column)));)+
                part
            }
        }

        impl $crate::objects::ToRow<$crate::tables::$row> for $part {
            /// Leaves identifier and owner blank, which the part does not know.
            fn fill_row(&self, options: $crate::objects::RowOptions, row: &mut $crate::tables::$row) {
                row.clear();
                $($crate::objects::cell::Cell::write(&self.$member, options, &mut row.$column);)+
            }
        }
    };
    (@read $cell:expr, $at:expr,) => { $crate::objects::cell::Cell::read($cell, $at) };
    (@read $cell:expr, $at:expr, day) => { $crate::objects::cell::read_day($cell, $at) };
    (@write $value:expr, $options:expr, $cell:expr,) => {
        $crate::objects::cell::Cell::write($value, $options, $cell)
    };
    (@write $value:expr, $options:expr, $cell:expr, day) => {
        $crate::objects::cell::write_day(*$value, $cell)
    };
}

pub(super) use mapping;
