//! Zip files and folders as they are handed in.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{Cursor, Write};

use asm_format::{AsmFile, AsmPackage, Error, validate};
use oneroster_csv::Package;
use oneroster_csv::package::OpenOptions;
use oneroster_model::Severity;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const FILES: [(&str, &str); 6] = [
    (
        "students.csv",
        "person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id\ns,,Eliza,,Block,,,,,N\n",
    ),
    (
        "staff.csv",
        "person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id\nt,,Enya,,Vale,,,N\n",
    ),
    ("courses.csv", "course_id,course_number,course_name,location_id\nc,,Art,N\n"),
    (
        "classes.csv",
        "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id\nk,,c,t,,,N\n",
    ),
    ("rosters.csv", "roster_id,class_id,student_id\nr,k,s\n"),
    ("locations.csv", "location_id,location_name\nN,North\n"),
];

fn zip(files: impl IntoIterator<Item = (String, String)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in files {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn open(zip: Vec<u8>) -> Result<AsmPackage, Error> {
    AsmPackage::from_package(Package::from_reader(Cursor::new(zip), &OpenOptions::default())?)
}

/// Names of the six files, each changed by `rename`, and code and severity of what is found.
fn check(rename: impl Fn(&str) -> String, more: &[&str], expected: &[(&str, Severity)]) {
    let files = FILES.iter().map(|(name, text)| (rename(name), (*text).to_owned()));
    let more = more.iter().map(|name| ((*name).to_owned(), "x".to_owned()));
    let package = open(zip(files.chain(more))).unwrap();
    let mut findings = Vec::new();
    let validation = validate(&package, &mut findings).unwrap();
    let found: Vec<_> = findings.iter().map(|finding| (finding.code.id, finding.severity)).collect();
    assert_eq!(found, expected);
    assert_eq!(validation.is_accepted(), expected.iter().all(|(_, severity)| *severity != Severity::Error));
    assert_eq!(AsmFile::ALL.map(|file| validation.rows(file)), [Some(1); 6]);
}

#[test]
fn an_archive_of_the_six_files_is_accepted() {
    check(str::to_owned, &[], &[]);
}

#[test]
fn files_in_a_folder_are_read_and_refused() {
    check(|name| format!("export/{name}"), &[], &[("file_in_folder", Severity::Error); 6]);
}

#[test]
fn names_in_other_letters_are_read_and_refused() {
    let rename = |name: &str| if name == "staff.csv" { "Staff.CSV".to_owned() } else { name.to_owned() };
    check(rename, &[], &[("file_name", Severity::Error)]);
}

#[test]
fn the_root_comes_before_folders() {
    let rename = |name: &str| if name == "staff.csv" { "Staff.csv".to_owned() } else { name.to_owned() };
    let expected = [("file_name", Severity::Error), ("file_unknown", Severity::Warning)];
    check(rename, &["old/staff.csv"], &expected);
}

#[test]
fn further_files_are_reported() {
    check(str::to_owned, &["readme.txt"], &[("file_unknown", Severity::Warning)]);
    check(str::to_owned, &["__MACOSX/._staff.csv"], &[("entry_skipped", Severity::Info)]);
}

#[test]
fn a_folder_is_read_like_a_zip() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let package = AsmPackage::open(folder.path()).unwrap();
    let mut findings = Vec::new();
    assert!(validate(&package, &mut findings).unwrap().is_accepted());
    assert_eq!(findings, []);
}

#[test]
fn other_formats_and_damaged_files_are_errors() {
    let oneroster = zip([("orgs.csv".to_owned(), "sourcedId,name\n".to_owned())]);
    assert_eq!(open(oneroster).unwrap_err().code(), "other_format");
    assert_eq!(open(b"no zip".to_vec()).unwrap_err().code(), "not_a_package");
    let climbing = zip([("../students.csv".to_owned(), String::new())]);
    assert_eq!(open(climbing).unwrap_err().code(), "unsafe_path");
    assert!(AsmPackage::open("no/such/file.zip").is_err());
}

#[test]
fn a_damaged_entry_is_an_error_that_names_the_file() {
    let mut bytes = zip(FILES.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let package = open(bytes.clone()).unwrap();
    assert!(validate(&package, &mut Vec::new()).is_ok());
    // The first bytes behind the header of the first entry.
    let data = 30 + "students.csv".len();
    bytes[data..data + 8].fill(0xff);
    let error = validate(&open(bytes).unwrap(), &mut Vec::new()).unwrap_err();
    assert_eq!((error.code(), error.file()), ("damaged", Some(AsmFile::Students)));
}
