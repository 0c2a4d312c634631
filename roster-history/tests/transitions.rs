//! What each state of a run allows, and that what it does not allow changes nothing.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{NOW, later};
use roster_history::{
    Decision, DeliveryEnd, Error, GuardReason, History, NewDelivery, NewRun, RunEnd, RunId, RunStatus,
    StepKind, StepResult, StepStatus, Trigger,
};

type Stage = fn(&History) -> RunId;
type Allowed = &'static [(&'static str, RunStatus)];
type Operation = fn(&History, RunId) -> Result<(), Error>;

/// Every stage that a run can be in.
const STAGES: [(&str, Stage); 13] = [
    ("new", |history| common::create(history, "nightly")),
    ("started", |history| common::started(history, "nightly")),
    ("source", |history| {
        let run = common::started(history, "nightly");
        history.start_step(run, StepKind::Source, NOW).unwrap();
        run
    }),
    ("guard", |history| common::at_guard(history, "nightly", "a")),
    ("held", |history| common::held(history, "nightly", "a")),
    ("approved", |history| common::approved(history, "nightly", "a")),
    ("discarded", |history| common::discarded(history, "nightly", "a")),
    ("deliver", |history| common::at_delivery(history, "nightly", "a")),
    ("sending", |history| common::delivering(history, "nightly", "a")),
    ("broken", |history| {
        let run = common::at_delivery(history, "nightly", "a");
        let end = DeliveryEnd::Failed(common::failure("connection_closed"));
        history.end_delivery(common::begin(history, run), &end, later(20)).unwrap();
        run
    }),
    ("unknown", |history| {
        let run = common::at_delivery(history, "nightly", "a");
        let end = DeliveryEnd::Unknown(common::failure("delivery_unknown"));
        history.end_delivery(common::begin(history, run), &end, later(20)).unwrap();
        run
    }),
    ("delivered", |history| common::delivered(history, "nightly", "a")),
    ("failed", |history| common::failed(history, "nightly")),
];

/// Every operation, and the stages that allow it with the status that the run has then.
const OPERATIONS: [(&str, Operation, Allowed); 17] = [
    (
        "start",
        |history, run| history.start_run(run, later(99)),
        &[("new", RunStatus::Running), ("approved", RunStatus::Running)],
    ),
    (
        "start source",
        |history, run| history.start_step(run, StepKind::Source, later(99)),
        &[("started", RunStatus::Running), ("source", RunStatus::Running)],
    ),
    ("start convert", |history, run| history.start_step(run, StepKind::Convert, later(99)), &[]),
    (
        "start deliver",
        |history, run| history.start_step(run, StepKind::Deliver, later(99)),
        &[
            ("deliver", RunStatus::Running),
            ("sending", RunStatus::Running),
            ("broken", RunStatus::Running),
            ("unknown", RunStatus::Running),
        ],
    ),
    (
        "finish source",
        |history, run| history.finish_step(run, StepKind::Source, &StepResult::done(), later(99)),
        &[("source", RunStatus::Running)],
    ),
    (
        "finish guard",
        |history, run| history.finish_step(run, StepKind::Guard, &StepResult::done(), later(99)),
        &[("guard", RunStatus::Running)],
    ),
    (
        "finish deliver",
        |history, run| history.finish_step(run, StepKind::Deliver, &StepResult::done(), later(99)),
        &[],
    ),
    (
        "skip deliver",
        |history, run| history.finish_step(run, StepKind::Deliver, &StepResult::skipped(), later(99)),
        &[
            ("started", RunStatus::Running),
            ("source", RunStatus::Running),
            ("guard", RunStatus::Running),
            ("deliver", RunStatus::Running),
            ("broken", RunStatus::Running),
        ],
    ),
    (
        "fail deliver",
        |history, run| {
            let result = StepResult::failed(common::failure("connection_closed"));
            history.finish_step(run, StepKind::Deliver, &result, later(99))
        },
        &[("deliver", RunStatus::Running), ("broken", RunStatus::Running), ("unknown", RunStatus::Running)],
    ),
    ("succeed", |history, run| history.finish_run(run, &RunEnd::Succeeded, later(99)), &[]),
    (
        "fail",
        |history, run| history.finish_run(run, &RunEnd::Failed(common::failure("killed")), later(99)),
        &[
            ("new", RunStatus::Failed),
            ("started", RunStatus::Failed),
            ("source", RunStatus::Failed),
            ("guard", RunStatus::Failed),
            ("approved", RunStatus::Failed),
            ("deliver", RunStatus::Failed),
            ("broken", RunStatus::Failed),
            ("unknown", RunStatus::Failed),
        ],
    ),
    (
        "discard",
        |history, run| history.finish_run(run, &RunEnd::Discarded(common::failure("called_off")), later(99)),
        &[("new", RunStatus::Discarded), ("approved", RunStatus::Discarded)],
    ),
    (
        "requeue",
        |history, run| history.requeue_run(run, Some(later(200))),
        &[
            ("started", RunStatus::Waiting),
            ("source", RunStatus::Waiting),
            ("guard", RunStatus::Waiting),
            ("deliver", RunStatus::Waiting),
            ("broken", RunStatus::Waiting),
        ],
    ),
    (
        "hold",
        |history, run| history.hold(run, &[GuardReason::new("classes_vanish", "all of them")], later(99)),
        &[("guard", RunStatus::Held)],
    ),
    (
        "approve",
        |history, run| history.decide(run, &Decision::approve("office", "it is right"), later(99)),
        &[("held", RunStatus::Waiting)],
    ),
    (
        "reject",
        |history, run| history.decide(run, &Decision::discard("office", ""), later(99)),
        &[("held", RunStatus::Discarded)],
    ),
    (
        "begin delivery",
        |history, run| {
            let file = common::store(history, "a");
            history
                .begin_delivery(run, &NewDelivery::new("apple", file, "upload.example"), later(99))
                .map(drop)
        },
        &[("deliver", RunStatus::Running), ("broken", RunStatus::Running)],
    ),
];

/// All that is known of a run, as one text.
fn state(history: &History, run: RunId) -> String {
    serde_json::to_string(&history.run(run).unwrap()).unwrap()
}

#[test]
fn each_stage_allows_what_the_table_says_and_refuses_the_rest_unchanged() {
    let history = History::temporary().unwrap();
    for (name, operation, allowed) in OPERATIONS {
        for (stage, make) in STAGES {
            let run = make(&history);
            let before = state(&history, run);
            let expected = allowed.iter().find(|(allowed, _)| *allowed == stage);
            match (operation(&history, run), expected) {
                (Ok(()), Some((_, status))) => {
                    assert_eq!(history.run(run).unwrap().run.status, *status, "{name} at {stage}");
                }
                (Err(error), None) => {
                    assert_eq!(error.code(), "conflict", "{name} at {stage}: {error}");
                    assert_eq!(state(&history, run), before, "{name} at {stage} changed something");
                }
                (Ok(()), None) => panic!("{name} at {stage} must be refused"),
                (Err(error), Some(_)) => panic!("{name} at {stage} must work: {error}"),
            }
        }
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let history = History::temporary().unwrap();
    let cases: [(Stage, Operation, &str); 5] = [
        (
            |history| common::delivered(history, "nightly", "a"),
            |history, run| history.start_run(run, NOW),
            "run 1 is succeeded and cannot become running",
        ),
        (
            |history| common::discarded(history, "nightly", "a"),
            |history, run| history.decide(run, &Decision::approve("office", "late"), NOW),
            "run 2 is discarded, there is nothing to decide",
        ),
        (
            |history| common::delivering(history, "nightly", "a"),
            |history, run| {
                let file = common::store(history, "a");
                history.begin_delivery(run, &NewDelivery::new("apple", file, "host"), NOW).map(drop)
            },
            "run 3 has a delivery already, which is started; a run delivers once",
        ),
        (
            |history| common::started(history, "nightly"),
            |history, run| history.start_step(run, StepKind::Guard, NOW),
            "step source of run 4 is pending, so guard cannot begin",
        ),
        (
            |history| common::at_delivery(history, "nightly", "a"),
            |history, run| {
                let file = common::store(history, "other");
                history.begin_delivery(run, &NewDelivery::new("apple", file, "host"), NOW).map(drop)
            },
            "run 5 has prepared another file than d9298a10d1b0",
        ),
    ];
    for (stage, operation, text) in cases {
        let run = stage(&history);
        assert_eq!(operation(&history, run).unwrap_err().to_string(), text);
    }
}

#[test]
fn an_approved_run_delivers_the_file_that_was_held() {
    let history = History::temporary().unwrap();
    let run = common::held(&history, "nightly", "prepared");
    let file = history.run(run).unwrap().prepared();
    for decision in [Decision::approve("", "reason"), Decision::approve("office", "  ")] {
        assert_eq!(history.decide(run, &decision, later(60)).unwrap_err().code(), "invalid");
    }
    history.decide(run, &Decision::approve("office", "a school was closed"), later(60)).unwrap();
    history.start_run(run, later(61)).unwrap();
    history.start_step(run, StepKind::Deliver, later(61)).unwrap();
    let delivery = common::begin(&history, run);
    history.end_delivery(delivery, &DeliveryEnd::Done, later(70)).unwrap();

    let detail = history.run(run).unwrap();
    assert_eq!(detail.run.delivered, file);
    assert_eq!(detail.run.started, Some(NOW), "taking a run up again does not change when it began");
    let guard = detail.guard.unwrap();
    assert_eq!((guard.at, guard.held[0].code.as_str()), (later(9), "students_vanish"));
    let decided = guard.decided.unwrap();
    assert_eq!((decided.at, decided.who.as_str(), decided.approved), (later(60), "office", true));
    assert_eq!(decided.reason, "a school was closed");
}

#[test]
fn a_delivery_and_its_run_end_together() {
    let history = History::temporary().unwrap();
    let run = common::delivered(&history, "nightly", "zip");
    let detail = history.run(run).unwrap();
    let deliver = detail.step(StepKind::Deliver).unwrap();
    assert_eq!((detail.run.status, detail.run.ended), (RunStatus::Succeeded, Some(later(30))));
    assert_eq!(
        (deliver.status, deliver.ended, deliver.output_bytes),
        (StepStatus::Done, Some(later(30)), Some(3))
    );
    let delivery = detail.deliveries[0].id;
    let again = history.end_delivery(delivery, &DeliveryEnd::Done, later(31)).unwrap_err();
    assert_eq!(again.code(), "conflict");
    let last = history.last_delivered("nightly", "apple").unwrap().unwrap();
    assert_eq!((last.run, last.at, Some(last.file)), (run, later(30), deliver.output));
    assert_eq!(history.last_delivered("nightly", "vendor").unwrap(), None);
    assert_eq!(history.last_delivered("other", "apple").unwrap(), None);
}

#[test]
fn a_failure_ends_the_step_under_way_and_skips_the_rest() {
    let history = History::temporary().unwrap();
    let detail = history.run(common::failed(&history, "nightly")).unwrap();
    let statuses: Vec<StepStatus> = detail.steps.iter().map(|step| step.status).collect();
    let skipped = StepStatus::Skipped;
    assert_eq!(statuses, [StepStatus::Failed, skipped, skipped, skipped]);
    assert_eq!(detail.run.error, Some(common::failure("login_refused")));
    assert_eq!(detail.steps[0].failure, detail.run.error);
    assert_eq!((detail.steps[0].ended, detail.steps[1].ended), (Some(later(2)), None));
}

#[test]
fn a_dry_run_succeeds_without_delivery() {
    let history = History::temporary().unwrap();
    let run = history.create_run(&NewRun::new("nightly", Trigger::Manual).as_dry_run(), NOW).unwrap();
    history.start_run(run, NOW).unwrap();
    common::convert(&history, run, "a");
    assert_eq!(history.finish_run(run, &RunEnd::Succeeded, NOW).unwrap_err().code(), "conflict");
    history.finish_step(run, StepKind::Guard, &StepResult::skipped(), NOW).unwrap();
    assert_eq!(history.start_step(run, StepKind::Deliver, NOW).unwrap_err().code(), "conflict");
    history.finish_run(run, &RunEnd::Succeeded, NOW).unwrap();
    assert_eq!(history.last_delivered("nightly", "apple").unwrap(), None);
    // What was prepared can be delivered later, without fetching anew.
    let replay = NewRun::new("nightly", Trigger::Replay { of: run, from: StepKind::Deliver });
    let replay = history.run(history.create_run(&replay, NOW).unwrap()).unwrap();
    assert_eq!(replay.prepared(), history.run(run).unwrap().prepared());
}

#[test]
fn a_step_that_begins_anew_drops_what_it_had_noted() {
    let history = History::temporary().unwrap();
    let run = common::started(&history, "nightly");
    history.start_step(run, StepKind::Source, NOW).unwrap();
    let exchange = roster_history::NewExchange::new(NOW, "GET", "https://sis.example/users");
    history.add_exchanges(run, StepKind::Source, &[exchange], roster_history::BodyLimit::default()).unwrap();
    history.start_step(run, StepKind::Source, later(50)).unwrap();
    assert_eq!(history.exchanges(run, StepKind::Source).unwrap(), []);
    assert_eq!(history.run(run).unwrap().steps[0].started, Some(later(50)));
}

#[test]
fn the_schedule_starts_each_time_once() {
    let history = History::temporary().unwrap();
    let at = |due| NewRun::new("nightly", Trigger::Schedule { due });
    assert_eq!(history.schedule_state("nightly").unwrap(), None);
    let first = history.create_run(&at(later(0)), later(3)).unwrap();
    for due in [later(0), later(-60)] {
        assert_eq!(history.create_run(&at(due), later(3)).unwrap_err().code(), "conflict");
    }
    let state = history.schedule_state("nightly").unwrap().unwrap();
    assert_eq!((state.last_due, state.run), (later(0), Some(first)));
    // Another flow has its own times, and a time that was passed over cannot be started.
    history.create_run(&NewRun::new("weekly", Trigger::Schedule { due: later(0) }), NOW).unwrap();
    history.set_schedule_state("nightly", later(600)).unwrap();
    assert_eq!(history.create_run(&at(later(600)), later(601)).unwrap_err().code(), "conflict");
    history.create_run(&at(later(601)), later(602)).unwrap();
    // A clock that had been far ahead is put right.
    history.set_schedule_state("nightly", later(10)).unwrap();
    history.create_run(&at(later(20)), later(20)).unwrap();
}

#[test]
fn a_failed_run_is_retried_once_and_only_if_nothing_may_have_arrived() {
    let history = History::temporary().unwrap();
    let run = common::delivering(&history, "nightly", "a");
    let retry =
        NewRun::new("nightly", Trigger::Retry { of: run }).with_attempt(2).with_not_before(later(120));
    assert_eq!(history.create_run(&retry, NOW).unwrap_err().code(), "conflict", "it has not failed");
    let delivery = history.run(run).unwrap().deliveries[0].id;
    history
        .end_delivery(delivery, &DeliveryEnd::Failed(common::failure("connection_closed")), later(20))
        .unwrap();
    let retry = retry.with_first_step(StepKind::Deliver);
    let second =
        history.fail_and_retry(run, common::failure("connection_closed"), &retry, later(20)).unwrap();
    assert_eq!(history.create_run(&retry, NOW).unwrap_err().to_string(), "run 1 has a retry already");
    let detail = history.run(second).unwrap();
    assert_eq!((detail.run.attempt, detail.run.not_before), (2, Some(later(120))));
    assert_eq!(detail.step(StepKind::Convert).map(|step| step.status), Some(StepStatus::Reused));
    assert_eq!(history.run(run).unwrap().repeated_by, [second]);

    let run = common::delivering(&history, "nightly", "a");
    let delivery = history.run(run).unwrap().deliveries[0].id;
    history
        .end_delivery(delivery, &DeliveryEnd::Unknown(common::failure("delivery_unknown")), later(20))
        .unwrap();
    let retry = NewRun::new("nightly", Trigger::Retry { of: run });
    let refused =
        history.fail_and_retry(run, common::failure("delivery_unknown"), &retry, later(20)).unwrap_err();
    assert_eq!(refused.code(), "conflict");
    assert_eq!(history.run(run).unwrap().run.status, RunStatus::Running, "both or neither");
}

#[test]
fn a_replay_takes_over_what_was_completed() {
    let history = History::temporary().unwrap();
    let held = common::discarded(&history, "nightly", "a");
    let replay = |from| NewRun::new("nightly", Trigger::Replay { of: held, from });
    let refused = history.create_run(&replay(StepKind::Deliver), NOW).unwrap_err();
    assert_eq!(refused.to_string(), "step guard of run 1 is held, nothing can follow it");
    let other = NewRun::new("weekly", Trigger::Replay { of: held, from: StepKind::Guard });
    assert_eq!(history.create_run(&other, NOW).unwrap_err().code(), "conflict");
    let missing =
        NewRun::new("nightly", Trigger::Replay { of: "99".parse().unwrap(), from: StepKind::Guard });
    assert_eq!(history.create_run(&missing, NOW).unwrap_err().code(), "not_found");

    let run = history.create_run(&replay(StepKind::Guard), NOW).unwrap();
    let (original, detail) = (history.run(held).unwrap(), history.run(run).unwrap());
    assert_eq!(detail.prepared(), original.prepared());
    let convert = detail.step(StepKind::Convert).unwrap();
    assert_eq!(
        (convert.status, convert.counts["students"], convert.output_bytes),
        (StepStatus::Reused, 1200, Some(1))
    );
    assert_eq!(detail.step(StepKind::Guard).unwrap().status, StepStatus::Pending);
    history.start_run(run, NOW).unwrap();
    assert_eq!(history.start_step(run, StepKind::Convert, NOW).unwrap_err().code(), "conflict");
    history.start_step(run, StepKind::Guard, NOW).unwrap();
}

#[test]
fn interrupted_runs_come_with_the_deliveries_that_may_have_arrived() {
    let history = History::temporary().unwrap();
    common::held(&history, "nightly", "a");
    common::delivered(&history, "nightly", "a");
    let fetching = common::started(&history, "weekly");
    let sending = common::delivering(&history, "nightly", "a");
    let found = history.interrupted().unwrap();
    let found: Vec<_> = found.iter().map(|one| (one.run.id, one.step, one.deliveries.len())).collect();
    assert_eq!(found, [(fetching, None, 0), (sending, Some(StepKind::Deliver), 1)]);
}

#[test]
fn waiting_runs_are_ready_when_their_time_has_come() {
    let history = History::temporary().unwrap();
    let now = common::create(&history, "nightly");
    let delayed = NewRun::new("nightly", Trigger::Manual).with_not_before(later(120));
    let delayed = history.create_run(&delayed, NOW).unwrap();
    common::started(&history, "nightly");
    let ready = |at| history.ready(at).unwrap().iter().map(|run| run.id).collect::<Vec<_>>();
    assert_eq!(ready(later(119)), [now]);
    assert_eq!(ready(later(120)), [now, delayed]);
}
