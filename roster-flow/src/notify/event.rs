use serde::{Deserialize, Serialize};

/// An end of a run that may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum NotificationEvent {
    /// The file was delivered.
    Success,
    /// The run failed.
    Failure,
    /// The run waits for a decision.
    Held,
}
