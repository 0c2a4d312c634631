//! The same district on a later day.

use super::District;
use super::draw::{Share, Topic};
use super::identifier::Kind;
use super::layout::{ClassPlace, SLOTS};

/// What happened to a student since the first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StudentChange {
    /// Nothing.
    None,
    /// The student left.
    Left,
    /// The student left and a new one took the seat.
    Replaced,
    /// The family name is another one.
    Renamed,
    /// The student goes to the next class of the cohort in this slot.
    Moved(u64),
}

/// What happened to a class since the first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClassChange {
    None,
    Room,
    Teacher,
}

impl District {
    /// Returns the district as it is on a later day, when each day changes a share of students and classes.
    ///
    /// Students leave (with or without a new student in their seat), move to another class, or get
    /// another family name; classes get another teacher or another room. Whoever has changed stays
    /// changed: day 3 differs from day 2 by a day's share, and day 0 is the district as it was built.
    /// The share lies between 0 and 1; values outside count as the nearer end.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_sandbox::{District, Person};
    ///
    /// let monday = District::builder(2_000).build();
    /// let tuesday = monday.changed(1, 0.05);
    /// let changed = (0..2_000)
    ///     .map(Person::Student)
    ///     .filter(|student| monday.user(*student) != tuesday.user(*student))
    ///     .count();
    /// assert!((30..100).contains(&changed));
    /// ```
    #[must_use]
    pub fn changed(&self, day: u32, share: f64) -> Self {
        Self { changed: Share::new(share).compounded(day), ..*self }
    }

    pub(crate) fn student_change(&self, student: u64) -> StudentChange {
        if self.changed.is_none() {
            return StudentChange::None;
        }
        let draw = self.draw(Kind::Student, student, 0);
        if !draw.within(Topic::Change, self.changed) {
            return StudentChange::None;
        }
        match draw.below(Topic::ChangeKind, 100) {
            0..15 => StudentChange::Left,
            15..40 => StudentChange::Replaced,
            40..60 => StudentChange::Renamed,
            _ => StudentChange::Moved(1 + draw.below(Topic::Slot, SLOTS - 1)),
        }
    }

    pub(crate) fn class_change(&self, class: u64) -> ClassChange {
        if self.changed.is_none() {
            return ClassChange::None;
        }
        let draw = self.draw(Kind::Class, class, 0);
        match draw.within(Topic::Change, self.changed) {
            false => ClassChange::None,
            true if draw.chance(Topic::ChangeKind, 500) => ClassChange::Room,
            true => ClassChange::Teacher,
        }
    }

    /// Tells which person sits in the place of a student: the first one (0), a successor (1), or nobody.
    pub(crate) fn generation(&self, student: u64) -> Option<u64> {
        match self.student_change(student) {
            StudentChange::Left => None,
            StudentChange::Replaced => Some(1),
            StudentChange::None | StudentChange::Renamed | StudentChange::Moved(_) => Some(0),
        }
    }

    /// Returns the eight classes of a student, the homeroom first; empty where there is no such student.
    pub fn classes_of_student(&self, student: u64) -> Vec<u64> {
        if student >= self.layout.students || self.generation(student).is_none() {
            return Vec::new();
        }
        let change = self.student_change(student);
        let class_in = |slot| {
            let class = self.layout.class_of_student(student, slot);
            let groups = self.layout.class(class).cohort.groups;
            match (change == StudentChange::Moved(slot), class / SLOTS + 1) {
                (false, _) => class,
                (true, next) if next < groups.end => next * SLOTS + slot,
                (true, _) => groups.start * SLOTS + slot,
            }
        };
        (0..SLOTS).map(class_in).collect()
    }

    /// The students of a class with their generation.
    pub(crate) fn members(&self, class: &ClassPlace) -> impl Iterator<Item = (u64, u64)> + use<'_> {
        let groups = &class.cohort.groups;
        let alone = groups.end - groups.start < 2;
        let came_from = (!alone && !self.changed.is_none()).then(|| {
            let before = if class.group == groups.start { groups.end } else { class.group };
            self.layout.class((before - 1) * SLOTS + class.slot)
        });
        let moved = StudentChange::Moved(class.slot);
        let stayed = self
            .layout
            .class_students(class)
            .filter(move |student| alone || self.student_change(*student) != moved);
        let came = came_from
            .into_iter()
            .flat_map(|before| self.layout.class_students(&before))
            .filter(move |student| self.student_change(*student) == moved);
        stayed.chain(came).filter_map(|student| Some((student, self.generation(student)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn students_keep_eight_classes_however_they_move() {
        for (students, share) in [(10, 1.0), (300, 0.5), (2_000, 0.2), (2_000, 1.0)] {
            let district = District::builder(students).build().changed(3, share);
            let mut seats = BTreeSet::new();
            for class in 0..district.layout.classes() {
                for (student, generation) in district.members(&district.layout.class(class)) {
                    assert!(seats.insert((student, class)), "{student} twice in {class}");
                    assert_eq!(district.generation(student), Some(generation));
                    assert!(district.classes_of_student(student).contains(&class));
                }
            }
            let present =
                (0..u64::from(students)).filter(|s| district.generation(*s).is_some()).count() as u64;
            assert_eq!(seats.len() as u64, present * SLOTS, "{students} {share}");
        }
    }

    #[test]
    fn whoever_changed_stays_changed() {
        let district = District::builder(3_000).build();
        let (second, third) = (district.changed(2, 0.1), district.changed(3, 0.1));
        let mut counts = [0, 0];
        for student in 0..3_000 {
            let (before, after) = (second.student_change(student), third.student_change(student));
            assert!(before == StudentChange::None || before == after);
            counts[0] += usize::from(before != StudentChange::None);
            counts[1] += usize::from(after != StudentChange::None);
        }
        assert!((510..630).contains(&counts[0]), "{counts:?}");
        assert!((750..880).contains(&counts[1]), "{counts:?}");
        assert_eq!(district.changed(0, 0.5).student_change(1), StudentChange::None);
    }
}
