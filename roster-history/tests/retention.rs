//! What is deleted, and above all what is not.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs::File;
use std::time::{Duration as Span, SystemTime};

use common::{NOW, later};
use proptest::prelude::*;
use roster_history::{
    BodyLimit, Error, FileId, History, NewExchange, RetentionRules, RunFilter, RunId, RunStatus, StepKind,
};
use time::{Duration, OffsetDateTime};

const DAY: i64 = 24 * 60 * 60;

/// Files are old by their own time, which is that of the machine.
fn in_days(days: i64) -> OffsetDateTime {
    OffsetDateTime::now_utc() + Duration::days(days)
}

fn ids(history: &History) -> Vec<i64> {
    let mut ids: Vec<i64> =
        history.runs(&RunFilter::new()).unwrap().iter().map(|run| run.id.number()).collect();
    ids.reverse();
    ids
}

#[test]
fn runs_go_by_age_or_by_number() {
    let by_age = RetentionRules::new().with_keep_days(30);
    let by_number = RetentionRules::new().with_any_age().with_keep_runs(2);
    let cases: [(&RetentionRules, OffsetDateTime, &[i64]); 6] = [
        (&by_age, later(30 * DAY), &[1, 2, 3, 4, 5]),
        // All ended 2 s after the beginning.
        (&by_age, later(30 * DAY + 3), &[5]),
        (&by_number, later(0), &[3, 4, 5]),
        (&by_number, later(999 * DAY), &[3, 4, 5]),
        (&RetentionRules::new().with_any_age(), later(999 * DAY), &[1, 2, 3, 4, 5]),
        // A clock that is behind deletes nothing.
        (&by_age, later(-999 * DAY), &[1, 2, 3, 4, 5]),
    ];
    for (rules, now, kept) in cases {
        let history = History::temporary().unwrap();
        for _ in 0..4 {
            common::failed(&history, "nightly");
        }
        common::create(&history, "nightly");
        let retained = history.retain(rules, now).unwrap();
        assert_eq!(ids(&history), kept, "{rules:?} at {now}");
        assert_eq!(retained.runs, 5 - kept.len() as u64);
    }
}

#[test]
fn many_runs_go_in_several_transactions() {
    let history = History::temporary().unwrap();
    for _ in 0..120 {
        common::failed(&history, "nightly");
    }
    let retained = history.retain(&RetentionRules::new().with_keep_runs(3), NOW).unwrap();
    assert_eq!((retained.runs, ids(&history)), (117, vec![118, 119, 120]));
    // Numbers are not given out again.
    history.retain(&RetentionRules::new().with_keep_days(0).with_keep_runs(0), later(99 * DAY)).unwrap();
    assert_eq!(common::create(&history, "nightly").number(), 121);
}

#[test]
fn a_run_takes_all_that_belongs_to_it_along() {
    let history = History::temporary().unwrap();
    let run = common::failed(&history, "nightly");
    let exchange = NewExchange::new(NOW, "GET", "https://sis.example/users");
    history.add_exchanges(run, StepKind::Source, &[exchange], BodyLimit::default()).unwrap();
    let exchange = history.exchanges(run, StepKind::Source).unwrap()[0].id;
    history.retain(&RetentionRules::new().with_keep_runs(0), NOW).unwrap();
    assert_eq!(history.run(run).unwrap_err().code(), "not_found");
    assert_eq!(history.exchange(exchange).unwrap_err().code(), "not_found");
}

#[test]
fn files_go_when_no_run_needs_them_and_they_are_old_enough() {
    let history = History::temporary().unwrap();
    let failed = |contents: &str| {
        let run = common::converted(&history, "nightly", contents);
        history.finish_run(run, &roster_history::RunEnd::Failed(common::failure("odd")), later(9)).unwrap();
        history.run(run).unwrap().prepared().unwrap()
    };
    let (old, shared) = (failed("old"), failed("shared"));
    let held = history.run(common::held(&history, "nightly", "shared")).unwrap().prepared().unwrap();
    assert_eq!(shared, held, "the same contents are one file");
    let loose = common::store(&history, "never used");
    let unfinished = history.new_file().unwrap();

    let rules = RetentionRules::new().with_keep_runs(0).with_grace(Span::from_secs(3600));
    let retained = history.retain(&rules, OffsetDateTime::now_utc()).unwrap();
    assert_eq!(
        (retained.runs, retained.files),
        (2, 0),
        "young files stay: a run under way may be about to name them"
    );
    assert!(history.open_file(&loose).is_ok());

    let retained = history.retain(&rules, in_days(1)).unwrap();
    // old, its source, the loose and the unfinished one; the source of what is shared is shared, too.
    assert_eq!((retained.files, retained.bytes), (4, (3 + 13 + 10)));
    for gone in [old, loose] {
        assert_eq!(history.open_file(&gone).unwrap_err().code(), "not_found");
    }
    assert!(!unfinished.path().exists());
    history.verify_file(&held).unwrap();
}

#[test]
fn a_file_that_is_stored_again_is_young_again() {
    let history = History::temporary().unwrap();
    let file = common::store(&history, "again");
    let long_ago = SystemTime::now() - Span::from_secs(10 * 24 * 3600);
    File::options().write(true).open(history.file(&file)).unwrap().set_modified(long_ago).unwrap();
    assert_eq!(common::store(&history, "again"), file);
    assert_eq!(history.retain(&RetentionRules::new(), OffsetDateTime::now_utc()).unwrap().files, 0);
    history.verify_file(&file).unwrap();
}

#[test]
fn files_of_others_in_the_folder_stay() {
    let history = History::temporary().unwrap();
    let file = common::store(&history, "x");
    let neighbour = history.file(&file).with_file_name("README");
    std::fs::write(&neighbour, "not ours").unwrap();
    history.retain(&RetentionRules::new(), in_days(9)).unwrap();
    assert!(neighbour.exists());
    assert!(!history.file(&file).exists());
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Failed,
    Delivered(u8),
    Held,
    Discarded,
    Waiting,
    Running,
}

fn kind() -> impl Strategy<Value = Kind> {
    use Kind::*;
    prop_oneof![
        Just(Failed),
        (0..3_u8).prop_map(Delivered),
        Just(Held),
        Just(Discarded),
        Just(Waiting),
        Just(Running)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_needed_is_ever_deleted(
        kinds in proptest::collection::vec((kind(), 0..2_usize), 1..24),
        keep_runs in 0..4_u32,
        keep_days in 0..4_u32,
    ) {
        let history = History::temporary().unwrap();
        let flows = ["nightly", "weekly"];
        let mut needed: Vec<RunId> = Vec::new();
        let mut last: [Option<(RunId, FileId)>; 2] = [None; 2];
        for (kind, flow) in kinds {
            let name = flows[flow];
            match kind {
                Kind::Failed => drop(common::failed(&history, name)),
                Kind::Discarded => drop(common::discarded(&history, name, "discarded")),
                Kind::Delivered(contents) => {
                    let run = common::delivered(&history, name, &format!("{name} {contents}"));
                    last[flow] = Some((run, history.run(run).unwrap().run.delivered.unwrap()));
                }
                Kind::Held => needed.push(common::held(&history, name, &format!("held {}", needed.len()))),
                Kind::Waiting => needed.push(common::create(&history, name)),
                Kind::Running => needed.push(common::converted(&history, name, "running")),
            }
        }
        let rules = RetentionRules::new().with_keep_runs(keep_runs).with_keep_days(keep_days).with_grace(Span::ZERO);
        history.retain(&rules, in_days(30_000)).unwrap();

        for run in needed {
            for step in history.run(run).unwrap().steps {
                step.output.map(|file| history.verify_file(&file)).transpose().unwrap();
            }
        }
        for (flow, last) in flows.iter().zip(last) {
            let found = history.last_delivered(flow, "apple").unwrap();
            prop_assert_eq!(found.as_ref().map(|found| (found.run, found.file)), last);
            let verified: Option<Result<u64, Error>> = found.map(|found| history.verify_file(&found.file));
            prop_assert!(verified.is_none_or(|verified| verified.is_ok()));
        }
        // Everything else went: it is older than any rule keeps.
        for run in history.runs(&RunFilter::new()).unwrap() {
            let is_last = last.iter().flatten().any(|(last, _)| *last == run.id);
            prop_assert!(is_last || !run.status.is_final() || run.status == RunStatus::Held);
        }
    }
}
