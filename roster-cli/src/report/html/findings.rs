//! Findings by code: what it is, what to do, where.

use maud::{Markup, html};
use oneroster_model::{Finding, Severity};

use crate::render::number;
use crate::report::{FindingGroup, Report};

/// Samples that the page shows of each code.
const SAMPLES: usize = 20;

/// The section of what somebody should look at: errors, then warnings.
pub(super) fn problems(report: &Report) -> Markup {
    let problems: Vec<_> = report.findings.iter().filter(|group| group.severity > Severity::Info).collect();
    html! {
        section aria-labelledby="problems" {
            h2 id="problems" { "What to look at" }
            @if problems.is_empty() {
                p class="lead" { "Nothing. There are no errors and no warnings." }
            } @else {
                @for group in problems { (card(group)) }
            }
        }
    }
}

/// The section of what is only worth knowing.
pub(super) fn notes(report: &Report) -> Markup {
    let notes: Vec<_> = report.findings.iter().filter(|group| group.severity == Severity::Info).collect();
    html! {
        @if !notes.is_empty() {
            section aria-labelledby="notes" {
                h2 id="notes" { "Good to know" }
                p class="lead" { "This is as it should be, unless a number surprises you." }
                @for group in notes { (card(group)) }
            }
        }
    }
}

fn card(group: &FindingGroup) -> Markup {
    let severity = group.severity.as_str();
    let word = if group.severity == Severity::Info { "note" } else { severity };
    html! {
        article class="finding" {
            div class="head" {
                span class={ "badge " (severity) } { (word) }
                h3 { (group.title) }
                p class="count" {
                    (number::grouped(group.count)) span { " times" }
                }
            }
            p class="advice" { (group.advice) }
            @if group.dropped > 0 {
                p class="dropped" { (number::counted(group.dropped, "row was", "rows were")) " left out." }
            }
            @if !group.samples.is_empty() { (samples(group)) }
        }
    }
}

fn samples(group: &FindingGroup) -> Markup {
    let samples = &group.samples[..group.samples.len().min(SAMPLES)];
    let rest = group.count.saturating_sub(samples.len() as u64);
    // Where the messages only repeat the title, there is no column for them.
    let has_messages =
        samples.iter().any(|finding| finding.message != group.title || finding.field.is_some());
    html! {
        details {
            summary {
                "Where"
                span class="code" { (group.code) }
            }
            div class="scroll" {
                table class="samples" {
                    thead {
                        tr {
                            th scope="col" { "File" }
                            th scope="col" class="number" { "Line" }
                            th scope="col" { "Record" }
                            @if has_messages { th scope="col" { "What" } }
                        }
                    }
                    tbody { @for finding in samples { (sample(finding, has_messages)) } }
                }
            }
            @if rest > 0 { p class="rest" { "and " (number::grouped(rest)) " more" } }
        }
    }
}

fn sample(finding: &Finding, has_message: bool) -> Markup {
    html! {
        tr {
            td { @if let Some(file) = &finding.file { (file) } }
            td class="number" { @if let Some(line) = finding.line { (line) } }
            td {
                @if let Some(entity) = finding.entity { (entity) " " }
                @if let Some(key) = &finding.key { code { (key) } }
            }
            @if has_message {
                td {
                    @if let Some(field) = &finding.field { code { (field) } " " }
                    (finding.message)
                }
            }
        }
    }
}
