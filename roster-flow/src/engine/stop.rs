use tokio::sync::watch;

/// Asks runs to end. Clones ask the same runs.
///
/// # Examples
///
/// ```
/// use roster_flow::engine::{Stop, StopKind};
///
/// let stop = Stop::new();
/// let signal = stop.signal();
/// assert_eq!(signal.requested(), None);
/// stop.pause();
/// assert_eq!(signal.requested(), Some(StopKind::Pause));
/// ```
#[derive(Clone, Debug)]
pub struct Stop(watch::Sender<Option<StopKind>>);

/// What becomes of a run that is asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopKind {
    /// It waits, and goes on where it was when it is run again: the process is about to end.
    Pause,
    /// It ends as failed, with the code `cancelled`: somebody does not want it any more.
    Cancel,
}

impl Stop {
    /// Creates one that has not asked yet.
    pub fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    /// Returns what runs listen to.
    pub fn signal(&self) -> StopSignal {
        StopSignal(Some(self.0.subscribe()))
    }

    /// Asks for a [pause](StopKind::Pause).
    pub fn pause(&self) {
        self.0.send_replace(Some(StopKind::Pause));
    }

    /// Asks for a [cancellation](StopKind::Cancel).
    pub fn cancel(&self) {
        self.0.send_replace(Some(StopKind::Cancel));
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

/// What a run listens to.
#[derive(Clone, Debug)]
pub struct StopSignal(Option<watch::Receiver<Option<StopKind>>>);

impl StopSignal {
    /// Returns a signal that never comes.
    pub const fn never() -> Self {
        Self(None)
    }

    /// Tells whether it has come.
    pub fn requested(&self) -> Option<StopKind> {
        self.0.as_ref().and_then(|receiver| *receiver.borrow())
    }

    /// Waits until it comes, maybe for ever. May be dropped.
    pub async fn wait(&self) -> StopKind {
        if let Some(receiver) = &self.0
            && let Ok(kind) = receiver.clone().wait_for(Option::is_some).await
            && let Some(kind) = *kind
        {
            return kind;
        }
        std::future::pending().await
    }
}
