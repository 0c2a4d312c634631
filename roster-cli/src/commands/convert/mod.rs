//! `roster convert`: a OneRoster package into an archive for Apple School Manager.

mod check;
mod report;
mod settings;
mod target;
mod work;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use oneroster_model::date::{Reading, parse_date};
use time::Date;

use crate::commands::patch::RepairOptions;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finding_log::FindingOptions;
use crate::output::OutputFile;
use crate::progress;
use crate::report::{Outcome, ReportFile};

use target::Target;

/// Convert a OneRoster package to an archive for Apple School Manager
///
/// An archive that is one already goes through: its text is written as Apple describes it, and with --patch
/// it is repaired. The result is checked against Apple's rules, and compared with --previous, the archive
/// that was uploaded last. A result that breaks rules or lost much is held back: exit code 1, nothing written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster convert district.zip asm.zip --previous last/asm.zip --report report.html")]
pub(crate) struct Arguments {
    /// OneRoster package, zip or folder
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Archive to write
    #[arg(value_name = "OUT.zip", required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// Day for which the conversion is made, such as 2026-08-18; today by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
    /// Settings of the conversion
    #[arg(long, value_name = "SETTINGS.toml")]
    settings: Option<PathBuf>,
    /// Write nothing if there are errors in the data, instead of repairing them
    #[arg(long)]
    strict: bool,
    /// Do everything but write the archive
    #[arg(long)]
    dry_run: bool,
    /// Archive that was uploaded last, to compare with
    #[arg(long, value_name = "ASM.zip")]
    previous: Option<PathBuf>,
    /// Share of its keys that a file may lose against --previous
    #[arg(long, value_name = "SHARE", default_value_t = 0.2)]
    max_loss: f64,
    /// Write the archive although a guard holds it, for this reason
    #[arg(long = "override", value_name = "REASON")]
    override_reason: Option<String>,
    /// Do not check the result against Apple's rules
    #[arg(long)]
    no_check: bool,
    /// Repair an archive for Apple School Manager that is given as input
    #[arg(long)]
    patch: bool,
    #[command(flatten)]
    repairs: RepairOptions,
    /// Write a report for people (.html) or machines (.json)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Threads to use; the result is the same with any number
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    findings: FindingOptions,
}

fn date(text: &str) -> Result<Date, String> {
    match parse_date(text) {
        Reading::Exact(date) | Reading::Tolerated(date) => Ok(date),
        Reading::Invalid => Err("not a date".to_owned()),
    }
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let started = Instant::now();
    let settings = settings::read(arguments)?;
    // Outputs are begun first: a path that cannot be written is told before the work.
    let target = match &arguments.out {
        Some(path) if !settings.is_dry_run => Target::Output(OutputFile::create(path)?),
        _ => Target::temporary()?,
    };
    let report_file = arguments.report.as_deref().map(ReportFile::create).transpose()?;

    let today = settings.today.unwrap_or_else(|| context.today());
    let (target, done) = work::run(arguments, &settings, today, target, context)?;
    progress::clear();
    let report = report::build(arguments, &settings, &done, today, started.elapsed());
    // The archive comes last: who sees it finds the report beside it.
    if let Some(file) = report_file {
        file.write(&report)?;
    }
    if report.outcome == Outcome::Good {
        target.commit()?;
    }
    context.result(&report, || report::text(&report, arguments))?;
    Ok(if report.outcome == Outcome::Good { Exit::Good } else { Exit::NotGood })
}
