//! Differences, deltas and versions.

use crate::roster::Roster;

/// Copies the district and changes the copy.
fn changed(roster: &Roster) {
    std::fs::create_dir(roster.path("new")).unwrap();
    for entry in std::fs::read_dir(roster.path("district")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), roster.path("new").join(entry.file_name())).unwrap();
    }
    roster.edit("new/orgs.csv", "South High", "South Academy");
    roster.edit("new/enrollments.csv", "e6,,,k2,o2,u9,student,,,\n", "");
    roster.edit("new/enrollments.csv", "e7,", "e8,");
}

fn changes(json: &serde_json::Value, file: &str) -> [u64; 3] {
    let files = json["files"].as_array().unwrap();
    let file = files.iter().find(|changes| changes["file"] == file).unwrap();
    ["added", "changed", "removed"].map(|name| file[name].as_u64().unwrap())
}

#[test]
fn delta_leads_from_old_to_new() {
    let roster = Roster::new();
    changed(&roster);
    let ran = roster.good("diff district new delta.zip --at 2026-10-01T00:00:00Z --format json");
    let json = ran.json();
    assert_eq!(changes(&json, "orgs.csv"), [0, 1, 0]);
    assert_eq!(changes(&json, "enrollments.csv"), [1, 0, 2]);
    assert_eq!(changes(&json, "users.csv"), [0, 0, 0]);

    roster.good("apply district delta.zip merged.zip");
    let json = roster.good("diff merged.zip new --format json").json();
    for file in ["orgs.csv", "enrollments.csv", "users.csv"] {
        assert_eq!(changes(&json, file), [0, 0, 0], "{file}");
    }
    // A delta is no base.
    let ran = roster.run("apply delta.zip delta.zip other.zip");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.ends_with("code: not_bulk\n"), "{}", ran.stderr);
}

#[test]
fn archives_are_compared_by_key() {
    let roster = Roster::new();
    changed(&roster);
    roster.good("convert district old.zip --today 2026-10-01");
    roster.edit("new/enrollments.csv", "e2,,,k1,o1,u2,student,,,\n", "");
    roster.good("convert new new.zip --today 2026-10-01");
    let json = roster.good("diff old.zip new.zip --format json").json();
    let rosters = &json["files"][4];
    assert_eq!(rosters["file"], "rosters.csv");
    // A new roster_id alone is no change: e7 became e8.
    assert_eq!((rosters["added"].as_u64(), rosters["removed"].as_u64()), (Some(0), Some(1)));
}

#[test]
fn formats_are_not_mixed() {
    let roster = Roster::new();
    roster.good("convert district asm.zip --today 2026-10-01");
    for (arguments, text) in [
        ("diff district asm.zip", "the packages have different formats"),
        ("diff asm.zip asm.zip delta.zip", "a delta package can be written for OneRoster packages only"),
        ("apply district asm.zip out.zip", "asm.zip: the package holds files for Apple School Manager"),
        ("patch district out.zip", "district: the package holds OneRoster files"),
        ("convert-version asm.zip out.zip", "asm.zip: the package holds files for Apple School Manager"),
    ] {
        let ran = roster.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments}");
        assert!(ran.stderr.contains(text), "{arguments}: {}", ran.stderr);
        assert_eq!(roster.files(), ["asm.zip", "district"], "{arguments}");
    }
}

#[test]
fn version_there_and_back_is_the_same() {
    let roster = Roster::new();
    roster.good("convert-version district 12.zip");
    assert_eq!(roster.good("inspect 12.zip --format json").json()["version"], "1.2");
    roster.good("convert-version 12.zip 11.zip");
    let json = roster.good("diff district 11.zip --format json").json();
    for file in ["orgs.csv", "users.csv", "classes.csv", "enrollments.csv"] {
        assert_eq!(changes(&json, file), [0, 0, 0], "{file}");
    }
}
