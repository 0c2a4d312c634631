//! Keeps what a recorder is told.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use oneroster_client::{Recorded, Recorder};

/// Every request with its answer, as a history would show it.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<String>);

impl Memory {
    /// Returns all of it, in both forms in which it can be shown.
    pub(crate) fn shown(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Recorder for Memory {
    fn record(&self, recorded: Recorded) {
        let json = serde_json::to_string(&recorded).unwrap();
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(text, "{recorded:?}\n{json}").unwrap();
    }
}
