//! Opening a history: new, old, newer, damaged, foreign, and two at a time.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;
use std::path::Path;

use common::{NOW, later};
use roster_history::{History, RunFilter, RunStatus, StepKind, Trigger};
use rusqlite::Connection;
use time::macros::datetime;

fn database(folder: &Path) -> std::path::PathBuf {
    folder.join("history.sqlite")
}

/// Opens a folder whose history cannot be used, and sees that nothing in it changes.
fn check_refused(folder: &Path, code: &str, text: &str) {
    let before = fs::read(database(folder)).ok();
    let error = History::open(folder).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert!(error.to_string().ends_with(text), "{error}");
    assert_eq!(error.path(), Some(database(folder).as_path()));
    assert!(error.advice().is_some_and(|advice| advice.contains("Nothing was changed")));
    assert!(!error.is_retryable());
    assert_eq!(fs::read(database(folder)).ok(), before, "nothing is overwritten");
}

#[test]
fn a_history_of_version_1_is_read_and_continued() {
    let folder = tempfile::tempdir().unwrap();
    let old = Connection::open(database(folder.path())).unwrap();
    old.execute_batch(include_str!("data/version-1.sql")).unwrap();
    old.close().unwrap();

    let history = History::open(folder.path()).unwrap();
    let runs = history.runs(&RunFilter::new()).unwrap();
    let statuses: Vec<RunStatus> = runs.iter().map(|run| run.status).collect();
    assert_eq!(statuses, [RunStatus::Waiting, RunStatus::Failed, RunStatus::Held, RunStatus::Succeeded]);
    let detail = history.run(runs[3].id).unwrap();
    assert_eq!(detail.run.trigger, Trigger::Schedule { due: datetime!(2026-08-18 02:30 UTC) });
    assert_eq!(detail.run.summary["students"], 1200);
    assert_eq!(detail.prepared(), detail.run.delivered);
    let findings = history.findings(runs[3].id, StepKind::Convert).unwrap();
    assert_eq!((findings[0].count, findings[0].samples[0].line), (5000, Some(12)));
    let held = history.run(runs[2].id).unwrap();
    assert_eq!(
        (held.differences[0].removed, held.guard.unwrap().held[0].code.as_str()),
        (400, "students_vanish")
    );
    assert_eq!(history.run(runs[1].id).unwrap().repeated_by, [runs[0].id]);
    assert_eq!(common::create(&history, "nightly").number(), 5);

    let version = Connection::open(database(folder.path())).unwrap();
    let version: u32 = version.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 2);
}

#[test]
fn damaged_foreign_and_newer_databases_are_refused_and_left_alone() {
    type Damage = fn(&Path);
    let cases: [(&str, Damage, &str, &str); 6] = [
        (
            "text",
            |path| fs::write(path, "this is a text, and a long one ".repeat(99)).unwrap(),
            "history_corrupt",
            "is not a database",
        ),
        ("empty", |path| fs::write(path, "").unwrap(), "history_corrupt", "is empty"),
        (
            "cut",
            |path| {
                let bytes = fs::read(path).unwrap();
                fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
            },
            "history_corrupt",
            "the database is damaged",
        ),
        (
            "scratched",
            |path| {
                let mut bytes = fs::read(path).unwrap();
                for page in bytes.chunks_mut(4096).skip(1) {
                    page[..64].fill(0xA5);
                }
                fs::write(path, bytes).unwrap();
            },
            "history_corrupt",
            "the database is damaged",
        ),
        (
            "foreign",
            |path| {
                fs::remove_file(path).unwrap();
                Connection::open(path).unwrap().execute_batch("CREATE TABLE recipe (name TEXT)").unwrap();
            },
            "history_corrupt",
            "is the database of another program",
        ),
        (
            "newer",
            |path| Connection::open(path).unwrap().pragma_update(None, "user_version", 99).unwrap(),
            "history_newer",
            "has version 99, this program knows up to 2",
        ),
    ];
    for (name, damage, code, text) in cases {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path()).unwrap();
        common::delivered(&history, "nightly", name);
        drop(history);
        damage(&database(folder.path()));
        check_refused(folder.path(), code, text);
    }
}

#[test]
fn a_lost_database_is_not_replaced_while_its_log_is_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path()).unwrap();
    fs::write(folder.path().join("history.sqlite-wal"), "rest of a log").unwrap();
    check_refused(
        folder.path(),
        "history_corrupt",
        "is missing, but its companion history.sqlite-wal is there",
    );
    assert!(!database(folder.path()).exists());
}

#[test]
fn a_database_that_vanishes_under_way_is_not_replaced_by_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::open(folder.path()).unwrap();
    let run = common::create(&history, "nightly");
    let other = History::open(folder.path()).unwrap();
    fs::remove_file(database(folder.path())).unwrap();
    // The connections that are open go on; new ones fail.
    history.start_run(run, NOW).unwrap();
    let held: Vec<_> = std::thread::scope(|scope| {
        let ask = || scope.spawn(|| other.run(run).map(drop).map_err(|error| error.code()));
        [ask(), ask(), ask(), ask()].map(|thread| thread.join().unwrap()).into_iter().collect()
    });
    assert!(held.iter().all(|result| matches!(result, Ok(()) | Err("io"))), "{held:?}");
    assert!(!database(folder.path()).exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = History::open(&file.join("data")).unwrap_err();
    assert_eq!((error.code(), error.path()), ("io", Some(file.join("data").as_path())));
}

#[cfg(unix)]
#[test]
#[expect(clippy::print_stderr, reason = "says that it skipped")]
fn a_folder_that_cannot_be_written_is_read_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(folder.path().join("probe"), "").is_ok() {
        eprintln!("skipped: this account may write everywhere");
        return;
    }
    let error = History::open(folder.path()).unwrap_err();
    assert_eq!(error.code(), "read_only", "{error}");
    assert!(error.advice().is_some());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("roster-data");
    let history = History::open(&data).unwrap();
    let file = history.file(&common::store(&history, "students"));
    let log = data.join("history.sqlite-wal");
    for path in [&data, &data.join("files"), &database(&data), &log, &file] {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
    }
}

#[test]
fn opening_at_the_same_time_gives_one_history() {
    let folder = tempfile::tempdir().unwrap();
    let numbers = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| common::create(&History::open(folder.path()).unwrap(), "nightly").number())
            })
            .collect();
        let mut numbers: Vec<i64> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        numbers.sort_unstable();
        numbers
    });
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".new"))
        .collect();
    assert_eq!(left, [""; 0], "what was not needed is gone");
}

#[test]
fn what_one_handle_writes_another_one_reads() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (History::open(folder.path()).unwrap(), History::open(folder.path()).unwrap());
    let run = common::create(&first, "nightly");
    second.start_run(run, NOW).unwrap();
    assert_eq!(first.start_run(run, later(1)).unwrap_err().code(), "conflict");
    assert_eq!(first.run(run).unwrap().run.status, RunStatus::Running);
}

#[test]
fn errors_are_small_and_histories_go_between_threads() {
    fn is_service<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    is_service::<History>();
    assert!(size_of::<roster_history::Error>() <= 24);
}
