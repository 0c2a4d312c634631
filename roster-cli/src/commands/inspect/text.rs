//! An inspection for people.

use std::fmt::Write;

use super::Inspection;
use crate::input;
use crate::render::number;
use crate::render::style::{DIM, STRONG, paint};
use crate::render::table::{Align, Table};

/// Schools that are listed.
const SCHOOLS: usize = 20;

pub(super) fn render(inspection: &Inspection) -> String {
    let mut text = String::new();
    let mut about = vec![input::format_name(inspection.version)];
    about.extend(inspection.version_from.map(|from| match from {
        "manifest" => "says the manifest".to_owned(),
        "headers" => "by its columns".to_owned(),
        _ => "assumed".to_owned(),
    }));
    about.extend(inspection.mode.map(str::to_owned));
    about.extend(inspection.source.as_ref().map(|source| format!("from {source}")));
    _ = writeln!(text, "{}  {}\n", paint(STRONG, &inspection.input), about.join(", "));

    let mut table = Table::new([
        ("file", Align::Left),
        ("mode", Align::Left),
        ("rows", Align::Right),
        ("bytes", Align::Right),
    ]);
    for file in &inspection.files {
        let mode = file.mode.map(|mode| mode.as_str().to_owned()).unwrap_or_default();
        let bytes = file.bytes.map(number::grouped).unwrap_or_default();
        table.row([file.name.to_owned(), mode, number::grouped(file.rows), bytes]);
    }
    for name in &inspection.other_files {
        table.row([name.clone(), "unknown".to_owned()]);
    }
    table.render(&mut text, 2);

    if !inspection.people.is_empty() {
        text.push('\n');
        let mut table = Table::new([("people", Align::Left), ("", Align::Right)]);
        for (role, count) in &inspection.people {
            let role = if role.is_empty() { "(no role)" } else { role };
            table.row([role.to_owned(), number::grouped(*count)]);
        }
        table.render(&mut text, 2);
    }
    if let Some(sessions) = &inspection.sessions {
        _ = writeln!(text, "\n  {} {} to {}", paint(DIM, "sessions"), sessions.first, sessions.last);
    }
    schools(inspection, &mut text);
    if inspection.findings > 0 {
        let findings = number::counted(inspection.findings, "finding", "findings");
        _ = writeln!(text, "\n{}", paint(DIM, format!("{findings} while reading, see roster validate")));
    }
    text
}

fn schools(inspection: &Inspection, text: &mut String) {
    if inspection.schools.is_empty() {
        return;
    }
    text.push('\n');
    let mut table = Table::new([
        ("school", Align::Left),
        ("id", Align::Left),
        ("students", Align::Right),
        ("classes", Align::Right),
    ]);
    for school in inspection.schools.iter().take(SCHOOLS) {
        let (students, classes) = (number::grouped(school.students), number::grouped(school.classes));
        table.row([school.name.clone(), school.id.clone(), students, classes]);
    }
    table.render(text, 2);
    let rest = inspection.schools.len().saturating_sub(SCHOOLS) as u64;
    if rest > 0 {
        _ = writeln!(text, "  {}", paint(DIM, format!("and {}", number::counted(rest, "more", "more"))));
    }
}
