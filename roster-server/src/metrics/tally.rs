use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use roster_history::{Run, RunStatus};

/// What has happened since the start of the server.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Counts>);

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) runs: BTreeMap<(String, RunStatus), u64>,
    pub(super) seconds: BTreeMap<String, f64>,
    pub(super) missed: BTreeMap<String, u64>,
    pub(super) arrived: u64,
    pub(super) failed: u64,
    /// Whether the last message failed.
    is_failing: bool,
}

impl Tally {
    pub(crate) fn ended(&self, run: &Run) {
        let mut counts = self.lock();
        *counts.runs.entry((run.flow.clone(), run.status)).or_default() += 1;
        if let (Some(started), Some(ended)) = (run.started, run.ended) {
            // The clock may have been put back meanwhile.
            let seconds = (ended - started).as_seconds_f64().max(0.0);
            *counts.seconds.entry(run.flow.clone()).or_default() += seconds;
        }
    }

    pub(crate) fn missed(&self, flow: &str, count: usize) {
        *self.lock().missed.entry(flow.to_owned()).or_default() += count as u64;
    }

    pub(crate) fn told(&self, arrived: bool) {
        let mut counts = self.lock();
        counts.is_failing = !arrived;
        if arrived {
            counts.arrived += 1;
        } else {
            counts.failed += 1;
        }
    }

    /// Tells whether the last message arrived, or there was none.
    pub(crate) fn last_message_arrived(&self) -> bool {
        !self.lock().is_failing
    }

    pub(super) fn counts(&self) -> Counts {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
