//! `roster discard`: ends a held run.

use roster_history::RunId;

use super::history::show_run;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::ConfigurationFile;

/// End a held run without a delivery
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster discard 17 --reason \"the export was cut off\"")]
pub(crate) struct Arguments {
    /// Number of the run
    #[arg(value_name = "RUN")]
    run: RunId,
    /// Why it is not delivered
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who decides
    #[arg(long = "as", value_name = "NAME", env = "USER", default_value = "operator")]
    who: String,
    #[command(flatten)]
    configuration: ConfigurationFile,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let flows = arguments.configuration.flows(context)?;
    flows.discard(arguments.run, &arguments.who, &arguments.reason)?;
    show_run(flows.history(), arguments.run, context)?;
    Ok(Exit::Good)
}
