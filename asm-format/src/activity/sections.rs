//! The sections of a log and their entries.

use std::fmt;

use serde::Serialize;

use super::outcomes::{AsmOutcome, OutcomeClass};
use crate::table::AsmFile;

/// What became of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct OperationResult {
    /// `operation_status`: `SUCCESS` and `ISSUE` were seen.
    pub status: String,
    /// `operation_substatus`: a code such as `UPDATED`, see [`AsmOutcome`].
    pub substatus: String,
    /// `timestamp`, as it stands in the log.
    pub timestamp: String,
}

impl OperationResult {
    /// Returns what is known about the code.
    pub fn outcome(&self) -> Option<&'static AsmOutcome> {
        AsmOutcome::of(&self.substatus)
    }

    /// Returns how the result is to be taken.
    ///
    /// A status other than `SUCCESS` is an issue at least; unknown codes are judged by the status.
    pub fn class(&self) -> OutcomeClass {
        let by_status = if self.status.eq_ignore_ascii_case("SUCCESS") {
            OutcomeClass::Success
        } else {
            OutcomeClass::Issue
        };
        match self.outcome() {
            Some(outcome) if outcome.class == OutcomeClass::Success => by_status,
            Some(outcome) => outcome.class,
            None => by_status,
        }
    }

    /// Tells whether the record is as it was sent.
    pub fn is_success(&self) -> bool {
        self.class() == OutcomeClass::Success
    }
}

/// An entry of any section.
pub trait ActivityEntry {
    /// The file whose rows the section is about; people are those of both files.
    const FILE: AsmFile;

    /// Returns the key of the record.
    fn key(&self) -> &str;

    /// Returns what became of it.
    fn result(&self) -> &OperationResult;
}

/// An entry that is built from the cells of a line.
pub(super) trait FromLine: ActivityEntry + Sized {
    /// Builds the entry; `cell` returns the cell of a column, empty when there is none.
    fn from_line(cell: impl Fn(&str) -> String) -> Self;
}

macro_rules! entry {
    ($(#[$meta:meta])* $entry:ident, $file:ident { $key:ident: $key_about:literal; $($field:ident: $about:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq, Hash, Serialize)]
        #[non_exhaustive]
        pub struct $entry {
            #[doc = $key_about]
            pub $key: String,
            $(#[doc = $about]
            pub $field: String,)*
            /// What became of the record.
            pub result: OperationResult,
        }

        impl ActivityEntry for $entry {
            const FILE: AsmFile = AsmFile::$file;

            fn key(&self) -> &str {
                &self.$key
            }

            fn result(&self) -> &OperationResult {
                &self.result
            }
        }

        impl FromLine for $entry {
            fn from_line(cell: impl Fn(&str) -> String) -> Self {
                Self {
                    $key: cell(stringify!($key)),
                    $($field: cell(stringify!($field)),)*
                    result: OperationResult {
                        status: cell("operation_status"),
                        substatus: cell("operation_substatus"),
                        timestamp: cell("timestamp"),
                    },
                }
            }
        }

        impl fmt::Debug for $entry {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($entry))
                    .field(stringify!($key), &self.$key)
                    .field("result", &self.result)
                    .finish_non_exhaustive()
            }
        }
    };
}

entry! {
    /// What became of a student or member of staff. `Debug` leaves the name out.
    PersonEntry, Students {
        person_id: "Key of the person.";
        last_name: "Family name.";
        first_name: "Given name.";
        person_number: "Student or employee number.";
        email: "E-mail address.";
    }
}

entry! {
    /// What became of a class.
    ClassEntry, Classes {
        class_id: "Key of the class.";
        course_name: "Name of the course.";
        class_number: "Class or section code.";
    }
}

entry! {
    /// What became of a location.
    LocationEntry, Locations {
        location_id: "Key of the location.";
        location_name: "Name of the location.";
    }
}

entry! {
    /// What became of a course.
    CourseEntry, Courses {
        course_id: "Key of the course.";
        course_number: "Course code.";
        course_name: "Name of the course.";
        location_id: "School of the course.";
    }
}

entry! {
    /// What became of a roster row.
    RosterEntry, Rosters {
        roster_id: "Key of the row.";
        class_id: "The class.";
        student_id: "The student.";
    }
}
