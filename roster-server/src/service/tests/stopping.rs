//! Ends of servers, wanted and not.

use std::sync::Arc;

use tokio::sync::Notify;

use super::super::ServiceEvent;
use super::stage::{Script, Stage, flows};
use crate::web::RunMode::Deliver;

const NOW: &str = "2026-05-04T20:00:00Z";

#[tokio::test]
async fn two_servers_do_not_share_a_folder() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "")])).await;
    let scripted = stage.scripted();
    assert_eq!(scripted.serve().await.unwrap_err().code(), "locked");
    stage.stop().await;
    scripted.serve().await.unwrap().stop().await.unwrap();
}

#[tokio::test]
async fn run_that_can_wait_waits_for_the_next_start() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "")])).await;
    stage.script("a", &[Script::Wait(Arc::new(Notify::new()))]);
    let service = stage.service();
    service.run_now("a", Deliver).await.unwrap();
    stage.started().await;
    stage.stop().await;
    assert_eq!(stage.runs(), ["a manual waiting"]);
    assert_eq!(service.run_now("a", Deliver).await.unwrap_err().code(), "stopping");

    let mut again = stage.again(NOW, &flows(&[("a", "")])).await;
    assert_eq!(again.ended().await, "a succeeded");
    again.stop().await;
}

#[tokio::test]
async fn delivery_under_way_is_brought_to_its_end() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "")])).await;
    let gate = Arc::new(Notify::new());
    stage.script("a", &[Script::WaitInDelivery(gate.clone())]);
    stage.service().run_now("a", Deliver).await.unwrap();
    stage.started().await;
    let server = stage.server.take().unwrap();
    let stopping = tokio::spawn(server.stop());
    gate.notify_one();
    stopping.await.unwrap().unwrap();
    assert_eq!(stage.ended().await, "a succeeded");
    assert_eq!(stage.runs(), ["a manual succeeded"]);
}

#[tokio::test]
async fn delivery_that_does_not_end_is_cut_off_and_never_repeated() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "")])).await;
    stage.script("a", &[Script::WaitInDelivery(Arc::new(Notify::new()))]);
    let run = stage.service().run_now("a", Deliver).await.unwrap();
    stage.started().await;
    // The delivery is on record once the run waits in it.
    while stage.history().run(run).unwrap().deliveries.is_empty() {
        tokio::task::yield_now().await;
    }
    stage.stop().await;
    assert_eq!(stage.runs(), ["a manual running"]);

    let mut again = stage.again(NOW, &flows(&[("a", "")])).await;
    again.until("2026-05-06T20:00:00Z").await;
    assert_eq!(again.runs(), ["a manual failed"]);
    again.stop().await;
}

#[tokio::test]
async fn listeners_hear_of_the_end() {
    let mut stage = Stage::new(NOW, &flows(&[("a", "")])).await;
    stage.service().run_now("a", Deliver).await.unwrap();
    let run = stage.started().await;
    let end = stage.events.next().await.unwrap();
    assert!(matches!(end, ServiceEvent::Ended { run: ended, .. } if ended == run), "{end:?}");
    stage.stop().await;
}
