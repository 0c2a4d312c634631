//! Some weeks of a district: nights that went well, one that did not, one that must not be delivered.

use oneroster_model::{Action, Finding, FindingSink, Findings, Severity};
use roster_flow::schedule::Zone;
use roster_history::{
    ChangeKind, CodeFindings, Decision, Difference, FailureRecord, GuardReason, History, NewExchange, NewRun,
    RunFilter, RunId, RunStatus, StepKind, Trigger,
};
use roster_server::web::FlowInfo;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::stage::{Numbers, Play, exchanges};

/// When the operator looks at the page: six in the morning in Los Angeles.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-24 14:00 UTC);

const ASM: (&str, &str) = ("apple", "sftp.example.com:22/dropbox/springfield.zip");
const VENDOR: (&str, &str) = ("vendor", "files.library.example:22/in/rosters.zip");
const SIS: &str = "https://springfield.sis.example";

oneroster_model::codes! {
    /// As the converter has it.
    ENROLLMENT_DANGLING = "enrollment_dangling", "An enrollment names a user or a class that is not there.",
        "Have the record corrected in the student information system.";
    /// As the converter has it.
    NAME_REPAIRED = "name_repaired", "A person has only one name; it stands for both.",
        "Complete the name in the student information system.";
    /// As the converter has it.
    LOOK_ALIKE = "people_look_alike", "Two people have the same e-mail address.",
        "Check whether they are the same person.";
    /// As the converter has it.
    ROLE_NOT_EXPORTED = "role_not_exported", "Guardians are not known to Apple School Manager.", "Nothing to do.";
    /// As the converter has it.
    ENROLLMENT_ENDED = "enrollment_ended", "The enrollment has ended.", "Nothing to do.";
}

/// Runs that tests look for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Landmarks {
    pub(crate) delivered: RunId,
    pub(crate) dry: RunId,
    pub(crate) failed: RunId,
    pub(crate) held: RunId,
    pub(crate) discarded: RunId,
    pub(crate) replayed: RunId,
    pub(crate) waiting: RunId,
}

/// The flows of the configuration.
pub(crate) fn flows() -> Vec<FlowInfo> {
    let zone: Zone = "America/Los_Angeles".parse().unwrap();
    let flow = |name: &str, source: &str, destination: &str, schedule: Option<&str>, next| {
        let mut flow = FlowInfo::new(name, source, destination, zone.clone());
        flow.schedule = schedule.map(str::to_owned);
        flow.next_run = next;
        flow
    };
    let next = Some(datetime!(2026-11-25 10:30 UTC));
    let daily = Some("every day at 02:30");
    let mut flows = vec![
        flow("nightly", "Springfield (Aeries)", "Apple School Manager", daily, next),
        flow("charter", "Uploads by lakeside", "Apple School Manager", Some("when a file arrives"), None),
        flow("library", "Springfield (Aeries)", "Library vendor", Some("Monday to Friday at 04:00"), next),
        flow("archive", "exports/summer.zip", "out/summer-asm.zip", None, None),
    ];
    flows[2].next_run = Some(datetime!(2026-11-25 12:00 UTC));
    flows[3].is_enabled = false;
    flows
}

/// Plays everything, in the order in which it happened.
pub(crate) fn play(history: &History) -> Landmarks {
    for days_ago in (1..=26).rev() {
        nightly(history, days_ago);
        if days_ago % 7 < 5 && days_ago > 3 {
            let at = night(days_ago) + Duration::minutes(90);
            whole(history, &scheduled("library", at), at, days_ago, VENDOR);
        }
        if [8, 13, 20].contains(&days_ago) {
            whole(history, &upload(), night(days_ago) + Duration::minutes(95), days_ago, ASM);
        }
        if days_ago == 6 {
            discarded_and_replayed(history);
        }
    }
    let last = |status: RunStatus| {
        let filter = RunFilter::new().with_flow("charter").with_status(status);
        history.runs(&filter).unwrap()[0].id
    };
    let (discarded, replayed) = (last(RunStatus::Discarded), last(RunStatus::Succeeded));
    let delivered = whole(history, &scheduled("nightly", night(0)), night(0), 0, ASM);
    let held = vanished_school(history);
    let (failed, waiting) = refused_by_the_vendor(history);
    let dry = dry_run(history);
    Landmarks { delivered, dry, failed, held, discarded, replayed, waiting }
}

fn night(days_ago: u64) -> OffsetDateTime {
    datetime!(2026-11-24 10:30 UTC) - Duration::days(days_ago.try_into().unwrap())
}

fn scheduled(flow: &str, due: OffsetDateTime) -> NewRun {
    NewRun::new(flow, Trigger::Schedule { due })
}

/// Numbers of a district in which people come and go; classes were split three weeks ago.
fn numbers(days_ago: u64) -> Numbers {
    let grown = 30 - days_ago.min(30);
    let wave = (days_ago * 7_919) % 23;
    let split = if days_ago < 21 { 140 } else { 0 };
    [
        4_790 + grown * 7 + wave,
        322 + grown / 2 + wave % 4,
        1_478 + grown / 2 + split,
        37_120 + grown * 71 + wave * 19,
    ]
}

fn small_changes(days_ago: u64) -> Vec<Difference> {
    let some = (days_ago * 31) % 7;
    vec![
        Difference::new("students.csv", 2 + some, 11, some)
            .with_sample(ChangeKind::Added, "S-20417")
            .with_sample(ChangeKind::Added, "S-20418")
            .with_sample(ChangeKind::Changed, "S-11802")
            .with_sample(ChangeKind::Removed, "S-10033"),
        Difference::new("staff.csv", 0, 1, 0).with_sample(ChangeKind::Changed, "TCH_0451"),
        Difference::new("classes.csv", some / 2, 0, 0),
        Difference::new("rosters.csv", 37 + some, 0, 22 + some),
    ]
}

fn findings(wave: u64) -> Vec<CodeFindings> {
    let mut findings = Findings::default();
    let mut push = |code,
                    severity,
                    action,
                    count: u64,
                    file: &'static str,
                    entity: &'static str,
                    message: &'static str| {
        for line in 0..count {
            let finding = Finding::new(code, severity, message)
                .at(file, 2 + line * 37)
                .with_record(entity, format!("{entity}-{:04}", line * 7))
                .with_action(action);
            findings.push(finding);
        }
    };
    let (kept, changed, dropped) = (Action::Kept, Action::Changed, Action::Dropped);
    let error = Severity::Error;
    push(
        &ENROLLMENT_DANGLING,
        error,
        dropped,
        34 + wave,
        "enrollments.csv",
        "enrollment",
        "no such user in users.csv",
    );
    push(&NAME_REPAIRED, Severity::Warning, changed, 7, "users.csv", "user", "one name stands for both");
    push(&LOOK_ALIKE, Severity::Warning, kept, 2, "users.csv", "user", "the same address as another user");
    push(&ROLE_NOT_EXPORTED, Severity::Info, dropped, 1_562, "users.csv", "user", "role guardian");
    push(
        &ENROLLMENT_ENDED,
        Severity::Info,
        dropped,
        318,
        "enrollments.csv",
        "enrollment",
        "ended on or before today",
    );
    CodeFindings::from_findings(&findings)
}

/// A run from the first step to the last.
fn whole(history: &History, new: &NewRun, at: OffsetDateTime, days_ago: u64, to: (&str, &str)) -> RunId {
    let numbers = numbers(days_ago);
    let mut play = Play::begin(history, new, at, numbers);
    play.fetch(&exchanges(SIS, at, numbers[0]));
    play.convert(&findings((days_ago * 7919) % 13));
    play.compare(&small_changes(days_ago));
    play.deliver(to.0, to.1);
    play.run
}

/// A night; one failed and was repeated.
fn nightly(history: &History, days_ago: u64) {
    let at = night(days_ago);
    if days_ago != 9 {
        whole(history, &scheduled("nightly", at), at, days_ago, ASM);
        return;
    }
    let failure = FailureRecord::new("unreachable", "springfield.sis.example did not answer within 30 s")
        .with_advice("Check whether the student information system is up; the run is repeated by itself.");
    let mut requests = exchanges(SIS, at, 5_000);
    requests.truncate(3);
    let silent = NewExchange::new(
        at + Duration::seconds(4),
        "GET",
        format!("{SIS}/ims/oneroster/v1p1/classes?limit=1000&offset=0"),
    )
    .with_milliseconds(30_000)
    .with_failure("no answer within 30 s");
    requests.push(silent);
    let mut play = Play::begin(history, &scheduled("nightly", at), at, numbers(days_ago));
    play.fetch_in_vain(&requests, &failure);
    let again = NewRun::new("nightly", Trigger::Retry { of: play.run }).with_attempt(2);
    whole(history, &again, play.at + Duration::minutes(2), days_ago, ASM);
}

fn dry_run(history: &History) -> RunId {
    let at = night(0) + Duration::hours(3);
    let numbers = numbers(0);
    let mut play = Play::begin(history, &NewRun::new("nightly", Trigger::Manual).as_dry_run(), at, numbers);
    play.fetch(&exchanges(SIS, at, numbers[0]));
    play.convert(&findings(4));
    play.compare(&small_changes(3));
    play.end();
    play.run
}

fn upload() -> NewRun {
    NewRun::new("charter", Trigger::Drop { account: "lakeside".into() })
}

fn too_many() -> GuardReason {
    GuardReason::new("guard_too_many_vanish", "655 of 4,990 students (13.1 %) would vanish, at most 5 % may")
}

/// An upload that was held, discarded, and done again with other settings.
fn discarded_and_replayed(history: &History) {
    let lost = [
        Difference::new("students.csv", 0, 0, 655),
        Difference::new("classes.csv", 3, 0, 214),
        Difference::new("rosters.csv", 12, 0, 5_310),
    ];
    let mut play = Play::begin(history, &upload(), night(6) + Duration::minutes(40), numbers(6));
    play.fetch(&[]);
    play.convert(&findings(2));
    play.hold(&lost, &[too_many()]);
    let reason = "the export was made before the new year was rolled over";
    let decision = Decision::discard("Ana Quintero", reason);
    history.decide(play.run, &decision, night(6) + Duration::hours(4)).unwrap();

    let replay = NewRun::new("charter", Trigger::Replay { of: play.run, from: StepKind::Convert });
    let mut play = Play::begin(history, &replay, night(6) + Duration::hours(5), numbers(6));
    play.convert(&findings(2));
    play.compare(&small_changes(5));
    play.deliver(ASM.0, ASM.1);
}

/// The upload of the last night, without one of the schools.
fn vanished_school(history: &History) -> RunId {
    let mut students = Difference::new("students.csv", 4, 9, 655);
    let mut classes = Difference::new("classes.csv", 0, 0, 214);
    for number in 0..60 {
        students = students.with_sample(ChangeKind::Removed, format!("S-{}", 30_120 + number * 3));
        classes = classes.with_sample(ChangeKind::Removed, format!("LAKE-{:03}", 100 + number));
    }
    let differences = [
        students.with_sample(ChangeKind::Added, "S-44101"),
        Difference::new("staff.csv", 0, 0, 39).with_sample(ChangeKind::Removed, "TCH_0210"),
        classes,
        Difference::new("rosters.csv", 31, 0, 5_310),
        Difference::new("locations.csv", 0, 0, 1).with_sample(ChangeKind::Removed, "LAKE"),
    ];
    let school =
        GuardReason::new("guard_location_vanishes", "1 of 9 locations would vanish, and every class in it");
    let mut play =
        Play::begin(history, &upload(), night(0) + Duration::minutes(61), [4_335, 291, 1_404, 33_810]);
    play.fetch(&[]);
    play.convert(&findings(0));
    play.hold(&differences, &[too_many(), school]);
    play.run
}

/// A night that the vendor refused four times; a fifth attempt waits.
fn refused_by_the_vendor(history: &History) -> (RunId, RunId) {
    let at = night(0) + Duration::minutes(90);
    let message = "files.library.example closed the connection after 1.2 of 4.8 MB";
    let failure = FailureRecord::new("connection_lost", message).with_advice(
        "Nothing is there under the final name. The run is repeated by itself; if it stays so, ask the vendor for \
         the size that they allow.",
    );
    let mut earlier = None;
    for attempt in 1..=4 {
        let (new, at) = match earlier {
            None => (scheduled("library", at), at),
            Some((of, ended)) => (
                NewRun::new("library", Trigger::Retry { of }).with_attempt(attempt),
                ended + Duration::minutes(8),
            ),
        };
        let mut play = Play::begin(history, &new, at, numbers(0));
        play.fetch(&exchanges(SIS, at, 5_000));
        play.convert(&findings(1));
        play.compare(&small_changes(2));
        play.deliver_in_vain(VENDOR.0, VENDOR.1, &failure);
        earlier = Some((play.run, play.at));
    }
    let (of, at) = earlier.unwrap();
    let retry = NewRun::new("library", Trigger::Retry { of })
        .with_attempt(5)
        .with_not_before(at + Duration::minutes(120));
    (of, history.create_run(&retry, at).unwrap())
}
