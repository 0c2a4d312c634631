//! One run with everything that belongs to it.

use std::fmt::Write;

use roster_history::{
    CodeFindings, Exchange, History, RunDetail, RunId, RunStatus, Step, StepKind, StepStatus,
};
use serde::Serialize;

use super::Arguments;
use super::list::{moment, status, style, took, trigger};
use crate::context::Context;
use crate::failure::Failure;
use crate::render::style::{BAD, CAUTION, DIM, GOOD, STRONG, paint};
use crate::render::table::{Align, Table};
use crate::render::{number, printable};

/// A run, and what was asked for besides.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    detail: RunDetail,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<StepFindings>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<Vec<Exchange>>,
}

#[derive(Debug, Serialize)]
struct StepFindings {
    step: StepKind,
    codes: Vec<CodeFindings>,
}

pub(super) fn show(
    history: &History,
    run: RunId,
    arguments: &Arguments,
    context: &Context,
) -> Result<(), Failure> {
    let detail = history.run(run)?;
    let findings = if arguments.findings { Some(findings(history, &detail)?) } else { None };
    let requests = match arguments.requests {
        None => None,
        Some(step) => {
            let entries = history.exchanges(run, step)?;
            Some(entries.iter().map(|entry| history.exchange(entry.id)).collect::<Result<Vec<_>, _>>()?)
        }
    };
    let shown = Shown { detail, findings, requests };
    context.result(&shown, || text(&shown))
}

/// Shows a run with its steps.
pub(crate) fn show_run(history: &History, run: RunId, context: &Context) -> Result<(), Failure> {
    let shown = Shown { detail: history.run(run)?, findings: None, requests: None };
    context.result(&shown, || text(&shown))
}

fn findings(history: &History, detail: &RunDetail) -> Result<Vec<StepFindings>, Failure> {
    let mut all = Vec::new();
    for step in &detail.steps {
        let codes = history.findings(detail.run.id, step.kind)?;
        if !codes.is_empty() {
            all.push(StepFindings { step: step.kind, codes });
        }
    }
    Ok(all)
}

fn text(shown: &Shown) -> String {
    let detail = &shown.detail;
    let run = &detail.run;
    let mut text = format!(
        "{} of {}: {}\n{}\n",
        paint(STRONG, format!("Run {}", run.id)),
        printable(&run.flow),
        paint(style(run.status), status(run)),
        paint(
            DIM,
            format!(
                "Started by {}, {} UTC.",
                trigger(&run.trigger, run.attempt),
                moment(run.started.unwrap_or(run.created))
            )
        ),
    );
    if let Some(error) = &run.error {
        _ = writeln!(
            text,
            "\n{} {} {}",
            paint(BAD, "Failed:"),
            printable(&error.message),
            paint(DIM, format!("({})", error.code))
        );
        if let Some(advice) = &error.advice {
            _ = writeln!(text, "  {}", printable(advice));
        }
    }
    if run.status == RunStatus::Waiting
        && let Some(not_before) = run.not_before
    {
        _ = writeln!(text, "\nBegins at {} UTC.", moment(not_before));
    }
    text.push('\n');
    for step in &detail.steps {
        text.push_str(&line(step));
    }
    guards(detail, &mut text);
    differences(detail, &mut text);
    for delivery in &detail.deliveries {
        let state = delivery.state.as_str();
        _ = writeln!(
            text,
            "\nDelivery to {}: {state}, {} UTC",
            printable(&delivery.target),
            moment(delivery.started)
        );
    }
    for step in shown.findings.iter().flatten() {
        _ = writeln!(text, "\nFindings of {}", step.step.as_str());
        for code in &step.codes {
            let count = number::grouped(code.count);
            _ = writeln!(
                text,
                "  {count:>9}  {:<8} {}: {}",
                code.severity,
                code.code,
                printable(&code.title)
            );
        }
    }
    for exchange in shown.requests.iter().flatten() {
        text.push_str(&exchange_text(exchange));
    }
    text
}

fn line(step: &Step) -> String {
    let (style, mark) = match step.status {
        StepStatus::Done | StepStatus::Reused => (GOOD, "ok"),
        StepStatus::Failed => (BAD, "failed"),
        StepStatus::Held => (CAUTION, "held"),
        StepStatus::Running => (CAUTION, "runs"),
        _ => (DIM, "-"),
    };
    // What was read is what the step before has counted; how identifiers are written is not for people.
    let is_news = |name: &str| !name.ends_with(" read") && !name.starts_with("identifiers_");
    let counts = step.counts.iter().filter(|(name, _)| is_news(name));
    let counts: Vec<String> =
        counts.map(|(name, count)| format!("{} {name}", number::grouped(*count))).collect();
    let took = took(step.started, step.ended);
    format!(
        "{}  {:<8} {took:>9}  {}\n",
        paint(style, format!("{mark:<6}")),
        step.kind.as_str(),
        paint(DIM, counts.join(", "))
    )
}

fn guards(detail: &RunDetail, text: &mut String) {
    let Some(guard) = &detail.guard else { return };
    _ = writeln!(text, "\n{}", paint(CAUTION, "Held back"));
    for reason in &guard.held {
        _ = writeln!(text, "  {} {}", printable(&reason.message), paint(DIM, format!("({})", reason.code)));
    }
    if let Some(decided) = &guard.decided {
        let word = if decided.approved { "Approved" } else { "Discarded" };
        let (who, reason) = (printable(&decided.who), printable(&decided.reason));
        _ = writeln!(text, "  {word} by {who}, {} UTC: {reason}", moment(decided.at));
    } else {
        let id = detail.run.id;
        _ = writeln!(text, "  Release it with: roster approve {id} --reason \"why this is right\"");
    }
}

fn differences(detail: &RunDetail, text: &mut String) {
    if detail.differences.is_empty() {
        return;
    }
    let mut table = Table::new([
        ("against the last delivery", Align::Left),
        ("new", Align::Right),
        ("changed", Align::Right),
        ("gone", Align::Right),
    ]);
    for difference in &detail.differences {
        let numbers = [difference.added, difference.changed, difference.removed].map(number::grouped);
        table.row(std::iter::once(difference.file.clone()).chain(numbers));
    }
    text.push('\n');
    table.render(text, 0);
}

fn exchange_text(exchange: &Exchange) -> String {
    let entry = &exchange.entry;
    let status = entry.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    let mut text = format!(
        "\n{} {} {} {status}, {} ms\n",
        paint(DIM, format!("#{}", entry.sequence)),
        printable(&entry.method),
        printable(&entry.url),
        entry.milliseconds
    );
    for (mark, message) in [('>', &exchange.request), ('<', &exchange.response)] {
        for (name, value) in &message.headers {
            _ = writeln!(text, "  {mark} {}: {}", printable(name), printable(value));
        }
        let body = message.body.text();
        text.extend(body.lines().map(|line| format!("  {mark} {}\n", printable(line))));
        if message.body.is_truncated() {
            _ = writeln!(
                text,
                "  {mark} {}",
                paint(DIM, format!("... of {} bytes", number::grouped(message.body.length())))
            );
        }
    }
    text
}
