//! What is kept of a run comes back as it was, within its limits.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{NOW, later};
use oneroster_model::{Action, Finding, FindingSink as _, Findings, Severity};
use roster_history::{
    Body, BodyLimit, ChangeKind, CodeFindings, Counts, Difference, History, Message, NewExchange, NewRun,
    RunFilter, RunId, RunStatus, StepKind, Trigger,
};
use time::macros::datetime;

oneroster_model::codes! {
    /// For tests.
    DATE_INVALID = "date_invalid", "The value is not a date.", "Write dates as 2026-08-18.";
    /// For tests.
    NAME_MISSING = "name_missing", "A person has no name.", "Fill it in.";
}

fn body(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

fn exchange(request: Body, response: Body) -> NewExchange {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    NewExchange::new(NOW, "GET", "https://sis.example/ims/oneroster/v1p1/users")
        .with_request(Message::new(vec![header("accept", "application/json")], request))
        .with_response(
            200,
            Message::new(vec![header("x-total-count", "17"), header("x-total-count", "18")], response),
        )
        .with_milliseconds(250)
}

#[test]
fn bodies_are_kept_up_to_their_limit() {
    let history = History::temporary().unwrap();
    let run = common::started(&history, "nightly");
    let default = BodyLimit::default();
    // (request, response, limit) -> (bytes kept of the response, truncated)
    let cases: [(Body, Body, BodyLimit, usize, bool); 7] = [
        (Body::default(), Body::default(), default, 0, false),
        (Body::default(), Body::new(body(1000)), default, 1000, false),
        (Body::default(), Body::new(body(64 * 1024)), default, 64 * 1024, false),
        (Body::default(), Body::new(body(64 * 1024 + 1)), default, 64 * 1024, true),
        (Body::new(body(3)), Body::new(body(1000)), BodyLimit::NOTHING, 0, true),
        (Body::default(), Body::new(body(1000)), BodyLimit::new(999), 999, true),
        // The end was missing before it came here.
        (Body::default(), Body::beginning(body(10), 5_000_000), default, 10, true),
    ];
    for (sequence, (request, response, limit, kept, truncated)) in (1..).zip(cases) {
        let length = response.length();
        history.add_exchanges(run, StepKind::Source, &[exchange(request, response)], limit).unwrap();
        let entry = history.exchanges(run, StepKind::Source).unwrap().pop().unwrap();
        assert_eq!((entry.sequence, entry.truncated, entry.response_length), (sequence, truncated, length));
        let found = history.exchange(entry.id).unwrap();
        assert_eq!(found.response.body.bytes(), &body(kept), "{sequence}");
        assert_eq!(found.response.body.length(), length);
        assert_eq!(found.entry, entry);
        assert_eq!((entry.run, entry.step, entry.at, entry.status), (run, StepKind::Source, NOW, Some(200)));
        assert_eq!(found.response.headers[1].1, "18", "headers may repeat");
    }
    assert_eq!(history.exchanges(run, StepKind::Deliver).unwrap(), []);
}

#[test]
fn an_exchange_without_response_says_why() {
    let history = History::temporary().unwrap();
    let run = common::started(&history, "nightly");
    let broken = NewExchange::new(NOW, "GET", "https://sis.example/users").with_failure("connection refused");
    history.add_exchanges(run, StepKind::Source, &[broken.clone(), broken], BodyLimit::default()).unwrap();
    let entries = history.exchanges(run, StepKind::Source).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((entries[0].status, entries[0].failure.as_deref()), (None, Some("connection refused")));
}

#[test]
fn debug_shows_no_bodies_and_no_values_of_headers() {
    let secret = || Body::new("Ada Lovelace");
    let header = vec![("cookie".to_owned(), "session=Ada".to_owned())];
    let exchange = NewExchange::new(NOW, "GET", "https://sis.example")
        .with_request(Message::new(header.clone(), secret()))
        .with_response(200, Message::new(header, secret()));
    let history = History::temporary().unwrap();
    let run = common::started(&history, "nightly");
    history
        .add_exchanges(run, StepKind::Source, std::slice::from_ref(&exchange), BodyLimit::default())
        .unwrap();
    let found = history.exchange(history.exchanges(run, StepKind::Source).unwrap()[0].id).unwrap();
    for text in [format!("{exchange:?}"), format!("{found:?}")] {
        assert!(text.contains("cookie") && text.contains("12"), "{text}");
        assert!(!text.contains("Ada"), "{text}");
    }
    assert_eq!(found.response.body.text(), "Ada Lovelace");
}

#[test]
fn findings_add_up_exactly_and_samples_are_limited() {
    let history = History::temporary().unwrap();
    let run = common::started(&history, "nightly");
    let batch = |severity| {
        let mut findings = Findings::with_sample_limit(70);
        for line in 0..1000 {
            let finding = Finding::new(&DATE_INVALID, severity, "not a date").at("users.csv", line + 2);
            findings.push(
                finding.with_field("birthDate", 4).with_record("user", "u-1").with_action(Action::Dropped),
            );
        }
        findings.push(Finding::new(&NAME_MISSING, Severity::Warning, "no name"));
        CodeFindings::from_findings(&findings)
    };
    for severity in [Severity::Warning, Severity::Error, Severity::Info] {
        history.add_findings(run, StepKind::Convert, &batch(severity)).unwrap();
    }
    let found = history.findings(run, StepKind::Convert).unwrap();
    let summary: Vec<_> = found
        .iter()
        .map(|group| (group.code.as_str(), group.severity.as_str(), group.count, group.dropped))
        .collect();
    // The worst severity that was seen stays, and stands first.
    assert_eq!(summary, [("date_invalid", "error", 3000, 3000), ("name_missing", "warning", 3, 0)]);
    assert_eq!(found[0].samples.len(), CodeFindings::SAMPLES);
    let first = &found[0].samples[0];
    assert_eq!((first.file.as_deref(), first.line, first.column), (Some("users.csv"), Some(2), Some(4)));
    assert_eq!((first.entity.as_deref(), first.key.as_deref()), (Some("user"), Some("u-1")));
    assert_eq!((first.action.as_str(), first.field.as_deref()), ("dropped", Some("birthDate")));
    assert_eq!(found[0].samples[70].line, Some(2), "the second batch follows the first");
    assert_eq!(found[0].advice, DATE_INVALID.advice);
    assert_eq!(history.findings(run, StepKind::Source).unwrap(), []);
}

#[test]
fn differences_are_replaced_and_their_samples_limited() {
    let history = History::temporary().unwrap();
    let run = common::started(&history, "nightly");
    let mut first = Difference::new("students.csv", 1, 2, 3);
    for number in 0..Difference::SAMPLES + 50 {
        first = first.with_sample(ChangeKind::Removed, format!("S-{number}"));
    }
    history.set_differences(run, &[first.clone(), Difference::new("rosters.csv", 0, 0, 9)]).unwrap();
    history.set_differences(run, &[first, Difference::new("classes.csv", 0, 0, 4)]).unwrap();
    let found = history.run(run).unwrap().differences;
    assert_eq!(
        found.iter().map(|one| one.file.as_str()).collect::<Vec<_>>(),
        ["students.csv", "classes.csv"]
    );
    assert_eq!((found[0].added, found[0].changed, found[0].removed), (1, 2, 3));
    assert_eq!(found[0].samples.len(), Difference::SAMPLES);
    assert_eq!((found[0].samples[7].kind, found[0].samples[7].key.as_str()), (ChangeKind::Removed, "S-7"));
}

#[test]
fn what_belongs_to_no_run_is_refused() {
    let history = History::temporary().unwrap();
    let run = "7".parse().unwrap();
    let exchanges = [exchange(Body::default(), Body::default())];
    let refused = [
        history.add_exchanges(run, StepKind::Source, &exchanges, BodyLimit::default()),
        history.add_findings(run, StepKind::Source, &[]),
        history.set_differences(run, &[]),
        history.set_summary(run, &Counts::new()),
        history.start_run(run, NOW),
        history.end_delivery("7".parse().unwrap(), &roster_history::DeliveryEnd::Done, NOW),
    ];
    for result in refused {
        assert_eq!(result.unwrap_err().code(), "not_found");
    }
}

#[test]
fn a_run_needs_a_flow_and_attempts_count_from_one() {
    let history = History::temporary().unwrap();
    let cases = [
        NewRun::new("", Trigger::Manual),
        NewRun::new("nightly", Trigger::Manual).with_attempt(0),
        NewRun::new("nightly", Trigger::Manual).with_first_step(StepKind::Convert),
    ];
    for new in cases {
        assert_eq!(history.create_run(&new, NOW).unwrap_err().code(), "invalid", "{new:?}");
    }
}

#[test]
fn each_trigger_comes_back_as_it_was() {
    let history = History::temporary().unwrap();
    let failed = common::failed(&history, "nightly");
    let done = common::delivered(&history, "nightly", "a");
    let triggers = [
        Trigger::Schedule { due: datetime!(2026-08-18 02:30 UTC) },
        Trigger::Manual,
        Trigger::Drop { account: "school-office".to_owned() },
        Trigger::Retry { of: failed },
        Trigger::Replay { of: done, from: StepKind::Guard },
    ];
    for trigger in triggers {
        let run = history.create_run(&NewRun::new("nightly", trigger.clone()), NOW).unwrap();
        assert_eq!(history.run(run).unwrap().run.trigger, trigger);
    }
}

#[test]
fn times_are_kept_in_utc_to_the_microsecond() {
    let history = History::temporary().unwrap();
    let local = datetime!(2026-08-17 19:30:03.123456789 -7);
    let run =
        history.create_run(&NewRun::new("nightly", Trigger::Manual).with_not_before(local), local).unwrap();
    let run = history.run(run).unwrap().run;
    assert_eq!(run.created, datetime!(2026-08-18 02:30:03.123456 UTC));
    assert_eq!(run.created.offset(), time::UtcOffset::UTC);
    assert_eq!(run.not_before, Some(run.created));
}

#[test]
fn lists_are_filtered_and_paged() {
    let history = History::temporary().unwrap();
    for number in 0..6 {
        let flow = if number % 2 == 0 { "nightly" } else { "weekly" };
        if number < 4 {
            common::failed(&history, flow)
        } else {
            common::create(&history, flow)
        };
    }
    let check = |filter: RunFilter, expected: &[i64]| {
        let found: Vec<i64> = history.runs(&filter).unwrap().iter().map(|run| run.id.number()).collect();
        assert_eq!(found, expected, "{filter:?}");
    };
    check(RunFilter::new(), &[6, 5, 4, 3, 2, 1]);
    check(RunFilter::new().with_limit(2), &[6, 5]);
    check(RunFilter::new().with_limit(2).with_before("5".parse().unwrap()), &[4, 3]);
    check(RunFilter::new().with_flow("nightly"), &[5, 3, 1]);
    check(RunFilter::new().with_status(RunStatus::Waiting), &[6, 5]);
    check(RunFilter::new().with_flow("nightly").with_status(RunStatus::Failed), &[3, 1]);
    check(RunFilter::new().with_flow("nightly").with_before("3".parse().unwrap()), &[1]);
    check(RunFilter::new().with_flow("none"), &[]);
    check(RunFilter::new().with_limit(0), &[]);
    check(RunFilter::new().with_limit(usize::MAX), &[6, 5, 4, 3, 2, 1]);

    let neighbours = |id: &str| {
        let detail = history.run(id.parse().unwrap()).unwrap();
        (detail.previous.map(RunId::number), detail.next.map(RunId::number))
    };
    assert_eq!(neighbours("1"), (None, Some(3)));
    assert_eq!(neighbours("3"), (Some(1), Some(5)));
    assert_eq!(neighbours("6"), (Some(4), None));
}

#[test]
fn trends_have_counts_durations_and_findings() {
    let history = History::temporary().unwrap();
    let run = common::at_delivery(&history, "nightly", "a");
    history
        .set_summary(run, &Counts::from([("students".to_owned(), 1), ("classes".to_owned(), 80)]))
        .unwrap();
    history.set_summary(run, &Counts::from([("students".to_owned(), 1200)])).unwrap();
    let mut findings = Findings::default();
    (0..5).for_each(|_| findings.push(Finding::new(&DATE_INVALID, Severity::Error, "not a date")));
    let findings = CodeFindings::from_findings(&findings);
    history.add_findings(run, StepKind::Source, &findings).unwrap();
    history.add_findings(run, StepKind::Convert, &findings).unwrap();
    history
        .end_delivery(common::begin(&history, run), &roster_history::DeliveryEnd::Done, later(30))
        .unwrap();
    assert_eq!(history.set_summary(run, &Counts::new()).unwrap_err().code(), "conflict");
    let waiting = common::create(&history, "nightly");
    history.create_run(&NewRun::new("nightly", Trigger::Manual).as_dry_run(), NOW).unwrap();
    common::failed(&history, "weekly");

    let points = history.trends("nightly", 10).unwrap();
    assert_eq!(
        points.iter().map(|point| point.run).collect::<Vec<_>>(),
        [run, waiting],
        "oldest first, no dry runs"
    );
    assert_eq!((points[0].seconds, points[1].seconds), (Some(30.0), None));
    let expected = [("classes", 80), ("findings", 10), ("students", 1200)];
    assert!(points[0].counts.iter().map(|(name, count)| (name.as_str(), *count)).eq(expected));
    assert_eq!(history.trends("nightly", 1).unwrap()[0].run, waiting);
}

#[test]
fn json_has_words_numbers_and_times() {
    let history = History::temporary().unwrap();
    let new = NewRun::new("nightly", Trigger::Schedule { due: datetime!(2026-08-18 02:30 UTC) });
    let run = history.create_run(&new.with_settings_hash("5f3a"), NOW).unwrap();
    let json = serde_json::to_value(history.run(run).unwrap()).unwrap();
    assert_eq!(
        json["run"],
        serde_json::json!({
            "id": 1, "flow": "nightly", "trigger": {"kind": "schedule", "due": "2026-08-18T02:30:00Z"},
            "status": "waiting", "dry_run": false, "attempt": 1, "settings_hash": "5f3a",
            "created": "2026-08-18T02:30:03.000125Z", "not_before": null, "started": null, "ended": null,
            "error": null, "delivered": null, "summary": {},
        })
    );
    assert_eq!(json["steps"][3]["kind"], "deliver");
    let body = serde_json::to_value(Body::beginning("ab\u{fffd}".as_bytes()[..3].to_vec(), 9)).unwrap();
    assert_eq!(body, serde_json::json!({"text": "ab\u{fffd}", "length": 9, "truncated": true}));
}
