//! Who belongs where, by arithmetic alone.
//!
//! Students are numbered through the district. Borders cut the numbers into groups of about 26, and the
//! groups into schools of about 600 students; the groups of a school are split among its grades. A group
//! has eight classes: its homeroom and seven slots of the timetable, for which older grades are mixed
//! again. Every border is a function of its number, so nothing of all this is ever stored and the memory
//! of a district does not grow with its size.

use std::ops::Range;

use super::draw::{Draw, Shuffle, Topic};
use super::identifier::Kind;

/// Students per school, teacher and group.
const SCHOOL_SIZE: u64 = 600;
const TEACHER_SHARE: u64 = 15;
const GROUP_SIZE: u64 = 26;

/// Classes of a group, and so enrollments of a student.
pub(crate) const SLOTS: u64 = 8;

/// Students of a block of which two guardians are recorded.
pub(crate) const FAMILY_BLOCK: u64 = 8;

/// Staff of a school besides teachers: see [`super::people::SCHOOL_STAFF`].
pub(crate) const STAFF_PER_SCHOOL: u64 = 6;
/// Staff of the district office.
pub(crate) const OFFICE_STAFF: u64 = 4;

/// Grades as CEDS codes them, youngest first.
pub(crate) const GRADES: [&str; 14] =
    ["PK", "KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];

/// Which grades a school has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Elementary,
    Middle,
    High,
    Secondary,
    All,
}

impl Level {
    /// Positions in [`GRADES`].
    pub(crate) const fn grades(self) -> Range<u64> {
        match self {
            Self::Elementary => 0..7,
            Self::Middle => 7..10,
            Self::High => 10..14,
            Self::Secondary => 7..14,
            Self::All => 0..14,
        }
    }

    /// Levels of thirteen schools; grades come out about equally large.
    const PATTERN: [Self; 13] = {
        use Level::{Elementary as E, High as H, Middle as M};
        [E, H, M, E, E, H, M, E, H, E, M, H, E]
    };
}

/// A school and what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct School {
    pub(crate) index: u64,
    pub(crate) level: Level,
    pub(crate) groups: Range<u64>,
    pub(crate) teachers: Range<u64>,
}

/// Groups of a school that are in the same grade, or in the same few grades where a school is small.
#[derive(Clone, Debug)]
pub(crate) struct Cohort {
    pub(crate) groups: Range<u64>,
    pub(crate) students: Range<u64>,
    /// Positions in [`GRADES`].
    pub(crate) grades: Range<u64>,
}

/// A class, with everything that follows from its number.
#[derive(Clone, Debug)]
pub(crate) struct ClassPlace {
    pub(crate) index: u64,
    pub(crate) group: u64,
    pub(crate) slot: u64,
    pub(crate) school: School,
    pub(crate) cohort: Cohort,
    /// Maps students of the cohort to places; the places of a group are neighbours.
    shuffle: Shuffle,
}

/// Sizes and borders of a district.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) seed: u64,
    pub(crate) students: u64,
    pub(crate) schools: u64,
    pub(crate) groups: u64,
    pub(crate) teachers: u64,
    families: Shuffle,
}

impl Layout {
    pub(crate) fn new(seed: u64, students: u32) -> Self {
        let students = u64::from(students);
        Self {
            seed,
            students,
            schools: ((students + SCHOOL_SIZE / 2) / SCHOOL_SIZE).max(1),
            groups: students.div_ceil(GROUP_SIZE),
            teachers: students.div_ceil(TEACHER_SHARE),
            families: Shuffle::new(students, Draw::new(seed, Kind::Family, u64::MAX, 0)),
        }
    }

    pub(crate) const fn classes(&self) -> u64 {
        self.groups * SLOTS
    }

    pub(crate) const fn family_blocks(&self) -> u64 {
        self.students / FAMILY_BLOCK
    }

    pub(crate) const fn guardians(&self) -> u64 {
        self.family_blocks() * 2
    }

    pub(crate) const fn staff(&self) -> u64 {
        self.schools * STAFF_PER_SCHOOL + OFFICE_STAFF
    }

    /// First group of a school.
    fn school_border(&self, school: u64) -> u64 {
        border(self.seed, Kind::SchoolBorder, school, self.schools, self.groups, 30)
    }

    /// First student of a group.
    fn group_border(&self, group: u64) -> u64 {
        border(self.seed, Kind::GroupBorder, group, self.groups, self.students, 15)
    }

    /// First teacher of a school, in proportion to the students before it.
    fn teacher_border(&self, school: u64) -> u64 {
        let students = self.group_border(self.school_border(school));
        (students * self.teachers).checked_div(self.students).unwrap_or(0)
    }

    /// The students who sit in a group by number.
    pub(crate) fn group_students(&self, group: u64) -> Range<u64> {
        self.group_border(group)..self.group_border(group + 1)
    }

    pub(crate) fn school(&self, index: u64) -> School {
        let level = match self.schools {
            1 => Level::All,
            2 if index == 0 => Level::Elementary,
            2 => Level::Secondary,
            _ => Level::PATTERN[(index % 13) as usize],
        };
        School {
            index,
            level,
            groups: self.school_border(index)..self.school_border(index + 1),
            teachers: self.teacher_border(index)..self.teacher_border(index + 1),
        }
    }

    pub(crate) fn group_of_student(&self, student: u64) -> u64 {
        let guess = student * self.groups / self.students.max(1);
        locate(student, guess, self.groups, |group| self.group_border(group))
    }

    pub(crate) fn school_of_group(&self, group: u64) -> u64 {
        let guess = group * self.schools / self.groups.max(1);
        locate(group, guess, self.schools, |school| self.school_border(school))
    }

    pub(crate) fn school_of_student(&self, student: u64) -> u64 {
        self.school_of_group(self.group_of_student(student))
    }

    pub(crate) fn school_of_teacher(&self, teacher: u64) -> u64 {
        let guess = teacher * self.schools / self.teachers.max(1);
        locate(teacher, guess, self.schools, |school| self.teacher_border(school))
    }

    /// The groups and grades that a group of the school shares its timetable with.
    pub(crate) fn cohort(&self, school: &School, group: u64) -> Cohort {
        let (first, groups) = (school.groups.start, school.groups.end - school.groups.start);
        let grades = school.level.grades();
        let span = grades.end - grades.start;
        let cohorts = span.min(groups).max(1);
        // The inverse of `cohort * groups / cohorts`.
        let cohort = ((group - first + 1) * cohorts).div_ceil(groups.max(1)) - 1;
        let groups = first + cohort * groups / cohorts..first + (cohort + 1) * groups / cohorts;
        Cohort {
            students: self.group_border(groups.start)..self.group_border(groups.end),
            groups,
            grades: grades.start + cohort * span / cohorts..grades.start + (cohort + 1) * span / cohorts,
        }
    }

    /// Position in [`GRADES`] of a student's grade.
    pub(crate) fn grade(&self, student: u64) -> u64 {
        let group = self.group_of_student(student);
        let cohort = self.cohort(&self.school(self.school_of_group(group)), group);
        let (span, students) =
            (cohort.grades.end - cohort.grades.start, cohort.students.end - cohort.students.start);
        cohort.grades.start + (student - cohort.students.start) * span / students.max(1)
    }

    pub(crate) fn class(&self, index: u64) -> ClassPlace {
        let (group, slot) = (index / SLOTS, index % SLOTS);
        let school = self.school(self.school_of_group(group));
        let cohort = self.cohort(&school, group);
        let shuffle = self.slot_shuffle(&cohort, slot);
        ClassPlace { index, group, slot, school, cohort, shuffle }
    }

    /// Younger children stay together, older ones are mixed again for each slot of the timetable.
    fn slot_shuffle(&self, cohort: &Cohort, slot: u64) -> Shuffle {
        let size = cohort.students.end - cohort.students.start;
        if slot == 0 || cohort.grades.start < Level::Middle.grades().start {
            Shuffle::identity(size)
        } else {
            Shuffle::new(size, Draw::new(self.seed, Kind::Class, cohort.groups.start, slot + 1))
        }
    }

    /// The students of a class.
    pub(crate) fn class_students(&self, class: &ClassPlace) -> impl Iterator<Item = u64> + use<> {
        let first = class.cohort.students.start;
        let shuffle = class.shuffle;
        let Range { start, end } = self.group_students(class.group);
        (start..end).map(move |place| first + shuffle.at(place - first))
    }

    /// The class that a student has in a slot.
    pub(crate) fn class_of_student(&self, student: u64, slot: u64) -> u64 {
        let group = self.group_of_student(student);
        let cohort = self.cohort(&self.school(self.school_of_group(group)), group);
        let first = cohort.students.start;
        let place = first + self.slot_shuffle(&cohort, slot).place(student - first);
        self.group_of_student(place) * SLOTS + slot
    }

    /// Block and position of a student among the families; siblings sit in different schools.
    pub(crate) const fn family_position(&self, student: u64) -> (u64, u64) {
        let place = self.families.place(student);
        (place / FAMILY_BLOCK, place % FAMILY_BLOCK)
    }

    /// The student at a position of a block.
    pub(crate) const fn student_at(&self, block: u64, position: u64) -> u64 {
        self.families.at(block * FAMILY_BLOCK + position)
    }
}

/// Where the part `index` of `parts` begins when `items` are cut into them: evenly, moved by up to
/// `wobble` percent of a part.
fn border(seed: u64, kind: Kind, index: u64, parts: u64, items: u64, wobble: u64) -> u64 {
    if index == 0 || parts == 0 {
        return 0;
    }
    if index >= parts {
        return items;
    }
    let reach = items / parts * wobble / 100;
    index * items / parts + Draw::new(seed, kind, index, 0).below(Topic::Border, 2 * reach + 1) - reach
}

/// Finds the part that holds an item, near a guess.
fn locate(item: u64, guess: u64, parts: u64, border: impl Fn(u64) -> u64) -> u64 {
    let mut part = guess.min(parts.saturating_sub(1));
    while part > 0 && border(part) > item {
        part -= 1;
    }
    while part + 1 < parts && border(part + 1) <= item {
        part += 1;
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [u32; 12] = [0, 1, 2, 25, 26, 27, 100, 899, 900, 1_600, 5_000, 12_345];

    #[test]
    fn every_student_sits_in_one_class_per_slot() {
        for students in SIZES {
            let layout = Layout::new(u64::from(students), students);
            let mut seats = vec![0_u8; students as usize];
            for class in 0..layout.classes() {
                let place = layout.class(class);
                for student in layout.class_students(&place) {
                    assert_eq!(layout.class_of_student(student, place.slot), class, "{students}");
                    seats[student as usize] += 1;
                }
            }
            assert!(seats.iter().all(|count| u64::from(*count) == SLOTS), "{students}");
        }
    }

    #[test]
    fn borders_leave_no_part_empty() {
        for students in SIZES {
            let layout = Layout::new(7, students);
            for group in 0..layout.groups {
                let Range { start, end } = layout.group_students(group);
                assert!(start < end && end - start < 40, "{students}: group {group} {start}..{end}");
                assert_eq!(layout.group_of_student(start), group);
                assert_eq!(layout.group_of_student(end - 1), group);
            }
            for index in 0..layout.schools {
                let school = layout.school(index);
                assert_eq!(school.groups.is_empty(), students == 0, "{students}: school {index}");
                assert_eq!(school.teachers.is_empty(), students == 0, "{students}: school {index}");
                for teacher in school.teachers.clone() {
                    assert_eq!(layout.school_of_teacher(teacher), index);
                }
            }
            assert_eq!(layout.school(layout.schools - 1).teachers.end, layout.teachers);
        }
    }

    #[test]
    fn grades_follow_the_level_of_the_school() {
        for students in SIZES {
            let layout = Layout::new(3, students);
            for student in 0..layout.students {
                let school = layout.school(layout.school_of_student(student));
                assert!(school.level.grades().contains(&layout.grade(student)), "{students}");
            }
        }
    }
}
