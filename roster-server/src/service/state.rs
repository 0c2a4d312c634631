use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use roster_flow::Flows;
use roster_flow::engine::{Stop, StopSignal};
use roster_history::RunId;
use time::OffsetDateTime;
use tokio::sync::{Notify, broadcast, watch};

use super::ServiceEvent;
use super::inbox::InboxDesk;
use super::runner::Runner;
use crate::Error;
use crate::metrics::Tally;

/// What the conductor and its handles share.
#[derive(Debug)]
pub(super) struct State {
    pub(super) flows: Flows,
    pub(super) runner: Arc<dyn Runner>,
    pub(super) stop: Stop,
    pub(super) tally: Tally,
    events: broadcast::Sender<ServiceEvent>,
    /// Makes the conductor look again.
    wake: Notify,
    /// How often it was asked to look, and which of these it has done.
    asked: AtomicU64,
    looked: watch::Sender<u64>,
    /// What is under way, by flow.
    running: Mutex<BTreeMap<String, RunId>>,
    pulse: Mutex<Pulse>,
    /// Set once the inbox is open.
    inbox: OnceLock<InboxDesk>,
}

/// How the conductor is.
#[derive(Clone, Debug)]
pub(super) struct Pulse {
    /// When it looked last, by a clock that nobody can set.
    pub(super) looked: Instant,
    /// Code of the error that the last look ended with.
    pub(super) trouble: Option<&'static str>,
}

/// So many events may wait for a slow listener.
const EVENTS: usize = 256;

impl State {
    pub(super) fn new(flows: Flows, runner: Arc<dyn Runner>) -> Self {
        Self {
            flows,
            runner,
            stop: Stop::new(),
            tally: Tally::default(),
            events: broadcast::Sender::new(EVENTS),
            wake: Notify::new(),
            asked: AtomicU64::new(0),
            looked: watch::Sender::new(0),
            running: Mutex::default(),
            pulse: Mutex::new(Pulse { looked: Instant::now(), trouble: None }),
            inbox: OnceLock::new(),
        }
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.flows.clock().now()
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stop.signal().requested().is_some()
    }

    pub(super) fn stop_signal(&self) -> StopSignal {
        self.stop.signal()
    }

    pub(super) fn tell(&self, event: ServiceEvent) {
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<ServiceEvent> {
        self.events.subscribe()
    }

    /// Makes the conductor look soon.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Makes the conductor look, and returns when it has, or has ended.
    pub(super) async fn look(&self) {
        let number = self.asked.fetch_add(1, Ordering::AcqRel) + 1;
        self.wake();
        // The sender lives as long as this does.
        let _ = self.looked.subscribe().wait_for(|looked| *looked >= number).await;
    }

    /// What the conductor was asked before it looks; to be handed back when it has looked.
    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Acquire)
    }

    pub(super) fn has_looked(&self, asked: u64) {
        self.looked.send_replace(asked);
    }

    pub(super) fn set_inbox(&self, desk: InboxDesk) {
        // It is opened once.
        let _ = self.inbox.set(desk);
    }

    pub(super) fn inbox(&self) -> Option<InboxDesk> {
        self.inbox.get().cloned()
    }

    pub(super) fn running(&self) -> MutexGuard<'_, BTreeMap<String, RunId>> {
        lock(&self.running)
    }

    pub(super) fn pulse(&self) -> MutexGuard<'_, Pulse> {
        lock(&self.pulse)
    }

    /// Asks the flows or their history, away from the threads that serve others.
    pub(super) async fn ask<T, E, F>(&self, question: F) -> Result<T, Error>
    where
        T: Send + 'static,
        E: Send + 'static,
        Error: From<E>,
        F: FnOnce(&Flows) -> Result<T, E> + Send + 'static,
    {
        let flows = self.flows.clone();
        let answered = tokio::task::spawn_blocking(move || question(&flows)).await;
        Ok(answered.map_err(|error| Error::Broken(error.to_string()))??)
    }
}

/// What is behind these locks is whole at any moment, also after a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
