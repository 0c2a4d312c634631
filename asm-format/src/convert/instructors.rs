//! Who teaches which class, in the order of the columns.

use oneroster_model::{Action, Severity};

use super::classes::ClassId;
use super::codes;
use super::people::{Fate, PersonId, SettledPeople};
use super::record::{Notes, Place, Subject};

/// Instructors that Apple takes for a class.
pub(super) const MOST_INSTRUCTORS: usize = 15;

/// One enrollment of an instructor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instructor {
    pub(super) class: ClassId,
    pub(super) person: PersonId,
    pub(super) is_primary: bool,
    /// Day number of the begin date, the greatest number when there is none.
    pub(super) begin: i32,
    pub(super) line: u32,
}

/// The instructors of all classes.
#[derive(Debug, Default)]
pub(super) struct Instructors {
    entries: Vec<Instructor>,
}

impl Instructors {
    pub(super) fn push(&mut self, instructor: Instructor) {
        self.entries.push(instructor);
    }

    /// Brings the instructors of each class into the order of the columns: primary ones first, then by
    /// begin date, missing last, then by identifier. A person who is listed twice collapses.
    pub(super) fn seal(&mut self, people: &SettledPeople, notes: &mut Notes<'_>) {
        self.entries.sort_by_key(|i| (i.class, !i.is_primary, i.begin, people.rank(i.person)));
        let mut kept: Vec<Instructor> = Vec::with_capacity(self.entries.len());
        for &instructor in &self.entries {
            let of_class = kept.iter().rev().take_while(|other| other.class == instructor.class);
            if of_class.into_iter().any(|other| other.person == instructor.person) {
                let place = Place::line("enrollments.csv", instructor.line.into());
                let subject = Subject { entity: "enrollment", key: people.id(instructor.person), place };
                notes.dropped(&codes::ENROLLMENT_REPEATED, Severity::Info, subject);
            } else {
                kept.push(instructor);
            }
        }
        self.entries = kept;
    }

    pub(super) fn all(&self) -> &[Instructor] {
        &self.entries
    }

    /// Returns the instructors of a class who are staff of the result, at most fifteen.
    pub(super) fn of(&self, class: ClassId, people: &SettledPeople) -> impl Iterator<Item = PersonId> {
        self.staff_of(class, people).take(MOST_INSTRUCTORS)
    }

    fn staff_of(&self, class: ClassId, people: &SettledPeople) -> impl Iterator<Item = PersonId> {
        let start = self.entries.partition_point(|instructor| instructor.class < class);
        self.entries[start..]
            .iter()
            .take_while(move |instructor| instructor.class == class)
            .filter(|instructor| people.fate(instructor.person) == Fate::Staff)
            .map(|instructor| instructor.person)
    }

    /// Reports instructors who do not reach the result: of classes or people that were left out, and
    /// beyond the fifteenth.
    pub(super) fn report(
        &self,
        is_class_kept: impl Fn(ClassId) -> bool,
        people: &SettledPeople,
        notes: &mut Notes<'_>,
    ) {
        let mut position = 0;
        let mut last_class = None;
        for instructor in &self.entries {
            if last_class != Some(instructor.class) {
                last_class = Some(instructor.class);
                position = 0;
            }
            let place = Place::line("enrollments.csv", instructor.line.into());
            let subject = Subject { entity: "enrollment", key: people.id(instructor.person), place };
            if !is_class_kept(instructor.class) {
                notes.dropped(&codes::ENROLLMENT_CLASS_REMOVED, Severity::Info, subject);
            } else if people.fate(instructor.person) != Fate::Staff {
                notes.dropped(&codes::ENROLLMENT_USER_REMOVED, Severity::Warning, subject);
            } else {
                position += 1;
                if position > MOST_INSTRUCTORS {
                    let message = format!("instructor {position} of the class");
                    notes.push(
                        &codes::TOO_MANY_INSTRUCTORS,
                        Severity::Warning,
                        Action::Dropped,
                        subject,
                        message,
                    );
                }
            }
        }
    }
}
