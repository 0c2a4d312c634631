use time::OffsetDateTime;

use crate::store::write;
use crate::{
    BodyLimit, CodeFindings, Counts, Decision, DeliveryEnd, DeliveryId, Difference, Error, FailureRecord,
    GuardReason, History, NewDelivery, NewExchange, NewRun, RunEnd, RunId, StepKind, StepResult, Trigger,
};

/// Writing. Every method is one transaction and fails with [`Error::StorageFull`], [`Error::ReadOnly`], [`Error::Busy`],
/// [`Error::Corrupt`] or [`Error::Io`] if the database cannot be written; nothing is changed then.
impl History {
    /// Creates a run that waits, with its four steps.
    ///
    /// A run of the schedule moves the schedule state of its flow in the same transaction, so that no due time is
    /// started twice. A replay, and a retry that begins later than at the source, take over the steps before the first
    /// one: with status [`Reused`](crate::StepStatus::Reused), output and counts.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`]: the due time, or a later one, was handled; the run to be retried has not failed, has a retry
    /// already, or nobody knows whether it delivered; a step to be taken over was not completed, such as a guard
    /// that held. [`Error::NotFound`]: the run to be repeated. [`Error::Invalid`]: no flow, attempt 0. As all that writes.
    pub fn create_run(&self, new: &NewRun, now: OffsetDateTime) -> Result<RunId, Error> {
        self.inner.database.write(|transaction| write::create_run(transaction, new, now))
    }

    /// Begins work on a waiting run: one that is new, requeued or approved. Whether it may start already is up to the
    /// caller.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] unless it waits; [`Error::NotFound`]; as all that writes.
    pub fn start_run(&self, run: RunId, now: OffsetDateTime) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::start_run(transaction, run, now))
    }

    /// Begins a step. One that is under way already begins anew, without its findings and exchanges.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] unless the run is under way, the steps before this one are complete and this one is not; also for
    /// the delivery of a dry run. [`Error::NotFound`]; as all that writes.
    pub fn start_step(&self, run: RunId, step: StepKind, now: OffsetDateTime) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::start_step(transaction, run, step, now))
    }

    /// Ends a step that is under way, or skips one that has not begun.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] unless the run is under way and the step allows it; a delivery is done by
    /// [`end_delivery`](Self::end_delivery) only. [`Error::NotFound`]: the run, or the file that the step made. As all
    /// that writes.
    pub fn finish_step(
        &self,
        run: RunId,
        step: StepKind,
        result: &StepResult,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        self.inner.database.write(|transaction| {
            let bytes = result.output.as_ref().map(|id| self.inner.files.size(id)).transpose()?;
            write::finish_step(transaction, run, step, result, bytes, now)
        })
    }

    /// Ends a run without a delivery. Steps under way fail with it, steps not begun are skipped.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`]: the run has ended or is held; a delivery is under way; it shall succeed although a step is not
    /// complete; it shall be discarded although it does not wait. [`Error::NotFound`]; as all that writes.
    pub fn finish_run(&self, run: RunId, end: &RunEnd, now: OffsetDateTime) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::finish_run(transaction, run, end, now))
    }

    /// Ends a run with a failure and creates the run that retries it, both or neither.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] unless the new run is a retry of this one; as [`finish_run`](Self::finish_run) and
    /// [`create_run`](Self::create_run).
    pub fn fail_and_retry(
        &self,
        run: RunId,
        failure: FailureRecord,
        retry: &NewRun,
        now: OffsetDateTime,
    ) -> Result<RunId, Error> {
        if retry.trigger != (Trigger::Retry { of: run }) {
            return Err(Error::invalid(format!("the new run is not a retry of run {run}")));
        }
        self.inner.database.write(|transaction| {
            write::finish_run(transaction, run, &RunEnd::Failed(failure), now)?;
            write::create_run(transaction, retry, now)
        })
    }

    /// Puts a run that is under way back to those that wait; it goes on with the step that was under way.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] unless it is under way and surely has delivered nothing. [`Error::NotFound`]; as all that writes.
    pub fn requeue_run(&self, run: RunId, not_before: Option<OffsetDateTime>) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::requeue_run(transaction, run, not_before))
    }

    /// Holds a run at its guard, until someone decides.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] unless the guard is under way; [`Error::Invalid`] without a reason; [`Error::NotFound`]; as all
    /// that writes.
    pub fn hold(&self, run: RunId, reasons: &[GuardReason], now: OffsetDateTime) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::hold(transaction, run, reasons, now))
    }

    /// Decides about a held run: approved, it waits to be [started](Self::start_run) for its delivery; discarded, it ends.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] unless it is held; [`Error::Invalid`] if nobody decided or nothing was given as the reason of an
    /// approval; [`Error::NotFound`]; as all that writes.
    pub fn decide(&self, run: RunId, decision: &Decision, now: OffsetDateTime) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::decide(transaction, run, decision, now))
    }

    /// Notes that a delivery begins. The first byte may leave when this has returned.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`]: the step has not begun; the file is not the one that the run prepared; the run has a delivery that
    /// is under way, done or unknown, which the database itself refuses, too. [`Error::NotFound`]: the run, or the
    /// file. As all that writes.
    pub fn begin_delivery(
        &self,
        run: RunId,
        new: &NewDelivery,
        now: OffsetDateTime,
    ) -> Result<DeliveryId, Error> {
        self.inner.database.write(|transaction| {
            self.inner.files.size(&new.file)?;
            write::begin_delivery(transaction, run, new, now)
        })
    }

    /// Ends a delivery. If it is done, its step is done and its run has succeeded, all at once; otherwise both stay
    /// under way and the caller ends them, or tries again after a failure that left nothing behind.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if it has ended before; [`Error::NotFound`]; as all that writes.
    pub fn end_delivery(
        &self,
        delivery: DeliveryId,
        end: &DeliveryEnd,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::end_delivery(transaction, delivery, end, now))
    }

    /// Sets numbers of a run's summary; others stay.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if the run has ended; [`Error::NotFound`]; as all that writes.
    pub fn set_summary(&self, run: RunId, counts: &Counts) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::set_summary(transaction, run, counts))
    }

    /// Adds findings to a step: numbers are added up, samples kept up to [`CodeFindings::SAMPLES`] of a code.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; [`Error::Invalid`] for an unknown severity; as all that writes.
    pub fn add_findings(&self, run: RunId, step: StepKind, findings: &[CodeFindings]) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::add_findings(transaction, run, step, findings))
    }

    /// Adds exchanges to a step, after those that it has. Of each body the first bytes up to `limit` are kept, compressed.
    ///
    /// They are kept as they are: whoever calls has taken secrets out.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; as all that writes.
    pub fn add_exchanges(
        &self,
        run: RunId,
        step: StepKind,
        exchanges: &[NewExchange],
        limit: BodyLimit,
    ) -> Result<(), Error> {
        self.inner
            .database
            .write(|transaction| write::add_exchanges(transaction, run, step, exchanges, limit))
    }

    /// Sets how the prepared file differs from the one delivered before; replaces what was set.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; as all that writes.
    pub fn set_differences(&self, run: RunId, differences: &[Difference]) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::set_differences(transaction, run, differences))
    }

    /// Passes over due times up to this one, or goes back to it after a clock was wrong.
    ///
    /// # Errors
    ///
    /// As all that writes.
    pub fn set_schedule_state(&self, flow: &str, last_due: OffsetDateTime) -> Result<(), Error> {
        self.inner.database.write(|transaction| write::set_schedule_state(transaction, flow, last_due))
    }
}
