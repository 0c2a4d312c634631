//! The row types, one per data file.
//!
//! Every row is generic over its text: `UserRow<&str>` borrows from the record that was read,
//! `UserRow<String>` owns. Cells hold the text of the file; blank cells and columns that the version
//! does not have are empty. `Debug` prints the `sourcedId` only, because rows hold people.

mod gradebook;
mod resources;
mod rostering;

pub use gradebook::*;
pub use resources::*;
pub use rostering::*;

macro_rules! table {
    ($(#[doc = $about:literal])* $row:ident, $file:ident { $(
        #[doc = $doc:literal]
        $field:ident $name:literal $type:ident $($item:ident)? $(($vocabulary:expr))?
            $(=> $references:ident)? [$v1_1:tt $v1_2:tt];
    )+ }) => {
        $(#[doc = $about])*
        #[doc = ""]
        #[doc = concat!("A row of `", stringify!($file), "`; see [`File::", stringify!($file), "`](crate::File::", stringify!($file), ").")]
        #[derive(Clone, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(bound(deserialize = "S: serde::Deserialize<'de> + Default"))]
        #[serde(default)]
        pub struct $row<S = String> {
            $(
                #[doc = $doc]
                #[serde(rename = $name)]
                pub $field: S,
            )+
            /// Extension columns.
            #[serde(skip_serializing_if = "crate::Metadata::is_empty")]
            pub metadata: crate::Metadata<S>,
        }

        impl<S> $row<S> {
            /// The definition of the file.
            pub(crate) const TABLE: crate::table::Table = crate::table::Table {
                file: crate::File::$file,
                about: concat!($($about),*),
                columns: &[$(crate::table::Column {
                    name: $name,
                    data_type: super::data_type!($type $($item)? $(($vocabulary))?),
                    list: super::is_list!($type),
                    references: super::references!($($references)?),
                    about: $doc,
                    requirements: [super::requirement!($v1_1), super::requirement!($v1_2)],
                }),+],
            };

            /// Converts every text of the row.
            pub fn map<T>(self, mut convert: impl FnMut(S) -> T) -> $row<T> {
                $row { $($field: convert(self.$field),)+ metadata: self.metadata.map(convert) }
            }
        }

        impl<S: AsRef<str>> $row<S> {
            /// Returns a row that borrows from this one.
            pub fn borrowed(&self) -> $row<&str> {
                $row { $($field: self.$field.as_ref(),)+ metadata: self.metadata.borrowed() }
            }

            /// Returns a row that owns its texts.
            pub fn to_owned_row(&self) -> $row<String> {
                self.borrowed().map(str::to_owned)
            }
        }

        impl $row<String> {
            /// Empties every cell and keeps the memory, so that one row can be filled again and again.
            pub fn clear(&mut self) {
                $(self.$field.clear();)+
                self.metadata = crate::Metadata::default();
            }
        }

        impl<S: AsRef<str>> crate::Row for $row<S> {
            const FILE: crate::File = crate::File::$file;

            fn visit_cells(&self, mut visit: impl FnMut(usize, &str)) {
                let mut position = 0;
                $(
                    visit(position, self.$field.as_ref());
                    position += 1;
                )+
            }

            fn visit_metadata(&self, mut visit: impl FnMut(&str, &str)) {
                for (name, value) in self.metadata.iter() {
                    visit(name.as_ref(), value.as_ref());
                }
            }
        }

        impl<'a> crate::ReadRow<'a> for $row<&'a str> {
            #[expect(unused_assignments, reason = "the count after the last column is not read")]
            #[inline]
            fn from_cells<C: crate::Cells<'a>>(cells: &C) -> Self {
                let mut position = 0;
                Self {
                    $($field: {
                        let cell = cells.cell(position);
                        position += 1;
                        cell
                    },)+
                    metadata: cells.metadata(),
                }
            }
        }

        impl crate::OwnedRow for $row<String> {
            fn from_cells_owned<'a, C: crate::Cells<'a>>(cells: &C) -> Self {
                <$row<&'a str> as crate::ReadRow<'a>>::from_cells(cells).to_owned_row()
            }
        }

        impl<S: AsRef<str>> std::fmt::Debug for $row<S> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($row)).field("sourcedId", &self.sourced_id.as_ref()).finish_non_exhaustive()
            }
        }
    };
}

macro_rules! data_type {
    (list $($item:tt)+) => { super::data_type!($($item)+) };
    (Enum($vocabulary:expr)) => { crate::table::DataType::Enum($vocabulary) };
    ($type:ident) => { crate::table::DataType::$type };
}

macro_rules! is_list {
    (list) => {
        true
    };
    ($type:ident) => {
        false
    };
}

macro_rules! references {
    () => {
        None
    };
    ($file:ident) => {
        Some(crate::File::$file)
    };
}

macro_rules! requirement {
    (yes) => {
        Some(crate::table::Requirement::Required)
    };
    (delta) => {
        Some(crate::table::Requirement::RequiredForDelta)
    };
    (no) => {
        Some(crate::table::Requirement::Optional)
    };
    (-) => {
        None
    };
}

use {data_type, is_list, references, requirement, table};
