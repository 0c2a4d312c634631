//! One request, from its arrival to the answer.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, Response, StatusCode, Uri, header};
use futures_util::{StreamExt, stream};
use oneroster_model::json::Service;
use time::OffsetDateTime;
use tower_service::Service as _;

use super::access::{InFlight, token};
use super::answer::{Failure, empty_response};
use super::faults::{BodyFault, Plan, Retry};
use super::query::Parameters;
use super::routes::OriginalPath;
use super::shared::{Shared, lock};
use super::token::{list_response, token_response};

/// Largest body of a token request, in bytes.
const LARGEST_TOKEN_REQUEST: usize = 64 * 1024;

/// The connection is to be reset.
#[derive(Debug)]
pub(crate) struct ResetConnection;

impl std::fmt::Display for ResetConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is reset by fault")
    }
}

impl std::error::Error for ResetConnection {}

/// Answers a request, or resets its connection.
pub(crate) async fn serve(
    shared: Arc<Shared>,
    router: Router,
    request: Request<Body>,
) -> Result<Response<Body>, ResetConnection> {
    let (parts, body) = request.into_parts();
    let number = lock(&shared.log).begin(&parts, false);
    let response = answer(&shared, router, parts, body).await?;
    lock(&shared.log).end(number, response.status().as_u16());
    Ok(response)
}

/// Notes a request to the other origin and answers it with an empty object.
pub(crate) async fn serve_foreign(shared: Arc<Shared>, request: Request<Body>) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let number = lock(&shared.log).begin(&parts, true);
    lock(&shared.log).end(number, 200);
    empty_response(StatusCode::OK)
}

async fn answer(
    shared: &Arc<Shared>,
    mut router: Router,
    mut parts: Parts,
    body: Body,
) -> Result<Response<Body>, ResetConnection> {
    let token_path = &shared.personality.token.path;
    if !token_path.is_empty() && parts.uri.path() == token_path {
        let body = axum::body::to_bytes(body, LARGEST_TOKEN_REQUEST).await.unwrap_or_default();
        return Ok(token_response(shared, &parts, &body));
    }
    if shared.personality.token.list.as_deref() == Some(parts.uri.path()) {
        return Ok(list_response(shared, &parts));
    }
    let refused = |failure: Failure| Ok(failure.response(shared.version, shared.personality.answers.errors));
    let _in_flight = match InFlight::enter(shared) {
        Ok(guard) => guard,
        Err(failure) => return refused(failure),
    };
    let target = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let plan = lock(&shared.faults).request(&target);
    delay(&plan, &parts).await;
    if plan.reset {
        return Err(ResetConnection);
    }
    if plan.expired_token
        && let Some(token) = token(shared, &parts)
    {
        lock(&shared.tokens).expire(&token);
    }
    if let Some(status) = plan.status {
        let retry_after = if matches!(status, 429 | 503) { retry_after(plan.retry) } else { None };
        return refused(Failure::of_status(status).with_retry_after(retry_after));
    }
    if plan.body == BodyFault::Html {
        return Ok(web_page());
    }

    let truncate = plan.truncate;
    parts.extensions.insert(plan);
    normalise(shared, &mut parts);
    let response = match router.call(Request::from_parts(parts, body)).await {
        Ok(response) => response,
        Err(impossible) => match impossible {},
    };
    if truncate { Ok(truncated(response).await) } else { Ok(response) }
}

async fn delay(plan: &Plan, parts: &Parts) {
    let mut delay = plan.delay;
    if !plan.deep_delay.is_zero() {
        let parameters = Parameters::read(parts.uri.query().unwrap_or_default(), false);
        let offset = parameters.get("offset").and_then(|offset| offset.parse::<u32>().ok());
        delay = delay.saturating_add(plan.deep_delay.saturating_mul(offset.unwrap_or_default() / 1000));
    }
    if delay > Duration::ZERO {
        tokio::time::sleep(delay).await;
    }
}

fn retry_after(retry: Option<Retry>) -> Option<String> {
    match retry.unwrap_or(Retry::Seconds(1)) {
        Retry::Seconds(seconds) => Some(seconds.to_string()),
        Retry::Date => Some(http_date(OffsetDateTime::now_utc() + time::Duration::SECOND)),
        Retry::Absent => None,
    }
}

/// An instant as HTTP writes it: `Tue, 18 Aug 2026 06:00:00 GMT`.
fn http_date(instant: OffsetDateTime) -> String {
    let day = instant.weekday().to_string();
    let month = instant.month().to_string();
    format!(
        "{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
        day.get(..3).unwrap_or_default(),
        instant.day(),
        month.get(..3).unwrap_or_default(),
        instant.year(),
        instant.hour(),
        instant.minute(),
        instant.second(),
    )
}

fn web_page() -> Response<Body> {
    let page = "<!DOCTYPE html><title>Sign in</title><h1>Sign in</h1><form><input name=user></form>";
    let mut response = Response::new(Body::from(page));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Brings a path into the form that the router knows, as far as the personality is tolerant.
fn normalise(shared: &Shared, parts: &mut Parts) {
    let address = &shared.personality.address;
    parts.extensions.insert(OriginalPath(parts.uri.path().to_owned()));
    let mut path = parts.uri.path();
    if address.trailing_slash && path.len() > 1 {
        path = path.strip_suffix('/').unwrap_or(path);
    }
    let mut path = path.to_owned();
    if address.ignore_case {
        for service in [Service::Rostering, Service::Gradebook, Service::Resources] {
            let root = address.root(service, shared.version);
            if path.get(..root.len()).is_some_and(|start| start.eq_ignore_ascii_case(&root)) {
                path.replace_range(..root.len(), &root);
            }
        }
    }
    if path != parts.uri.path() {
        let target = match parts.uri.query() {
            Some(query) => format!("{path}?{query}"),
            None => path,
        };
        if let Ok(uri) = target.parse::<Uri>() {
            parts.uri = uri;
        }
    }
}

/// Cuts a body in half: its length is told in full, the rest never comes.
async fn truncated(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = body.slice(..body.len() / 2);
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let begun = stream::once(std::future::ready(Ok::<Bytes, ResetConnection>(half)));
    // What was begun is sent before the connection breaks.
    let broken = stream::once(async {
        tokio::task::yield_now().await;
        Err(ResetConnection)
    });
    Response::from_parts(parts, Body::from_stream(begun.chain(broken)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn dates_are_written_as_http_has_them() {
        assert_eq!(http_date(datetime!(2026-08-18 06:00:09 UTC)), "Tue, 18 Aug 2026 06:00:09 GMT");
    }
}
