//! `roster convert-version`: a OneRoster package in the other version.

use std::path::PathBuf;

use clap::ValueEnum;
use oneroster_csv::PackageWriter;
use oneroster_csv::convert_version::{Administrators, ConversionSummary, VersionConversion};
use oneroster_csv::package::OpenOptions;
use oneroster_model::{FindingSink, Version};
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

/// Write a OneRoster package in the other version
///
/// From 1.1 to 1.2 nothing is lost. From 1.2 to 1.1 much has no place; all that is lost is counted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster convert-version district.zip district-1.2.zip --to 1.2")]
pub(crate) struct Arguments {
    /// Complete package, zip or folder
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Package to write
    #[arg(value_name = "OUT.zip")]
    out: PathBuf,
    /// Version to write, 1.1 or 1.2; the other one by default
    #[arg(long, value_name = "VERSION")]
    to: Option<Version>,
    /// What administrators of 1.1 become in 1.2; by-org-type: district administrators outside of schools
    #[arg(long, value_enum, value_name = "ROLE", default_value_t)]
    administrators: AdministratorRole,
    #[command(flatten)]
    findings: FindingOptions,
}

/// What administrators of 1.1 become in 1.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum AdministratorRole {
    #[default]
    SiteAdministrator,
    DistrictAdministrator,
    SystemAdministrator,
    Principal,
    ByOrgType,
}

impl AdministratorRole {
    fn to_administrators(self) -> Administrators {
        match self {
            Self::SiteAdministrator => Administrators::SiteAdministrator,
            Self::DistrictAdministrator => Administrators::DistrictAdministrator,
            Self::SystemAdministrator => Administrators::SystemAdministrator,
            Self::Principal => Administrators::Principal,
            Self::ByOrgType => Administrators::ByOrgType,
        }
    }
}

/// What was done.
#[derive(Debug, Serialize)]
struct Converted {
    output: PathBuf,
    version: Version,
    #[serde(flatten)]
    summary: ConversionSummary,
    findings: Vec<FindingGroup>,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let out = OutputFile::create(&arguments.out)?;
    let mut log = arguments.findings.begin()?;
    let progress = context.progress("Converting");
    let package = input::open_oneroster(&arguments.input, &OpenOptions::default(), &progress)?;
    for finding in package.findings() {
        log.push(finding.clone());
    }
    let other = match package.version() {
        Version::V1_1 => Version::V1_2,
        Version::V1_2 => Version::V1_1,
    };
    let version = arguments.to.unwrap_or(other);
    let mut written = PackageWriter::new(out, version, input::source_of(&package));
    let summary = VersionConversion::new(&package)
        .with_administrators(arguments.administrators.to_administrators())
        .write(&mut written, &mut log)?;
    let findings = log.finish()?;
    written.finish()?.commit()?;
    progress::clear();
    let converted = Converted { output: arguments.out.clone(), version, summary, findings: group(&findings) };
    context.result(&converted, || text(&converted, arguments.findings.places()))?;
    Ok(Exit::Good)
}

fn text(converted: &Converted, places: Places) -> String {
    let mut text = String::new();
    let mut table = Table::new([("file", Align::Left), ("rows", Align::Right)]);
    for file in &converted.summary.files {
        table.row([file.file.name().to_owned(), number::grouped(file.rows)]);
    }
    table.render(&mut text, 2);
    if !converted.findings.is_empty() {
        text.push('\n');
        findings::render(&converted.findings, places, &mut text);
    }
    let output = paint(STRONG, converted.output.display());
    text + &format!("\nWritten: {output}, OneRoster {}\n", converted.version)
}
