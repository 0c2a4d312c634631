//! Findings by code: what it is, what to do, where.

use std::cmp::Reverse;

use maud::{Markup, html};
use roster_history::{CodeFindings, FindingRecord, RunId, StepKind};

use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::number::{counted, grouped};
use crate::web::parts::status::step_name;

/// Samples that a page shows of a code.
const SAMPLES: usize = 20;

/// Severities from the worst on: their name in the history, the word for people, the tone and the picture.
const SEVERITIES: [(&str, &str, &str, Icon); 3] = [
    ("error", "error", "error", Icon::Cross),
    ("warning", "warning", "warning", Icon::Warning),
    ("info", "note", "info", Icon::Note),
];

fn rank(severity: &str) -> usize {
    SEVERITIES.iter().position(|(known, ..)| *known == severity).unwrap_or(SEVERITIES.len() - 1)
}

/// The section of all findings of a run; notes are folded.
pub(super) fn of_run(run: RunId, findings: &[(StepKind, Vec<CodeFindings>)]) -> Markup {
    let groups = findings.iter().flat_map(|(step, groups)| groups.iter().map(|group| (Some(*step), group)));
    section(run, groups.collect())
}

/// The section of the findings of a step.
pub(super) fn of_step(run: RunId, findings: &[CodeFindings]) -> Markup {
    section(run, findings.iter().map(|group| (None, group)).collect())
}

fn section(run: RunId, mut groups: Vec<(Option<StepKind>, &CodeFindings)>) -> Markup {
    groups.sort_by_key(|(_, group)| (rank(&group.severity), Reverse(group.count)));
    let (problems, notes): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|(_, group)| rank(&group.severity) + 1 < SEVERITIES.len());
    html! {
        @if !(problems.is_empty() && notes.is_empty()) {
            section class="card" aria-labelledby="findings" {
                h2 id="findings" { "What was noticed about the data" }
                @if problems.is_empty() { p class="lead" { "No errors and no warnings." } }
                @for (step, group) in &problems { (card(run, *step, group)) }
                @if !notes.is_empty() {
                    details class="notes" {
                        summary { (counted(notes.len() as u64, "kind of note", "kinds of notes")) ", good to know" }
                        @for (step, group) in &notes { (card(run, *step, group)) }
                    }
                }
            }
        }
    }
}

fn card(run: RunId, step: Option<StepKind>, group: &CodeFindings) -> Markup {
    let (_, word, tone, picture) = SEVERITIES[rank(&group.severity)];
    html! {
        article class="finding" {
            span class={ "badge " (tone) } { (icon(picture)) (word) }
            div {
                h3 { (group.title) }
                p class="soft" { (group.advice) }
                @if group.dropped > 0 {
                    p class="small" { (counted(group.dropped, "record was", "records were")) " left out." }
                }
                p class="soft small" {
                    code { (group.code) }
                    @if let Some(step) = step {
                        ", noticed in " a href={ "/runs/" (run) "/steps/" (step) } { (step_name(step)) }
                    }
                }
                @if !group.samples.is_empty() { (samples(group)) }
            }
            p class="count" { (grouped(group.count)) span class="soft" { " times" } }
        }
    }
}

fn samples(group: &CodeFindings) -> Markup {
    let samples = &group.samples[..group.samples.len().min(SAMPLES)];
    let rest = group.count.saturating_sub(samples.len() as u64);
    html! {
        details {
            summary { "Where" span class="spoken" { ": " (group.title) } }
            table class="rows samples" role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        th scope="col" role="columnheader" { "File" }
                        th scope="col" role="columnheader" class="number" { "Line" }
                        th scope="col" role="columnheader" { "Record" }
                        th scope="col" role="columnheader" { "What" }
                    }
                }
                tbody role="rowgroup" { @for sample in samples { (row(sample)) } }
            }
            @if rest > 0 { p class="soft small" { "and " (grouped(rest)) " more" } }
        }
    }
}

fn row(sample: &FindingRecord) -> Markup {
    html! {
        tr role="row" {
            td role="cell" { @if let Some(file) = &sample.file { (file) } }
            td role="cell" class="number" { @if let Some(line) = sample.line { (line) } }
            td role="cell" {
                @if let Some(entity) = &sample.entity { (entity) " " }
                @if let Some(key) = &sample.key { code { (key) } }
            }
            td role="cell" class="wide" {
                @if let Some(field) = &sample.field { code { (field) } " " }
                (sample.message)
            }
        }
    }
}
