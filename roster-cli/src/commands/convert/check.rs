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

/// Which findings of the check are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Errors,
    All,
}

/// Reads the archive back from the target and lets the guards judge it.
pub(super) fn run(
    arguments: &Arguments,
    settings: &RunSettings,
    mut target: Target,
    log: &mut FindingLog,
    kept: Kept,
    progress: &Progress,
) -> Result<(Target, Checked), Failure> {
    if arguments.no_check && arguments.previous.is_none() {
        return Ok((target, Checked::default()));
    }
    progress.step("Checking");
    let written = target.reopen().map_err(Failure::writing)?;
    let archive = AsmPackage::from_package(Package::from_reader(written, &OpenOptions::default())?)?;
    let validation =
        if arguments.no_check { None } else { Some(validate(&archive, &mut Sieve { log, kept })?) };
    let comparison = match &arguments.previous {
        None => None,
        Some(path) => {
            progress.step("Comparing");
            let previous = input::open_asm(path, &OpenOptions::default(), progress)?;
            let mut previous =
                Inventory::read(&previous).map_err(|error| Failure::from(error).in_input(path))?;
            Some(previous.compare(&mut Inventory::read(&archive)?))
        }
    };
    let mut evidence = Evidence::default();
    evidence.validation = validation.as_ref();
    evidence.comparison = comparison.as_ref();
    let mut verdict = judge(evidence, &settings.guards);
    if let Some(reason) = &arguments.override_reason {
        verdict = verdict.overridden(reason);
    }
    let guards = guards(&verdict, comparison.as_ref(), validation.as_ref());
    Ok((target, Checked { guards, is_held: !verdict.is_released() }))
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

/// Lets through what is kept.
struct Sieve<'l> {
    log: &'l mut FindingLog,
    kept: Kept,
}

impl FindingSink for Sieve<'_> {
    fn push(&mut self, finding: Finding) {
        if self.kept == Kept::All || finding.severity == Severity::Error {
            self.log.push(finding);
        }
    }
}
