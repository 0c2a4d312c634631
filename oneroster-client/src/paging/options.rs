use http::HeaderName;
use oneroster_model::query::FieldName;

use crate::error::{Error, Failure};

/// How collections are read page by page.
///
/// # Examples
///
/// A server that allows 500 records per page, sends useless links, and tells with a header when the data
/// have changed:
///
/// ```
/// use oneroster_client::{Error, Links, Paging};
///
/// let paging = Paging::default()
///     .page_size(500)
///     .links(Links::Ignore)
///     .restart_on_change_of("x-perm-rev")?;
/// # let _ = paging;
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Paging {
    pub(crate) page_size: u64,
    pub(crate) concurrency: usize,
    pub(crate) links: Links,
    pub(crate) short_page: ShortPage,
    pub(crate) end_check: EndCheck,
    pub(crate) totals: Totals,
    pub(crate) total_headers: Vec<HeaderName>,
    pub(crate) change_marker: Option<HeaderName>,
    pub(crate) max_restarts: u32,
    pub(crate) max_pages: u64,
    pub(crate) max_records: u64,
    pub(crate) max_bad_records: u64,
    pub(crate) limit_name: String,
    pub(crate) offset_name: String,
    pub(crate) stable_order: Option<FieldName>,
}

/// What becomes of links to the next page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// They are followed within the origin of the service. The default.
    #[default]
    Follow,
    /// They are ignored; pages are asked for by offset.
    Ignore,
}

/// What a page with fewer records than asked for means, when the server says nothing about the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShortPage {
    /// Nothing: servers have caps. The next page is asked for, until one is empty. The default.
    #[default]
    Continues,
    /// The end. Saves a request per collection on servers that are known not to have a cap.
    Ends,
}

/// When the end of a collection is checked by asking for one more page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndCheck {
    /// When the total may be the number of records on the page. The default.
    #[default]
    WhenUnsure,
    /// Always; for servers whose totals are not to be believed.
    Always,
}

/// What a total means that differs from the number of records received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Totals {
    /// The collection is read again, and an error ends it when the difference remains. The default.
    #[default]
    Believe,
    /// A finding; for servers whose totals are known to be wrong.
    Doubt,
    /// Totals are not looked at.
    Ignore,
}

impl Default for Paging {
    fn default() -> Self {
        Self {
            page_size: 1000,
            concurrency: 6,
            links: Links::default(),
            short_page: ShortPage::default(),
            end_check: EndCheck::default(),
            totals: Totals::default(),
            total_headers: vec![HeaderName::from_static("x-total-count"), HeaderName::from_static("x-count")],
            change_marker: None,
            max_restarts: 3,
            max_pages: 100_000,
            max_records: 50_000_000,
            max_bad_records: 50,
            limit_name: "limit".to_owned(),
            offset_name: "offset".to_owned(),
            stable_order: None,
        }
    }
}

impl Paging {
    /// Sets how many records are asked for at once; default 1,000. Servers may send fewer.
    #[must_use]
    pub fn page_size(mut self, records: u32) -> Self {
        self.page_size = u64::from(records.max(1));
        self
    }

    /// Sets how many pages of a collection are under way at once; default 6.
    ///
    /// More than one needs a total and pages by offset. With 1 the next page is asked for only when the
    /// records of the one before are used up.
    #[must_use]
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.concurrency = pages.max(1);
        self
    }

    /// Sets what becomes of links to the next page.
    #[must_use]
    pub fn links(mut self, links: Links) -> Self {
        self.links = links;
        self
    }

    /// Sets what a short page means where there is neither total nor link.
    #[must_use]
    pub fn short_page(mut self, short_page: ShortPage) -> Self {
        self.short_page = short_page;
        self
    }

    /// Sets when the end is checked by one more request.
    #[must_use]
    pub fn end_check(mut self, end_check: EndCheck) -> Self {
        self.end_check = end_check;
        self
    }

    /// Sets what a total means that differs from the records received.
    #[must_use]
    pub fn totals(mut self, totals: Totals) -> Self {
        self.totals = totals;
        self
    }

    /// Sets the headers that may hold the total, first one first; default `X-Total-Count` and `X-Count`.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when a name is no header name.
    pub fn total_headers(mut self, names: &[&str]) -> Result<Self, Error> {
        self.total_headers = names.iter().map(|name| header_name(name)).collect::<Result<_, _>>()?;
        Ok(self)
    }

    /// Reads a collection anew when the value of this header changes from one page to the next.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the name is no header name.
    pub fn restart_on_change_of(mut self, name: &str) -> Result<Self, Error> {
        self.change_marker = Some(header_name(name)?);
        Ok(self)
    }

    /// Sets how often a collection is read anew because it changed or was short; default 3.
    #[must_use]
    pub fn max_restarts(mut self, restarts: u32) -> Self {
        self.max_restarts = restarts;
        self
    }

    /// Sets after how many pages a collection is taken for endless; default 100,000.
    #[must_use]
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.max_pages = pages;
        self
    }

    /// Sets after how many records a collection is taken for endless; default 50 million.
    #[must_use]
    pub fn max_records(mut self, records: u64) -> Self {
        self.max_records = records;
        self
    }

    /// Sets how many records of a collection may be unreadable before it is given up; default 50.
    #[must_use]
    pub fn max_bad_records(mut self, records: u64) -> Self {
        self.max_bad_records = records;
        self
    }

    /// Sets the names of the parameters; default `limit` and `offset`. Some servers want capitals.
    #[must_use]
    pub fn parameter_names(mut self, limit: impl Into<String>, offset: impl Into<String>) -> Self {
        self.limit_name = limit.into();
        self.offset_name = offset.into();
        self
    }

    /// Sorts collections by this field unless asked otherwise, so that records keep their places while
    /// pages are read; default off, since not all servers can sort. `sourcedId` is the field to choose.
    #[must_use]
    pub fn stable_order(mut self, field: impl Into<FieldName>) -> Self {
        self.stable_order = Some(field.into());
        self
    }
}

fn header_name(name: &str) -> Result<HeaderName, Error> {
    name.parse()
        .map_err(|_| Error::Configuration(Failure::new(format!("{name:?} is not the name of a header"))))
}
