//! The pages, one module each.

mod accounts;
mod download;
mod exchanges;
mod findings;
mod flows;
pub(super) mod login;
mod overview;
mod problem;
mod run;
mod runs;
mod step;
mod trends;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;

pub(super) use self::problem::{Problem, failure};
use super::shared::Shared;

/// Pages for those who are logged in.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .merge(overview::routes())
        .merge(flows::routes())
        .merge(runs::routes())
        .merge(run::routes())
        .merge(step::routes())
        .merge(download::routes())
        .merge(trends::routes())
        .merge(accounts::routes())
}

/// What is nowhere.
pub(super) async fn not_found() -> Response {
    failure(StatusCode::NOT_FOUND, "There is no such page", "Go to the overview and look from there.")
}
