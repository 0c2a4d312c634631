//! One step of a run: what it counted, noticed, asked and was answered.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use roster_flow::schedule::Zone;
use roster_history::{Counts, RunDetail, RunId, Step, StepKind, StepStatus};
use serde::Deserialize;
use time::OffsetDateTime;

use super::run::{run_id, step_kind};
use super::{Problem, exchanges, findings};
use crate::web::parts::address::with_query;
use crate::web::parts::counts::{heading, in_order};
use crate::web::parts::frame::Area;
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::{duration, moment_and_distance};
use crate::web::parts::number::{grouped, size};
use crate::web::parts::status::{of_step, step_name};
use crate::web::parts::verdict::sentence;
use crate::web::shared::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/runs/{run}/steps/{step}", get(show))
        .route("/runs/{run}/steps/{step}/exchanges/{exchange}", get(exchanges::show))
}

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    page: usize,
}

async fn show(
    State(shared): State<Shared>,
    Path((run, kind)): Path<(String, String)>,
    Query(wish): Query<Wish>,
) -> Result<Response, Problem> {
    let (run, kind) = (run_id(&run)?, step_kind(&kind)?);
    let flows = shared.flows().await?;
    let (detail, findings, list) = shared
        .ask(move |history| {
            let list = exchanges::List::read(history, run, kind, wish.page)?;
            Ok((history.run(run)?, history.findings(run, kind)?, list))
        })
        .await?;
    let Some(step) = detail.step(kind) else { return Err(Problem::not_found("The run has no such step")) };
    let zone = flows.zone(&detail.run.flow);
    let title = format!("{}, run {run} of {}", step_name(kind), detail.run.flow);
    let is_moving = step.status == StepStatus::Running;
    let content = html! {
        (path(&detail, kind, None))
        div id="step" data-live {
            (head(run, step, shared.now(), zone))
            (counts(&step.counts))
            (findings::of_step(run, &findings))
        }
        (list.section(run, kind, zone))
    };
    Ok(shared.frame(Area::Runs, &title).moving(is_moving).answer(StatusCode::OK, &content))
}

/// Where the page is, and the steps before and after.
pub(super) fn path(detail: &RunDetail, kind: StepKind, below: Option<&str>) -> Markup {
    let run = detail.run.id;
    let flow = detail.run.flow.as_str();
    html! {
        div class="path" {
            nav aria-label="Breadcrumb" {
                ol {
                    li { a href="/runs" { "Runs" } }
                    li { a href=(with_query("/runs", &[("flow", flow)])) { (flow) } }
                    li { a href={ "/runs/" (run) } { "Run " (run) } }
                    @if let Some(below) = below {
                        li { a href={ "/runs/" (run) "/steps/" (kind) } { (step_name(kind)) } }
                        li { span aria-current="page" { (below) } }
                    } @else {
                        li { span aria-current="page" { (step_name(kind)) } }
                    }
                }
            }
            @if below.is_none() {
                nav class="siblings" aria-label="Steps of this run" {
                    @for step in &detail.steps {
                        @if step.kind != kind && !matches!(step.status, StepStatus::Pending | StepStatus::Skipped) {
                            a href={ "/runs/" (run) "/steps/" (step.kind) } { (step_name(step.kind)) }
                        }
                    }
                }
            }
        }
    }
}

fn head(run: RunId, step: &Step, now: OffsetDateTime, zone: &Zone) -> Markup {
    let look = of_step(step.status);
    html! {
        header class={ "card outcome " (look.tone) } {
            div class="title" { h1 { (step_name(step.kind)) } p { (look.badge()) } }
            @if let Some(failure) = &step.failure {
                div class="note error" {
                    (icon(Icon::Cross))
                    div {
                        p { (sentence(&failure.message)) " " code class="soft" { (failure.code) } }
                        @if let Some(advice) = &failure.advice { p { (sentence(advice)) } }
                    }
                }
            }
            @if step.status == StepStatus::Reused {
                p class="lead" { "What this step made was taken over from the run that is repeated." }
            }
            dl class="facts" {
                @if let Some(started) = step.started {
                    div { dt { "Began" } dd { (moment_and_distance(started, now, zone)) } }
                    @if let Some(ended) = step.ended { div { dt { "Took" } dd { (duration(ended - started)) } } }
                }
                @if let Some(file) = step.output {
                    div {
                        dt { "Made" }
                        dd {
                            a href={ "/runs/" (run) "/steps/" (step.kind) "/file" } { "Download" }
                            @if let Some(bytes) = step.output_bytes { " " span class="soft" { "(" (size(bytes)) ")" } }
                        }
                    }
                    div { dt { "SHA-256" } dd { code class="small" { (file) } } }
                }
            }
        }
    }
}

fn counts(counts: &Counts) -> Markup {
    html! {
        @if !counts.is_empty() {
            section class="card totals" aria-label="Counts" {
                dl {
                    @for (name, count) in in_order(counts) {
                        div { dt { (heading(name)) } dd { (grouped(count)) } }
                    }
                }
            }
        }
    }
}
