//! `roster apply`: a delta package into its base.

use std::path::PathBuf;

use oneroster_csv::PackageWriter;
use oneroster_csv::delta::{Apply, ApplySummary};
use oneroster_csv::package::OpenOptions;
use oneroster_model::FindingSink;
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finding_log::FindingOptions;
use crate::output::OutputFile;
use crate::render::findings::Places;
use crate::render::style::{STRONG, paint};
use crate::render::table::{Align, Table};
use crate::render::{findings, number};
use crate::report::{FindingGroup, group};
use crate::{input, progress};

/// Merge a delta package into the complete one before it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster apply monday.zip changes.zip tuesday.zip")]
pub(crate) struct Arguments {
    /// Complete package, zip or folder
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// Package of changes
    #[arg(value_name = "DELTA")]
    delta: PathBuf,
    /// Complete package to write
    #[arg(value_name = "OUT.zip")]
    out: PathBuf,
    #[command(flatten)]
    findings: FindingOptions,
}

/// What was done.
#[derive(Debug, Serialize)]
struct Applied {
    output: PathBuf,
    #[serde(flatten)]
    summary: ApplySummary,
    findings: Vec<FindingGroup>,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let out = OutputFile::create(&arguments.out)?;
    let mut log = arguments.findings.begin()?;
    let progress = context.progress("Merging");
    let base = input::open_oneroster(&arguments.base, &OpenOptions::default(), &progress)?;
    let delta = input::open_oneroster(&arguments.delta, &OpenOptions::default(), &progress)?;
    for finding in base.findings().iter().chain(delta.findings()) {
        log.push(finding.clone());
    }
    let options = input::source_of(&base);
    let mut merged = PackageWriter::new(out, base.version(), options);
    let summary = Apply::new(&base, &delta).write(&mut merged, &mut log).map_err(Failure::from)?;
    let findings = log.finish()?;
    merged.finish()?.commit()?;
    progress::clear();
    let applied = Applied { output: arguments.out.clone(), summary, findings: group(&findings) };
    context.result(&applied, || text(&applied, arguments.findings.places()))?;
    Ok(Exit::Good)
}

fn text(applied: &Applied, places: Places) -> String {
    let columns = ["added", "replaced", "removed", "kept"].map(|name| (name, Align::Right));
    let mut table = Table::new([("file", Align::Left)].into_iter().chain(columns));
    for file in &applied.summary.files {
        let counts = [file.added, file.replaced, file.removed, file.kept].map(number::grouped);
        table.row([file.file.name().to_owned()].into_iter().chain(counts));
    }
    let mut text = String::new();
    table.render(&mut text, 2);
    if !applied.findings.is_empty() {
        text.push('\n');
        findings::render(&applied.findings, places, &mut text);
    }
    text + &format!("\nWritten: {}\n", paint(STRONG, applied.output.display()))
}
