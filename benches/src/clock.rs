//! CPU time of this process.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

use crate::Failure;

/// Returns user and system time of all threads so far.
pub(crate) fn cpu() -> Result<Duration, Failure> {
    Ok(Duration::from(clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?))
}

/// Adds up the CPU time of pieces of work between which other work is done.
#[derive(Debug, Default)]
pub(crate) struct StopWatch {
    sum: Duration,
}

impl StopWatch {
    /// Does a piece of work and counts its CPU time.
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> Result<T, Failure> {
        let before = cpu()?;
        let result = work();
        self.sum += cpu()?.saturating_sub(before);
        Ok(result)
    }

    /// Returns the CPU time so far, in seconds.
    pub(crate) fn seconds(&self) -> f64 {
        self.sum.as_secs_f64()
    }
}
