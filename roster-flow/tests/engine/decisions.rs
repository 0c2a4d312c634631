#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;

use asm_format::AsmFile;
use oneroster_sandbox::District;
use roster_flow::Flows;
use roster_flow::engine::Approval;
use roster_history::{Run, RunStatus};
use time::Duration;

use crate::place::{Place, STUDENTS, detail, district, run, run_now, story};

/// A delivery of the whole district, and a run that is held because half of it is missing.
async fn held(place: &Place) -> (Flows, Run) {
    let flows = place.flows();
    run_now(&flows).await;
    place.export(&District::builder(STUDENTS / 2).build());
    place.clock.advance(Duration::hours(24));
    let run = run_now(&flows).await;
    (flows, run)
}

#[tokio::test]
async fn a_run_is_held_when_a_school_vanishes() {
    let place = Place::new("");
    let flows = place.flows();
    let whole = District::builder(1300).build();
    place.export(&whole);
    run_now(&flows).await;
    let schools = place.delivered(AsmFile::Locations);
    place.export(&District::builder(600).build());
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Held);
    assert!(run.summary["locations"] < schools.unwrap());
    let held = detail(&flows, run.id).guard.unwrap().held;
    assert!(
        held.iter().any(|reason| reason.message.starts_with("locations.csv lost 1 of 2 keys")),
        "{held:?}"
    );
}

#[tokio::test]
async fn held_runs_deliver_nothing_by_themselves() {
    let place = Place::new("");
    let (flows, run) = held(&place).await;
    assert_eq!(story(&flows, run.id), "held: done done held pending");
    let guard = detail(&flows, run.id).guard.unwrap();
    let codes: Vec<&str> = guard.held.iter().map(|reason| reason.code.as_str()).collect();
    assert!(codes.contains(&"guard_loss"), "{codes:?}");
    assert_eq!(flows.list().unwrap()[0].held, 1);
    assert!(flows.ready().unwrap().is_empty());
    assert!(place.delivered(AsmFile::Students).unwrap() > run.summary["students"]);
}

#[tokio::test]
async fn approval_delivers_exactly_the_prepared_file() {
    let place = Place::new("");
    let (flows, held) = held(&place).await;
    let prepared = detail(&flows, held.id).prepared().unwrap();
    // Whatever happens to the source in between.
    fs::write(place.path("district.zip"), "broken").unwrap();
    assert_eq!(flows.approve(held.id, &Approval::new("office", " ")).unwrap_err().code(), "invalid");
    flows.approve(held.id, &Approval::new("office", "the school was closed")).unwrap();
    assert_eq!(flows.ready().unwrap()[0].id, held.id);
    let run = run(&flows, held.id).await;
    assert_eq!(story(&flows, run.id), "succeeded: done done done done");
    assert_eq!(run.delivered, Some(prepared));
    assert_eq!(fs::read(place.path("asm.zip")).unwrap(), fs::read(flows.history().file(&prepared)).unwrap());
    let decided = detail(&flows, run.id).guard.unwrap().decided.unwrap();
    assert_eq!((decided.who.as_str(), decided.reason.as_str()), ("office", "the school was closed"));
    assert!(flows.approve(held.id, &Approval::new("office", "again")).is_err());
}

#[tokio::test]
async fn discarded_runs_deliver_nothing() {
    let place = Place::new("");
    let (flows, held) = held(&place).await;
    let before = fs::read(place.path("asm.zip")).unwrap();
    flows.discard(held.id, "office", "wrong export").unwrap();
    assert_eq!(detail(&flows, held.id).run.status, RunStatus::Discarded);
    assert!(flows.ready().unwrap().is_empty());
    assert_eq!(fs::read(place.path("asm.zip")).unwrap(), before);
}

#[tokio::test]
async fn prepared_files_that_were_changed_are_not_approved() {
    let place = Place::new("");
    let (flows, held) = held(&place).await;
    let path = flows.history().file(&detail(&flows, held.id).prepared().unwrap());
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "a file of this test")]
    permissions.set_readonly(false);
    fs::set_permissions(&path, permissions).unwrap();
    fs::write(&path, "PK something else").unwrap();
    let error = flows.approve(held.id, &Approval::new("office", "fine")).unwrap_err();
    assert_eq!(error.code(), "file_damaged");
    assert_eq!(detail(&flows, held.id).run.status, RunStatus::Held);
}

#[tokio::test]
async fn overtaken_runs_are_approved_knowingly_only() {
    let place = Place::new("");
    let (flows, held) = held(&place).await;
    place.export(&district().changed(1, 0.01));
    place.clock.advance(Duration::hours(24));
    assert_eq!(run_now(&flows).await.status, RunStatus::Succeeded);
    let approval = Approval::new("office", "the school was closed");
    let error = flows.approve(held.id, &approval).unwrap_err();
    assert_eq!(error.code(), "overtaken");
    assert_eq!(error.to_string(), "run 3 has delivered newer data than those of run 2");
    place.clock.advance(Duration::hours(1));
    flows.approve(held.id, &approval.even_if_overtaken()).unwrap();
    assert_eq!(run(&flows, held.id).await.status, RunStatus::Succeeded);
}

#[tokio::test]
async fn what_is_overtaken_after_the_approval_is_not_delivered() {
    let place = Place::new("");
    let (flows, held) = held(&place).await;
    place.clock.advance(Duration::hours(1));
    flows.approve(held.id, &Approval::new("office", "the school was closed")).unwrap();
    place.export(&district().changed(1, 0.01));
    place.clock.advance(Duration::hours(1));
    assert_eq!(run_now(&flows).await.status, RunStatus::Succeeded);
    let late = run(&flows, held.id).await;
    assert_eq!((late.status, late.error.unwrap().code.as_str()), (RunStatus::Failed, "overtaken"));
}

#[tokio::test]
async fn other_identifiers_hold_a_run() {
    let place = Place::new("conversion_settings = { id_policy = \"preserve\" }\n");
    run_now(&place.flows()).await;
    let flows = place.reconfigured("\"preserve\"", "\"encode\"");
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Held);
    let guard = detail(&flows, run.id).guard.unwrap();
    assert_eq!(guard.held[0].code, "guard_identifier_policy");
    assert_eq!(guard.held[0].message, "identifiers were made by preserve and are made by encode now");
}

#[tokio::test]
async fn damaged_records_of_the_last_delivery_hold_a_run() {
    let place = Place::new("");
    let flows = place.flows();
    let first = run_now(&flows).await;
    fs::remove_file(flows.history().file(&first.delivered.unwrap())).unwrap();
    place.export(&district().changed(1, 0.01));
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Held);
    assert_eq!(detail(&flows, run.id).guard.unwrap().held[0].code, "guard_nothing_to_compare");
}

#[tokio::test]
async fn own_shares_of_a_flow_count() {
    let place = Place::new("[flows.nightly.guards]\nmax_loss = 0.9\n");
    let (_, run) = held(&place).await;
    assert_eq!(run.status, RunStatus::Succeeded);
    let place = Place::new("[flows.nightly.guards]\nmax_loss = 0.9\nmax_loss_of = { students = 0.0 }\n");
    let (flows, run) = held(&place).await;
    assert_eq!(run.status, RunStatus::Held);
    assert!(detail(&flows, run.id).guard.unwrap().held[0].message.starts_with("students.csv lost"));
}
