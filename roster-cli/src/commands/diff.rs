//! `roster diff`: what changed between two packages.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use asm_format::{AsmFile, AsmPackage, Comparison, Inventory};
use oneroster_csv::PackageWriter;
use oneroster_csv::delta::{Diff, DiffSummary};
use oneroster_csv::package::{OpenOptions, Package};
use oneroster_model::FindingSink;
use oneroster_model::date::{Reading, parse_instant};
use serde::Serialize;
use time::OffsetDateTime;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finding_log::FindingOptions;
use crate::input::{self, Input};
use crate::output::OutputFile;
use crate::progress;
use crate::render::findings::Places;
use crate::render::style::{DIM, STRONG, paint};
use crate::render::table::{Align, Table};
use crate::render::{findings, number};
use crate::report::{FindingGroup, group};

/// Show what changed between two packages, and write it as a delta package
///
/// Both are complete packages of the same format. A delta package is written for OneRoster only.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster diff monday.zip tuesday.zip changes.zip")]
pub(crate) struct Arguments {
    /// Earlier package, zip or folder
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Later package, zip or folder
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Delta package to write
    #[arg(value_name = "OUT.zip")]
    out: Option<PathBuf>,
    /// Instant that the rows of the delta are stamped with, such as 2026-08-18T06:00:00Z; now by default
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<OffsetDateTime>,
    #[command(flatten)]
    findings: FindingOptions,
}

fn instant(text: &str) -> Result<OffsetDateTime, String> {
    match parse_instant(text) {
        Reading::Exact(instant) | Reading::Tolerated(instant) => Ok(instant),
        Reading::Invalid => Err("not an instant".to_owned()),
    }
}

/// What changed between two OneRoster packages.
#[derive(Debug, Serialize)]
struct Changes {
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<PathBuf>,
    #[serde(flatten)]
    summary: DiffSummary,
    findings: Vec<FindingGroup>,
}

/// What changed between two archives for Apple School Manager.
#[derive(Debug, Serialize)]
struct AsmChanges {
    format: &'static str,
    files: Vec<AsmFileChanges>,
}

#[derive(Debug, Serialize)]
struct AsmFileChanges {
    file: &'static str,
    old: u64,
    new: u64,
    added: u64,
    removed: u64,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let out = arguments.out.as_deref().map(OutputFile::create).transpose()?;
    let progress = context.progress("Comparing");
    let open = |path: &Path| Input::open(path, &OpenOptions::default(), &progress);
    match (open(&arguments.old)?, open(&arguments.new)?) {
        (Input::OneRoster(old), Input::OneRoster(new)) => oneroster(arguments, &old, &new, out, context)?,
        (Input::Asm(_), Input::Asm(_)) if out.is_some() => {
            return Err(Failure::usage("a delta package can be written for OneRoster packages only"));
        }
        (Input::Asm(old), Input::Asm(new)) => asm(arguments, &old, &new, context)?,
        _ => return Err(Failure::usage("the packages have different formats")),
    }
    Ok(Exit::Good)
}

fn oneroster(
    arguments: &Arguments,
    old: &Package,
    new: &Package,
    out: Option<OutputFile>,
    context: &Context,
) -> Result<(), Failure> {
    let mut log = arguments.findings.begin()?;
    for finding in old.findings().iter().chain(new.findings()) {
        log.push(finding.clone());
    }
    let diff = Diff::between(old, new).with_field_counts();
    let (summary, delta) = match out {
        None => (diff.count(&mut log)?, None),
        Some(out) => {
            let mut delta = PackageWriter::new(out, new.version(), input::source_of(new));
            let at = arguments.at.unwrap_or_else(OffsetDateTime::now_utc);
            (diff.write(&mut delta, at, &mut log)?, Some(delta))
        }
    };
    let findings = log.finish()?;
    if let Some(delta) = delta {
        delta.finish()?.commit()?;
    }
    progress::clear();
    let changes =
        Changes { format: "oneroster", output: arguments.out.clone(), summary, findings: group(&findings) };
    context.result(&changes, || text(&changes, arguments.findings.places()))
}

fn text(changes: &Changes, places: Places) -> String {
    let columns = ["added", "changed", "removed", "unchanged"].map(|name| (name, Align::Right));
    let columns =
        [("file", Align::Left)].into_iter().chain(columns).chain([("changed columns", Align::Left)]);
    let mut table = Table::new(columns);
    for file in &changes.summary.files {
        let counts = [file.added, file.changed, file.removed, file.unchanged].map(number::grouped);
        let fields =
            file.fields.iter().map(|field| format!("{} {}", field.field, number::grouped(field.rows)));
        let fields = fields.collect::<Vec<_>>().join(", ");
        table.row([file.file.name().to_owned()].into_iter().chain(counts).chain([fields]));
    }
    let mut text = String::new();
    table.render(&mut text, 2);
    if changes.summary.is_empty() {
        text.push_str(&paint(DIM, "\nNothing changed.\n"));
    }
    if !changes.findings.is_empty() {
        text.push('\n');
        findings::render(&changes.findings, places, &mut text);
    }
    if let Some(output) = &changes.output {
        _ = writeln!(text, "\nWritten: {}", paint(STRONG, output.display()));
    }
    text
}

fn asm(arguments: &Arguments, old: &AsmPackage, new: &AsmPackage, context: &Context) -> Result<(), Failure> {
    let read = |package: &AsmPackage, path: &Path| {
        Inventory::read(package).map_err(|error| Failure::from(error).in_input(path))
    };
    let mut before = read(old, &arguments.old)?;
    let mut after = read(new, &arguments.new)?;
    let comparison = before.compare(&mut after);
    progress::clear();
    let changes = AsmChanges { format: "apple_school_manager", files: changes_of(&comparison) };
    context.result(&changes, || asm_text(&changes))
}

fn changes_of(comparison: &Comparison) -> Vec<AsmFileChanges> {
    let changes = |file| {
        let compared = comparison.file(file);
        let (old, new) = (compared.previous, compared.next);
        AsmFileChanges { file: file.name(), old, new, added: compared.added, removed: compared.lost }
    };
    AsmFile::ALL.into_iter().map(changes).collect()
}

fn asm_text(changes: &AsmChanges) -> String {
    let columns = ["old", "new", "added", "removed"].map(|name| (name, Align::Right));
    let mut table = Table::new([("file", Align::Left)].into_iter().chain(columns));
    for file in &changes.files {
        let counts = [file.old, file.new, file.added, file.removed].map(number::grouped);
        table.row([file.file.to_owned()].into_iter().chain(counts));
    }
    let mut text = String::new();
    table.render(&mut text, 2);
    text
}
