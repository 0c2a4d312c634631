//! `roster inspect`: what is in a package.

mod asm;
mod oneroster;
mod text;

use std::collections::BTreeMap;
use std::path::PathBuf;

use oneroster_csv::Mode;
use oneroster_csv::package::OpenOptions;
use oneroster_model::{Finding, FindingSink};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::progress;

/// Show what is in a package: version, files, rows, people, dates, schools
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster inspect district.zip --format json")]
pub(crate) struct Arguments {
    /// Package, zip or folder
    #[arg(value_name = "IN")]
    input: PathBuf,
}

/// What is in a package.
#[derive(Debug, Default, Serialize)]
struct Inspection {
    input: String,
    /// `oneroster` or `apple_school_manager`.
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'static str>,
    /// How the version was found out: `manifest`, `headers`, `assumed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    version_from: Option<&'static str>,
    /// `bulk`, `delta` or `mixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    /// The system that the manifest names.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    files: Vec<FileInspection>,
    /// Files that the format does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_files: Vec<String>,
    /// People by role; a person with two roles counts for both.
    people: BTreeMap<String, u64>,
    /// First and last day of all sessions.
    #[serde(skip_serializing_if = "Option::is_none")]
    sessions: Option<DateRange>,
    schools: Vec<School>,
    /// What was noticed while reading, in all; `roster validate` tells what.
    findings: u64,
}

#[derive(Debug, Serialize)]
struct FileInspection {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    rows: u64,
    /// Size of the text, where it is known before reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
}

/// Days from first to last, both included, year-month-day.
#[derive(Debug, Serialize)]
struct DateRange {
    first: String,
    last: String,
}

#[derive(Debug, Serialize)]
struct School {
    id: String,
    name: String,
    students: u64,
    classes: u64,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let progress = context.progress("Reading");
    let inspected = match Input::open(&arguments.input, &OpenOptions::default(), &progress)? {
        Input::OneRoster(package) => oneroster::inspect(&package),
        Input::Asm(package) => asm::inspect(&package),
    };
    let mut inspection = inspected.map_err(|failure| failure.in_input(&arguments.input))?;
    inspection.input = arguments.input.display().to_string();
    progress::clear();
    context.result(&inspection, || text::render(&inspection))?;
    Ok(Exit::Good)
}

/// Counts findings.
#[derive(Debug, Default)]
struct Count(u64);

impl FindingSink for Count {
    fn push(&mut self, _: Finding) {
        self.0 += 1;
    }
}
