use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs};

use roster_history::{
    History, NewRun, Retained, RetentionRules, Run, RunFilter, RunId, RunStatus, StepKind, Trigger,
};
use sis_providers::Profiles;
use time::OffsetDateTime;

use super::lock::FlowLock;
use super::{Observer, Request, StopSignal};
use crate::configuration::{Configuration, FlowConfig};
use crate::error::{Error, FlowProblem};
use crate::schedule::{Clock, SystemClock};

/// The flows of a configuration, with their history and their data folder.
///
/// Cheap to clone. Several processes may use one data folder: each flow runs in one of them at a time.
///
/// # Examples
///
/// ```
/// use roster_flow::{Configuration, Flows};
/// use roster_flow::engine::{Request, StopSignal};
/// use roster_history::RunStatus;
/// use std::sync::Arc;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// let path = folder.path().join("roster.toml");
/// std::fs::write(
///     &path,
///     r#"
///     [destinations.disk]
///     kind = "file"
///     path = "asm.zip"
///     [flows.nightly]
///     file = "district.zip"
///     destination = "disk"
///     "#,
/// )?;
/// let flows = Flows::open(Configuration::read(&path)?)?;
/// let run = flows.start("nightly", Request::manual())?;
/// let run = flows.run(run, Arc::new(()), StopSignal::never()).await?;
/// // There is no district.zip.
/// assert_eq!(run.status, RunStatus::Failed);
/// assert_eq!(run.error.unwrap().code, "source_missing");
/// assert_eq!(flows.list()?[0].source, "file district.zip");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Flows {
    inner: Arc<Inner>,
}

struct Inner {
    configuration: Configuration,
    profiles: Profiles,
    history: History,
    folder: PathBuf,
    clock: Arc<dyn Clock>,
}

impl Flows {
    /// Opens history and data folder of a configuration; both are created if they are not there. Blocks.
    ///
    /// # Errors
    ///
    /// [`Error::History`], [`Error::Configuration`] or [`Error::Provider`] for profiles of one's own, and
    /// [`Error::Flow`] when the data folder cannot be written.
    pub fn open(configuration: Configuration) -> Result<Self, Error> {
        Self::open_with_clock(configuration, Arc::new(SystemClock))
    }

    /// Opens as [`open`](Self::open) does, with another clock.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_with_clock(configuration: Configuration, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let profiles = configuration.load_profiles()?;
        let folder = configuration.data_folder();
        let history = History::open(&folder)?;
        for name in ["locks", "work"] {
            let path = folder.join(name);
            fs::create_dir_all(&path)
                .map_err(|source| FlowProblem::io("create the folder", &path, source).into_error())?;
        }
        Ok(Self { inner: Arc::new(Inner { configuration, profiles, history, folder, clock }) })
    }

    /// Returns the configuration.
    pub fn configuration(&self) -> &Configuration {
        &self.inner.configuration
    }

    /// Returns the history.
    pub fn history(&self) -> &History {
        &self.inner.history
    }

    /// Returns the data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Returns the clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    pub(super) fn profiles(&self) -> &Profiles {
        &self.inner.profiles
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.inner.clock.now()
    }

    /// Returns a flow by its name.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`] with the code `unknown_flow`, and the names there are.
    pub fn flow(&self, name: &str) -> Result<&FlowConfig, Error> {
        let flows = &self.configuration().flows;
        flows.get(name).ok_or_else(|| {
            let names: Vec<&str> = flows.keys().map(String::as_str).collect();
            let advice = match names.as_slice() {
                [] => "add a table [flows.NAME]".to_owned(),
                names => format!("use one of {}", names.join(", ")),
            };
            FlowProblem::new("unknown_flow", format!("no flow is named {name}")).advise(advice).into_error()
        })
    }

    /// Creates a run, to be [run](Self::run). Blocks, for a moment.
    ///
    /// A drop that comes while another one waits to be taken joins it: the newest one counts.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`]: there is no such flow (`unknown_flow`), somebody asks for a run while the flow is running
    /// (`flow_busy`), or a drop was taken already (`nothing_dropped`). [`Error::History`]: the due time was handled, or nothing can follow the run that is
    /// to be replayed.
    pub fn start(&self, flow: &str, request: Request) -> Result<RunId, Error> {
        let config = self.flow(flow)?;
        match &request.trigger {
            Trigger::Manual | Trigger::Replay { .. } if self.take_lock(flow)?.is_none() => {
                return Err(busy(flow));
            }
            Trigger::Drop { account } => {
                self.waiting_drops(flow, account)?;
                if let Some(run) = self.waiting_drop(flow)? {
                    return Ok(run.id);
                }
            }
            _ => {}
        }
        let mut new = NewRun::new(flow, request.trigger);
        new.dry_run = request.dry_run;
        new.settings_hash = self.settings_hash(config);
        let run = self.history().create_run(&new, self.now())?;
        tracing::info!(flow, %run, trigger = new.trigger.kind(), dry_run = new.dry_run, "run.created");
        Ok(run)
    }

    /// Creates a run that repeats another one from a step on, with the outputs of the steps before. Blocks.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start), and [`Error::History`] when there is no such run, or its files are no
    /// longer there.
    pub fn replay(&self, of: RunId, from: StepKind) -> Result<RunId, Error> {
        let detail = self.history().run(of)?;
        for step in detail.steps.iter().filter(|step| step.kind < from) {
            if let Some(file) = &step.output {
                self.history().verify_file(file)?;
            }
        }
        self.start(&detail.run.flow, Request::replay(of, from))
    }

    /// Runs a waiting run to its end: delivered, failed, held, or waiting again because it was asked to stop.
    ///
    /// A failure is a run that failed, with the reason on record, and a waiting run to repeat it if the failure
    /// may pass. What was told to `observer` is a matter of seeing only.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`] with the code `flow_busy` when the flow is running already; the run goes on waiting.
    /// [`Error::History`]: the run does not wait, or what happened cannot be written down. The run is as a
    /// killed process leaves it then.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future is like killing the process: [`recover`](Self::recover) finds out. Use `stop`.
    pub async fn run(&self, run: RunId, observer: Arc<dyn Observer>, stop: StopSignal) -> Result<Run, Error> {
        super::run::run(self.clone(), run, observer, stop).await
    }

    /// Deletes what the configuration does not want to keep any longer. Blocks, maybe for long.
    ///
    /// # Errors
    ///
    /// [`Error::History`].
    pub fn retain(&self) -> Result<Retained, Error> {
        let data = &self.configuration().data;
        let rules = RetentionRules::new().with_keep_days(data.keep_days);
        let rules = data.keep_runs.into_iter().fold(rules, RetentionRules::with_keep_runs);
        Ok(self.history().retain(&rules, self.now())?)
    }

    /// Takes the lock of a flow, if nobody else has it.
    pub(super) fn take_lock(&self, flow: &str) -> Result<Option<FlowLock>, Error> {
        FlowLock::take(&self.folder().join("locks"), flow)
    }

    fn waiting_drop(&self, flow: &str) -> Result<Option<Run>, Error> {
        let waiting = RunFilter::new().with_flow(flow).with_status(RunStatus::Waiting);
        for run in self.history().runs(&waiting)? {
            // One that was interrupted may have its data already.
            let has_data = || -> Result<bool, Error> {
                let detail = self.history().run(run.id)?;
                Ok(detail.step(StepKind::Source).is_some_and(|step| step.status.lets_pass()))
            };
            if matches!(run.trigger, Trigger::Drop { .. }) && (run.started.is_none() || !has_data()?) {
                return Ok(Some(run));
            }
        }
        Ok(None)
    }
}

/// The flow is running.
pub(super) fn busy(flow: &str) -> Error {
    FlowProblem::new("flow_busy", format!("flow {flow} is running"))
        .advise("wait until its run has ended")
        .may_pass()
        .into_error()
}

impl fmt::Debug for Flows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flows").field("folder", &self.folder()).finish_non_exhaustive()
    }
}
