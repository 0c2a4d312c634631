//! What a package is taken for: members, manifest, version, modes, findings.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::io::Read;

use oneroster_csv::package::{Detected, Manifest, OpenOptions, Package, PackageKind};
use oneroster_csv::{File, Mode, Strictness};
use oneroster_model::{Severity, Version};

mod common;
use common::{open, zip_of, zip_with};

const ORGS: &[u8] =
    b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\no1,,,North,school,,\r\n";

fn manifest(version: Version, files: &[(File, Mode)]) -> Vec<u8> {
    let manifest =
        files.iter().fold(Manifest::new(version), |manifest, (file, mode)| manifest.with_mode(*file, *mode));
    manifest.to_csv().into_bytes()
}

/// Lists findings as `code file[:line] [field]`.
fn told(package: &Package) -> Vec<String> {
    let show = |finding: &oneroster_model::Finding| {
        let file = finding.file.as_deref().unwrap_or("-");
        let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
        let field = finding.field.as_deref().map(|field| format!(" {field}")).unwrap_or_default();
        format!("{} {file}{line}{field}", finding.code)
    };
    package.findings().iter().map(show).collect()
}

/// Opens the same files as a zip and as a folder, and compares the findings.
#[track_caller]
fn check(files: &[(&str, &[u8])], expected: &[&str]) -> Package {
    let package = open(zip_of(files), &OpenOptions::default()).unwrap();
    assert_eq!(told(&package), expected);
    package
}

#[track_caller]
fn check_manifest(text: &str, expected: &[&str]) {
    let mut findings = Vec::new();
    Manifest::read(text.as_bytes(), Strictness::Strict, &mut findings).unwrap();
    let found: Vec<String> =
        findings.iter().map(|finding| format!("{} {}", finding.code, finding.line.unwrap())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn complete_package_has_no_findings() {
    let listed = manifest(Version::V1_2, &[(File::Orgs, Mode::Bulk)]);
    let package = check(&[("manifest.csv", &listed), ("orgs.csv", ORGS)], &[]);
    assert_eq!(package.kind(), PackageKind::OneRoster);
    assert_eq!(package.detected(), Detected::Manifest(Version::V1_2));
    assert_eq!((package.mode(File::Orgs), package.mode(File::Users)), (Mode::Bulk, Mode::Absent));
    let names: Vec<(&str, Option<File>, u64)> =
        package.members().iter().map(|member| (member.name(), member.file(), member.size())).collect();
    assert_eq!(names[1], ("orgs.csv", Some(File::Orgs), ORGS.len() as u64));
    assert!(package.members()[0].is_manifest() && package.member(File::Users).is_none());
    let mut bytes = Vec::new();
    package.open_member(File::Orgs).unwrap().unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, ORGS);
}

#[test]
fn manifest_alone_is_a_package() {
    let package = check(&[("manifest.csv", &manifest(Version::V1_1, &[]))], &[]);
    assert_eq!(package.version(), Version::V1_1);
    assert!(package.open_member(File::Orgs).unwrap().is_none());
}

#[test]
fn names_in_other_spelling_are_read_and_reported() {
    let listed = manifest(Version::V1_1, &[(File::Orgs, Mode::Bulk), (File::AcademicSessions, Mode::Bulk)]);
    let package = check(
        &[
            ("Manifest.csv", &listed),
            ("org.csv", ORGS),
            ("academicsessions.csv", b"sourcedId\n"),
            ("readme.txt", b"hello"),
        ],
        &[
            "file_name_spelling Manifest.csv",
            "file_name_spelling academicsessions.csv",
            "file_name_spelling org.csv",
            "unknown_file readme.txt",
        ],
    );
    assert_eq!(package.mode(File::Orgs), Mode::Bulk);
    assert_eq!(package.member(File::AcademicSessions).unwrap().name(), "academicsessions.csv");
}

#[test]
fn alias_gives_way_to_the_exact_name() {
    let listed = manifest(Version::V1_1, &[(File::Orgs, Mode::Bulk)]);
    let files: &[(&str, &[u8])] = &[("org.csv", b"x"), ("manifest.csv", &listed), ("orgs.csv", ORGS)];
    let package = check(files, &["unknown_file org.csv"]);
    assert_eq!(package.member(File::Orgs).unwrap().name(), "orgs.csv");
}

#[test]
fn same_file_twice_is_refused() {
    for names in [["orgs.csv", "Orgs.csv"], ["ORGS.csv", "Orgs.csv"], ["manifest.csv", "MANIFEST.csv"]] {
        let error = open(zip_of(&[(names[0], ORGS), (names[1], ORGS)]), &OpenOptions::default()).unwrap_err();
        assert_eq!(error.code(), "duplicate_file", "{names:?}");
        assert!(error.file().unwrap().eq_ignore_ascii_case(names[0]));
    }
}

#[test]
fn folder_around_the_files_and_noise_are_skipped() {
    let listed = manifest(Version::V1_1, &[(File::Orgs, Mode::Bulk)]);
    let files: &[(&str, &[u8])] = &[
        ("export/", b""),
        ("export/manifest.csv", &listed),
        ("export/orgs.csv", ORGS),
        ("export/.DS_Store", b"x"),
        ("__MACOSX/export/._orgs.csv", b"x"),
        ("export/deeper/users.csv", b"x"),
    ];
    let package = check(
        files,
        &[
            "entry_skipped export/",
            "entry_skipped export/.DS_Store",
            "entry_skipped __MACOSX/export/._orgs.csv",
            "enclosing_folder export/",
            "unknown_file export/deeper/users.csv",
        ],
    );
    assert_eq!(package.members().len(), 3);
    assert_eq!(package.member(File::Orgs).unwrap().name(), "export/orgs.csv");
}

#[test]
fn manifest_and_files_that_differ_are_reported() {
    let listed = manifest(Version::V1_1, &[(File::Users, Mode::Bulk), (File::Orgs, Mode::Absent)]);
    let files: &[(&str, &[u8])] =
        &[("manifest.csv", &listed), ("orgs.csv", ORGS), ("roles.csv", b"sourcedId\n")];
    let package = check(
        files,
        &[
            "version_contradicted manifest.csv",
            "file_unlisted orgs.csv file.orgs",
            "file_unlisted roles.csv file.roles",
            "file_not_in_version roles.csv file.roles",
            "file_missing users.csv file.users",
        ],
    );
    assert_eq!(package.mode(File::Orgs), Mode::Bulk);
    assert_eq!(package.mode(File::Users), Mode::Absent);
}

#[test]
fn unlisted_file_among_deltas_is_never_read_as_bulk() {
    let listed = manifest(Version::V1_1, &[(File::Users, Mode::Delta)]);
    let users: &[u8] = b"sourcedId,role,enabledUser\n";
    let files: &[(&str, &[u8])] = &[("manifest.csv", &listed), ("orgs.csv", ORGS), ("users.csv", users)];
    let package = check(files, &["file_unlisted orgs.csv file.orgs"]);
    assert_eq!(package.mode(File::Orgs), Mode::Delta);
}

#[test]
fn missing_manifest_leaves_version_and_modes_to_the_files() {
    let files: &[(&str, &[u8])] = &[("orgs.csv", ORGS), ("roles.csv", b"sourcedId\n")];
    let package = check(files, &["manifest_missing manifest.csv"]);
    assert_eq!(package.detected(), Detected::Headers(Version::V1_2));
    assert_eq!(package.mode(File::Roles), Mode::Bulk);
    let users: &[u8] = b"sourcedId,status,dateLastModified,orgSourcedIds,role,username,userId\n";
    let package = check(&[("orgs.csv", ORGS), ("users.csv", users)], &["version_1_0 manifest.csv"]);
    assert_eq!((package.detected(), package.version()), (Detected::V1_0, Version::V1_1));
}

#[test]
fn apple_school_manager_archive_is_told_apart() {
    let files: &[(&str, &[u8])] = &[
        ("students.csv", b"person_id\n"),
        ("staff.csv", b"person_id\n"),
        ("courses.csv", b"course_id\n"),
        ("classes.csv", b"class_id\n"),
        ("rosters.csv", b"roster_id\n"),
        ("locations.csv", b"location_id\n"),
    ];
    let package = check(files, &[]);
    assert_eq!(package.kind(), PackageKind::AppleSchoolManager);
    assert!(package.members().iter().all(|member| member.file().is_none()));
    let mut text = String::new();
    package.open_named("rosters.csv").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "roster_id\n");
    assert_eq!(package.open_named("users.csv").unwrap_err().code(), "missing_file");

    let listed = manifest(Version::V1_1, &[]);
    let package = open(zip_of(&[("manifest.csv", &listed), ("students.csv", b"x")]), &OpenOptions::default());
    assert_eq!(package.unwrap().kind(), PackageKind::OneRoster);
}

#[test]
fn folder_is_read_like_a_zip() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("export");
    fs::create_dir(&inner).unwrap();
    fs::write(inner.join("orgs.csv"), ORGS).unwrap();
    fs::write(inner.join("manifest.csv"), manifest(Version::V1_1, &[(File::Orgs, Mode::Bulk)])).unwrap();
    let package = Package::open(&inner).unwrap();
    assert_eq!(told(&package), [] as [&str; 0]);
    let package = Package::open(folder.path()).unwrap();
    assert_eq!(told(&package), ["enclosing_folder export/"]);
    let mut scanner = package.scanner(File::Orgs).unwrap().unwrap();
    assert_eq!(scanner.next_record().unwrap().unwrap().len(), 7);
}

#[test]
fn strict_reading_turns_departures_into_errors() {
    let listed = manifest(Version::V1_1, &[(File::Orgs, Mode::Bulk)]);
    let zip = zip_of(&[("manifest.csv", &listed), ("Orgs.csv", ORGS)]);
    let severity = |strictness| {
        let options = OpenOptions::default().with_strictness(strictness);
        open(zip.clone(), &options).unwrap().findings()[0].severity
    };
    assert_eq!(severity(Strictness::Tolerant), Severity::Warning);
    assert_eq!(severity(Strictness::Strict), Severity::Error);
}

#[test]
fn stored_and_deflated_entries_are_read_from_several_threads() {
    let long = "o1,,,North,school,,\r\n".repeat(50_000);
    for method in [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated] {
        let zip = zip_with(&[("orgs.csv", long.as_bytes()), ("users.csv", long.as_bytes())], method);
        let package = open(zip, &OpenOptions::default()).unwrap();
        std::thread::scope(|scope| {
            for file in [File::Orgs, File::Users] {
                let reader = package.open_member(file).unwrap().unwrap();
                let long = &long;
                scope.spawn(move || {
                    let mut text = String::new();
                    reader.read_ahead().unwrap().read_to_string(&mut text).unwrap();
                    assert!(text == *long, "{file}");
                });
            }
        });
    }
}

#[test]
fn manifest_rows_are_checked() {
    let header = "propertyName,value\n";
    check_manifest(&format!("{header}manifest.version,1.0\nfile.orgs,bulk\nsource.systemName,SIS\n"), &[]);
    check_manifest("name,value\nfile.orgs,bulk\n", &["manifest_header 1"]);
    check_manifest("file.orgs,bulk\n", &["manifest_header 1"]);
    for (row, expected) in [
        ("mainfest.version,1.0", "manifest_property_spelling 2"),
        ("file.Orgs,bulk", "manifest_property_spelling 2"),
        ("manifest.version,1", "manifest_value_spelling 2"),
        ("manifest.version,2.0", "manifest_version_invalid 2"),
        ("oneroster.version,1.3", "oneroster_version_invalid 2"),
        ("oneroster.version,", "oneroster_version_invalid 2"),
        ("oneroster.version, 1.1", "manifest_value_spelling 2"),
        ("file.orgs,Bulk", "manifest_value_spelling 2"),
        ("file.orgs,replace", "manifest_mode_invalid 2"),
        ("file.orgs,", "manifest_mode_invalid 2"),
        ("vendor.extension,true", "manifest_property_unknown 2"),
        ("source.systemName", "manifest_row_width 2"),
        ("source.systemName,a,b", "manifest_row_width 2"),
        ("file.orgs,bulk\nfile.orgs,delta", "manifest_property_repeated 3"),
    ] {
        check_manifest(&format!("{header}{row}\n"), &[expected]);
    }
}

#[test]
fn first_of_repeated_properties_counts_and_missing_ones_are_reported() {
    let text = "propertyName,value\noneroster.version,1.1\nfile.orgs,Delta\nfile.orgs,bulk\n";
    let mut findings = Vec::new();
    let read = Manifest::read(text.as_bytes(), Strictness::Tolerant, &mut findings).unwrap();
    assert_eq!(read.mode(File::Orgs), Some(Mode::Delta));
    let package = open(zip_of(&[("manifest.csv", text.as_bytes())]), &OpenOptions::default()).unwrap();
    let missing = package.findings().iter().filter(|finding| finding.code.id == "manifest_property_missing");
    assert_eq!(missing.count(), 13, "manifest.version and 12 files");
}

#[test]
fn manifest_lists_every_file_of_its_version_and_no_other() {
    for (version, files) in [(Version::V1_1, 13), (Version::V1_2, 21)] {
        let text = Manifest::new(version).to_csv();
        assert_eq!(text.lines().count(), 3 + files);
        let mut findings = Vec::new();
        let read = Manifest::read(text.as_bytes(), Strictness::Strict, &mut findings).unwrap();
        assert!(findings.is_empty());
        assert_eq!((read.to_csv(), read), (text, Manifest::new(version)));
    }
}
