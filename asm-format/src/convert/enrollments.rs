//! Enrollments: memberships of students on one side, instructors on the other.

use oneroster_csv::tables::EnrollmentRow;
use oneroster_model::date::parse_date;
use oneroster_model::{EnrollmentRole, Severity};
use time::Date;

use super::classes::{ClassId, Classes};
use super::codes;
use super::instructors::{Instructor, Instructors};
use super::orgs::{OrgId, Orgs};
use super::people::{Fate, SettledPeople};
use super::record::{Notes, Place, Subject};
use super::roles::window_holds;
use super::rosters::{NewMembership, RosterIntake};
use super::settings::{EnrollmentWindow, Settings};
use super::status::RecordStatus;
use crate::Error;
use crate::bytes::trim;

/// Sorts enrollments into memberships and instructors.
#[derive(Debug)]
pub(super) struct Enrollments {
    pub(super) rosters: RosterIntake,
    pub(super) instructors: Instructors,
    /// Position of every class in the output.
    class_ranks: Vec<u32>,
    /// Enrollments come in groups of one class more often than not; the last one saves a look-up.
    last_class: Option<ClassId>,
    /// The same for their school.
    last_school: Option<OrgId>,
}

/// What an enrollment makes of its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Student,
    Instructor,
    NotExported,
    Unknown,
}

impl Enrollments {
    /// Begins the intake, when classes and people are settled.
    pub(super) fn new(class_order: &[ClassId]) -> Self {
        let mut class_ranks = vec![0; class_order.len()];
        for (rank, &class) in class_order.iter().enumerate() {
            class_ranks[class as usize] = rank as u32;
        }
        Self {
            rosters: RosterIntake::default(),
            instructors: Instructors::default(),
            class_ranks,
            last_class: None,
            last_school: None,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "an enrollment refers to every earlier table")]
    pub(super) fn push(
        &mut self,
        row: &EnrollmentRow<&str>,
        place: Place,
        orgs: &Orgs,
        classes: &Classes,
        people: &SettledPeople,
        today: Date,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) -> Result<(), Error> {
        let id = trim(row.sourced_id);
        let subject = Subject { entity: "enrollment", key: id, place };
        let status = RecordStatus::new(row.status);
        if let Some((code, severity)) =
            status.reason_to_drop(&settings.filters.enrollment_status, settings.claris_compat)
        {
            notes.dropped(code, severity, subject);
            return Ok(());
        }
        let part = part_of(row.role, settings);
        match part {
            Part::Student | Part::Instructor => {}
            Part::NotExported => {
                notes.dropped(&codes::ENROLLMENT_ROLE_NOT_EXPORTED, Severity::Info, subject);
                return Ok(());
            }
            Part::Unknown => {
                notes.dropped(&codes::ENROLLMENT_ROLE_UNKNOWN, Severity::Warning, subject);
                return Ok(());
            }
        }
        let begin = read_date(row.begin_date, subject, notes);
        let end = read_date(row.end_date, subject, notes);
        let is_current = window_holds(begin, end, today);
        let counts = match settings.enrollment_window {
            EnrollmentWindow::EndedDropped => end.is_none_or(|end| today < end),
            EnrollmentWindow::Today => is_current,
            EnrollmentWindow::Ignore => true,
        };
        if !counts {
            notes.dropped(&codes::ENROLLMENT_ENDED, Severity::Info, subject);
            return Ok(());
        }
        let Some(class) = self.class(row.class_sourced_id, classes) else {
            notes.dropped(&codes::ENROLLMENT_CLASS_UNKNOWN, Severity::Error, subject);
            return Ok(());
        };
        let user =
            people.find(row.user_sourced_id).filter(|&(person, _)| people.fate(person) != Fate::Unseen);
        let Some((person, user_id)) = user else {
            notes.dropped(&codes::ENROLLMENT_USER_UNKNOWN, Severity::Error, subject);
            return Ok(());
        };
        if !classes.entry(class).is_kept() {
            notes.dropped(&codes::ENROLLMENT_CLASS_REMOVED, Severity::Info, subject);
            return Ok(());
        }
        if !row.school_sourced_id.is_empty()
            && classes.entry(class).differs_from_school(self.school(row.school_sourced_id, orgs))
        {
            notes.kept(&codes::ENROLLMENT_SCHOOL_DIFFERS, Severity::Warning, subject);
        }
        match (part, people.fate(person)) {
            (Part::Student, Fate::Student) => {
                self.rosters.push(&NewMembership {
                    class,
                    class_rank: self.class_ranks[class as usize],
                    student: person,
                    student_rank: people.rank(person),
                    is_active: status.is_active(),
                    is_current,
                    begin: begin.map_or(i32::MIN, Date::to_julian_day),
                    line: place.line_number(),
                    id,
                    student_id: user_id,
                })?;
            }
            (Part::Student, Fate::Staff | Fate::StaffIfTeaching) => {
                notes.dropped(&codes::STAFF_ENROLLED_AS_STUDENT, Severity::Warning, subject);
            }
            (Part::Instructor, Fate::Staff | Fate::StaffIfTeaching) => self.instructors.push(Instructor {
                class,
                person,
                is_primary: trim(row.primary).eq_ignore_ascii_case("true"),
                begin: begin.map_or(i32::MAX, Date::to_julian_day),
                line: place.line_number(),
            }),
            (Part::Instructor, Fate::Student) => {
                notes.dropped(&codes::STUDENT_TEACHES, Severity::Warning, subject);
            }
            _ => notes.dropped(&codes::ENROLLMENT_USER_REMOVED, Severity::Info, subject),
        }
        Ok(())
    }

    fn class(&mut self, id: &str, classes: &Classes) -> Option<ClassId> {
        let id = trim(id);
        if let Some(last) = self.last_class.filter(|&last| classes.id(last) == id) {
            return Some(last);
        }
        self.last_class = classes.get(id);
        self.last_class
    }

    fn school(&mut self, id: &str, orgs: &Orgs) -> Option<OrgId> {
        let id = trim(id);
        if let Some(last) = self.last_school.filter(|&last| orgs.id(last) == id) {
            return Some(last);
        }
        self.last_school = orgs.get(id);
        self.last_school
    }
}

fn part_of(role: &str, settings: &Settings) -> Part {
    // The spellings of the standard first: nearly every row has one of them.
    match role {
        "student" => return Part::Student,
        "teacher" if settings.instructor_roles.iter().any(|wanted| wanted == "teacher") => {
            return Part::Instructor;
        }
        _ => {}
    }
    let role = EnrollmentRole::from_token_lenient(role);
    if settings.instructor_roles.iter().any(|wanted| EnrollmentRole::from_token_lenient(wanted) == role) {
        return Part::Instructor;
    }
    match role {
        EnrollmentRole::Student => Part::Student,
        EnrollmentRole::Other(_) => Part::Unknown,
        _ => Part::NotExported,
    }
}

fn read_date(text: &str, subject: Subject<'_>, notes: &mut Notes<'_>) -> Option<Date> {
    if trim(text).is_empty() {
        return None;
    }
    let date = parse_date(text).value();
    if date.is_none() {
        notes.kept(&codes::DATE_INVALID, Severity::Warning, subject);
    }
    // Some systems write the first day of the calendar for no date.
    date.filter(|date| date.year() > 1)
}
