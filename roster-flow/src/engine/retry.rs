//! Repeating failed runs by themselves.

use roster_history::{FailureRecord, NewRun, Run, RunEnd, RunFilter, RunId, RunStatus, StepKind, Trigger};

use super::Flows;
use crate::configuration::FlowConfig;
use crate::error::Error;

impl Flows {
    /// Creates the waiting run that repeats a failed one, if there is to be one.
    ///
    /// It begins with the step that failed, with the outputs of those before.
    pub(super) fn plan_retry(
        &self,
        flow: &FlowConfig,
        failed: &Run,
        step: StepKind,
    ) -> Result<Option<RunId>, Error> {
        let number = failed.attempt as usize - 1;
        let Some(pause) = flow.retry.after.get(number).filter(|_| !failed.dry_run) else { return Ok(None) };
        let now = self.now();
        let mut retry = NewRun::new(&failed.flow, Trigger::Retry { of: failed.id })
            .with_attempt(failed.attempt + 1)
            .with_not_before(now + *pause)
            .with_first_step(step);
        retry.settings_hash = self.settings_hash(flow);
        let run = self.history().create_run(&retry, now)?;
        tracing::info!(of = %failed.id, %run, attempt = retry.attempt, "run.retry_planned");
        Ok(Some(run))
    }

    /// Returns the waiting run that repeats another one.
    pub(super) fn retry_of(&self, failed: &Run) -> Result<Option<Run>, Error> {
        let waiting = RunFilter::new().with_flow(&failed.flow).with_status(RunStatus::Waiting);
        let mut waiting = self.history().runs(&waiting)?.into_iter();
        Ok(waiting.find(|run| matches!(run.trigger, Trigger::Retry { of } if of == failed.id)))
    }

    /// Calls off waiting repetitions because a newer run begins.
    pub(super) fn call_off_retries(&self, newer: &Run) -> Result<(), Error> {
        let waiting = RunFilter::new().with_flow(&newer.flow).with_status(RunStatus::Waiting);
        for run in self.history().runs(&waiting)? {
            if matches!(run.trigger, Trigger::Retry { .. }) && run.id != newer.id && run.started.is_none() {
                self.call_off(run.id, "superseded", &format!("run {} began meanwhile", newer.id))?;
            }
        }
        Ok(())
    }

    /// Ends a waiting run without doing anything.
    pub(super) fn call_off(&self, run: RunId, code: &str, reason: &str) -> Result<(), Error> {
        let end = RunEnd::Discarded(FailureRecord::new(code, reason));
        match self.history().finish_run(run, &end, self.now()) {
            // It does not wait any more: somebody was faster.
            Err(roster_history::Error::Conflict(_)) => Ok(()),
            ended => Ok(ended?),
        }
    }
}
