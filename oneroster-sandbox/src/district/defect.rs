//! What goes wrong in the files of real systems.

use oneroster_csv::File;
use oneroster_csv::table::{Column, DataType, Requirement};
use oneroster_model::Version;

use super::draw::{Draw, Topic};
use super::identifier::push_uuid;

macro_rules! defects {
    ($(#[doc = $about:literal] $variant:ident = $name:literal, $reach:ident;)+) => {
        /// A way in which a row departs from the standard.
        ///
        /// # Examples
        ///
        /// ```
        /// use oneroster_sandbox::Defect;
        ///
        /// assert_eq!(Defect::UsDate.name(), "us_date");
        /// assert!(Defect::ALL.iter().all(|defect| defect.about().ends_with('.')));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Defect {
            $(#[doc = $about] $variant,)+
        }

        impl Defect {
            /// Every defect.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns a name in `snake_case`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns a description, one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $about.trim_ascii(),)+ }
            }

            const fn reach(self) -> Reach {
                match self { $(Self::$variant => Reach::$reach,)+ }
            }
        }
    };
}

/// How far a defect reaches when the file is read strictly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The row stays of use.
    Cell,
    /// The row is lost, and with it what refers to it.
    Record,
}

defects! {
    /// `TRUE` and `False` instead of `true` and `false`.
    BooleanCase = "boolean_case", Cell;
    /// A date as in the United States, `8/18/2026`.
    UsDate = "us_date", Cell;
    /// The date `0001-01-01`, an unset value of some programs.
    ZeroDate = "zero_date", Record;
    /// A token with capital letters, `Student`.
    TokenCase = "token_case", Cell;
    /// A token that the standard does not list.
    UnknownToken = "unknown_token", Record;
    /// A reference to a record that does not exist.
    DanglingReference = "dangling_reference", Record;
    /// The `sourcedId` of the row before.
    DuplicateId = "duplicate_id", Record;
    /// Blanks behind the `sourcedId`.
    TrailingBlankId = "trailing_blank_id", Record;
    /// A `sourcedId` with characters that the standard does not allow.
    NonConformantId = "non_conformant_id", Record;
    /// A required cell without a value.
    MissingRequired = "missing_required", Record;
    /// `active` and an instant in a bulk file, where both cells must be blank.
    BulkStatus = "bulk_status", Cell;
    /// The status `toBeDeleted` in a bulk file, with capital letters as in REST payloads.
    ToBeDeletedSpelling = "to_be_deleted_spelling", Record;
    /// The status `inactive` of OneRoster 1.0.
    InactiveStatus = "inactive_status", Record;
    /// A line break within a cell.
    LineBreak = "line_break", Cell;
    /// Blanks behind the commas of a list.
    ListBlanks = "list_blanks", Cell;
    /// An e-mail address without an at sign.
    InvalidEmail = "invalid_email", Cell;
    /// One cell more than the header.
    ExtraCell = "extra_cell", Cell;
    /// Fewer cells than the header.
    MissingCell = "missing_cell", Cell;
}

/// A record of a file with its cells, in the order of the columns of the version.
pub(crate) struct Record<'a> {
    pub(crate) file: File,
    pub(crate) version: Version,
    pub(crate) cells: &'a mut Vec<String>,
    /// The `sourcedId` of the row before, empty for the first row.
    pub(crate) previous_id: &'a str,
    pub(crate) draw: Draw,
}

impl Record<'_> {
    /// Spoils the record with one of the defects that its file and its cells allow.
    pub(crate) fn spoil(&mut self) -> Defect {
        let first = self.draw.below(Topic::Defect, Defect::ALL.len() as u64) as usize;
        let order = Defect::ALL[first..].iter().chain(&Defect::ALL[..first]);
        // A lost school or school year would take a whole district along.
        let hub = matches!(self.file, File::Orgs | File::AcademicSessions | File::Courses);
        for defect in order {
            if !(hub && defect.reach() == Reach::Record) && self.apply(*defect) {
                return *defect;
            }
        }
        self.cells.push(String::new());
        Defect::ExtraCell
    }

    /// Applies a defect; false where the record has no cell for it.
    fn apply(&mut self, defect: Defect) -> bool {
        let variant = self.draw.below(Topic::Variant, 2) == 0;
        match defect {
            Defect::BooleanCase => self.change(
                |column, _| column.data_type == DataType::Boolean,
                |cell| if variant { cell.make_ascii_uppercase() } else { capitalize(cell) },
            ),
            Defect::UsDate => self.change(|column, _| column.data_type == DataType::Date, us_date),
            Defect::ZeroDate => self
                .change(|column, _| column.data_type == DataType::Date, |cell| "0001-01-01".clone_into(cell)),
            Defect::TokenCase => {
                self.change(
                    is_token,
                    |cell| if variant { cell.make_ascii_uppercase() } else { capitalize(cell) },
                )
            }
            Defect::UnknownToken => self.change(is_token, |cell| cell.push_str("_1")),
            Defect::DanglingReference => {
                let draw = self.draw;
                self.change(
                    |column, _| column.references.is_some(),
                    |cell| {
                        let rest = cell.find(',').map_or(String::new(), |comma| cell.split_off(comma));
                        cell.clear();
                        push_uuid(cell, draw);
                        cell.push_str(&rest);
                    },
                )
            }
            Defect::DuplicateId => {
                let duplicate = self.previous_id.to_owned();
                !duplicate.is_empty() && self.change(is_id, |cell| *cell = duplicate)
            }
            Defect::TrailingBlankId => self.change(is_id, |cell| cell.push_str("  ")),
            Defect::NonConformantId => {
                self.change(is_id, |cell| cell.insert_str(0, if variant { "{" } else { "nº " }))
            }
            Defect::MissingRequired => {
                let version = self.version;
                self.change(
                    |column, cell| {
                        column.requirement(version) == Some(Requirement::Required) && !is_id(column, cell)
                    },
                    String::clear,
                )
            }
            Defect::BulkStatus => self.set_status("active"),
            Defect::ToBeDeletedSpelling => self.set_status("toBeDeleted"),
            Defect::InactiveStatus => self.set_status("inactive"),
            Defect::LineBreak => self.change(
                |column, _| column.data_type == DataType::Text && !column.list,
                |cell| {
                    let line_break = if variant { "\n" } else { "\r\n" };
                    match cell.find(' ') {
                        Some(blank) => cell.replace_range(blank..=blank, line_break),
                        None => cell.push_str(line_break),
                    }
                },
            ),
            Defect::ListBlanks => self.change(
                |column, cell| column.list && cell.contains(','),
                |cell| *cell = cell.replace(',', ", "),
            ),
            Defect::InvalidEmail => {
                self.change(|column, _| column.name == "email", |cell| *cell = cell.replace('@', " at "))
            }
            Defect::ExtraCell => {
                self.cells.push(if variant { String::new() } else { "x".to_owned() });
                true
            }
            Defect::MissingCell => {
                self.cells.truncate(self.cells.len() - if variant { 1 } else { 2 });
                true
            }
        }
    }

    /// Changes one of the filled cells that fit; false where there is none.
    fn change(&mut self, fits: impl Fn(&Column, &str) -> bool, change: impl FnOnce(&mut String)) -> bool {
        let mut positions = Vec::new();
        for (position, column) in self.file.table().columns(self.version).enumerate() {
            if self.cells.get(position).is_some_and(|cell| !cell.is_empty() && fits(column, cell)) {
                positions.push(position);
            }
        }
        if positions.is_empty() {
            return false;
        }
        change(&mut self.cells[*self.draw.pick(Topic::Column, &positions)]);
        true
    }

    /// Fills the second and third cell, which are the same in all files.
    fn set_status(&mut self, status: &str) -> bool {
        let [_, cell, modified, ..] = self.cells.as_mut_slice() else { return false };
        status.clone_into(cell);
        "2026-08-18T06:00:00.000Z".clone_into(modified);
        true
    }
}

fn is_token(column: &Column, _: &str) -> bool {
    matches!(column.data_type, DataType::Enum(_)) && !column.list
}

fn is_id(column: &Column, _: &str) -> bool {
    column.name == "sourcedId"
}

fn capitalize(cell: &mut str) {
    if let Some(first) = cell.get_mut(..1) {
        first.make_ascii_uppercase();
    }
}

/// `2026-08-05` becomes `8/5/2026`.
fn us_date(cell: &mut String) {
    let mut parts = cell.split('-');
    if let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) {
        *cell = format!("{}/{}/{year}", month.trim_start_matches('0'), day.trim_start_matches('0'));
    }
}
