//! Tables of files and guards.

use maud::{Markup, html};

use crate::render::number;
use crate::report::{FileRows, Guard, GuardDecision, Report};

/// Files that were read and written, side by side.
pub(super) fn files(report: &Report) -> Markup {
    html! {
        section aria-labelledby="files" {
            h2 id="files" { "Files" }
            div class="pair" {
                (file_table("Read", &report.files_in))
                @if !report.files_out.is_empty() { (file_table("Result", &report.files_out)) }
            }
        }
    }
}

fn file_table(caption: &str, files: &[FileRows]) -> Markup {
    let checked = files.iter().any(|file| file.accepted.is_some());
    let sum: u64 = files.iter().map(|file| file.rows).sum();
    html! {
        table class="files" {
            caption { (caption) }
            thead {
                tr {
                    th scope="col" { "File" }
                    @if checked { th scope="col" { "Accepted" } }
                    th scope="col" class="number" { "Rows" }
                }
            }
            tbody {
                @for file in files {
                    tr {
                        th scope="row" { (file.name) }
                        @if checked { td { (accepted(file.accepted)) } }
                        td class="number" { (number::grouped(file.rows)) }
                    }
                }
            }
            tfoot {
                tr {
                    th scope="row" { "All" }
                    @if checked { td {} }
                    td class="number" { (number::grouped(sum)) }
                }
            }
        }
    }
}

fn accepted(accepted: Option<bool>) -> Markup {
    html! {
        @match accepted {
            Some(true) => span class="badge good" { "yes" },
            Some(false) => span class="badge error" { "no" },
            None => "",
        }
    }
}

/// What the guards decided, those that hold first.
pub(super) fn guards(guards: &[Guard]) -> Markup {
    let mut sorted: Vec<&Guard> = guards.iter().collect();
    sorted.sort_by_key(|guard| guard.decision == GuardDecision::Passed);
    html! {
        @if !guards.is_empty() {
            section aria-labelledby="guards" {
                h2 id="guards" { "Checks before the upload" }
                p class="lead" {
                    "An upload says everything: what it does not hold is taken away from people. So a result that lost "
                    "much against the last one is held back."
                }
                div class="scroll" {
                    table class="guards" {
                        thead {
                            tr {
                                th scope="col" { "Check" }
                                th scope="col" { "Decision" }
                                th scope="col" { "What was seen" }
                            }
                        }
                        tbody {
                            @for guard in sorted {
                                tr {
                                    th scope="row" { (guard.subject) }
                                    td { (decision(guard.decision)) }
                                    td {
                                        (guard.message)
                                        @if let (GuardDecision::Held, Some(advice)) = (guard.decision, guard.advice) { p class="advice" { (advice) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn decision(decision: GuardDecision) -> Markup {
    let (class, word) = match decision {
        GuardDecision::Passed => ("good", "passed"),
        GuardDecision::Held => ("error", "holds"),
        GuardDecision::Overridden => ("warning", "overridden"),
    };
    html! { span class={ "badge " (class) } { (word) } }
}
