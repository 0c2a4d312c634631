use oneroster_model::date::parse_date;
use time::Date;

use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::{File, codes};

/// From the first to the last day, as far as they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Span {
    first: Option<Date>,
    last: Option<Date>,
}

impl Span {
    /// Returns the span from the earlier beginning to the later end; unknown ends stay unknown.
    fn join(self, other: Self) -> Self {
        Self {
            first: self.first.zip(other.first).map(|(a, b)| a.min(b)),
            last: self.last.zip(other.last).map(|(a, b)| a.max(b)),
        }
    }

    fn holds(self, date: Date) -> bool {
        self.first.is_none_or(|first| date >= first) && self.last.is_none_or(|last| date <= last)
    }
}

/// SR-14: beginDate and endDate of an enrollment lie within the terms of its class.
///
/// The text demands that they "fit" without saying how. Here: neither lies before the first term begins,
/// nor after the last one ends. An end is exclusive, and the end of a term is written by some systems as
/// the last day, so that one day more is within.
pub(super) struct EnrollmentDates {
    sessions: Facts<Span>,
    classes: Facts<Span>,
    columns: Columns,
}

struct Columns {
    start_date: usize,
    session_end_date: usize,
    terms: usize,
    class: usize,
    begin_date: usize,
    end_date: usize,
}

impl EnrollmentDates {
    pub(super) fn new() -> Self {
        let columns = Columns {
            start_date: position(File::AcademicSessions, "startDate"),
            session_end_date: position(File::AcademicSessions, "endDate"),
            terms: position(File::Classes, "termSourcedIds"),
            class: position(File::Enrollments, "classSourcedId"),
            begin_date: position(File::Enrollments, "beginDate"),
            end_date: position(File::Enrollments, "endDate"),
        };
        Self { sessions: Facts::default(), classes: Facts::default(), columns }
    }

    fn span_of_class(&self, row: &Row<'_, '_>) -> Span {
        let spans = row.list(self.columns.terms).map(|term| {
            let span = term.and_then(|term| self.sessions.get(term));
            span.copied().unwrap_or_default()
        });
        spans.reduce(Span::join).unwrap_or_default()
    }
}

impl Rule for EnrollmentDates {
    fn files(&self) -> &'static [File] {
        &[File::AcademicSessions, File::Classes, File::Enrollments]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        match (row.file, row.own()) {
            (File::AcademicSessions, Some(own)) => {
                let first = parse_date(row.cell(self.columns.start_date)).value();
                let last = parse_date(row.cell(self.columns.session_end_date)).value();
                self.sessions.set(own, Span { first, last: last.and_then(Date::next_day) });
            }
            (File::Classes, Some(own)) => {
                let span = self.span_of_class(row);
                self.classes.set(own, span);
            }
            (File::Enrollments, _) => {
                let class = row.reference(self.columns.class);
                let Some(span) = class.and_then(|class| self.classes.get(class)) else { return };
                if *span == Span::default() {
                    return;
                }
                for column in [self.columns.begin_date, self.columns.end_date] {
                    let cell = row.cell(column);
                    if !cell.is_empty() && parse_date(cell).value().is_some_and(|date| !span.holds(date)) {
                        let message = "the date lies outside the terms of the class";
                        reporter.rule(&codes::ENROLLMENT_OUTSIDE_TERM, row.place(column), message);
                    }
                }
            }
            _ => {}
        }
    }
}
