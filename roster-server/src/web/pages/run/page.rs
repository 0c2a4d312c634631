//! The page of a run, from top to bottom.

use maud::{Markup, html};
use roster_flow::schedule::Zone;
use roster_history::{Delivery, RunDetail, RunStatus, StepKind, StepStatus};
use time::OffsetDateTime;

use super::{Found, decision, differences, timeline};
use crate::web::pages::findings;
use crate::web::parts::address::{part, with_query};
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::{duration, moment, moment_and_distance};
use crate::web::parts::number::size;
use crate::web::parts::status::{of_delivery, of_run, run_badges, step_doing, step_name};
use crate::web::parts::verdict::{Verdict, sentence, trigger};
use crate::web::parts::work::worked;
use crate::web::shared::Flows;

/// What the page says after a button was pressed.
const DONE: [(&str, &str); 3] = [
    ("started", "The run is started."),
    ("approved", "Approved. The prepared file is delivered now."),
    ("discarded", "Discarded. Nothing was delivered."),
];

pub(super) struct Page<'a> {
    pub(super) found: &'a Found,
    pub(super) flows: &'a Flows,
    pub(super) now: OffsetDateTime,
    pub(super) done: &'a str,
    pub(super) draft: &'a decision::Draft,
}

impl Page<'_> {
    pub(super) fn content(&self) -> Markup {
        let detail = &self.found.detail;
        let run = &detail.run;
        let destination = self.flows.destination(&run.flow);
        html! {
            (self.acknowledgement())
            (self.path())
            (self.spoken_state())
            div id="run" data-live {
                header class={ "card outcome " (of_run(run).tone) } {
                    div class="title" {
                        div { p class="eyebrow" { (self.route()) } h1 { "Run " (run.id) } }
                        p { (run_badges(run)) }
                    }
                    (Verdict::new(detail, destination, self.now, self.zone()).note())
                    (self.facts())
                }
            }
            (decision::form(self.found, destination.unwrap_or("the destination"), self.draft))
            div id="steps-and-more" data-live {
                (decision::guards(detail, self.now, self.zone()))
                (timeline::section(detail, self.now, self.zone()))
                (differences::section(&detail.differences))
                (findings::of_run(run.id, &self.found.findings))
                (deliveries(&detail.deliveries, self.now, self.zone()))
            }
            (self.again())
        }
    }

    /// What is read aloud when it changes while the page is open.
    fn spoken_state(&self) -> Markup {
        let detail = &self.found.detail;
        let step = detail.steps.iter().find(|step| step.status == StepStatus::Running);
        html! {
            p class="spoken" id="state" role="status" data-live {
                "Run " (detail.run.id) ": " (of_run(&detail.run).word.to_lowercase())
                @if let Some(step) = step { ", " (step_doing(step.kind)) }
            }
        }
    }

    fn zone(&self) -> &Zone {
        self.flows.zone(&self.found.detail.run.flow)
    }

    fn acknowledgement(&self) -> Markup {
        html! {
            @if let Some((_, text)) = DONE.iter().find(|(key, _)| *key == self.done) {
                div class="note good" role="status" { (icon(Icon::Check)) p { (text) } }
            }
        }
    }

    /// The flow, and from where to where it goes.
    fn route(&self) -> Markup {
        let flow = self.found.detail.run.flow.as_str();
        html! {
            (flow)
            @if let Some(info) = self.flows.find(flow) { ": " (info.source) " to " (info.destination) }
        }
    }

    /// Where the page is, and the runs before and after.
    fn path(&self) -> Markup {
        let detail = &self.found.detail;
        let flow = detail.run.flow.as_str();
        html! {
            div class="path" {
                nav aria-label="Breadcrumb" {
                    ol {
                        li { a href="/runs" { "Runs" } }
                        li { a href=(with_query("/runs", &[("flow", flow)])) { (flow) } }
                        li { span aria-current="page" { "Run " (detail.run.id) } }
                    }
                }
                nav aria-label="Runs of the same flow" class="siblings" {
                    @if let Some(run) = detail.previous { a href={ "/runs/" (run) } rel="prev" { "← Run " (run) } }
                    @if let Some(run) = detail.next { a href={ "/runs/" (run) } rel="next" { "Run " (run) " →" } }
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        let run = &self.found.detail.run;
        html! {
            dl class="facts" {
                div { dt { "Started by" } dd { (trigger(&self.found.detail)) } }
                @if let Some(started) = run.started {
                    div { dt { "Began" } dd { (moment_and_distance(started, self.now, self.zone())) } }
                }
                @if let Some(worked) = worked(&self.found.detail) {
                    div { dt { "Took" } dd { (duration(worked)) } }
                }
                @if let Some(file) = self.found.detail.prepared() {
                    div {
                        dt { "File" }
                        dd {
                            a href={ "/runs/" (run.id) "/file" } { "Download" }
                            " " span class="soft small" { code title={ "SHA-256 " (file) } { (file.short()) } }
                        }
                    }
                }
            }
        }
    }

    /// Offers to repeat the run: from a step whose input is still there, or anew.
    fn again(&self) -> Markup {
        let detail = &self.found.detail;
        let run = &detail.run;
        let steps = replayable(detail);
        let has_ended = matches!(run.status, RunStatus::Succeeded | RunStatus::Failed | RunStatus::Discarded);
        let can_run_now = self.flows.find(&run.flow).is_some_and(|flow| flow.can_run_now);
        html! {
            @if has_ended && (can_run_now || !steps.is_empty()) {
                section class="card" aria-labelledby="again" {
                    h2 id="again" { "Repeat it" }
                    @if !steps.is_empty() {
                        p class="lead" {
                            "A replay is a new run with the data that this one had: steps before the chosen one are taken over."
                        }
                    }
                    div class="line" {
                        @if !steps.is_empty() { (replay_form(detail, &steps)) }
                        @if can_run_now {
                            form method="post" action={ "/flows/" (part(&run.flow)) "/run" } {
                                button class="quiet" name="mode" value="deliver" { (icon(Icon::Play)) "Run with new data" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn replay_form(detail: &RunDetail, steps: &[(StepKind, Option<u64>)]) -> Markup {
    html! {
        form method="post" action={ "/runs/" (detail.run.id) "/replay" } class="line" {
            div class="field" {
                label for="from" { "Begin with" }
                select id="from" name="from" {
                    @for (kind, bytes) in steps {
                        option value=(kind) {
                            (step_name(*kind))
                            @if let Some(bytes) = bytes { ", from the kept " (size(*bytes)) }
                        }
                    }
                }
            }
            button { (icon(Icon::Back)) "Replay" }
        }
    }
}

fn deliveries(deliveries: &[Delivery], now: OffsetDateTime, zone: &Zone) -> Markup {
    html! {
        @if !deliveries.is_empty() {
            section class="card" aria-labelledby="deliveries" {
                h2 id="deliveries" { "Deliveries" }
                table class="rows deliveries" role="table" {
                    thead role="rowgroup" {
                        tr role="row" {
                            th scope="col" role="columnheader" { "Where to" }
                            th scope="col" role="columnheader" { "State" }
                            th scope="col" role="columnheader" { "Began" }
                            th scope="col" role="columnheader" class="number" { "Took" }
                            th scope="col" role="columnheader" { "File" }
                        }
                    }
                    tbody role="rowgroup" { @for delivery in deliveries { (delivery_row(delivery, now, zone)) } }
                }
            }
        }
    }
}

fn delivery_row(delivery: &Delivery, now: OffsetDateTime, zone: &Zone) -> Markup {
    html! {
        tr role="row" {
            th scope="row" role="rowheader" class="wide" {
                (delivery.destination)
                p class="soft small" { code { (delivery.target) } }
                @if let Some(failure) = &delivery.failure {
                    p class="small" { (sentence(&failure.message)) " " code class="soft" { (failure.code) } }
                }
            }
            td role="cell" { (of_delivery(delivery.state).badge()) }
            td role="cell" { (moment(delivery.started, now, zone)) }
            td role="cell" class="number" {
                @if let Some(ended) = delivery.ended { (duration(ended - delivery.started)) }
            }
            td role="cell" data-label="File" {
                code title={ "SHA-256 " (delivery.file) } { (delivery.file.short()) }
            }
        }
    }
}

/// The steps with which a replay can begin: all before them have passed, and what they made is kept.
///
/// A guard that held the run has not passed, so a replay cannot get round it.
fn replayable(detail: &RunDetail) -> Vec<(StepKind, Option<u64>)> {
    let mut steps = Vec::new();
    let mut kept = None;
    for step in &detail.steps {
        if step.kind != StepKind::Source && kept.is_some() {
            steps.push((step.kind, kept));
        }
        if !step.status.lets_pass() {
            break;
        }
        kept = step.output_bytes.or(kept);
    }
    steps
}
