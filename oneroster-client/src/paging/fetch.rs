use http::{HeaderMap, HeaderName, StatusCode};
use oneroster_model::Record;
use oneroster_model::json::Strictness;
use time::OffsetDateTime;
use url::Url;

use super::links::{NextLink, next_in_headers, resolve};
use super::walk::{PageFailure, PageRequest};
use crate::client::{Change, Client, undecodable};
use crate::decode::{DecodedPage, Undecodable};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::retry::http_date;

/// A page that arrived and was read.
#[derive(Debug)]
pub(super) struct Fetched<T> {
    pub(super) page: DecodedPage<T>,
    pub(super) next: Option<NextLink>,
    pub(super) total: Option<u64>,
    pub(super) marker: Option<String>,
    pub(super) server_time: Option<OffsetDateTime>,
}

/// A page that did not arrive or cannot be read.
#[derive(Debug)]
pub(super) struct FetchFailure {
    pub(super) error: Error,
    /// Why smaller pages may do better.
    pub(super) narrow: Option<PageFailure>,
}

/// Asks for a page and reads it.
pub(super) async fn fetch<T: Record>(
    client: Client,
    endpoint: &'static Endpoint,
    request: PageRequest,
    partial: bool,
    total_headers: Vec<HeaderName>,
    marker: Option<HeaderName>,
) -> Result<Fetched<T>, FetchFailure> {
    let change = Change { part: request.is_part(), ..Change::default() };
    let url = request.url;
    let response = client.call(endpoint, url.clone(), change).await.map_err(|error| {
        let narrow = narrowing(&error);
        FetchFailure { error, narrow }
    })?;
    let tolerant = client.inner.decoder.strictness == Strictness::Tolerant;
    // Some servers have no body to send for nothing.
    let nothing = response.status == StatusCode::NO_CONTENT && response.body.is_empty();
    let body: &[u8] = if nothing { b"{}" } else { &response.body };
    let page = client.inner.decoder.page::<T>(endpoint, partial, body).map_err(|problem| FetchFailure {
        error: undecodable(&problem, endpoint, &url, &response),
        narrow: (problem == Undecodable::Broken && tolerant).then_some(PageFailure::BadRecord),
    })?;
    let header = |name: &HeaderName| response.header(name.as_str());
    Ok(Fetched {
        next: next(&response.headers, page.next.as_deref(), &url),
        total: total_headers.iter().find_map(|name| header(name)?.trim().parse().ok()).or(page.total),
        marker: marker.and_then(|name| header(&name).map(str::to_owned)),
        server_time: response.header("date").and_then(http_date),
        page,
    })
}

fn next(headers: &HeaderMap, in_body: Option<&str>, url: &Url) -> Option<NextLink> {
    match (next_in_headers(headers), in_body) {
        (None, Some("")) => Some(NextLink::End),
        (Some(link), _) | (None, Some(link)) => resolve(link, url),
        (None, None) => None,
    }
}

fn narrowing(error: &Error) -> Option<PageFailure> {
    match error {
        Error::TooLarge(_) => Some(PageFailure::TooHeavy),
        Error::Timeout(_) => Some(PageFailure::TooSlow),
        _ => match error.failure().status()?.as_u16() {
            413 => Some(PageFailure::TooHeavy),
            500 => Some(PageFailure::BadRecord),
            504 => Some(PageFailure::TooSlow),
            _ => None,
        },
    }
}
