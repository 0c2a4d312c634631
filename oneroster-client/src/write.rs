use std::future::{Future, IntoFuture};
use std::pin::Pin;

use http::header::{ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use oneroster_model::Record;
use oneroster_model::gradebook::SourcedIdPair;
use serde::Deserialize;

use crate::client::{Change, Client};
use crate::endpoint::Endpoint;
use crate::error::{Error, Failure};
use crate::single::entity_tag;

/// A record that is about to be written under an identifier of our choice: PUT.
///
/// Creates the record, or replaces it as a whole. Sent again when the answer is lost, since twice is as good
/// as once.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: oneroster_client::Client) -> Result<(), oneroster_client::Error> {
/// use oneroster_model::gradebook::Result as Score;
///
/// let mut score = Score::new("r1");
/// score.line_item = Some("l1".into());
/// score.student = Some("u1".into());
/// let written = client.result("r1").put(&score).await?;
/// println!("created: {}", written.is_created());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is written until it is awaited"]
pub struct Put {
    client: Client,
    endpoint: &'static Endpoint,
    ids: Vec<String>,
    body: Result<Vec<u8>, Error>,
    condition: Option<(HeaderName, String)>,
}

impl Put {
    pub(crate) fn new<T: Record>(client: &Client, endpoint: &'static Endpoint, id: &str, record: &T) -> Self {
        debug_assert_eq!(endpoint.record, T::NAME);
        let body = if record.sourced_id().as_str() == id {
            client.inner.encoder.to_single(record).map_err(unwritable)
        } else {
            Err(Error::Configuration(
                Failure::new(format!(
                    "{} is given another sourcedId than that of the record",
                    endpoint.operation
                ))
                .advise("the identifiers of path and body must agree"),
            ))
        };
        Self { client: client.clone(), endpoint, ids: vec![id.to_owned()], body, condition: None }
    }

    /// Replaces the record only if it still has this `ETag`: `If-Match`. Otherwise [`Error::Conflict`].
    pub fn if_match(mut self, etag: impl Into<String>) -> Self {
        self.condition = Some((IF_MATCH, etag.into()));
        self
    }

    /// Creates the record only if there is none: `If-None-Match: *`. Otherwise [`Error::Conflict`].
    pub fn if_absent(mut self) -> Self {
        self.condition = Some((IF_NONE_MATCH, "*".to_owned()));
        self
    }

    async fn send(self) -> Result<Written, Error> {
        let url = self.endpoint.url(&self.client.inner.endpoints, &self.ids)?;
        let change =
            Change { headers: condition(self.condition)?, body: Some(self.body?), ..Change::default() };
        let response = self.client.call(self.endpoint, url, change).await?;
        Ok(Written { status: response.status, etag: response.header(ETAG.as_str()).map(str::to_owned) })
    }
}

impl IntoFuture for Put {
    type Output = Result<Written, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// What a server answered to a PUT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    status: StatusCode,
    etag: Option<String>,
}

impl Written {
    /// Tells whether the status says that the record is new (201).
    ///
    /// OneRoster 1.2 servers answer 201 to every PUT, so that this means something with 1.1 only.
    pub fn is_created(&self) -> bool {
        self.status == StatusCode::CREATED
    }

    /// Returns the `ETag` of the record as it is now.
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// A record that is about to be deleted: DELETE.
///
/// Sent again when the answer is lost; a 404 after that counts as success. Afterwards the record is gone, or
/// has the status `tobedeleted`, as the server sees fit.
#[derive(Debug)]
#[must_use = "nothing is deleted until it is awaited"]
pub struct Delete {
    client: Client,
    endpoint: &'static Endpoint,
    ids: Vec<String>,
    condition: Option<(HeaderName, String)>,
}

impl Delete {
    pub(crate) fn new(client: &Client, endpoint: &'static Endpoint, id: &str) -> Self {
        Self { client: client.clone(), endpoint, ids: vec![id.to_owned()], condition: None }
    }

    /// Deletes the record only if it still has this `ETag`: `If-Match`. Otherwise [`Error::Conflict`].
    pub fn if_match(mut self, etag: impl Into<String>) -> Self {
        self.condition = Some((IF_MATCH, etag.into()));
        self
    }

    async fn send(self) -> Result<(), Error> {
        let url = self.endpoint.url(&self.client.inner.endpoints, &self.ids)?;
        let change = Change { headers: condition(self.condition)?, ..Change::default() };
        self.client.call(self.endpoint, url, change).await?;
        Ok(())
    }
}

impl IntoFuture for Delete {
    type Output = Result<(), Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Creates records whose identifiers the server chooses: POST.
///
/// Not sent again unless the server cannot have acted, since twice would make two.
pub(crate) async fn post<T: Record>(
    client: &Client,
    endpoint: &'static Endpoint,
    ids: &[String],
    records: &[T],
) -> Result<Vec<SourcedIdPair>, Error> {
    debug_assert_eq!(endpoint.record, T::NAME);
    let url = endpoint.url(&client.inner.endpoints, ids)?;
    let body = client.inner.encoder.to_collection(records).map_err(unwritable)?;
    let change = Change { body: Some(body), ..Change::default() };
    let response = client.call(endpoint, url.clone(), change).await?;
    let pairs: Pairs = serde_json::from_slice(&response.body).map_err(|_| {
        Error::Decode(
            Failure::new("the records were stored, but the answer does not tell their identifiers")
                .at(&endpoint.action.method(), &url)
                .with_status(response.status)
                .with_body(&response.body)
                .advise("read the collection to find the new records; do not send them again"),
        )
    })?;
    Ok(pairs.sourced_id_pairs.into())
}

#[derive(Deserialize)]
struct Pairs {
    #[serde(rename = "sourcedIdPairs")]
    sourced_id_pairs: OneOrMany,
}

/// Some servers send a single pair instead of a list of one.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<SourcedIdPair>),
    One(SourcedIdPair),
}

impl From<OneOrMany> for Vec<SourcedIdPair> {
    fn from(pairs: OneOrMany) -> Self {
        match pairs {
            OneOrMany::Many(pairs) => pairs,
            OneOrMany::One(pair) => vec![pair],
        }
    }
}

fn condition(condition: Option<(HeaderName, String)>) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    if let Some((name, etag)) = condition {
        let value: HeaderValue = entity_tag(&etag)?;
        headers.insert(name, value);
    }
    Ok(headers)
}

fn unwritable(error: oneroster_model::Error) -> Error {
    Error::Configuration(
        Failure::new("the record cannot be written")
            .advise("fill the members that the version requires, or write tolerantly")
            .caused_by(error),
    )
}
