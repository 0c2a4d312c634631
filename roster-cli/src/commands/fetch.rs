//! `roster fetch`: a whole district out of a student information system, complete or not at all.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oneroster_csv::WriteOptions;
use oneroster_model::Version;
use oneroster_model::date::{format_instant, parse_instant};
use roster_flow::fetch::{Collection, FetchProgress, Need, Outcome, Passwords};
use roster_flow::{Fetch, Fetched};
use serde::Serialize;
use time::OffsetDateTime;

use crate::connection::{Chosen, ConnectionOptions, runtime};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::OutputFile;
use crate::progress::{self, Progress};
use crate::render::findings::{Places, counts, render};
use crate::render::number;
use crate::render::style::{CAUTION, DIM, STRONG, paint};
use crate::render::table::{Align, Table};
use crate::report::{FindingGroup, group};

/// Fetch a district from a student information system into a OneRoster package
///
/// Reads orgs, sessions, courses, classes, users, enrollments and, where permitted, demographics. The package
/// appears when all of them are complete; if one cannot be read to its end, there is none. Records that cannot
/// be read at all are left out and told, unless --strict is given.
#[derive(Debug, clap::Args)]
#[command(override_usage = "roster fetch [OPTIONS] CONNECTION OUT.zip
       roster fetch [OPTIONS] --provider PROVIDER --url URL OUT.zip")]
#[command(after_help = "Examples:
  roster fetch springfield district.zip
  roster fetch springfield delta.zip --since 2026-08-18T06:00:00Z
  roster fetch --provider aeries --url https://sis.example/Aeries --client-id ID \\
         --client-secret env:AERIES_SECRET district.zip")]
pub(crate) struct Arguments {
    /// Connection in roster.toml, unless options name the system, and the package to write
    #[arg(value_name = "CONNECTION OUT.zip", num_args = 1..=2, required = true)]
    names: Vec<PathBuf>,
    /// Fetch only what has changed since this instant, as a delta package
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    since: Option<OffsetDateTime>,
    /// Version of the package: 1.1 or 1.2; default that of the server
    #[arg(long, value_name = "VERSION", conflicts_with = "since")]
    version: Option<Version>,
    /// Fetch the gradebook, too
    #[arg(long)]
    gradebook: bool,
    /// Fetch resources, too
    #[arg(long)]
    resources: bool,
    /// Collections to go on without when they are refused, such as courses
    #[arg(long, value_name = "COLLECTION", value_delimiter = ',')]
    optional: Vec<Collection>,
    /// Collections not to fetch, such as demographics
    #[arg(long, value_name = "COLLECTION", value_delimiter = ',')]
    without: Vec<Collection>,
    /// Fail if a single record cannot be read
    #[arg(long)]
    strict: bool,
    /// Keep passwords that the server hands out
    #[arg(long)]
    keep_passwords: bool,
    /// Compression, 1 to 9
    #[arg(long, value_name = "LEVEL", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=9))]
    level: u8,
    #[command(flatten)]
    connection: ConnectionOptions,
}

fn instant(text: &str) -> Result<OffsetDateTime, String> {
    parse_instant(text).value().ok_or_else(|| "not an instant such as 2026-08-18T06:00:00Z".to_owned())
}

/// What was fetched.
#[derive(Debug, Serialize)]
struct Summary<'f> {
    connection: &'f str,
    provider: &'f str,
    output: PathBuf,
    /// Nothing was left out.
    complete: bool,
    unreadable: u64,
    #[serde(flatten)]
    fetched: &'f Fetched,
    findings: Vec<FindingGroup>,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let (name, out) = arguments.targets()?;
    let chosen = arguments.connection.choose(name.as_deref(), context)?;
    let fetch = arguments.fetch(&chosen)?;
    let output = OutputFile::create(out)?;
    let progress = context.progress("Fetching");
    // Where the system keeps temporary files may be memory.
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let fetch = fetch.progress(Arc::new(Shown(progress))).temporary_folder(folder);
    let (output, fetched) = runtime()?.block_on(fetch.write(output))?;
    progress::clear();
    let findings = group(&fetched.findings);
    if arguments.strict && fetched.unreadable() > 0 {
        let message =
            format!("{} cannot be read", number::counted(fetched.unreadable(), "record", "records"));
        return Err(Failure::new("bad_records", Exit::OtherSide, message));
    }
    output.commit()?;
    let summary = Summary {
        connection: &chosen.name,
        provider: &chosen.config.provider,
        output: out.clone(),
        complete: fetched.unreadable() == 0,
        unreadable: fetched.unreadable(),
        fetched: &fetched,
        findings,
    };
    context.result(&summary, || text(&summary, arguments))?;
    Ok(Exit::Good)
}

impl Arguments {
    /// Tells the name of a connection, if there is one, from the package.
    fn targets(&self) -> Result<(Option<String>, &PathBuf), Failure> {
        match self.names.as_slice() {
            [out] if self.connection.names_a_system() => Ok((None, out)),
            [name, out] => Ok((Some(name.display().to_string()), out)),
            _ => Err(Failure::usage("give a connection and a package, or --url, --provider and a package")),
        }
    }

    fn fetch(&self, chosen: &Chosen) -> Result<Fetch, Failure> {
        let mut config = chosen.config_with(self.gradebook, self.resources);
        config.optional.extend(&self.optional);
        config.without.extend(&self.without);
        let profile = chosen.config.profile(&chosen.profiles)?;
        let write = WriteOptions::default().with_level(self.level).with_source(profile.name, profile.key);
        let mut fetch = config.fetch(&chosen.profiles)?.write_options(write);
        if let Some(since) = self.since {
            fetch = fetch.since(since);
        }
        if let Some(version) = self.version {
            fetch = fetch.version(version);
        }
        if self.keep_passwords {
            fetch = fetch.passwords(Passwords::Keep);
        }
        Ok(fetch)
    }
}

/// Shows how far the fetch has come.
struct Shown(Progress);

impl FetchProgress for Shown {
    fn advance(&self, collection: Collection, records: u64, total: Option<u64>) {
        if let Some(total) = total {
            self.0.expect_rows(total);
        }
        self.0.rows(records, collection.name());
    }
}

fn text(summary: &Summary<'_>, arguments: &Arguments) -> String {
    let fetched = summary.fetched;
    let mut text = format!(
        "{}  OneRoster {}, {}, from {}\n",
        paint(STRONG, summary.output.display()),
        fetched.version,
        fetched.mode.as_str(),
        summary.connection,
    );
    let mut table = Table::new([("collection", Align::Left), ("records", Align::Right), ("", Align::Left)]);
    for collection in &fetched.collections {
        let mut notes = Vec::new();
        match (collection.outcome, collection.need) {
            (Outcome::Complete, _) => {}
            (Outcome::Refused, _) => notes.push("not handed out".to_owned()),
            (_, Need::Required) => notes.push("missing".to_owned()),
            (_, Need::IfPermitted) => notes.push("does not exist there".to_owned()),
        }
        for (count, what) in [
            (collection.unreadable, "left out because they cannot be read"),
            (collection.deleted, "to be deleted"),
            (collection.unchanged, "unchanged"),
        ] {
            if count > 0 {
                notes.push(format!("{} {what}", number::grouped(count)));
            }
        }
        let records = number::grouped(collection.records);
        table.row([collection.collection.name().to_owned(), records, notes.join(", ")]);
    }
    table.render(&mut text, 2);
    if !summary.findings.is_empty() {
        text.push('\n');
        render(&summary.findings, Places { of_problems: 3, of_notes: 0 }, &mut text);
        _ = writeln!(text, "{}", counts(&summary.findings));
    }
    if !summary.complete {
        let left_out = number::counted(summary.unreadable, "record is", "records are");
        _ = writeln!(text, "\n{} {left_out} missing from the package.", paint(CAUTION, "note:"));
    }
    if let Some(watermark) = fetched.watermark {
        let again = match arguments.names.as_slice() {
            [name, _] => format!("roster fetch {} delta.zip ", name.display()),
            _ => String::new(),
        };
        let next = format!("{again}--since {}", format_instant(watermark));
        _ = writeln!(text, "\n{} {next}", paint(DIM, "changes from here on:"));
    }
    text
}
