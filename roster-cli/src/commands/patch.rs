//! `roster patch`: repairs on an archive for Apple School Manager.

use std::path::PathBuf;

use asm_format::{AsmFile, AsmPackage, PatchOptions, PatchReport, PersonField, patch};
use clap::ValueEnum;
use oneroster_csv::package::OpenOptions;
use oneroster_model::{FindingSink, Findings};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finding_log::{FindingLog, FindingOptions};
use crate::output::OutputFile;
use crate::render::findings::Places;
use crate::render::style::{STRONG, paint};
use crate::render::table::{Align, Table};
use crate::render::{findings, number};
use crate::report::{FindingGroup, group};
use crate::{input, progress};

/// Repair an archive for Apple School Manager
///
/// Instructors who are not in the staff file are taken out of classes, roster rows without their class or
/// student are removed, and the text is written as Apple describes it. People are merged only if asked for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster patch archive.zip repaired.zip --merge-people-by email-address")]
pub(crate) struct Arguments {
    /// Archive, zip or folder
    #[arg(value_name = "ASM.zip")]
    input: PathBuf,
    /// Archive to write
    #[arg(value_name = "OUT.zip")]
    out: PathBuf,
    #[command(flatten)]
    repairs: RepairOptions,
    #[command(flatten)]
    findings: FindingOptions,
}

/// Which repairs are made.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct RepairOptions {
    /// Merge people who agree in all of these values
    #[arg(long, value_enum, value_name = "FIELD", value_delimiter = ',')]
    merge_people_by: Vec<Field>,
    /// Leave instructors in classes who are not in the staff file
    #[arg(long)]
    keep_unknown_instructors: bool,
    /// Leave roster rows whose class or student is not there
    #[arg(long)]
    keep_dangling_rosters: bool,
}

impl RepairOptions {
    /// Returns the options of the library.
    pub(crate) fn to_options(&self) -> PatchOptions {
        let mut options = PatchOptions::dangling()
            .with_merge_people_by(self.merge_people_by.iter().map(|field| field.to_person_field()));
        options.remove_unknown_instructors = !self.keep_unknown_instructors;
        options.remove_rosters_of_unknown_classes = !self.keep_dangling_rosters;
        options.remove_rosters_of_unknown_students = !self.keep_dangling_rosters;
        options
    }
}

/// A value by which rows of the same person are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Field {
    EmailAddress,
    FirstName,
    MiddleName,
    LastName,
    PersonNumber,
    GradeLevel,
    SisUsername,
}

impl Field {
    fn to_person_field(self) -> PersonField {
        match self {
            Self::EmailAddress => PersonField::EmailAddress,
            Self::FirstName => PersonField::FirstName,
            Self::MiddleName => PersonField::MiddleName,
            Self::LastName => PersonField::LastName,
            Self::PersonNumber => PersonField::PersonNumber,
            Self::GradeLevel => PersonField::GradeLevel,
            Self::SisUsername => PersonField::SisUsername,
        }
    }
}

/// What was done.
#[derive(Debug, Serialize)]
struct Patched {
    output: PathBuf,
    repairs: PatchReport,
    findings: Vec<FindingGroup>,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let out = OutputFile::create(&arguments.out)?;
    let mut log = arguments.findings.begin()?;
    let progress = context.progress("Repairing");
    let package = input::open_asm(&arguments.input, &OpenOptions::default(), &progress)?;
    for finding in package.findings() {
        log.push(finding.clone());
    }
    let (out, repairs, findings) = write(&package, out, &arguments.repairs.to_options(), log)
        .map_err(|failure| failure.in_input(&arguments.input))?;
    out.commit()?;
    progress::clear();
    let patched = Patched { output: arguments.out.clone(), repairs, findings: group(&findings) };
    context.result(&patched, || text(&patched, arguments.findings.places()))?;
    Ok(Exit::Good)
}

fn write(
    package: &AsmPackage,
    out: OutputFile,
    options: &PatchOptions,
    mut log: FindingLog,
) -> Result<(OutputFile, PatchReport, Findings), Failure> {
    let (out, report) = patch(package, out, options, &mut log)?;
    Ok((out, report, log.finish()?))
}

fn text(patched: &Patched, places: Places) -> String {
    let repairs = &patched.repairs;
    let mut text = String::new();
    let mut table = Table::new([("repair", Align::Left), ("rows", Align::Right)]);
    for (name, count) in [
        ("instructors taken out of classes", repairs.instructors_removed),
        ("roster rows without their class", repairs.rosters_without_class),
        ("roster rows without their student", repairs.rosters_without_student),
        ("students merged", repairs.students_merged),
        ("staff merged", repairs.staff_merged),
        ("references to merged people", repairs.references_rewritten),
        ("roster rows of merged people", repairs.rosters_merged),
    ] {
        if count > 0 {
            table.row([name.to_owned(), number::grouped(count)]);
        }
    }
    if table.is_empty() {
        text.push_str("Nothing had to be repaired.\n");
    } else {
        table.render(&mut text, 2);
    }
    if !patched.findings.is_empty() {
        text.push('\n');
        findings::render(&patched.findings, places, &mut text);
    }
    let rows = AsmFile::ALL.iter().map(|&file| repairs.rows(file)).sum();
    let rows = number::counted(rows, "row", "rows");
    text + &format!("\nWritten: {}, {rows}\n", paint(STRONG, patched.output.display()))
}
