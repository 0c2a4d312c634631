//! Outputs that cannot be written: a clear error, and no file under the final name.

use crate::roster::Roster;

#[test]
fn output_paths_are_checked_before_the_work() {
    let roster = Roster::new();
    for (arguments, path) in [
        ("convert district no/such/out.zip", "no/such/out.zip"),
        ("convert district out.zip --report no/such/r.html", "no/such/r.html"),
        ("convert district out.zip --findings no/such/f.jsonl", "no/such/f.jsonl"),
        ("convert district district", "district"),
        ("generate no/such/out.zip --students 10", "no/such/out.zip"),
        ("diff district district no/such/out.zip", "no/such/out.zip"),
    ] {
        let ran = roster.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments}: {}", ran.stderr);
        let expected = format!("error: {path}: could not create the file\n");
        assert!(ran.stderr.starts_with(&expected), "{arguments}: {}", ran.stderr);
        assert_eq!(roster.files(), ["district"], "{arguments}");
    }
}

#[test]
fn reports_have_a_kind() {
    let roster = Roster::new();
    let ran = roster.run("convert district out.zip --report r.pdf");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("r.pdf: a report is a .json or .html file"), "{}", ran.stderr);
    assert_eq!(roster.files(), ["district"]);
}

/// The largest file is limited, which fails as a full disk does.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_space_leaves_no_file() {
    let roster = Roster::new();
    for arguments in ["generate out.zip --students 3000", "convert district out.zip --findings f.jsonl"] {
        let limit = if arguments.starts_with("generate") { 8 } else { 0 };
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" {arguments}");
        let output = std::process::Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_roster")])
            .current_dir(roster.path(""))
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}: {stderr}");
        assert!(stderr.starts_with("error: "), "{stderr}");
        assert_eq!(roster.files(), ["district"], "{arguments}: {stderr}");
    }
}

/// A device that has no space left, ever.
#[cfg(target_os = "linux")]
#[test]
fn full_standard_output_is_told() {
    let roster = Roster::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = roster.command(["inspect", "district"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().ends_with("code: storage_full\n"));
}

#[test]
fn an_existing_output_stays_when_the_work_fails() {
    let roster = Roster::new();
    roster.write("out.zip", "yesterday");
    roster.edit("district/manifest.csv", "file.users,bulk", "file.users,delta");
    assert_eq!(roster.run("convert district out.zip").code, Some(2));
    assert_eq!(roster.read("out.zip"), "yesterday");
    assert_eq!(roster.files(), ["district", "out.zip"]);
}
