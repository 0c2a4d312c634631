//! Ctrl-C ends a command at once and leaves no file behind.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::roster::Roster;

#[track_caller]
fn check(signal: &str) {
    let roster = Roster::new();
    let arguments = ["generate", "out.zip", "--students", "40000000"];
    let mut process = roster.command(arguments).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    // The temporary file appears when the work begins.
    while roster.files().len() < 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "the work did not begin");
        std::thread::yield_now();
    }
    let killed = Command::new("kill").args([signal, &process.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let status = process.wait().unwrap();
    assert_eq!(status.code(), Some(130), "{signal}");
    assert_eq!(roster.files(), ["district"], "{signal}");
}

#[test]
fn interrupt_leaves_nothing_behind() {
    check("-INT");
}

#[test]
fn termination_leaves_nothing_behind() {
    check("-TERM");
}
