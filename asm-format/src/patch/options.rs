//! Which repairs are made, and what they did.

use serde::{Deserialize, Serialize};

use crate::archive::{ArchiveSettings, ArchiveSummary};
use crate::table::AsmFile;

/// A value by which rows of the same person are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PersonField {
    /// `email_address`, compared without regard to case.
    EmailAddress,
    /// `first_name`.
    FirstName,
    /// `middle_name`.
    MiddleName,
    /// `last_name`.
    LastName,
    /// `person_number`.
    PersonNumber,
    /// `grade_level`; staff have none, so it finds nobody there.
    GradeLevel,
    /// `sis_username`.
    SisUsername,
}

impl PersonField {
    /// Returns the name of the column.
    pub const fn column(self) -> &'static str {
        match self {
            Self::EmailAddress => "email_address",
            Self::FirstName => "first_name",
            Self::MiddleName => "middle_name",
            Self::LastName => "last_name",
            Self::PersonNumber => "person_number",
            Self::GradeLevel => "grade_level",
            Self::SisUsername => "sis_username",
        }
    }
}

/// The repairs to be made; none by default.
///
/// # Examples
///
/// ```
/// use asm_format::{PatchOptions, PersonField};
///
/// let options = PatchOptions::dangling().with_merge_people_by([PersonField::EmailAddress]);
/// assert!(options.remove_unknown_instructors && options.remove_rosters_of_unknown_students);
/// assert_eq!(options.merge_people_by, [PersonField::EmailAddress]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PatchOptions {
    /// Takes instructors out of classes who are not in `staff.csv`.
    pub remove_unknown_instructors: bool,
    /// Removes roster rows whose class is not in `classes.csv`.
    pub remove_rosters_of_unknown_classes: bool,
    /// Removes roster rows whose student is not in `students.csv`.
    pub remove_rosters_of_unknown_students: bool,
    /// Merges people who agree in all of these values; nothing is merged without any.
    ///
    /// Students and staff are looked at apart. A person for whom one of the values is empty is not
    /// merged. Rows with the same `person_id` are merged too.
    pub merge_people_by: Vec<PersonField>,
    /// How the new archive is written.
    pub archive: ArchiveSettings,
}

impl PatchOptions {
    /// Returns the options that remove everything that points to nothing, and merge nobody.
    pub fn dangling() -> Self {
        Self {
            remove_unknown_instructors: true,
            remove_rosters_of_unknown_classes: true,
            remove_rosters_of_unknown_students: true,
            ..Self::default()
        }
    }

    /// Returns the options with people merged by these values.
    #[must_use]
    pub fn with_merge_people_by(self, fields: impl IntoIterator<Item = PersonField>) -> Self {
        Self { merge_people_by: fields.into_iter().collect(), ..self }
    }

    /// Returns the options with another way to write the archive.
    #[must_use]
    pub fn with_archive(self, archive: ArchiveSettings) -> Self {
        Self { archive, ..self }
    }
}

/// What the repairs did, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PatchReport {
    /// Instructors taken out of classes.
    pub instructors_removed: u64,
    /// Roster rows removed for want of their class, or of both class and student.
    pub rosters_without_class: u64,
    /// Roster rows removed for want of their student.
    pub rosters_without_student: u64,
    /// Rows of students that went into another row.
    pub students_merged: u64,
    /// Rows of staff that went into another row.
    pub staff_merged: u64,
    /// Instructors and students of rosters that point to another row of the same person now.
    pub references_rewritten: u64,
    /// Roster rows removed because a merged student was in the class already.
    pub rosters_merged: u64,
    rows: [u64; 6],
}

impl PatchReport {
    /// Returns the number of rows that were written.
    pub fn rows(&self, file: AsmFile) -> u64 {
        self.rows[file.index()]
    }

    /// Tells whether any repair changed anything.
    pub fn has_changes(&self) -> bool {
        let Self {
            instructors_removed,
            rosters_without_class,
            rosters_without_student,
            students_merged,
            staff_merged,
            references_rewritten,
            rosters_merged,
            rows: _,
        } = self;
        instructors_removed
            + rosters_without_class
            + rosters_without_student
            + students_merged
            + staff_merged
            + references_rewritten
            + rosters_merged
            > 0
    }

    pub(super) fn set_rows(&mut self, summary: &ArchiveSummary) {
        self.rows = AsmFile::ALL.map(|file| summary.rows(file));
    }
}
