//! The steps of a run, one below the other.

use maud::{Markup, html};
use roster_history::{Counts, RunDetail, Step, StepStatus};
use time::OffsetDateTime;

use crate::web::parts::counts::{heading, in_order};
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::{distance, duration, moment};
use crate::web::parts::number::{grouped, size};
use crate::web::parts::status::{of_step, step_name};
use crate::web::parts::verdict::sentence;
use roster_flow::schedule::Zone;

/// Counts that are shown with a step; the page of the step has all.
const COUNTS: usize = 6;

/// The section of the steps.
pub(super) fn section(detail: &RunDetail, now: OffsetDateTime, zone: &Zone) -> Markup {
    html! {
        section class="card" aria-labelledby="steps" {
            h2 id="steps" { "Steps" }
            ol class="timeline" { @for step in &detail.steps { (item(detail, step, now, zone)) } }
        }
    }
}

fn item(detail: &RunDetail, step: &Step, now: OffsetDateTime, zone: &Zone) -> Markup {
    let look = of_step(step.status);
    let is_reached = !matches!(step.status, StepStatus::Pending | StepStatus::Skipped);
    html! {
        li class=(look.tone) {
            span class={ "dot" @if step.status == StepStatus::Running { " turning" } } { (icon(look.icon)) }
            div class="about" {
                h3 {
                    @if is_reached {
                        a href={ "/runs/" (detail.run.id) "/steps/" (step.kind) } { (step_name(step.kind)) }
                    } @else { (step_name(step.kind)) }
                }
                p class="soft small" {
                    (look.word)
                    @if let Some(started) = step.started {
                        @match step.ended {
                            Some(ended) => { ", took " (duration(ended - started)) ", began " (moment(started, now, zone)) }
                            None => { ", began " (distance(started, now)) }
                        }
                    }
                }
                @if let Some(failure) = &step.failure {
                    p { (sentence(&failure.message)) " " code class="soft" { (failure.code) } }
                }
                (chips(&step.counts))
            }
            @if step.output.is_some() {
                a class="button quiet" href={ "/runs/" (detail.run.id) "/steps/" (step.kind) "/file" } {
                    (icon(Icon::Down))
                    span class="spoken" { "Download what the step “" (step_name(step.kind)) "” made, " }
                    @match step.output_bytes { Some(bytes) => (size(bytes)), None => "Download" }
                }
            }
        }
    }
}

fn chips(counts: &Counts) -> Markup {
    html! {
        @if !counts.is_empty() {
            dl class="chips" {
                @for (name, count) in in_order(counts).into_iter().take(COUNTS) {
                    div { dt { (heading(name)) } dd { (grouped(count)) } }
                }
            }
        }
    }
}
