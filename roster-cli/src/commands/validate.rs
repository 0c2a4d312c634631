//! `roster validate`: is a package good?

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use asm_format::{AsmFile, AsmPackage};
use oneroster_csv::package::{OpenOptions, Package};
use oneroster_csv::validate::{DeltaReferences, Profile, ValidateOptions, Verdict, validate};
use oneroster_csv::{Mode, Strictness};
use oneroster_model::{Finding, Findings, Severity};
use serde::Serialize;

use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finding_log::{FindingLog, FindingOptions};
use crate::input::{self, Input};
use crate::progress;
use crate::render::style::{BAD, GOOD, STRONG, paint};
use crate::render::table::{Align, Table};
use crate::render::{findings, number};
use crate::report::{FileRows, Outcome, Report, ReportFile, Total, group};

/// Check a package, of OneRoster or for Apple School Manager
///
/// Exit code 0 without findings of severity error, 1 with some, 2 if the package cannot be read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster validate district.zip --report findings.html")]
pub(crate) struct Arguments {
    /// Package, zip or folder
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Judge by every rule of the OneRoster standard, as a conformance test does
    #[arg(long)]
    strict: bool,
    /// Part of the OneRoster standard that the package is to serve
    #[arg(long, value_name = "PROFILE", default_value = "full", value_parser = profile)]
    profile: Profile,
    /// Demand that delta files hold what they refer to, too
    #[arg(long)]
    complete_deltas: bool,
    /// Write a report for people (.html) or machines (.json)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    findings: FindingOptions,
}

fn profile(text: &str) -> Result<Profile, String> {
    Profile::from_name(text).ok_or_else(|| {
        let names = Profile::ALL.map(Profile::as_str);
        format!("choose one of {}", names.join(", "))
    })
}

/// The judgement on a package. These members are relied on from outside.
#[derive(Debug, Serialize)]
struct Judgement {
    verdict: Verdict,
    /// Version of OneRoster; absent for other formats.
    version: Option<&'static str>,
    format: &'static str,
    findings: Vec<Finding>,
    counts: BTreeMap<&'static str, u64>,
    files: BTreeMap<&'static str, FileJudgement>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct FileJudgement {
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    rows: u64,
    accepted: bool,
}

/// A judgement that ended early: the package cannot be read.
#[derive(Debug, Serialize)]
struct Unreadable<'f> {
    verdict: Verdict,
    version: Option<&'static str>,
    findings: [UnreadableFinding<'f>; 1],
    counts: BTreeMap<&'static str, u64>,
    files: BTreeMap<&'static str, FileJudgement>,
}

#[derive(Debug, Serialize)]
struct UnreadableFinding<'f> {
    code: &'static str,
    severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    message: &'f str,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let started = Instant::now();
    let report = arguments.report.as_deref().map(ReportFile::create).transpose()?;
    let log = arguments.findings.begin()?;
    let (judgement, findings) = match judge(arguments, log, context) {
        Ok(judged) => judged,
        Err(failure) => return Err(unreadable(failure, context)?),
    };
    progress::clear();
    if let Some(report) = report {
        report.write(&report_of(arguments, &judgement, &findings, started))?;
    }
    context.result(&judgement, || text(arguments, &judgement, &findings))?;
    Ok(if judgement.verdict == Verdict::Accept { Exit::Good } else { Exit::NotGood })
}

fn judge(
    arguments: &Arguments,
    log: FindingLog,
    context: &Context,
) -> Result<(Judgement, Findings), Failure> {
    let progress = context.progress("Validating");
    let strictness = if arguments.strict { Strictness::Strict } else { Strictness::Tolerant };
    let options = OpenOptions::default().with_strictness(strictness);
    let judged = match Input::open(&arguments.input, &options, &progress)? {
        Input::OneRoster(package) => {
            let references =
                if arguments.complete_deltas { DeltaReferences::Checked } else { DeltaReferences::Ignored };
            let options = ValidateOptions::default()
                .with_strictness(strictness)
                .with_profile(arguments.profile)
                .with_delta_references(references);
            judge_oneroster(&package, options, log)
        }
        Input::Asm(package) => judge_asm(&package, log),
    };
    judged.map_err(|failure| failure.in_input(&arguments.input))
}

fn judge_oneroster(
    package: &Package,
    options: ValidateOptions,
    mut log: FindingLog,
) -> Result<(Judgement, Findings), Failure> {
    let report = validate(package, &options, &mut log)?;
    let findings = log.finish()?;
    let files = report.files.into_iter().map(|(name, file)| {
        let mode = Some(file.mode).filter(|mode| *mode != Mode::Absent);
        (name, FileJudgement { mode, rows: file.rows, accepted: file.accepted })
    });
    let judgement = Judgement {
        verdict: report.verdict,
        version: Some(report.version.as_str()),
        format: "oneroster",
        findings: findings.samples().cloned().collect(),
        counts: report.counts,
        files: files.collect(),
    };
    Ok((judgement, findings))
}

fn judge_asm(package: &AsmPackage, mut log: FindingLog) -> Result<(Judgement, Findings), Failure> {
    let validation = asm_format::validate(package, &mut log)?;
    let findings = log.finish()?;
    let files = AsmFile::ALL.into_iter().filter_map(|file| {
        let (rows, accepted) = (validation.rows(file)?, validation.errors_in(file) == 0);
        Some((file.name(), FileJudgement { mode: None, rows, accepted }))
    });
    let judgement = Judgement {
        verdict: if validation.is_accepted() { Verdict::Accept } else { Verdict::Reject },
        version: None,
        format: "apple_school_manager",
        findings: findings.samples().cloned().collect(),
        counts: findings.by_code().map(|code| (code.code.id, code.count)).collect(),
        files: files.collect(),
    };
    Ok((judgement, findings))
}

/// Writes the judgement on what cannot be read, for readers of JSON.
fn unreadable(failure: Failure, context: &Context) -> Result<Failure, Failure> {
    if context.format() == Format::Json && failure.code() != "usage" {
        let finding = UnreadableFinding {
            code: failure.code(),
            severity: Severity::Error,
            file: failure.file(),
            line: failure.line(),
            message: failure.message(),
        };
        let judgement = Unreadable {
            verdict: Verdict::Reject,
            version: None,
            findings: [finding],
            counts: BTreeMap::from([(failure.code(), 1)]),
            files: BTreeMap::new(),
        };
        context.result(&judgement, String::new)?;
        return Ok(failure.told());
    }
    Ok(failure)
}

fn report_of(arguments: &Arguments, judgement: &Judgement, findings: &Findings, started: Instant) -> Report {
    let is_accepted = judgement.verdict == Verdict::Accept;
    let errors = findings.count_of(Severity::Error);
    let file = |(name, file): (&&str, &FileJudgement)| FileRows {
        name: (*name).to_owned(),
        rows: file.rows,
        accepted: Some(file.accepted),
    };
    Report {
        title: "Validation".to_owned(),
        outcome: if is_accepted { Outcome::Good } else { Outcome::Rejected },
        summary: if is_accepted {
            "Nothing speaks against using this package.".to_owned()
        } else {
            format!("There {} in the package.", number::there(errors, "error", "errors"))
        },
        input: arguments.input.display().to_string(),
        format: Some(input::format_name(judgement.version)),
        milliseconds: started.elapsed().as_millis() as u64,
        totals: totals(judgement),
        files_in: judgement.files.iter().map(file).collect(),
        findings: group(findings),
        ..Report::default()
    }
}

/// The files whose rows are numbers to look at.
const TOTALS: [(&str, &str); 9] = [
    ("users.csv", "People"),
    ("students.csv", "Students"),
    ("staff.csv", "Staff"),
    ("classes.csv", "Classes"),
    ("courses.csv", "Courses"),
    ("enrollments.csv", "Enrollments"),
    ("rosters.csv", "Roster entries"),
    ("orgs.csv", "Organisations"),
    ("locations.csv", "Locations"),
];

fn totals(judgement: &Judgement) -> Vec<Total> {
    let total = |(file, label): (&str, &str)| {
        let value = judgement.files.get(file)?.rows;
        Some(Total { label: label.to_owned(), value, note: None })
    };
    TOTALS.into_iter().filter_map(total).collect()
}

fn text(arguments: &Arguments, judgement: &Judgement, findings: &Findings) -> String {
    let groups = group(findings);
    let format = input::format_name(judgement.version);
    let mut text = format!("{} ({format})\n\n", paint(STRONG, arguments.input.display()));
    let mut table = Table::new([("file", Align::Left), ("rows", Align::Right), ("", Align::Left)]);
    for (name, file) in &judgement.files {
        let verdict = if file.accepted { "" } else { "errors" };
        table.row([(*name).to_owned(), number::grouped(file.rows), verdict.to_owned()]);
    }
    table.render(&mut text, 2);
    text.push('\n');
    findings::render(&groups, arguments.findings.places(), &mut text);
    let verdict = match judgement.verdict {
        Verdict::Accept => paint(GOOD, "accepted"),
        Verdict::Reject => paint(BAD, "rejected"),
    };
    if !groups.is_empty() {
        text.push('\n');
    }
    text + &format!("{verdict}: {}\n", findings::counts(&groups))
}
