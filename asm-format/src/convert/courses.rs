//! Courses, and the location that each of them gets.

use std::collections::{BTreeMap, BTreeSet};

use oneroster_csv::Row as _;
use oneroster_csv::intern::Interner;
use oneroster_csv::tables::CourseRow;
use oneroster_model::{Code, Severity};

use super::codes;
use super::filters::matches_pattern;
use super::identifiers::Identifier;
use super::newest::{Newest, fingerprint};
use super::orgs::{OrgId, Orgs, Resolution};
use super::record::{Notes, Place, Subject};
use super::settings::{CourseLocation, Settings};
use super::status::RecordStatus;

/// Number of a course.
pub(super) type CourseId = u32;

/// The courses of a district.
#[derive(Debug, Default)]
pub(super) struct Courses {
    ids: Interner,
    entries: Vec<Course>,
}

#[derive(Debug)]
pub(super) struct Course {
    pub(super) code: Box<str>,
    pub(super) title: Box<str>,
    org: Box<str>,
    /// Why the course is left out.
    removed: Option<(&'static Code, Severity)>,
    version: Newest,
    place: Place,
    pub(super) is_made: bool,
}

/// A course of the result. Under [`CourseLocation::Split`] one course of the SIS becomes several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlacedCourse {
    pub(super) course: CourseId,
    pub(super) location: OrgId,
    /// Whether the location is a part of the identifier.
    pub(super) is_split: bool,
}

impl Courses {
    pub(super) fn push(
        &mut self,
        row: &CourseRow<&str>,
        place: Place,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) {
        let id = row.sourced_id.trim();
        let subject = Subject { entity: "course", key: id, place };
        if id.is_empty() {
            notes.dropped(&codes::SOURCED_ID_MISSING, Severity::Error, subject);
            return;
        }
        let version = Newest::of(row.date_last_modified, fingerprint(|visit| row.visit_cells(visit)));
        let (number, is_new) = self.ids.insert(id);
        if !is_new && !version.supersedes(&self.entries[number as usize].version, subject, notes) {
            return;
        }
        let filters = &settings.filters;
        let removed = RecordStatus::new(row.status)
            .reason_to_drop(&filters.course_status, settings.claris_compat)
            .or_else(|| {
                let wanted = filters.course_codes.is_empty()
                    || filters.course_codes.iter().any(|code| matches_pattern(code, row.course_code.trim()));
                (!wanted).then_some((&codes::FILTERED_EXCLUDED, Severity::Info))
            })
            .or_else(|| {
                let rejected = matches!(Identifier::new(id, settings.id_policy), Identifier::Rejected);
                rejected.then_some((&codes::ID_REJECTED, Severity::Error))
            });
        let course = Course {
            code: row.course_code.trim().into(),
            title: row.title.trim().into(),
            org: row.org_sourced_id.trim().into(),
            removed,
            version,
            place,
            is_made: false,
        };
        match self.entries.get_mut(number as usize) {
            Some(entry) => *entry = course,
            None => self.entries.push(course),
        }
    }

    /// Makes the course that a class refers to and that is not there.
    pub(super) fn make(&mut self, id: &str, title: &str, place: Place) -> CourseId {
        let (number, is_new) = self.ids.insert(id);
        if is_new {
            self.entries.push(Course {
                code: "".into(),
                title: title.into(),
                org: "".into(),
                removed: None,
                version: Newest::default(),
                place,
                is_made: true,
            });
        }
        number
    }

    pub(super) fn get(&self, id: &str) -> Option<CourseId> {
        self.ids.get(id.trim())
    }

    pub(super) fn id(&self, course: CourseId) -> &str {
        self.ids.text(course)
    }

    pub(super) fn entry(&self, course: CourseId) -> &Course {
        &self.entries[course as usize]
    }

    pub(super) fn is_removed(&self, course: CourseId) -> bool {
        self.entry(course).removed.is_some()
    }

    /// Where the org of a course leads.
    pub(super) fn org_location(&self, course: CourseId, orgs: &Orgs) -> Resolution {
        orgs.resolve(&self.entry(course).org)
    }

    pub(super) fn subject(&self, course: CourseId) -> Subject<'_> {
        Subject { entity: "course", key: self.id(course), place: self.entry(course).place }
    }

    /// Gives every course its location, from the locations of its exported classes, and reports the
    /// courses that are left out.
    pub(super) fn place(
        &self,
        class_locations: &BTreeMap<CourseId, BTreeSet<OrgId>>,
        orgs: &mut Orgs,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) -> Vec<PlacedCourse> {
        let mut placed = Vec::new();
        for course in 0..self.entries.len() as CourseId {
            let subject = self.subject(course);
            if let Some((code, severity)) = self.entry(course).removed {
                notes.dropped(code, severity, subject);
                continue;
            }
            let single = |location| PlacedCourse { course, location, is_split: false };
            let own = self.org_location(course, orgs);
            let Some(locations) = class_locations.get(&course) else {
                match own {
                    Resolution::Location(location) => placed.push(single(location)),
                    Resolution::Filtered => notes.dropped(&codes::FILTERED_SCHOOL, Severity::Info, subject),
                    Resolution::Nowhere | Resolution::Unknown => {
                        notes.dropped(&codes::COURSE_UNUSED, Severity::Info, subject);
                    }
                }
                continue;
            };
            if let Resolution::Location(location) = own {
                placed.push(single(location));
                continue;
            }
            let first = locations.iter().copied().min_by_key(|&location| orgs.id(location).to_owned());
            let Some(first) = first else { continue };
            match settings.course_location {
                CourseLocation::Split => {
                    placed.extend(locations.iter().map(|&location| PlacedCourse {
                        course,
                        location,
                        is_split: true,
                    }));
                }
                CourseLocation::Promote if locations.len() > 1 => {
                    let org = orgs.get(&self.entry(course).org);
                    let promoted = org.filter(|&org| orgs.promote(org, notes));
                    placed.push(single(promoted.unwrap_or(first)));
                }
                _ => placed.push(single(first)),
            }
        }
        placed
    }
}
