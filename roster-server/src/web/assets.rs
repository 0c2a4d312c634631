//! Style sheet, script and mark: compiled in, the same for everybody.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::parts::icon::MARK;
use super::shared::Shared;

const STYLE: &str = concat!(
    include_str!("assets/palette.css"),
    include_str!("assets/base.css"),
    include_str!("assets/pages.css"),
    include_str!("assets/charts.css"),
);
const LIVE: &str = include_str!("assets/live.js");

/// For a day; pages ask for them with the version, so that a new one does not wait for that.
const KEPT: (header::HeaderName, &str) = (header::CACHE_CONTROL, "max-age=86400");

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/assets/style.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/assets/live.js", get(async || file("text/javascript; charset=utf-8", LIVE)))
        .route("/assets/mark.svg", get(async || file("image/svg+xml", MARK)))
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), KEPT], text)
}
