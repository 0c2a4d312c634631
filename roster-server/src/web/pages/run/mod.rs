//! One run: what it did, and what can be done about it.

mod decision;
mod differences;
mod page;
mod timeline;

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use roster_history::{CodeFindings, History, Run, RunDetail, RunFilter, RunId, RunStatus, StepKind};
use serde::Deserialize;

use self::decision::Draft;
use self::page::Page;
use super::Problem;
use crate::web::actions::Decision;
use crate::web::parts::frame::Area;
use crate::web::shared::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/runs/{run}", get(show))
        .route("/runs/{run}/replay", post(replay))
        .route("/runs/{run}/approve", post(approve))
        .route("/runs/{run}/discard", post(discard))
}

/// Reads the number of a run out of an address.
pub(super) fn run_id(text: &str) -> Result<RunId, Problem> {
    text.parse()
        .map_err(|_| Problem::new(StatusCode::NOT_FOUND, "There is no such run", "Runs have whole numbers."))
}

/// Reads the name of a step out of an address or a form.
pub(super) fn step_kind(text: &str) -> Result<StepKind, Problem> {
    text.parse().map_err(|_| Problem::new(StatusCode::NOT_FOUND, "There is no such step", ""))
}

/// A run with its findings by step.
struct Found {
    detail: RunDetail,
    findings: Vec<(StepKind, Vec<CodeFindings>)>,
    /// A later run of the flow that has delivered, if this one is held.
    overtaken_by: Option<RunId>,
}

fn find(history: &History, run: RunId) -> Result<Found, roster_history::Error> {
    let detail = history.run(run)?;
    let findings = detail
        .steps
        .iter()
        .map(|step| Ok((step.kind, history.findings(run, step.kind)?)))
        .collect::<Result<_, roster_history::Error>>()?;
    let overtaken_by = overtaken_by(history, &detail.run)?;
    Ok(Found { detail, findings, overtaken_by })
}

fn overtaken_by(history: &History, run: &Run) -> Result<Option<RunId>, roster_history::Error> {
    if run.status != RunStatus::Held {
        return Ok(None);
    }
    let delivered = RunFilter::new().with_flow(&run.flow).with_status(RunStatus::Succeeded);
    let newest = history.runs(&delivered)?.into_iter().find(|newer| newer.delivered.is_some());
    Ok(newest.map(|newer| newer.id).filter(|newer| *newer > run.id))
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn show(
    State(shared): State<Shared>,
    Path(run): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    answer(&shared, run_id(&run)?, StatusCode::OK, &done.done, &Draft::default()).await
}

async fn answer(
    shared: &Shared,
    run: RunId,
    status: StatusCode,
    done: &str,
    draft: &Draft,
) -> Result<Response, Problem> {
    let flows = shared.flows().await?;
    let found = shared.ask(move |history| find(history, run)).await?;
    let run = &found.detail.run;
    let title = format!("Run {} of {}", run.id, run.flow);
    let is_moving = matches!(run.status, RunStatus::Running | RunStatus::Waiting);
    let page = Page { found: &found, flows: &flows, now: shared.now(), done, draft };
    Ok(shared.frame(Area::Runs, &title).moving(is_moving).answer(status, &page.content()))
}

#[derive(Deserialize)]
struct Replay {
    from: String,
}

async fn replay(
    State(shared): State<Shared>,
    Path(run): Path<String>,
    Form(replay): Form<Replay>,
) -> Result<Redirect, Problem> {
    let new = shared.actions().replay(run_id(&run)?, step_kind(&replay.from)?).await?;
    Ok(Redirect::to(&format!("/runs/{new}?done=started")))
}

async fn approve(
    State(shared): State<Shared>,
    Path(run): Path<String>,
    Form(draft): Form<Draft>,
) -> Result<Response, Problem> {
    let run = run_id(&run)?;
    if draft.who().is_empty() || draft.reason().is_empty() {
        return answer(&shared, run, StatusCode::UNPROCESSABLE_ENTITY, "", &draft.asked()).await;
    }
    shared.actions().approve(run, decision(&draft)).await?;
    Ok(Redirect::to(&format!("/runs/{run}?done=approved")).into_response())
}

async fn discard(
    State(shared): State<Shared>,
    Path(run): Path<String>,
    Form(draft): Form<Draft>,
) -> Result<Response, Problem> {
    let run = run_id(&run)?;
    if draft.who().is_empty() {
        return answer(&shared, run, StatusCode::UNPROCESSABLE_ENTITY, "", &draft.asked()).await;
    }
    shared.actions().discard(run, decision(&draft)).await?;
    Ok(Redirect::to(&format!("/runs/{run}?done=discarded")).into_response())
}

fn decision(draft: &Draft) -> Decision {
    Decision {
        who: draft.who().to_owned(),
        reason: draft.reason().to_owned(),
        even_if_overtaken: draft.is_even_if_overtaken(),
    }
}
