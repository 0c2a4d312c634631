use oneroster_model::date::parse_date;

use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::{File, codes};

/// File, first date, last date.
const SPANS: [(File, &str, &str); 4] = [
    (File::AcademicSessions, "startDate", "endDate"),
    (File::Roles, "beginDate", "endDate"),
    (File::Enrollments, "beginDate", "endDate"),
    (File::LineItems, "assignDate", "dueDate"),
];

/// Dates run forwards. The text does not demand it; nobody means anything else.
pub(super) struct Dates {
    spans: Vec<(File, usize, usize)>,
}

impl Dates {
    pub(super) fn new() -> Self {
        let spans = SPANS.iter();
        Self {
            spans: spans
                .map(|(file, from, to)| (*file, position(*file, from), position(*file, to)))
                .collect(),
        }
    }
}

impl Rule for Dates {
    fn files(&self) -> &'static [File] {
        &[File::AcademicSessions, File::Roles, File::Enrollments, File::LineItems]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let Some((_, from, to)) = self.spans.iter().find(|(file, ..)| *file == row.file) else { return };
        let (first, last) = (row.cell(*from), row.cell(*to));
        if first.is_empty() || last.is_empty() || (first.len() == 10 && last.len() == 10 && first <= last) {
            // Ten characters are a date of the standard, or a finding already.
            return;
        }
        if let (Some(first), Some(last)) = (parse_date(first).value(), parse_date(last).value())
            && first > last
        {
            reporter.rule(&codes::DATES_REVERSED, row.place(*to), "the end lies before the beginning");
        }
    }
}
