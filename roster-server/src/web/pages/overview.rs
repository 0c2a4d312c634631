//! All flows: how last night was, what is next.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use roster_history::{History, RunDetail, RunFilter, RunStatus};
use time::OffsetDateTime;

use super::Problem;
use super::flows::{FlowState, card};
use crate::web::actions::FlowInfo;
use crate::web::parts::counts;
use crate::web::parts::frame::Area;
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::moment_and_distance;
use crate::web::parts::number::spelled;
use crate::web::parts::verdict::sentence;
use crate::web::shared::{Flows, Shared};

/// Held runs that are shown one by one.
const HELD: usize = 20;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/", get(show))
}

async fn show(State(shared): State<Shared>) -> Result<Response, Problem> {
    let flows = shared.flows().await?;
    let names: Vec<String> = flows.list.iter().map(|flow| flow.name.clone()).collect();
    let (held, states) = shared
        .ask(move |history| {
            let states =
                names.iter().map(|name| FlowState::read(history, name)).collect::<Result<Vec<_>, _>>()?;
            Ok((held_runs(history)?, states))
        })
        .await?;
    let now = shared.now();
    let is_moving = states.iter().any(FlowState::is_moving);
    let content = html! {
        div id="overview" data-live {
            (headline(&flows, &held, &states, now))
            (held_section(&flows, &held, now))
        }
        @if flows.list.is_empty() {
            (no_flows())
        } @else {
            h2 class="spoken" { "Flows" }
            @for (flow, state) in flows.list.iter().zip(&states) { (card(flow, state, now)) }
        }
    };
    Ok(shared.frame(Area::Overview, "Overview").moving(is_moving).answer(StatusCode::OK, &content))
}

fn held_runs(history: &History) -> Result<Vec<RunDetail>, roster_history::Error> {
    let filter = RunFilter::new().with_status(RunStatus::Held).with_limit(HELD);
    history.runs(&filter)?.iter().map(|run| history.run(run.id)).collect()
}

/// The answer to "was last night good?".
fn headline(flows: &Flows, held: &[RunDetail], states: &[FlowState], now: OffsetDateTime) -> Markup {
    let failed: Vec<&FlowInfo> = pick(flows, states, FlowState::has_failed);
    let troubles = troubles(held.len(), failed.len());
    let delivered = pick(flows, states, FlowState::has_delivered).len();
    let running = pick(flows, states, FlowState::is_moving).len();
    let (tone, picture, text) = match (failed.len(), held.len()) {
        (1.., _) => ("error", Icon::Cross, troubles),
        (0, 1..) => ("warning", Icon::Pause, troubles),
        _ if flows.list.is_empty() => ("info", Icon::Note, "There are no flows yet".to_owned()),
        _ if delivered == 0 && running > 0 => {
            ("busy", Icon::Turning, "The first run is under way".to_owned())
        }
        _ if delivered == 0 => ("info", Icon::Clock, "Nothing has been delivered yet".to_owned()),
        _ if delivered < flows.list.len() => ("good", Icon::Check, "All is well so far".to_owned()),
        _ if delivered == 1 => ("good", Icon::Check, "All is well".to_owned()),
        _ => ("good", Icon::Check, format!("All {delivered} flows are well")),
    };
    html! {
        header class={ "headline " (tone) } {
            span class="seal" { (icon(picture)) }
            div {
                h1 { (text) }
                p class="soft" { (next_sentence(flows, now)) }
            }
        }
    }
}

/// What somebody has to look after: `One run waits for your decision, two flows failed`.
fn troubles(held: usize, failed: usize) -> String {
    let waits = if held == 1 { "waits" } else { "wait" };
    let parts = [
        (held, format!("{} {waits} for your decision", spelled(held, "run", "runs"))),
        (failed, format!("{} failed", spelled(failed, "flow", "flows"))),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, part)| part).collect();
    sentence(&parts.join(", ")).trim_end_matches('.').to_owned()
}

fn pick<'f>(flows: &'f Flows, states: &[FlowState], has: fn(&FlowState) -> bool) -> Vec<&'f FlowInfo> {
    flows.list.iter().zip(states).filter(|(_, state)| has(state)).map(|(flow, _)| flow).collect()
}

/// What comes next, over all flows.
fn next_sentence(flows: &Flows, now: OffsetDateTime) -> Markup {
    let next =
        flows.list.iter().filter(|flow| flow.is_enabled).filter_map(|flow| Some((flow.next_run?, flow)));
    html! {
        @match next.min_by_key(|(at, _)| *at) {
            Some((at, flow)) => { "Next is " (flow.name) ", " (moment_and_distance(at, now, &flow.zone)) "." }
            None => { "No run is planned." }
        }
    }
}

fn held_section(flows: &Flows, held: &[RunDetail], now: OffsetDateTime) -> Markup {
    html! {
        @if !held.is_empty() {
            section class="card outcome warning" aria-labelledby="held" {
                h2 id="held" { "Waiting for your decision" }
                ul class="held" {
                    @for detail in held { li { (held_run(flows, detail, now)) } }
                }
            }
        }
    }
}

fn held_run(flows: &Flows, detail: &RunDetail, now: OffsetDateTime) -> Markup {
    let run = &detail.run;
    let reasons = detail.guard.as_ref().map_or(&[][..], |guard| &guard.held);
    html! {
        div {
            h3 { a href={ "/runs/" (run.id) } { (run.flow) ", run " (run.id) } }
            p {
                @match counts::losses(&detail.differences) {
                    Some(losses) => { "Delivering it would remove " strong { (losses) } "." }
                    None => { @for reason in reasons { (sentence(&reason.message)) " " } }
                }
            }
            @if let Some(guard) = &detail.guard {
                p class="soft small" { "Held " (moment_and_distance(guard.at, now, flows.zone(&run.flow))) }
            }
        }
        a class="button" href={ "/runs/" (run.id) "#decision" } {
            "Look and decide" span class="spoken" { " about run " (run.id) } (icon(Icon::Arrow))
        }
    }
}

fn no_flows() -> Markup {
    html! {
        section class="card" {
            h2 { "How to begin" }
            p class="lead" {
                "A flow takes rosters from a source, converts them and delivers them. Flows are described in "
                code { "roster.toml" } "; " code { "roster init" } " asks a few questions and writes that file."
            }
        }
    }
}
