//! `roster approve`: releases a run that a guard holds.

use roster_flow::engine::Approval;
use roster_history::{RunId, RunStatus};

use super::history::show_run;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::{ConfigurationFile, drive, exit_of};

/// Release a run that a guard holds
///
/// Delivers exactly the file that the run had prepared. Who approves, and why, stays in the history.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster approve 17 --reason \"the north school closed in June\"")]
pub(crate) struct Arguments {
    /// Number of the run
    #[arg(value_name = "RUN")]
    run: RunId,
    /// Why it is right that so much goes
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who approves
    #[arg(long = "as", value_name = "NAME", env = "USER", default_value = "operator")]
    who: String,
    /// Deliver although a newer run has delivered meanwhile
    #[arg(long)]
    even_if_overtaken: bool,
    #[command(flatten)]
    configuration: ConfigurationFile,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let flows = arguments.configuration.flows(context)?;
    let mut approval = Approval::new(&arguments.who, &arguments.reason);
    approval.even_if_overtaken = arguments.even_if_overtaken;
    flows.approve(arguments.run, &approval)?;
    let result = drive(&flows, arguments.run, context);
    let run = flows.history().run(arguments.run)?.run;
    match result {
        // A server that uses the same folder may have been faster; it delivers the same file.
        Err(_) if run.status != RunStatus::Waiting => {
            context.note("roster serve has taken it up");
        }
        other => _ = other?,
    }
    show_run(flows.history(), run.id, context)?;
    exit_of(flows.history(), &run)
}
