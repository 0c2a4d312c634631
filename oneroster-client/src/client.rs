use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use oneroster_model::Version;
use oneroster_model::json::Encoder;
use url::Url;

use crate::auth::RequestSigner;
use crate::builder::ClientBuilder;
use crate::decode::{BodyDecoder, Undecodable};
use crate::endpoint::{Action, Endpoint, Endpoints};
use crate::error::{Error, Failure};
use crate::exchange::{Call, Exchange, Signing};
use crate::paging::Paging;
use crate::recorder::Purpose;
use crate::report::Report;
use crate::retry::Repeat;
use crate::transport::{Request, Response};

/// A OneRoster server, as a client sees it.
///
/// Cheap to clone; all clones share connections, token, retry budget and rate limit. Collections are named
/// as in the standard and lead to [`Collection`](crate::Collection); what stands for one object has the methods for what lies
/// below it: `client.school("s1").class("c1").students()`.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) endpoints: Endpoints,
    pub(crate) exchange: Arc<Exchange>,
    pub(crate) signer: Arc<dyn RequestSigner>,
    pub(crate) paging: Paging,
    pub(crate) decoder: BodyDecoder,
    pub(crate) encoder: Encoder,
    pub(crate) report: Option<Report>,
}

impl Client {
    /// Starts a client for a server.
    pub fn builder(endpoints: Endpoints) -> ClientBuilder {
        ClientBuilder::new(endpoints)
    }

    /// Returns where the services are.
    pub fn endpoints(&self) -> &Endpoints {
        &self.inner.endpoints
    }

    /// Returns the version that the server speaks.
    pub fn version(&self) -> Version {
        self.inner.endpoints.version()
    }

    /// Sends a request to an endpoint, signed and retried by the rules.
    pub(crate) async fn call(
        &self,
        endpoint: &Endpoint,
        url: Url,
        change: Change,
    ) -> Result<Response, Error> {
        let mut request = Request::new(endpoint.action.method(), url);
        request.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(body) = change.body {
            request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            request.body = body.into();
        }
        request.headers.extend(change.headers);
        let conditional =
            request.headers.contains_key(IF_MATCH) || request.headers.contains_key(IF_NONE_MATCH);
        let repeat = match endpoint.action {
            Action::Create => Repeat::OnlyUnseen,
            // When the answer is lost, the condition fails the second time because of the first.
            Action::Replace | Action::Delete if conditional => Repeat::OnlyUnseen,
            _ if change.part => Repeat::Part,
            _ => Repeat::Safe,
        };
        let signing = Signing {
            signer: &*self.inner.signer,
            version: self.version(),
            service: endpoint.service,
            access: endpoint.access,
            root: self.inner.endpoints.root(endpoint.service),
        };
        let call = Call { request, purpose: change.purpose, repeat, signing: Some(signing) };
        self.inner.exchange.send(call).await
    }
}

/// What a request carries besides its URL.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) purpose: Purpose,
    /// It is a part of something that failed as a whole.
    pub(crate) part: bool,
}

/// Turns an unreadable answer into an error.
pub(crate) fn undecodable(
    problem: &Undecodable,
    endpoint: &Endpoint,
    url: &Url,
    response: &Response,
) -> Error {
    let message = match problem {
        Undecodable::NotJson => "the body is not JSON".to_owned(),
        Undecodable::Broken => "the body is broken JSON".to_owned(),
        Undecodable::NoRecords => format!("the body holds no {}", endpoint.record),
        Undecodable::NotConformant(deviations) => {
            format!("the body deviates from the standard: {deviations}")
        }
    };
    let failure = Failure::new(message).at(&endpoint.action.method(), url).with_status(response.status);
    Error::Decode(match problem {
        Undecodable::NotConformant(_) => failure.advise("read tolerantly, or have the server corrected"),
        _ => failure.with_body(&response.body),
    })
}
