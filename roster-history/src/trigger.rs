use serde::Serialize;
use time::OffsetDateTime;

use crate::{RunId, StepKind};

/// What started a run.
///
/// In JSON an object with `kind`: `schedule`, `manual`, `drop`, `retry` or `replay`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Trigger {
    /// Its time had come.
    Schedule {
        /// The time of the schedule, UTC; the run may have begun later.
        #[serde(with = "time::serde::rfc3339")]
        due: OffsetDateTime,
    },
    /// Someone asked for it.
    Manual,
    /// An upload to the inbox was complete.
    Drop {
        /// The file account that uploaded.
        account: String,
    },
    /// An earlier run failed for a reason that may pass.
    Retry {
        /// The run that failed.
        of: RunId,
    },
    /// Someone asked to repeat a run with the data it had.
    Replay {
        /// The run that is repeated.
        of: RunId,
        /// The first step that is done anew; what comes before it is taken over.
        from: StepKind,
    },
}

impl Trigger {
    /// Returns `schedule`, `manual`, `drop`, `retry` or `replay`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Schedule { .. } => "schedule",
            Self::Manual => "manual",
            Self::Drop { .. } => "drop",
            Self::Retry { .. } => "retry",
            Self::Replay { .. } => "replay",
        }
    }

    /// Returns the run that this one retries or replays.
    pub const fn of(&self) -> Option<RunId> {
        match self {
            Self::Retry { of } | Self::Replay { of, .. } => Some(*of),
            _ => None,
        }
    }
}
