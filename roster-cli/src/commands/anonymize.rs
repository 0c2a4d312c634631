//! `roster anonymize`: a package of the same shape without real people.

use std::path::PathBuf;

use oneroster_csv::anonymize::{Anonymization, AnonymizationKey, AnonymizationSummary, Titles};
use oneroster_csv::package::OpenOptions;
use oneroster_csv::{PackageWriter, WriteOptions};
use oneroster_model::FindingSink;
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finding_log::FindingOptions;
use crate::output::OutputFile;
use crate::render::number;
use crate::render::style::{DIM, STRONG, paint};
use crate::render::table::{Align, Table};
use crate::report::{FindingGroup, group};
use crate::secret::SecretSource;
use crate::{input, progress};

/// Write a OneRoster package of the same shape without real people
///
/// Names, identifiers and addresses are replaced, the same text by the same pseudonym in all files; rows,
/// classes, schools and dates stay. Look at the result before you hand it on: who knows a small school may
/// still recognise someone by grade, sex and timetable.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster anonymize district.zip public.zip --secret env:PSEUDONYM_SECRET")]
pub(crate) struct Arguments {
    /// OneRoster package, zip or folder
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Package to write
    #[arg(value_name = "OUT.zip")]
    out: PathBuf,
    /// Secret that pseudonyms are made with, as `env:NAME` or `file:PATH`; by default a new one for every run
    #[arg(long, value_name = "SOURCE")]
    secret: Option<SecretSource>,
    /// Keep identifiers; only where they say nothing about people
    #[arg(long)]
    keep_ids: bool,
    /// Replace titles of classes and line items as a whole, not only the names of people in them
    #[arg(long)]
    replace_titles: bool,
    /// Extension columns to keep, such as metadata.house; the others are emptied
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    keep_metadata: Vec<String>,
    #[command(flatten)]
    findings: FindingOptions,
}

/// What was done.
#[derive(Debug, Serialize)]
struct Anonymized {
    output: PathBuf,
    #[serde(flatten)]
    summary: AnonymizationSummary,
    findings: Vec<FindingGroup>,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let key = key(arguments.secret.as_ref())?;
    let out = OutputFile::create(&arguments.out)?;
    let mut log = arguments.findings.begin()?;
    let progress = context.progress("Anonymizing");
    let package = input::open_oneroster(&arguments.input, &OpenOptions::default(), &progress)?;
    for finding in package.findings() {
        log.push(finding.clone());
    }
    // The name of the source system may be the name of a district.
    let mut written = PackageWriter::new(out, package.version(), WriteOptions::default());
    let mut work = Anonymization::new(&package, &key)
        .with_titles(if arguments.replace_titles { Titles::Replace } else { Titles::ReplaceNames })
        .with_kept_metadata(&arguments.keep_metadata);
    if arguments.keep_ids {
        work = work.with_kept_ids();
    }
    let summary = work.write(&mut written, &mut log)?;
    let findings = log.finish()?;
    written.finish()?.commit()?;
    progress::clear();
    let anonymized = Anonymized { output: arguments.out.clone(), summary, findings: group(&findings) };
    context.result(&anonymized, || text(&anonymized, arguments))?;
    Ok(Exit::Good)
}

fn key(secret: Option<&SecretSource>) -> Result<AnonymizationKey, Failure> {
    if let Some(source) = secret {
        return Ok(AnonymizationKey::new(source.read()?)?);
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| {
        Failure::new("secret", Exit::NotGood, "the system has no random bytes").because(&error)
    })?;
    Ok(AnonymizationKey::new(secret)?)
}

fn text(anonymized: &Anonymized, arguments: &Arguments) -> String {
    let mut text = String::new();
    let mut table = Table::new([
        ("file", Align::Left),
        ("column", Align::Left),
        ("cells", Align::Right),
        ("", Align::Left),
    ]);
    for column in &anonymized.summary.columns {
        table.row([
            column.file.name().to_owned(),
            column.column.to_string(),
            number::grouped(column.rows),
            column.treatment.to_owned(),
        ]);
    }
    table.render(&mut text, 2);
    if arguments.secret.is_none() {
        let note = "The next run makes other pseudonyms; with --secret they stay the same.";
        text.extend(["\n", &paint(DIM, note), "\n"]);
    }
    text + &format!("\nWritten: {}\n", paint(STRONG, anonymized.output.display()))
}
