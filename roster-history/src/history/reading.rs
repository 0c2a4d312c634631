use time::OffsetDateTime;

use crate::store::read;
use crate::{
    CodeFindings, Delivered, Error, Exchange, ExchangeEntry, ExchangeId, History, Interrupted, Run,
    RunDetail, RunFilter, RunId, ScheduleState, StepKind, TrendPoint,
};

/// Reading. Every method sees one state of the database and fails with [`Error::Corrupt`], [`Error::Busy`] or
/// [`Error::Io`] if the database cannot be read.
impl History {
    /// Lists runs, the newest first.
    ///
    /// # Errors
    ///
    /// As all that reads.
    pub fn runs(&self, filter: &RunFilter) -> Result<Vec<Run>, Error> {
        self.inner.database.read(|transaction| read::runs(transaction, filter))
    }

    /// Returns a run with its steps, guard, deliveries, differences and neighbours.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; as all that reads.
    pub fn run(&self, id: RunId) -> Result<RunDetail, Error> {
        self.inner.database.read(|transaction| read::run_detail(transaction, id))
    }

    /// Lists the waiting runs that may start at `now`, the oldest first.
    ///
    /// # Errors
    ///
    /// As all that reads.
    pub fn ready(&self, now: OffsetDateTime) -> Result<Vec<Run>, Error> {
        self.inner.database.read(|transaction| read::ready(transaction, now))
    }

    /// Lists the runs that are under way, or were when their process died, the oldest first.
    ///
    /// Whoever ends or requeues one holds the lock of its flow; the history cannot tell the dead from the living.
    ///
    /// # Errors
    ///
    /// As all that reads.
    pub fn interrupted(&self) -> Result<Vec<Interrupted>, Error> {
        self.inner.database.read(read::interrupted)
    }

    /// Returns the findings of a step by code, the worst first.
    ///
    /// # Errors
    ///
    /// As all that reads; an unknown run has no findings.
    pub fn findings(&self, run: RunId, step: StepKind) -> Result<Vec<CodeFindings>, Error> {
        self.inner.database.read(|transaction| read::findings(transaction, run, step))
    }

    /// Lists the exchanges of a step without headers and bodies, in their order.
    ///
    /// # Errors
    ///
    /// As all that reads; an unknown run has no exchanges.
    pub fn exchanges(&self, run: RunId, step: StepKind) -> Result<Vec<ExchangeEntry>, Error> {
        self.inner.database.read(|transaction| read::exchanges(transaction, run, step))
    }

    /// Returns an exchange with headers and bodies.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; as all that reads.
    pub fn exchange(&self, id: ExchangeId) -> Result<Exchange, Error> {
        self.inner.database.read(|transaction| read::exchange(transaction, id))
    }

    /// Returns the last runs of a flow as points of a chart, the oldest first; dry runs are left out.
    ///
    /// At most [`RunFilter::MAXIMUM`].
    ///
    /// # Errors
    ///
    /// As all that reads.
    pub fn trends(&self, flow: &str, last: usize) -> Result<Vec<TrendPoint>, Error> {
        self.inner.database.read(|transaction| read::trends(transaction, flow, last))
    }

    /// Returns what a flow delivered last to a destination.
    ///
    /// # Errors
    ///
    /// As all that reads.
    pub fn last_delivered(&self, flow: &str, destination: &str) -> Result<Option<Delivered>, Error> {
        self.inner.database.read(|transaction| read::last_delivered(transaction, flow, destination))
    }

    /// Returns how far the schedule of a flow was followed; none if it never was.
    ///
    /// # Errors
    ///
    /// As all that reads.
    pub fn schedule_state(&self, flow: &str) -> Result<Option<ScheduleState>, Error> {
        self.inner.database.read(|transaction| read::schedule_state(transaction, flow))
    }
}
