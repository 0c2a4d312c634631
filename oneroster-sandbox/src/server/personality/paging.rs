use serde::{Deserialize, Serialize};

/// Page sizes, totals and links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Paging {
    /// Records per page where the request does not say. Default: 100.
    pub default_limit: usize,
    /// Most records per page. Default: no cap.
    pub max_limit: Option<usize>,
    /// What becomes of a limit above the cap. Default: [`Limit::Capped`].
    pub above_max: Limit,
    /// What becomes of limits and offsets that are no numbers, or too small. Default: [`BadNumber::Refused`].
    pub bad_number: BadNumber,
    /// Whether `offset` is ignored, so that every page is the first. Default: it is not.
    pub ignore_offset: bool,
    /// Whether the offset in links counts from 1. Default: it counts from 0.
    pub one_based_links: bool,
    /// Where the total stands. Default: the header `X-Total-Count`.
    pub total: Total,
    /// What the total counts. Default: [`Counted::Matching`].
    pub counted: Counted,
    /// Further headers with the total, such as `x-total-count` of another spelling.
    pub total_headers: Vec<String>,
    /// Headers with the number of records of the page, such as `x-count`.
    pub count_headers: Vec<String>,
    /// Form of the `Link` header. Default: [`LinkForm::Absolute`].
    pub links: LinkForm,
    /// Whether the last page has a `next` link as well. Default: it has not.
    pub next_on_last_page: bool,
    /// Whether links lose the parameter `limit`. Default: they keep it.
    pub links_without_limit: bool,
    /// Whether the filter of links is written in another encoding than it came in. Default: it is not.
    pub reencoded_links: bool,
    /// Whether `next` links carry a `continuationToken` in place of the offset. Default: they do not.
    pub continuation_tokens: bool,
    /// Names of the parameters for limit and offset. Default: `limit` and `offset`.
    pub parameter_names: [String; 2],
    /// Whether answers repeat limit and offset in headers of these names. Default: they do not.
    pub echo_headers: bool,
    /// Header that changes when permissions change, such as `x-perm-rev`.
    pub revision_header: Option<String>,
}

impl Default for Paging {
    fn default() -> Self {
        Self {
            default_limit: 100,
            max_limit: None,
            above_max: Limit::default(),
            bad_number: BadNumber::default(),
            ignore_offset: false,
            one_based_links: false,
            total: Total::default(),
            counted: Counted::default(),
            total_headers: Vec::new(),
            count_headers: Vec::new(),
            links: LinkForm::default(),
            next_on_last_page: false,
            links_without_limit: false,
            reencoded_links: false,
            continuation_tokens: false,
            parameter_names: ["limit".to_owned(), "offset".to_owned()],
            echo_headers: false,
            revision_header: None,
        }
    }
}

/// What becomes of a limit above the cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Limit {
    /// The page has as many records as the cap allows.
    #[default]
    Capped,
    /// The request is answered 400.
    Refused,
}

/// What becomes of limits and offsets that mean nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BadNumber {
    /// The request is answered 400.
    #[default]
    Refused,
    /// The default is taken.
    Ignored,
}

/// Where the total of a collection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Total {
    /// In the header `X-Total-Count`.
    #[default]
    Header,
    /// In the body: `totalCount`, `pageCount`, `pageNumber`, `offset`, `limit`.
    BodyCounts,
    /// In the body: `total`, `limit`, `offset`.
    Body,
    /// In the body: an object `pagination` with `first`, `previous`, `current`, `next`, `last`.
    BodyPagination,
    /// Nowhere.
    Absent,
}

/// What a total counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Counted {
    /// The records that match.
    #[default]
    Matching,
    /// The records of the page.
    Page,
    /// All records, whatever the filter.
    Unfiltered,
}

/// Form of the `Link` header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LinkForm {
    /// Absolute URLs.
    #[default]
    Absolute,
    /// URLs without scheme and host.
    Relative,
    /// Absolute URLs without angle brackets.
    WithoutBrackets,
    /// Absolute URLs whose query begins with `?&`.
    DoubleMark,
    /// There is no such header.
    Absent,
}
