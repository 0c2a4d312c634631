//! Several writers, and processes that are killed.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use common::NOW;
use roster_history::{DeliveryState, History, RunFilter, RunStatus, Trigger};

/// The folder that a child process works in.
const FOLDER: &str = "ROSTER_HISTORY_TEST_FOLDER";

#[test]
fn writers_in_several_handles_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        for number in 0..4 {
            let history = History::open(folder.path()).unwrap();
            scope.spawn(move || {
                for round in 0..5 {
                    common::delivered(
                        &history,
                        &format!("flow-{number}"),
                        &format!("contents {}", round % 2),
                    );
                }
            });
        }
    });
    let history = History::open(folder.path()).unwrap();
    let runs = history.runs(&RunFilter::new()).unwrap();
    assert_eq!(runs.len(), 20);
    assert!(runs.iter().all(|run| run.status == RunStatus::Succeeded));
    for run in runs {
        history.verify_file(&run.delivered.unwrap()).unwrap();
    }
}

#[test]
fn of_all_who_begin_the_same_thing_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::open(folder.path()).unwrap();
    let run = common::at_delivery(&history, "nightly", "a");
    let file = history.run(run).unwrap().prepared().unwrap();
    let results: Vec<(bool, bool)> = thread::scope(|scope| {
        let attempt = || {
            let history = History::open(folder.path()).unwrap();
            let scheduled = roster_history::NewRun::new("nightly", Trigger::Schedule { due: NOW });
            let new = roster_history::NewDelivery::new("apple", file, "upload.example");
            (history.create_run(&scheduled, NOW).is_ok(), history.begin_delivery(run, &new, NOW).is_ok())
        };
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(attempt)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(results.iter().filter(|(created, _)| *created).count(), 1);
    assert_eq!(results.iter().filter(|(_, begun)| *begun).count(), 1);
}

/// Not a test by itself: what the killed processes do.
#[test]
fn child() {
    let Ok(folder) = env::var(FOLDER) else {
        return;
    };
    let history = History::open(folder.as_ref()).unwrap();
    let mut lines = std::io::stdout().lock();
    for round in 0.. {
        let contents = format!("{} {round} ", std::process::id()).repeat(3_000);
        let run = common::delivered(&history, "nightly", &contents);
        // What is said here was promised: the parent looks for it.
        writeln!(lines, "delivered {run}").unwrap();
        lines.flush().unwrap();
    }
}

#[test]
fn a_killed_process_leaves_whole_files_and_whole_transactions() {
    let folder = tempfile::tempdir().unwrap();
    let mut promised = Vec::new();
    for round in 0..10 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Kills at a moment that depends on the machine: while the run after these is under way.
        let output = BufReader::new(child.stdout.take().unwrap());
        let delivered = output.lines().map_while(Result::ok).filter_map(|line| {
            line.rsplit_once("delivered ").map(|(_, number)| number.parse::<roster_history::RunId>().unwrap())
        });
        promised.extend(delivered.take(1 + round % 3));
        for _ in 0..round * 40_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let history = History::open(folder.path()).unwrap();
        for run in history.runs(&RunFilter::new()).unwrap() {
            let detail = history.run(run.id).unwrap();
            assert_eq!(detail.steps.len(), 4, "a run has its steps");
            let is_done = detail.deliveries.iter().any(|delivery| delivery.state == DeliveryState::Done);
            assert_eq!(is_done, detail.run.status == RunStatus::Succeeded, "delivery and run end together");
            for step in detail.steps {
                if let Some(file) = step.output {
                    history.verify_file(&file).unwrap();
                }
            }
        }
        for run in &promised {
            assert_eq!(
                history.run(*run).unwrap().run.status,
                RunStatus::Succeeded,
                "what was promised is there"
            );
        }
    }
    assert!(promised.len() >= 10);
    let history = History::open(folder.path()).unwrap();
    for entry in fs::read_dir(folder.path().join("files")).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("incoming") {
            continue;
        }
        for file in fs::read_dir(path).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            history.verify_file(&name.parse().unwrap()).unwrap();
        }
    }
}
