//! Inputs that nothing can be made of end in a clear error with its place, and nothing is written.

use crate::packages::{encrypted, manifest, zip, zip_of};
use crate::roster::Roster;

const ORGS: &[u8] =
    b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,,,North,school,,\n";

/// What is to be said about an input.
struct Case {
    name: &'static str,
    input: Vec<u8>,
    /// Exit code, text on standard error, and error code of `convert`.
    convert: (i32, &'static str, &'static str),
    /// Exit code and code of the finding of `validate`.
    validate: (i32, &'static str),
}

#[track_caller]
fn check(case: &Case) {
    let roster = Roster::new();
    roster.write("in.zip", &case.input);
    let (code, text, error_code) = case.convert;

    let ran = roster.run("convert in.zip out.zip --today 2026-10-01");
    assert_eq!(ran.code, Some(code), "{}: {}", case.name, ran.stderr);
    assert!(ran.stderr.starts_with("error: in.zip: "), "{}: {}", case.name, ran.stderr);
    assert!(ran.stderr.contains(text), "{}: {}", case.name, ran.stderr);
    assert!(ran.stderr.contains("\n  what to do: "), "{}: {}", case.name, ran.stderr);
    assert!(ran.stderr.ends_with(&format!("\n  code: {error_code}\n")), "{}: {}", case.name, ran.stderr);
    assert_eq!(ran.stdout, "", "{}", case.name);

    let (code, finding) = case.validate;
    let ran = roster.run("validate in.zip --format json");
    assert_eq!(ran.code, Some(code), "{}: {}", case.name, ran.stdout);
    let json = ran.json();
    assert_eq!(json["verdict"], "reject", "{}", case.name);
    assert!(json["counts"][finding].as_u64() >= Some(1), "{}: {json:#}", case.name);

    assert_eq!(roster.files(), ["district", "in.zip"], "{}", case.name);
}

#[test]
fn not_a_zip() {
    check(&Case {
        name: "text",
        input: b"sourcedId,name\no1,North\n".to_vec(),
        convert: (2, "zip", "not_a_package"),
        validate: (2, "not_a_package"),
    });
}

#[test]
fn truncated_zip() {
    let whole = zip_of("orgs.csv", ORGS);
    check(&Case {
        name: "truncated",
        input: whole[..whole.len() / 2].to_vec(),
        convert: (2, "in.zip: ", "damaged"),
        validate: (2, "damaged"),
    });
}

#[test]
fn zip_bomb() {
    // One byte over and over is what compresses by more than a thousand.
    let users = [district("users.csv"), vec![b'\n'; 64 * 1024 * 1024]].concat();
    let roster = Roster::new();
    let mut files = Vec::new();
    for name in ["orgs.csv", "courses.csv", "classes.csv", "enrollments.csv"] {
        files.push((name, district(name)));
    }
    files.push(("users.csv", users));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    roster.write("in.zip", zip(&files));

    let ran = roster.run("convert in.zip out.zip");
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error: in.zip: users.csv"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("code: limit_exceeded\n"), "{}", ran.stderr);
    let ran = roster.run("validate in.zip --format json");
    assert_eq!((ran.code, &ran.json()["files"]["users.csv"]["accepted"]), (Some(1), &false.into()));
    assert_eq!(roster.files(), ["district", "in.zip"]);
}

#[test]
fn climbing_paths() {
    check(&Case {
        name: "climbing",
        input: zip(&[("orgs.csv", ORGS), ("../../evil.csv", b"x")]),
        convert: (2, "../../evil.csv", "unsafe_path"),
        validate: (2, "unsafe_path"),
    });
}

#[test]
fn encrypted_entry() {
    check(&Case {
        name: "encrypted",
        input: encrypted(zip_of("orgs.csv", ORGS)),
        convert: (2, "encrypted", "encrypted"),
        validate: (2, "encrypted"),
    });
}

#[test]
fn unknown_version() {
    let manifest = manifest(&["orgs"]).replace("version,1.1", "version,2.0");
    check(&Case {
        name: "version",
        input: zip(&[("manifest.csv", manifest.as_bytes()), ("orgs.csv", ORGS)]),
        convert: (2, "manifest.csv", "unknown_version"),
        validate: (2, "unknown_version"),
    });
}

#[test]
fn the_same_file_twice() {
    check(&Case {
        name: "twice",
        input: zip(&[("orgs.csv", ORGS), ("ORGS.CSV", ORGS)]),
        convert: (2, "orgs.csv", "duplicate_file"),
        validate: (2, "duplicate_file"),
    });
}

/// Runs both commands on the district with one file replaced.
#[track_caller]
fn check_file(file: &str, bytes: &[u8], convert: (i32, &str), validate: (i32, &str)) {
    let roster = Roster::new();
    roster.write(&format!("district/{file}"), bytes);
    let ran = roster.run("convert district out.zip --today 2026-10-01");
    assert_eq!(ran.code, Some(convert.0), "{}{}", ran.stdout, ran.stderr);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains(convert.1), "{said}");
    let written = roster.files().contains(&"out.zip".to_owned());
    assert_eq!(written, convert.0 == 0, "{:?}", roster.files());

    let ran = roster.run("validate district --format json");
    assert_eq!(ran.code, Some(validate.0), "{}{}", ran.stdout, ran.stderr);
    let json = ran.json();
    let finding = json["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == validate.1);
    let finding = finding.unwrap_or_else(|| panic!("no {} in {json:#}", validate.1));
    assert_eq!(finding["file"], file);
}

fn district(file: &str) -> Vec<u8> {
    std::fs::read(Roster::new().path(format!("district/{file}"))).unwrap()
}

#[test]
fn text_that_is_not_utf8_is_read_with_a_finding() {
    let mut orgs = district("orgs.csv");
    orgs.extend(b"o3,,,Caf\xe9 School,school,,o0\n");
    check_file("orgs.csv", &orgs, (0, "invalid_utf8"), (1, "invalid_utf8"));
}

#[test]
fn nul_characters_are_read_with_a_finding() {
    let mut orgs = district("orgs.csv");
    orgs.extend(b"o3,,,No\0rth,school,,o0\n");
    check_file("orgs.csv", &orgs, (0, "nul_character"), (1, "nul_character"));
}

#[test]
fn unclosed_quote() {
    let mut orgs = district("orgs.csv");
    orgs.extend(b"o3,,,\"North,school,,o0\n");
    check_file("orgs.csv", &orgs, (2, "orgs.csv, line 5, character 6"), (1, "unclosed_quote"));
}

#[test]
fn line_of_a_hundred_megabytes() {
    let mut users = district("users.csv");
    users.extend(std::iter::repeat_n(b'x', 100 * 1024 * 1024));
    check_file("users.csv", &users, (2, "users.csv, line 8"), (1, "file_unreadable"));
}

#[test]
fn utf16() {
    let text: Vec<u8> = "sourcedId,name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [b"\xff\xfe".as_slice(), &text].concat();
    check_file("orgs.csv", &bytes, (2, "UTF-16"), (1, "file_unreadable"));
}

#[test]
fn no_header() {
    let users = district("users.csv");
    let header = users.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    check_file("users.csv", &users[header..], (2, "header_missing"), (1, "header_missing"));
    check_file("users.csv", b"", (2, "header_missing"), (1, "header_missing"));
}

#[test]
fn missing_required_file() {
    let roster = Roster::new();
    std::fs::remove_file(roster.path("district/classes.csv")).unwrap();
    let ran = roster.run("convert district out.zip");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("error: district: classes.csv is missing"), "{}", ran.stderr);
    let ran = roster.run("validate district --format json");
    assert_eq!((ran.code, &ran.json()["counts"]["file_missing"]), (Some(1), &1.into()));
    assert_eq!(roster.files(), ["district"]);
}

#[test]
fn delta_without_a_base() {
    let roster = Roster::new();
    roster.edit("district/manifest.csv", "file.users,bulk", "file.users,delta");
    let ran = roster.run("convert district out.zip");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("users.csv is a delta"), "{}", ran.stderr);
    assert!(ran.stderr.contains("roster apply BASE DELTA OUT.zip"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("code: delta_without_base\n"), "{}", ran.stderr);
    assert_eq!(roster.files(), ["district"]);
}

#[test]
fn input_that_is_not_there() {
    let roster = Roster::new();
    for command in ["convert no.zip out.zip", "validate no.zip", "inspect no.zip", "patch no.zip out.zip"] {
        let ran = roster.run(command);
        assert_eq!(ran.code, Some(2), "{command}");
        assert!(ran.stderr.starts_with("error: no.zip: could not open the package\n"), "{}", ran.stderr);
        assert_eq!(roster.files(), ["district"], "{command}");
    }
}

#[test]
fn errors_are_json_for_those_who_read_json() {
    let roster = Roster::new();
    roster.write("in.zip", "no zip");
    let ran = roster.run("inspect in.zip --format json");
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.json()["error"]["code"], "not_a_package");
}
