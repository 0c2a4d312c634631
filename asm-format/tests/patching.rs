//! Repairs of broken archives, seen through the archive that is written.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{Cursor, Read};

use asm_format::{AsmFile, AsmPackage, PatchOptions, PatchReport, PersonField, patch, validate};
use oneroster_model::{Action, Finding};
use zip::ZipArchive;

const STUDENTS: &str = "person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id";
const STAFF: &str =
    "person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id";
const CLASSES: &str =
    "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id";

fn package() -> AsmPackage {
    AsmPackage::from_texts([
        (
            AsmFile::Students,
            format!(
                "{STUDENTS},location_id_2\n\
                 s3,,Eliza,,Block,7,eliza@example.org,,,N,W\n\
                 s1,,Eliza,,Block,8,ELIZA@example.org,,4,S,N\n\
                 s2,,Rajesh,,Mehta,7,,,,N,\n\
                 s4,,Jin,,Soo,7,,,,S,\n\
                 s1,,Eliza,,Block,8,eliza@example.org,,,E,\n"
            ),
        ),
        (
            AsmFile::Staff,
            format!("{STAFF}\nt2,,Enya,,Vale,vale@example.org,,N\nt1,,Enya,,Vale,vale@example.org,,S\n"),
        ),
        (AsmFile::Courses, "course_id,course_number,course_name,location_id\nc1,,Art,N\n".to_owned()),
        (
            AsmFile::Classes,
            format!("{CLASSES},instructor_id_4\nk1,,c1,t2,t9,t1,N,t8\nk2,\"2 \\\"b\\\"\",c1,,t1,,N,\n"),
        ),
        (
            AsmFile::Rosters,
            "roster_id,class_id,student_id\nr1,k1,s3\nr2,k1,s1\nr3,k9,s2\nr4,k2,s9\nr5,k2,s2\nr6,k2,s3\nr7,k9,s9\n"
                .to_owned(),
        ),
        (
            AsmFile::Locations,
            "location_id,location_name\nN,North\nS,South\nW,West\nE,East\n".to_owned(),
        ),
    ])
}

fn run(package: &AsmPackage, options: &PatchOptions) -> (Vec<String>, PatchReport, Vec<Finding>) {
    let mut findings = Vec::new();
    let (zip, report) = patch(package, Cursor::new(Vec::new()), options, &mut findings).unwrap();
    let mut zip = ZipArchive::new(zip).unwrap();
    let texts = AsmFile::ALL.map(|file| {
        let mut text = String::new();
        zip.by_name(file.name()).unwrap().read_to_string(&mut text).unwrap();
        text
    });
    (texts.to_vec(), report, findings)
}

fn rows(texts: &[String], file: AsmFile) -> Vec<&str> {
    texts[file.index()].lines().skip(1).collect()
}

fn changes(findings: &[Finding]) -> Vec<(&str, &str, Action)> {
    findings
        .iter()
        .filter(|finding| finding.action != Action::Kept)
        .map(|finding| (finding.code.id, finding.key.as_deref().unwrap(), finding.action))
        .collect()
}

#[test]
fn without_options_rows_stay_as_they_are() {
    let (texts, report, findings) = run(&package(), &PatchOptions::default());
    assert!(!report.has_changes());
    assert_eq!(changes(&findings), []);
    assert_eq!(AsmFile::ALL.map(|file| report.rows(file)), [5, 2, 1, 2, 7, 4]);
    assert_eq!(rows(&texts, AsmFile::Rosters)[3], "r4,k2,s9");
    // Gaps are closed and columns without values go.
    assert!(texts[0].starts_with(&format!("{STUDENTS},location_id_2\ns3,,Eliza")));
    assert_eq!(rows(&texts, AsmFile::Classes), ["k1,,c1,t2,t9,t1,N,t8", "k2,\"2 \\\"b\\\"\",c1,t1,,,N,"]);
}

#[test]
fn what_points_to_nothing_is_removed() {
    let (texts, report, findings) = run(&package(), &PatchOptions::dangling());
    assert_eq!(texts[AsmFile::Classes.index()].lines().next(), Some(CLASSES));
    assert_eq!(rows(&texts, AsmFile::Classes), ["k1,,c1,t2,t1,,N", "k2,\"2 \\\"b\\\"\",c1,t1,,,N"]);
    assert_eq!(rows(&texts, AsmFile::Rosters), ["r1,k1,s3", "r2,k1,s1", "r5,k2,s2", "r6,k2,s3"]);
    assert_eq!(report.instructors_removed, 2);
    assert_eq!((report.rosters_without_class, report.rosters_without_student), (2, 1));
    assert_eq!(
        changes(&findings),
        [
            ("instructor_removed", "k1", Action::Changed),
            ("instructor_removed", "k1", Action::Changed),
            ("roster_removed", "r3", Action::Dropped),
            ("roster_removed", "r4", Action::Dropped),
            ("roster_removed", "r7", Action::Dropped),
        ]
    );
}

#[test]
fn each_repair_can_be_chosen_alone() {
    let mut options = PatchOptions::default();
    options.remove_rosters_of_unknown_students = true;
    let (texts, report, _) = run(&package(), &options);
    assert_eq!(rows(&texts, AsmFile::Rosters).len(), 5);
    assert_eq!((report.rosters_without_class, report.rosters_without_student), (0, 2));
    assert!(rows(&texts, AsmFile::Classes)[0].contains("t9"));
}

#[test]
fn people_with_equal_values_become_one() {
    let options =
        PatchOptions::dangling().with_merge_people_by([PersonField::EmailAddress, PersonField::LastName]);
    let (texts, report, findings) = run(&package(), &options);
    assert_eq!(
        texts[0],
        format!(
            "{STUDENTS},location_id_2,location_id_3,location_id_4\n\
             s1,,Eliza,,Block,8,ELIZA@example.org,,4,S,N,E,W\n\
             s2,,Rajesh,,Mehta,7,,,,N,,,\n\
             s4,,Jin,,Soo,7,,,,S,,,\n"
        )
    );
    assert_eq!(rows(&texts, AsmFile::Staff), ["t1,,Enya,,Vale,vale@example.org,,S,N"]);
    assert_eq!(rows(&texts, AsmFile::Classes), ["k1,,c1,t1,,,N", "k2,\"2 \\\"b\\\"\",c1,t1,,,N"]);
    assert_eq!(rows(&texts, AsmFile::Rosters), ["r1,k1,s1", "r5,k2,s2", "r6,k2,s1"]);
    assert_eq!((report.students_merged, report.staff_merged), (2, 1));
    assert_eq!((report.references_rewritten, report.rosters_merged), (3, 1));
    let found = changes(&findings);
    for expected in [
        ("person_merged", "s3", Action::Dropped),
        ("person_merged", "s1", Action::Changed),
        ("person_merged", "s1", Action::Dropped),
        ("person_merged", "t2", Action::Dropped),
        ("reference_rewritten", "k1", Action::Changed),
        ("reference_rewritten", "r1", Action::Changed),
        ("roster_merged", "r2", Action::Dropped),
        ("reference_rewritten", "r6", Action::Changed),
    ] {
        assert!(found.contains(&expected), "{expected:?} is not in {found:?}");
    }
}

#[test]
fn people_without_a_value_are_not_merged() {
    let (texts, report, _) =
        run(&package(), &PatchOptions::default().with_merge_people_by([PersonField::PersonNumber]));
    // The repeated key is one person in any case.
    assert_eq!(report.students_merged, 1);
    assert_eq!(rows(&texts, AsmFile::Students).len(), 4);
}

#[test]
fn staff_are_not_merged_by_a_value_they_do_not_have() {
    let options =
        PatchOptions::default().with_merge_people_by([PersonField::LastName, PersonField::GradeLevel]);
    let (texts, report, _) = run(&package(), &options);
    assert_eq!((report.students_merged, report.staff_merged), (1, 0));
    assert_eq!(rows(&texts, AsmFile::Staff).len(), 2);
}

#[test]
fn a_repaired_archive_is_valid_and_repairing_it_again_changes_nothing() {
    let options = PatchOptions::dangling().with_merge_people_by([PersonField::EmailAddress]);
    let (texts, first, _) = run(&package(), &options);
    assert!(first.has_changes());
    let repaired = AsmPackage::from_texts(AsmFile::ALL.into_iter().zip(texts.clone()));
    let mut findings = Vec::new();
    assert!(validate(&repaired, &mut findings).unwrap().is_accepted(), "{findings:?}");
    let (again, second, findings) = run(&repaired, &options);
    assert_eq!(again, texts);
    assert!(!second.has_changes());
    assert_eq!(findings, []);
}

#[test]
fn missing_files_are_written_empty_and_reported() {
    let package = AsmPackage::from_texts([(AsmFile::Locations, "location_id,location_name\nN,North\n")]);
    let (texts, _, findings) = run(&package, &PatchOptions::dangling());
    assert_eq!(texts[0].lines().count(), 1);
    assert_eq!(findings.iter().filter(|finding| finding.code.id == "file_missing").count(), 5);
}
