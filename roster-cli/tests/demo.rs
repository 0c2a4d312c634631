//! The demonstration runs by itself and shows what it promises.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::process::Command;

#[test]
fn the_demonstration_delivers_two_nights_and_holds_the_third() {
    let folder = tempfile::tempdir().unwrap();
    let demo = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roster"));
        command.args(["demo", "nights", "--students", "600"]).current_dir(folder.path());
        command.output().unwrap()
    };
    let output = demo();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    for part in
        ["Run 1 of nightly: succeeded", "Run 2 of nightly: succeeded", "Run 3 of nightly: held", "discarded"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(text.matches("Arrived at the server").count(), 2, "{text}");
    let nights = folder.path().join("nights");
    assert!(nights.join("report.html").is_file() && !nights.join("held.zip").exists());
    // What somebody else has put there is not touched.
    std::fs::remove_file(nights.join(".roster-demo")).unwrap();
    assert_eq!(demo().status.code(), Some(2));
    assert!(nights.join("report.html").is_file());
}
