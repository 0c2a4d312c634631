//! One broken archive per rule.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use asm_format::{AsmFile, AsmPackage, AsmValidation, validate};
use oneroster_model::{Finding, Severity};

const STUDENTS: &str = "person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id";
const STAFF: &str =
    "person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id";
const CLASSES: &str =
    "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id";

/// A complete archive without faults.
fn good() -> Vec<(AsmFile, String)> {
    vec![
        (
            AsmFile::Students,
            format!("{STUDENTS}\ns1,,Eliza,,Block,7,e@example.org,,4,N\ns2,,Rajesh,,Mehta,,,,,N\n"),
        ),
        (AsmFile::Staff, format!("{STAFF}\nt1,,Enya,,Vale,,,N\n")),
        (AsmFile::Courses, "course_id,course_number,course_name,location_id\nc1,,Art,N\n".into()),
        (AsmFile::Classes, format!("{CLASSES}\nk1,,c1,t1,,,N\n")),
        (AsmFile::Rosters, "roster_id,class_id,student_id\nr1,k1,s1\nr2,k1,s2\n".into()),
        (AsmFile::Locations, "location_id,location_name\nN,North\n".into()),
    ]
}

fn run(texts: Vec<(AsmFile, String)>) -> (AsmValidation, Vec<Finding>) {
    let mut findings = Vec::new();
    let validation = validate(&AsmPackage::from_texts(texts), &mut findings).unwrap();
    (validation, findings)
}

/// Code, severity, line and column of the findings after one file was replaced.
type Found<'a> = &'a [(&'a str, Severity, Option<u64>, Option<u32>)];

fn check(cases: &[(AsmFile, String, Found<'_>)]) {
    for (file, text, expected) in cases {
        let mut texts = good();
        texts.retain(|(other, _)| other != file);
        texts.push((*file, text.clone()));
        let (validation, findings) = run(texts);
        let found: Vec<_> = findings
            .iter()
            .map(|finding| (finding.code.id, finding.severity, finding.line, finding.column))
            .collect();
        assert_eq!(found, *expected, "{text}");
        assert!(findings.iter().all(|finding| finding.file.as_deref() == Some(file.name())));
        let errors = expected.iter().filter(|(_, severity, ..)| *severity == Severity::Error).count() as u64;
        assert_eq!((validation.errors(), validation.errors_in(*file)), (errors, errors));
        assert_eq!(validation.is_accepted(), errors == 0);
    }
}

#[test]
fn an_archive_without_faults_is_accepted() {
    let (validation, findings) = run(good());
    assert_eq!(findings, []);
    assert!(validation.is_accepted());
    assert_eq!(AsmFile::ALL.map(|file| validation.rows(file)), [2, 1, 1, 1, 2, 1].map(Some));
}

#[test]
fn values_are_checked_against_their_column() {
    use AsmFile::{Courses, Locations, Staff, Students};
    use Severity::{Error, Warning};
    check(&[
        (
            Students,
            format!("{STUDENTS}\ns1,,,,Block,7,,,,N\ns2,,Rajesh,,Mehta,,,,,\n"),
            &[("value_required", Error, Some(2), Some(3)), ("value_required", Error, Some(3), Some(10))],
        ),
        (
            Students,
            format!("{STUDENTS}\ns1,,Eliza,,Block,7,nobody,,5,N\ns2,,Rajesh,,Mehta,,a@b@c,,8,N\n"),
            &[
                ("email_invalid", Warning, Some(2), Some(7)),
                ("password_policy_invalid", Error, Some(2), Some(9)),
                ("email_invalid", Warning, Some(3), Some(7)),
            ],
        ),
        (
            Staff,
            format!("{STAFF}\nt1,,Enya,,Vale,,,N\nTCH_2,,Ann,,Lee,,,N\n"),
            &[("id_charset", Warning, Some(3), Some(1))],
        ),
        (
            Courses,
            "course_id,course_number,course_name,location_id\nc1,,Art,N\n,,Music,N\n".into(),
            &[("value_required", Error, Some(3), Some(1))],
        ),
        (
            Locations,
            "location_id,location_name\nN,North\nn,\n".into(),
            &[("value_required", Error, Some(3), Some(2))],
        ),
    ]);
}

#[test]
fn keys_are_unique_and_people_share_theirs() {
    use AsmFile::{Classes, Rosters, Staff};
    use Severity::{Error, Warning};
    check(&[
        (
            Staff,
            format!("{STAFF}\nt1,,Enya,,Vale,,,N\ns1,,Eliza,,Block,,,N\nT1,,Enya,,Vale,,,N\n"),
            &[("key_duplicate", Error, Some(3), Some(1))],
        ),
        (
            Classes,
            format!("{CLASSES}\nk1,,c1,t1,,,N\nk1,,c1,,,,N\n"),
            &[("key_duplicate", Error, Some(3), Some(1))],
        ),
        (
            Rosters,
            "roster_id,class_id,student_id\nr1,k1,s1\nr1,k1,s2\nr2,k1,s1\nr1,k1,s1\n".into(),
            &[
                ("key_duplicate", Error, Some(3), None),
                ("roster_duplicate", Warning, Some(4), None),
                ("key_duplicate", Error, Some(5), None),
                ("roster_duplicate", Warning, Some(5), None),
            ],
        ),
    ]);
}

#[test]
fn a_student_may_be_in_several_classes_and_a_class_have_several_students() {
    let mut texts = good();
    texts.push((AsmFile::Classes, format!("{CLASSES}\nk1,,c1,t1,,,N\nk2,,c1,t1,,,N\n")));
    texts.push((
        AsmFile::Rosters,
        "roster_id,class_id,student_id\nr1,k1,s1\nr2,k2,s1\nr3,k1,s2\nr4,k2,s2\n".into(),
    ));
    assert_eq!(run(texts).1, []);
}

#[test]
fn every_reference_has_to_resolve() {
    use AsmFile::{Classes, Courses, Rosters, Staff, Students};
    const DANGLING: &str = "reference_dangling";
    use Severity::Error;
    check(&[
        (
            Students,
            format!("{STUDENTS},location_id_2\ns1,,E,,B,,,,,X,N\ns2,,R,,M,,,,,N,Y\n"),
            &[(DANGLING, Error, Some(2), Some(10)), (DANGLING, Error, Some(3), Some(11))],
        ),
        (Staff, format!("{STAFF}\nt1,,Enya,,Vale,,,n\n"), &[(DANGLING, Error, Some(2), Some(8))]),
        (
            Courses,
            "course_id,course_number,course_name,location_id\nc1,,Art,X\n".into(),
            &[(DANGLING, Error, Some(2), Some(4))],
        ),
        // A student is no instructor.
        (
            Classes,
            format!("{CLASSES},instructor_id_4\nk1,,c2,t1,s1,,X,t9\n"),
            &[
                (DANGLING, Error, Some(2), Some(3)),
                (DANGLING, Error, Some(2), Some(7)),
                (DANGLING, Error, Some(2), Some(5)),
                (DANGLING, Error, Some(2), Some(8)),
                ("value_gap", Severity::Warning, Some(2), Some(8)),
            ],
        ),
        // A member of staff is no student.
        (
            Rosters,
            "roster_id,class_id,student_id\nr1,k2,s1\nr2,k1,t1\n".into(),
            &[(DANGLING, Error, Some(2), Some(2)), (DANGLING, Error, Some(3), Some(3))],
        ),
    ]);
}

#[test]
fn repeated_values_have_neither_gaps_nor_repetitions_nor_excess() {
    use AsmFile::{Classes, Students};
    use Severity::{Error, Warning};
    let sixteen: String =
        (4..=16).fold(CLASSES.to_owned(), |header, number| format!("{header},instructor_id_{number}"));
    check(&[
        (
            Students,
            format!("{STUDENTS},location_id_2,location_id_3\ns1,,E,,B,,,,,N,,N\ns2,,R,,M,,,,,N,,\n"),
            &[("value_gap", Warning, Some(2), Some(12)), ("value_repeated", Warning, Some(2), Some(12))],
        ),
        (
            Classes,
            format!("{sixteen}\nk1,,c1,t1,,,N{}\n", ",".repeat(13)),
            &[("column_limit", Error, Some(1), Some(20))],
        ),
    ]);
}

#[test]
fn files_without_rows_or_header_are_reported() {
    use AsmFile::{Locations, Rosters};
    use Severity::{Error, Info};
    check(&[
        (Rosters, "roster_id,class_id,student_id\n".into(), &[("file_empty", Info, None, None)]),
        (Rosters, String::new(), &[("header_missing", Error, None, None), ("file_empty", Info, None, None)]),
        // References into a file that cannot be read are not reported one by one.
        (
            Locations,
            String::new(),
            &[("header_missing", Error, None, None), ("file_empty", Error, None, None)],
        ),
        (
            Rosters,
            "r1,k1,s1\n".into(),
            &[
                ("header_unknown", Severity::Warning, Some(1), None),
                ("header_unknown", Severity::Warning, Some(1), None),
                ("header_unknown", Severity::Warning, Some(1), None),
                ("column_missing", Error, Some(1), None),
                ("column_missing", Error, Some(1), None),
                ("column_missing", Error, Some(1), None),
                ("file_empty", Info, None, None),
            ],
        ),
    ]);
}

#[test]
fn a_missing_file_is_one_error_however_many_rows_point_to_it() {
    let mut texts = good();
    texts.retain(|(file, _)| *file != AsmFile::Locations);
    let (validation, findings) = run(texts);
    assert_eq!(findings.iter().map(|finding| finding.code.id).collect::<Vec<_>>(), ["file_missing"]);
    assert_eq!(validation.rows(AsmFile::Locations), None);
    assert!(!validation.is_accepted());
}

#[test]
fn delimiters_should_not_be_mixed() {
    let mut texts = good();
    texts.push((AsmFile::Locations, "location_id;location_name\nN;North\n".into()));
    let (validation, findings) = run(texts);
    assert_eq!(findings.iter().map(|finding| finding.code.id).collect::<Vec<_>>(), ["delimiter_mixed"]);
    assert!(validation.is_accepted());
}

#[test]
fn findings_never_hold_values() {
    let mut texts = good();
    texts.push((
        AsmFile::Students,
        format!("{STUDENTS},Secret Name\ns1,,Secret,,Name,Secret,Secret,Secret,Secret,Secret\n"),
    ));
    let (_, findings) = run(texts);
    assert!(findings.len() > 3);
    assert!(findings.iter().all(|finding| !finding.to_string().contains("Secret")));
}
