use foldhash::HashSet;
use oneroster_model::Version;

use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::{File, codes};

/// SR-10 and SR-12: a result belongs to a student of the class of its line item.
pub(super) struct Results {
    version: Version,
    students: Facts<bool>,
    /// Pairs of class and user.
    enrolled: HashSet<(u32, u32)>,
    /// Class of each line item, counted from one; zero is none.
    classes: Facts<u32>,
    columns: Columns,
}

struct Columns {
    user_role: usize,
    role: usize,
    role_user: usize,
    enrollment_class: usize,
    enrollment_user: usize,
    line_item_class: usize,
    line_item: usize,
    student: usize,
    class: usize,
}

impl Results {
    pub(super) fn new(version: Version) -> Self {
        let columns = Columns {
            user_role: position(File::Users, "role"),
            role: position(File::Roles, "role"),
            role_user: position(File::Roles, "userSourcedId"),
            enrollment_class: position(File::Enrollments, "classSourcedId"),
            enrollment_user: position(File::Enrollments, "userSourcedId"),
            line_item_class: position(File::LineItems, "classSourcedId"),
            line_item: position(File::Results, "lineItemSourcedId"),
            student: position(File::Results, "studentSourcedId"),
            class: position(File::Results, "classSourcedId"),
        };
        Self {
            version,
            students: Facts::default(),
            enrolled: HashSet::default(),
            classes: Facts::default(),
            columns,
        }
    }

    fn check_result(&self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let columns = &self.columns;
        let line_item = row.reference(columns.line_item);
        let class_of_line_item = line_item.and_then(|line_item| self.classes.get(line_item));
        let class_of_line_item = class_of_line_item.and_then(|class| class.checked_sub(1));
        let class = row.reference(columns.class);
        if class.zip(class_of_line_item).is_some_and(|(class, expected)| class != expected) {
            let message = "the class is not the class of the line item";
            reporter.rule(&codes::RESULT_CLASS_MISMATCH, row.place(columns.class), message);
        }
        let Some(student) = row.reference(columns.student) else { return };
        let roles = if self.version >= Version::V1_2 { File::Roles } else { File::Users };
        if row.links.is_whole(roles) && self.students.get(student) != Some(&true) {
            let message = "the user has no role as a student";
            reporter.rule(&codes::RESULT_OF_NON_STUDENT, row.place(columns.student), message);
        }
        if let Some(class) = class_of_line_item.or(class)
            && row.links.is_whole(File::Enrollments)
            && !self.enrolled.contains(&(class, student))
        {
            let message = "the user is not enrolled in the class of the line item";
            reporter.rule(&codes::RESULT_NOT_ENROLLED, row.place(columns.student), message);
        }
    }
}

impl Rule for Results {
    fn files(&self) -> &'static [File] {
        &[File::Users, File::Roles, File::Enrollments, File::LineItems, File::Results]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let columns = &self.columns;
        let is_student = |position| row.cell(position).trim().eq_ignore_ascii_case("student");
        match row.file {
            File::Users if self.version == Version::V1_1 => {
                if let (Some(own), true) = (row.own(), is_student(columns.user_role)) {
                    self.students.set(own, true);
                }
            }
            File::Roles => {
                if let (Some(user), true) = (row.reference(columns.role_user), is_student(columns.role)) {
                    self.students.set(user, true);
                }
            }
            File::Enrollments => {
                let class = row.reference(columns.enrollment_class);
                self.enrolled.extend(class.zip(row.reference(columns.enrollment_user)));
            }
            File::LineItems => {
                if let (Some(own), Some(class)) = (row.own(), row.reference(columns.line_item_class)) {
                    self.classes.set(own, class + 1);
                }
            }
            File::Results => self.check_result(row, reporter),
            _ => {}
        }
    }
}
