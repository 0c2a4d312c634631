//! The endpoints of both versions, as data.

mod kind;
mod scope;
mod table;

pub(crate) use kind::{Kind, KindVisitor};
pub(crate) use scope::{ScopeGroup, scope_root, scopes};
pub(crate) use table::ENDPOINTS;

use oneroster_model::json::Service;
use oneroster_model::query::FieldValue;
use oneroster_model::{Record, Version};

/// One operation of the standard.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// Name of the operation, such as `getAllOrgs`.
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    /// Path below the root of the service; `{id}` is the first identifier, `{part}` the second.
    pub(crate) path: &'static str,
    pub(crate) service: Service,
    /// First version that has the operation.
    pub(crate) since: Version,
    /// Scopes that open it.
    pub(crate) scope: ScopeGroup,
    /// Records that go out, or come in.
    pub(crate) kind: Kind,
    pub(crate) action: Action,
}

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Put,
    Post,
    Delete,
}

impl Method {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Answers with the records of a view, page by page.
    List(View),
    /// Answers with one record, if the view shows it.
    One(View),
    /// Stores the record of the body.
    Put,
    /// Deletes a record.
    Delete,
    /// Stores the records of the body under new identifiers.
    Post(Into),
}

/// A choice among the records of a kind; which identifiers it depends on, the path tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum View {
    All,
    GradingPeriods,
    OfClass,
    OfClassInSchool,
    OfCourse,
    OfLineItemInClass,
    OfSchool,
    OfStudent,
    OfStudentInClass,
    OfTeacher,
    OfTerm,
    OfUser,
    Schools,
    Students,
    /// Students, and teachers among them by mistake.
    StudentsAndTeachers,
    StudentsOfClass,
    StudentsOfClassInSchool,
    StudentsOfSchool,
    Teachers,
    TeachersOfClass,
    TeachersOfClassInSchool,
    TeachersOfSchool,
    Terms,
}

impl View {
    /// Tells whether a view of the whole collection shows a record.
    pub(crate) fn shows<T: Record>(self, record: &T) -> bool {
        if self == Self::StudentsAndTeachers {
            return Self::Students.shows(record) || Self::Teachers.shows(record);
        }
        let (member, word) = match self {
            Self::Students => ("roles.role", "student"),
            Self::Teachers => ("roles.role", "teacher"),
            Self::Schools => ("type", "school"),
            Self::Terms => ("type", "term"),
            Self::GradingPeriods => ("type", "gradingPeriod"),
            _ => return true,
        };
        match record.field(member, Version::V1_2) {
            Some(FieldValue::List(values)) => values.contains(&word.into()),
            Some(value) => value == word.into(),
            None => false,
        }
    }
}

/// What posted records become a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Into {
    Class,
    ClassAndSession,
    LineItem,
    School,
}

impl Endpoint {
    /// Iterates over the endpoints of a version.
    pub(crate) fn of(version: Version) -> impl Iterator<Item = &'static Self> {
        ENDPOINTS.iter().filter(move |endpoint| endpoint.since <= version)
    }

    /// Name of the resource in the path, such as `schools` for both `/schools` and `/schools/{id}`; the last
    /// one where several are nested.
    pub(crate) fn resource(&self) -> &'static str {
        self.path.split('/').rfind(|segment| !segment.is_empty() && !segment.starts_with('{')).unwrap_or("")
    }
}
