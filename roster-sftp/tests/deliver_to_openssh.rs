//! The client against a real OpenSSH server.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::fs;
use std::sync::{Arc, Mutex};

use roster_sftp::{Client, Error, HostKeyPolicy, Placement, Presence, Step, Upload, WriteMode};
use support::proxy::Proxy;
use support::{Sshd, noise};

fn source(sshd: &Sshd, bytes: &[u8]) -> std::path::PathBuf {
    let path = sshd.path("source.zip");
    fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn whole_file_arrives_with_every_kind_of_key_and_in_both_modes() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let bytes = noise(3_000_001);
    let file = source(&sshd, &bytes);
    sshd.authorize("user_secret", "ed25519", "a passphrase");
    sshd.authorize("user_rsa", "rsa", "");
    let keys = [("user_ed25519", None), ("user_secret", Some("a passphrase")), ("user_rsa", None)];
    for (key, passphrase) in keys {
        for mode in [WriteMode::Direct, WriteMode::Rename] {
            let target = support::target(
                "127.0.0.1",
                sshd.port,
                &sshd.user,
                sshd.key(key, passphrase),
                sshd.pin("ed25519"),
            );
            let name = format!("{key}-{mode:?}.zip");
            let receipt =
                Client::new(target.with_write_mode(mode)).put(Upload::file(&file, &name)).await.unwrap();
            assert_eq!((receipt.bytes, receipt.attempts), (3_000_001, 1));
            assert!(fs::read(sshd.arrived(&name)).unwrap() == bytes, "{name}");
        }
    }
    assert_eq!(fs::read_dir(sshd.path("files")).unwrap().count(), 6, "no temporary file is left");
}

#[tokio::test]
async fn existing_file_is_replaced_in_one_step() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    fs::write(sshd.arrived("roster.zip"), b"older and longer than the new one").unwrap();
    let file = source(&sshd, b"new");
    let client = Client::new(sshd.target(sshd.pin("ed25519")));
    let receipt = client.put(Upload::file(file, "roster.zip")).await.unwrap();
    assert_eq!(receipt.placement, Placement::Replaced);
    assert_eq!(fs::read(sshd.arrived("roster.zip")).unwrap(), b"new");
}

#[tokio::test]
async fn progress_ends_with_all_bytes_and_never_goes_back() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let file = source(&sshd, &noise(1_000_000));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&seen);
    let upload = Upload::file(file, "roster.zip").on_progress(move |it| notes.lock().unwrap().push(it));
    Client::new(sshd.target(sshd.pin("ed25519"))).put(upload).await.unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen.is_sorted_by_key(|it| it.sent));
    let (first, last) = (seen.first().unwrap(), seen.last().unwrap());
    assert_eq!((first.sent, last.sent, last.total), (0, 1_000_000, 1_000_000));
}

#[tokio::test]
async fn check_reports_each_step_and_writes_nothing() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let report = Client::new(sshd.target(sshd.pin("ed25519"))).check().await;
    let steps: Vec<Step> = report.steps().iter().map(|it| it.step).collect();
    assert_eq!(steps, [Step::Resolve, Step::Connect, Step::HostKey, Step::Login]);
    let shown = &report.steps().get(2).unwrap().detail;
    assert!(shown.contains(&support::fingerprint(&sshd.path("host_ed25519"))), "{shown}");
    report.into_result().unwrap();
    assert_eq!(fs::read_dir(sshd.path("files")).unwrap().count(), 0);
}

#[tokio::test]
async fn key_that_is_not_authorized_is_refused_once() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    support::make_key(sshd.folder.path(), "stranger", "ed25519", "");
    let proxy = Proxy::start(sshd.port, Vec::new()).await;
    let target =
        support::target("127.0.0.1", proxy.port, &sshd.user, sshd.key("stranger", None), sshd.pin("ed25519"));
    let file = source(&sshd, b"x");
    let error = Client::new(target).put(Upload::file(file, "roster.zip")).await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error}");
    assert_eq!(proxy.connections(), 1, "a refused login is not repeated");
}

#[tokio::test]
async fn keys_of_an_agent_are_tried() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let Some(program) = support::openssh("ssh-agent") else { return };
    let socket = sshd.path("agent");
    let mut agent = std::process::Command::new(program)
        .arg("-D")
        .arg("-a")
        .arg(&socket)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // It tells its socket when it listens.
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(agent.stdout.take().unwrap()), &mut line)
        .unwrap();
    let client = || {
        let keys = roster_sftp::Authentication::Agent { socket: socket.clone() };
        Client::new(support::target("127.0.0.1", sshd.port, &sshd.user, keys, sshd.pin("ed25519")))
    };
    let error = client().check().await.into_result().unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error}");
    support::make_key(sshd.folder.path(), "stranger", "ed25519", "");
    for key in ["stranger", "user_ed25519"] {
        let add = std::process::Command::new("ssh-add")
            .arg("-q")
            .arg(sshd.path(key))
            .env("SSH_AUTH_SOCK", &socket)
            .status();
        assert!(add.unwrap().success());
    }
    client().check().await.into_result().unwrap();
    agent.kill().unwrap();
    agent.wait().unwrap();
    let error = client().check().await.into_result().unwrap_err();
    assert!(matches!(error, Error::Key(_)), "{error}");
}

#[tokio::test]
async fn password_is_not_sent_where_the_server_does_not_want_it() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let password = roster_sftp::Authentication::Password("s3cr3t".into());
    let target = support::target("127.0.0.1", sshd.port, &sshd.user, password, sshd.pin("ed25519"));
    let error = Client::new(target).check().await.into_result().unwrap_err();
    assert!(error.to_string().contains("the server offers publickey, not password"), "{error}");
    assert!(!format!("{error:?}").contains("s3cr3t"));
}

#[tokio::test]
async fn wrong_and_missing_passphrase_are_told_apart() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    sshd.authorize("user_secret", "ed25519", "a passphrase");
    for (passphrase, expected) in
        [(None, "the key has a passphrase, and none was given"), (Some("wrong"), "the passphrase is wrong")]
    {
        let key = sshd.key("user_secret", passphrase);
        let target = support::target("127.0.0.1", sshd.port, &sshd.user, key, sshd.pin("ed25519"));
        let error = Client::new(target).check().await.into_result().unwrap_err();
        assert!(matches!(error, Error::Key(_)) && error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn any_pinned_key_of_the_server_is_enough() {
    let Some(sshd) = Sshd::start(&["ed25519", "ecdsa", "rsa"]) else { return };
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let client = Client::new(sshd.target(sshd.pin(kind)));
        client.check().await.into_result().unwrap();
    }
}

#[tokio::test]
async fn changed_host_key_is_refused_before_the_login() {
    let Some(sshd) = Sshd::start(&["ed25519", "rsa"]) else { return };
    let Some(other) = Sshd::start(&["ed25519"]) else { return };
    let report = Client::new(sshd.target(other.pin("ed25519"))).check().await;
    let steps: Vec<Step> = report.steps().iter().map(|it| it.step).collect();
    assert_eq!(steps, [Step::Resolve, Step::Connect]);
    let error = report.into_result().unwrap_err();
    assert!(matches!(error, Error::HostKeyChanged(_)), "{error}");
    assert!(error.to_string().contains(&support::fingerprint(&sshd.path("host_ed25519"))), "{error}");

    let known_hosts = sshd.path("known_hosts");
    fs::write(&known_hosts, sshd.known("ed25519").replace(&sshd.known("ed25519")[60..80], &"A".repeat(20)))
        .unwrap();
    let client = Client::new(sshd.target(HostKeyPolicy::TrustFirstUse(known_hosts.clone())));
    let error = client.check().await.into_result().unwrap_err();
    assert!(matches!(error, Error::HostKeyChanged(_)), "{error}");
}

#[tokio::test]
async fn known_hosts_decide_and_the_known_type_is_asked_for() {
    let Some(sshd) = Sshd::start(&["ed25519", "rsa"]) else { return };
    let path = sshd.path("known_hosts");
    let check = async |text: String| {
        fs::write(&path, text).unwrap();
        Client::new(sshd.target(HostKeyPolicy::KnownHosts(path.clone()))).check().await.into_result()
    };
    check(sshd.known("ed25519")).await.unwrap();
    check(sshd.known("rsa")).await.unwrap();
    let revoked = format!("{}@revoked {}", sshd.known("ed25519"), sshd.known("ed25519"));
    assert!(matches!(check(revoked).await, Err(Error::HostKeyRevoked(_))));
    assert!(matches!(check(String::new()).await, Err(Error::HostKeyUnknown(_))));
    let error = check(format!("@cert-authority {}", sshd.known("ed25519"))).await.unwrap_err();
    assert!(error.advice().contains("certificates are not supported"), "{error}");
}

#[tokio::test]
async fn key_trusted_at_first_use_is_kept_and_demanded_afterwards() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let path = sshd.path("first_use");
    let client = Client::new(sshd.target(HostKeyPolicy::TrustFirstUse(path.clone())));
    client.check().await.into_result().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), sshd.known("ed25519"));
    client.check().await.into_result().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), sshd.known("ed25519"), "written once");
    // The same file knows a server at this address with that key; another key is refused.
    let Some(other) = Sshd::start(&["ed25519"]) else { return };
    fs::write(&path, sshd.known("ed25519").replace(&sshd.port.to_string(), &other.port.to_string())).unwrap();
    let client = Client::new(other.target(HostKeyPolicy::TrustFirstUse(path)));
    assert!(matches!(client.check().await.into_result(), Err(Error::HostKeyChanged(_))));
}

#[tokio::test]
async fn broken_transfer_is_repeated_from_the_beginning() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let bytes = noise(2_000_000);
    let file = source(&sshd, &bytes);
    for mode in [WriteMode::Direct, WriteMode::Rename] {
        let proxy = Proxy::start(sshd.port, vec![700_000, 1_500_000]).await;
        let target = sshd.target(sshd.pin("ed25519")).with_port(proxy.port).with_write_mode(mode);
        let receipt = Client::new(target).put(Upload::file(&file, "roster.zip")).await.unwrap();
        assert_eq!((receipt.attempts, proxy.connections()), (3, 3));
        assert!(fs::read(sshd.arrived("roster.zip")).unwrap() == bytes);
        fs::remove_file(sshd.arrived("roster.zip")).unwrap();
    }
}

#[tokio::test]
async fn last_broken_attempt_is_the_error_and_the_final_name_stays_free() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let file = source(&sshd, &noise(2_000_000));
    let proxy = Proxy::start(sshd.port, vec![700_000; 3]).await;
    let target = sshd.target(sshd.pin("ed25519")).with_port(proxy.port);
    let upload = Upload::file(&file, "roster.zip").with_temporary_name("roster.zip.part");
    let error = Client::new(target).put(upload).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error}");
    assert_eq!(error.failure().attempts(), 3);
    assert!(!error.may_have_arrived());
    assert!(!sshd.arrived("roster.zip").exists());
    // What a crashed delivery left can be seen, and finished or removed.
    let client = Client::new(sshd.target(sshd.pin("ed25519")));
    let found = client.probe(&["roster.zip.part", "roster.zip"]).await.unwrap();
    assert!(matches!(found.as_slice(), [Presence::Present { .. }, Presence::Absent]), "{found:?}");
    assert_eq!(client.finish("roster.zip.part", "roster.zip").await.unwrap(), Placement::Replaced);
    client.remove("roster.zip").await.unwrap();
    assert!(matches!(client.remove("roster.zip").await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn reader_is_sent_once_and_has_to_have_its_length() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let client = Client::new(sshd.target(sshd.pin("ed25519")));
    client.put(Upload::reader(&b"12345"[..], 5, "a.zip")).await.unwrap();
    assert_eq!(fs::read(sshd.arrived("a.zip")).unwrap(), b"12345");
    for length in [4, 6] {
        let error = client.put(Upload::reader(&b"12345"[..], length, "b.zip")).await.unwrap_err();
        assert!(matches!(error, Error::Source(_)), "{error}");
    }
    assert_eq!(fs::read_dir(sshd.path("files")).unwrap().count(), 1, "temporary files are removed");
}

#[tokio::test]
async fn missing_folder_and_missing_rights_are_told_apart() {
    let Some(sshd) = Sshd::start(&["ed25519"]) else { return };
    let file = source(&sshd, b"x");
    let target = sshd.target(sshd.pin("ed25519"));
    let error =
        Client::new(target.clone().with_folder("none")).put(Upload::file(&file, "a.zip")).await.unwrap_err();
    assert!(matches!(error, Error::NotFound(_)), "{error}");
    // Not even root may write there.
    let error =
        Client::new(target.clone().with_folder("/proc")).put(Upload::file(&file, "a.zip")).await.unwrap_err();
    assert!(matches!(error, Error::Denied(_) | Error::NotFound(_)), "{error}");
    let error = Client::new(target).put(Upload::file(sshd.path("none"), "a.zip")).await.unwrap_err();
    assert!(matches!(error, Error::Source(_)), "{error}");
}
