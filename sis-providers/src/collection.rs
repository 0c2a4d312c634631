use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! collections {
    ($($(#[$doc:meta])* $collection:ident = $name:literal, $operation:literal;)+) => {
        /// A collection of the rostering service that can be read as a whole.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Collection {
            $($(#[$doc])* #[serde(rename = $name)] $collection,)+
        }

        impl Collection {
            /// Every collection, those first that others refer to.
            pub const ALL: &'static [Self] = &[$(Self::$collection),+];

            /// Returns the path segment of the collection: `academicSessions`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$collection => $name,)+
                }
            }

            /// Returns the name of the operation in the standard: `getAllAcademicSessions`.
            pub const fn operation(self) -> &'static str {
                match self {
                    $(Self::$collection => $operation,)+
                }
            }
        }
    };
}

collections! {
    /// Districts, schools and their parts.
    Orgs = "orgs", "getAllOrgs";
    /// Schools alone.
    Schools = "schools", "getAllSchools";
    /// School years, terms and grading periods.
    AcademicSessions = "academicSessions", "getAllAcademicSessions";
    /// Terms alone.
    Terms = "terms", "getAllTerms";
    /// Grading periods alone.
    GradingPeriods = "gradingPeriods", "getAllGradingPeriods";
    /// Courses.
    Courses = "courses", "getAllCourses";
    /// Classes.
    Classes = "classes", "getAllClasses";
    /// All people.
    Users = "users", "getAllUsers";
    /// Students alone.
    Students = "students", "getAllStudents";
    /// Teachers alone.
    Teachers = "teachers", "getAllTeachers";
    /// Who is in which class.
    Enrollments = "enrollments", "getAllEnrollments";
    /// Demographics of people.
    Demographics = "demographics", "getAllDemographics";
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
