//! Tests of the page as a whole.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use oneroster_model::{Action, Finding, FindingSink, Findings, Severity};

use super::page;
use crate::report::{FileRows, Grade, Guard, GuardDecision, Outcome, Report, School, Total, group};

oneroster_model::codes! {
    /// Left out.
    ENROLLMENT_USER_UNKNOWN = "enrollment_user_unknown", "The enrollment points at a user that is not there.",
        "Check that users.csv is complete.";
    /// Left out on purpose.
    ROLE_NOT_EXPORTED = "role_not_exported", "People with this role are not exported.",
        "Add the role to staff_roles if they should be.";
    /// Repaired.
    NAME_REPAIRED = "name_repaired", "The person has one name only.",
        "It stands for first and last name, because both are required.";
    /// Ended.
    ENROLLMENT_ENDED = "enrollment_ended", "The enrollment is over, or not valid today.",
        "Nothing to do; enrollment_window decides.";
    /// Twice.
    PEOPLE_LOOK_ALIKE = "people_look_alike", "Two users have the same e-mail address.",
        "If they are one person, merge them in the SIS or set merge_people_by.";
}

fn findings() -> Findings {
    let mut findings = Findings::default();
    let mut push = |code, severity, action, count: u64, file: &'static str, entity, message: &'static str| {
        for number in 0..count {
            let finding = Finding::new(code, severity, message)
                .at(file, 12 + number * 37)
                .with_record(entity, format!("{}-{:05}", &entity[..1], 1_000 + number * 11))
                .with_action(action);
            findings.push(finding);
        }
    };
    let (error, warning, info) = (Severity::Error, Severity::Warning, Severity::Info);
    let (dropped, changed, kept) = (Action::Dropped, Action::Changed, Action::Kept);
    push(
        &ENROLLMENT_USER_UNKNOWN,
        error,
        dropped,
        41,
        "enrollments.csv",
        "enrollment",
        "no such user in users.csv",
    );
    push(&NAME_REPAIRED, warning, changed, 7, "users.csv", "user", "one name stands for both");
    push(&PEOPLE_LOOK_ALIKE, warning, kept, 2, "users.csv", "user", "the same address as another user");
    push(&ROLE_NOT_EXPORTED, info, dropped, 1_562, "users.csv", "user", "role guardian");
    push(&ENROLLMENT_ENDED, info, dropped, 318, "enrollments.csv", "enrollment", "ended on or before today");
    findings
}

fn files(files: &[(&str, u64)]) -> Vec<FileRows> {
    files.iter().map(|&(name, rows)| FileRows { name: name.into(), rows, accepted: None }).collect()
}

fn total(label: &str, value: u64, note: &str) -> Total {
    Total { label: label.into(), value, note: Some(note.into()) }
}

fn school(name: &str, students: u64) -> School {
    School { name: name.into(), students, staff: students / 14, classes: students / 3 }
}

/// A conversion as it looks on an ordinary day.
fn ordinary() -> Report {
    Report {
        title: "Conversion to Apple School Manager".into(),
        outcome: Outcome::Good,
        summary:
            "The archive was written and can be uploaded. 41 errors in the data were repaired or left out."
                .into(),
        input: "exports/district.zip".into(),
        output: Some("out/asm.zip".into()),
        format: Some("OneRoster 1.1".into()),
        today: Some("2026-08-18".into()),
        milliseconds: 2_400,
        totals: vec![
            total("Students", 5_000, "of 5,000 with that role"),
            total("Staff", 334, "of 406 with that role"),
            total("Classes", 1_632, "in 214 courses"),
            total("Roster entries", 39_702, "of 40,061 enrollments"),
            total("Locations", 9, "schools and district"),
        ],
        files_in: files(&[
            ("academicSessions.csv", 9),
            ("classes.csv", 1_632),
            ("courses.csv", 214),
            ("enrollments.csv", 42_106),
            ("orgs.csv", 9),
            ("users.csv", 6_968),
        ]),
        files_out: files(&[
            ("students.csv", 5_000),
            ("staff.csv", 334),
            ("courses.csv", 214),
            ("classes.csv", 1_632),
            ("rosters.csv", 39_702),
            ("locations.csv", 9),
        ]),
        findings: group(&findings()),
        schools: vec![
            school("Northwest High School", 1_204),
            school("Ridgeview High School", 987),
            school("Cedar Grove Middle School", 702),
            school("Lakeside Middle School", 655),
            school("Maple Street Elementary School", 412),
            school("O'Brien Elementary", 388),
            school("Escuela Primaria Río Grande", 342),
            school("Fairview Early Learning and Community Center for Children and Families", 310),
        ],
        grades: ["PK", "KG", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
            .iter()
            .zip([120, 341, 356, 349, 362, 371, 358, 366, 377, 369, 401, 412, 409, 409])
            .map(|(name, students)| Grade { name: (*name).into(), students })
            .collect(),
        guards: vec![
            guard("students.csv", "12 of 5,010 keys are gone (0.2 %), 2 are new", GuardDecision::Passed),
            guard("classes.csv", "Nothing is gone, 4 are new", GuardDecision::Passed),
            guard(
                "rosters.csv",
                "9,120 of 48,800 keys are gone (18.7 %), 22 are new",
                GuardDecision::Overridden,
            ),
        ],
    }
}

fn guard(subject: &str, message: &str, decision: GuardDecision) -> Guard {
    Guard { subject: subject.into(), code: None, message: message.into(), advice: None, decision }
}

/// Compares with a page that was looked at in a browser.
///
/// After a change on purpose, run with `UPDATE_EXPECTED=1` and look at the page again.
#[test]
fn page_is_the_one_that_was_looked_at() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/report.html");
    let page = page(&ordinary());
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap_or_default() == page, "the page differs from {path}");
}

#[test]
fn every_text_is_escaped() {
    const HOSTILE: &str = "</style></title><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";
    let mut report = ordinary();
    for text in [&mut report.title, &mut report.summary, &mut report.input] {
        *text = HOSTILE.into();
    }
    for text in [&mut report.output, &mut report.format, &mut report.today] {
        *text = Some(HOSTILE.into());
    }
    report.totals = vec![total(HOSTILE, 1, HOSTILE)];
    report.files_in = files(&[(HOSTILE, 1)]);
    report.files_out = files(&[(HOSTILE, 1)]);
    report.schools = vec![school(HOSTILE, 1)];
    report.grades = vec![Grade { name: HOSTILE.into(), students: 1 }];
    report.guards = vec![guard(HOSTILE, HOSTILE, GuardDecision::Held)];
    let mut findings = Findings::default();
    let finding = Finding::new(&NAME_REPAIRED, Severity::Error, HOSTILE)
        .at(HOSTILE, 1)
        .with_field(HOSTILE, 1)
        .with_record("user", HOSTILE);
    findings.push(finding);
    report.findings = group(&findings);

    let page = page(&report);
    let hostile_texts = page.matches("alert(1)").count();
    assert!(hostile_texts > 20, "{hostile_texts}: the texts have to be on the page");
    for tag in ["<script", "<img", "</style></title>"] {
        assert!(!page.contains(tag), "{tag}");
    }
    assert_eq!(page.matches("<style>").count(), 1);
    assert!(!page.contains(&HOSTILE[..20]));
}

#[test]
fn page_needs_nothing_from_elsewhere() {
    let page = page(&ordinary());
    for word in ["http://", "https://", "src=", "href=", "url(", "@import", "<script", "<link"] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn empty_report_has_no_empty_sections() {
    let page = page(&Report { title: "Validation".into(), input: "a.zip".into(), ..Report::default() });
    assert!(page.contains("There are no errors and no warnings."));
    for section in ["id=\"schools\"", "id=\"grades\"", "id=\"guards\"", "id=\"dropped\"", "class=\"totals\""]
    {
        assert!(!page.contains(section), "{section}");
    }
}
