//! Closing the result: what depends on enrollments, repeated until nothing changes.
//!
//! Classes fall when they lose what the settings demand, people fall when they lose their last class,
//! and both take memberships with them. Every step only removes, so the loop ends.

use std::collections::HashMap;

use oneroster_model::{Code, Severity};

use super::classes::{ClassId, Classes};
use super::codes;
use super::instructors::Instructors;
use super::orgs::{OrgId, Orgs};
use super::people::{Fate, PersonId, Reason, SettledPeople};
use super::record::{Notes, Place, Subject};
use super::repeated_ids::RepeatedIds;
use super::rosters::Rosters;
use super::settings::Settings;
use crate::Error;

/// Apple's limit of locations per person.
pub(super) const MOST_LOCATIONS: usize = 999;

/// What the closure found out about people and is not worth a vector of its own.
#[derive(Debug, Default)]
pub(super) struct Closed {
    /// Schools of a person's classes, most frequent first: for people without a declared location, or for
    /// everybody when the settings add such schools.
    pub(super) schools: HashMap<PersonId, Vec<OrgId>>,
    /// Orgs that were promoted for people without any other location.
    pub(super) promoted: HashMap<PersonId, OrgId>,
}

/// What one reading of the memberships counts.
struct Counts {
    students_of_class: Vec<u32>,
    /// Per person: 1 = in an exported class, 2 = in one today.
    presence: Vec<u8>,
    schools: HashMap<PersonId, HashMap<OrgId, u32>>,
}

pub(super) struct Closure<'c, 's> {
    pub(super) orgs: &'c mut Orgs,
    pub(super) classes: &'c mut Classes,
    pub(super) people: &'c mut SettledPeople,
    pub(super) rosters: &'c mut Rosters,
    pub(super) instructors: &'c Instructors,
    pub(super) repeated_ids: &'c mut RepeatedIds,
    pub(super) settings: &'c Settings,
    pub(super) notes: &'c mut Notes<'s>,
}

impl Closure<'_, '_> {
    pub(super) fn run(mut self) -> Result<Closed, Error> {
        self.place_classes();
        self.add_enrolled_teachers();
        loop {
            let counts = self.count()?;
            let mut closed = self.locate(&counts);
            let mut changed = self.drop_people_without_location(&mut closed);
            changed |= self.drop_classes(&counts);
            changed |= self.drop_inactive(&counts);
            if !changed {
                for class in 0..self.classes.len() as ClassId {
                    self.classes.entry_mut(class).students = counts.students_of_class[class as usize];
                }
                return Ok(closed);
            }
        }
    }

    /// Classes whose school and course lead nowhere go to the first location of their first instructor.
    fn place_classes(&mut self) {
        for class in 0..self.classes.len() as ClassId {
            let entry = self.classes.entry(class);
            if !entry.is_kept() || entry.location().is_some() {
                continue;
            }
            let start = self.instructors.all().partition_point(|instructor| instructor.class < class);
            let first = self.instructors.all().get(start).filter(|instructor| instructor.class == class);
            let mut locations = Vec::new();
            if let Some(first) = first {
                self.people.declared_locations(first.person, self.orgs, &mut locations);
            }
            let entry = self.classes.entry_mut(class);
            match locations.first() {
                Some(&location) => entry.set_location(location),
                None => entry.remove((&codes::CLASS_WITHOUT_LOCATION, Severity::Error)),
            }
        }
    }

    fn add_enrolled_teachers(&mut self) {
        for instructor in self.instructors.all() {
            let is_kept = self.classes.entry(instructor.class).is_kept();
            if is_kept && self.people.fate(instructor.person) == Fate::StaffIfTeaching {
                self.people.set_fate(instructor.person, Fate::Staff);
                let subject =
                    Subject { entity: "user", key: self.people.id(instructor.person), place: Place::NONE };
                self.notes.changed(&codes::ENROLLED_TEACHER_ADDED, Severity::Info, subject);
            }
        }
        for person in 0..self.people.len() as PersonId {
            if self.people.fate(person) == Fate::StaffIfTeaching {
                self.people.set_fate(person, Fate::Left(Reason::Role));
            }
        }
    }

    fn count(&mut self) -> Result<Counts, Error> {
        let mut counts = Counts {
            students_of_class: vec![0; self.classes.len()],
            presence: vec![0; self.people.len()],
            schools: HashMap::new(),
        };
        let wants_schools = self.wants_schools();
        let (classes, people) = (&*self.classes, &*self.people);
        let repeated_ids = &mut *self.repeated_ids;
        repeated_ids.begin_count();
        self.rosters.for_each(|membership, is_best| {
            let class = classes.entry(membership.class);
            if is_best && class.is_kept() && people.fate(membership.student) == Fate::Student {
                counts.students_of_class[membership.class as usize] += 1;
                repeated_ids.count(membership.id);
                counts.presence[membership.student as usize] |= 1 | u8::from(membership.is_current) << 1;
                if let Some(location) =
                    class.location().filter(|_| wants_schools[membership.student as usize])
                {
                    *counts.schools.entry(membership.student).or_default().entry(location).or_default() += 1;
                }
            }
            Ok(())
        })?;
        for instructor in self.instructors.all() {
            let class = self.classes.entry(instructor.class);
            if class.is_kept() && self.people.fate(instructor.person) == Fate::Staff {
                counts.presence[instructor.person as usize] |= 3;
                if let Some(location) = class.location().filter(|_| wants_schools[instructor.person as usize])
                {
                    *counts.schools.entry(instructor.person).or_default().entry(location).or_default() += 1;
                }
            }
        }
        Ok(counts)
    }

    /// Tells for every person whether the schools of their classes matter.
    fn wants_schools(&self) -> Vec<bool> {
        if self.settings.locations_from_enrollments {
            return vec![true; self.people.len()];
        }
        let mut locations = Vec::new();
        (0..self.people.len() as PersonId)
            .map(|person| {
                if !matches!(self.people.fate(person), Fate::Student | Fate::Staff) {
                    return false;
                }
                locations.clear();
                self.people.declared_locations(person, self.orgs, &mut locations);
                locations.is_empty()
            })
            .collect()
    }

    fn locate(&self, counts: &Counts) -> Closed {
        let schools = counts
            .schools
            .iter()
            .map(|(&person, counted)| {
                let mut schools: Vec<(OrgId, u32)> =
                    counted.iter().map(|(&org, &count)| (org, count)).collect();
                schools.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.orgs.id(a.0).cmp(self.orgs.id(b.0))));
                (person, schools.into_iter().map(|(org, _)| org).collect())
            })
            .collect();
        Closed { schools, promoted: HashMap::new() }
    }

    fn drop_people_without_location(&mut self, closed: &mut Closed) -> bool {
        let mut changed = false;
        let mut locations = Vec::new();
        for person in 0..self.people.len() as PersonId {
            if !matches!(self.people.fate(person), Fate::Student | Fate::Staff) {
                continue;
            }
            locations.clear();
            let filtered = self.people.declared_locations(person, self.orgs, &mut locations);
            if !locations.is_empty() || closed.schools.contains_key(&person) {
                continue;
            }
            if self.settings.promote_orgs && !filtered {
                let org = self.people.first_org(person).filter(|&org| self.orgs.promote(org, self.notes));
                if let Some(org) = org {
                    closed.promoted.insert(person, org);
                    continue;
                }
            }
            let reason = if filtered { Reason::SchoolFilter } else { Reason::NoLocation };
            self.people.set_fate(person, Fate::Left(reason));
            changed = true;
        }
        changed
    }

    fn drop_classes(&mut self, counts: &Counts) -> bool {
        let settings = self.settings;
        let mut changed = false;
        let kept: Vec<ClassId> = self.classes.kept().collect();
        for class in kept {
            let students = counts.students_of_class[class as usize];
            let reason: Option<&'static Code> = if settings.drop_empty_classes && students == 0 {
                Some(&codes::CLASS_WITHOUT_STUDENTS)
            } else if students < settings.filters.minimum_enrollment {
                Some(&codes::FILTERED_SMALL_CLASS)
            } else if settings.drop_classes_without_instructor
                && self.instructors.of(class, self.people).next().is_none()
            {
                Some(&codes::CLASS_WITHOUT_INSTRUCTOR)
            } else {
                None
            };
            if let Some(code) = reason {
                self.classes.entry_mut(class).remove((code, Severity::Info));
                changed = true;
            }
        }
        changed
    }

    fn drop_inactive(&mut self, counts: &Counts) -> bool {
        let filters = &self.settings.filters;
        let mut changed = false;
        for person in 0..self.people.len() as PersonId {
            let presence = counts.presence[person as usize];
            let reason = match self.people.fate(person) {
                Fate::Student if filters.active_students => {
                    (presence & 2 == 0 || !self.people.is_enabled(person)).then_some(Reason::InactiveStudent)
                }
                Fate::Staff if filters.active_teachers => {
                    (presence & 1 == 0 || !self.people.is_enabled(person)).then_some(Reason::InactiveTeacher)
                }
                _ => None,
            };
            if let Some(reason) = reason {
                self.people.set_fate(person, Fate::Left(reason));
                changed = true;
            }
        }
        changed
    }
}
