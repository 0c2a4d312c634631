use roster_history::{RunId, RunStatus};

/// Something that happened in the service, for whoever wants to look again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceEvent {
    /// Work on a run has begun.
    Started {
        /// The run.
        run: RunId,
        /// Its flow.
        flow: String,
    },
    /// Work on a run has ended: for good, held, or waiting because the server stops.
    Ended {
        /// The run.
        run: RunId,
        /// Its flow.
        flow: String,
        /// What it came to.
        status: RunStatus,
    },
    /// Due times of a flow have passed without a run.
    Missed {
        /// The flow.
        flow: String,
        /// How many.
        count: usize,
    },
    /// Somebody was told of a run, or could not be.
    Told {
        /// The run.
        run: RunId,
        /// Whom it was for, such as `e-mail to office@example.org`.
        target: String,
        /// Whether it arrived.
        arrived: bool,
    },
    /// Old runs and files were deleted, as they are once a day.
    Cleaned,
}
