//! Notifications arrive, or say why not: a mail server and a receiver of webhooks on this machine.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod mail;
mod mail_server;
mod webhook;

use std::sync::Arc;

use roster_flow::notify::{Notification, NotificationEvent, Problem};
use roster_flow::schedule::{Clock, ManualClock};
use time::macros::datetime;

/// What the tests tell: a run that failed.
fn failed() -> Notification {
    let mut notification =
        Notification::new(NotificationEvent::Failure, "nächtlich", "17", datetime!(2026-11-25 10:31 UTC));
    notification.failure = Some(Problem::new("connect", "no connection").advise("look at the network"));
    notification.counts.insert("students".into(), 1200);
    notification
}

fn clock() -> (ManualClock, Arc<dyn Clock>) {
    let clock = ManualClock::new(datetime!(2026-11-25 10:31 UTC));
    (clock.clone(), Arc::new(clock))
}
