use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::{File, codes};

/// SR-06: subjects and subjectCodes hold the same number of items when both are filled.
pub(super) struct Subjects;

impl Rule for Subjects {
    fn files(&self) -> &'static [File] {
        &[File::Courses, File::Classes]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let codes_position = position(row.file, "subjectCodes");
        let (subjects, subject_codes) = (row.cell(position(row.file, "subjects")), row.cell(codes_position));
        let items = |cell: &str| cell.split(',').count();
        if !subjects.is_empty() && !subject_codes.is_empty() && items(subjects) != items(subject_codes) {
            let message = "subjects and subjectCodes have different numbers of items";
            reporter.rule(&codes::SUBJECT_CODES_MISMATCH, row.place(codes_position), message);
        }
    }
}
