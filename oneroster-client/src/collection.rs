use std::marker::PhantomData;

use oneroster_model::Record;
use oneroster_model::query::{Fields, Filter, Sort};
use time::OffsetDateTime;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::paging::{Collected, Items, OnRestart, Page, Pager, PagerPlan, Pages, Paging};
use crate::query::Query;
use crate::report::Report;

/// A collection that is about to be read.
///
/// Nothing is sent until the records are asked for: one by one ([`items`](Self::items)), page by page
/// ([`pages`](Self::pages), [`pager`](Self::pager)), all together ([`all`](Self::all)), or the first page
/// alone ([`first_page`](Self::first_page)).
///
/// A collection ends complete or with an error, never silently short. Records that occur on several pages
/// are handed out once. Records that cannot be read are left out; with a [`Report`] they become findings,
/// without one the collection ends with [`Error::BadRecords`] after all others.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: oneroster_client::Client) -> Result<(), oneroster_client::Error> {
/// use futures_util::TryStreamExt;
/// use oneroster_model::query::{Filter, Sort};
///
/// let mut teachers = client
///     .users()
///     .filter(Filter::eq("role", "teacher"))
///     .sort(Sort::ascending("familyName"))
///     .page_size(500)
///     .items();
/// while let Some(teacher) = teachers.try_next().await? {
///     println!("{}", teacher.sourced_id);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is read until the records are asked for"]
pub struct Collection<T> {
    client: Client,
    endpoint: &'static Endpoint,
    ids: Vec<String>,
    query: Query,
    paging: Paging,
    offset: u64,
    report: Option<Report>,
    record: PhantomData<fn() -> T>,
}

impl<T: Record> Collection<T> {
    pub(crate) fn new(client: Client, endpoint: &'static Endpoint, ids: Vec<String>) -> Self {
        debug_assert_eq!(endpoint.record, T::NAME);
        let paging = client.inner.paging.clone();
        let report = client.inner.report.clone();
        Self {
            client,
            endpoint,
            ids,
            query: Query::default(),
            paging,
            offset: 0,
            report,
            record: PhantomData,
        }
    }

    /// Keeps the records that a filter lets through: `filter`.
    ///
    /// The server filters. Some ignore filters or parts of them; test again what matters.
    pub fn filter(mut self, filter: impl Into<Filter>) -> Self {
        self.query.filter = Some(filter.into());
        self
    }

    /// Sets the filter as a text, for servers whose grammar is another than that of the standard.
    pub fn filter_text(mut self, filter: impl Into<String>) -> Self {
        self.query.filter_text = Some(filter.into());
        self
    }

    /// Keeps the records that were changed after an instant: a delta.
    ///
    /// Adds `dateLastModified>'…'` to the filter, which may have one clause of its own. Take the instant from
    /// [`Items::watermark`] of the read before. Servers may forget deleted records, so read everything from
    /// time to time.
    pub fn since(mut self, instant: OffsetDateTime) -> Self {
        self.query.since = Some(instant);
        self
    }

    /// Sets the order: `sort` and `orderBy`.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.query.sort = Some(sort);
        self
    }

    /// Asks for some members only: `fields`. `sourcedId` is added, since records cannot be told apart
    /// without it.
    pub fn fields(mut self, fields: Fields) -> Self {
        self.query.fields = Some(fields.with_sourced_id());
        self
    }

    /// Adds a parameter that the standard does not know.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.extra.push((name.into(), value.into()));
        self
    }

    /// Sets how many records are asked for at once: `limit`. Default is that of the client.
    pub fn page_size(mut self, records: u32) -> Self {
        self.paging = self.paging.page_size(records);
        self
    }

    /// Starts at a position of the collection, 0-based: `offset`. Default 0.
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// Sets how pages are read. Default is that of the client.
    pub fn paging(mut self, paging: Paging) -> Self {
        self.paging = paging;
        self
    }

    /// Sets where findings go. Default is that of the client.
    pub fn report_to(mut self, report: &Report) -> Self {
        self.report = Some(report.clone());
        self
    }

    /// Reads record by record.
    ///
    /// When the collection has to be read anew, records that were handed out are not handed out again.
    pub fn items(self) -> Items<T> {
        Items::new(self.start(OnRestart::SkipKnown))
    }

    /// Reads page by page, as a stream.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self.start(OnRestart::SkipKnown))
    }

    /// Reads page by page, by hand.
    pub fn pager(self) -> Pager<T> {
        self.start(OnRestart::SkipKnown)
    }

    /// Reads page by page, by hand, for whoever keeps the pages.
    ///
    /// When the collection has to be read anew, everything is handed out again: drop what was kept as soon as
    /// [`Page::restarted`] is set. What is kept at the end is one state of the data.
    pub fn pager_from_scratch(self) -> Pager<T> {
        self.start(OnRestart::StartOver)
    }

    /// Reads everything into memory.
    ///
    /// When the collection has to be read anew, what was read before is dropped.
    ///
    /// # Errors
    ///
    /// [`Error`] as for [`Pager::next_page`]; records read until then are dropped.
    pub async fn all(self) -> Result<Collected<T>, Error> {
        Collected::read(self.start(OnRestart::StartOver)).await
    }

    /// Reads one page and no more.
    ///
    /// # Errors
    ///
    /// [`Error`] as for [`Pager::next_page`].
    pub async fn first_page(mut self) -> Result<Page<T>, Error> {
        self.paging = self.paging.concurrency(1);
        let page = self.start(OnRestart::SkipKnown).next_page().await?;
        Ok(page.unwrap_or_default())
    }

    fn start(self, on_restart: OnRestart) -> Pager<T> {
        let plan = self.endpoint.url(&self.client.inner.endpoints, &self.ids).and_then(|mut base| {
            let mut query = self.query;
            if let (None, Some(field)) = (&query.sort, &self.paging.stable_order) {
                query.sort = Some(Sort::ascending(field.clone()));
            }
            query.apply(&mut base)?;
            Ok(PagerPlan { base, partial: query.fields.is_some(), since: query.since })
        });
        Pager::new(self.client, self.endpoint, plan, self.paging, self.offset, self.report, on_restart)
    }
}
