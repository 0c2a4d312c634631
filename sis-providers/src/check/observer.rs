use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use http::header::{LINK, SET_COOKIE};
use oneroster_client::auth::Token;
use oneroster_client::transport::{Request, Response, Transport, TransportError};
use url::Url;

/// A transport that notes what comes back: for the facts that a client has no reason to tell.
#[derive(Debug)]
pub(super) struct Observer {
    inner: Arc<dyn Transport>,
    token_url: Option<Url>,
    seen: Mutex<Seen>,
}

/// What was noticed since it was last asked for.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The last token answer, if it was good.
    pub(super) token: Option<TokenFacts>,
    /// The last answer with data.
    pub(super) page: Option<PageFacts>,
}

/// What matters of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TokenFacts {
    /// Lifetime in seconds.
    pub(super) lifetime: Option<u64>,
    pub(super) refresh_token: bool,
    pub(super) scopes: Vec<String>,
    pub(super) cookies: bool,
}

/// What matters of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PageFacts {
    /// There was a link to the next page.
    pub(super) next_link: bool,
    /// That link leads to another origin.
    pub(super) foreign_link: bool,
}

impl Observer {
    pub(super) fn new(inner: Arc<dyn Transport>, token_url: Option<Url>) -> Self {
        Self { inner, token_url, seen: Mutex::default() }
    }

    /// Hands over what was noticed and starts anew.
    pub(super) fn take(&self) -> Seen {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_token(&self, url: &Url) -> bool {
        self.token_url
            .as_ref()
            .is_some_and(|token| token.origin() == url.origin() && token.path() == url.path())
    }

    fn note(&self, url: &Url, response: &Response) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_token(url) {
            seen.token =
                Token::read(response, url).ok().filter(|_| response.status.is_success()).map(|token| {
                    TokenFacts {
                        lifetime: token.lifetime().map(|lifetime| lifetime.as_secs()),
                        refresh_token: token.refresh().is_some(),
                        scopes: token.scopes().to_vec(),
                        cookies: response.headers.contains_key(SET_COOKIE),
                    }
                });
        } else if response.status.is_success() {
            let links = response.headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
            let next = links
                .flat_map(|links| links.split(','))
                .find(|link| link.contains("rel=\"next\"") || link.contains("rel=next"));
            let target = next.map(|link| link.trim().trim_start_matches('<'));
            let target = target.and_then(|link| url.join(link.split('>').next()?).ok());
            seen.page = Some(PageFacts {
                next_link: next.is_some(),
                foreign_link: target.is_some_and(|target| target.origin() != url.origin()),
            });
        }
    }
}

#[async_trait]
impl Transport for Observer {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let url = request.url.clone();
        let result = self.inner.send(request).await;
        if let Ok(response) = &result {
            self.note(&url, response);
        }
        result
    }
}
