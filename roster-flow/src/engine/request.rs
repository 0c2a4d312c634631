use roster_history::{RunId, StepKind, Trigger};
use time::OffsetDateTime;

/// Why a run is wanted, and how much of it.
///
/// # Examples
///
/// ```
/// use roster_flow::engine::Request;
///
/// let request = Request::manual().as_dry_run();
/// assert!(request.dry_run);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// What started it.
    pub trigger: Trigger,
    /// Whether it ends before the delivery; default no.
    pub dry_run: bool,
}

impl Request {
    /// Somebody wants a run now.
    pub const fn manual() -> Self {
        Self::new(Trigger::Manual)
    }

    /// Its time has come; each due time starts one run at most.
    pub const fn schedule(due: OffsetDateTime) -> Self {
        Self::new(Trigger::Schedule { due })
    }

    /// An upload to an account of the inbox is complete.
    pub fn drop(account: impl Into<String>) -> Self {
        Self::new(Trigger::Drop { account: account.into() })
    }

    /// Somebody wants a run anew from a step on, with the data that it had.
    pub const fn replay(of: RunId, from: StepKind) -> Self {
        Self::new(Trigger::Replay { of, from })
    }

    /// Ends the run before the delivery.
    #[must_use]
    pub fn as_dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    const fn new(trigger: Trigger) -> Self {
        Self { trigger, dry_run: false }
    }
}
