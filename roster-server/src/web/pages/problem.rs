//! What visitors see when something does not work.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::web::actions::{ActionError, Refusal};
use crate::web::parts::frame::Frame;
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::verdict::sentence;

/// Why there is no page, or why a button did nothing.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    title: String,
    advice: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, title: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { status, title: title.into(), advice: advice.into() }
    }

    /// There is no such thing, or it is no longer kept.
    pub(crate) fn not_found(title: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, title, "It may have been deleted because it was old.")
    }

    /// A fault of ours.
    pub(crate) fn broken() -> Self {
        let advice = "The log of the server says more. Please report it.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be made", advice)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        failure(self.status, &self.title, &self.advice)
    }
}

impl From<roster_history::Error> for Problem {
    fn from(error: roster_history::Error) -> Self {
        use roster_history::Error;
        let status = match error {
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::Invalid(_) => StatusCode::BAD_REQUEST,
            Error::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!(event = "page_history_failed", code = error.code(), %error);
        }
        let advice = error.advice().unwrap_or("Go back, load the page anew and try again.");
        Self::new(status, error.to_string(), advice)
    }
}

impl From<ActionError> for Problem {
    fn from(error: ActionError) -> Self {
        let status = match error.kind {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::Conflict => StatusCode::CONFLICT,
            Refusal::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.message, error.advice.unwrap_or_default())
    }
}

/// A page that says what is wrong and what to do.
pub(crate) fn failure(status: StatusCode, title: &str, advice: &str) -> Response {
    let content = html! {
        section class="card outcome error narrow" {
            p class="eyebrow" { (status.as_u16()) }
            h1 { (sentence(title).trim_end_matches('.')) }
            @if !advice.is_empty() { p class="lead" { (sentence(advice)) } }
            p { a class="button" href="/" { (icon(Icon::Arrow)) "To the overview" } }
        }
    };
    Frame::outside("Not possible").answer(status, &content)
}
