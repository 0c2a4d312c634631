use std::time::{Duration, Instant};

use super::connection::Connection;
use super::target::Target;
use crate::error::{Error, Step};

/// A step of a check that succeeded.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CheckedStep {
    /// The step.
    pub step: Step,
    /// What was found: addresses, the peer, type and fingerprint of the host key, the user.
    pub detail: String,
    /// How long the step took.
    pub elapsed: Duration,
}

/// What a check found: the steps that succeeded, and what stopped it, if anything.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: roster_sftp::Client) {
/// let report = client.check().await;
/// for step in report.steps() {
///     println!("{}: {}", step.step, step.detail);
/// }
/// if let Some(error) = report.error() {
///     println!("{error}; {}", error.advice());
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct CheckReport {
    steps: Vec<CheckedStep>,
    outcome: Result<(), Error>,
}

impl CheckReport {
    /// Returns the steps that succeeded, in order: name resolution, connection, host key, login.
    pub fn steps(&self) -> &[CheckedStep] {
        &self.steps
    }

    /// Returns what stopped the check.
    pub const fn error(&self) -> Option<&Error> {
        match &self.outcome {
            Ok(()) => None,
            Err(error) => Some(error),
        }
    }

    /// Turns the report into its outcome.
    ///
    /// # Errors
    ///
    /// What stopped the check.
    pub fn into_result(self) -> Result<(), Error> {
        self.outcome
    }
}

/// Connects, verifies the host key, logs in and disconnects.
pub(super) async fn check(target: &Target) -> CheckReport {
    let mut steps = Vec::new();
    let mut since = Instant::now();
    let mut note = |step, detail| {
        steps.push(CheckedStep { step, detail, elapsed: since.elapsed() });
        since = Instant::now();
    };
    let outcome = match Connection::open(target, &mut note).await {
        Ok(connection) => {
            connection.close().await;
            Ok(())
        }
        Err(error) => Err(error),
    };
    CheckReport { steps, outcome }
}
