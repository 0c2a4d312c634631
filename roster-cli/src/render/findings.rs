//! Findings as text: like those of a compiler, grouped by code.

use std::fmt::Write;

use oneroster_model::{Finding, Severity};

use super::style::{self, DIM, STRONG, paint};
use super::{number, printable};
use crate::report::FindingGroup;

/// Where lines below a finding begin.
const INDENT: &str = "         ";

/// How many places of each finding a text shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    /// Of errors and warnings.
    pub(crate) of_problems: usize,
    /// Of findings of severity info.
    pub(crate) of_notes: usize,
}

/// Appends the groups, worst first, with their places.
pub(crate) fn render(groups: &[FindingGroup], places: Places, out: &mut String) {
    for group in groups {
        let is_note = group.severity == Severity::Info;
        let severity = if is_note { "note" } else { group.severity.as_str() };
        let severity = paint(style::of(group.severity), format!("{severity:<7}"));
        let count = paint(DIM, format!("({})", number::counted(group.count, "time", "times")));
        _ = writeln!(out, "{severity}  {}  {} {count}", paint(STRONG, group.code), group.title);
        let shown = group.samples.len().min(if is_note { places.of_notes } else { places.of_problems });
        for finding in &group.samples[..shown] {
            _ = writeln!(out, "{INDENT}{}", place(finding));
        }
        let rest = group.count - shown as u64;
        if shown > 0 && rest > 0 {
            _ = writeln!(out, "{INDENT}{}", paint(DIM, format!("and {} more", number::grouped(rest))));
        }
        if !is_note {
            _ = writeln!(out, "{INDENT}{} {}", paint(DIM, "what to do:"), group.advice);
        }
    }
}

/// The counts in a few words: `2 errors, 1 warning`.
pub(crate) fn counts(groups: &[FindingGroup]) -> String {
    let count =
        |severity| groups.iter().filter(|group| group.severity == severity).map(|group| group.count).sum();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let mut parts = Vec::new();
    for (count, severity, singular, plural) in [
        (errors, Severity::Error, "error", "errors"),
        (warnings, Severity::Warning, "warning", "warnings"),
        (notes, Severity::Info, "note", "notes"),
    ] {
        if count > 0 {
            parts.push(paint(style::of(severity), number::counted(count, singular, plural)));
        }
    }
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// Where and what, without the code and severity that stand above.
fn place(finding: &Finding) -> String {
    let mut place = String::new();
    if let Some(file) = &finding.file {
        place.push_str(file);
        if let Some(line) = finding.line {
            _ = write!(place, ":{line}");
            if let Some(column) = finding.column {
                _ = write!(place, ":{column}");
            }
        }
        place.push(' ');
    }
    if let Some(field) = &finding.field {
        _ = write!(place, "{field} ");
    }
    if let Some(key) = finding.key.as_deref().filter(|key| !key.is_empty()) {
        _ = write!(place, "{} {key} ", finding.entity.unwrap_or("record"));
    }
    let place = printable(place.trim_end());
    // Where the message is the title, it stands above already.
    let message =
        if finding.message == finding.code.title { String::new() } else { printable(&finding.message) };
    match (place.is_empty(), message.is_empty()) {
        (true, _) => message,
        (false, true) => paint(DIM, place),
        (false, false) => format!("{}: {message}", paint(DIM, place)),
    }
}

#[cfg(test)]
mod tests {
    use oneroster_model::{FindingSink, Findings};

    use super::*;
    use crate::report::group;

    oneroster_model::codes! {
        /// Example.
        KEY_TWICE = "key_twice", "A key stands twice.", "Remove a row.";
    }

    #[track_caller]
    fn check(findings: impl IntoIterator<Item = Finding>, expected: &str) {
        let mut all = Findings::default();
        findings.into_iter().for_each(|finding| all.push(finding));
        let mut text = String::new();
        render(&group(&all), Places { of_problems: 1, of_notes: 0 }, &mut text);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), expected);
    }

    #[test]
    fn problems_show_places_and_advice() {
        let finding = |line| Finding::new(&KEY_TWICE, Severity::Error, "as in line 1").at("a.csv", line);
        let expected = "error    key_twice  A key stands twice. (2 times)\n         a.csv:7: as in line 1\n         \
                        and 1 more\n         what to do: Remove a row.\n";
        check([finding(7), finding(9)], expected);
    }

    #[test]
    fn notes_are_one_line() {
        let finding = Finding::new(&KEY_TWICE, Severity::Info, "as in line 1").at("a.csv", 7);
        check([finding], "note     key_twice  A key stands twice. (1 time)\n");
    }

    #[test]
    fn keys_cannot_command_the_terminal() {
        let finding = Finding::new(&KEY_TWICE, Severity::Warning, KEY_TWICE.title)
            .with_record("user", "\u{1b}[2Ju1\u{7}");
        let expected = "warning  key_twice  A key stands twice. (1 time)\n         user \u{fffd}[2Ju1\u{fffd}\n         \
                        what to do: Remove a row.\n";
        check([finding], expected);
    }
}
