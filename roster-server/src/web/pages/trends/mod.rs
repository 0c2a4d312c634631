//! How numbers go over runs.

mod chart;
mod scale;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use roster_flow::schedule::Zone;
use roster_history::{History, RunStatus, TrendPoint};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use self::chart::Unit;
use super::Problem;
use crate::web::parts::frame::Area;
use crate::web::parts::moment::{duration, moment};
use crate::web::parts::number::grouped;
use crate::web::parts::status::RUN_STATES;
use crate::web::parts::work::worked;
use crate::web::shared::{Flows, Shared};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/trends", get(show))
}

/// How many runs the form offers, and what is shown without a wish.
const SPANS: [usize; 4] = [14, 30, 90, 180];
const SPAN: usize = 30;

/// A number that has a chart.
struct Measure {
    name: &'static str,
    unit: Unit,
    of: fn(&TrendPoint) -> Option<f64>,
}

macro_rules! count {
    ($title:literal, $name:literal) => {
        Measure {
            name: $title,
            unit: Unit::Count,
            of: |point| point.counts.get($name).map(|count| to_f64(*count)),
        }
    };
}

static MEASURES: [Measure; 6] = [
    count!("Students", "students"),
    count!("Staff", "staff"),
    count!("Classes", "classes"),
    count!("Roster rows", "rosters"),
    Measure { name: "Duration", unit: Unit::Seconds, of: |point| point.seconds },
    count!("Findings", "findings"),
];

#[expect(clippy::cast_precision_loss, reason = "charts are coarser")]
const fn to_f64(count: u64) -> f64 {
    count as f64
}

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    flow: String,
    #[serde(default)]
    last: String,
}

async fn show(State(shared): State<Shared>, Query(wish): Query<Wish>) -> Result<Response, Problem> {
    let flows = shared.flows().await?;
    let first = || flows.list.first().map(|flow| flow.name.clone()).unwrap_or_default();
    let flow = if wish.flow.is_empty() { first() } else { wish.flow };
    let last = wish.last.parse().ok().filter(|last| SPANS.contains(last)).unwrap_or(SPAN);
    let name = flow.clone();
    let points = shared.ask(move |history| read(history, &name, last)).await?;
    let (now, zone) = (shared.now(), flows.zone(&flow));
    let content = html! {
        div class="title" { h1 { "Trends" } }
        section class="card" aria-label="Choice" { (form(&flows, &flow, last)) }
        @if points.is_empty() {
            section class="card" { p class="empty" { "There are no runs of this flow yet." } }
        } @else {
            (legend(&points))
            div class="charts" { @for measure in &MEASURES { (chart::figure(measure, &points, now, zone)) } }
            (table(&points, now, zone))
        }
    };
    Ok(shared.frame(Area::Trends, "Trends").answer(StatusCode::OK, &content))
}

/// Reads the points from the oldest on. How long a run took is how long it worked.
fn read(history: &History, flow: &str, last: usize) -> Result<Vec<TrendPoint>, roster_history::Error> {
    let mut points = history.trends(flow, last)?;
    points.sort_by_key(|point| point.run);
    for point in &mut points {
        point.seconds = worked(&history.run(point.run)?).map(Duration::as_seconds_f64);
    }
    Ok(points)
}

fn form(flows: &Flows, chosen: &str, last: usize) -> Markup {
    let is_known = chosen.is_empty() || flows.find(chosen).is_some();
    html! {
        form method="get" action="/trends" class="line" {
            div class="field" {
                label for="flow" { "Flow" }
                select id="flow" name="flow" {
                    @for flow in &flows.list { option value=(flow.name) selected[flow.name == chosen] { (flow.name) } }
                    @if !is_known { option value=(chosen) selected { (chosen) } }
                }
            }
            div class="field" {
                label for="last" { "Runs" }
                select id="last" name="last" {
                    @for span in SPANS { option value=(span) selected[span == last] { "the last " (span) } }
                }
            }
            button { "Show" }
        }
    }
}

fn legend(points: &[TrendPoint]) -> Markup {
    let has = |status| points.iter().any(|point| point.status == status);
    html! {
        ul class="legend" {
            li class="through" { "delivered or dry run" }
            @if has(RunStatus::Held) || has(RunStatus::Discarded) { li class="apart" { "held or discarded" } }
            @if has(RunStatus::Failed) { li class="failed" { "failed" } }
        }
    }
}

/// The same numbers for those who do not see the charts, or want to know exactly.
fn table(points: &[TrendPoint], now: OffsetDateTime, zone: &Zone) -> Markup {
    html! {
        section class="card" {
            details {
                summary { "All numbers as a table" }
                div class="scroll" tabindex="0" role="region" aria-label="All numbers" {
                    table class="exact" {
                        thead {
                            tr {
                                th scope="col" { "Run" }
                                th scope="col" { "Began" }
                                th scope="col" { "Status" }
                                @for measure in &MEASURES { th scope="col" class="number" { (measure.name) } }
                            }
                        }
                        tbody {
                            @for point in points.iter().rev() {
                                tr {
                                    th scope="row" { a href={ "/runs/" (point.run) } { (point.run) } }
                                    td { (moment(point.at, now, zone)) }
                                    td { (word(point.status)) }
                                    @for measure in &MEASURES {
                                        td class="number" {
                                            @if let Some(value) = (measure.of)(point) { (measure.unit.text(value)) }
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
}

fn word(status: RunStatus) -> &'static str {
    RUN_STATES.iter().find(|(known, _)| *known == status).map_or("", |(_, look)| look.word)
}

impl Unit {
    fn text(self, value: f64) -> String {
        match self {
            #[expect(clippy::cast_sign_loss, reason = "counts are not negative")]
            Self::Count => grouped(value.round() as u64),
            Self::Seconds => duration(Duration::seconds_f64(value)),
        }
    }
}
