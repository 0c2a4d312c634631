//! Conversions: results, checks, guards, settings.

use std::io::Read;

use crate::roster::Roster;

const CONVERT: &str = "convert district out.zip --today 2026-10-01";

/// Reads a file of an archive.
fn member(roster: &Roster, archive: &str, name: &str) -> String {
    let file = std::fs::File::open(roster.path(archive)).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn archive_holds_what_the_rows_say() {
    let roster = Roster::new();
    roster.good(CONVERT);
    let rosters = member(&roster, "out.zip", "rosters.csv");
    assert_eq!(rosters, "roster_id,class_id,student_id\ne1,k1,u1\ne2,k1,u2\ne3,k2,u3\ne7,k2,u6\n");
    roster.good("validate out.zip");
    assert_eq!(roster.files(), ["district", "out.zip"]);
}

#[test]
fn threads_do_not_change_the_archive() {
    let roster = Roster::new();
    roster.good("generate big.zip --students 900");
    for threads in ["1", "2", "5"] {
        roster.good(&format!("convert big.zip {threads}.zip --today 2026-10-01 --threads {threads}"));
    }
    let bytes = |name: &str| std::fs::read(roster.path(name)).unwrap();
    assert!(bytes("1.zip") == bytes("2.zip") && bytes("1.zip") == bytes("5.zip"));
}

#[test]
fn zip_and_folder_give_the_same() {
    let roster = Roster::new();
    roster.good(CONVERT);
    let files: Vec<(String, Vec<u8>)> = std::fs::read_dir(roster.path("district"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    roster.write("district.zip", crate::packages::zip(&files));
    roster.good("convert district.zip zipped.zip --today 2026-10-01");
    assert!(
        std::fs::read(roster.path("out.zip")).unwrap() == std::fs::read(roster.path("zipped.zip")).unwrap()
    );
}

#[test]
fn strict_mode_refuses_errors_and_still_reports() {
    let roster = Roster::new();
    let ran = roster.run(&format!("{CONVERT} --strict --report r.json --format json"));
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.json()["outcome"], "rejected");
    let report: serde_json::Value = serde_json::from_str(&roster.read("r.json")).unwrap();
    assert_eq!(report["findings"][0]["code"], "enrollment_user_unknown");
    assert_eq!(roster.files(), ["district", "r.json"]);
}

#[test]
fn dry_run_writes_the_report_alone() {
    let roster = Roster::new();
    let ran = roster.good("convert district --today 2026-10-01 --dry-run --report r.html");
    assert!(ran.stdout.contains("dry run: nothing was written"), "{}", ran.stdout);
    assert_eq!(roster.files(), ["district", "r.html"]);
}

#[test]
fn settings_are_read_and_mistakes_in_them_are_told() {
    let roster = Roster::new();
    roster.write("s.toml", "[filters]\nschools = [\"o2\"]\n");
    roster.good(&format!("{CONVERT} --settings s.toml"));
    assert_eq!(member(&roster, "out.zip", "locations.csv"), "location_id,location_name\no2,\"South High\"\n");

    roster.write("s.toml", "[filters]\nschool = [\"o2\"]\n");
    let ran = roster.run("convert district other.zip --settings s.toml");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("error: s.toml: cannot read the settings\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("line 2") && ran.stderr.contains("unknown field `school`"), "{}", ran.stderr);
    assert_eq!(roster.files(), ["district", "out.zip", "s.toml"]);
}

#[test]
fn result_that_lost_much_is_held_until_a_reason_is_given() {
    let roster = Roster::new();
    roster.good("convert district last.zip --today 2026-10-01");
    roster.edit("district/enrollments.csv", "e1,,,k1,o1,u1,student,,,\ne2,,,k1,o1,u2,student,,,\n", "");
    let convert = format!("{CONVERT} --previous last.zip --format json");

    let ran = roster.run(&format!("{convert} --report r.json"));
    assert_eq!(ran.code, Some(1));
    let json = ran.json();
    assert_eq!(json["outcome"], "held");
    assert_eq!(json["guards"][0]["code"], "guard_loss");
    assert_eq!(json["guards"][0]["message"], "rosters.csv lost 2 of 4 keys (50.0 %), allowed are 20.0 %");
    assert_eq!(roster.files(), ["district", "last.zip", "r.json"]);

    let ran = roster.good(&format!("{convert} --max-loss 0.5"));
    assert_eq!(ran.json()["outcome"], "good");
    let ran = roster.good(&format!("{convert} --override meant"));
    let guard = &ran.json()["guards"][0];
    assert_eq!(guard["decision"], "overridden");
    assert!(guard["message"].as_str().unwrap().ends_with("released because: meant"));
    assert_eq!(roster.files(), ["district", "last.zip", "out.zip", "r.json"]);
}

#[test]
fn archive_goes_through_and_is_repaired_if_asked_for() {
    let roster = Roster::new();
    roster.good(CONVERT);
    roster.good("convert out.zip same.zip");
    assert!(
        std::fs::read(roster.path("out.zip")).unwrap() == std::fs::read(roster.path("same.zip")).unwrap()
    );

    let files = ["students.csv", "staff.csv", "courses.csv", "classes.csv", "rosters.csv", "locations.csv"];
    let mut texts: Vec<(&str, String)> =
        files.into_iter().map(|name| (name, member(&roster, "out.zip", name))).collect();
    texts[4].1.push_str("e9,k9,u1\n");
    let files: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    roster.write("broken.zip", crate::packages::zip(&files));

    let ran = roster.run("convert broken.zip passed.zip --format json");
    assert_eq!((ran.code, &ran.json()["outcome"]), (Some(1), &"held".into()));
    assert_eq!(ran.json()["guards"][0]["code"], "guard_invalid");
    let ran = roster.good("convert broken.zip patched.zip --patch --format json");
    assert_eq!(ran.json()["findings"][0]["code"], "roster_removed");
    roster.good("patch broken.zip repaired.zip");
    assert!(
        std::fs::read(roster.path("patched.zip")).unwrap()
            == std::fs::read(roster.path("repaired.zip")).unwrap()
    );
    assert!(!roster.files().contains(&"passed.zip".to_owned()));
}

#[test]
fn all_findings_go_to_the_file() {
    let roster = Roster::new();
    roster.good("generate big.zip --students 600 --dirty 0.05");
    let ran = roster
        .good("convert big.zip out.zip --today 2026-10-01 --findings f.jsonl --samples 2 --format json");
    let json = ran.json();
    let groups = json["findings"].as_array().unwrap();
    assert!(groups.iter().all(|group| group["samples"].as_array().unwrap().len() <= 2));
    let counted: u64 = groups.iter().map(|group| group["count"].as_u64().unwrap()).sum();
    let lines: Vec<serde_json::Value> =
        roster.read("f.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, counted);
    assert!(lines.iter().all(|finding| finding["code"].is_string() && finding["severity"].is_string()));
}
