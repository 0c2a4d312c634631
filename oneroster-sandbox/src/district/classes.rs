use oneroster_csv::tables::ClassRow;
use oneroster_model::ClassType;

use super::calendar::{SEMESTERS, TERMS, YEAR};
use super::catalogue::CATALOGUE;
use super::change::ClassChange;
use super::draw::Topic;
use super::identifier::{Kind, push_number};
use super::layout::{ClassPlace, GRADES, Level};
use super::sessions::{push_course_code, push_course_title, push_subjects};
use super::{District, RowSink, orgs, push_item};

/// The slot of the homeroom.
const HOMEROOM: u64 = 0;

/// Slots of older grades in which classes last a semester, or a term in the last one.
const ELECTIVES: std::ops::Range<u64> = 6..8;

/// The sessions in which a class is taught, as positions in the calendar.
const WHOLE_YEAR: &[u64] = &[YEAR];
const HALVES: &[u64] = &SEMESTERS;

impl District {
    /// Returns the row of a class; there are eight for every 26 students, group by group.
    pub fn class(&self, index: u64) -> Option<ClassRow> {
        let mut row = ClassRow::default();
        (index < self.layout.classes()).then(|| self.fill_class(&self.layout.class(index), &mut row))?;
        Some(row)
    }

    pub(crate) fn visit_classes<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = ClassRow::default();
        for index in 0..self.layout.classes() {
            self.fill_class(&self.layout.class(index), &mut row);
            sink.row(&row)?;
        }
        Ok(())
    }

    fn fill_class(&self, class: &ClassPlace, row: &mut ClassRow) {
        row.clear();
        let draw = self.draw(Kind::Class, class.index, 0);
        let course = self.course_of_class(class);
        let section = class.group - class.cohort.groups.start + 1;
        self.push_id(&mut row.sourced_id, Kind::Class, class.index, 0);
        push_course_title(&mut row.title, course);
        if class.slot == HOMEROOM {
            row.title.push_str(", ");
            if let Some(teacher) = self.teachers(class).next() {
                self.push_teacher_name(&mut row.title, teacher);
            }
        } else {
            row.title.push_str(" - ");
            push_number(&mut row.title, section, 1);
            if draw.chance(Topic::Title, 20) {
                row.title.push_str(" \"Honors\"");
            }
        }
        for grade in class.cohort.grades.clone() {
            push_item(&mut row.grades, |out| out.push_str(GRADES[grade as usize]));
        }
        self.push_id(&mut row.course_sourced_id, Kind::Course, course, 0);
        push_course_code(&mut row.class_code, course);
        row.class_code.push('-');
        push_number(&mut row.class_code, section, 3);
        let kind = if class.slot == HOMEROOM { ClassType::Homeroom } else { ClassType::Scheduled };
        row.class_type.push_str(kind.as_str());
        if !draw.chance(Topic::NoRoom, 40) {
            let moved = u64::from(self.class_change(class.index) == ClassChange::Room);
            row.location.push_str("Room ");
            push_number(&mut row.location, 100 + draw.below(Topic::Room, 200) + moved, 1);
        }
        orgs::push_org_id(self, &mut row.school_sourced_id, orgs::school(class.school.index));
        for session in self.sessions_of_class(class) {
            push_item(&mut row.term_sourced_ids, |out| self.push_session_id(out, *session));
        }
        if !draw.chance(Topic::Subjects, 100) {
            push_subjects(&mut row.subjects, &mut row.subject_codes, course);
        }
        push_number(&mut row.periods, class.slot, 1);
        if class.slot != HOMEROOM && draw.chance(Topic::Periods, 100) {
            push_item(&mut row.periods, |out| push_number(out, class.slot + 1, 1));
        }
    }

    pub(crate) fn course_of_class(&self, class: &ClassPlace) -> u64 {
        let choices = CATALOGUE.choices(class.cohort.grades.start, class.slot);
        *self.draw(Kind::Class, class.index, 0).pick(Topic::Course, choices)
    }

    /// Positions in the calendar, in the order of time.
    pub(crate) fn sessions_of_class(&self, class: &ClassPlace) -> &'static [u64] {
        let draw = self.draw(Kind::Class, class.index, 0);
        match class.school.level {
            Level::Elementary => WHOLE_YEAR,
            _ if !ELECTIVES.contains(&class.slot) || draw.chance(Topic::LongElective, 200) => HALVES,
            _ if class.slot == ELECTIVES.start => std::slice::from_ref(draw.pick(Topic::Term, &SEMESTERS)),
            _ => std::slice::from_ref(draw.pick(Topic::Term, &TERMS)),
        }
    }

    /// The teachers of a class: the one in charge, then co-teachers.
    pub(crate) fn teachers(&self, class: &ClassPlace) -> impl Iterator<Item = u64> + use<> {
        let draw = self.draw(Kind::Class, class.index, 0);
        let (first, count) =
            (class.school.teachers.start, class.school.teachers.end - class.school.teachers.start);
        let mut charge = teacher_in_charge(class, count);
        if self.class_change(class.index) == ClassChange::Teacher {
            charge += 3;
        }
        let more = match draw.below(Topic::CoTeacher, 1000) {
            0..15 => 2,
            15..130 => 1,
            _ => 0,
        };
        (0..count.min(1 + more)).map(move |further| first + (charge + further) % count)
    }

    /// The member of staff who supervises tests of a class, where there is one.
    pub(crate) fn proctor(&self, class: &ClassPlace) -> Option<u64> {
        use super::layout::STAFF_PER_SCHOOL;
        self.draw(Kind::Class, class.index, 0)
            .chance(Topic::Proctor, 8)
            .then_some(class.school.index * STAFF_PER_SCHOOL + STAFF_PER_SCHOOL - 1)
    }
}

/// Which of the `count` teachers of the school is in charge of a class.
///
/// Children keep one teacher for most of the day and see specialists for the last slots. In older grades
/// every teacher has a subject, which is a slot here, and any teacher can have a homeroom.
fn teacher_in_charge(class: &ClassPlace, count: u64) -> u64 {
    const SPECIALISTS: u64 = 5;
    let group = class.group - class.school.groups.start;
    let groups = class.school.groups.end - class.school.groups.start;
    let subjects = super::layout::SLOTS - 1;
    let children = class.cohort.grades.start < Level::Middle.grades().start;
    if children && class.slot >= SPECIALISTS && count > groups {
        groups + (group + class.slot) % (count - groups)
    } else if !children && class.slot != HOMEROOM && count >= subjects {
        let subject = class.slot - 1;
        subject + subjects * (group % (count - subject).div_ceil(subjects))
    } else {
        group % count.max(1)
    }
}
