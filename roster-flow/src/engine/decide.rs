use roster_history::{Decision, RunDetail, RunId, RunStatus};

use super::Flows;
use crate::error::{Error, FlowProblem};

/// Somebody's word that a held run is to be delivered.
///
/// # Examples
///
/// ```
/// use roster_flow::engine::Approval;
///
/// let approval = Approval::new("office", "school 7 was closed").even_if_overtaken();
/// assert!(approval.even_if_overtaken);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Approval {
    /// Who.
    pub who: String,
    /// Why.
    pub reason: String,
    /// Whether older data are to replace newer ones that were delivered meanwhile; default no.
    pub even_if_overtaken: bool,
}

impl Approval {
    /// Says who approves, and why; neither may be empty.
    pub fn new(who: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { who: who.into(), reason: reason.into(), even_if_overtaken: false }
    }

    /// Delivers although a newer run has delivered meanwhile.
    #[must_use]
    pub fn even_if_overtaken(mut self) -> Self {
        self.even_if_overtaken = true;
        self
    }
}

impl Flows {
    /// Releases a held run: it waits now, to be [run](Flows::run) to its end, and delivers exactly the file that
    /// it had prepared. Blocks.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`] with the code `overtaken` when a newer run has delivered since, unless the approval says
    /// that it knows. [`Error::History`]: the run is not held, nobody approves or no reason is given, or the
    /// prepared file is not what it was.
    pub fn approve(&self, run: RunId, approval: &Approval) -> Result<(), Error> {
        let detail = self.history().run(run)?;
        if detail.run.status == RunStatus::Held {
            if let Some(file) = detail.prepared() {
                self.history().verify_file(&file)?;
            }
            if !approval.even_if_overtaken {
                self.check_overtaken(&detail)?;
            }
        }
        let decision = Decision::approve(&approval.who, &approval.reason);
        self.history().decide(run, &decision, self.now())?;
        tracing::info!(%run, flow = detail.run.flow, "run.approved");
        Ok(())
    }

    /// Ends a held run without a delivery. Blocks.
    ///
    /// # Errors
    ///
    /// [`Error::History`]: the run is not held, or nobody discards it.
    pub fn discard(&self, run: RunId, who: &str, reason: &str) -> Result<(), Error> {
        self.history().decide(run, &Decision::discard(who, reason), self.now())?;
        tracing::info!(%run, "run.discarded");
        Ok(())
    }

    /// Fails when a newer run has delivered, unless somebody has decided after that.
    pub(super) fn check_overtaken(&self, detail: &RunDetail) -> Result<(), Error> {
        let run = &detail.run;
        let Some(flow) = self.configuration().flows.get(&run.flow) else { return Ok(()) };
        let Some(last) = self.history().last_delivered(&run.flow, &flow.destination)? else { return Ok(()) };
        let decided = detail.guard.as_ref().and_then(|guard| guard.decided.as_ref());
        if last.run <= run.id || decided.is_some_and(|decided| decided.at > last.at) {
            return Ok(());
        }
        let message = format!("run {} has delivered newer data than those of run {}", last.run, run.id);
        let advice = "discard this run; or approve it and say that older data are to replace newer ones";
        Err(FlowProblem::new("overtaken", message).advise(advice).into_error())
    }
}
