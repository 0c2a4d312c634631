//! The ways in which clients write, request by request, against the inbox.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::fs;

use russh_sftp::client::error::Error as SftpError;
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use support::inbox::{TestInbox, contents};

fn time_and_mode() -> FileAttributes {
    FileAttributes {
        permissions: Some(0o100_644),
        atime: Some(1_700_000_000),
        mtime: Some(1_700_000_000),
        ..FileAttributes::empty()
    }
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T, SftpError>) -> StatusCode {
    match result {
        Err(SftpError::Status(status)) => status.status_code,
        other => panic!("{other:?}"),
    }
}

/// WinSCP: looks, writes `NAME.filepart`, sets time and mode by handle, renames, looks and sets again.
#[tokio::test]
async fn winscp_way_of_writing_gives_one_drop_and_no_error() {
    let mut inbox = TestInbox::start(|_| {}).await;
    let raw = inbox.raw().await;
    assert_eq!(raw.sftp.realpath(".").await.unwrap().files.first().unwrap().filename, "/");
    assert_eq!(code(raw.sftp.lstat("/roster.zip").await), StatusCode::NoSuchFile);
    assert_eq!(code(raw.sftp.lstat("/roster.zip.filepart").await), StatusCode::NoSuchFile);
    let handle = raw.create("/roster.zip.filepart").await;
    raw.write(&handle, 0, b"PK12").await;
    raw.write(&handle, 4, b"34").await;
    raw.sftp.fsetstat(handle.as_str(), time_and_mode()).await.unwrap();
    raw.close(&handle).await;
    inbox.nothing_came().await;
    raw.sftp.rename("/roster.zip.filepart", "/roster.zip").await.unwrap();
    raw.sftp.setstat("/roster.zip", time_and_mode()).await.unwrap();
    assert_eq!(raw.sftp.stat("/roster.zip").await.unwrap().attrs.size, Some(6));
    assert_eq!(contents(&inbox.next().await), [("roster.zip".to_owned(), b"PK1234".to_vec())]);
    inbox.nothing_came().await;
}

/// WinSCP after a broken connection: finds the part, goes on behind it, renames.
#[tokio::test]
async fn winscp_resumes_where_the_connection_broke() {
    let mut inbox = TestInbox::start(|_| {}).await;
    let raw = inbox.raw().await;
    let handle = raw.create("/roster.zip.filepart").await;
    raw.write(&handle, 0, b"PK12").await;
    raw.vanish();
    let raw = inbox.raw().await;
    assert_eq!(raw.sftp.lstat("/roster.zip.filepart").await.unwrap().attrs.size, Some(4));
    let flags = OpenFlags::WRITE;
    let handle = raw.sftp.open("/roster.zip.filepart", flags, FileAttributes::empty()).await.unwrap().handle;
    raw.write(&handle, 4, b"34").await;
    raw.close(&handle).await;
    raw.sftp.rename("/roster.zip.filepart", "/roster.zip").await.unwrap();
    assert_eq!(contents(&inbox.next().await), [("roster.zip".to_owned(), b"PK1234".to_vec())]);
}

/// FileZilla: lists, writes straight to the name, closes, sets the time by path, lists again.
#[tokio::test]
async fn filezilla_way_of_writing_gives_one_drop_and_the_file_is_still_listed() {
    let mut inbox = TestInbox::start(|_| {}).await;
    let raw = inbox.raw().await;
    let folder = raw.sftp.opendir("/").await.unwrap().handle;
    assert_eq!(code(raw.sftp.readdir(folder.as_str()).await), StatusCode::Eof);
    raw.close(&folder).await;
    let handle = raw.create("/roster.zip").await;
    raw.write(&handle, 0, b"PK12").await;
    raw.close(&handle).await;
    raw.sftp.setstat("/roster.zip", time_and_mode()).await.unwrap();
    let folder = raw.sftp.opendir("/").await.unwrap().handle;
    let listed = raw.sftp.readdir(folder.as_str()).await.unwrap().files;
    assert_eq!(listed.first().unwrap().filename, "roster.zip");
    assert_eq!(contents(&inbox.next().await), [("roster.zip".to_owned(), b"PK12".to_vec())]);
    // Overwriting: FileZilla opens the file again and empties it.
    raw.upload("/roster.zip", b"PK56").await;
    assert_eq!(contents(&inbox.next().await), [("roster.zip".to_owned(), b"PK56".to_vec())]);
}

/// Cyberduck: writes under a name with random letters, sets mode and time, renames over the old file.
#[tokio::test]
async fn cyberduck_way_of_writing_gives_one_drop() {
    let mut inbox = TestInbox::start(|_| {}).await;
    let raw = inbox.raw().await;
    let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::EXCLUDE;
    let temporary = "/roster.zip-7f3a9c";
    let handle = raw.sftp.open(temporary, flags, FileAttributes::empty()).await.unwrap().handle;
    // Several writes are under way at a time, and come in any order.
    raw.write(&handle, 4, b"34").await;
    raw.write(&handle, 0, b"PK12").await;
    raw.close(&handle).await;
    raw.sftp.setstat(temporary, time_and_mode()).await.unwrap();
    assert_eq!(raw.posix_rename(temporary, "/roster.zip").await, StatusCode::Ok);
    raw.sftp.setstat("/roster.zip", time_and_mode()).await.unwrap();
    assert_eq!(contents(&inbox.next().await), [("roster.zip".to_owned(), b"PK1234".to_vec())]);
    inbox.nothing_came().await;
}

/// Paramiko and its like: look at the file after writing, and compare the size.
#[tokio::test]
async fn size_can_be_confirmed_after_the_upload() {
    let mut inbox = TestInbox::start(|_| {}).await;
    let raw = inbox.raw().await;
    raw.upload("roster.zip", b"PK12").await;
    assert_eq!(raw.sftp.stat("roster.zip").await.unwrap().attrs.size, Some(4));
    let drop = inbox.next().await;
    drop.finish().unwrap();
    assert_eq!(raw.sftp.stat("roster.zip").await.unwrap().attrs.size, Some(4), "also when it was taken");
    let flags = OpenFlags::READ;
    assert_eq!(
        code(raw.sftp.open("roster.zip", flags, FileAttributes::empty()).await),
        StatusCode::NoSuchFile
    );
}

/// As Aeries does: one CSV after the other, straight to the name, each replacing that of yesterday.
#[tokio::test]
async fn csv_files_become_one_drop_after_the_quiet_time() {
    let mut inbox = TestInbox::start(|settings| settings.quiet = std::time::Duration::from_secs(2)).await;
    for day in ["monday", "tuesday"] {
        let raw = inbox.raw().await;
        for name in ["users.csv", "orgs.csv", "classes.csv"] {
            raw.upload(name, day.as_bytes()).await;
        }
        let names: Vec<_> = contents(&inbox.next().await);
        let expected =
            ["classes.csv", "orgs.csv", "users.csv"].map(|it| (it.to_owned(), day.as_bytes().to_vec()));
        assert_eq!(names, expected);
    }
    inbox.nothing_came().await;
}

#[tokio::test]
async fn hostile_paths_end_inside_or_are_refused() {
    let inbox = TestInbox::start(|_| {}).await;
    let outside = inbox.folder.path().join("secret");
    fs::write(&outside, "secret").unwrap();
    fs::create_dir_all(inbox.folder.path().join("files/other")).unwrap();
    fs::write(inbox.folder.path().join("files/other/x.txt"), "of another account").unwrap();
    let raw = inbox.raw().await;
    for said in [
        "../secret",
        "/../../secret",
        "x/../../../secret",
        "../other/x.txt",
        "/files/other/x.txt",
        "..\\..\\secret",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "/proc/self/environ",
        "..%2f..%2fsecret",
        "secret\0.zip",
    ] {
        let opened = raw.sftp.open(said, OpenFlags::READ, FileAttributes::empty()).await;
        assert!(matches!(code(opened), StatusCode::NoSuchFile | StatusCode::PermissionDenied), "{said}");
        let looked = raw.sftp.stat(said).await;
        assert!(matches!(code(looked), StatusCode::NoSuchFile | StatusCode::PermissionDenied), "{said}");
    }
    // Writing `outside` is writing a file of that name inside.
    raw.upload("../../../escape.txt", b"x").await;
    assert!(inbox.on_disk("escape.txt").is_file());
    assert_eq!(code(raw.sftp.rename("escape.txt", "../../other/escape.txt").await), StatusCode::NoSuchFile);
    // No links, neither soft nor hard.
    assert_eq!(code(raw.sftp.symlink("link", "../../secret").await), StatusCode::OpUnsupported);
    assert_eq!(code(raw.sftp.hardlink("../../secret", "link").await), StatusCode::OpUnsupported);
    assert_eq!(code(raw.sftp.readlink("link").await), StatusCode::OpUnsupported);
    // A link that somebody else made is not followed, nor listed.
    std::os::unix::fs::symlink(&outside, inbox.on_disk("planted")).unwrap();
    std::os::unix::fs::symlink(inbox.folder.path(), inbox.on_disk("tree")).unwrap();
    for said in ["planted", "tree/secret", "tree/accounts.toml"] {
        let opened = raw.sftp.open(said, OpenFlags::READ, FileAttributes::empty()).await;
        assert_eq!(code(opened), StatusCode::PermissionDenied, "{said}");
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        assert_eq!(
            code(raw.sftp.open(said, flags, FileAttributes::empty()).await),
            StatusCode::PermissionDenied
        );
    }
    assert_eq!(fs::read_to_string(outside).unwrap(), "secret");
}

#[tokio::test]
async fn full_account_is_an_error_for_the_client_and_no_drop() {
    let mut inbox = TestInbox::start(|settings| settings.quota = 1_000).await;
    let raw = inbox.raw().await;
    let handle = raw.create("roster.zip").await;
    raw.write(&handle, 0, &[1; 900]).await;
    assert_eq!(code(raw.sftp.write(handle.as_str(), 900, vec![1; 101]).await), StatusCode::Failure);
    raw.vanish();
    inbox.nothing_came().await;
    // The same through our own client, which reports it and removes what it wrote.
    let file = inbox.folder.path().join("big.zip");
    fs::write(&file, [0; 5_000]).unwrap();
    let client = roster_sftp::Client::new(inbox.target());
    client.remove("roster.zip").await.unwrap();
    let error = client.put(roster_sftp::Upload::file(&file, "big.zip")).await.unwrap_err();
    assert!(matches!(error, roster_sftp::Error::Rejected(_)), "{error}");
    assert!(error.to_string().contains("space of this account is used up"), "{error}");
    assert_eq!(fs::read_dir(inbox.on_disk("")).unwrap().count(), 0);
}

#[tokio::test]
async fn deleted_account_uploads_no_more() {
    let inbox = TestInbox::start(|_| {}).await;
    let raw = inbox.raw().await;
    inbox.inbox.accounts().delete(&support::inbox::account()).unwrap();
    let flags = OpenFlags::WRITE | OpenFlags::CREATE;
    assert_eq!(
        code(raw.sftp.open("a.zip", flags, FileAttributes::empty()).await),
        StatusCode::PermissionDenied
    );
}

#[tokio::test]
async fn space_left_and_limits_are_told() {
    let inbox = TestInbox::start(|settings| settings.quota = 8 * 4096).await;
    let raw = inbox.raw().await;
    raw.upload("a.txt", &[0; 4096]).await;
    let space = raw.sftp.statvfs("/").await.unwrap();
    assert_eq!((space.blocks, space.blocks_avail, space.block_size), (8, 7, 4096));
    assert_eq!(raw.sftp.limits().await.unwrap().max_write_len, 255 * 1024);
}
