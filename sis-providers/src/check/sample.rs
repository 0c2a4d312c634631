//! A few records of a collection.

use oneroster_client::{Client, Error};
use oneroster_model::query::{Fields, Filter, Sort};
use oneroster_model::{Record, Version};

use crate::collection::Collection;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) limit: u32,
    pub(super) offset: u64,
    pub(super) filter: Option<Filter>,
    pub(super) sort: Option<Sort>,
    pub(super) fields: Option<Fields>,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sample {
    /// Identifiers of the records, in order.
    pub(super) ids: Vec<String>,
    /// Number of all records, if the server tells it.
    pub(super) total: Option<u64>,
    /// Records that do not fulfil the filter that was asked for.
    pub(super) beside: usize,
    /// Records that tell when they changed.
    pub(super) dated: usize,
}

impl Ask {
    pub(super) fn first(limit: u32) -> Self {
        Self { limit, offset: 0, filter: None, sort: None, fields: None }
    }

    pub(super) fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    pub(super) fn filter(mut self, filter: impl Into<Filter>) -> Self {
        self.filter = Some(filter.into());
        self
    }

    pub(super) fn fields(mut self, fields: Fields) -> Self {
        self.fields = Some(fields);
        self
    }

    pub(super) fn sort(mut self, sort: Sort) -> Self {
        self.sort = Some(sort);
        self
    }
}

/// Reads the first page of a collection.
pub(super) async fn read(client: &Client, collection: Collection, ask: Ask) -> Result<Sample, Error> {
    let version = client.version();
    match collection {
        Collection::Orgs => first(client.orgs(), version, ask).await,
        Collection::Schools => first(client.schools(), version, ask).await,
        Collection::AcademicSessions => first(client.academic_sessions(), version, ask).await,
        Collection::Terms => first(client.terms(), version, ask).await,
        Collection::GradingPeriods => first(client.grading_periods(), version, ask).await,
        Collection::Courses => first(client.courses(), version, ask).await,
        Collection::Classes => first(client.classes(), version, ask).await,
        Collection::Users => first(client.users(), version, ask).await,
        Collection::Students => first(client.students(), version, ask).await,
        Collection::Teachers => first(client.teachers(), version, ask).await,
        Collection::Enrollments => first(client.enrollments(), version, ask).await,
        Collection::Demographics => first(client.demographics(), version, ask).await,
        Collection::Categories => first(client.categories(), version, ask).await,
        Collection::ScoreScales => first(client.score_scales(), version, ask).await,
        Collection::LineItems => first(client.line_items(), version, ask).await,
        Collection::Results => first(client.results(), version, ask).await,
        Collection::Resources => first(client.resources(), version, ask).await,
    }
}

async fn first<T: Record>(
    collection: oneroster_client::Collection<T>,
    version: Version,
    ask: Ask,
) -> Result<Sample, Error> {
    let mut collection = collection.page_size(ask.limit).offset(ask.offset);
    if let Some(filter) = &ask.filter {
        collection = collection.filter(filter.clone());
    }
    if let Some(sort) = ask.sort {
        collection = collection.sort(sort);
    }
    if let Some(fields) = ask.fields {
        collection = collection.fields(fields);
    }
    let page = collection.first_page().await?;
    let fits = |record: &&T| match &ask.filter {
        Some(filter) => filter.matches_record(*record, version).unwrap_or(true),
        None => true,
    };
    Ok(Sample {
        beside: page.records.iter().filter(|record| !fits(record)).count(),
        dated: page.records.iter().filter(|record| record.date_last_modified().is_some()).count(),
        ids: page.records.iter().map(|record| record.sourced_id().as_str().to_owned()).collect(),
        total: page.total,
    })
}
