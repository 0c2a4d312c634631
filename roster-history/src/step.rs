use serde::Serialize;
use time::OffsetDateTime;

use crate::text_enum::text_enum;
use crate::{Counts, FailureRecord, FileId};

text_enum! {
    /// The steps of a run, in their order.
    StepKind, "step" {
        /// Fetches from the system, or takes the drop or the file.
        Source = "source",
        /// Makes the files of the destination.
        Convert = "convert",
        /// Compares with what was delivered before, and holds the run if too much would vanish.
        Guard = "guard",
        /// Delivers.
        Deliver = "deliver",
    }
}

text_enum! {
    /// Where a step stands.
    StepStatus, "status of a step" {
        /// Not begun.
        Pending = "pending",
        /// Under way, or was when its process died.
        Running = "running",
        /// Ended well.
        Done = "done",
        /// Ended with a failure.
        Failed = "failed",
        /// Stopped by a guard; only [`StepKind::Guard`].
        Held = "held",
        /// Not needed, or not reached.
        Skipped = "skipped",
        /// Taken over from the run that is replayed.
        Reused = "reused",
    }
}

impl StepStatus {
    /// Tells whether a step may go from this status to the next one.
    ///
    /// A step under way may begin again: a process takes up what another one left. What it had noted is dropped then.
    pub fn may_become(self, next: Self) -> bool {
        let allowed: &[Self] = match self {
            Self::Pending => &[Self::Running, Self::Skipped],
            Self::Running => {
                &[Self::Running, Self::Pending, Self::Done, Self::Failed, Self::Held, Self::Skipped]
            }
            Self::Held => &[Self::Done],
            Self::Done | Self::Failed | Self::Skipped | Self::Reused => &[],
        };
        allowed.contains(&next)
    }

    /// Tells whether the next step may begin.
    pub const fn lets_pass(self) -> bool {
        matches!(self, Self::Done | Self::Skipped | Self::Reused)
    }
}

/// A step of a run. Times are UTC, to the microsecond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// Which step.
    pub kind: StepKind,
    /// Where it stands.
    pub status: StepStatus,
    /// When it began, the last time.
    #[serde(with = "time::serde::rfc3339::option")]
    pub started: Option<OffsetDateTime>,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended: Option<OffsetDateTime>,
    /// The file that it made.
    pub output: Option<FileId>,
    /// Size of that file in bytes.
    pub output_bytes: Option<u64>,
    /// What it counted.
    pub counts: Counts,
    /// Why it failed.
    pub failure: Option<FailureRecord>,
}

/// How a step ends, see [`History::finish_step`](crate::History::finish_step).
///
/// A guard that holds its run ends by [`History::hold`](crate::History::hold), a delivery by
/// [`History::end_delivery`](crate::History::end_delivery).
///
/// # Examples
///
/// ```
/// use roster_history::{StepResult, StepStatus};
///
/// let result = StepResult::done().with_count("students", 1200);
/// assert_eq!((result.status(), result.counts["students"]), (StepStatus::Done, 1200));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StepResult {
    status: StepStatus,
    /// The file that the step made; must be in the history already. Default none.
    pub output: Option<FileId>,
    /// What it counted; default nothing.
    pub counts: Counts,
    /// Why it failed.
    pub failure: Option<FailureRecord>,
}

impl StepResult {
    /// Ends a step well.
    pub const fn done() -> Self {
        Self { status: StepStatus::Done, output: None, counts: Counts::new(), failure: None }
    }

    /// Ends a step that was not needed.
    pub const fn skipped() -> Self {
        Self { status: StepStatus::Skipped, output: None, counts: Counts::new(), failure: None }
    }

    /// Ends a step with a failure.
    pub const fn failed(failure: FailureRecord) -> Self {
        Self { status: StepStatus::Failed, output: None, counts: Counts::new(), failure: Some(failure) }
    }

    /// Sets the file that the step made.
    #[must_use]
    pub const fn with_output(mut self, output: FileId) -> Self {
        self.output = Some(output);
        self
    }

    /// Sets one number.
    #[must_use]
    pub fn with_count(mut self, name: impl Into<String>, count: u64) -> Self {
        self.counts.insert(name.into(), count);
        self
    }

    /// Sets all numbers.
    #[must_use]
    pub fn with_counts(mut self, counts: Counts) -> Self {
        self.counts = counts;
        self
    }

    /// Returns the status that the step gets.
    pub const fn status(&self) -> StepStatus {
        self.status
    }
}
