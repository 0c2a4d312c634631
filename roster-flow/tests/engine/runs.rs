#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::sync::{Arc, Mutex};

use roster_flow::engine::{Event, Observer, Request, Stop, StopSignal};
use roster_history::{RunId, RunStatus, StepKind};

use crate::place::{Place, STUDENTS, detail, district, run, run_now, story};

#[tokio::test]
async fn a_run_delivers_and_leaves_everything_on_record() {
    let place = Place::new("");
    let flows = place.flows();
    let run = run_now(&flows).await;
    assert_eq!(story(&flows, run.id), "succeeded: done done done done");
    let students = place.delivered_students().unwrap();
    assert_eq!(run.summary["students"], students);
    assert!(students > u64::from(STUDENTS) / 2);
    let detail = detail(&flows, run.id);
    assert_eq!(detail.run.delivered, detail.prepared());
    let kept = fs::read(flows.history().file(&detail.prepared().unwrap())).unwrap();
    assert_eq!(fs::read(place.path("asm.zip")).unwrap(), kept);
    assert_eq!(detail.deliveries.len(), 1);
    assert_eq!(detail.deliveries[0].target, "asm.zip");
    assert!(detail.differences.is_empty(), "there is nothing to compare with");
    let source = detail.step(StepKind::Source).unwrap().output.unwrap();
    let taken = fs::read(flows.history().file(&source)).unwrap();
    assert_eq!(fs::read(place.path("district.zip")).unwrap(), taken);
    assert_eq!(place.left_over(), Vec::<String>::new());
    let info = flows.list().unwrap().remove(0);
    assert_eq!((info.last.unwrap().id, info.running, info.held), (run.id, None, 0));
}

#[tokio::test]
async fn the_next_run_tells_what_changed() {
    let place = Place::new("");
    let flows = place.flows();
    run_now(&flows).await;
    let same = run_now(&flows).await;
    let unchanged = detail(&flows, same.id).differences;
    assert_eq!(unchanged.len(), 6);
    assert!(unchanged.iter().all(|one| one.added + one.changed + one.removed == 0), "{unchanged:?}");
    place.export(&district().changed(1, 0.1));
    let next = run_now(&flows).await;
    assert_eq!(next.status, RunStatus::Succeeded);
    let differences = detail(&flows, next.id).differences;
    let students = differences.iter().find(|one| one.file == "students.csv").unwrap();
    assert!(students.added > 0 && students.changed > 0 && students.removed > 0, "{students:?}");
    let samples = students.added + students.changed + students.removed;
    assert_eq!(students.samples.len() as u64, samples);
}

#[tokio::test]
async fn dry_runs_do_all_but_deliver() {
    let place = Place::new("");
    let flows = place.flows();
    run_now(&flows).await;
    let before = fs::read(place.path("asm.zip")).unwrap();
    place.export(&district().changed(1, 0.1));
    let dry = flows.start("nightly", Request::manual().as_dry_run()).unwrap();
    let dry = run(&flows, dry).await;
    assert_eq!(story(&flows, dry.id), "succeeded: done done done skipped");
    let detail = detail(&flows, dry.id);
    assert!(detail.differences.iter().any(|one| one.changed > 0));
    assert_eq!((detail.deliveries.len(), detail.run.delivered), (0, None));
    assert_eq!(fs::read(place.path("asm.zip")).unwrap(), before);
}

#[tokio::test]
async fn dry_runs_tell_what_would_hold_them() {
    let place = Place::new("");
    let flows = place.flows();
    run_now(&flows).await;
    place.export(&oneroster_sandbox::District::builder(STUDENTS / 2).build());
    let dry = flows.start("nightly", Request::manual().as_dry_run()).unwrap();
    assert_eq!(run(&flows, dry).await.status, RunStatus::Discarded);
    let guard = detail(&flows, dry).guard.unwrap();
    assert!(guard.held.iter().any(|reason| reason.code == "guard_loss"));
    assert_eq!(guard.decided.unwrap().who, "dry run");
    assert!(flows.replay(dry, StepKind::Deliver).is_err(), "nobody has approved it");
}

#[tokio::test]
async fn settings_come_from_a_file_or_the_flow() {
    let place = Place::new("settings = \"convert.toml\"\n");
    let flows = place.flows();
    assert_eq!(run_now(&flows).await.error.unwrap().code, "configuration");
    fs::write(place.path("convert.toml"), "\nid_polcy = \"encode\"").unwrap();
    let error = run_now(&flows).await.error.unwrap();
    assert!(error.message.contains("convert.toml, line 2: unknown field `id_polcy`"), "{}", error.message);
    fs::write(place.path("convert.toml"), "location_name_prefix = \"X \"").unwrap();
    assert_eq!(run_now(&flows).await.status, RunStatus::Succeeded);
    let inline = place.reconfigured(
        "settings = \"convert.toml\"",
        "conversion_settings = { location_name_prefix = \"Y \" }",
    );
    let run = run_now(&inline).await;
    let differences = detail(&inline, run.id).differences;
    let locations = differences.iter().find(|one| one.file == "locations.csv").unwrap();
    assert!(locations.changed > 0);
}

#[tokio::test]
async fn folders_give_their_newest_zip_or_their_tables() {
    let place = Place::with(
        "[destinations.disk]\nkind = \"file\"\npath = \"asm.zip\"\n\
         [flows.nightly]\nfolder = \"exports\"\ndestination = \"disk\"\n[flows.nightly.retry]\nafter = []\n",
    );
    let flows = place.flows();
    assert_eq!(run_now(&flows).await.error.unwrap().code, "not_found");
    let exports = place.path("exports");
    fs::create_dir(&exports).unwrap();
    fs::write(exports.join("readme.txt"), "x").unwrap();
    fs::write(exports.join(".hidden.zip"), "x").unwrap();
    assert_eq!(run_now(&flows).await.error.unwrap().code, "source_missing");
    let mut zip = zip::ZipArchive::new(fs::File::open(place.path("district.zip")).unwrap()).unwrap();
    zip.extract(&exports).unwrap();
    let of_tables = run_now(&flows).await;
    assert_eq!(of_tables.status, RunStatus::Succeeded, "{:?}", of_tables.error);
    fs::copy(place.path("district.zip"), exports.join("a.zip")).unwrap();
    let of_zip = run_now(&flows).await;
    assert_eq!(of_zip.delivered, of_tables.delivered, "the same data");
    let source = |run| detail(&flows, run).step(StepKind::Source).unwrap().output;
    assert_ne!(source(of_zip.id), source(of_tables.id));
}

#[tokio::test]
async fn archives_for_apple_go_through() {
    let place = Place::new("");
    let flows = place.flows();
    run_now(&flows).await;
    fs::rename(place.path("asm.zip"), place.path("district.zip")).unwrap();
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Succeeded);
    assert!(detail(&flows, run.id).differences.iter().all(|one| one.added + one.removed == 0));
    assert!(run.summary["students"] > 0);
}

#[derive(Default)]
struct Heard(Mutex<Vec<Event>>);

impl Observer for Heard {
    fn event(&self, _: RunId, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

#[tokio::test]
async fn observers_hear_of_steps_in_order() {
    let place = Place::new("");
    let flows = place.flows();
    let id = flows.start("nightly", Request::manual()).unwrap();
    let heard = Arc::new(Heard::default());
    flows.run(id, Arc::clone(&heard) as Arc<dyn Observer>, StopSignal::never()).await.unwrap();
    let mut expected: Vec<Event> = StepKind::ALL.iter().copied().map(Event::Step).collect();
    expected.push(Event::Ended(RunStatus::Succeeded));
    assert_eq!(*heard.0.lock().unwrap(), expected);
}

/// Asks to stop when a step begins.
struct StopAt(StepKind, Stop, fn(&Stop));

impl Observer for StopAt {
    fn event(&self, _: RunId, event: &Event) {
        if *event == Event::Step(self.0) {
            (self.2)(&self.1);
        }
    }
}

#[tokio::test]
async fn paused_runs_go_on_where_they_were() {
    for step in StepKind::ALL.iter().copied() {
        let place = Place::new("");
        let flows = place.flows();
        let id = flows.start("nightly", Request::manual()).unwrap();
        let stop = Stop::new();
        let observer = Arc::new(StopAt(step, stop.clone(), Stop::pause));
        let paused = flows.run(id, observer, stop.signal()).await.unwrap();
        assert_eq!((paused.status, paused.error), (RunStatus::Waiting, None), "{step}");
        assert_eq!(place.delivered_students(), None);
        assert_eq!(place.left_over(), Vec::<String>::new());
        assert_eq!(flows.ready().unwrap().len(), 1);
        assert_eq!(run(&flows, id).await.status, RunStatus::Succeeded);
        assert_eq!(detail(&flows, id).deliveries.len(), 1);
    }
}

#[tokio::test]
async fn cancelled_runs_are_not_repeated() {
    for step in StepKind::ALL.iter().copied() {
        let place = Place::new("");
        let flows = place.flows();
        let id = flows.start("nightly", Request::manual()).unwrap();
        let stop = Stop::new();
        let observer = Arc::new(StopAt(step, stop.clone(), Stop::cancel));
        let cancelled = flows.run(id, observer, stop.signal()).await.unwrap();
        assert_eq!(
            (cancelled.status, cancelled.error.unwrap().code.as_str()),
            (RunStatus::Failed, "cancelled")
        );
        assert_eq!(place.delivered_students(), None, "{step}");
        assert!(flows.next().unwrap().is_none());
    }
}
