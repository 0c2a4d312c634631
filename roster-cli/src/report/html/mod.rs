//! The report as a page: one file without script and without anything from elsewhere.
//!
//! Every text goes through the escaping of the templates; `PreEscaped` is used for the style sheet only.

mod charts;
mod findings;
mod tables;
#[cfg(test)]
mod tests;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use oneroster_model::Severity;

use super::{Outcome, Report, Total};
use crate::render::number;

/// Nothing may be loaded or run, whatever the texts of the report say.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Returns the page.
pub(crate) fn page(report: &Report) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(CONTENT_POLICY);
                meta name="color-scheme" content="light dark";
                title { (report.title) ": " (short_name(&report.input)) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                main {
                    (header(report))
                    (totals(&report.totals))
                    (tables::guards(&report.guards))
                    (findings::problems(report))
                    (charts::schools(&report.schools))
                    (charts::grades(&report.grades))
                    (charts::dropped(report))
                    (findings::notes(report))
                    (tables::files(report))
                }
                (footer(report))
            }
        }
    };
    page.into_string()
}

fn header(report: &Report) -> Markup {
    html! {
        header class={ "outcome " (outcome_class(report)) } {
            p class="eyebrow" { (report.title) }
            h1 { (short_name(&report.input)) }
            p class="verdict" {
                span class="mark" aria-hidden="true" { (outcome_mark(report)) }
                span { strong { (outcome_word(report)) } " " (report.summary) }
            }
            dl class="facts" {
                @if let Some(format) = &report.format { div { dt { "Format" } dd { (format) } } }
                @if let Some(today) = &report.today { div { dt { "As of" } dd { (today) } } }
                @if let Some(output) = &report.output { div { dt { "Result" } dd { (short_name(output)) } } }
                div { dt { "Errors" } dd { (number::grouped(report.count_of(Severity::Error))) } }
                div { dt { "Warnings" } dd { (number::grouped(report.count_of(Severity::Warning))) } }
                div { dt { "Rows left out" } dd { (number::grouped(report.dropped())) } }
            }
        }
    }
}

fn totals(totals: &[Total]) -> Markup {
    html! {
        @if !totals.is_empty() {
            section class="totals" aria-label="Totals" {
                @for total in totals {
                    div class="total" {
                        p class="value" { (number::grouped(total.value)) }
                        p class="label" { (total.label) }
                        @if let Some(note) = &total.note { p class="note" { (note) } }
                    }
                }
            }
        }
    }
}

fn footer(report: &Report) -> Markup {
    html! {
        footer {
            p {
                "Input " code { (report.input) }
                @if let Some(output) = &report.output { ", result " code { (output) } }
                ". Made by roster " (env!("CARGO_PKG_VERSION"))
                " in " (number::duration(std::time::Duration::from_millis(report.milliseconds))) "."
            }
            p { "Findings name records by their identifier and never show the contents of a cell." }
        }
    }
}

fn outcome_class(report: &Report) -> &'static str {
    match report.outcome {
        Outcome::Good if report.count_of(Severity::Error) > 0 || report.is_overridden() => "caution",
        Outcome::Good => "good",
        Outcome::Held => "caution",
        Outcome::Rejected => "bad",
    }
}

fn outcome_mark(report: &Report) -> &'static str {
    match outcome_class(report) {
        "good" => "✓",
        "caution" => "!",
        _ => "✕",
    }
}

fn outcome_word(report: &Report) -> &'static str {
    match report.outcome {
        Outcome::Good => "Done.",
        Outcome::Held => "Held back.",
        Outcome::Rejected => "Not accepted.",
    }
}

/// The last part of a path.
fn short_name(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or(path)
}
