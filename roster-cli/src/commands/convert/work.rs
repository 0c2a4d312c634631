//! The work itself: read, convert, check.

use asm_format::convert::{Conversion, convert_package};
use asm_format::{AsmFile, AsmPackage, PatchOptions, PatchReport, patch};
use oneroster_csv::package::{OpenOptions, Package};
use oneroster_model::{FindingSink, Findings};
use time::Date;

use super::Arguments;
use super::check::{self, Checked};
use super::settings::RunSettings;
use super::target::Target;
use crate::context::Context;
use crate::failure::Failure;
use crate::finding_log::FindingLog;
use crate::input::Input;

/// What the work came to.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) made: Made,
    pub(super) checked: Checked,
    pub(super) findings: Findings,
}

/// How the archive came about.
#[derive(Debug)]
pub(super) enum Made {
    /// From a OneRoster package.
    Converted(Box<Conversion>),
    /// From an archive of the same kind.
    Passed(PatchReport),
    /// Not at all: there are errors in the data, and the mode is strict.
    Refused,
}

impl Made {
    /// Tells whether classes were chosen by active sessions although none is active.
    pub(super) fn has_no_active_term(&self) -> bool {
        matches!(self, Self::Converted(conversion) if conversion.no_active_term)
    }

    /// Returns the rows of a file of the result.
    pub(super) fn rows(&self, file: AsmFile) -> u64 {
        match self {
            Self::Converted(conversion) => conversion.rows_out.get(file.name()).copied().unwrap_or_default(),
            Self::Passed(report) => report.rows(file),
            Self::Refused => 0,
        }
    }
}

/// Writes the archive into the target, checks it, and returns both.
pub(super) fn run(
    arguments: &Arguments,
    settings: &RunSettings,
    today: Date,
    target: Target,
    context: &Context,
) -> Result<(Target, Done), Failure> {
    let mut log = arguments.findings.begin()?;
    let progress = context.progress("Converting");
    let previous = check::previous(arguments, &progress)?;
    let input = Input::open(&arguments.input, &OpenOptions::default(), &progress)?;
    let (mut target, made) = match &input {
        Input::OneRoster(package) => convert(package, settings, today, target, &mut log),
        Input::Asm(package) => pass(package, arguments, settings, target, &mut log),
    }
    .map_err(|failure| failure.in_input(&arguments.input))?;
    let checked = if matches!(made, Made::Refused) {
        Checked::default()
    } else {
        progress.step("Checking");
        check::run(arguments, settings, &made, previous, &mut target, &mut log)?
    };
    Ok((target, Done { made, checked, findings: log.finish()? }))
}

fn convert(
    package: &Package,
    settings: &RunSettings,
    today: Date,
    target: Target,
    log: &mut FindingLog,
) -> Result<(Target, Made), Failure> {
    for finding in package.findings() {
        log.push(finding.clone());
    }
    match convert_package(package, today, &settings.conversion, &settings.archive, target, log) {
        Ok((target, conversion)) => Ok((target, Made::Converted(Box::new(conversion)))),
        // The report says what is wrong, so this is a result and no failure.
        Err(error) if error.code() == "strict_findings" => Ok((Target::Nothing, Made::Refused)),
        Err(error) => Err(Failure::from(error)),
    }
}

fn pass(
    package: &AsmPackage,
    arguments: &Arguments,
    settings: &RunSettings,
    target: Target,
    log: &mut FindingLog,
) -> Result<(Target, Made), Failure> {
    for finding in package.findings() {
        log.push(finding.clone());
    }
    let repairs = if arguments.patch { arguments.repairs.to_options() } else { PatchOptions::default() };
    let (target, report) = patch(package, target, &repairs.with_archive(settings.archive), log)?;
    Ok((target, Made::Passed(report)))
}
