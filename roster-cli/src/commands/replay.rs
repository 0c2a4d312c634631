//! `roster replay`: repeats a run with the data that it had.

use roster_history::{RunId, StepKind};

use super::history::show_run;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::{ConfigurationFile, drive, exit_of};

/// Repeat a run from a step on, with the data that it had
///
/// What came before the step is taken over as it was, so nothing is fetched again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster replay 17 --from convert")]
pub(crate) struct Arguments {
    /// Number of the run
    #[arg(value_name = "RUN")]
    run: RunId,
    /// First step that is done anew: source, convert, guard or deliver
    #[arg(long, value_name = "STEP", default_value = "convert")]
    from: StepKind,
    #[command(flatten)]
    configuration: ConfigurationFile,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let flows = arguments.configuration.flows(context)?;
    let run = flows.replay(arguments.run, arguments.from)?;
    let run = drive(&flows, run, context)?;
    show_run(flows.history(), run.id, context)?;
    exit_of(flows.history(), &run)
}
