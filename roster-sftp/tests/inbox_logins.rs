//! Who gets into the inbox, how many, and what happens when it stops.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::fs;
use std::time::Duration;

use roster_sftp::{Accounts, Client, Error, HostKeyPolicy, Inbox, InboxSettings, Upload, WriteMode};
use support::inbox::{TestInbox, account, contents};
use support::proxy::Proxy;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

#[tokio::test]
async fn our_client_delivers_with_a_password_in_both_modes() {
    let mut inbox = TestInbox::start(|_| {}).await;
    let bytes = support::noise(3_000_001);
    let file = inbox.folder.path().join("source.zip");
    fs::write(&file, &bytes).unwrap();
    for mode in [WriteMode::Direct, WriteMode::Rename] {
        let client = Client::new(inbox.target().with_write_mode(mode));
        client.put(Upload::file(&file, "roster.zip")).await.unwrap();
        let drop = inbox.next().await;
        assert!(contents(&drop) == [("roster.zip".to_owned(), bytes.clone())], "{mode:?}");
        drop.finish().unwrap();
    }
    inbox.nothing_came().await;
}

#[tokio::test]
async fn wrong_passwords_are_refused_and_the_address_has_to_pause() {
    let inbox = TestInbox::start(|settings| settings.login_failures = 2).await;
    let wrong = Client::new(inbox.target_with("wrong".into()));
    for _ in 0..2 {
        let error = wrong.check().await.into_result().unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
        assert!(error.to_string().contains("the password was not accepted"), "{error}");
    }
    // Now not even the right one gets in.
    let error = Client::new(inbox.target()).check().await.into_result().unwrap_err();
    assert!(!matches!(error, Error::Refused(_)), "the connection is closed at once: {error}");
}

#[tokio::test]
async fn account_of_another_process_and_new_password_count_at_once() {
    let inbox = TestInbox::start(|_| {}).await;
    let other = Accounts::open(inbox.inbox.accounts().path()).unwrap();
    let new = other.regenerate_password(&account()).unwrap();
    assert!(Client::new(inbox.target()).check().await.into_result().is_err());
    Client::new(inbox.target_with(new)).check().await.into_result().unwrap();
}

#[tokio::test]
async fn host_key_is_the_same_after_a_restart_and_two_inboxes_do_not_share_a_folder() {
    let inbox = TestInbox::start(|_| {}).await;
    let (before, port) = (inbox.inbox.fingerprint(), inbox.port());
    let settings = || InboxSettings::new(inbox.folder.path(), "127.0.0.1:0".parse().unwrap());
    let accounts = inbox.inbox.accounts().clone();
    let error = Inbox::start(settings(), accounts.clone()).await.unwrap_err();
    assert!(error.advice().contains("another inbox"), "{error}");
    let mut taken = InboxSettings::new(tempfile::tempdir().unwrap().path(), "127.0.0.1:0".parse().unwrap());
    taken.listen.set_port(port);
    let error = Inbox::start(taken, accounts.clone()).await.unwrap_err();
    assert!(matches!(error, Error::Listen(_)), "{error}");
    let settings = settings();
    inbox.inbox.shutdown(Duration::from_secs(5)).await;
    let (again, _drops) = Inbox::start(settings, accounts).await.unwrap();
    assert_eq!(again.fingerprint(), before);
}

#[tokio::test]
async fn connections_are_limited_and_free_again_afterwards() {
    let inbox = TestInbox::start(|settings| {
        settings.most_connections_per_address = 3;
    })
    .await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(inbox.inbox.address()).await.unwrap();
        let mut greeting = [0; 8];
        stream.read_exact(&mut greeting).await.unwrap();
        assert_eq!(&greeting, b"SSH-2.0-");
        held.push(stream);
    }
    let mut refused = TcpStream::connect(inbox.inbox.address()).await.unwrap();
    assert_eq!(refused.read(&mut [0; 8]).await.unwrap_or(0), 0, "closed without a word");
    held.clear();
    // The server notices the ends one after the other.
    let client = Client::new(inbox.target());
    while client.check().await.into_result().is_err() {}
}

#[tokio::test]
async fn silent_connection_is_closed_when_the_time_for_logging_in_is_over() {
    let inbox = TestInbox::start(|settings| settings.login_time = Duration::from_millis(200)).await;
    let mut stream = TcpStream::connect(inbox.inbox.address()).await.unwrap();
    let mut all = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut all)).await;
    assert!(ended.is_ok(), "the server closes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clients_at_the_same_time_lose_nothing() {
    let mut inbox = TestInbox::start(|settings| {
        (settings.most_connections_per_address, settings.most_drops) = (40, 40);
    })
    .await;
    let uploads: Vec<_> = (0..24_u8)
        .map(|number| {
            let client = Client::new(inbox.target());
            tokio::spawn(async move {
                let data = vec![number; 100_000];
                let upload = Upload::reader(std::io::Cursor::new(data), 100_000, format!("r{number:02}.zip"));
                client.put(upload).await
            })
        })
        .collect();
    for upload in uploads {
        upload.await.unwrap().unwrap();
    }
    let mut arrived = Vec::new();
    for _ in 0..24 {
        arrived.extend(contents(&inbox.next().await));
    }
    arrived.sort();
    let expected: Vec<_> = (0..24_u8).map(|it| (format!("r{it:02}.zip"), vec![it; 100_000])).collect();
    assert!(arrived == expected);
}

#[tokio::test]
async fn upload_that_breaks_gives_no_drop_and_its_repetition_one() {
    let mut inbox = TestInbox::start(|_| {}).await;
    let bytes = support::noise(1_000_000);
    let file = inbox.folder.path().join("source.zip");
    fs::write(&file, &bytes).unwrap();
    let proxy = Proxy::start(inbox.port(), vec![400_000, 800_000]).await;
    let target = inbox.target().with_port(proxy.port).with_write_mode(WriteMode::Direct);
    let receipt = Client::new(target).put(Upload::file(&file, "roster.zip")).await.unwrap();
    assert_eq!(receipt.attempts, 3);
    assert!(contents(&inbox.next().await) == [("roster.zip".to_owned(), bytes)]);
    inbox.nothing_came().await;
}

#[tokio::test]
async fn stop_lets_an_upload_finish_and_closes_idle_connections() {
    let inbox = TestInbox::start(|_| {}).await;
    let (idle, writing) = (inbox.raw().await, inbox.raw().await);
    let handle = writing.create("roster.zip").await;
    writing.write(&handle, 0, b"PK").await;
    let TestInbox { inbox, mut drops, .. } = inbox;
    let address = inbox.address();
    let stopped = tokio::spawn(inbox.shutdown(Duration::from_secs(60)));
    // The idle connection ends, the other one goes on.
    while !idle.session.is_closed() {
        tokio::task::yield_now().await;
    }
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    writing.write(&handle, 2, b"12").await;
    writing.close(&handle).await;
    stopped.await.unwrap();
    assert_eq!(contents(&drops.next().await.unwrap()), [("roster.zip".to_owned(), b"PK12".to_vec())]);
    assert!(drops.next().await.is_none());
}

#[tokio::test]
async fn stop_does_not_wait_longer_than_its_limit() {
    let inbox = TestInbox::start(|_| {}).await;
    let writing = inbox.raw().await;
    let handle = writing.create("roster.zip").await;
    writing.write(&handle, 0, b"PK").await;
    let TestInbox { inbox, mut drops, folder, .. } = inbox;
    inbox.shutdown(Duration::from_millis(100)).await;
    assert!(drops.next().await.is_none());
    assert!(folder.path().join("files/springfield/roster.zip").exists(), "the part stays");
}

#[tokio::test]
async fn changed_host_key_of_the_inbox_is_refused_by_our_client() {
    let one = TestInbox::start(|_| {}).await;
    let two = TestInbox::start(|_| {}).await;
    let policy = HostKeyPolicy::pinned([one.inbox.fingerprint().to_string().as_str()]).unwrap();
    let error = Client::new(two.target().with_host_keys(policy)).check().await.into_result().unwrap_err();
    assert!(matches!(error, Error::HostKeyChanged(_)), "{error}");
}
