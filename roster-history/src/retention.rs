use std::time::Duration;

use serde::Serialize;

/// Which runs to keep, see [`History::retain`](crate::History::retain).
///
/// A run is deleted if it is too old *or* one too many of its flow. These are never deleted: runs that wait, run or
/// are held, and the run that holds what its flow delivered last to a destination.
///
/// # Examples
///
/// ```
/// use roster_history::RetentionRules;
///
/// let rules = RetentionRules::new().with_keep_days(30).with_keep_runs(100);
/// assert_eq!((rules.keep_days, rules.keep_runs), (Some(30), Some(100)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetentionRules {
    /// Keeps runs that ended within so many days of 24 hours; default 90, none keeps all.
    pub keep_days: Option<u32>,
    /// Keeps at most so many ended runs of each flow, the newest; default none, which keeps all.
    pub keep_runs: Option<u32>,
    /// Keeps files that nothing refers to for so long: a run under way may be about to. Default one day.
    pub grace: Duration,
}

impl Default for RetentionRules {
    fn default() -> Self {
        Self { keep_days: Some(90), keep_runs: None, grace: Duration::from_secs(24 * 60 * 60) }
    }
}

impl RetentionRules {
    /// Creates the default rules: 90 days, any number of runs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many days to keep.
    #[must_use]
    pub fn with_keep_days(mut self, days: u32) -> Self {
        self.keep_days = Some(days);
        self
    }

    /// Sets how many runs of each flow to keep.
    #[must_use]
    pub fn with_keep_runs(mut self, runs: u32) -> Self {
        self.keep_runs = Some(runs);
        self
    }

    /// Keeps runs of any age.
    #[must_use]
    pub fn with_any_age(mut self) -> Self {
        self.keep_days = None;
        self
    }

    /// Sets how long files without a reference are kept.
    #[must_use]
    pub fn with_grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }
}

/// What was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Retained {
    /// Number of runs deleted.
    pub runs: u64,
    /// Number of files deleted, unfinished ones included.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
}
