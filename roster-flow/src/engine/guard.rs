//! The third step: what would change, and whether that may be.

use std::sync::Arc;

use asm_format::guard::{GUARD_FILE_EMPTIED, GUARD_INVALID, GUARD_LOSS};
use asm_format::{AsmPackage, Evidence, Inventory, judge};
use oneroster_csv::delta::Diff;
use oneroster_csv::package::{OpenOptions, Package, PackageKind};
use oneroster_csv::validate::{ValidateOptions, Verdict};
use oneroster_model::{Finding, FindingSink, Findings, Severity};
use roster_history::{
    ChangeKind, CodeFindings, Decision, Difference, FileId, GuardReason, History, RunDetail, StepKind,
    StepResult,
};

use super::codes;
use super::convert::{has_no_active_term, identifier_policy_of, output_of};
use super::run::{Break, Work};
use super::settings::Guards;
use super::stoppable::Stoppable;
use super::{Flows, StopSignal};
use crate::error::Error;

/// Samples of each change of a file.
const SAMPLES: usize = 100;
/// Who decides about dry runs.
const DRY_RUN: &str = "dry run";

/// What the guards led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guarded {
    Passed,
    Held,
}

impl Guarded {
    pub(super) const fn is_held(self) -> bool {
        matches!(self, Self::Held)
    }
}

impl Work {
    pub(super) async fn guard(&self, before: &RunDetail) -> Result<Guarded, Break> {
        let prepared = output_of(before, StepKind::Convert, self).await?;
        let detail = self.detail().await?;
        let (flow, stop, dry_run) = (Arc::clone(&self.flow), self.stop.clone(), self.dry_run);
        let guarded = self.history(move |flows, run| {
            let history = flows.history();
            let conversion = flows.conversion_settings(&flow)?;
            let guards = Guards::new(&flow, &conversion);
            let previous = previous(flows, &detail.run.flow, &flow.destination)?;
            let mut findings = Findings::default();
            let judgement = Judge { history, guards, detail: &detail, stop }.run(
                &prepared,
                previous.as_ref(),
                &mut findings,
            )?;
            history.add_findings(run, StepKind::Guard, &CodeFindings::from_findings(&findings))?;
            history.set_differences(run, &judgement.differences)?;
            if judgement.reasons.is_empty() {
                let result = StepResult::done().with_counts(judgement.counts());
                history.finish_step(run, StepKind::Guard, &result, flows.now())?;
                return Ok(Guarded::Passed);
            }
            history.hold(run, &judgement.reasons, flows.now())?;
            tracing::warn!(flow = detail.run.flow, %run, reasons = judgement.reasons.len(), "run.held");
            if dry_run {
                history.decide(run, &Decision::discard(DRY_RUN, "nothing is delivered"), flows.now())?;
            }
            Ok(Guarded::Held)
        });
        guarded.await.map_err(|error| self.stopped_or(error))
    }
}

/// What was delivered last, and the run that did.
fn previous(flows: &Flows, flow: &str, destination: &str) -> Result<Option<Previous>, Error> {
    let Some(last) = flows.history().last_delivered(flow, destination)? else { return Ok(None) };
    let run = flows.history().run(last.run)?;
    let policy = identifier_policy_of(&run).map(str::to_owned);
    Ok(Some(Previous { file: last.file, identifier_policy: policy }))
}

struct Previous {
    file: FileId,
    identifier_policy: Option<String>,
}

/// What is to be said about a prepared file.
#[derive(Debug, Default)]
struct Judgement {
    reasons: Vec<GuardReason>,
    differences: Vec<Difference>,
}

impl Judgement {
    fn counts(&self) -> roster_history::Counts {
        let sum = |count: fn(&Difference) -> u64| self.differences.iter().map(count).sum();
        [
            ("added".to_owned(), sum(|difference| difference.added)),
            ("changed".to_owned(), sum(|difference| difference.changed)),
            ("removed".to_owned(), sum(|difference| difference.removed)),
        ]
        .into()
    }
}

struct Judge<'j> {
    history: &'j History,
    guards: Guards,
    detail: &'j RunDetail,
    stop: StopSignal,
}

impl Judge<'_> {
    fn run(
        &self,
        prepared: &FileId,
        previous: Option<&Previous>,
        findings: &mut Findings,
    ) -> Result<Judgement, Error> {
        let next = self.open(prepared)?;
        let (earlier, lost) = self.earlier(previous, next.kind());
        let mut judgement = match next.kind() {
            PackageKind::AppleSchoolManager => {
                let policy = previous.and_then(|previous| previous.identifier_policy.as_deref());
                let earlier = earlier.map(AsmPackage::from_package).transpose()?;
                self.archive(&AsmPackage::from_package(next)?, earlier.as_ref(), policy, findings)?
            }
            _ => self.package(&next, earlier.as_ref(), findings)?,
        };
        judgement.reasons.extend(lost);
        if self.guards.allow_errors {
            judgement.reasons.retain(|reason| reason.code != GUARD_INVALID.id);
        }
        Ok(judgement)
    }

    /// Opens what was delivered last, or says why there is nothing to compare with.
    fn earlier(
        &self,
        previous: Option<&Previous>,
        kind: PackageKind,
    ) -> (Option<Package>, Option<GuardReason>) {
        let Some(previous) = previous else { return (None, None) };
        let opened = self.history.verify_file(&previous.file).map_err(Error::from);
        match opened.and_then(|_| self.open(&previous.file)) {
            Ok(package) if package.kind() == kind => (Some(package), None),
            Ok(_) => {
                let message = "what was delivered last has another format, so that nothing can be compared";
                (None, Some(GuardReason::new(codes::GUARD_OTHER_FORMAT.id, message)))
            }
            Err(error) => {
                let message = format!("what was delivered last cannot be read: {error}");
                (None, Some(GuardReason::new(codes::GUARD_NOTHING_TO_COMPARE.id, message)))
            }
        }
    }

    fn open(&self, id: &FileId) -> Result<Package, Error> {
        let file = Stoppable::new(self.history.open_file(id)?, self.stop.clone());
        Ok(Package::from_reader(file, &OpenOptions::default())?)
    }

    /// Judges an archive for Apple School Manager.
    fn archive(
        &self,
        next: &AsmPackage,
        earlier: Option<&AsmPackage>,
        policy: Option<&str>,
        findings: &mut Findings,
    ) -> Result<Judgement, Error> {
        let validation = asm_format::validate(next, &mut ErrorsOnly(findings))?;
        let mut differences = Vec::new();
        let mut comparison = None;
        if let Some(earlier) = earlier {
            let changes = asm_format::Changes::between(earlier, next, SAMPLES)?;
            differences.extend(changes.iter().map(of_archive));
            comparison = Some(Inventory::read(earlier)?.compare(&mut Inventory::read(next)?));
        }
        let mut evidence = Evidence::default()
            .with_validation(&validation)
            .with_no_active_term(has_no_active_term(self.detail));
        if let Some(comparison) = &comparison {
            evidence = evidence.with_comparison(comparison);
        }
        if let (Some(previous), Some(next)) = (policy, identifier_policy_of(self.detail)) {
            evidence = evidence.with_identifier_policy(previous, next);
        }
        let verdict = judge(evidence, self.guards.of_archive());
        let reasons = verdict.refusals.into_iter().map(|one| GuardReason::new(one.code.id, one.message));
        Ok(Judgement { reasons: reasons.collect(), differences })
    }

    /// Judges a package of OneRoster by the same measures.
    fn package(
        &self,
        next: &Package,
        earlier: Option<&Package>,
        findings: &mut Findings,
    ) -> Result<Judgement, Error> {
        let mut judgement = Judgement::default();
        let report = oneroster_csv::validate::validate(next, &ValidateOptions::default(), &mut Unheard)?;
        if report.verdict == Verdict::Reject {
            let errors: u64 = report.files.values().map(|file| file.errors).sum();
            let message = format!("the package has {errors} errors");
            judgement.reasons.push(GuardReason::new(GUARD_INVALID.id, message));
        }
        let Some(earlier) = earlier else { return Ok(judgement) };
        if earlier.version() != next.version() {
            let message = format!(
                "what was delivered last has version {}, this one {}, so that nothing can be compared",
                earlier.version(),
                next.version()
            );
            judgement.reasons.push(GuardReason::new(codes::GUARD_OTHER_FORMAT.id, message));
            return Ok(judgement);
        }
        let changes = Diff::between(earlier, next).with_samples(SAMPLES).count(findings)?;
        for changes in &changes.files {
            judgement.reasons.extend(self.judge_loss(changes));
            judgement.differences.push(of_package(changes));
        }
        Ok(judgement)
    }

    fn judge_loss(&self, changes: &oneroster_csv::delta::FileChanges) -> Option<GuardReason> {
        let file = changes.file;
        let previous = changes.removed + changes.changed + changes.unchanged;
        if changes.removed == 0 {
            return None;
        }
        if changes.removed == previous && changes.added == 0 {
            let message = format!("{file} had {previous} rows and has none now");
            return Some(GuardReason::new(GUARD_FILE_EMPTIED.id, message));
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
        let share = changes.removed as f64 / previous as f64;
        let allowed = self.guards.allowed_loss(file);
        let is_tolerable = share <= allowed;
        (!is_tolerable).then(|| {
            let message = format!(
                "{file} lost {} of {previous} rows ({:.1} %), allowed are {:.1} %",
                changes.removed,
                share * 100.0,
                allowed * 100.0
            );
            GuardReason::new(GUARD_LOSS.id, message)
        })
    }
}

fn of_archive(changes: &asm_format::FileChanges) -> Difference {
    let difference = Difference::new(changes.file.name(), changes.added, changes.changed, changes.removed);
    changes.samples.iter().fold(difference, |difference, sample| {
        let kind = match sample.change {
            asm_format::RowChange::Added => ChangeKind::Added,
            asm_format::RowChange::Changed => ChangeKind::Changed,
            asm_format::RowChange::Removed => ChangeKind::Removed,
        };
        difference.with_sample(kind, sample.key.clone())
    })
}

fn of_package(changes: &oneroster_csv::delta::FileChanges) -> Difference {
    use oneroster_csv::delta::RowChange;
    let difference = Difference::new(changes.file.name(), changes.added, changes.changed, changes.removed);
    changes.samples.iter().fold(difference, |difference, sample| {
        let kind = match sample.change {
            RowChange::Added => ChangeKind::Added,
            RowChange::Changed => ChangeKind::Changed,
            RowChange::Removed => ChangeKind::Removed,
        };
        difference.with_sample(kind, sample.sourced_id.clone())
    })
}

/// Lets errors through: the rest was said about the data by the step before.
struct ErrorsOnly<'f>(&'f mut Findings);

impl FindingSink for ErrorsOnly<'_> {
    fn push(&mut self, finding: Finding) {
        if finding.severity == Severity::Error {
            self.0.push(finding);
        }
    }
}

/// Forgets what the step before has said.
struct Unheard;

impl FindingSink for Unheard {
    fn push(&mut self, _: Finding) {}
}
