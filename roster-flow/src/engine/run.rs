//! One run from its beginning to its end.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use roster_history::{FailureRecord, Run, RunDetail, RunEnd, RunId, StepKind, StepStatus};

use super::blocking::blocking;
use super::lock::FlowLock;
use super::record::record;
use super::{Event, Flows, Observer, StopKind, StopSignal};
use crate::configuration::FlowConfig;
use crate::error::{Error, FlowProblem};

/// What a run needs in all of its steps.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) flows: Flows,
    /// Name of the flow.
    pub(super) name: String,
    pub(super) flow: Arc<FlowConfig>,
    pub(super) run: RunId,
    pub(super) dry_run: bool,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) stop: StopSignal,
    /// For temporary files; nobody else uses it while the flow is locked.
    pub(super) folder: PathBuf,
}

/// How the steps of a run came to an end without a failure.
enum End {
    /// The delivery was acknowledged, and with it the run ended.
    Delivered,
    /// There is nothing to deliver in a dry run.
    DryRun,
    /// The guards want somebody to decide.
    Held,
}

/// Why the steps of a run came to an early end.
#[derive(Debug)]
pub(super) enum Break {
    Stopped(StopKind),
    Failed(Error),
}

impl From<Error> for Break {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<roster_history::Error> for Break {
    fn from(error: roster_history::Error) -> Self {
        Self::Failed(error.into())
    }
}

pub(super) async fn run(
    flows: Flows,
    run: RunId,
    observer: Arc<dyn Observer>,
    stop: StopSignal,
) -> Result<Run, Error> {
    let (work, lock) = blocking(move || begin(flows, run, observer, stop)).await?;
    let ended = work.steps().await;
    let run = work.end(ended).await;
    drop(lock);
    if let Ok(run) = &run {
        work.observer.event(run.id, &Event::Ended(run.status));
    }
    run
}

fn begin(
    flows: Flows,
    id: RunId,
    observer: Arc<dyn Observer>,
    stop: StopSignal,
) -> Result<(Work, FlowLock), Error> {
    let name = flows.history().run(id)?.run.flow;
    let flow = Arc::new(flows.flow(&name)?.clone());
    let Some(lock) = flows.take_lock(&name)? else { return Err(super::flows::busy(&name)) };
    flows.history().start_run(id, flows.now())?;
    let run = flows.history().run(id)?.run;
    if !run.dry_run {
        flows.call_off_retries(&run)?;
    }
    let folder = flows.folder().join("work").join(&name);
    empty(&folder)?;
    tracing::info!(flow = name, run = %id, attempt = run.attempt, "run.started");
    let dry_run = run.dry_run;
    Ok((Work { flows, name, flow, run: id, dry_run, observer, stop, folder }, lock))
}

/// Leaves an empty folder, whatever a process has left there.
fn empty(folder: &std::path::Path) -> Result<(), Error> {
    let failed = |source| FlowProblem::io("empty the folder", folder, source).into_error();
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    fs::create_dir_all(folder).map_err(failed)
}

impl Work {
    async fn steps(&self) -> Result<End, Break> {
        for kind in StepKind::ALL.iter().copied() {
            let detail = self.detail().await?;
            if detail.step(kind).is_some_and(|step| step.status.lets_pass()) {
                continue;
            }
            if kind == StepKind::Deliver && self.dry_run {
                return Ok(End::DryRun);
            }
            if let Some(kind) = self.stop.requested() {
                return Err(Break::Stopped(kind));
            }
            self.observer.event(self.run, &Event::Step(kind));
            tracing::info!(flow = self.name, run = %self.run, step = %kind, "step.started");
            self.history(move |flows, run| Ok(flows.history().start_step(run, kind, flows.now())?)).await?;
            match kind {
                StepKind::Source => self.source().await?,
                StepKind::Convert => self.convert(&detail).await?,
                StepKind::Guard if self.guard(&detail).await?.is_held() => return Ok(End::Held),
                StepKind::Deliver => self.deliver(&detail).await?,
                _ => {}
            }
        }
        Ok(End::Delivered)
    }

    /// Writes down how the run ended.
    async fn end(&self, ended: Result<End, Break>) -> Result<Run, Error> {
        let flow = Arc::clone(&self.flow);
        self.history(move |flows, run| {
            let history = flows.history();
            let fail = |failure: &FailureRecord| -> Result<(), Error> {
                tracing::warn!(%run, code = failure.code, message = failure.message, "run.failed");
                Ok(history.finish_run(run, &RunEnd::Failed(failure.clone()), flows.now())?)
            };
            match ended {
                Ok(End::Delivered | End::Held) => {}
                Ok(End::DryRun) => history.finish_run(run, &RunEnd::Succeeded, flows.now())?,
                Err(Break::Stopped(StopKind::Pause)) => history.requeue_run(run, None)?,
                Err(Break::Stopped(StopKind::Cancel)) => {
                    fail(&FailureRecord::new("cancelled", "the run was cancelled"))?;
                }
                Err(Break::Failed(error)) => {
                    fail(&record(&error))?;
                    let detail = history.run(run)?;
                    if let Some(step) = failed_step(&detail).filter(|_| error.is_retryable())
                        && let Err(error) = flows.plan_retry(&flow, &detail.run, step)
                    {
                        // The run is what it is; somebody will see that it has failed.
                        tracing::error!(%run, code = error.code(), %error, "run.retry_not_planned");
                    }
                }
            }
            let ended = history.run(run)?.run;
            tracing::info!(flow = ended.flow, %run, status = %ended.status, "run.ended");
            Ok(ended)
        })
        .await
    }

    /// Does something with the history on a thread for that.
    pub(super) async fn history<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Flows, RunId) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (flows, run) = (self.flows.clone(), self.run);
        blocking(move || work(&flows, run)).await
    }

    pub(super) async fn detail(&self) -> Result<RunDetail, Error> {
        self.history(|flows, run| Ok(flows.history().run(run)?)).await
    }

    /// Turns a failure into a stop when it is one: what was asked to stop fails somehow.
    pub(super) fn stopped_or(&self, error: Error) -> Break {
        self.stop.requested().map_or(Break::Failed(error), Break::Stopped)
    }
}

fn failed_step(detail: &RunDetail) -> Option<StepKind> {
    detail.steps.iter().find(|step| step.status == StepStatus::Failed).map(|step| step.kind)
}
