use serde::Serialize;
use time::OffsetDateTime;

use crate::text_enum::{number_id, text_enum};
use crate::{FailureRecord, FileId, RunId};

number_id! {
    /// The number of an attempt to deliver: from 1, in the order of their beginning.
    DeliveryId, "the number of a delivery"
}

text_enum! {
    /// What is known about an attempt to deliver.
    DeliveryState, "state of a delivery" {
        /// Bytes may be on their way; what happened is not known yet.
        Started = "started",
        /// The destination acknowledged the whole file.
        Done = "done",
        /// Nothing is there under the final name.
        Failed = "failed",
        /// The file may or may not be there under its final name, and nobody can tell.
        Unknown = "unknown",
    }
}

/// A delivery to begin, see [`History::begin_delivery`](crate::History::begin_delivery).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewDelivery {
    /// Name of the destination in the configuration.
    pub destination: String,
    /// The file; must be the one that the run prepared.
    pub file: FileId,
    /// Where to, for people: host and path, no secrets.
    pub target: String,
}

impl NewDelivery {
    /// Creates a description of a delivery.
    pub fn new(destination: impl Into<String>, file: FileId, target: impl Into<String>) -> Self {
        Self { destination: destination.into(), file, target: target.into() }
    }
}

/// How an attempt to deliver ended, see [`History::end_delivery`](crate::History::end_delivery).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryEnd {
    /// The destination acknowledged the whole file. Ends the step and the run, too.
    Done,
    /// Nothing is there under the final name; the same run may try again.
    Failed(FailureRecord),
    /// Nobody can tell; the same run cannot try again.
    Unknown(FailureRecord),
}

impl DeliveryEnd {
    /// Returns the state that the delivery gets.
    pub const fn state(&self) -> DeliveryState {
        match self {
            Self::Done => DeliveryState::Done,
            Self::Failed(_) => DeliveryState::Failed,
            Self::Unknown(_) => DeliveryState::Unknown,
        }
    }

    /// Returns the reason, if it has one.
    pub const fn failure(&self) -> Option<&FailureRecord> {
        match self {
            Self::Done => None,
            Self::Failed(failure) | Self::Unknown(failure) => Some(failure),
        }
    }
}

/// One attempt to deliver the file of a run. Times are UTC, to the microsecond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Delivery {
    /// Its number.
    pub id: DeliveryId,
    /// The run.
    pub run: RunId,
    /// Name of the destination in the configuration.
    pub destination: String,
    /// The file.
    pub file: FileId,
    /// What is known about it.
    pub state: DeliveryState,
    /// When it was begun, before the first byte.
    #[serde(with = "time::serde::rfc3339")]
    pub started: OffsetDateTime,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended: Option<OffsetDateTime>,
    /// Where to, for people.
    pub target: String,
    /// Why it failed.
    pub failure: Option<FailureRecord>,
}

/// What a flow delivered last to a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Delivered {
    /// The run that delivered it.
    pub run: RunId,
    /// The file.
    pub file: FileId,
    /// When it was acknowledged, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}
