use std::fmt;

use oneroster_model::Version;
use serde::{Serialize, Serializer};

use crate::table::Table;
use crate::tables;

macro_rules! files {
    ($($(#[$doc:meta])* $variant:ident $stem:literal $entity:literal $service:ident $since:ident $table:path;)+) => {
        /// A data file of the CSV binding: 13 in OneRoster 1.1, 21 in 1.2.
        ///
        /// The manifest is not among them; it describes the others.
        ///
        /// # Examples
        ///
        /// ```
        /// use oneroster_csv::File;
        /// use oneroster_model::Version;
        ///
        /// assert_eq!(File::Users.name(), "users.csv");
        /// assert_eq!(File::from_name("roles.csv"), Some(File::Roles));
        /// assert_eq!(File::of(Version::V1_1).count(), 13);
        /// assert_eq!(File::of(Version::V1_2).count(), 21);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum File {
            $($(#[$doc])* $variant,)+
        }

        impl File {
            /// Every data file, in the order of the manifest's table.
            pub const ALL: [Self; 21] = [$(Self::$variant),+];

            /// Returns the name of the file, such as `users.csv`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => concat!($stem, ".csv"),)+ }
            }

            /// Returns the property of the manifest that gives the mode, such as `file.users`.
            pub const fn manifest_property(self) -> &'static str {
                match self { $(Self::$variant => concat!("file.", $stem),)+ }
            }

            /// Returns the standard's word for one row, such as `user`.
            pub const fn entity(self) -> &'static str {
                match self { $(Self::$variant => $entity,)+ }
            }

            /// Returns the service that the file belongs to.
            pub const fn service(self) -> Service {
                match self { $(Self::$variant => Service::$service,)+ }
            }

            /// Returns the first version of those supported here that has the file.
            pub const fn since(self) -> Version {
                match self { $(Self::$variant => Version::$since,)+ }
            }

            /// Returns the definition of the file's columns.
            pub fn table(self) -> &'static Table {
                match self { $(Self::$variant => &$table,)+ }
            }
        }
    };
}

files! {
    /// School years, semesters, terms, grading periods.
    AcademicSessions "academicSessions" "academicSession" Rostering V1_1 tables::AcademicSessionRow::<&str>::TABLE;
    /// Categories of graded work.
    Categories "categories" "category" Gradebook V1_1 tables::CategoryRow::<&str>::TABLE;
    /// Classes.
    Classes "classes" "class" Rostering V1_1 tables::ClassRow::<&str>::TABLE;
    /// Resources of classes.
    ClassResources "classResources" "classResource" Resources V1_1 tables::ClassResourceRow::<&str>::TABLE;
    /// Courses.
    Courses "courses" "course" Rostering V1_1 tables::CourseRow::<&str>::TABLE;
    /// Resources of courses.
    CourseResources "courseResources" "courseResource" Resources V1_1 tables::CourseResourceRow::<&str>::TABLE;
    /// Demographic facts.
    Demographics "demographics" "demographics" Rostering V1_1 tables::DemographicsRow::<&str>::TABLE;
    /// Who takes part in which class.
    Enrollments "enrollments" "enrollment" Rostering V1_1 tables::EnrollmentRow::<&str>::TABLE;
    /// Learning objectives of line items.
    LineItemLearningObjectiveIds "lineItemLearningObjectiveIds" "lineItemLearningObjectiveId" Gradebook V1_2
        tables::LineItemLearningObjectiveIdRow::<&str>::TABLE;
    /// Pieces of graded work.
    LineItems "lineItems" "lineItem" Gradebook V1_1 tables::LineItemRow::<&str>::TABLE;
    /// Score scales of line items.
    LineItemScoreScales "lineItemScoreScales" "lineItemScoreScale" Gradebook V1_2
        tables::LineItemScoreScaleRow::<&str>::TABLE;
    /// Schools, districts, departments.
    Orgs "orgs" "org" Rostering V1_1 tables::OrgRow::<&str>::TABLE;
    /// Learning resources.
    Resources "resources" "resource" Resources V1_1 tables::ResourceRow::<&str>::TABLE;
    /// Learning objectives of results.
    ResultLearningObjectiveIds "resultLearningObjectiveIds" "resultLearningObjectiveId" Gradebook V1_2
        tables::ResultLearningObjectiveIdRow::<&str>::TABLE;
    /// Results of students.
    Results "results" "result" Gradebook V1_1 tables::ResultRow::<&str>::TABLE;
    /// Score scales of results.
    ResultScoreScales "resultScoreScales" "resultScoreScale" Gradebook V1_2
        tables::ResultScoreScaleRow::<&str>::TABLE;
    /// What users are in orgs.
    Roles "roles" "role" Rostering V1_2 tables::RoleRow::<&str>::TABLE;
    /// Score scales.
    ScoreScales "scoreScales" "scoreScale" Gradebook V1_2 tables::ScoreScaleRow::<&str>::TABLE;
    /// Accounts of users in other systems.
    UserProfiles "userProfiles" "userProfile" Rostering V1_2 tables::UserProfileRow::<&str>::TABLE;
    /// Resources of users.
    UserResources "userResources" "userResource" Resources V1_2 tables::UserResourceRow::<&str>::TABLE;
    /// People.
    Users "users" "user" Rostering V1_1 tables::UserRow::<&str>::TABLE;
}

impl File {
    /// The files without which no class can be rostered, in an order in which every reference points
    /// backwards. Version 1.2 adds [`File::Roles`] before the users' consumers.
    pub const ROSTERING: [Self; 7] = [
        Self::Orgs,
        Self::AcademicSessions,
        Self::Courses,
        Self::Classes,
        Self::Roles,
        Self::Users,
        Self::Enrollments,
    ];

    /// Iterates over the data files of a version, in the order of the manifest's table.
    pub fn of(version: Version) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |file| file.since() <= version)
    }

    /// Finds a file by its exact name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A group of files that is offered, and certified, together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// People, classes, enrollments.
    Rostering,
    /// Line items and results.
    Gradebook,
    /// Learning resources.
    Resources,
}
