use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;

use crate::text_enum::{number_id, text_enum};
use crate::{Delivery, Difference, FailureRecord, FileId, GuardDecision, Step, StepKind, Trigger};

/// Names and numbers, such as `students` → 1200.
pub type Counts = BTreeMap<String, u64>;

number_id! {
    /// The number of a run: from 1, in the order of creation, never given out twice.
    ///
    /// # Examples
    ///
    /// ```
    /// use roster_history::RunId;
    ///
    /// let id: RunId = "17".parse()?;
    /// assert_eq!(id.to_string(), "17");
    /// assert!("0".parse::<RunId>().is_err());
    /// # Ok::<(), roster_history::Error>(())
    /// ```
    RunId, "the number of a run"
}

text_enum! {
    /// Where a run stands.
    ///
    /// # Examples
    ///
    /// ```
    /// use roster_history::RunStatus;
    ///
    /// assert_eq!("held".parse::<RunStatus>()?, RunStatus::Held);
    /// assert!(RunStatus::Running.may_become(RunStatus::Held));
    /// assert!(!RunStatus::Succeeded.may_become(RunStatus::Running));
    /// # Ok::<(), roster_history::Error>(())
    /// ```
    RunStatus, "status of a run" {
        /// Queued, delayed until a time, or approved and not taken up yet.
        Waiting = "waiting",
        /// A process is at work on it, or was when it died.
        Running = "running",
        /// Ended well; delivered, unless it was a dry run.
        Succeeded = "succeeded",
        /// Ended with a failure.
        Failed = "failed",
        /// Stopped by a guard before delivery, until someone decides.
        Held = "held",
        /// Ended by someone's decision.
        Discarded = "discarded",
    }
}

impl RunStatus {
    /// Tells whether nothing can happen to the run any more.
    pub const fn is_final(self) -> bool {
        self.next().is_empty()
    }

    /// Tells whether a run may go from this status to the next one.
    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }

    const fn next(self) -> &'static [Self] {
        match self {
            Self::Waiting => &[Self::Running, Self::Failed, Self::Discarded],
            Self::Running => &[Self::Succeeded, Self::Failed, Self::Held, Self::Waiting],
            Self::Held => &[Self::Waiting, Self::Discarded],
            Self::Succeeded | Self::Failed | Self::Discarded => &[],
        }
    }
}

/// A run to be created, see [`History::create_run`](crate::History::create_run).
///
/// # Examples
///
/// ```
/// use roster_history::{NewRun, Trigger};
///
/// let run = NewRun::new("nightly", Trigger::Manual).as_dry_run().with_settings_hash("5f3a");
/// assert_eq!((run.flow.as_str(), run.dry_run, run.attempt), ("nightly", true, 1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewRun {
    /// Name of the flow.
    pub flow: String,
    /// What starts it.
    pub trigger: Trigger,
    /// Everything but the delivery; default no.
    pub dry_run: bool,
    /// Number of the attempt, from 1; default 1.
    pub attempt: u32,
    /// Not to be started before this time; default at once.
    pub not_before: Option<OffsetDateTime>,
    /// Fingerprint of the settings that the run uses, in whatever form; default none.
    pub settings_hash: Option<String>,
    /// The first step that a retry does anew; what comes before is taken over. Default the source. A replay says it
    /// in its trigger.
    pub first_step: StepKind,
}

impl NewRun {
    /// Creates a description of a first attempt that may start at once and delivers.
    pub fn new(flow: impl Into<String>, trigger: Trigger) -> Self {
        let first_step = match trigger {
            Trigger::Replay { from, .. } => from,
            _ => StepKind::Source,
        };
        let flow = flow.into();
        Self { flow, trigger, dry_run: false, attempt: 1, not_before: None, settings_hash: None, first_step }
    }

    /// Leaves the delivery out.
    #[must_use]
    pub fn as_dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// Sets the number of the attempt, from 1.
    #[must_use]
    pub fn with_attempt(mut self, attempt: u32) -> Self {
        self.attempt = attempt;
        self
    }

    /// Delays the run.
    #[must_use]
    pub fn with_not_before(mut self, not_before: OffsetDateTime) -> Self {
        self.not_before = Some(not_before);
        self
    }

    /// Lets a retry take over what the failed run had done before this step.
    #[must_use]
    pub fn with_first_step(mut self, step: StepKind) -> Self {
        self.first_step = step;
        self
    }

    /// Sets the fingerprint of the settings.
    #[must_use]
    pub fn with_settings_hash(mut self, hash: impl Into<String>) -> Self {
        self.settings_hash = Some(hash.into());
        self
    }
}

/// How a run ends, see [`History::finish_run`](crate::History::finish_run).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunEnd {
    /// Well, without a delivery: a dry run, or one with nothing to deliver.
    Succeeded,
    /// With a failure; steps under way fail with it.
    Failed(FailureRecord),
    /// A waiting run is called off; the record says why and by whom.
    Discarded(FailureRecord),
}

impl RunEnd {
    /// Returns the status that the run gets.
    pub const fn status(&self) -> RunStatus {
        match self {
            Self::Succeeded => RunStatus::Succeeded,
            Self::Failed(_) => RunStatus::Failed,
            Self::Discarded(_) => RunStatus::Discarded,
        }
    }

    /// Returns the reason, if it has one.
    pub const fn failure(&self) -> Option<&FailureRecord> {
        match self {
            Self::Succeeded => None,
            Self::Failed(failure) | Self::Discarded(failure) => Some(failure),
        }
    }
}

/// A run as the history knows it. Times are UTC, to the microsecond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// Name of the flow.
    pub flow: String,
    /// What started it.
    pub trigger: Trigger,
    /// Where it stands.
    pub status: RunStatus,
    /// Whether it leaves the delivery out.
    pub dry_run: bool,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// Fingerprint of its settings.
    pub settings_hash: Option<String>,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    /// When it may start, if not at once.
    #[serde(with = "time::serde::rfc3339::option")]
    pub not_before: Option<OffsetDateTime>,
    /// When work on it began; stays when it is taken up again.
    #[serde(with = "time::serde::rfc3339::option")]
    pub started: Option<OffsetDateTime>,
    /// When it came to its final status.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended: Option<OffsetDateTime>,
    /// Why it failed or was called off.
    pub error: Option<FailureRecord>,
    /// The file that was delivered and acknowledged.
    pub delivered: Option<FileId>,
    /// What was in it: `students`, `staff`, `classes` and so on.
    pub summary: Counts,
}

/// A run with everything that belongs to it but findings and exchanges.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RunDetail {
    /// The run.
    pub run: Run,
    /// Its four steps, in their order.
    pub steps: Vec<Step>,
    /// What the guards held it for and what was decided.
    pub guard: Option<GuardDecision>,
    /// Attempts to deliver, oldest first.
    pub deliveries: Vec<Delivery>,
    /// What differs from the file delivered before, by file.
    pub differences: Vec<Difference>,
    /// The run of the same flow before this one.
    pub previous: Option<RunId>,
    /// The run of the same flow after this one.
    pub next: Option<RunId>,
    /// Retries and replays of this run, oldest first.
    pub repeated_by: Vec<RunId>,
}

impl RunDetail {
    /// Returns the step of this kind.
    pub fn step(&self, kind: StepKind) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == kind)
    }

    /// Returns the file that is, was or would be delivered: the output of the last step that made one.
    pub fn prepared(&self) -> Option<FileId> {
        self.steps.iter().rev().filter(|step| step.kind != StepKind::Deliver).find_map(|step| step.output)
    }
}

/// Which runs to list, see [`History::runs`](crate::History::runs).
///
/// The list has the newest run first; the next page is asked with `before` set to the last run of this one.
///
/// # Examples
///
/// ```
/// use roster_history::{RunFilter, RunStatus};
///
/// let filter = RunFilter::new().with_flow("nightly").with_status(RunStatus::Failed).with_limit(10);
/// assert_eq!(filter.limit, 10);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunFilter {
    /// Only runs of this flow; default all.
    pub flow: Option<String>,
    /// Only runs with this status; default all.
    pub status: Option<RunStatus>,
    /// Only runs with a smaller number than this; default all.
    pub before: Option<RunId>,
    /// At most so many; default 50, at most [`RunFilter::MAXIMUM`].
    pub limit: usize,
}

impl Default for RunFilter {
    fn default() -> Self {
        Self { flow: None, status: None, before: None, limit: 50 }
    }
}

impl RunFilter {
    /// The largest number of runs in one answer; a larger limit is cut to it.
    pub const MAXIMUM: usize = 1000;

    /// Creates a filter for the newest 50 runs of all flows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes only runs of this flow.
    #[must_use]
    pub fn with_flow(mut self, flow: impl Into<String>) -> Self {
        self.flow = Some(flow.into());
        self
    }

    /// Takes only runs with this status.
    #[must_use]
    pub fn with_status(mut self, status: RunStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Takes only runs with a smaller number.
    #[must_use]
    pub fn with_before(mut self, before: RunId) -> Self {
        self.before = Some(before);
        self
    }

    /// Takes at most so many runs.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}

/// A run that was under way when its process died, or that another process is at work on.
///
/// The history cannot tell the two apart: whoever acts on it holds the lock of the flow.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Interrupted {
    /// The run; its status is running.
    pub run: Run,
    /// The step that was under way.
    pub step: Option<StepKind>,
    /// Deliveries that were begun and not ended: their file may have arrived.
    pub deliveries: Vec<Delivery>,
}
