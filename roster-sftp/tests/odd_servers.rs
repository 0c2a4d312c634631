//! The client against servers that are old, blind, silent or no servers at all.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::fs;
use std::time::Duration;

use roster_sftp::{
    Authentication, Client, Error, HostKeyPolicy, Placement, Retries, Step, Target, Timeouts, Upload,
    WriteMode,
};
use support::odd::{OddServer, Oddities};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

fn file() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("source.zip");
    fs::write(&path, "contents").unwrap();
    (folder, path)
}

fn arrived(name: &str) -> Vec<(String, Vec<u8>)> {
    vec![(name.to_owned(), b"contents".to_vec())]
}

#[tokio::test]
async fn direct_upload_asks_for_nothing_but_open_write_and_close() {
    let server = OddServer::start(Oddities { blind: true, ..Oddities::default() }).await;
    let (_folder, path) = file();
    let client = Client::new(server.target().with_write_mode(WriteMode::Direct).with_folder("/dropbox"));
    let receipt = client.put(Upload::file(path, "Archive.zip")).await.unwrap();
    assert_eq!(receipt.placement, Placement::Direct);
    assert_eq!(server.requests(), ["open", "write", "close"]);
    assert_eq!(server.files(), arrived("/dropbox/Archive.zip"));
}

#[tokio::test]
async fn password_is_given_where_the_server_asks_for_it() {
    let server = OddServer::start(Oddities { asks: true, ..Oddities::default() }).await;
    Client::new(server.target()).check().await.into_result().unwrap();
    let policy = server.target().host_keys().unwrap().clone();
    let wrong = Authentication::Password("wrong".into());
    let target = support::target("127.0.0.1", server.port, "user", wrong, policy);
    let error = Client::new(target).check().await.into_result().unwrap_err();
    assert!(error.to_string().contains("the password was not accepted"), "{error}");
}

#[tokio::test]
async fn old_server_gets_the_old_file_moved_aside_before_the_rename() {
    let server = OddServer::start(Oddities::default()).await;
    let (_folder, path) = file();
    let client = Client::new(server.target());
    let upload = || Upload::file(&path, "roster.zip").with_temporary_name("roster.zip.part");
    assert_eq!(client.put(upload()).await.unwrap().placement, Placement::Renamed);
    assert_eq!(server.requests(), ["open", "write", "close", "rename"]);
    assert_eq!(client.put(upload()).await.unwrap().placement, Placement::MovedAside);
    assert_eq!(server.requests(), ["open", "write", "close", "rename", "remove"]);
    assert_eq!(server.files(), arrived("roster.zip"));
}

#[tokio::test]
async fn old_file_stays_where_the_new_one_cannot_take_its_place() {
    let server = OddServer::start(Oddities { stubborn: true, ..Oddities::default() }).await;
    server.put("roster.zip", b"old");
    let (_folder, path) = file();
    let error = Client::new(server.target()).put(Upload::file(&path, "roster.zip")).await.unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error}");
    assert_eq!(server.files(), [("roster.zip".to_owned(), b"old".to_vec())]);
}

#[tokio::test]
async fn rename_whose_answer_was_lost_is_found_done_and_not_repeated() {
    let server = OddServer::start(Oddities { silent_at: Some("rename"), ..Oddities::default() }).await;
    let (_folder, path) = file();
    let client = Client::new(server.target());
    let upload = Upload::file(path, "roster.zip").with_temporary_name("roster.zip.part");
    let receipt = client.put(upload).await.unwrap();
    assert_eq!((receipt.placement, receipt.attempts), (Placement::FoundDone, 2));
    assert_eq!(server.requests(), ["open", "write", "close", "rename", "stat"]);
    assert_eq!(server.files(), arrived("roster.zip"));
}

#[tokio::test]
async fn lost_answer_to_the_last_request_means_the_file_may_be_there() {
    for (mode, silent_at) in [(WriteMode::Direct, "close"), (WriteMode::Rename, "rename")] {
        let server = OddServer::start(Oddities { silent_at: Some(silent_at), ..Oddities::default() }).await;
        let (_folder, path) = file();
        let once = Retries { attempts: 1, pause: Duration::ZERO };
        let client = Client::new(server.target().with_write_mode(mode).with_retries(once));
        let error = client.put(Upload::file(&path, "roster.zip")).await.unwrap_err();
        assert!(error.may_have_arrived() && error.is_retryable(), "{mode:?}: {error}");
    }
    // Not so while writing under a temporary name.
    let server = OddServer::start(Oddities { silent_at: Some("close"), ..Oddities::default() }).await;
    let (_folder, path) = file();
    let once = Retries { attempts: 1, pause: Duration::ZERO };
    let error =
        Client::new(server.target().with_retries(once)).put(Upload::file(&path, "a.zip")).await.unwrap_err();
    assert!(!error.may_have_arrived(), "{error}");
}

#[tokio::test]
async fn server_that_says_nothing_runs_into_the_limits() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let short = Timeouts { connect: Duration::from_millis(100), ..Timeouts::default() };
    let report = Client::new(elsewhere(port).with_timeouts(short)).check().await;
    let steps: Vec<Step> = report.steps().iter().map(|it| it.step).collect();
    assert_eq!(steps, [Step::Resolve, Step::Connect]);
    let error = report.into_result().unwrap_err();
    assert!(matches!(error, Error::Timeout(_)) && error.failure().step() == Some(Step::HostKey), "{error}");
    let short = Timeouts { total: Duration::from_millis(100), ..Timeouts::default() };
    let (_folder, path) = file();
    let error =
        Client::new(elsewhere(port).with_timeouts(short)).put(Upload::file(path, "a.zip")).await.unwrap_err();
    assert!(error.to_string().contains("not done within 0.1 s in all"), "{error}");
}

fn elsewhere(port: u16) -> Target {
    let pin = HostKeyPolicy::pinned(["SHA256:Nh0Me49Zh9fDw/VYUfq43IJmI1T+XrjiYONPND8GzaM"]).unwrap();
    support::target("127.0.0.1", port, "user", Authentication::Password("s3cr3t".into()), pin)
}

#[tokio::test]
async fn closed_port_and_other_servers_are_told_apart() {
    let error = Client::new(elsewhere(support::free_port())).check().await.into_result().unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error}");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").await;
        }
    });
    let error = Client::new(elsewhere(port)).check().await.into_result().unwrap_err();
    assert_eq!(error.failure().step(), Some(Step::HostKey), "{error}");
}

#[tokio::test]
async fn targets_that_cannot_work_are_refused_before_anything_is_sent() {
    let password = || Authentication::Password("s3cr3t".into());
    let pin = || HostKeyPolicy::pinned(["SHA256:Nh0Me49Zh9fDw/VYUfq43IJmI1T+XrjiYONPND8GzaM"]).unwrap();
    for target in [
        Target::new("sftp.example", "user", password()),
        Target::new("sftp.example", "user", password()).with_host_keys(HostKeyPolicy::Pinned(Vec::new())),
        Target::new("", "user", password()).with_host_keys(pin()),
        Target::new("https://sftp.example", "user", password()).with_host_keys(pin()),
        Target::new("sftp.example", "", password()).with_host_keys(pin()),
    ] {
        let error = Client::new(target.clone()).check().await.into_result().unwrap_err();
        assert!(matches!(error, Error::Configuration(_)), "{target:?}: {error}");
        assert!(!format!("{target:?} {error:?}").contains("s3cr3t"));
    }
}
