//! The demonstration runs by itself and shows what it promises.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::process::Command;

#[test]
fn the_demonstration_converts_two_days_and_holds_the_third_back() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_roster"))
        .args(["demo", "week", "--students", "300"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let week = folder.path().join("week");
    for file in ["day1.zip", "asm1.zip", "report.html", "day2.zip", "delta.zip", "asm2.zip", "day3.zip"] {
        assert!(week.join(file).is_file(), "{file}");
    }
    assert!(!week.join("asm3.zip").exists());
    assert!(text.contains("$ roster convert"));
}
