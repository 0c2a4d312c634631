use serde::Serialize;
use time::OffsetDateTime;

use crate::RunId;

/// How far the schedule of a flow was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ScheduleState {
    /// The last due time that was handled, UTC: a run was created for it, or it was passed over.
    #[serde(with = "time::serde::rfc3339")]
    pub last_due: OffsetDateTime,
    /// The run that was created for it; none if it was passed over.
    pub run: Option<RunId>,
}
