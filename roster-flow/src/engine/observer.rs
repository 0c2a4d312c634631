use std::fmt;

use roster_history::{RunId, RunStatus, StepKind};

use crate::fetch::Collection;

/// Is told how far a run has come. `()` ignores it all.
///
/// Called from several threads while work goes on: do little here.
pub trait Observer: Send + Sync {
    /// Takes what happened.
    fn event(&self, run: RunId, event: &Event);
}

impl Observer for () {
    fn event(&self, _: RunId, _: &Event) {}
}

/// What happens in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A step begins.
    Step(StepKind),
    /// Records of a collection were received.
    Fetched {
        /// The collection.
        collection: Collection,
        /// Records so far.
        records: u64,
        /// Records in all, if the server tells it.
        total: Option<u64>,
    },
    /// Bytes of the prepared file were acknowledged.
    Sent {
        /// Bytes so far.
        bytes: u64,
        /// Bytes in all.
        total: u64,
    },
    /// The run stands there now; nothing more follows.
    Ended(RunStatus),
}

impl fmt::Debug for dyn Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}
