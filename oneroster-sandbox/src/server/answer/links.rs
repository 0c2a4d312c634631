//! The `Link` header of a page.

use crate::server::personality::{LinkForm, Paging};
use crate::server::query::CONTINUATION;

/// A page of a collection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PagePosition {
    pub(crate) limit: usize,
    pub(crate) offset: usize,
    /// Records of the collection, as the header tells.
    pub(crate) total: usize,
}

impl PagePosition {
    pub(crate) fn next(self) -> Option<usize> {
        let next = self.offset.saturating_add(self.limit);
        (next < self.total).then_some(next)
    }

    pub(crate) fn previous(self) -> Option<usize> {
        (self.offset > 0).then(|| self.offset.saturating_sub(self.limit))
    }

    pub(crate) fn last(self) -> usize {
        self.total.saturating_sub(1) / self.limit.max(1) * self.limit
    }
}

/// Where a request came in: origin, path and query as they were sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Location<'r> {
    pub(crate) origin: &'r str,
    pub(crate) path: &'r str,
    pub(crate) query: &'r str,
}

impl Location<'_> {
    /// The URL of another page of the same collection: every parameter stays as it was sent.
    pub(crate) fn page_url(self, paging: &Paging, limit: usize, offset: usize) -> String {
        let origin = if paging.links == LinkForm::Relative { "" } else { self.origin };
        let mark = if paging.links == LinkForm::DoubleMark { "?&" } else { "?" };
        let offset = offset.saturating_add(usize::from(paging.one_based_links));
        let [limit_name, offset_name] = &paging.parameter_names;
        let is_page = |pair: &str| {
            let name = pair.split('=').next().unwrap_or_default();
            [limit_name, offset_name, CONTINUATION].into_iter().any(|page| name.eq_ignore_ascii_case(page))
        };
        let kept = self.query.split('&').filter(|pair| !pair.is_empty() && !is_page(pair));
        let kept = kept.map(|pair| if paging.reencoded_links { reencoded(pair) } else { pair.to_owned() });
        let limit = (!paging.links_without_limit).then(|| format!("{limit_name}={limit}"));
        let place = if paging.continuation_tokens {
            format!("{CONTINUATION}=after-{offset}")
        } else {
            format!("{offset_name}={offset}")
        };
        let pairs: Vec<String> = kept.chain(limit).chain([place]).collect();
        format!("{origin}{}{mark}{}", self.path, pairs.join("&"))
    }
}

/// Writes a pair of a query in another encoding: apostrophes as they are, blanks as plus signs.
fn reencoded(pair: &str) -> String {
    pair.replace("%27", "'").replace("%20", "+").replace("%3E", "%3e")
}

/// Writes the value of the header; `next` stands for the usual next page.
pub(crate) fn link_header(
    paging: &Paging,
    location: Location<'_>,
    page: PagePosition,
    next: Option<String>,
) -> Option<String> {
    if paging.links == LinkForm::Absent {
        return None;
    }
    let url = |offset| location.page_url(paging, page.limit, offset);
    let links = [
        ("next", next),
        ("last", Some(url(page.last()))),
        ("first", Some(url(0))),
        ("prev", page.previous().map(url)),
    ];
    let links = links.into_iter().filter_map(|(relation, url)| Some((relation, url?)));
    let links = links.map(|(relation, url)| match paging.links {
        LinkForm::WithoutBrackets => format!("{url}; rel=\"{relation}\""),
        _ => format!("<{url}>; rel=\"{relation}\""),
    });
    Some(links.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCATION: Location<'_> = Location {
        origin: "http://sis.example",
        path: "/ims/oneroster/v1p1/users",
        query: "limit=10&filter=role%3D%27student%27&offset=10",
    };

    fn check(paging: &Paging, page: PagePosition, expected: &str) {
        let next = page.next().map(|offset| LOCATION.page_url(paging, page.limit, offset));
        let header = link_header(paging, LOCATION, page, next).unwrap_or_default();
        let root = "http://sis.example/ims/oneroster/v1p1/users?filter=role%3D%27student%27&";
        assert_eq!(header.replace(root, "~"), expected);
    }

    #[test]
    fn links_carry_every_parameter_of_the_request() {
        let standard = Paging::default();
        let page = |offset, total| PagePosition { limit: 10, offset, total };
        check(
            &standard,
            page(10, 503),
            "<~limit=10&offset=20>; rel=\"next\", <~limit=10&offset=500>; rel=\"last\", \
             <~limit=10&offset=0>; rel=\"first\", <~limit=10&offset=0>; rel=\"prev\"",
        );
        check(
            &standard,
            page(0, 10),
            "<~limit=10&offset=0>; rel=\"last\", <~limit=10&offset=0>; rel=\"first\"",
        );
    }
}
