use async_trait::async_trait;
use oneroster_client::auth::{RequestSigner, SigningContext};
use oneroster_client::transport::Request;
use oneroster_client::{Error, Secret};
use oneroster_model::query::percent_encode;

/// Parameters that go with every data request.
#[derive(Debug)]
pub(super) struct QueryParameters {
    parameters: Vec<(String, Secret)>,
}

impl QueryParameters {
    pub(super) fn new(parameters: Vec<(String, Secret)>) -> Self {
        Self { parameters }
    }
}

#[async_trait]
impl RequestSigner for QueryParameters {
    async fn sign(&self, request: &mut Request, _: &SigningContext<'_>) -> Result<(), Error> {
        for (name, value) in &self.parameters {
            // A link to the next page has them already.
            if request.url.query_pairs().any(|(known, _)| known == name.as_str()) {
                continue;
            }
            // Encoded by hand like the rest of the query, so that signatures cover what is sent.
            let pair = format!("{}={}", percent_encode(name), percent_encode(value.expose()));
            let query = match request.url.query().filter(|query| !query.is_empty()) {
                Some(query) => format!("{query}&{pair}"),
                None => pair,
            };
            request.url.set_query(Some(&query));
        }
        Ok(())
    }
}
