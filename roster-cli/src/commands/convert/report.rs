//! The report of a conversion, and its summary on the terminal.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use asm_format::AsmFile;
use asm_format::convert::Conversion;
use oneroster_model::Severity;
use oneroster_model::date::format_date;
use time::Date;

use super::Arguments;
use super::settings::RunSettings;
use super::work::{Done, Made};
use crate::input;
use crate::render::style::{BAD, CAUTION, DIM, GOOD, STRONG, paint};
use crate::render::table::{Align, Table};
use crate::render::{findings, number};
use crate::report::{FileRows, Grade, GuardDecision, Outcome, Report, School, Total, group};

/// Builds the report.
pub(super) fn build(
    arguments: &Arguments,
    settings: &RunSettings,
    done: &Done,
    today: Date,
    elapsed: Duration,
) -> Report {
    let outcome = match &done.made {
        Made::Refused => Outcome::Rejected,
        _ if done.checked.is_held => Outcome::Held,
        _ => Outcome::Good,
    };
    let output = arguments.out.as_ref().filter(|_| outcome == Outcome::Good && !settings.is_dry_run);
    let mut report = Report {
        title: "Conversion to Apple School Manager".to_owned(),
        outcome,
        input: arguments.input.display().to_string(),
        output: output.map(|path| path.display().to_string()),
        milliseconds: elapsed.as_millis() as u64,
        totals: totals(&done.made),
        findings: group(&done.findings),
        guards: done.checked.guards.clone(),
        ..Report::default()
    };
    if !matches!(done.made, Made::Refused) {
        report.files_out = files(AsmFile::ALL.map(|file| (file.name(), done.made.rows(file))));
    }
    match &done.made {
        Made::Converted(conversion) => {
            report.format = Some(input::format_name(Some(conversion.version.as_str())));
            report.today = Some(format_date(today));
            report.files_in = files(conversion.rows_in.iter().map(|(name, rows)| (*name, *rows)));
            report.schools = schools(conversion);
            report.grades = grades(&conversion.grades);
        }
        Made::Passed(_) => report.format = Some(input::format_name(None)),
        Made::Refused => {}
    }
    report.summary = summary(&report, settings);
    report
}

fn summary(report: &Report, settings: &RunSettings) -> String {
    let errors = report.count_of(Severity::Error);
    let there_are = number::there(errors, "error", "errors");
    match report.outcome {
        Outcome::Rejected => {
            format!("There {there_are} in the data, and the mode is strict. Nothing was written.")
        }
        Outcome::Held => {
            "Nothing was written. See what the checks say, and give a reason to go on if it is meant."
                .to_owned()
        }
        Outcome::Good => {
            let mut text = if settings.is_dry_run {
                "This was a dry run: nothing was written.".to_owned()
            } else {
                "The archive was written and can be uploaded.".to_owned()
            };
            if errors > 0 {
                _ = write!(text, " There {there_are} in the data: such rows were repaired or left out.");
            }
            text
        }
    }
}

fn totals(made: &Made) -> Vec<Total> {
    if matches!(made, Made::Refused) {
        return Vec::new();
    }
    let read = |file: &str| match made {
        Made::Converted(conversion) => conversion.rows_in.get(file).copied(),
        _ => None,
    };
    let of = |file, singular, plural| {
        read(file).map(|rows| format!("of {}", number::counted(rows, singular, plural)))
    };
    let total = |file, label: &str, note| Total { label: label.to_owned(), value: made.rows(file), note };
    vec![
        total(AsmFile::Students, "Students", of("users.csv", "user", "users")),
        total(AsmFile::Staff, "Staff", of("users.csv", "user", "users")),
        total(AsmFile::Classes, "Classes", of("classes.csv", "class", "classes")),
        total(AsmFile::Rosters, "Roster entries", of("enrollments.csv", "enrollment", "enrollments")),
        total(AsmFile::Locations, "Locations", of("orgs.csv", "org", "orgs")),
    ]
}

fn files<'f>(files: impl IntoIterator<Item = (&'f str, u64)>) -> Vec<FileRows> {
    let file = |(name, rows): (&str, u64)| FileRows { name: name.to_owned(), rows, accepted: None };
    files.into_iter().map(file).collect()
}

/// The largest school comes first.
fn schools(conversion: &Conversion) -> Vec<School> {
    let mut schools: Vec<School> = conversion
        .schools
        .iter()
        .map(|school| School {
            name: school.name.clone(),
            students: school.students,
            staff: school.staff,
            classes: school.classes,
        })
        .collect();
    schools.sort_by_key(|school| std::cmp::Reverse(school.students + school.staff));
    schools
}

/// Grades before the numbered ones, in school order.
const BEFORE_FIRST: [&str; 8] = ["IT", "PR", "PK", "TK", "KG", "Prekindergarten", "Kindergarten", "K"];

fn grades(grades: &BTreeMap<String, u64>) -> Vec<Grade> {
    let mut grades: Vec<Grade> =
        grades.iter().map(|(name, students)| Grade { name: name.clone(), students: *students }).collect();
    grades.sort_by_cached_key(|grade| grade_order(&grade.name));
    grades
}

fn grade_order(name: &str) -> (u8, usize, String) {
    let early = BEFORE_FIRST.iter().position(|known| known.eq_ignore_ascii_case(name));
    match (early, name.parse::<usize>()) {
        (Some(position), _) => (0, position, String::new()),
        (None, Ok(number)) => (1, number, String::new()),
        (None, Err(_)) if name.is_empty() => (3, 0, String::new()),
        (None, Err(_)) => (2, 0, name.to_owned()),
    }
}

/// The report for the terminal.
pub(super) fn text(report: &Report, arguments: &Arguments) -> String {
    let format = report.format.as_deref().unwrap_or("OneRoster");
    let mut text = format!("{} ({format})\n\n", paint(STRONG, &report.input));
    let mut table = Table::new([
        ("read", Align::Left),
        ("rows", Align::Right),
        ("  written", Align::Left),
        ("rows", Align::Right),
    ]);
    for position in 0..report.files_in.len().max(report.files_out.len()) {
        let cells = |files: &[FileRows]| match files.get(position) {
            Some(file) => [file.name.clone(), number::grouped(file.rows)],
            None => [String::new(), String::new()],
        };
        let ([read, rows_read], [written, rows_written]) =
            (cells(&report.files_in), cells(&report.files_out));
        table.row([read, rows_read, format!("  {written}"), rows_written]);
    }
    if !table.is_empty() {
        table.render(&mut text, 2);
        text.push('\n');
    }
    findings::render(&report.findings, arguments.findings.places(), &mut text);
    if !report.findings.is_empty() {
        text.push('\n');
    }
    guards(report, &mut text);
    let outcome = match (report.outcome, &report.output) {
        (Outcome::Good, Some(output)) => format!("{} {}", paint(GOOD, "written:"), paint(STRONG, output)),
        (Outcome::Good, None) => paint(GOOD, "dry run: nothing was written"),
        (Outcome::Held, _) => format!(
            "{} nothing was written; --override REASON goes on in spite of the checks",
            paint(CAUTION, "held back:")
        ),
        (Outcome::Rejected, _) => {
            format!("{} nothing was written, the mode is strict", paint(BAD, "rejected:"))
        }
    };
    let time = number::duration(Duration::from_millis(report.milliseconds));
    _ = writeln!(text, "{outcome}  {}, {time}", findings::counts(&report.findings));
    if let Some(path) = &arguments.report {
        _ = writeln!(text, "{} {}", paint(DIM, "report:"), path.display());
    }
    text
}

/// Guards that did not pass, in words; the others in a line.
fn guards(report: &Report, text: &mut String) {
    let (passed, others): (Vec<_>, Vec<_>) =
        report.guards.iter().partition(|guard| guard.decision == GuardDecision::Passed);
    for guard in &others {
        let (style, word) = match guard.decision {
            GuardDecision::Overridden => (CAUTION, "overridden"),
            _ => (BAD, "holds"),
        };
        _ = writeln!(text, "{}  {}", paint(style, word), guard.message);
    }
    if !passed.is_empty() {
        let checks = number::counted(passed.len() as u64, "check", "checks");
        _ = writeln!(text, "{}", paint(DIM, format!("{checks} passed")));
    }
    if !report.guards.is_empty() {
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_stand_in_school_order() {
        let names = ["10", "9", "KG", "PS", "", "1", "PK", "UG"];
        let counted = names.iter().map(|name| ((*name).to_owned(), 1)).collect();
        let sorted: Vec<String> = grades(&counted).into_iter().map(|grade| grade.name).collect();
        assert_eq!(sorted, ["PK", "KG", "1", "9", "10", "PS", "UG", ""]);
    }
}
