use std::convert::Infallible;

use oneroster_csv::tables::EnrollmentRow;
use oneroster_model::EnrollmentRole;
use time::Duration;

use super::calendar::push_date;
use super::draw::{Draw, Topic};
use super::identifier::Kind;
use super::layout::ClassPlace;
use super::{District, RowSink, orgs};

/// How long after the beginning of a class students who come late may begin, in days.
const LATEST_START: u64 = 28;

impl District {
    /// Returns the enrollments of a class: students, teachers, the first of whom is in charge, proctors.
    ///
    /// Empty where there is no such class.
    pub fn enrollments_of_class(&self, index: u64) -> Vec<EnrollmentRow> {
        let mut rows = Vec::new();
        if index < self.layout.classes() {
            let class = self.layout.class(index);
            let Ok(()) = self.class_rows(&class, &mut EnrollmentRow::default(), |row| {
                rows.push(row.clone());
                Ok::<(), Infallible>(())
            });
        }
        rows
    }

    pub(crate) fn visit_enrollments<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = EnrollmentRow::default();
        for index in 0..self.layout.classes() {
            self.class_rows(&self.layout.class(index), &mut row, |row| sink.row(row))?;
        }
        Ok(())
    }

    fn class_rows<E>(
        &self,
        class: &ClassPlace,
        row: &mut EnrollmentRow,
        mut visit: impl FnMut(&EnrollmentRow) -> Result<(), E>,
    ) -> Result<(), E> {
        // Class, school and the end are the same in all rows of a class.
        row.clear();
        self.push_id(&mut row.class_sourced_id, Kind::Class, class.index, 0);
        orgs::push_org_id(self, &mut row.school_sourced_id, orgs::school(class.school.index));
        for (student, generation) in self.members(class) {
            let second = student * 2 + generation + 1;
            self.begin_row(row, class, Kind::Enrollment, second, &EnrollmentRole::Student);
            self.push_id(&mut row.user_sourced_id, Kind::Student, student, generation);
            visit(row)?;
        }
        let teachers = self.teachers(class).map(|teacher| (Kind::Teacher, teacher, EnrollmentRole::Teacher));
        let proctors = self.proctor(class).map(|staff| (Kind::Staff, staff, EnrollmentRole::Proctor));
        for (number, (kind, index, role)) in (0_u64..).zip(teachers.chain(proctors)) {
            let second = if kind == Kind::Teacher { index + 1 } else { self.layout.teachers + index + 1 };
            self.begin_row(row, class, Kind::TeacherEnrollment, second, &role);
            self.push_id(&mut row.user_sourced_id, kind, index, 0);
            if role == EnrollmentRole::Teacher {
                row.primary.push_str(if number == 0 { "true" } else { "false" });
            }
            visit(row)?;
        }
        Ok(())
    }

    /// Fills all but class, school and user.
    fn begin_row(
        &self,
        row: &mut EnrollmentRow,
        class: &ClassPlace,
        kind: Kind,
        second: u64,
        role: &EnrollmentRole,
    ) {
        let draw = self.draw(kind, class.index, second);
        for cell in [
            &mut row.sourced_id,
            &mut row.user_sourced_id,
            &mut row.role,
            &mut row.primary,
            &mut row.begin_date,
        ] {
            cell.clear();
        }
        row.end_date.clear();
        self.push_id(&mut row.sourced_id, kind, class.index, second);
        row.role.push_str(role.as_str());
        self.push_dates(row, class, draw);
    }

    fn push_dates(&self, row: &mut EnrollmentRow, class: &ClassPlace, draw: Draw) {
        if draw.chance(Topic::Undated, 50) {
            return;
        }
        let (start, end) = self.calendar.span(self.sessions_of_class(class));
        let late = if draw.chance(Topic::Late, 80) { draw.below(Topic::LateDays, LATEST_START) } else { 0 };
        push_date(&mut row.begin_date, start + Duration::days(late.cast_signed()));
        push_date(&mut row.end_date, end);
    }
}
