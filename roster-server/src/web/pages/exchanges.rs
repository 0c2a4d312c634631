//! Requests and responses of a step, as they are kept: without secrets, and long bodies cut.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use roster_flow::schedule::Zone;
use roster_history::{Body, Exchange, ExchangeEntry, ExchangeId, History, Message, RunId, StepKind};

use super::Problem;
use super::run::{run_id, step_kind};
use super::step::path;
use crate::web::parts::frame::Area;
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::duration;
use crate::web::parts::number::{counted, grouped, size};
use crate::web::shared::Shared;

/// Exchanges of a page.
const PAGE: usize = 25;
/// How much of a body the list shows; the page of the exchange shows all that is kept.
const BEGINNING: usize = 2_048;

/// A page of the exchanges of a step.
pub(super) struct List {
    exchanges: Vec<Exchange>,
    total: usize,
    page: usize,
}

impl List {
    /// Reads a page, counted from 1; a page that is none is the first or the last.
    pub(super) fn read(
        history: &History,
        run: RunId,
        step: StepKind,
        page: usize,
    ) -> Result<Self, roster_history::Error> {
        let entries = history.exchanges(run, step)?;
        let page = page.clamp(1, entries.len().div_ceil(PAGE).max(1));
        let shown = entries.iter().skip((page - 1) * PAGE).take(PAGE);
        let exchanges = shown.map(|entry| history.exchange(entry.id)).collect::<Result<_, _>>()?;
        Ok(Self { exchanges, total: entries.len(), page })
    }

    pub(super) fn section(&self, run: RunId, step: StepKind, zone: &Zone) -> Markup {
        html! {
            section class="card" aria-labelledby="exchanges" {
                h2 id="exchanges" { "Requests and responses" }
                @if self.total == 0 {
                    p class="empty" {
                        "None are kept. A flow keeps them when " code { "save_exchanges = true" }
                        " is set, and only of steps that talk to a server."
                    }
                } @else {
                    p class="lead" {
                        (counted(self.total as u64, "exchange", "exchanges"))
                        ". Tokens and passwords were taken out before they were kept."
                    }
                    ol class="exchanges" { @for exchange in &self.exchanges { li { (entry(run, step, exchange, zone)) } } }
                    (self.paging(run, step))
                }
            }
        }
    }

    fn paging(&self, run: RunId, step: StepKind) -> Markup {
        let address = |page: usize| format!("/runs/{run}/steps/{step}?page={page}#exchanges");
        let pages = self.total.div_ceil(PAGE);
        html! {
            @if pages > 1 {
                nav class="paging" aria-label="Pages" {
                    @if self.page > 1 { a class="button" href=(address(self.page - 1)) rel="prev" { "Earlier" } }
                    span class="soft" { "Page " (self.page) " of " (pages) }
                    @if self.page < pages { a class="button" href=(address(self.page + 1)) rel="next" { "Later" } }
                }
            }
        }
    }
}

fn entry(run: RunId, step: StepKind, exchange: &Exchange, zone: &Zone) -> Markup {
    let entry = &exchange.entry;
    let is_cut = |message: &Message| message.body.bytes().len() > BEGINNING;
    html! {
        details class="exchange" {
            summary {
                span class="method" { (entry.method) }
                span class="url" { (entry.url) }
                (status(entry))
                span class="took" { (duration(time::Duration::milliseconds(to_i64(entry.milliseconds)))) }
            }
            (meta(entry, zone))
            (message("Request", &exchange.request, BEGINNING))
            (message("Response", &exchange.response, BEGINNING))
            @if is_cut(&exchange.request) || is_cut(&exchange.response) {
                p { a href={ "/runs/" (run) "/steps/" (step) "/exchanges/" (entry.id) } { "Show all that is kept" } }
            }
        }
    }
}

fn to_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The status as a word with its tone: a number alone says little.
fn status(entry: &ExchangeEntry) -> Markup {
    let (tone, picture) = match entry.status {
        Some(200..=299) => ("good", Icon::Check),
        Some(100..=399) => ("info", Icon::Arrow),
        _ => ("error", Icon::Cross),
    };
    html! {
        span class={ "badge " (tone) } {
            (icon(picture))
            @match entry.status { Some(status) => { span class="spoken" { "status " } (status) } None => "no answer" }
        }
    }
}

fn meta(entry: &ExchangeEntry, zone: &Zone) -> Markup {
    html! {
        p class="soft small" { "No. " (entry.sequence) ", " (zone.describe(entry.at)) }
        @if let Some(failure) = &entry.failure { div class="note error" { (icon(Icon::Cross)) p { (failure) } } }
    }
}

fn message(name: &str, message: &Message, most: usize) -> Markup {
    html! {
        @if !message.headers.is_empty() || message.body.length() > 0 {
            div class="message" {
                h3 { (name) }
                @if !message.headers.is_empty() {
                    dl class="headers" {
                        @for (name, value) in &message.headers { div { dt { (name) } dd { (value) } } }
                    }
                }
                (body(&message.body, most))
            }
        }
    }
}

fn body(body: &Body, most: usize) -> Markup {
    let shown = body.bytes().get(..most).unwrap_or(body.bytes());
    let text = String::from_utf8_lossy(shown);
    let is_shortened = shown.len() < body.bytes().len();
    html! {
        @if body.length() > 0 {
            @if shown.is_empty() {
                p class="soft small" { "Body of " (size(body.length())) ", not kept." }
            } @else {
                pre tabindex="0" { (text) }
                @if body.is_truncated() || is_shortened {
                    p class="cut small" {
                        (icon(Icon::Warning))
                        "The first " (grouped(shown.len() as u64)) " of " (grouped(body.length())) " bytes"
                        @if is_shortened { "." } @else { "; the rest was not kept." }
                    }
                }
            }
        }
    }
}

/// The page of one exchange.
pub(super) async fn show(
    State(shared): State<Shared>,
    Path((run, step, exchange)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let (run, step) = (run_id(&run)?, step_kind(&step)?);
    let missing = || Problem::not_found("There is no such exchange");
    let id: ExchangeId = exchange.parse().map_err(|_| missing())?;
    let flows = shared.flows().await?;
    let (detail, exchange) =
        shared.ask(move |history| Ok((history.run(run)?, history.exchange(id)?))).await?;
    if exchange.entry.run != run || exchange.entry.step != step {
        return Err(missing());
    }
    let entry = &exchange.entry;
    let title = format!("Exchange {} of run {run}", entry.sequence);
    let content = html! {
        (path(&detail, step, Some(&format!("No. {}", entry.sequence))))
        section class="card" {
            div class="title" {
                h1 class="address" { span class="method" { (entry.method) } " " (entry.url) }
                p { (status(entry)) }
            }
            (meta(entry, flows.zone(&detail.run.flow)))
            (message("Request", &exchange.request, usize::MAX))
            (message("Response", &exchange.response, usize::MAX))
        }
    };
    Ok(shared.frame(Area::Runs, &title).answer(StatusCode::OK, &content))
}
