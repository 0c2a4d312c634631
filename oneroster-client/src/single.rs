use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use http::header::{ETAG, IF_NONE_MATCH, LAST_MODIFIED};
use http::{HeaderMap, HeaderValue, StatusCode};
use oneroster_model::Record;
use oneroster_model::json::Deviations;
use oneroster_model::query::Fields;

use crate::client::{Change, Client, undecodable};
use crate::endpoint::Endpoint;
use crate::error::{Error, Failure};
use crate::query::Query;
use crate::report::Report;
use crate::transport::Response;

/// One record that is about to be read.
///
/// Awaiting it gives the record; [`send`](Self::send) gives what came with it too.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: oneroster_client::Client) -> Result<(), oneroster_client::Error> {
/// let class = client.class("c1").get().await?;
/// println!("{}", class.sourced_id);
///
/// let first = client.class("c1").get().send().await?;
/// if let Some(etag) = first.etag() {
///     let again = client.class("c1").get().if_none_match(etag).send().await?;
///     println!("unchanged: {}", again.is_not_modified());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is read until it is awaited"]
pub struct Single<T> {
    client: Client,
    endpoint: &'static Endpoint,
    ids: Vec<String>,
    query: Query,
    etag: Option<String>,
    report: Option<Report>,
    record: PhantomData<fn() -> T>,
}

impl<T: Record> Single<T> {
    pub(crate) fn new(client: Client, endpoint: &'static Endpoint, ids: Vec<String>) -> Self {
        debug_assert_eq!(endpoint.record, T::NAME);
        let report = client.inner.report.clone();
        Self { client, endpoint, ids, query: Query::default(), etag: None, report, record: PhantomData }
    }

    /// Asks for some members only: `fields`.
    pub fn fields(mut self, fields: Fields) -> Self {
        self.query.fields = Some(fields);
        self
    }

    /// Adds a parameter that the standard does not know.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.extra.push((name.into(), value.into()));
        self
    }

    /// Asks for the record only if it has changed since it came with this `ETag`: `If-None-Match`.
    pub fn if_none_match(mut self, etag: impl Into<String>) -> Self {
        self.etag = Some(etag.into());
        self
    }

    /// Sets where findings go. Default is that of the client.
    pub fn report_to(mut self, report: &Report) -> Self {
        self.report = Some(report.clone());
        self
    }

    /// Reads the record with what came beside it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is none, [`Error::Decode`] when the answer is not understood, and
    /// whatever keeps the answer from arriving.
    pub async fn send(self) -> Result<Answer<T>, Error> {
        let mut url = self.endpoint.url(&self.client.inner.endpoints, &self.ids)?;
        self.query.apply(&mut url)?;
        let mut headers = HeaderMap::new();
        if let Some(etag) = &self.etag {
            headers.insert(IF_NONE_MATCH, entity_tag(etag)?);
        }
        let response =
            self.client.call(self.endpoint, url.clone(), Change { headers, ..Change::default() }).await?;
        if response.status == StatusCode::NOT_MODIFIED {
            return Ok(Answer::new(None, &response));
        }
        let partial = self.query.fields.is_some();
        let decoded = self
            .client
            .inner
            .decoder
            .single::<T>(partial, &response.body)
            .map_err(|problem| undecodable(&problem, self.endpoint, &url, &response))?;
        if let Some(report) = &self.report {
            decoded.deviations.iter().for_each(|deviation| report.add(deviation.to_finding()));
        }
        let mut answer = Answer::new(Some(decoded.record), &response);
        answer.deviations = decoded.deviations;
        Ok(answer)
    }
}

impl<T: Record> IntoFuture for Single<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let answer = self.send().await?;
            answer
                .into_record()
                .ok_or_else(|| Error::Decode(Failure::new("the record has not changed, and was not sent")))
        })
    }
}

/// Checks an entity tag given as text.
pub(crate) fn entity_tag(etag: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(etag).map_err(|_| {
        Error::Configuration(Failure::new("the entity tag holds characters that cannot be sent"))
    })
}

/// The answer to the request for one record.
#[derive(Clone, Debug)]
pub struct Answer<T> {
    record: Option<T>,
    etag: Option<String>,
    last_modified: Option<String>,
    deviations: Deviations,
}

impl<T> Answer<T> {
    fn new(record: Option<T>, response: &Response) -> Self {
        let header = |name: http::HeaderName| response.header(name.as_str()).map(str::to_owned);
        Self {
            record,
            etag: header(ETAG),
            last_modified: header(LAST_MODIFIED),
            deviations: Deviations::default(),
        }
    }

    /// Returns the record; none when it has not changed.
    pub fn record(&self) -> Option<&T> {
        self.record.as_ref()
    }

    /// Returns the record; none when it has not changed.
    pub fn into_record(self) -> Option<T> {
        self.record
    }

    /// Tells whether the server says that the record has not changed (304).
    pub fn is_not_modified(&self) -> bool {
        self.record.is_none()
    }

    /// Returns the `ETag`, for [`Single::if_none_match`] and [`Put::if_match`](crate::Put::if_match).
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// Returns the `Last-Modified` date as it was sent.
    pub fn last_modified(&self) -> Option<&str> {
        self.last_modified.as_deref()
    }

    /// Returns how the JSON differed from the standard.
    pub fn deviations(&self) -> &Deviations {
        &self.deviations
    }
}
