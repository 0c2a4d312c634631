//! `roster check`: tests a connection step by step.

use std::fmt::Write;
use std::path::PathBuf;

use anstyle::Style;
use serde::Serialize;
use sis_providers::check::{Check, CheckOptions, CheckReport, Outcome, Step};
use sis_providers::diagnose::Stage;

use crate::connection::{ConnectionOptions, runtime};
use crate::context::{Context, Format, write_out};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::OutputFile;
use crate::progress;
use crate::render::printable;
use crate::render::style::{BAD, CAUTION, DIM, GOOD, STRONG, paint};

/// Test a connection step by step, with a hint for whatever fails
///
/// Goes from the settings over name, connection and token to every collection and to what the server can do:
/// paging, filters, order, fields, changes since an instant. Reads a few records of each collection and keeps
/// none.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  roster check springfield
  roster check --provider aeries --url https://sis.example/Aeries --client-id ID \\
         --client-secret env:AERIES_SECRET")]
pub(crate) struct Arguments {
    /// Connection in roster.toml, unless options name the system
    #[arg(value_name = "CONNECTION")]
    name: Option<String>,
    /// Look at the gradebook, too
    #[arg(long)]
    gradebook: bool,
    /// Look at resources, too
    #[arg(long)]
    resources: bool,
    /// Do not look at paging, filters, order, fields and changes
    #[arg(long)]
    only_access: bool,
    /// A proxy takes care of names and connections
    #[arg(long)]
    through_proxy: bool,
    /// Write what was learned about the server to this file
    #[arg(long, value_name = "FILE.toml")]
    learned: Option<PathBuf>,
    #[command(flatten)]
    connection: ConnectionOptions,
}

/// How the check went.
#[derive(Debug, Serialize)]
struct Checked<'c> {
    connection: &'c str,
    provider: &'c str,
    usable: bool,
    #[serde(flatten)]
    report: &'c CheckReport,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    if arguments.name.is_none() && !arguments.connection.names_a_system() {
        return Err(Failure::usage("give a connection, or --url and --provider"));
    }
    let chosen = arguments.connection.choose(arguments.name.as_deref(), context)?;
    let learned = arguments.learned.as_deref().map(OutputFile::create).transpose()?;
    let mut options = CheckOptions::default();
    options.only_access = arguments.only_access;
    options.through_proxy = arguments.through_proxy;
    let config = chosen.config_with(arguments.gradebook, arguments.resources);
    let mut check = Check::with_options(config.connection(&chosen.profiles)?, options);

    let runtime = runtime()?;
    let progress = context.progress("Checking");
    while let Some(step) = runtime.block_on(check.next_step()) {
        if context.format() == Format::Text {
            progress.suspend(|| write_out(&line(&step)))?;
        }
    }
    progress::clear();
    let report = check.into_report();
    if let Some(mut file) = learned {
        use std::io::Write as _;
        let text = report.learned.to_toml()?;
        file.write_all(text.as_bytes()).map_err(Failure::writing)?;
        file.commit()?;
    }
    let usable = report.is_usable();
    let provider = &chosen.config.provider;
    let checked = Checked { connection: &chosen.name, provider, usable, report: &report };
    context.result(&checked, || ending(&checked))?;
    Ok(match report.first_failure() {
        _ if usable => Exit::Good,
        Some(step) if step.stage == Stage::Settings => Exit::Unusable,
        _ => Exit::OtherSide,
    })
}

/// One step in one line, and a hint below it where there is one.
pub(super) fn line(step: &Step) -> String {
    let (style, mark): (Style, _) = match step.outcome {
        Outcome::Passed => (GOOD, "ok"),
        Outcome::Warned => (CAUTION, "look"),
        Outcome::Failed => (BAD, "failed"),
        _ => (DIM, "-"),
    };
    let mark = paint(style, format!("{mark:<6}"));
    let stage = format!("{:<10}", step.stage.as_str());
    let mut text = format!("{mark}  {stage}  {}", paint(STRONG, printable(&step.subject)));
    if !step.detail.is_empty() {
        let space = if step.subject.is_empty() { "" } else { "  " };
        _ = write!(text, "{space}{}", printable(&step.detail));
    }
    if step.took.as_millis() >= 100 {
        _ = write!(text, "  {}", paint(DIM, format!("{} ms", step.took.as_millis())));
    }
    text.push('\n');
    if let Some(hint) = &step.hint {
        let about = paint(DIM, format!("({})", hint.certainty.as_str()));
        _ = writeln!(text, "        {} {} {about}", paint(DIM, "hint:"), printable(&hint.text));
    }
    text
}

/// The lines below the steps.
fn ending(checked: &Checked<'_>) -> String {
    let mut text = String::from("\n");
    let verdict = if checked.usable {
        paint(GOOD, "Rosters can be read.")
    } else {
        paint(BAD, "Rosters cannot be read.")
    };
    _ = writeln!(text, "{verdict}");
    let learned = &checked.report.learned.overrides;
    if let Ok(overrides) = learned.to_toml()
        && !learned.is_empty()
    {
        _ = writeln!(text, "\n{}", paint(DIM, "Learned about this server, for its table of overrides:"));
        text.extend(overrides.lines().map(|line| format!("  {line}\n")));
    }
    text
}
