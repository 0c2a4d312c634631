use oneroster_model::{Code, Version, vocabulary};

use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::validate::value::read_token;
use crate::{File, codes};

/// A column that must lead to a record of certain types.
struct Pointer {
    file: File,
    column: &'static str,
    target: File,
    versions: &'static [Version],
    types: &'static [&'static str],
    code: &'static Code,
    message: &'static str,
}

const BOTH: &[Version] = &Version::ALL;

static POINTERS: &[Pointer] = &[
    // SR-03
    Pointer {
        file: File::Classes,
        column: "schoolSourcedId",
        target: File::Orgs,
        versions: BOTH,
        types: &["school"],
        code: &codes::SCHOOL_TYPE,
        message: "the org is not of type school",
    },
    Pointer {
        file: File::Enrollments,
        column: "schoolSourcedId",
        target: File::Orgs,
        versions: BOTH,
        types: &["school"],
        code: &codes::SCHOOL_TYPE,
        message: "the org is not of type school",
    },
    // SR-03b
    Pointer {
        file: File::LineItems,
        column: "schoolSourcedId",
        target: File::Orgs,
        versions: &[Version::V1_2],
        types: &["school"],
        code: &codes::LINE_ITEM_SCHOOL_TYPE,
        message: "the org is not of type school",
    },
    // SR-04
    Pointer {
        file: File::Courses,
        column: "schoolYearSourcedId",
        target: File::AcademicSessions,
        versions: BOTH,
        types: &["schoolYear"],
        code: &codes::SCHOOL_YEAR_TYPE,
        message: "the session is not of type schoolYear",
    },
    // SR-13, once by the name of the column in 1.1, once as implementations of 1.2 read it.
    Pointer {
        file: File::LineItems,
        column: "gradingPeriodSourcedId",
        target: File::AcademicSessions,
        versions: &[Version::V1_1],
        types: &["gradingPeriod"],
        code: &codes::LINE_ITEM_SESSION_TYPE,
        message: "the session is not of type gradingPeriod",
    },
    Pointer {
        file: File::LineItems,
        column: "academicSessionSourcedId",
        target: File::AcademicSessions,
        versions: &[Version::V1_2],
        types: &["gradingPeriod", "semester", "term"],
        code: &codes::LINE_ITEM_SESSION_TYPE,
        message: "the session is of type schoolYear",
    },
];

/// SR-03, SR-03b, SR-04, SR-13: some references must lead to a record of a certain type.
///
/// Types that begin with `ext:` pass, and so does everything whose type is not known.
pub(super) struct RecordTypes {
    version: Version,
    orgs: Facts<&'static str>,
    sessions: Facts<&'static str>,
    pointers: Vec<(usize, &'static Pointer)>,
    org_type: usize,
    session_type: usize,
}

impl RecordTypes {
    pub(super) fn new(version: Version) -> Self {
        let pointers = POINTERS.iter().filter(|pointer| pointer.versions.contains(&version));
        Self {
            version,
            orgs: Facts::default(),
            sessions: Facts::default(),
            pointers: pointers.map(|pointer| (position(pointer.file, pointer.column), pointer)).collect(),
            org_type: position(File::Orgs, "type"),
            session_type: position(File::AcademicSessions, "type"),
        }
    }
}

impl Rule for RecordTypes {
    fn files(&self) -> &'static [File] {
        &[
            File::Orgs,
            File::AcademicSessions,
            File::Courses,
            File::Classes,
            File::Enrollments,
            File::LineItems,
        ]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let (types, vocabulary, column) = match row.file {
            File::Orgs => (&mut self.orgs, &vocabulary::ORG_TYPE, self.org_type),
            File::AcademicSessions => (&mut self.sessions, &vocabulary::SESSION_TYPE, self.session_type),
            _ => {
                let pointers = self.pointers.iter().filter(|(_, pointer)| pointer.file == row.file);
                for (position, pointer) in pointers {
                    let types = if pointer.target == File::Orgs { &self.orgs } else { &self.sessions };
                    let found = row.reference(*position).and_then(|index| types.get(index));
                    if found.is_some_and(|found| !found.is_empty() && !pointer.types.contains(found)) {
                        reporter.rule(pointer.code, row.place(*position), pointer.message);
                    }
                }
                return;
            }
        };
        // Only tokens of the standard are kept: extensions and unknown ones are not judged.
        let meant = read_token(vocabulary, self.version, row.cell(column)).value();
        let tokens = vocabulary.tokens(self.version);
        let token = meant.and_then(|meant| tokens.iter().copied().find(|token| *token == meant));
        if let (Some(own), Some(token)) = (row.own(), token) {
            types.set(own, token);
        }
    }
}
