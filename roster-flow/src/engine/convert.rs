//! The second step: what goes to the destination.

use std::thread;

use asm_format::convert::{Conversion, IdPolicy, MergeKey, Settings, convert_package};
use asm_format::{ArchiveSettings, AsmFile, AsmPackage, patch};
use oneroster_csv::package::{OpenOptions, Package, PackageKind};
use oneroster_csv::validate::ValidateOptions;
use oneroster_csv::{File, Mode};
use oneroster_model::{FindingSink, Findings};
use roster_history::{CodeFindings, Counts, FileId, History, RunDetail, StepKind, StepResult};
use time::Date;

use super::StopSignal;
use super::run::{Break, Work};
use super::stoppable::Stoppable;
use crate::configuration::{ConversionKind, FlowConfig};
use crate::error::{Error, FlowProblem};
use crate::schedule::Zone;

/// Threads beyond which a conversion does not become faster.
const MOST_THREADS: usize = 4;
/// Begin of the name of the count that tells how identifiers were made.
const IDENTIFIERS: &str = "identifiers_";
/// Count that tells that no academic session is active.
const NO_ACTIVE_TERM: &str = "no_active_term";

/// What a conversion made.
struct Converted {
    output: FileId,
    counts: Counts,
    /// People, classes and so on in the result.
    summary: Counts,
}

impl Work {
    pub(super) async fn convert(&self, before: &RunDetail) -> Result<(), Break> {
        let source = output_of(before, StepKind::Source, self).await?;
        let (flow, stop) = (self.flow.clone(), self.stop.clone());
        let converted = self.history(move |flows, run| {
            let settings = flows.conversion_settings(&flow)?;
            let today = today(&flow, flows.now());
            let history = flows.history();
            let mut findings = Findings::default();
            let task = Task { history, flow: &flow, settings, today, stop };
            let converted = task.run(&source, &mut findings);
            history.add_findings(run, StepKind::Convert, &CodeFindings::from_findings(&findings))?;
            let converted = converted?;
            history.set_summary(run, &converted.summary)?;
            let result = StepResult::done().with_output(converted.output).with_counts(converted.counts);
            Ok(history.finish_step(run, StepKind::Convert, &result, flows.now())?)
        });
        converted.await.map_err(|error| self.stopped_or(error))
    }
}

/// Returns the output of a step that was done before; `before` may have been read before that step.
pub(super) async fn output_of(before: &RunDetail, kind: StepKind, work: &Work) -> Result<FileId, Error> {
    let known = before.step(kind).and_then(|step| step.output);
    let output = match known {
        Some(output) => Some(output),
        None => work.detail().await?.step(kind).and_then(|step| step.output),
    };
    output.ok_or_else(|| {
        FlowProblem::new("internal", format!("step {kind} left no file, so that nothing can follow it"))
            .into_error()
    })
}

/// The day for which a conversion is made: where the flow has its schedule, or else this machine.
fn today(flow: &FlowConfig, now: time::OffsetDateTime) -> Date {
    let zone = flow.schedule.as_ref().map(|schedule| schedule.zone().clone()).or_else(Zone::of_this_machine);
    zone.map_or(now, |zone| zone.to_local(now)).date()
}

struct Task<'t> {
    history: &'t History,
    flow: &'t FlowConfig,
    settings: Settings,
    today: Date,
    stop: StopSignal,
}

impl Task<'_> {
    fn run(&self, source: &FileId, findings: &mut Findings) -> Result<Converted, Error> {
        let file = Stoppable::new(self.history.open_file(source)?, self.stop.clone());
        let package = Package::from_reader(file, &OpenOptions::default())?;
        for finding in package.findings() {
            findings.push(finding.clone());
        }
        match (package.kind(), self.flow.conversion) {
            (PackageKind::AppleSchoolManager, ConversionKind::Apple) => {
                self.repair(&AsmPackage::from_package(package)?, findings)
            }
            (PackageKind::AppleSchoolManager, ConversionKind::None) => {
                let validation = asm_format::validate(&AsmPackage::from_package(package)?, findings)?;
                let summary = of_archive(|file| validation.rows(file).unwrap_or_default());
                Ok(Converted { output: *source, counts: Counts::new(), summary })
            }
            (_, ConversionKind::Apple) => self.convert(&package, findings),
            (_, ConversionKind::None) => validate(&package, source, findings),
        }
    }

    fn archive(&self) -> ArchiveSettings {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
        ArchiveSettings::default().with_dialect(self.settings.dialect).with_threads(threads)
    }

    fn convert(&self, package: &Package, findings: &mut Findings) -> Result<Converted, Error> {
        let target = Stoppable::new(self.history.new_file()?, self.stop.clone());
        let (target, conversion) =
            convert_package(package, self.today, &self.settings, &self.archive(), target, findings)?;
        let output = self.history.adopt(target.into_inner())?;
        let mut counts: Counts =
            conversion.rows_in.iter().map(|(file, rows)| (format!("{file} read"), *rows)).collect();
        counts.insert(format!("{IDENTIFIERS}{}", identifier_policy(&self.settings)), 1);
        if conversion.no_active_term {
            counts.insert(NO_ACTIVE_TERM.to_owned(), 1);
        }
        Ok(Converted { output, counts, summary: of_archive(|file| rows_of(&conversion, file)) })
    }

    /// An archive for Apple School Manager goes through: its text is written as Apple describes it.
    fn repair(&self, package: &AsmPackage, findings: &mut Findings) -> Result<Converted, Error> {
        for finding in package.findings() {
            findings.push(finding.clone());
        }
        let target = Stoppable::new(self.history.new_file()?, self.stop.clone());
        let options = self.flow.patch.clone().with_archive(self.archive());
        let (target, report) = patch(package, target, &options, findings)?;
        let output = self.history.adopt(target.into_inner())?;
        Ok(Converted { output, counts: Counts::new(), summary: of_archive(|file| report.rows(file)) })
    }
}

fn rows_of(conversion: &Conversion, file: AsmFile) -> u64 {
    conversion.rows_out.get(file.name()).copied().unwrap_or_default()
}

fn of_archive(rows: impl Fn(AsmFile) -> u64) -> Counts {
    AsmFile::ALL.into_iter().map(|file| (base(file.name()), rows(file))).collect()
}

fn base(file: &str) -> String {
    file.trim_end_matches(".csv").to_owned()
}

/// A package of OneRoster goes out as it is.
fn validate(package: &Package, source: &FileId, findings: &mut Findings) -> Result<Converted, Error> {
    if let Some(delta) = File::ALL.into_iter().find(|file| package.mode(*file) == Mode::Delta) {
        let problem = FlowProblem::new("not_bulk", format!("{delta} holds changes only, not all records"));
        return Err(problem.advise("have the system export everything (bulk)").into_error());
    }
    let report = oneroster_csv::validate::validate(package, &ValidateOptions::default(), findings)?;
    let files = report.files.iter().filter(|(name, _)| **name != "manifest.csv");
    let summary: Counts = files.map(|(name, file)| (base(name), file.rows)).collect();
    Ok(Converted { output: *source, counts: Counts::new(), summary })
}

/// How identifiers are made, in a stable wording: all settings on which they depend.
fn identifier_policy(settings: &Settings) -> String {
    let policy = match settings.id_policy {
        IdPolicy::Preserve => "preserve",
        IdPolicy::Encode => "encode",
        IdPolicy::Reject => "reject",
    };
    match settings.merge_people_by {
        MergeKey::Never => policy.to_owned(),
        MergeKey::Email => format!("{policy}_merged_by_email"),
        MergeKey::Identifier => format!("{policy}_merged_by_identifier"),
        MergeKey::UserMasterIdentifier => format!("{policy}_merged_by_user_master_identifier"),
    }
}

/// How identifiers were made in a run, if anything was converted.
pub(super) fn identifier_policy_of(run: &RunDetail) -> Option<&str> {
    let counts = &run.step(StepKind::Convert)?.counts;
    counts.keys().find_map(|name| name.strip_prefix(IDENTIFIERS))
}

/// Whether classes were chosen by active sessions although none was active.
pub(super) fn has_no_active_term(run: &RunDetail) -> bool {
    run.step(StepKind::Convert).is_some_and(|step| step.counts.contains_key(NO_ACTIVE_TERM))
}
