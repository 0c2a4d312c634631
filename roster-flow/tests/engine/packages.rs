//! OneRoster as it is.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;

use oneroster_model::Version;
use oneroster_sandbox::District;
use roster_history::{ChangeKind, RunStatus, StepKind};

use crate::place::{Place, STUDENTS, detail, district, run_now};

fn place() -> Place {
    Place::new("conversion = \"none\"\n")
}

#[tokio::test]
async fn packages_go_out_as_they_are() {
    let place = place();
    let flows = place.flows();
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Succeeded, "{:?}", run.error);
    assert_eq!(fs::read(place.path("asm.zip")).unwrap(), fs::read(place.path("district.zip")).unwrap());
    assert!(run.summary["users"] > u64::from(STUDENTS));
    assert!(!run.summary.contains_key("manifest"));
}

#[tokio::test]
async fn losses_are_measured_as_for_apple() {
    let place = place();
    let flows = place.flows();
    run_now(&flows).await;
    place.export(&district().changed(1, 0.03));
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Succeeded);
    let differences = detail(&flows, run.id).differences;
    let users = differences.iter().find(|one| one.file == "users.csv").unwrap();
    assert!(users.changed > 0 && users.samples.iter().any(|sample| sample.kind == ChangeKind::Removed));
    place.export(&District::builder(STUDENTS / 2).build());
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Held);
    let held = detail(&flows, run.id).guard.unwrap().held;
    assert!(held.iter().any(|one| one.code == "guard_loss" && one.message.starts_with("users.csv lost ")));
}

#[tokio::test]
async fn errors_hold_unless_they_are_allowed() {
    let place = place();
    place.export(&District::builder(300).dirty(0.1).build());
    let flows = place.flows();
    let run = run_now(&flows).await;
    assert_eq!(run.status, RunStatus::Held);
    assert_eq!(detail(&flows, run.id).guard.unwrap().held[0].code, "guard_invalid");
    assert!(!flows.history().findings(run.id, StepKind::Convert).unwrap().is_empty());
    let tolerant = "conversion = \"none\"\nguards = { allow_errors = true }\n";
    let flows = place.reconfigured("conversion = \"none\"\n", tolerant);
    assert_eq!(run_now(&flows).await.status, RunStatus::Succeeded);
}

#[tokio::test]
async fn other_versions_and_formats_are_not_compared() {
    let place = place();
    let flows = place.flows();
    run_now(&flows).await;
    place.export(&District::builder(STUDENTS).version(Version::V1_2).build());
    let run = run_now(&flows).await;
    assert_eq!(detail(&flows, run.id).guard.unwrap().held[0].code, "guard_other_format");
    let flows = place.reconfigured("conversion = \"none\"\n", "");
    let run = run_now(&flows).await;
    assert_eq!(detail(&flows, run.id).guard.unwrap().held[0].code, "guard_other_format");
}
