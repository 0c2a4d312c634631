use std::fmt;

use oneroster_model::Version;
use oneroster_model::json::Service;
use serde::{Deserialize, Serialize};

macro_rules! collections {
    ($($(#[$doc:meta])* $collection:ident = $name:literal, $operation:literal, $service:ident;)+) => {
        /// A collection that can be read as a whole.
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

            /// Returns the service that hands it out.
            pub const fn service(self) -> Service {
                match self {
                    $(Self::$collection => Service::$service,)+
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
    Orgs = "orgs", "getAllOrgs", Rostering;
    /// Schools alone.
    Schools = "schools", "getAllSchools", Rostering;
    /// School years, terms and grading periods.
    AcademicSessions = "academicSessions", "getAllAcademicSessions", Rostering;
    /// Terms alone.
    Terms = "terms", "getAllTerms", Rostering;
    /// Grading periods alone.
    GradingPeriods = "gradingPeriods", "getAllGradingPeriods", Rostering;
    /// Courses.
    Courses = "courses", "getAllCourses", Rostering;
    /// Classes.
    Classes = "classes", "getAllClasses", Rostering;
    /// All people.
    Users = "users", "getAllUsers", Rostering;
    /// Students alone.
    Students = "students", "getAllStudents", Rostering;
    /// Teachers alone.
    Teachers = "teachers", "getAllTeachers", Rostering;
    /// Who is in which class.
    Enrollments = "enrollments", "getAllEnrollments", Rostering;
    /// Demographics of people.
    Demographics = "demographics", "getAllDemographics", Rostering;
    /// Categories of graded work.
    Categories = "categories", "getAllCategories", Gradebook;
    /// Score scales (1.2).
    ScoreScales = "scoreScales", "getAllScoreScales", Gradebook;
    /// Pieces of graded work.
    LineItems = "lineItems", "getAllLineItems", Gradebook;
    /// Results of students.
    Results = "results", "getAllResults", Gradebook;
    /// Learning resources.
    Resources = "resources", "getAllResources", Resources;
}

impl Collection {
    /// Tells whether servers of a version have it.
    pub const fn is_in(self, version: Version) -> bool {
        !matches!((self, version), (Self::ScoreScales, Version::V1_1))
    }
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
