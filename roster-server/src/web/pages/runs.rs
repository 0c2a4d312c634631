//! The list of runs.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use roster_history::{Counts, RunDetail, RunFilter, RunStatus};
use serde::Deserialize;
use time::OffsetDateTime;

use super::Problem;
use crate::web::parts::address::with_query;
use crate::web::parts::counts;
use crate::web::parts::frame::Area;
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::{distance, duration, moment};
use crate::web::parts::status::{RUN_STATES, run_badges, step_doing};
use crate::web::parts::verdict::{ended, sentence, trigger};
use crate::web::parts::work::worked;
use crate::web::shared::{Flows, Shared};

/// Runs of a page.
const PAGE: usize = 25;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/runs", get(show))
}

/// What the form asks for; empty is anything.
#[derive(Clone, Debug, Default, Deserialize)]
struct Wish {
    #[serde(default)]
    flow: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    before: String,
}

impl Wish {
    fn filter(&self) -> Result<RunFilter, roster_history::Error> {
        let mut filter = RunFilter::new().with_limit(PAGE + 1);
        if !self.flow.is_empty() {
            filter = filter.with_flow(&self.flow);
        }
        if !self.status.is_empty() {
            filter = filter.with_status(self.status.parse()?);
        }
        if !self.before.is_empty() {
            filter = filter.with_before(self.before.parse()?);
        }
        Ok(filter)
    }

    fn address(&self, before: &str) -> String {
        with_query("/runs", &[("flow", &self.flow), ("status", &self.status), ("before", before)])
    }
}

async fn show(State(shared): State<Shared>, Query(wish): Query<Wish>) -> Result<Response, Problem> {
    let filter = wish.filter()?;
    let flows = shared.flows().await?;
    let mut runs: Vec<RunDetail> = shared
        .ask(move |history| history.runs(&filter)?.iter().map(|run| history.run(run.id)).collect())
        .await?;
    let has_more = runs.len() > PAGE;
    runs.truncate(PAGE);
    let is_moving = runs.iter().any(|detail| detail.run.status == RunStatus::Running);
    let content = html! {
        div class="title" { h1 { "Runs" } }
        section class="card" aria-label="Runs" {
            (form(&flows, &wish))
            div id="runs" data-live {
                @if runs.is_empty() { (nothing(&wish)) } @else { (table(&flows, &runs, shared.now())) }
            }
            (paging(&wish, &runs, has_more))
        }
    };
    Ok(shared.frame(Area::Runs, "Runs").moving(is_moving).answer(StatusCode::OK, &content))
}

fn form(flows: &Flows, wish: &Wish) -> Markup {
    let is_known = wish.flow.is_empty() || flows.find(&wish.flow).is_some();
    html! {
        form method="get" action="/runs" class="line filter" role="search" aria-label="Filter" {
            div class="field" {
                label for="flow" { "Flow" }
                select id="flow" name="flow" {
                    option value="" { "All flows" }
                    @for flow in &flows.list { option value=(flow.name) selected[flow.name == wish.flow] { (flow.name) } }
                    @if !is_known { option value=(wish.flow) selected { (wish.flow) } }
                }
            }
            div class="field" {
                label for="status" { "Status" }
                select id="status" name="status" {
                    option value="" { "Any status" }
                    @for (status, look) in RUN_STATES {
                        option value=(status) selected[status.as_str() == wish.status] { (look.word) }
                    }
                }
            }
            button { "Show" }
            @if !wish.flow.is_empty() || !wish.status.is_empty() { a class="button quiet" href="/runs" { "Show all" } }
        }
    }
}

fn nothing(wish: &Wish) -> Markup {
    let is_filtered = !(wish.flow.is_empty() && wish.status.is_empty() && wish.before.is_empty());
    html! {
        p class="empty" {
            @if is_filtered { "No run is like that." } @else { "Nothing has run yet. Start a flow on the overview." }
        }
    }
}

fn table(flows: &Flows, runs: &[RunDetail], now: OffsetDateTime) -> Markup {
    html! {
        table class="rows runs" role="table" {
            caption class="spoken" { "Runs, the newest first" }
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "Run" }
                    th scope="col" role="columnheader" { "Status" }
                    th scope="col" role="columnheader" { "Began" }
                    th scope="col" role="columnheader" class="number" { "Took" }
                    th scope="col" role="columnheader" { "What" }
                }
            }
            tbody role="rowgroup" { @for detail in runs { (row(flows, detail, now)) } }
        }
    }
}

fn row(flows: &Flows, detail: &RunDetail, now: OffsetDateTime) -> Markup {
    let run = &detail.run;
    html! {
        tr role="row" {
            th scope="row" role="rowheader" class="first" {
                a href={ "/runs/" (run.id) } { (run.flow) " " span class="run-number" { (run.id) } }
            }
            td role="cell" { (run_badges(run)) }
            td role="cell" { (moment(run.started.unwrap_or(run.created), now, flows.zone(&run.flow))) }
            td role="cell" class="number" {
                @if let Some(worked) = worked(detail) { (duration(worked)) }
            }
            td role="cell" class="wide what" {
                (what(detail, now))
                p class="soft small" { (trigger(detail)) }
            }
        }
    }
}

/// What there is to know about a run in a line.
fn what(detail: &RunDetail, now: OffsetDateTime) -> Markup {
    let run = &detail.run;
    let losses = counts::losses(&detail.differences);
    let decided = detail.guard.as_ref().and_then(|guard| guard.decided.as_ref());
    html! {
        @match (run.status, &run.error) {
            (RunStatus::Discarded, _) if run.dry_run => {
                @if let Some(losses) = losses { p { "Would remove " (losses) "." } }
            }
            (RunStatus::Discarded, _) if decided.is_some() => {
                @if let Some(decided) = decided { p { "By " (decided.who) @if !decided.reason.is_empty() { ": " (ended(&decided.reason)) } } }
            }
            (RunStatus::Failed | RunStatus::Discarded, Some(error)) => { p { (sentence(&error.message)) } }
            (RunStatus::Held, _) => {
                p { @match losses { Some(losses) => { "Would remove " (losses) "." } None => "Waits for a decision." } }
            }
            (RunStatus::Waiting, _) => {
                @if let Some(start) = run.not_before.filter(|start| *start > now) { p { "Begins " (distance(start, now)) "." } }
            }
            (RunStatus::Running, _) => {
                @for step in detail.steps.iter().filter(|step| step.status == roster_history::StepStatus::Running) {
                    p { "It is " (step_doing(step.kind)) "." }
                }
            }
            _ => { (people(&run.summary)) }
        }
    }
}

fn people(summary: &Counts) -> Markup {
    let text = counts::sentence(summary);
    html! { @if !text.is_empty() { p { (sentence(&text)) } } }
}

fn paging(wish: &Wish, runs: &[RunDetail], has_more: bool) -> Markup {
    let last = runs.last().map(|detail| detail.run.id.to_string()).unwrap_or_default();
    html! {
        @if has_more || !wish.before.is_empty() {
            nav class="paging" aria-label="Pages" {
                @if !wish.before.is_empty() { a class="button" href=(wish.address("")) { "Newest" } }
                @if has_more { a class="button" href=(wish.address(&last)) rel="next" { "Older" (icon(Icon::Arrow)) } }
            }
        }
    }
}
