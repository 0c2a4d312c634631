//! The school year: a year of two semesters, four terms and eight grading periods.

use std::ops::Range;

use oneroster_model::SessionType;
use time::{Date, Month};

use super::identifier::push_number;

/// A session of any school year.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) title: &'static str,
    pub(crate) kind: SessionType,
    pub(crate) parent: Option<u64>,
    start: Day,
    end: Day,
}

/// A day of a school year: before or after New Year, month, day.
type Day = (NewYear, Month, u8);

#[derive(Clone, Copy, Debug)]
enum NewYear {
    Before,
    After,
}

const START: Day = (NewYear::Before, Month::August, 17);
const MIDDLE: Day = (NewYear::After, Month::January, 11);
const END: Day = (NewYear::After, Month::June, 12);
/// Where the eight grading periods begin and end; terms are two of them.
const PERIODS: [Day; 9] = [
    START,
    (NewYear::Before, Month::September, 17),
    (NewYear::Before, Month::October, 19),
    (NewYear::Before, Month::November, 24),
    MIDDLE,
    (NewYear::After, Month::February, 14),
    (NewYear::After, Month::March, 22),
    (NewYear::After, Month::May, 2),
    END,
];

const fn session(
    title: &'static str,
    kind: SessionType,
    parent: Option<u64>,
    start: Day,
    end: Day,
) -> Session {
    Session { title, kind, parent, start, end }
}

const fn term(title: &'static str, parent: u64, number: usize) -> Session {
    session(title, SessionType::Term, Some(parent), PERIODS[2 * number], PERIODS[2 * number + 2])
}

const fn grading_period(title: &'static str, parent: u64, number: usize) -> Session {
    session(title, SessionType::GradingPeriod, Some(parent), PERIODS[number], PERIODS[number + 1])
}

/// Positions in [`SESSIONS`].
pub(crate) const YEAR: u64 = 0;
pub(crate) const SEMESTERS: [u64; 2] = [1, 2];
pub(crate) const TERMS: [u64; 4] = [3, 4, 5, 6];

const FIRST_GRADING_PERIOD: u64 = 7;

/// The grading periods within a session.
pub(crate) fn grading_periods(session: u64) -> Range<u64> {
    match SESSIONS[session as usize].kind {
        SessionType::Semester => {
            let first = FIRST_GRADING_PERIOD + 4 * (session - SEMESTERS[0]);
            first..first + 4
        }
        SessionType::Term => {
            let first = FIRST_GRADING_PERIOD + 2 * (session - TERMS[0]);
            first..first + 2
        }
        SessionType::GradingPeriod => session..session + 1,
        _ => FIRST_GRADING_PERIOD..SESSIONS.len() as u64,
    }
}

/// The sessions of a school year; the title of the year is followed by its number.
pub(crate) static SESSIONS: [Session; 15] = [
    session("School Year", SessionType::SchoolYear, None, START, END),
    session("Fall Semester", SessionType::Semester, Some(0), START, MIDDLE),
    session("Spring Semester", SessionType::Semester, Some(0), MIDDLE, END),
    term("Term 1", 1, 0),
    term("Term 2", 1, 1),
    term("Term 3", 2, 2),
    term("Term 4", 2, 3),
    grading_period("Grading Period 1", 3, 0),
    grading_period("Grading Period 2", 3, 1),
    grading_period("Grading Period 3", 4, 2),
    grading_period("Grading Period 4", 4, 3),
    grading_period("Grading Period 5", 5, 4),
    grading_period("Grading Period 6", 5, 5),
    grading_period("Grading Period 7", 6, 6),
    grading_period("Grading Period 8", 6, 7),
];

/// How many school years are described: the current one and the one before.
pub(crate) const YEARS: u64 = 2;

/// The dates of a district.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    /// The calendar year in which the current school year ends.
    pub(crate) school_year: i32,
}

impl Calendar {
    /// First day of a session of the school year that ends in `year`.
    pub(crate) fn start(year: i32, session: u64) -> Date {
        date(year, SESSIONS[session as usize].start)
    }

    /// The day after the last day of a session.
    pub(crate) fn end(year: i32, session: u64) -> Date {
        date(year, SESSIONS[session as usize].end)
    }

    /// First day of the first and end of the last of some sessions of the current year.
    pub(crate) fn span(self, sessions: &[u64]) -> (Date, Date) {
        let first = sessions.first().copied().unwrap_or(YEAR);
        let last = sessions.last().copied().unwrap_or(YEAR);
        (Self::start(self.school_year, first), Self::end(self.school_year, last))
    }
}

fn date(school_year: i32, (new_year, month, day): Day) -> Date {
    let year = match new_year {
        NewYear::Before => school_year - 1,
        NewYear::After => school_year,
    };
    Date::from_calendar_date(year, month, day).unwrap_or(Date::MIN)
}

/// Appends a date as `2026-08-17`.
pub(crate) fn push_date(out: &mut String, date: Date) {
    push_number(out, u64::try_from(date.year()).unwrap_or(0), 4);
    out.push('-');
    push_number(out, u64::from(u8::from(date.month())), 2);
    out.push('-');
    push_number(out, u64::from(date.day()), 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_lie_within_their_parents() {
        for (index, session) in SESSIONS.iter().enumerate() {
            let index = index as u64;
            assert!(Calendar::start(2027, index) < Calendar::end(2027, index));
            if let Some(parent) = session.parent {
                assert!(Calendar::start(2027, parent) <= Calendar::start(2027, index), "{}", session.title);
                assert!(Calendar::end(2027, index) <= Calendar::end(2027, parent), "{}", session.title);
            }
        }
    }

    #[test]
    fn grading_periods_descend_from_their_session() {
        for session in 0..SESSIONS.len() as u64 {
            let within = |mut period: u64| loop {
                match SESSIONS[period as usize].parent {
                    _ if period == session => break true,
                    Some(parent) => period = parent,
                    None => break false,
                }
            };
            let expected: Vec<u64> =
                (FIRST_GRADING_PERIOD..SESSIONS.len() as u64).filter(|period| within(*period)).collect();
            assert_eq!(grading_periods(session).collect::<Vec<_>>(), expected, "session {session}");
        }
    }

    #[test]
    fn dates_are_written_as_the_standard_says() {
        let mut text = String::new();
        push_date(&mut text, Calendar::start(2027, YEAR));
        assert_eq!(text, "2026-08-17");
    }
}
