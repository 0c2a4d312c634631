//! `roster history`: what the flows did.

mod list;
mod one;

pub(crate) use one::show_run;

use roster_history::{History, RunFilter, RunId, RunStatus, StepKind};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::ConfigurationFile;

/// Show what the flows did: runs, or one run with its steps
///
/// Without the number of a run the newest runs are listed. With one: its steps with what they counted, findings,
/// guards, deliveries, and on demand each request and answer.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  roster history --flow nightly --status failed
  roster history 17 --findings
  roster history 17 --requests source --format json")]
pub(crate) struct Arguments {
    /// Number of a run
    #[arg(value_name = "RUN")]
    run: Option<RunId>,
    /// Only runs of this flow
    #[arg(long, value_name = "FLOW", conflicts_with = "run")]
    flow: Option<String>,
    /// Only runs that are waiting, running, succeeded, failed, held or discarded
    #[arg(long, value_name = "STATUS", conflicts_with = "run")]
    status: Option<RunStatus>,
    /// Runs before this one
    #[arg(long, value_name = "RUN", conflicts_with = "run")]
    before: Option<RunId>,
    /// At most so many runs
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "run")]
    limit: usize,
    /// Show the findings of the run
    #[arg(long, requires = "run")]
    findings: bool,
    /// Show requests and answers of a step: source, convert, guard or deliver
    #[arg(long, value_name = "STEP", requires = "run")]
    requests: Option<StepKind>,
    #[command(flatten)]
    configuration: ConfigurationFile,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let history = arguments.configuration.history(context)?;
    match arguments.run {
        Some(run) => one::show(&history, run, arguments, context)?,
        None => show_list(&history, arguments, context)?,
    }
    Ok(Exit::Good)
}

fn show_list(history: &History, arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Runs {
        runs: Vec<roster_history::Run>,
    }
    let mut filter = RunFilter::new().with_limit(arguments.limit);
    (filter.flow, filter.status) = (arguments.flow.clone(), arguments.status);
    filter.before = arguments.before;
    let runs = Runs { runs: history.runs(&filter)? };
    context.result(&runs, || list::text(&runs.runs))
}
