use std::fmt;
use std::str::FromStr;

use oneroster_csv::objects::ToRows;
use oneroster_csv::{File, Service};
use oneroster_model::Version;
use oneroster_model::gradebook::{Category, LineItem, Result as WorkResult, ScoreScale};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
use serde::{Serialize, Serializer};

macro_rules! collections {
    ($($(#[$doc:meta])* $collection:ident = $name:literal, $operation:literal, $file:ident, $need:ident;)+) => {
        /// A collection that can be fetched.
        ///
        /// # Examples
        ///
        /// ```
        /// use roster_flow::fetch::{Collection, Need};
        ///
        /// assert_eq!(Collection::Demographics.need(), Need::IfPermitted);
        /// assert_eq!("lineItems".parse(), Ok(Collection::LineItems));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Collection {
            $($(#[$doc])* $collection,)+
        }

        impl Collection {
            /// Every collection, those first that others refer to; fetched in this order.
            pub const ALL: &'static [Self] = &[$(Self::$collection),+];

            /// Returns the name in the standard: `academicSessions`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$collection => $name,)+ }
            }

            /// Returns the operation that reads all of it: `getAllAcademicSessions`.
            pub const fn operation(self) -> &'static str {
                match self { $(Self::$collection => $operation,)+ }
            }

            /// Returns the file that gets a row for each record.
            pub const fn file(self) -> File {
                match self { $(Self::$collection => File::$file,)+ }
            }

            /// Returns whether a roster can do without it; a [`Fetch`](super::Fetch) may be told otherwise.
            pub const fn need(self) -> Need {
                match self { $(Self::$collection => Need::$need,)+ }
            }
        }
    };
}

collections! {
    /// Districts, schools and their parts.
    Orgs = "orgs", "getAllOrgs", Orgs, Required;
    /// School years, terms and grading periods.
    AcademicSessions = "academicSessions", "getAllAcademicSessions", AcademicSessions, Required;
    /// Courses.
    Courses = "courses", "getAllCourses", Courses, Required;
    /// Classes.
    Classes = "classes", "getAllClasses", Classes, Required;
    /// People with their roles and profiles.
    Users = "users", "getAllUsers", Users, Required;
    /// Who is in which class.
    Enrollments = "enrollments", "getAllEnrollments", Enrollments, Required;
    /// Demographic facts.
    Demographics = "demographics", "getAllDemographics", Demographics, IfPermitted;
    /// Categories of graded work.
    Categories = "categories", "getAllCategories", Categories, IfPermitted;
    /// Score scales (1.2).
    ScoreScales = "scoreScales", "getAllScoreScales", ScoreScales, IfPermitted;
    /// Pieces of graded work.
    LineItems = "lineItems", "getAllLineItems", LineItems, IfPermitted;
    /// Results of students.
    Results = "results", "getAllResults", Results, IfPermitted;
    /// Learning resources.
    Resources = "resources", "getAllResources", Resources, IfPermitted;
}

impl Collection {
    /// Returns the operations that each read a part of it.
    pub(super) const fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Orgs => &["getAllSchools"],
            Self::AcademicSessions => &["getAllTerms", "getAllGradingPeriods"],
            Self::Users => &["getAllStudents", "getAllTeachers"],
            _ => &[],
        }
    }

    /// Returns the files that its records have rows in, the main one first.
    pub fn files(self) -> &'static [File] {
        match self {
            Self::Orgs => Org::FILES,
            Self::AcademicSessions => AcademicSession::FILES,
            Self::Courses => Course::FILES,
            Self::Classes => Class::FILES,
            Self::Users => User::FILES,
            Self::Enrollments => Enrollment::FILES,
            Self::Demographics => Demographics::FILES,
            Self::Categories => Category::FILES,
            Self::ScoreScales => ScoreScale::FILES,
            Self::LineItems => LineItem::FILES,
            Self::Results => WorkResult::FILES,
            Self::Resources => Resource::FILES,
        }
    }

    /// Returns the service that hands it out.
    pub const fn service(self) -> Service {
        self.file().service()
    }

    /// Tells whether servers of a version have it.
    pub fn is_in(self, version: Version) -> bool {
        self.file().since() <= version
    }
}

/// What becomes of a fetch when the server does not hand out a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// It fails.
    Required,
    /// It goes on without the collection, with a finding.
    IfPermitted,
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Collection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl FromStr for Collection {
    type Err = String;

    /// Reads the name of the standard; the error lists the names there are.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|collection| collection.name() == text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|collection| collection.name()).collect();
            format!("not one of {}", names.join(", "))
        })
    }
}
