//! One flow on the overview, and its buttons.

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::Redirect;
use axum::routing::post;
use maud::{Markup, html};
use roster_history::{History, Run, RunDetail, RunFilter, RunStatus, Trigger};
use serde::Deserialize;
use time::OffsetDateTime;

use super::Problem;
use crate::web::actions::{FlowInfo, RunMode};
use crate::web::parts::address::{part, with_query};
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::{day_and_time, distance, moment_and_distance};
use crate::web::parts::status::{of_run, run_badges};
use crate::web::parts::verdict::Verdict;
use crate::web::shared::Shared;

/// Runs of the strip.
const STRIP: usize = 14;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/flows/{flow}/run", post(run_now))
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Deliver,
    DryRun,
}

#[derive(Deserialize)]
struct Start {
    mode: Mode,
}

async fn run_now(
    State(shared): State<Shared>,
    Path(flow): Path<String>,
    Form(start): Form<Start>,
) -> Result<Redirect, Problem> {
    let mode = match start.mode {
        Mode::Deliver => RunMode::Deliver,
        Mode::DryRun => RunMode::DryRun,
    };
    let run = shared.actions().run_now(&flow, mode).await?;
    Ok(Redirect::to(&format!("/runs/{run}?done=started")))
}

/// What the history says about a flow.
#[derive(Debug)]
pub(super) struct FlowState {
    /// The newest runs, newest first.
    recent: Vec<Run>,
    /// The newest run that tells how the flow is: it has ended or is held, and was meant to deliver.
    telling: Option<RunDetail>,
    /// The newest run, if it is under way or waits.
    pending: Option<RunDetail>,
}

impl FlowState {
    pub(super) fn read(history: &History, flow: &str) -> Result<Self, roster_history::Error> {
        let recent = history.runs(&RunFilter::new().with_flow(flow).with_limit(STRIP))?;
        let tells = |run: &&Run| !run.dry_run && !is_pending(run);
        let telling = recent.iter().find(tells).map(|run| history.run(run.id)).transpose()?;
        let pending = recent.iter().find(|run| is_pending(run)).map(|run| history.run(run.id)).transpose()?;
        Ok(Self { recent, telling, pending })
    }

    /// Whether something will change without anybody doing anything.
    pub(super) fn is_moving(&self) -> bool {
        self.recent.iter().any(|run| run.status == RunStatus::Running)
    }

    pub(super) fn has_failed(&self) -> bool {
        self.ended_as(RunStatus::Failed)
    }

    pub(super) fn has_delivered(&self) -> bool {
        self.ended_as(RunStatus::Succeeded)
    }

    /// What is to be told, the most important first: what is under way, what came out last, what waits.
    fn in_order(&self) -> impl Iterator<Item = &RunDetail> {
        let running = self.pending.iter().filter(|detail| detail.run.status == RunStatus::Running);
        let waiting = self.pending.iter().filter(|detail| detail.run.status != RunStatus::Running);
        running.chain(&self.telling).chain(waiting)
    }

    fn ended_as(&self, status: RunStatus) -> bool {
        self.telling.as_ref().is_some_and(|detail| detail.run.status == status)
    }
}

fn is_pending(run: &Run) -> bool {
    matches!(run.status, RunStatus::Waiting | RunStatus::Running)
}

/// A flow with what it did last.
pub(super) fn card(flow: &FlowInfo, state: &FlowState, now: OffsetDateTime) -> Markup {
    let shown = state.in_order().next();
    let tone = shown.map_or("info", |detail| of_run(&detail.run).tone);
    let heading = format!("flow-{}", part(&flow.name));
    html! {
        article class={ "card flow outcome " (tone) } id={ "card-" (part(&flow.name)) } data-live
            aria-labelledby=(heading) {
            header {
                div {
                    h3 id=(heading) { a href=(with_query("/runs", &[("flow", &flow.name)])) { (flow.name) } }
                    p class="route" {
                        span { (flow.source) } (icon(Icon::Arrow)) span class="spoken" { " to " } span { (flow.destination) }
                    }
                }
                @if let Some(detail) = shown {
                    p { (run_badges(&detail.run)) }
                } @else {
                    p { span class="badge plain info" { "Never ran" } }
                }
            }
            @for detail in state.in_order() {
                (Verdict::new(detail, Some(&flow.destination), now, &flow.zone).note())
            }
            (facts(flow, state, now))
            (strip(flow, state, now))
            (buttons(flow, state))
        }
    }
}

fn facts(flow: &FlowInfo, state: &FlowState, now: OffsetDateTime) -> Markup {
    html! {
        dl class="facts" {
            @if let Some(run) = state.recent.first() {
                div {
                    dt { "Last run" }
                    dd {
                        a href={ "/runs/" (run.id) } { "Run " (run.id) } ", "
                        (moment_and_distance(run.started.unwrap_or(run.created), now, &flow.zone))
                    }
                }
            }
            div {
                dt { "Next run" }
                dd {
                    @match (flow.is_enabled, flow.next_run) {
                        (false, _) => { "Switched off " span class="soft" { "(" code { "enabled = false" } ")" } }
                        (true, Some(at)) => { (moment_and_distance(at, now, &flow.zone)) }
                        (true, None) => { @match &flow.schedule { Some(text) => (text), None => "By hand only" } }
                    }
                }
            }
            @if let (Some(schedule), Some(_)) = (&flow.schedule, flow.next_run) {
                div { dt { "Schedule" } dd { (schedule) " " span class="soft" { "(" (flow.zone) ")" } } }
            }
        }
    }
}

/// The newest runs from left to right, each a link.
fn strip(flow: &FlowInfo, state: &FlowState, now: OffsetDateTime) -> Markup {
    html! {
        @if state.recent.len() > 1 {
            nav class="strip" aria-label={ "Recent runs of " (flow.name) } {
                ol {
                    @for run in state.recent.iter().rev() { li { (tile(flow, run, now)) } }
                }
            }
        }
    }
}

fn tile(flow: &FlowInfo, run: &Run, now: OffsetDateTime) -> Markup {
    let look = of_run(run);
    let at = run.started.unwrap_or(run.created);
    let kind = match (run.dry_run, &run.trigger) {
        (true, _) => ", dry run",
        (_, Trigger::Replay { .. }) => ", replay",
        _ => "",
    };
    let when = day_and_time(flow.zone.to_local(at), flow.zone.to_local(now));
    let label = format!("Run {}, {when} ({}): {}{kind}", run.id, distance(at, now), look.word.to_lowercase());
    html! {
        a class={ "tile " (look.tone) @if run.dry_run { " dry" } } href={ "/runs/" (run.id) } title=(label)
            aria-label=(label) { (icon(look.icon)) }
    }
}

fn buttons(flow: &FlowInfo, state: &FlowState) -> Markup {
    html! {
        @if flow.can_run_now {
            form method="post" action={ "/flows/" (part(&flow.name)) "/run" } class="buttons" {
                button name="mode" value="deliver" {
                    (icon(Icon::Play)) "Run now" span class="spoken" { ": " (flow.name) }
                }
                button class="quiet" name="mode" value="dry_run" {
                    (icon(Icon::Eye)) "Dry run" span class="spoken" { ": " (flow.name) ", without delivery" }
                }
            }
        } @else {
            p class="soft small" {
                "It starts when a file arrives"
                @if state.recent.is_empty() { "; nothing has arrived yet" }
                "."
            }
        }
    }
}
