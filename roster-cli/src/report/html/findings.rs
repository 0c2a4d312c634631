//! Findings by code: what it is, what to do, where.

use maud::{Markup, html};
use oneroster_model::{Finding, Severity};

use crate::render::number;
use crate::report::{FindingGroup, Report};

/// Samples that the page shows of each code.
const SAMPLES: usize = 20;

/// The section of all findings, worst first.
pub(super) fn section(report: &Report) -> Markup {
    html! {
        section aria-labelledby="findings" {
            h2 id="findings" { "What was noticed" }
            @if report.findings.is_empty() {
                p class="lead" { "Nothing. Every row was used as it is." }
            } @else {
                @for severity in [Severity::Error, Severity::Warning, Severity::Info] {
                    @for group in report.findings.iter().filter(|group| group.severity == severity) {
                        (card(group))
                    }
                }
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
    let shown = group.samples.len().min(SAMPLES);
    let rest = group.count.saturating_sub(shown as u64);
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
                            th scope="col" { "What" }
                        }
                    }
                    tbody { @for finding in group.samples.iter().take(shown) { (sample(finding)) } }
                }
            }
            @if rest > 0 { p class="rest" { "and " (number::grouped(rest)) " more" } }
        }
    }
}

fn sample(finding: &Finding) -> Markup {
    html! {
        tr {
            td { @if let Some(file) = &finding.file { (file) } }
            td class="number" { @if let Some(line) = finding.line { (line) } }
            td {
                @if let Some(entity) = finding.entity { (entity) " " }
                @if let Some(key) = &finding.key { code { (key) } }
            }
            td {
                @if let Some(field) = &finding.field { code { (field) } " " }
                (finding.message)
            }
        }
    }
}
