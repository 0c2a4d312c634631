//! Enumerations of the standard, and the token lists that CSV columns accept.
//!
//! Each enumeration keeps a value that it does not know in its `Other` variant, so nothing is lost
//! between reading and writing: extensions (`ext:coach`) of OneRoster 1.2 and mistakes alike.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Version;

/// The tokens that one column or member accepts, per version.
///
/// Tokens are compared with case. [`accepts`](Self::accepts) applies the rule of the standard;
/// [`canonical`](Self::canonical) finds the token that a sloppy spelling means.
#[derive(Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Name for messages, such as `role`.
    pub name: &'static str,
    /// Tokens of OneRoster 1.1, empty where 1.1 has no such column.
    pub v1_1: &'static [&'static str],
    /// Tokens of OneRoster 1.2, empty where 1.2 has no such column.
    pub v1_2: &'static [&'static str],
    /// Whether 1.2 allows further tokens that begin with `ext:`.
    pub extensible: bool,
}

impl Vocabulary {
    /// Returns the tokens of a version in the order of the standard.
    pub const fn tokens(&self, version: Version) -> &'static [&'static str] {
        match version {
            Version::V1_1 => self.v1_1,
            Version::V1_2 => self.v1_2,
        }
    }

    /// Tells whether the standard accepts the token in that version.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::{Version, vocabulary};
    ///
    /// assert!(vocabulary::ORG_TYPE.accepts("ext:campus", Version::V1_2));
    /// assert!(!vocabulary::ORG_TYPE.accepts("ext:campus", Version::V1_1));
    /// assert!(!vocabulary::ORG_TYPE.accepts("School", Version::V1_2));
    /// ```
    pub fn accepts(&self, token: &str, version: Version) -> bool {
        self.tokens(version).contains(&token)
            || (self.extensible && version >= Version::V1_2 && token.len() > 4 && token.starts_with("ext:"))
    }

    /// Finds the token that is meant when case, blanks, hyphens and underscores are ignored.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::{Version, vocabulary};
    ///
    /// assert_eq!(vocabulary::SCORE_STATUS.canonical("Fully_Graded", Version::V1_1), Some("fully graded"));
    /// assert_eq!(vocabulary::SCORE_STATUS.canonical("lost", Version::V1_1), None);
    /// ```
    pub fn canonical(&self, text: &str, version: Version) -> Option<&'static str> {
        self.tokens(version).iter().copied().find(|token| same_letters(token, text))
    }

    /// Finds the word to write for a token in a version: the token itself, or one that stands in for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::{Version, vocabulary};
    ///
    /// assert_eq!(vocabulary::USER_ROLE.word_for("principal", Version::V1_1), Some("administrator"));
    /// assert_eq!(vocabulary::ROLE.word_for("principal", Version::V1_2), Some("principal"));
    /// assert_eq!(vocabulary::ROLE.word_for("coach", Version::V1_2), None);
    /// ```
    pub fn word_for<'t>(&self, token: &'t str, version: Version) -> Option<&'t str> {
        word_that(token, |word| self.accepts(word, version))
    }
}

/// Finds the token itself, or the first stand-in for it, that is listed.
pub(crate) fn word_that(token: &str, is_listed: impl Fn(&str) -> bool) -> Option<&str> {
    if is_listed(token) {
        return Some(token);
    }
    let stand_ins = STAND_INS.iter().filter(|(from, _)| *from == token).map(|(_, to)| *to);
    stand_ins.into_iter().find(|word| is_listed(word))
}

/// Words to write instead where a vocabulary lacks one in some version; the first listed one is taken.
///
/// OneRoster 1.2 splits the administrator of 1.1 in four; without a counterpart in 1.1 the others
/// become administrators, which is what other implementations do too.
const STAND_INS: &[(&str, &str)] = &[
    ("inactive", "tobedeleted"),
    ("administrator", "siteAdministrator"),
    ("districtAdministrator", "administrator"),
    ("siteAdministrator", "administrator"),
    ("systemAdministrator", "administrator"),
    ("principal", "administrator"),
    ("counselor", "administrator"),
];

/// Compares two tokens without case, blanks, hyphens and underscores.
fn same_letters(a: &str, b: &str) -> bool {
    let mut a = a.bytes().filter(|b| !is_filler(*b)).map(|b| b.to_ascii_lowercase());
    let mut b = b.bytes().filter(|b| !is_filler(*b)).map(|b| b.to_ascii_lowercase());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (x, y) if x == y => {}
            _ => return false,
        }
    }
}

const fn is_filler(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'-' | b'_')
}

macro_rules! vocabularies {
    ($($(#[$doc:meta])* $name:ident = $label:literal, 1.1 $v11:tt, 1.2 $v12:tt, extensible $ext:literal;)+) => {
        $($(#[$doc])*
        pub const $name: Vocabulary = Vocabulary { name: $label, v1_1: &$v11, v1_2: &$v12, extensible: $ext };)+

        /// Every vocabulary of this module.
        pub const ALL: &[&Vocabulary] = &[$(&$name),+];
    };
}

vocabularies! {
    /// State of a record in a delta file.
    STATUS = "status", 1.1 ["active", "tobedeleted"], 1.2 ["active", "tobedeleted"], extensible false;
    /// The tokens of true/false columns.
    BOOLEAN = "boolean", 1.1 ["true", "false"], 1.2 ["true", "false"], extensible false;
    /// `academicSessions.type`.
    SESSION_TYPE = "session type",
        1.1 ["gradingPeriod", "semester", "schoolYear", "term"],
        1.2 ["gradingPeriod", "semester", "schoolYear", "term"], extensible true;
    /// `classes.classType`.
    CLASS_TYPE = "class type", 1.1 ["homeroom", "scheduled"], 1.2 ["homeroom", "scheduled"], extensible true;
    /// `orgs.type`.
    ORG_TYPE = "org type",
        1.1 ["department", "school", "district", "local", "state", "national"],
        1.2 ["department", "school", "district", "local", "state", "national"], extensible true;
    /// `enrollments.role`.
    ENROLLMENT_ROLE = "enrollment role",
        1.1 ["administrator", "proctor", "student", "teacher"],
        1.2 ["administrator", "proctor", "student", "teacher"], extensible true;
    /// `users.role` of OneRoster 1.1.
    USER_ROLE = "user role",
        1.1 ["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"],
        1.2 [], extensible false;
    /// `roles.role` of OneRoster 1.2.
    ROLE = "role", 1.1 [],
        1.2 ["aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor",
            "relative", "siteAdministrator", "student", "systemAdministrator", "teacher"], extensible true;
    /// `roles.roleType` of OneRoster 1.2.
    ROLE_TYPE = "role type", 1.1 [], 1.2 ["primary", "secondary"], extensible false;
    /// `resources.roles`.
    RESOURCE_ROLE = "resource role",
        1.1 ["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"],
        1.2 ["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"],
        extensible true;
    /// `resources.importance`.
    IMPORTANCE = "importance", 1.1 ["primary", "secondary"], 1.2 ["primary", "secondary"], extensible false;
    /// `demographics.sex`.
    SEX = "sex", 1.1 ["male", "female"], 1.2 ["male", "female", "unspecified", "other"], extensible true;
    /// `results.scoreStatus`.
    SCORE_STATUS = "score status",
        1.1 ["exempt", "fully graded", "not submitted", "partially graded", "submitted"],
        1.2 ["exempt", "fully graded", "not submitted", "partially graded", "submitted"], extensible true;
    /// `source` of the two learning objective files.
    LEARNING_OBJECTIVE_SOURCE = "learning objective source", 1.1 [], 1.2 ["case", "unknown"], extensible true;
}

macro_rules! enumerations {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $token:literal,)+ })+) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A token that the standard does not list, kept as it came.
            Other(String),
        }

        impl $name {
            /// The values that the standard lists, both versions together.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the token of the standard, or the text that was kept.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $token,)+
                    Self::Other(text) => text,
                }
            }

            /// Reads a token as the standard spells it; everything else becomes `Other`.
            pub fn from_token(token: &str) -> Self {
                match token {
                    $($token => Self::$variant,)+
                    _ => Self::Other(token.to_owned()),
                }
            }

            /// Reads a token without regard to case, blanks, hyphens and underscores.
            pub fn from_token_lenient(token: &str) -> Self {
                match token {
                    $($token => return Self::$variant,)+
                    _ => {}
                }
                $(if same_letters($token, token) { return Self::$variant; })+
                Self::Other(token.trim().to_owned())
            }

            /// Tells whether this is a vocabulary extension of OneRoster 1.2 (`ext:...`).
            pub fn is_extension(&self) -> bool {
                matches!(self, Self::Other(text) if text.starts_with("ext:"))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<&str> for $name {
            fn from(token: &str) -> Self {
                Self::from_token(token)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::from_token(&String::deserialize(deserializer)?))
            }
        }
    )+ };
}

enumerations! {
    /// State of a record: live, or to be deleted by the consumer.
    Status {
        /// The record is live.
        Active = "active",
        /// The record may be deleted.
        ToBeDeleted = "tobedeleted",
        /// A leftover of OneRoster 1.0, to be read as [`Status::ToBeDeleted`].
        Inactive = "inactive",
    }
    /// Kind of an org.
    OrgType {
        /// A department of a school.
        Department = "department",
        /// A school.
        School = "school",
        /// A district.
        District = "district",
        /// A local authority.
        Local = "local",
        /// A state.
        State = "state",
        /// A nation.
        National = "national",
    }
    /// Kind of an academic session.
    SessionType {
        /// A period that ends in a grade.
        GradingPeriod = "gradingPeriod",
        /// A semester.
        Semester = "semester",
        /// A whole school year.
        SchoolYear = "schoolYear",
        /// A term.
        Term = "term",
    }
    /// Kind of a class.
    ClassType {
        /// The group that meets for registration.
        Homeroom = "homeroom",
        /// A class of the timetable.
        Scheduled = "scheduled",
    }
    /// What a user does in a class.
    EnrollmentRole {
        /// Administers the class.
        Administrator = "administrator",
        /// Supervises tests.
        Proctor = "proctor",
        /// Learns.
        Student = "student",
        /// Teaches.
        Teacher = "teacher",
    }
    /// What a user is in an org: `users.role` of 1.1 and `roles.role` of 1.2 together.
    RoleName {
        /// An administrator (1.1 only; 1.2 tells four kinds apart).
        Administrator = "administrator",
        /// An aide.
        Aide = "aide",
        /// A counselor (1.2).
        Counselor = "counselor",
        /// An administrator of a district (1.2).
        DistrictAdministrator = "districtAdministrator",
        /// A guardian.
        Guardian = "guardian",
        /// A parent.
        Parent = "parent",
        /// A principal (1.2).
        Principal = "principal",
        /// A proctor.
        Proctor = "proctor",
        /// A relative.
        Relative = "relative",
        /// An administrator of a school (1.2).
        SiteAdministrator = "siteAdministrator",
        /// A student.
        Student = "student",
        /// An administrator of systems (1.2).
        SystemAdministrator = "systemAdministrator",
        /// A teacher.
        Teacher = "teacher",
    }
    /// Whether a role is the user's main one in that org (1.2).
    RoleType {
        /// The main role.
        Primary = "primary",
        /// A further role.
        Secondary = "secondary",
    }
    /// How important a resource is.
    Importance {
        /// Needed.
        Primary = "primary",
        /// Additional.
        Secondary = "secondary",
    }
    /// Sex as recorded by the SIS.
    Sex {
        /// Male.
        Male = "male",
        /// Female.
        Female = "female",
        /// Not specified (1.2).
        Unspecified = "unspecified",
        /// Other (1.2).
        OtherSex = "other",
    }
    /// State of a result.
    ScoreStatus {
        /// The student need not deliver.
        Exempt = "exempt",
        /// Graded.
        FullyGraded = "fully graded",
        /// Nothing was delivered.
        NotSubmitted = "not submitted",
        /// Graded in part.
        PartiallyGraded = "partially graded",
        /// Delivered, not yet graded.
        Submitted = "submitted",
    }
    /// Kind of the object that a reference leads to: `type` of a `GUIDRef`.
    ///
    /// The lists of both versions together; 1.1 also has words for subsets (`student`, `term`), 1.2
    /// has one word per place.
    GuidType {
        /// An academic session.
        AcademicSession = "academicSession",
        /// A line item of an assessment (1.2).
        AssessmentLineItem = "assessmentLineItem",
        /// A category.
        Category = "category",
        /// A class.
        Class = "class",
        /// A course.
        Course = "course",
        /// Demographics (1.1).
        Demographics = "demographics",
        /// An enrollment (1.1).
        Enrollment = "enrollment",
        /// An academic session that is a grading period (1.1).
        GradingPeriod = "gradingPeriod",
        /// A line item.
        LineItem = "lineItem",
        /// An org.
        Org = "org",
        /// A resource.
        Resource = "resource",
        /// A result (1.1).
        Result = "result",
        /// A score scale (1.2).
        ScoreScale = "scoreScale",
        /// A user who is a student (1.1).
        Student = "student",
        /// A user who is a teacher (1.1).
        Teacher = "teacher",
        /// An academic session that is a term (1.1).
        Term = "term",
        /// A user.
        User = "user",
    }
    /// Where a learning objective is defined (1.2).
    LearningObjectiveSource {
        /// A CASE framework.
        Case = "case",
        /// Not known.
        Unknown = "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_token_is_a_known_value() {
        let tokens = |v: &Vocabulary| v.v1_1.iter().chain(v.v1_2).copied().collect::<Vec<_>>();
        for token in tokens(&ROLE).into_iter().chain(tokens(&USER_ROLE)).chain(tokens(&RESOURCE_ROLE)) {
            assert_eq!(RoleName::from_token(token).as_str(), token);
            assert!(RoleName::KNOWN.contains(&RoleName::from_token(token)), "{token}");
        }
        for token in tokens(&ORG_TYPE) {
            assert!(OrgType::KNOWN.contains(&OrgType::from_token(token)), "{token}");
        }
        for token in tokens(&SCORE_STATUS) {
            assert!(ScoreStatus::KNOWN.contains(&ScoreStatus::from_token(token)), "{token}");
        }
        for token in tokens(&SEX) {
            assert!(Sex::KNOWN.contains(&Sex::from_token(token)), "{token}");
        }
    }

    #[test]
    fn sloppy_spellings_find_their_value() {
        assert_eq!(Status::from_token_lenient(" toBeDeleted"), Status::ToBeDeleted);
        assert_eq!(ScoreStatus::from_token_lenient("fully_graded"), ScoreStatus::FullyGraded);
        assert_eq!(RoleName::from_token("Teacher"), RoleName::Other("Teacher".into()));
        assert!(RoleName::from_token("ext:coach").is_extension());
    }

    #[test]
    fn an_empty_extension_is_not_accepted() {
        assert!(!ROLE.accepts("ext:", Version::V1_2));
        assert!(!STATUS.accepts("ext:gone", Version::V1_2));
    }
}
