//! `roster run`: runs a flow now.

use roster_flow::engine::Request;

use super::history::show_run;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::{ConfigurationFile, drive, exit_of};

/// Run a flow now
///
/// Reads, converts, compares with what was delivered last, and delivers. Each step is kept in the history. A run that
/// would remove too much is held: look at it, then approve or discard it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  roster run nightly --dry-run
  roster run nightly")]
pub(crate) struct Arguments {
    /// Flow in roster.toml
    #[arg(value_name = "FLOW")]
    flow: String,
    /// Everything but the delivery, with the differences to what was delivered last
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    configuration: ConfigurationFile,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let flows = arguments.configuration.flows(context)?;
    let mut request = Request::manual();
    request.dry_run = arguments.dry_run;
    let run = flows.start(&arguments.flow, request)?;
    let run = drive(&flows, run, context)?;
    show_run(flows.history(), run.id, context)?;
    exit_of(flows.history(), &run)
}
