//! Measures how fast files go, beside OpenSSH's own programs. Not a test; run it with
//! `cargo test -p roster-sftp --release --test throughput -- --ignored --nocapture`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "it tells figures")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use roster_sftp::{Client, Target, Upload, WriteMode};
use support::inbox::{ACCOUNT, TestInbox, account};
use support::{Sshd, make_key, noise, openssh};
use tokio::process::Command;

const MEGABYTES: u32 = 100;
const ROUNDS: usize = 3;

/// Tells the best of some rounds.
async fn measure(what: &str, mut round: impl AsyncFnMut()) {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        round().await;
        best = best.min(begin.elapsed().as_secs_f64());
    }
    eprintln!("{what:<32} {:>6.0} MB/s", f64::from(MEGABYTES) / best);
}

async fn ours(target: &Target, file: &Path) {
    let client = Client::new(target.clone().with_write_mode(WriteMode::Direct));
    client.put(Upload::file(file, "data.bin")).await.unwrap();
}

async fn theirs(key: &Path, user: &str, port: u16, file: &Path) {
    let mut child = Command::new("sftp")
        .args([
            "-F",
            "none",
            "-q",
            "-b",
            "-",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
        ])
        .args(["-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "LogLevel=ERROR", "-i"])
        .arg(key)
        .args(["-P", &port.to_string(), &format!("{user}@127.0.0.1")])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let command = format!("put {} data.bin\n", file.display());
    tokio::io::AsyncWriteExt::write_all(&mut child.stdin.take().unwrap(), command.as_bytes()).await.unwrap();
    assert!(child.wait().await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn throughput() {
    if openssh("sftp").is_none() {
        return;
    }
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let inbox = TestInbox::start(|_| {}).await;
    let file = sshd.path("source.bin");
    fs::write(&file, noise(MEGABYTES as usize * 1_000_000)).unwrap();
    let target = sshd.target(sshd.pin("ed25519"));
    measure("our client -> sshd", async || ours(&target, &file).await).await;
    let key = sshd.path("user_ed25519");
    measure("sftp -> sshd", async || theirs(&key, &sshd.user, sshd.port, &file).await).await;
    let target = inbox.target();
    measure("our client -> inbox", async || ours(&target, &file).await).await;
    let key = make_key(sshd.folder.path(), "id", "ed25519", "");
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    inbox.inbox.accounts().set_keys(&account(), &[&public]).unwrap();
    measure("sftp -> inbox", async || theirs(&key, ACCOUNT, inbox.port(), &file).await).await;
}
