//! Looking at the result before it gets its name: Apple's rules, and what was lost since the last one.

use std::fmt::Write;

use asm_format::{
    AsmFile, AsmPackage, AsmValidation, Comparison, Evidence, Inventory, Verdict, judge, validate,
};
use oneroster_csv::package::{OpenOptions, Package};
use oneroster_model::{Finding, FindingSink, Severity};

use super::Arguments;
use super::settings::RunSettings;
use super::target::Target;
use super::work::Made;
use crate::failure::Failure;
use crate::finding_log::FindingLog;
use crate::input;
use crate::progress::Progress;
use crate::render::number;
use crate::report::{Guard, GuardDecision};

/// What the checks led to.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) guards: Vec<Guard>,
    pub(super) is_held: bool,
}

/// Reads the keys of the archive that was uploaded last, before there is anything to compare it with.
pub(super) fn previous(arguments: &Arguments, progress: &Progress) -> Result<Option<Inventory>, Failure> {
    let Some(path) = &arguments.previous else { return Ok(None) };
    let archive = input::open_asm(path, &OpenOptions::default(), progress)?;
    Inventory::read(&archive).map(Some).map_err(|error| Failure::from(error).in_input(path))
}

/// Reads the archive back from the target and lets the guards judge it.
pub(super) fn run(
    arguments: &Arguments,
    settings: &RunSettings,
    made: &Made,
    previous: Option<Inventory>,
    target: &mut Target,
    log: &mut FindingLog,
) -> Result<Checked, Failure> {
    let written = target.reopen().map_err(Failure::writing)?;
    let archive = AsmPackage::from_package(Package::from_reader(written, &OpenOptions::default())?)?;
    let validation = if arguments.no_check {
        None
    } else {
        let errors_only = matches!(made, Made::Converted(_));
        Some(validate(&archive, &mut Sieve { log, errors_only })?)
    };
    let comparison = match previous {
        Some(mut previous) => Some(previous.compare(&mut Inventory::read(&archive)?)),
        None => None,
    };
    let mut evidence = Evidence::default().with_no_active_term(made.has_no_active_term());
    evidence.validation = validation.as_ref();
    evidence.comparison = comparison.as_ref();
    let mut verdict = judge(evidence, &settings.guards);
    if let Some(reason) = &arguments.override_reason {
        verdict = verdict.overridden(reason);
    }
    let guards = guards(&verdict, comparison.as_ref(), validation.as_ref());
    Ok(Checked { guards, is_held: !verdict.is_released() })
}

/// Says what each guard saw: those that hold, then the files of which enough is left.
fn guards(
    verdict: &Verdict,
    comparison: Option<&Comparison>,
    validation: Option<&AsmValidation>,
) -> Vec<Guard> {
    let held = match &verdict.override_reason {
        Some(_) => GuardDecision::Overridden,
        None => GuardDecision::Held,
    };
    let mut guards = Vec::new();
    for refusal in &verdict.refusals {
        let mut message = refusal.message.clone();
        if let Some(reason) = &verdict.override_reason {
            _ = write!(message, "; released because: {reason}");
        }
        let subject = refusal.file.map_or("archive", AsmFile::name).to_owned();
        let (code, advice) = (Some(refusal.code.id), Some(refusal.code.advice));
        guards.push(Guard { subject, code, message, advice, decision: held });
    }
    let passed = |subject: &str, message| Guard {
        subject: subject.to_owned(),
        code: None,
        message,
        advice: None,
        decision: GuardDecision::Passed,
    };
    if validation.is_some_and(AsmValidation::is_accepted) {
        guards.push(passed("archive", "the archive keeps to Apple's rules".to_owned()));
    }
    for (file, compared) in AsmFile::ALL.map(|file| (file, comparison.map(|all| all.file(file)))) {
        let refused = verdict.refusals.iter().any(|refusal| refusal.file == Some(file));
        let Some(compared) = compared.filter(|_| !refused) else { continue };
        let (lost, added) = (number::grouped(compared.lost), number::grouped(compared.added));
        let share = number::percent(compared.lost_share());
        let previous = number::counted(compared.previous, "key", "keys");
        guards.push(passed(file.name(), format!("{lost} of {previous} are gone ({share}), {added} are new")));
    }
    guards
}

/// Lets errors through only, where the rest was said about the input already.
struct Sieve<'l> {
    log: &'l mut FindingLog,
    errors_only: bool,
}

impl FindingSink for Sieve<'_> {
    fn push(&mut self, finding: Finding) {
        if !self.errors_only || finding.severity == Severity::Error {
            self.log.push(finding);
        }
    }
}
