//! Paging, retries, limits: what the profile says, in terms of the client.

use std::time::Duration;

use oneroster_client::transport::HttpOptions;
use oneroster_client::{ClientBuilder, Links, Paging, RateLimit, RetryPolicy, ShortPage, Totals};

use crate::error::Error;
use crate::profile::{LinkUse, Profile, TotalUse};

/// Records per page where nothing is known; servers that allow fewer send fewer.
pub(crate) const USUAL_PAGE: u32 = 1000;

/// Returns how many records are asked for at once.
pub(crate) fn page_size(profile: &Profile) -> u32 {
    let paging = &profile.paging;
    let wanted = paging.preferred_size.unwrap_or(USUAL_PAGE);
    paging.max_size.map_or(wanted, |max| wanted.min(max))
}

pub(super) fn paging(profile: &Profile) -> Result<Paging, Error> {
    let known = &profile.paging;
    let mut paging = Paging::default()
        .page_size(page_size(profile))
        .links(match known.links {
            LinkUse::Ignore => Links::Ignore,
            LinkUse::Follow => Links::Follow,
        })
        .totals(match known.totals {
            TotalUse::Believe => Totals::Believe,
            TotalUse::Doubt => Totals::Doubt,
            TotalUse::Ignore => Totals::Ignore,
        });
    if known.short_page_ends {
        paging = paging.short_page(ShortPage::Ends);
    }
    if known.sequential {
        paging = paging.concurrency(1);
    }
    if let Some(names) = &known.parameter_names {
        paging = paging.parameter_names(&names.limit, &names.offset);
    }
    if !known.total_headers.is_empty() {
        let names: Vec<&str> = known.total_headers.iter().map(String::as_str).collect();
        paging = paging.total_headers(&names).map_err(Error::client)?;
    }
    if let Some(header) = &known.restart_on_change_of {
        paging = paging.restart_on_change_of(header).map_err(Error::client)?;
    }
    if profile.query.sort.is_reliable() == Some(true) {
        paging = paging.stable_order("sourcedId");
    }
    Ok(paging)
}

pub(super) fn retry(profile: &Profile) -> RetryPolicy {
    let policy = RetryPolicy::default().also_on(profile.limits.retry_status.iter().copied());
    match profile.limits.max_attempts {
        Some(attempts) => policy.max_attempts(attempts),
        None => policy,
    }
}

pub(super) fn apply(profile: &Profile, builder: ClientBuilder) -> ClientBuilder {
    let limits = &profile.limits;
    let mut builder = builder.envelope_names(profile.envelopes.values().flatten().cloned());
    if let Some(rate) = limits.rate {
        builder = builder.rate_limit(RateLimit::new(rate.requests, Duration::from_secs(rate.per_seconds)));
    }
    if let Some(concurrency) = limits.concurrency {
        builder = builder.concurrency(concurrency as usize);
    }
    if !profile.url.require_https {
        builder = builder.allow_plain_http();
    }
    match limits.timeout_seconds {
        Some(seconds) => builder.timeout(Duration::from_secs(seconds)),
        None => builder,
    }
}

/// Waits as long for the next bytes as a request may take, where the profile says how long that is.
pub(super) fn http(profile: &Profile, http: HttpOptions) -> HttpOptions {
    match profile.limits.timeout_seconds {
        Some(seconds) => http.read_timeout(Duration::from_secs(seconds)),
        None => http,
    }
}
