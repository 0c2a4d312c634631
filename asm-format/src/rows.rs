//! The row types and, from the same declaration, the tables of the six files.
//!
//! Rows are generic over the text type: `StudentRow<&str>` borrows from a record that was read,
//! `StudentRow` (that is `StudentRow<String>`) owns its values. Empty optional values are empty
//! texts. A repeated column is one list, in the order of its numbers. `Debug` shows keys alone,
//! because people's names have no place in logs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::read::Record;
use crate::table::{AsmFile, Column, Repeated, Table};

/// A row of one of the six files.
///
/// Implemented by the row types of this crate for every text type; it cannot be implemented elsewhere.
pub trait AsmRow: sealed::Sealed {
    /// The file that holds such rows.
    const FILE: AsmFile;

    /// Returns how many values the repeated column needs; 0 for files without one.
    fn width(&self) -> usize;

    /// Visits the cells in the order of [`Table::header`] with the same `width`.
    ///
    /// Values of the repeated column beyond `width` and beyond the template are not visited.
    fn for_each_cell(&self, width: usize, visit: impl FnMut(&str));
}

/// A row that borrows its values from the record it was read from.
pub trait ReadRow<'r>: AsmRow + Sized {
    /// Builds the row; values of columns that the record lacks are empty.
    ///
    /// The record should be one of the row's file: see [`Record::row`].
    fn from_record(record: &Record<'r>) -> Self;
}

mod sealed {
    /// Keeps [`AsmRow`](super::AsmRow) to the rows of this crate.
    pub trait Sealed {}
}

/// Declares a row type and its table.
///
/// `before`, `list` and `after` follow the template from left to right.
macro_rules! row {
    (
        $(#[$meta:meta])*
        $row:ident, $table:ident, $file:ident, $entity:literal;
        before { $key:ident: $key_rules:expr, $key_about:literal;
                 $($before:ident: $before_rules:expr, $before_about:literal;)* }
        $(list $list:ident ($base:literal up to $limit:literal), $list_about:literal {
            $($list_column:literal: $list_rules:expr, $list_column_about:literal;)+
        })?
        after { $($after:ident: $after_rules:expr, $after_about:literal;)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $row<S = String> {
            #[doc = $key_about]
            pub $key: S,
            $(#[doc = $before_about]
            pub $before: S,)*
            $(#[doc = $list_about]
            #[serde(default = "Vec::new")]
            pub $list: Vec<S>,)?
            $(#[doc = $after_about]
            pub $after: S,)*
        }

        /// Columns and rules of the file.
        pub(crate) static $table: Table = {
            const BEFORE: usize = [stringify!($key), $(stringify!($before)),*].len();
            const COLUMNS: &[Column] = &[
                Column { name: stringify!($key), description: $key_about, ..$key_rules },
                $(Column { name: stringify!($before), description: $before_about, ..$before_rules },)*
                $($(Column { name: $list_column, description: $list_column_about, ..$list_rules },)+)?
                $(Column { name: stringify!($after), description: $after_about, ..$after_rules },)*
            ];
            #[allow(unused_mut, unused_assignments, reason = "files without a repeated column")]
            let mut repeated = None;
            $(repeated = Some(Repeated {
                base: $base,
                position: BEFORE,
                in_template: [$($list_column),+].len(),
                limit: $limit,
            });)?
            let _ = BEFORE;
            Table { file: AsmFile::$file, entity: $entity, columns: COLUMNS, repeated }
        };

        impl<S: AsRef<str>> $row<S> {
            /// Returns the same row with borrowed texts.
            pub fn as_borrowed(&self) -> $row<&str> {
                $row {
                    $key: self.$key.as_ref(),
                    $($before: self.$before.as_ref(),)*
                    $($list: self.$list.iter().map(AsRef::as_ref).collect(),)?
                    $($after: self.$after.as_ref(),)*
                }
            }

            /// Returns the same row with owned texts.
            pub fn to_owned_row(&self) -> $row {
                $row {
                    $key: self.$key.as_ref().to_owned(),
                    $($before: self.$before.as_ref().to_owned(),)*
                    $($list: self.$list.iter().map(|text| text.as_ref().to_owned()).collect(),)?
                    $($after: self.$after.as_ref().to_owned(),)*
                }
            }
        }

        impl<S> sealed::Sealed for $row<S> {}

        impl<S: AsRef<str>> AsmRow for $row<S> {
            const FILE: AsmFile = AsmFile::$file;

            fn width(&self) -> usize {
                0 $(+ self.$list.len())?
            }

            #[allow(unused_variables, reason = "files without a repeated column")]
            fn for_each_cell(&self, width: usize, mut visit: impl FnMut(&str)) {
                visit(self.$key.as_ref());
                $(visit(self.$before.as_ref());)*
                $(for number in 0..$table.template_width() {
                    visit(self.$list.get(number).map_or("", AsRef::as_ref));
                })?
                $(visit(self.$after.as_ref());)*
                $(for number in $table.template_width()..width {
                    visit(self.$list.get(number).map_or("", AsRef::as_ref));
                })?
            }
        }

        impl<'r> ReadRow<'r> for $row<&'r str> {
            fn from_record(record: &Record<'r>) -> Self {
                let mut columns = (0..).map(|column| record.cell(column));
                let mut next = || columns.next().unwrap_or_default();
                Self {
                    $key: next(),
                    $($before: next(),)*
                    $($list: {
                        for _ in 0..[$($list_column),+].len() {
                            next();
                        }
                        record.repeated().map(|(_, value)| value).filter(|value| !value.is_empty()).collect()
                    },)?
                    $($after: next(),)*
                }
            }
        }

        impl<S: fmt::Debug> fmt::Debug for $row<S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($row)).field(stringify!($key), &self.$key).finish_non_exhaustive()
            }
        }
    };
}

row! {
    /// A row of `students.csv`.
    ///
    /// # Examples
    ///
    /// ```
    /// use asm_format::StudentRow;
    ///
    /// let student = StudentRow {
    ///     person_id: "S-17",
    ///     first_name: "Eliza",
    ///     last_name: "Block",
    ///     location_ids: vec!["North", "South"],
    ///     ..StudentRow::default()
    /// };
    /// assert_eq!(student.to_owned_row().location_ids, ["North", "South"]);
    /// assert_eq!(format!("{student:?}"), r#"StudentRow { person_id: "S-17", .. }"#);
    /// ```
    StudentRow, STUDENTS, Students, "student";
    before {
        person_id: Column::KEY,
            "Key of the person, unique over students and staff; it cannot be changed after the first import.";
        person_number: Column::TEXT,
            "Student number; required when the account format of the organisation uses it.";
        first_name: Column::REQUIRED_TEXT, "Given name.";
        middle_name: Column::TEXT, "Middle name.";
        last_name: Column::REQUIRED_TEXT, "Family name.";
        grade_level: Column::TEXT, "Grade; Apple lists no vocabulary.";
        email_address: Column::EMAIL,
            "E-mail address; required and unique when the organisation federates accounts.";
        sis_username: Column::TEXT,
            "User name in the SIS; required when the account format of the organisation uses it.";
        password_policy: Column::POLICY,
            "`4`, `6` or `8`, or empty for the policy of the location. A value overrides it at every upload.";
    }
    list location_ids ("location_id" up to 999), "Schools of the student, the first one required." {
        "location_id": Column::reference(AsmFile::Locations), "School of the student.";
    }
    after {}
}

row! {
    /// A row of `staff.csv`: somebody who becomes an instructor.
    ///
    /// There is no password policy; staff always have the strong kind.
    StaffRow, STAFF, Staff, "staff member";
    before {
        person_id: Column::KEY,
            "Key of the person, unique over students and staff; it cannot be changed after the first import.";
        person_number: Column::TEXT,
            "Employee number; required when the account format of the organisation uses it.";
        first_name: Column::REQUIRED_TEXT, "Given name.";
        middle_name: Column::TEXT, "Middle name.";
        last_name: Column::REQUIRED_TEXT, "Family name.";
        email_address: Column::EMAIL,
            "E-mail address; required and unique when the organisation federates accounts.";
        sis_username: Column::TEXT,
            "User name in the SIS; required when the account format of the organisation uses it.";
    }
    list location_ids ("location_id" up to 999), "Schools of the person, the first one required." {
        "location_id": Column::reference(AsmFile::Locations), "School of the person.";
    }
    after {}
}

row! {
    /// A row of `courses.csv`.
    CourseRow, COURSES, Courses, "course";
    before {
        course_id: Column::KEY, "Key of the course.";
        course_number: Column::TEXT, "Course code.";
        course_name: Column::TEXT,
            "Name of the course; the class names shown by Apple School Manager are built from it.";
        location_id: Column::reference(AsmFile::Locations), "School of the course.";
    }
    after {}
}

row! {
    /// A row of `classes.csv`.
    ClassRow, CLASSES, Classes, "class";
    before {
        class_id: Column::KEY, "Key of the class.";
        class_number: Column::TEXT, "Class or section code, the second part of the class name that is shown.";
        course_id: Column::reference(AsmFile::Courses), "Course of the class.";
    }
    list instructor_ids ("instructor_id" up to 15), "Instructors, at most 15; the first one leads." {
        "instructor_id": Column::optional_reference(AsmFile::Staff), "First instructor.";
        "instructor_id_2": Column::optional_reference(AsmFile::Staff), "Second instructor.";
        "instructor_id_3": Column::optional_reference(AsmFile::Staff), "Third instructor.";
    }
    after {
        location_id: Column::reference(AsmFile::Locations), "School of the class.";
    }
}

row! {
    /// A row of `rosters.csv`: one student in one class.
    RosterRow, ROSTERS, Rosters, "roster entry";
    before {
        roster_id: Column::KEY, "Key of the row, unique over the whole organisation.";
        class_id: Column::reference(AsmFile::Classes), "The class.";
        student_id: Column::reference(AsmFile::Students), "The student, a `person_id` of `students.csv`.";
    }
    after {}
}

row! {
    /// A row of `locations.csv`: a school or department.
    LocationRow, LOCATIONS, Locations, "location";
    before {
        location_id: Column::KEY, "Key of the location.";
        location_name: Column::REQUIRED_TEXT, "Name of the location.";
    }
    after {}
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn cells_follow_the_header_for_every_width() {
        let class = ClassRow {
            class_id: "k",
            class_number: "n",
            course_id: "c",
            instructor_ids: vec!["1", "2", "3", "4"],
            location_id: "l",
        };
        for (width, expected) in [
            (0, vec!["k", "n", "c", "1", "2", "3", "l"]),
            (4, vec!["k", "n", "c", "1", "2", "3", "l", "4"]),
            (6, vec!["k", "n", "c", "1", "2", "3", "l", "4", "", ""]),
        ] {
            let mut cells = Vec::new();
            class.for_each_cell(width, |cell| cells.push(cell.to_owned()));
            assert_eq!(cells, expected);
            assert_eq!(CLASSES.header(width).count(), expected.len());
        }
    }

    #[test]
    fn debug_shows_the_key_alone() {
        let person = StaffRow { person_id: "T1", last_name: "Hidden", ..StaffRow::default() };
        assert_eq!(format!("{person:?}"), r#"StaffRow { person_id: "T1", .. }"#);
    }

    #[test]
    fn rows_travel_through_json_owned_and_borrowed() {
        let json =
            r#"{"class_id":"k","class_number":"","course_id":"c","instructor_ids":["1"],"location_id":"l"}"#;
        let borrowed: ClassRow<&str> = serde_json::from_str(json).unwrap();
        let owned: ClassRow = serde_json::from_str(json).unwrap();
        assert_eq!(borrowed.to_owned_row(), owned);
        assert_eq!(serde_json::to_string(&borrowed).unwrap(), json);
    }
}
