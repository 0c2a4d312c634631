use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Service, Support};
use crate::template::Template;

/// What data requests carry besides the credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Requests {
    /// Headers of every request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Template>,
    /// Headers of requests to the gradebook service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gradebook_headers: BTreeMap<String, Template>,
    /// Parameters of every request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, Template>,
}

/// How collections are paged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PagingProfile {
    /// Records per page when none are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_size: Option<u32>,
    /// Most records per page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_size: Option<u32>,
    /// Records per page that public clients ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_size: Option<u32>,
    /// Names of limit and offset where they differ from the standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_names: Option<PageParameters>,
    /// What becomes of links to the next page.
    #[serde(default)]
    pub links: LinkUse,
    /// How far totals are believed.
    #[serde(default)]
    pub totals: TotalUse,
    /// Headers that may hold the total, first one first; default `X-Total-Count` and `X-Count`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub total_headers: Vec<String>,
    /// Members of the body that hold the total. Known names are found in any case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub total_members: Vec<String>,
    /// Whether a page shorter than asked for is the end where nothing else tells it.
    #[serde(default)]
    pub short_page_ends: bool,
    /// Header whose change means that a pull has to start again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart_on_change_of: Option<String>,
    /// Whether pages must be asked for one after the other.
    #[serde(default)]
    pub sequential: bool,
}

/// Names of the parameters for pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageParameters {
    /// Name of the page size.
    pub limit: String,
    /// Name of the position.
    pub offset: String,
}

/// What becomes of links to the next page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LinkUse {
    /// They are followed, within the origin and never twice.
    #[default]
    Follow,
    /// They are known to be wrong; pages are asked for by offset.
    Ignore,
}

/// How far totals are believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TotalUse {
    /// A collection that differs from its total is incomplete.
    #[default]
    Believe,
    /// A difference is worth a finding.
    Doubt,
    /// They are not looked at.
    Ignore,
}

/// What can be asked of a collection.
///
/// Servers ignore what they do not know: test again on this side what matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct QueryProfile {
    /// Fields of the standard that filters may name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filter: BTreeMap<String, Support>,
    /// Two clauses joined by AND or OR.
    #[serde(default)]
    pub two_clauses: Support,
    /// `sort` and `orderBy`.
    #[serde(default)]
    pub sort: Support,
    /// `fields`.
    #[serde(default)]
    pub fields: Support,
}

/// How changes since the last pull are found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DeltaProfile {
    /// `filter=dateLastModified>'…'`.
    #[serde(default)]
    pub by_date: Support,
    /// Deleted records stay visible as `tobedeleted` for a while.
    #[serde(default)]
    pub tombstones: Support,
    /// Dates of change are in UTC.
    #[serde(default)]
    pub utc: Support,
    /// Whether the time zone of the district is needed to read dates. Instants without a zone are read as UTC;
    /// a fetch of line items says so.
    #[serde(default)]
    pub needs_time_zone: bool,
}

/// Which endpoints a system has, by the names of the operations in the standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EndpointProfile {
    /// Services that are not there at all.
    #[serde(default, with = "super::service", skip_serializing_if = "Vec::is_empty")]
    pub missing_services: Vec<Service>,
    /// Operations that are not there, such as `getCategoriesForClass`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Operations that were missing or wrong somewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubtful: Vec<String>,
    /// What to read instead of an operation, filtering on this side. A fetch does so for whole collections, as
    /// students and teachers for users; the rest is for people who write their own reads.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub instead: BTreeMap<String, Vec<String>>,
}

/// What can be written to the gradebook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Writing {
    /// Whether anything can be written.
    #[serde(default)]
    pub support: Support,
    /// What: `lineItems`, `results`, `categories`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
    /// On which condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}
