use std::io::{Seek, Write};

use oneroster_csv::File;
use oneroster_csv::tables::{
    AcademicSessionRow, ClassRow, CourseRow, EnrollmentRow, OrgRow, RoleRow, UserRow,
};
use oneroster_model::{FindingSink, Version};
use time::Date;

use super::classes::{ClassId, Classes};
use super::closure::Closure;
use super::conversion::Conversion;
use super::courses::Courses;
use super::enrollments::Enrollments;
use super::error::ConversionError;
use super::orgs::Orgs;
use super::output::Output;
use super::people::{People, SettledPeople};
use super::record::{Notes, Place};
use super::sessions::Sessions;
use super::settings::{Mode, Settings};
use crate::{ArchiveSettings, Error};

/// Converts the rows of a district into the six files of Apple School Manager.
///
/// Rows come in the order orgs, academic sessions, courses, classes, roles (1.2 only), users,
/// enrollments; a table that is not there is left out. Memory grows with people and classes, not with
/// enrollments: those are sorted in temporary files without a name when they are many.
///
/// The result depends on the rows, the settings and `today` only.
///
/// # Examples
///
/// ```
/// use asm_format::ArchiveSettings;
/// use asm_format::convert::{Converter, Place, Settings};
/// use oneroster_csv::tables::{ClassRow, CourseRow, EnrollmentRow, OrgRow, UserRow};
/// use oneroster_model::{Findings, Version};
/// use time::macros::date;
///
/// let mut findings = Findings::default();
/// let mut converter = Converter::new(Version::V1_1, date!(2026-08-18), Settings::default());
/// let org = OrgRow { sourced_id: "o1", name: "North", r#type: "school", ..OrgRow::default() };
/// converter.org(&org, Place::NONE, &mut findings)?;
/// let course = CourseRow { sourced_id: "c1", title: "Algebra", org_sourced_id: "o1", ..CourseRow::default() };
/// converter.course(&course, Place::NONE, &mut findings)?;
/// let class = ClassRow {
///     sourced_id: "k1",
///     title: "Algebra, period 1",
///     course_sourced_id: "c1",
///     school_sourced_id: "o1",
///     ..ClassRow::default()
/// };
/// converter.class(&class, Place::NONE, &mut findings)?;
/// let user = UserRow {
///     sourced_id: "u1",
///     role: "student",
///     org_sourced_ids: "o1",
///     given_name: "Ada",
///     family_name: "Vu",
///     ..UserRow::default()
/// };
/// converter.user(&user, Place::NONE, &mut findings)?;
/// let enrollment = EnrollmentRow {
///     sourced_id: "e1",
///     class_sourced_id: "k1",
///     user_sourced_id: "u1",
///     role: "student",
///     ..EnrollmentRow::default()
/// };
/// converter.enrollment(&enrollment, Place::NONE, &mut findings)?;
/// let target = std::io::Cursor::new(Vec::new());
/// let (archive, conversion) = converter.finish(target, &ArchiveSettings::default(), &mut findings)?;
/// assert!(archive.into_inner().starts_with(b"PK"));
/// assert_eq!(conversion.rows_out["rosters.csv"], 1);
/// # Ok::<(), asm_format::Error>(())
/// ```
#[derive(Debug)]
pub struct Converter {
    version: Version,
    today: Date,
    settings: Settings,
    /// How many rows came, by file.
    rows: [u64; File::ALL.len()],
    last: Option<File>,
    errors: u64,
    orgs: Orgs,
    sessions: Sessions,
    courses: Courses,
    classes: Classes,
    people: PeopleStage,
}

/// People before and after the enrollments begin to come.
#[derive(Debug)]
enum PeopleStage {
    Intake(Box<People>),
    Settled(Box<Settled>),
}

#[derive(Debug)]
struct Settled {
    people: SettledPeople,
    class_order: Vec<ClassId>,
    enrollments: Enrollments,
}

/// The order in which files have to come.
const ORDER: [File; 7] = [
    File::Orgs,
    File::AcademicSessions,
    File::Courses,
    File::Classes,
    File::Roles,
    File::Users,
    File::Enrollments,
];

impl Converter {
    /// The files a conversion reads, in the order in which their rows have to come.
    pub const FILES: [File; 7] = ORDER;

    /// Begins a conversion of rows of a version, as of the day `today` in the time zone of the schools.
    pub fn new(version: Version, today: Date, settings: Settings) -> Self {
        let people = People::new(version, &settings);
        Self {
            version,
            today,
            settings,
            rows: [0; File::ALL.len()],
            last: None,
            errors: 0,
            orgs: Orgs::default(),
            sessions: Sessions::default(),
            courses: Courses::default(),
            classes: Classes::default(),
            people: PeopleStage::Intake(Box::new(people)),
        }
    }

    /// Takes an org.
    ///
    /// # Errors
    ///
    /// [`ConversionError::OutOfOrder`] when rows that refer to orgs were taken before.
    pub fn org(&mut self, row: &OrgRow<&str>, place: Place, sink: &mut dyn FindingSink) -> Result<(), Error> {
        self.advance(File::Orgs, sink)?;
        let mut notes = Notes::new(sink);
        self.orgs.push(row, place, &self.settings, &mut notes);
        self.errors += notes.errors;
        Ok(())
    }

    /// Takes an academic session.
    ///
    /// # Errors
    ///
    /// [`ConversionError::OutOfOrder`] as for [`org`](Self::org).
    pub fn academic_session(
        &mut self,
        row: &AcademicSessionRow<&str>,
        place: Place,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        self.advance(File::AcademicSessions, sink)?;
        let mut notes = Notes::new(sink);
        self.sessions.push(row, place, self.today, &self.settings, &mut notes);
        self.errors += notes.errors;
        Ok(())
    }

    /// Takes a course.
    ///
    /// # Errors
    ///
    /// [`ConversionError::OutOfOrder`] as for [`org`](Self::org).
    pub fn course(
        &mut self,
        row: &CourseRow<&str>,
        place: Place,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        self.advance(File::Courses, sink)?;
        let mut notes = Notes::new(sink);
        self.courses.push(row, place, &self.settings, &mut notes);
        self.errors += notes.errors;
        Ok(())
    }

    /// Takes a class.
    ///
    /// # Errors
    ///
    /// [`ConversionError::OutOfOrder`] as for [`org`](Self::org).
    pub fn class(
        &mut self,
        row: &ClassRow<&str>,
        place: Place,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        self.advance(File::Classes, sink)?;
        let mut notes = Notes::new(sink);
        let (orgs, sessions, settings) = (&self.orgs, &self.sessions, &self.settings);
        self.classes.push(row, place, orgs, sessions, &mut self.courses, settings, &mut notes);
        self.errors += notes.errors;
        Ok(())
    }

    /// Takes a role of OneRoster 1.2.
    ///
    /// # Errors
    ///
    /// [`ConversionError::OutOfOrder`] as for [`org`](Self::org).
    pub fn role(
        &mut self,
        row: &RoleRow<&str>,
        place: Place,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        self.advance(File::Roles, sink)?;
        let mut notes = Notes::new(sink);
        if let PeopleStage::Intake(people) = &mut self.people {
            people.push_role(row, place, &self.orgs, self.today, &self.settings, &mut notes);
        }
        self.errors += notes.errors;
        Ok(())
    }

    /// Takes a user.
    ///
    /// # Errors
    ///
    /// [`ConversionError::OutOfOrder`] as for [`org`](Self::org); [`Error::Io`] when a temporary file
    /// cannot be written.
    pub fn user(
        &mut self,
        row: &UserRow<&str>,
        place: Place,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        self.advance(File::Users, sink)?;
        let mut notes = Notes::new(sink);
        if let PeopleStage::Intake(people) = &mut self.people {
            people.push(row, place, &self.orgs, &self.settings, &mut notes)?;
        }
        self.errors += notes.errors;
        Ok(())
    }

    /// Takes an enrollment.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when a temporary file cannot be written.
    pub fn enrollment(
        &mut self,
        row: &EnrollmentRow<&str>,
        place: Place,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        self.advance(File::Enrollments, sink)?;
        let mut notes = Notes::new(sink);
        if let PeopleStage::Settled(settled) = &mut self.people {
            let Settled { people, enrollments, .. } = &mut **settled;
            let (orgs, classes, settings) = (&self.orgs, &self.classes, &self.settings);
            enrollments.push(row, place, orgs, classes, people, self.today, settings, &mut notes)?;
        }
        self.errors += notes.errors;
        Ok(())
    }

    /// Counts a row and closes the tables before it.
    fn advance(&mut self, file: File, sink: &mut dyn FindingSink) -> Result<(), Error> {
        self.rows[file as usize] += 1;
        if self.last == Some(file) {
            return Ok(());
        }
        let step = |file: File| ORDER.iter().position(|&other| other == file);
        if let Some(last) = self.last
            && step(file) < step(last)
        {
            return Err(ConversionError::OutOfOrder(file, last).into());
        }
        if self.last.is_none_or(|last| last == File::Orgs) && file != File::Orgs {
            let mut notes = Notes::new(sink);
            self.orgs.seal(&mut notes);
            self.errors += notes.errors;
        }
        self.last = Some(file);
        if file == File::Enrollments { self.settle(sink) } else { Ok(()) }
    }

    /// Settles people and the order of classes, once.
    fn settle(&mut self, sink: &mut dyn FindingSink) -> Result<(), Error> {
        let intake = Box::new(People::new(self.version, &self.settings));
        let PeopleStage::Intake(people) = std::mem::replace(&mut self.people, PeopleStage::Intake(intake))
        else {
            return Ok(());
        };
        let mut notes = Notes::new(sink);
        let people = people.settle(&self.settings, &mut notes)?;
        self.errors += notes.errors;
        self.classes.drop_collisions(&self.settings);
        let class_order = self.classes.in_output_order(&self.settings);
        let enrollments = Enrollments::new(&class_order);
        self.people = PeopleStage::Settled(Box::new(Settled { people, class_order, enrollments }));
        Ok(())
    }

    /// Ends the conversion and writes the archive.
    ///
    /// # Errors
    ///
    /// [`ConversionError::StrictFindings`] in strict mode when there was a finding of severity error;
    /// [`Error::Io`] when the target or a temporary file cannot be written.
    pub fn finish<W: Write + Seek>(
        mut self,
        target: W,
        archive: &ArchiveSettings,
        sink: &mut dyn FindingSink,
    ) -> Result<(W, Conversion), Error> {
        if self.last.is_none_or(|last| last == File::Orgs) {
            self.orgs.seal(&mut Notes::new(sink));
        }
        if matches!(self.people, PeopleStage::Intake(_)) {
            self.settle(sink)?;
        }
        let mut report = Conversion::new(self.version);
        let rows_in = ORDER.map(|file| (file.name(), self.rows[file as usize]));
        report.rows_in = rows_in.into_iter().filter(|&(_, rows)| rows > 0).collect();
        report.any_active_term = self.sessions.any_active();
        report.no_active_term =
            self.settings.filters.active_terms.is_on() && report.any_active_term == Some(false);
        let PeopleStage::Settled(settled) = self.people else {
            return Err(ConversionError::OutOfOrder(File::Users, File::Enrollments).into());
        };
        let Settled { mut people, class_order, enrollments } = *settled;
        let Enrollments { rosters, mut instructors, .. } = enrollments;
        let mut notes = Notes::new(sink);
        notes.errors = self.errors;
        instructors.seal(&people, &mut notes);
        let (mut rosters, mut repeated_ids) = rosters.finish()?;
        let closed = Closure {
            orgs: &mut self.orgs,
            classes: &mut self.classes,
            people: &mut people,
            rosters: &mut rosters,
            instructors: &instructors,
            repeated_ids: &mut repeated_ids,
            settings: &self.settings,
            notes: &mut notes,
        }
        .run()?;
        let output = Output {
            orgs: &mut self.orgs,
            courses: &self.courses,
            classes: &self.classes,
            class_order: &class_order,
            people: &mut people,
            closed: &closed,
            instructors: &instructors,
            rosters: &mut rosters,
            repeated_ids: &repeated_ids,
            settings: &self.settings,
            archive,
            notes: &mut notes,
        };
        let target = output.write(target, &mut report)?;
        if self.settings.mode == Mode::Strict && notes.errors > 0 {
            return Err(ConversionError::StrictFindings(notes.errors).into());
        }
        Ok((target, report))
    }
}
