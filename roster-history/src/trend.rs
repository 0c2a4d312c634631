use serde::Serialize;
use time::OffsetDateTime;

use crate::{Counts, RunId, RunStatus};

/// One run of a flow as a point of a chart, see [`History::trends`](crate::History::trends).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TrendPoint {
    /// The run.
    pub run: RunId,
    /// When work on it began, UTC; when it was created, if it never began.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Where it stands.
    pub status: RunStatus,
    /// How long it took, in seconds; none if it never began or has not ended.
    pub seconds: Option<f64>,
    /// Its summary, and `findings`: the number of all findings of its steps.
    pub counts: Counts,
}
