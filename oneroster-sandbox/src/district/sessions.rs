use oneroster_csv::tables::{AcademicSessionRow, CourseRow};
use oneroster_model::SessionType;

use super::calendar::{Calendar, SESSIONS, YEAR, YEARS, push_date};
use super::catalogue::CATALOGUE;
use super::identifier::{Kind, push_number};
use super::layout::GRADES;
use super::{District, RowSink, orgs, push_item};

impl District {
    /// Returns the row of an academic session: fifteen of the current school year, then those of the last.
    pub fn academic_session(&self, index: u64) -> Option<AcademicSessionRow> {
        let mut row = AcademicSessionRow::default();
        (index < YEARS * SESSIONS.len() as u64).then(|| self.fill_session(index, &mut row))?;
        Some(row)
    }

    /// Returns the row of a course of the catalogue.
    pub fn course(&self, index: u64) -> Option<CourseRow> {
        let mut row = CourseRow::default();
        (index < CATALOGUE.courses.len() as u64).then(|| self.fill_course(index, &mut row))?;
        Some(row)
    }

    pub(crate) fn visit_academic_sessions<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = AcademicSessionRow::default();
        for index in 0..YEARS * SESSIONS.len() as u64 {
            self.fill_session(index, &mut row);
            sink.row(&row)?;
        }
        Ok(())
    }

    pub(crate) fn visit_courses<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = CourseRow::default();
        for index in 0..CATALOGUE.courses.len() as u64 {
            self.fill_course(index, &mut row);
            sink.row(&row)?;
        }
        Ok(())
    }

    /// Appends the identifier of a session of the current school year.
    pub(crate) fn push_session_id(&self, out: &mut String, session: u64) {
        self.push_id(out, Kind::AcademicSession, session, 0);
    }

    fn fill_session(&self, index: u64, row: &mut AcademicSessionRow) {
        row.clear();
        let count = SESSIONS.len() as u64;
        let (years_ago, number) = (index / count, index % count);
        let session = &SESSIONS[number as usize];
        let year = self.calendar.school_year - i32::try_from(years_ago).unwrap_or(0);
        let year_number = u64::try_from(year).unwrap_or(0);
        self.push_session_id(&mut row.sourced_id, index);
        row.title.push_str(session.title);
        if session.kind == SessionType::SchoolYear {
            row.title.push(' ');
            push_number(&mut row.title, year_number - 1, 4);
            row.title.push('–');
            push_number(&mut row.title, year_number % 100, 2);
        }
        row.r#type.push_str(session.kind.as_str());
        push_date(&mut row.start_date, Calendar::start(year, number));
        push_date(&mut row.end_date, Calendar::end(year, number));
        if let Some(parent) = session.parent {
            self.push_session_id(&mut row.parent_sourced_id, years_ago * count + parent);
        }
        push_number(&mut row.school_year, year_number, 4);
    }

    fn fill_course(&self, index: u64, row: &mut CourseRow) {
        row.clear();
        let course = &CATALOGUE.courses[index as usize];
        self.push_id(&mut row.sourced_id, Kind::Course, index, 0);
        self.push_session_id(&mut row.school_year_sourced_id, YEAR);
        push_course_title(&mut row.title, index);
        push_course_code(&mut row.course_code, index);
        for grade in course.grades.clone() {
            push_item(&mut row.grades, |out| out.push_str(GRADES[grade as usize]));
        }
        orgs::push_org_id(self, &mut row.org_sourced_id, orgs::DISTRICT);
        push_subjects(&mut row.subjects, &mut row.subject_codes, index);
    }
}

/// Appends the title of a course, such as `Mathematics 3`.
pub(crate) fn push_course_title(out: &mut String, course: u64) {
    let course = &CATALOGUE.courses[course as usize];
    out.push_str(course.title);
    if let Some(grade) = course.title_grade {
        out.push(' ');
        out.push_str(GRADES[grade as usize].trim_start_matches('0'));
    }
}

/// Appends the code of a course, such as `MAT-03`.
pub(crate) fn push_course_code(out: &mut String, course: u64) {
    let course = &CATALOGUE.courses[course as usize];
    out.push_str(course.code);
    if let Some(grade) = course.title_grade {
        out.push('-');
        out.push_str(GRADES[grade as usize]);
    }
}

/// Appends names and codes of a course's subjects, as many of the one as of the other.
pub(crate) fn push_subjects(subjects: &mut String, codes: &mut String, course: u64) {
    for (name, code) in CATALOGUE.courses[course as usize].subjects {
        push_item(subjects, |out| out.push_str(name));
        push_item(codes, |out| out.push_str(code));
    }
}
