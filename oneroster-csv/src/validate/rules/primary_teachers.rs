use oneroster_model::date::parse_date;
use time::Date;

use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::validate::value::read_boolean;
use crate::{File, codes};

/// A primary teacher and the time in which; the end is exclusive.
#[derive(Clone, Copy, Debug)]
struct Primary {
    user: u32,
    from: Option<Date>,
    to: Option<Date>,
}

impl Primary {
    fn meets(&self, other: &Self) -> bool {
        let begins_before_end = |a: &Self, b: &Self| a.from.zip(b.to).is_none_or(|(from, to)| from < to);
        begins_before_end(self, other) && begins_before_end(other, self)
    }
}

/// SR-15: primary is for teachers, and a class has one primary teacher at a time.
pub(super) struct PrimaryTeachers {
    classes: Facts<Vec<Primary>>,
    columns: Columns,
}

struct Columns {
    class: usize,
    user: usize,
    role: usize,
    primary: usize,
    begin_date: usize,
    end_date: usize,
}

impl PrimaryTeachers {
    pub(super) fn new() -> Self {
        let of = |column| position(File::Enrollments, column);
        let columns = Columns {
            class: of("classSourcedId"),
            user: of("userSourcedId"),
            role: of("role"),
            primary: of("primary"),
            begin_date: of("beginDate"),
            end_date: of("endDate"),
        };
        Self { classes: Facts::default(), columns }
    }
}

impl Rule for PrimaryTeachers {
    fn files(&self) -> &'static [File] {
        &[File::Enrollments]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let columns = &self.columns;
        let cell = row.cell(columns.primary);
        if cell.is_empty() || cell == "false" || read_boolean(cell).value() != Some(true) {
            return;
        }
        if !row.cell(columns.role).trim().eq_ignore_ascii_case("teacher") {
            let message = "primary is true in a row of another role than teacher";
            reporter.rule(&codes::PRIMARY_WITHOUT_TEACHING, row.place(columns.primary), message);
            return;
        }
        let (Some(class), Some(user)) = (row.reference(columns.class), row.reference(columns.user)) else {
            return;
        };
        let date = |column| parse_date(row.cell(column)).value();
        let primary = Primary { user, from: date(columns.begin_date), to: date(columns.end_date) };
        let known = self.classes.entry(class);
        if known.iter().any(|other| other.user != user && other.meets(&primary)) {
            let message = "the class has another primary teacher at the same time";
            reporter.rule(&codes::SECOND_PRIMARY_TEACHER, row.place(columns.primary), message);
        }
        known.push(primary);
    }
}
