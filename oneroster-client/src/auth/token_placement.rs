use std::borrow::Cow;

use http::HeaderName;
use http::header::AUTHORIZATION;

use super::headers::sensitive;
use crate::error::{Error, Failure};
use crate::secret::Secret;
use crate::transport::Request;

/// Where a token goes in a request for data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenPlacement {
    /// `Authorization: Bearer …`. The default.
    #[default]
    Bearer,
    /// A header of its own, with nothing but the token.
    Header(HeaderName),
    /// A parameter of the query, such as `access_token`.
    Query(String),
}

impl TokenPlacement {
    /// Puts a token into a request, in place of one that is there.
    pub(super) fn put(&self, token: &Secret, request: &mut Request) -> Result<(), Error> {
        let (name, value) = match self {
            Self::Bearer => (AUTHORIZATION, Secret::new(format!("Bearer {}", token.expose()))),
            Self::Header(name) => (name.clone(), token.clone()),
            Self::Query(name) => {
                request.url.query_pairs_mut().append_pair(name, token.expose());
                return Ok(());
            }
        };
        let value = sensitive(value.expose())
            .ok_or_else(|| Error::Token(Failure::new("the token cannot be sent in a header")))?;
        request.headers.insert(name, value);
        Ok(())
    }

    /// Returns the token that a request was sent with.
    pub(super) fn find<'r>(&self, request: &'r Request) -> Option<Cow<'r, str>> {
        let header = |name: &HeaderName| request.headers.get(name)?.to_str().ok();
        match self {
            Self::Bearer => header(&AUTHORIZATION)?.strip_prefix("Bearer ").map(Cow::Borrowed),
            Self::Header(name) => header(name).map(Cow::Borrowed),
            Self::Query(wanted) => {
                request.url.query_pairs().filter(|(name, _)| name == wanted).last().map(|(_, value)| value)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use http::Method;
    use url::Url;

    use super::*;

    #[test]
    fn tokens_are_found_where_they_were_put() {
        for placement in [
            TokenPlacement::Bearer,
            TokenPlacement::Header(HeaderName::from_static("x-token")),
            TokenPlacement::Query("access_token".to_owned()),
        ] {
            let url = Url::parse("https://sis.example/orgs?limit=5").unwrap();
            let mut request = Request::new(Method::GET, url);
            assert_eq!(placement.find(&request), None);
            placement.put(&"T &1".into(), &mut request).unwrap();
            assert_eq!(placement.find(&request).as_deref(), Some("T &1"), "{placement:?}");
            assert!(request.url.as_str().starts_with("https://sis.example/orgs?limit=5"));
        }
    }
}
