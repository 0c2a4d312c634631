//! Who there is, and what each person is in which org.

use super::District;
use super::draw::{Draw, Topic};
use super::identifier::Kind;
use super::layout::{OFFICE_STAFF, STAFF_PER_SCHOOL};
use super::names::{PersonName, Sex};
use super::orgs;

/// A person of a district, by number.
///
/// There are as many students as were asked for, a teacher for fifteen of them, two guardians for eight,
/// six other staff per school and four in the district office; numbers begin with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Person {
    /// A student.
    Student(u64),
    /// A teacher.
    Teacher(u64),
    /// A parent, guardian or relative.
    Guardian(u64),
    /// Anyone else who works in a school or in the district office.
    Staff(u64),
}

/// Iterator over the people of a district: students, teachers, guardians, staff.
///
/// Made by [`District::people`]. On a later day of a district students who left are still counted here;
/// [`District::user`] returns `None` for them.
#[derive(Clone, Debug)]
pub struct People {
    next: u64,
    ends: [u64; 4],
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        let [students, teachers, guardians, staff] = self.ends;
        let number = self.next;
        let person = match number {
            _ if number < students => Person::Student(number),
            _ if number < teachers => Person::Teacher(number - students),
            _ if number < guardians => Person::Guardian(number - teachers),
            _ if number < staff => Person::Staff(number - guardians),
            _ => return None,
        };
        self.next += 1;
        Some(person)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let rest = (self.ends[3] - self.next) as usize;
        (rest, Some(rest))
    }
}

/// A role as the two versions call it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RoleToken {
    pub(crate) v1_1: &'static str,
    pub(crate) v1_2: &'static str,
}

const fn role(v1_1: &'static str, v1_2: &'static str) -> RoleToken {
    RoleToken { v1_1, v1_2 }
}

const STUDENT: RoleToken = role("student", "student");
const TEACHER: RoleToken = role("teacher", "teacher");
const AIDE: RoleToken = role("aide", "aide");
const PROCTOR: RoleToken = role("proctor", "proctor");
const SYSTEM: RoleToken = role("administrator", "systemAdministrator");
const GUARDIANS: [RoleToken; 4] = [
    role("parent", "parent"),
    role("parent", "parent"),
    role("guardian", "guardian"),
    role("relative", "relative"),
];

/// Staff of every school besides teachers; the last one supervises tests.
pub(crate) const SCHOOL_STAFF: [RoleToken; STAFF_PER_SCHOOL as usize] = [
    role("administrator", "principal"),
    role("administrator", "siteAdministrator"),
    role("administrator", "counselor"),
    AIDE,
    AIDE,
    PROCTOR,
];

/// Staff of the district office.
const OFFICE: [RoleToken; OFFICE_STAFF as usize] = [
    role("administrator", "districtAdministrator"),
    role("administrator", "districtAdministrator"),
    SYSTEM,
    role("administrator", "counselor"),
];

/// What a person is in an org.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Membership {
    /// Number of the org.
    pub(crate) org: u64,
    pub(crate) role: &'static RoleToken,
    pub(crate) kind: MembershipKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MembershipKind {
    Primary,
    Secondary,
}

/// A person who is there on the day of the district.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resident {
    pub(crate) person: Person,
    pub(crate) kind: Kind,
    pub(crate) index: u64,
    /// 0, or 1 for a student who came after another one left.
    pub(crate) generation: u64,
    /// Number through all people of the district.
    pub(crate) number: u64,
    pub(crate) draw: Draw,
}

impl District {
    /// Iterates over the people of the district.
    pub fn people(&self) -> People {
        let students = self.layout.students;
        let teachers = students + self.layout.teachers;
        let guardians = teachers + self.layout.guardians();
        People { next: 0, ends: [students, teachers, guardians, guardians + self.layout.staff()] }
    }

    pub(crate) fn resident(&self, person: Person) -> Option<Resident> {
        let [students, teachers, guardians, staff] = self.people().ends;
        let (kind, index, first, end) = match person {
            Person::Student(index) => (Kind::Student, index, 0, students),
            Person::Teacher(index) => (Kind::Teacher, index, students, teachers),
            Person::Guardian(index) => (Kind::Guardian, index, teachers, guardians),
            Person::Staff(index) => (Kind::Staff, index, guardians, staff),
        };
        if index >= end - first {
            return None;
        }
        let generation = if kind == Kind::Student { self.generation(index)? } else { 0 };
        let draw = self.draw(kind, index, generation);
        Some(Resident { person, kind, index, generation, number: first + index, draw })
    }

    pub(crate) fn sex(resident: &Resident) -> Sex {
        if resident.draw.chance(Topic::Sex, 500) { Sex::Female } else { Sex::Male }
    }

    pub(crate) fn name(&self, resident: &Resident) -> PersonName {
        PersonName::new(resident.draw, self.family(resident), Self::sex(resident))
    }

    /// Appends the family name of a teacher.
    pub(crate) fn push_teacher_name(&self, out: &mut String, teacher: u64) {
        if let Some(resident) = self.resident(Person::Teacher(teacher)) {
            self.name(&resident).push_family(out);
        }
    }

    /// What culture and family name are drawn from.
    fn family(&self, resident: &Resident) -> Draw {
        use super::change::StudentChange::Renamed;
        match resident.person {
            Person::Student(student) if self.student_change(student) == Renamed => {
                self.draw(Kind::Family, u64::MAX - 1, student)
            }
            Person::Student(student) if resident.generation == 0 => self
                .guardians_of(student)
                .next()
                .map_or(resident.draw, |guardian| self.draw(Kind::Family, guardian / 2, guardian % 2)),
            Person::Guardian(guardian) => self.family_of_guardian(guardian),
            _ => resident.draw,
        }
    }

    /// Calls `visit` with every org of a person; the first one is the main one, an org may occur twice.
    pub(crate) fn memberships(&self, resident: &Resident, mut visit: impl FnMut(Membership)) {
        use MembershipKind::{Primary, Secondary};
        let mut add = |org, role, kind| visit(Membership { org, role, kind });
        let school_count = self.layout.schools;
        let draw = resident.draw;
        match resident.person {
            Person::Student(student) => {
                let school = self.layout.school_of_student(student);
                add(orgs::school(school), &STUDENT, Primary);
                if school_count > 1 && draw.chance(Topic::SecondOrg, 10) {
                    add(orgs::school((school + 1) % school_count), &STUDENT, Secondary);
                }
            }
            Person::Teacher(teacher) => {
                let school = self.layout.school_of_teacher(teacher);
                add(orgs::school(school), &TEACHER, Primary);
                if school_count > 1 && draw.chance(Topic::SecondOrg, 40) {
                    add(orgs::school((school + 1) % school_count), &TEACHER, Secondary);
                }
                if draw.chance(Topic::SecondRole, 15) {
                    add(orgs::school(school), &PROCTOR, Secondary);
                }
            }
            Person::Guardian(guardian) => {
                let token = draw.pick(Topic::Role, &GUARDIANS);
                let mut schools: [u64; 4] = [u64::MAX; 4];
                for (known, child) in self.children_of(guardian).enumerate().take(4) {
                    let school = self.layout.school_of_student(child);
                    if !schools.contains(&school) {
                        add(orgs::school(school), token, if known == 0 { Primary } else { Secondary });
                        schools[known] = school;
                    }
                }
            }
            Person::Staff(staff) => {
                let (school, post) = (staff / STAFF_PER_SCHOOL, (staff % STAFF_PER_SCHOOL) as usize);
                if school < school_count {
                    add(orgs::school(school), &SCHOOL_STAFF[post], Primary);
                    if post == 0 && draw.chance(Topic::SecondRole, 100) {
                        add(orgs::school(school), &TEACHER, Secondary);
                    }
                } else {
                    add(orgs::DISTRICT, &OFFICE[post], Primary);
                    if post == 1 {
                        add(orgs::DISTRICT, &SYSTEM, Secondary);
                        add(orgs::department(0), &OFFICE[post], Secondary);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_belongs_somewhere_and_has_one_main_role_per_org() {
        for students in [0, 1, 9, 700, 3_000] {
            let district = District::builder(students).build();
            for person in district.people() {
                let resident = district.resident(person).expect("nobody left on the first day");
                let mut primary = Vec::new();
                let mut orgs = 0;
                district.memberships(&resident, |membership| {
                    orgs += 1;
                    if membership.kind == MembershipKind::Primary {
                        primary.push(membership.org);
                    }
                });
                assert!(orgs > 0, "{person:?}");
                assert_eq!(primary.len(), 1, "{person:?}");
            }
        }
    }
}
