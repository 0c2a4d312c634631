#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;

use roster_history::{RunStatus, StepKind, Trigger};

use crate::place::{Place, detail, run, run_now, story};

#[tokio::test]
async fn runs_are_replayed_from_each_step_with_the_same_data() {
    let place = Place::new("");
    let flows = place.flows();
    let first = run_now(&flows).await;
    let prepared = first.delivered;
    for (from, expected) in [
        (StepKind::Convert, "succeeded: reused done done done"),
        (StepKind::Guard, "succeeded: reused reused done done"),
        (StepKind::Deliver, "succeeded: reused reused reused done"),
    ] {
        fs::write(place.path("district.zip"), "not looked at").unwrap();
        fs::remove_file(place.path("asm.zip")).unwrap();
        let id = flows.replay(first.id, from).unwrap();
        let again = run(&flows, id).await;
        assert_eq!(story(&flows, id), expected);
        assert_eq!(again.trigger, Trigger::Replay { of: first.id, from });
        assert_eq!(again.delivered, prepared);
        assert!(place.path("asm.zip").exists());
    }
    let id = flows.replay(first.id, StepKind::Source).unwrap();
    assert_eq!(run(&flows, id).await.status, RunStatus::Failed, "the source is read anew");
}

#[tokio::test]
async fn replays_see_new_settings() {
    let place = Place::new("conversion_settings = { location_name_prefix = \"A \" }\n");
    let first = run_now(&place.flows()).await;
    let flows = place.reconfigured("\"A \"", "\"B \"");
    let id = flows.replay(first.id, StepKind::Convert).unwrap();
    assert_eq!(run(&flows, id).await.status, RunStatus::Succeeded);
    assert!(detail(&flows, id).differences.iter().any(|one| one.changed > 0));
    assert_ne!(detail(&flows, id).run.settings_hash, first.settings_hash);
}

#[tokio::test]
async fn replays_need_files_that_are_what_they_were() {
    let place = Place::new("");
    let flows = place.flows();
    let first = run_now(&flows).await;
    let source = detail(&flows, first.id).step(StepKind::Source).unwrap().output.unwrap();
    fs::remove_file(flows.history().file(&source)).unwrap();
    assert_eq!(flows.replay(first.id, StepKind::Convert).unwrap_err().code(), "not_found");
}
