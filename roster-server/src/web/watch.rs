//! Addresses for machines that watch this one.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};

use super::shared::Shared;

/// The text format of Prometheus.
const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// For everybody, under any name: says nothing but whether the server works.
pub(super) fn open_routes() -> Router<Shared> {
    Router::new().route("/health", get(health))
}

/// For those who know the token.
pub(super) fn closed_routes() -> Router<Shared> {
    Router::new().route("/metrics", get(metrics))
}

async fn health(State(shared): State<Shared>) -> impl IntoResponse {
    let health = shared.actions().health().await;
    let status = if health.is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(health))
}

async fn metrics(State(shared): State<Shared>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, METRICS)], shared.actions().metrics().await)
}
