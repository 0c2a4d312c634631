use oneroster_model::query::{Fields, Filter, Sort, percent_encode};
use time::OffsetDateTime;
use url::Url;

use crate::error::{Error, Failure};

/// What is asked of a collection or of one record besides its path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    pub(crate) filter: Option<Filter>,
    /// Filter in the words of a server whose grammar is another one.
    pub(crate) filter_text: Option<String>,
    pub(crate) since: Option<OffsetDateTime>,
    pub(crate) sort: Option<Sort>,
    pub(crate) fields: Option<Fields>,
    pub(crate) extra: Vec<(String, String)>,
}

impl Query {
    /// Adds the parameters to a URL, each value percent-encoded as a whole, a blank as `%20`.
    pub(crate) fn apply(&self, url: &mut Url) -> Result<(), Error> {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if let Some(filter) = self.filter()? {
            pairs.push(("filter", filter));
        }
        if let Some(sort) = &self.sort {
            pairs.push(("sort", sort.field.to_string()));
            pairs.push(("orderBy", sort.order_by.to_string()));
        }
        if let Some(fields) = &self.fields {
            pairs.push(("fields", fields.to_string()));
        }
        pairs.extend(self.extra.iter().map(|(name, value)| (name.as_str(), value.clone())));
        if pairs.is_empty() {
            return Ok(());
        }
        let encoded: Vec<String> = url
            .query()
            .filter(|query| !query.is_empty())
            .map(str::to_owned)
            .into_iter()
            // The comma of a list may stand as it is, and is what every server understands.
            .chain(pairs.iter().map(|(name, value)| {
                format!("{}={}", percent_encode(name), percent_encode(value).replace("%2C", ","))
            }))
            .collect();
        url.set_query(Some(&encoded.join("&")));
        Ok(())
    }

    fn filter(&self) -> Result<Option<String>, Error> {
        let since = self.since.map(|since| Filter::gt("dateLastModified", since));
        match (&self.filter, &self.filter_text, since) {
            (None, None, since) => Ok(since.map(|clause| Filter::from(clause).to_string())),
            (Some(filter), None, None) => Ok(Some(filter.to_string())),
            (None, Some(text), None) => Ok(Some(text.clone())),
            (None, Some(text), Some(since)) => Ok(Some(format!("{text} AND {}", Filter::from(since)))),
            (Some(filter), None, Some(since)) if filter.second().is_none() => {
                Ok(Some(filter.first().clone().and(since).to_string()))
            }
            (Some(_), None, Some(_)) => Err(Error::Configuration(
                Failure::new("a filter of two clauses leaves no room for the date of change")
                    .advise("filter by one clause and test the other on the records"),
            )),
            (Some(_), Some(_), _) => {
                Err(Error::Configuration(Failure::new("the collection is given two filters")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use time::macros::datetime;

    use super::*;

    fn check(query: &Query, expected: Option<&str>) {
        let mut url = Url::parse("https://sis.example/orgs").unwrap();
        let result = query.apply(&mut url).map(|()| url.query().unwrap_or_default().to_owned());
        match expected {
            Some(expected) => assert_eq!(result.unwrap(), expected),
            None => assert_eq!(result.unwrap_err().code(), "configuration"),
        }
    }

    #[test]
    fn parameters_are_encoded_as_signatures_need_them() {
        let role = |role: &str| Filter::eq("role", role);
        let since = Some(datetime!(2026-08-18 06:00 UTC));
        let changed = "dateLastModified%3E%272026-08-18T06%3A00%3A00.000Z%27";
        check(&Query::default(), Some(""));
        check(
            &Query { filter: Some(role("student").or(role("a b"))), ..Query::default() },
            Some("filter=role%3D%27student%27%20OR%20role%3D%27a%20b%27"),
        );
        check(&Query { since, ..Query::default() }, Some(&format!("filter={changed}")));
        check(
            &Query { since, filter: Some(role("student").into()), ..Query::default() },
            Some(&format!("filter=role%3D%27student%27%20AND%20{changed}")),
        );
        check(&Query { since, filter: Some(role("a").or(role("b"))), ..Query::default() }, None);
        check(
            &Query {
                sort: Some(Sort::descending("familyName")),
                fields: Some(Fields::new(["givenName", "familyName"])),
                extra: vec![("ext&Basic".to_owned(), "ä=1".to_owned())],
                ..Query::default()
            },
            Some("sort=familyName&orderBy=desc&fields=givenName,familyName&ext%26Basic=%C3%A4%3D1"),
        );
    }
}
