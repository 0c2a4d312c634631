use crate::{GuidType, Version, Vocabulary};

/// One member of a model: its name, its form, and which version knows it.
///
/// The tables of all models ([`Record::MEMBERS`](crate::Record::MEMBERS)) drive reading, writing and
/// the checks of both.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Member {
    /// Name in JSON, such as `dateLastModified`.
    pub name: &'static str,
    /// What the value looks like.
    pub form: Form,
    /// Whether OneRoster 1.1 has the member.
    pub v1_1: Need,
    /// Whether OneRoster 1.2 has the member.
    pub v1_2: Need,
    /// Other names under which systems send it; read, never written.
    pub aliases: &'static [&'static str],
}

impl Member {
    /// Returns the standing of the member in a version.
    pub const fn need(&self, version: Version) -> Need {
        match version {
            Version::V1_1 => self.v1_1,
            Version::V1_2 => self.v1_2,
        }
    }

    /// Tells whether the version has the member at all.
    pub const fn exists_in(&self, version: Version) -> bool {
        !matches!(self.need(version), Need::Absent)
    }
}

/// Whether a version of the standard has a member, and whether a record must hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The version does not have the member.
    Absent,
    /// The member may be left out.
    Optional,
    /// Sources of the standard disagree on whether it may be left out; treated as optional.
    Disputed,
    /// The member must be there.
    Required,
}

/// What the value of a member looks like.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Form {
    /// The `sourcedId` of the record itself.
    Identifier,
    /// Free text.
    Text,
    /// Free text that is a person's name; the word `NULL` stays a name there.
    Name,
    /// `"true"` or `"false"`, as text.
    Boolean,
    /// A JSON number.
    Number,
    /// A date, `2026-08-18`.
    Date,
    /// An instant in UTC, `2026-08-18T06:00:00.000Z`.
    Instant,
    /// A token of a vocabulary.
    Token(&'static Vocabulary),
    /// A token of a vocabulary that may be continued with lower case words.
    OpenToken(&'static Vocabulary),
    /// A list of free texts.
    Texts,
    /// A list of codes without commas in them.
    Codes,
    /// A list of tokens.
    Tokens(&'static Vocabulary),
    /// A reference to another object.
    Reference(ReferenceTarget),
    /// A list of references.
    References(ReferenceTarget),
    /// A list of objects of another model.
    Objects,
    /// An object with free members.
    OpenObject,
}

/// The kind of object that a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReferenceTarget {
    /// An academic session.
    AcademicSession,
    /// A line item of an assessment (1.2).
    AssessmentLineItem,
    /// A category.
    Category,
    /// A class.
    Class,
    /// A course.
    Course,
    /// A line item.
    LineItem,
    /// An org.
    Org,
    /// A resource.
    Resource,
    /// A score scale (1.2).
    ScoreScale,
    /// A user.
    User,
}

impl ReferenceTarget {
    /// Returns the `type` that the standard writes for this target.
    pub const fn guid_type(self) -> GuidType {
        match self {
            Self::AcademicSession => GuidType::AcademicSession,
            Self::AssessmentLineItem => GuidType::AssessmentLineItem,
            Self::Category => GuidType::Category,
            Self::Class => GuidType::Class,
            Self::Course => GuidType::Course,
            Self::LineItem => GuidType::LineItem,
            Self::Org => GuidType::Org,
            Self::Resource => GuidType::Resource,
            Self::ScoreScale => GuidType::ScoreScale,
            Self::User => GuidType::User,
        }
    }

    /// Returns the path segment under which the objects are read, such as `academicSessions`.
    pub const fn collection(self) -> &'static str {
        match self {
            Self::AcademicSession => "academicSessions",
            Self::AssessmentLineItem => "assessmentLineItems",
            Self::Category => "categories",
            Self::Class => "classes",
            Self::Course => "courses",
            Self::LineItem => "lineItems",
            Self::Org => "orgs",
            Self::Resource => "resources",
            Self::ScoreScale => "scoreScales",
            Self::User => "users",
        }
    }

    /// Returns the service that the objects belong to in OneRoster 1.2.
    pub const fn service(self) -> Service {
        match self {
            Self::AcademicSession | Self::Class | Self::Course | Self::Org | Self::User => Service::Rostering,
            Self::AssessmentLineItem | Self::Category | Self::LineItem | Self::ScoreScale => {
                Service::Gradebook
            }
            Self::Resource => Service::Resources,
        }
    }

    /// Tells whether a reference to this target may carry that `type`.
    ///
    /// OneRoster 1.2 allows one word per target. The list of 1.1 also has words for subsets
    /// (`student`, `teacher`, `term`, `gradingPeriod`).
    pub fn accepts(self, guid_type: &GuidType, version: Version) -> bool {
        *guid_type == self.guid_type()
            || version == Version::V1_1
                && match self {
                    Self::AcademicSession => matches!(guid_type, GuidType::Term | GuidType::GradingPeriod),
                    Self::User => matches!(guid_type, GuidType::Student | GuidType::Teacher),
                    _ => false,
                }
    }
}

/// A OneRoster service; each has its own root URL in 1.2, one root serves all in 1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Service {
    /// Orgs, sessions, courses, classes, users, enrollments, demographics.
    Rostering,
    /// Line items, results, categories, score scales and the assessment results profile.
    Gradebook,
    /// Resources.
    Resources,
}

impl Service {
    /// Returns the path that the standard puts behind the host: `/ims/oneroster/rostering/v1p2`.
    pub const fn path(self, version: Version) -> &'static str {
        match (version, self) {
            (Version::V1_1, _) => "/ims/oneroster/v1p1",
            (Version::V1_2, Self::Rostering) => "/ims/oneroster/rostering/v1p2",
            (Version::V1_2, Self::Gradebook) => "/ims/oneroster/gradebook/v1p2",
            (Version::V1_2, Self::Resources) => "/ims/oneroster/resources/v1p2",
        }
    }
}
