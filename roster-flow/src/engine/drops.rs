//! Drops of the inbox as a source: the newest one counts, and each is taken once.

use roster_history::{RunFilter, RunId, RunStatus, StepKind, Trigger};
use roster_sftp::{DropKind, FileDrop};

use super::Flows;
use super::take;
use crate::error::{Error, FlowProblem};

/// Begin of the name of the count that tells which drop a run took.
const DROP: &str = "drop ";
/// Runs that are looked at for drops they took.
const RUNS: usize = 50;

/// What a run takes out of the inbox.
#[derive(Debug)]
pub(super) struct TakenDrop {
    newest: FileDrop,
    /// Each is the whole truth, so that the newest one replaces them.
    older: Vec<FileDrop>,
}

impl TakenDrop {
    /// Copies the newest drop.
    pub(super) fn copy(&self, history: &roster_history::History) -> Result<roster_history::FileId, Error> {
        let files = self.newest.files();
        if let (DropKind::Zip, [file]) = (self.newest.kind(), files) {
            return take::file(history, &file.path);
        }
        let paths: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
        take::bundle(history, &paths)
    }

    /// What is noted with the source step, so that the drop is not taken again.
    pub(super) fn counts(&self) -> roster_history::Counts {
        let mut counts = roster_history::Counts::from([(format!("{DROP}{}", self.newest.id()), 1)]);
        if !self.older.is_empty() {
            counts.insert("drops_passed_over".to_owned(), self.older.len() as u64);
        }
        counts
    }

    /// Takes the drops out of the inbox, after what was noted.
    pub(super) fn finish(&self) -> Result<(), Error> {
        for drop in self.older.iter().chain([&self.newest]) {
            drop.finish()?;
        }
        Ok(())
    }
}

impl Flows {
    /// Returns what waits in the inbox of an account.
    ///
    /// Drops that a run has noted are only taken out: its process died in between.
    pub(super) fn waiting_drops(&self, flow: &str, account: &str) -> Result<TakenDrop, Error> {
        let noted = self.noted_drops(flow)?;
        let mut waiting = Vec::new();
        for drop in FileDrop::waiting(&self.folder().join("inbox"))? {
            if drop.account().as_str() != account {
                continue;
            }
            if noted.iter().any(|id| id == drop.id()) {
                drop.finish()?;
            } else {
                waiting.push(drop);
            }
        }
        let newest = waiting.pop().ok_or_else(|| {
            let text = format!("nothing waits in the inbox of {account}");
            let advice = "wait for the next drop, or replay an earlier run";
            FlowProblem::new("nothing_dropped", text).advise(advice).into_error()
        })?;
        Ok(TakenDrop { newest, older: waiting })
    }

    fn noted_drops(&self, flow: &str) -> Result<Vec<String>, Error> {
        let mut noted = Vec::new();
        for run in self.history().runs(&RunFilter::new().with_flow(flow).with_limit(RUNS))? {
            let detail = self.history().run(run.id)?;
            let Some(step) = detail.step(StepKind::Source) else { continue };
            noted.extend(step.counts.keys().filter_map(|name| name.strip_prefix(DROP)).map(str::to_owned));
        }
        Ok(noted)
    }

    /// Calls off waiting runs for drops that this run has taken, too.
    pub(super) fn call_off_joined(&self, flow: &str, account: &str, by: RunId) -> Result<(), Error> {
        match self.waiting_drops(flow, account) {
            Err(error) if error.code() == "nothing_dropped" => {}
            other => return other.map(drop),
        }
        let waiting = RunFilter::new().with_flow(flow).with_status(RunStatus::Waiting);
        for run in self.history().runs(&waiting)? {
            if matches!(run.trigger, Trigger::Drop { .. }) && run.started.is_none() {
                self.call_off(run.id, "joined", &format!("run {by} took this drop"))?;
            }
        }
        Ok(())
    }
}
