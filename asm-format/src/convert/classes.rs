//! Classes: what is known about each before and after the enrollments.

use std::collections::HashSet;

use oneroster_csv::Row as _;
use oneroster_csv::intern::Interner;
use oneroster_csv::tables::ClassRow;
use oneroster_model::{ClassType, Code, Severity};

use super::codes;
use super::courses::{CourseId, Courses};
use super::identifiers::Identifier;
use super::newest::{Newest, fingerprint};
use super::orgs::{OrgId, Orgs, Resolution};
use super::record::{Notes, Place, Subject};
use super::sessions::{Sessions, TermCheck};
use super::settings::Settings;
use super::status::RecordStatus;

/// Number of a class.
pub(super) type ClassId = u32;

/// The classes of a district.
#[derive(Debug, Default)]
pub(super) struct Classes {
    ids: Interner,
    entries: Vec<Class>,
}

/// A class. Kept small, because there is one for every three students.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) number: Box<str>,
    pub(super) course: CourseId,
    school: Option<OrgId>,
    location: Option<OrgId>,
    /// Why the class is left out.
    removed: Option<Removal>,
    version: Newest,
    line: u32,
    pub(super) students: u32,
}

/// Why a class is left out, with the code that explains it.
pub(super) type Removal = (&'static Code, Severity);

impl Classes {
    #[expect(clippy::too_many_arguments, reason = "a class refers to every earlier table")]
    pub(super) fn push(
        &mut self,
        row: &ClassRow<&str>,
        place: Place,
        orgs: &Orgs,
        sessions: &Sessions,
        courses: &mut Courses,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) {
        let id = row.sourced_id.trim();
        let subject = Subject { entity: "class", key: id, place };
        if id.is_empty() {
            notes.dropped(&codes::SOURCED_ID_MISSING, Severity::Error, subject);
            return;
        }
        let version = Newest::of(row.date_last_modified, fingerprint(|visit| row.visit_cells(visit)));
        let (number, is_new) = self.ids.insert(id);
        if !is_new && !version.supersedes(&self.entries[number as usize].version, subject, notes) {
            return;
        }
        let removed = Self::removal(row, id, settings)
            .or_else(|| Self::check_terms(row, sessions, settings, subject, notes))
            .or_else(|| {
                let rejected = matches!(Identifier::new(id, settings.id_policy), Identifier::Rejected);
                rejected.then_some((&codes::ID_REJECTED, Severity::Error))
            });
        let course = Self::find_course(row, id, place, removed.is_none(), courses, subject, notes);
        let removed = removed
            .or_else(|| courses.is_removed(course).then_some((&codes::CLASS_COURSE_REMOVED, Severity::Info)));
        let school = orgs.resolve(row.school_sourced_id);
        let (location, removed) = match school {
            Resolution::Location(location) => (Some(location), removed),
            Resolution::Filtered => (None, removed.or(Some((&codes::FILTERED_SCHOOL, Severity::Info)))),
            Resolution::Unknown | Resolution::Nowhere => {
                if school == Resolution::Unknown && removed.is_none() {
                    notes.kept(&codes::ORG_UNKNOWN, Severity::Warning, subject);
                }
                match courses.org_location(course, orgs) {
                    Resolution::Location(location) => (Some(location), removed),
                    _ => (None, removed),
                }
            }
        };
        let class = Class {
            number: class_number(row, &courses.entry(course).title),
            course,
            school: orgs.get(row.school_sourced_id),
            location,
            removed,
            version,
            line: place.line_number(),
            students: 0,
        };
        match self.entries.get_mut(number as usize) {
            Some(entry) => *entry = class,
            None => self.entries.push(class),
        }
    }

    fn removal(row: &ClassRow<&str>, id: &str, settings: &Settings) -> Option<Removal> {
        let filters = &settings.filters;
        if let Some(reason) =
            RecordStatus::new(row.status).reason_to_drop(&filters.class_status, settings.claris_compat)
        {
            return Some(reason);
        }
        let kind = ClassType::from_token_lenient(row.class_type);
        let wanted = filters.class_types.is_empty()
            || filters.class_types.iter().any(|token| ClassType::from_token_lenient(token) == kind);
        let excluded = filters.exclude_classes.iter().any(|class| class.trim() == id);
        (!wanted || excluded).then_some((&codes::FILTERED_EXCLUDED, Severity::Info))
    }

    fn check_terms(
        row: &ClassRow<&str>,
        sessions: &Sessions,
        settings: &Settings,
        subject: Subject<'_>,
        notes: &mut Notes<'_>,
    ) -> Option<Removal> {
        if !settings.filters.active_terms.is_on() {
            return None;
        }
        match sessions.check(row.term_sourced_ids, settings) {
            TermCheck::Active => None,
            TermCheck::Inactive => Some((&codes::FILTERED_TERM, Severity::Info)),
            TermCheck::Unresolvable => {
                notes.kept(&codes::TERM_UNRESOLVABLE, Severity::Warning, subject);
                None
            }
        }
    }

    /// Finds the course, or makes one with the title of the class.
    fn find_course(
        row: &ClassRow<&str>,
        id: &str,
        place: Place,
        is_kept: bool,
        courses: &mut Courses,
        subject: Subject<'_>,
        notes: &mut Notes<'_>,
    ) -> CourseId {
        let course = row.course_sourced_id.trim();
        if let Some(known) = courses.get(course).filter(|_| !course.is_empty()) {
            if courses.entry(known).is_made && is_kept {
                notes.changed(&codes::COURSE_MADE_FROM_CLASS, Severity::Warning, subject);
            }
            return known;
        }
        if is_kept {
            notes.changed(&codes::COURSE_MADE_FROM_CLASS, Severity::Warning, subject);
        }
        let made = if course.is_empty() { format!("course-{id}") } else { course.to_owned() };
        courses.make(&made, row.title.trim(), place)
    }

    pub(super) fn get(&self, id: &str) -> Option<ClassId> {
        self.ids.get(id)
    }

    pub(super) fn id(&self, class: ClassId) -> &str {
        self.ids.text(class)
    }

    pub(super) fn entry(&self, class: ClassId) -> &Class {
        &self.entries[class as usize]
    }

    pub(super) fn entry_mut(&mut self, class: ClassId) -> &mut Class {
        &mut self.entries[class as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn kept(&self) -> impl Iterator<Item = ClassId> + '_ {
        (0..self.len() as ClassId).filter(|&class| self.entry(class).is_kept())
    }

    pub(super) fn subject(&self, class: ClassId) -> Subject<'_> {
        let place = Place::line("classes.csv", self.entry(class).line.into());
        Subject { entity: "class", key: self.id(class), place }
    }

    /// Returns the classes in the order of their identifiers in the output.
    pub(super) fn in_output_order(&self, settings: &Settings) -> Vec<ClassId> {
        let is_plain = |class: &ClassId| {
            matches!(
                Identifier::new(self.id(*class), settings.id_policy),
                Identifier::Conformant(_) | Identifier::Preserved(_)
            )
        };
        let mut order = self.ids.sorted();
        if !order.iter().all(is_plain) {
            let text = |class: ClassId| {
                Identifier::new(self.id(class), settings.id_policy)
                    .into_text()
                    .unwrap_or_default()
                    .into_owned()
            };
            order.sort_by_cached_key(|&class| text(class));
        }
        order
    }

    /// Leaves out classes whose rewritten identifier is that of another class.
    pub(super) fn drop_collisions(&mut self, settings: &Settings) {
        let mut taken = HashSet::new();
        for class in 0..self.len() as ClassId {
            if let Identifier::Encoded(id) = Identifier::new(self.ids.text(class), settings.id_policy)
                && (self.ids.get(&id).is_some() || !taken.insert(id))
            {
                self.entry_mut(class).remove((&codes::ID_COLLISION, Severity::Error));
            }
        }
    }

    /// Reports the classes that are left out.
    pub(super) fn report(&self, notes: &mut Notes<'_>) {
        for class in 0..self.len() as ClassId {
            if let Some((code, severity)) = self.entry(class).removed {
                notes.dropped(code, severity, self.subject(class));
            }
        }
    }
}

impl Class {
    pub(super) fn is_kept(&self) -> bool {
        self.removed.is_none()
    }

    pub(super) fn remove(&mut self, reason: Removal) {
        self.removed.get_or_insert(reason);
    }

    pub(super) fn location(&self) -> Option<OrgId> {
        self.location
    }

    pub(super) fn set_location(&mut self, location: OrgId) {
        self.location = Some(location);
    }

    /// Tells whether an enrollment that names this school contradicts the class.
    pub(super) fn differs_from_school(&self, school: Option<OrgId>) -> bool {
        matches!((self.school, school), (Some(own), Some(other)) if own != other)
    }
}

/// The class code; else the title when it says more than the title of the course; else nothing.
fn class_number(row: &ClassRow<&str>, course_title: &str) -> Box<str> {
    let (code, title) = (row.class_code.trim(), row.title.trim());
    if !code.is_empty() {
        code.into()
    } else if title == course_title {
        "".into()
    } else {
        title.into()
    }
}
