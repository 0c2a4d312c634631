//! How commands come to flows and their history: by `roster.toml`.

use std::path::PathBuf;
use std::sync::Arc;

use roster_flow::engine::{Event, Observer, Stop};
use roster_flow::{Configuration, Flows};
use roster_history::{History, Run, RunId, RunStatus, StepKind};

use crate::connection::runtime;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;
use crate::progress::{self, Progress};

/// Option of the commands that work with flows.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct ConfigurationFile {
    /// File with connections, destinations and flows
    #[arg(long, value_name = "FILE", default_value = "roster.toml")]
    config: PathBuf,
}

impl ConfigurationFile {
    /// Reads the file, and warns of what should be done otherwise.
    pub(crate) fn read(&self, context: &Context) -> Result<Configuration, Failure> {
        let configuration = Configuration::read(&self.config)?;
        for warning in configuration.warnings() {
            context.warn(&warning);
        }
        Ok(configuration)
    }

    /// Opens the history of the flows.
    pub(crate) fn history(&self, context: &Context) -> Result<History, Failure> {
        Ok(History::open(&self.read(context)?.data_folder())?)
    }
}

impl ConfigurationFile {
    /// Opens configuration, history and data folder together.
    pub(crate) fn flows(&self, context: &Context) -> Result<Flows, Failure> {
        Ok(Flows::open(self.read(context)?)?)
    }
}

/// Runs a waiting run to its end, shows how far it is, and stops cleanly when it is interrupted.
pub(crate) fn drive(flows: &Flows, run: RunId, context: &Context) -> Result<Run, Failure> {
    let stop = Stop::new();
    let signal = stop.signal();
    interrupt::gently(move || stop.pause());
    let shown: Arc<dyn Observer> = Arc::new(Shown(context.progress("Starting")));
    let ended = runtime()?.block_on(flows.run(run, shown, signal));
    progress::clear();
    Ok(ended?)
}

/// Returns how a command ends that did a run.
pub(crate) fn exit_of(history: &History, run: &Run) -> Result<Exit, Failure> {
    Ok(match run.status {
        RunStatus::Succeeded | RunStatus::Discarded => Exit::Good,
        RunStatus::Waiting | RunStatus::Running => Exit::Interrupted,
        RunStatus::Failed if is_other_side(history, run)? => Exit::OtherSide,
        _ => Exit::NotGood,
    })
}

/// Tells whether the step that failed talks to somebody.
fn is_other_side(history: &History, run: &Run) -> Result<bool, Failure> {
    let failed = history.run(run.id)?.steps.into_iter().find(|step| step.failure.is_some());
    let is_ours = |code: &str| {
        ["source_", "configuration", "package", "storage_full", "io"]
            .iter()
            .any(|ours| code.starts_with(ours))
    };
    Ok(failed.is_some_and(|step| {
        matches!(step.kind, StepKind::Source | StepKind::Deliver)
            && step.failure.is_some_and(|failure| !is_ours(&failure.code))
    }))
}

/// Shows on the terminal what happens in a run.
struct Shown(Progress);

impl Observer for Shown {
    fn event(&self, _: RunId, event: &Event) {
        match event {
            Event::Step(step) => self.0.step(match step {
                StepKind::Source => "Reading",
                StepKind::Convert => "Converting",
                StepKind::Guard => "Comparing",
                StepKind::Deliver => "Delivering",
                _ => "Working",
            }),
            Event::Fetched { collection, records, total } => {
                if let Some(total) = total {
                    self.0.expect_rows(*total);
                }
                self.0.rows(*records, collection.name());
            }
            Event::Sent { bytes, total } => self.0.sent(*bytes, *total),
            _ => {}
        }
    }
}
