//! One request from first attempt to last: signing, rate, concurrency, retries, replays, recording.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use oneroster_model::Version;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tracing::{Instrument, debug, debug_span, warn};
use url::Url;

use crate::auth::{Refusal, RequestSigner, SigningContext, TokenHttp, Verdict};
use crate::endpoint::{Access, Service};
use crate::environment::Environment;
use crate::error::{Error, Failure};
use crate::rate_limit::RateLimiter;
use crate::recorder::{Attempted, Purpose, Recorded, RecordedBytes, Recorder};
use crate::retry::{Attempt, Repeat, RetryBudget, RetryPolicy, retry_after};
use crate::transport::{Request, Response, Transport, TransportError, TransportErrorKind};

/// Redirects within one origin that a read follows.
const MAX_REDIRECTS: u32 = 5;

/// Sends requests by the rules that all of them share.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) environment: Arc<dyn Environment>,
    pub(crate) recorder: Option<Arc<dyn Recorder>>,
    pub(crate) recorded_bytes: RecordedBytes,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) limiter: Option<RateLimiter>,
    pub(crate) in_flight: Semaphore,
    pub(crate) timeout: Duration,
    pub(crate) body_limit: usize,
}

/// How a request is signed, and where it may go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) signer: &'a dyn RequestSigner,
    pub(crate) version: Version,
    pub(crate) service: Service,
    pub(crate) access: Access,
    /// The root of the service: requests to another origin are never signed and never sent.
    pub(crate) root: &'a Url,
}

/// A request with the rules for it.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) request: Request,
    pub(crate) purpose: Purpose,
    pub(crate) repeat: Repeat,
    pub(crate) signing: Option<Signing<'a>>,
}

/// What is remembered from attempt to attempt.
struct Progress {
    started: Instant,
    number: u32,
    redirects: u32,
    replayed: bool,
    /// An earlier attempt got no answer, or one from a gateway: the server may have acted on it.
    perhaps_done: bool,
}

/// What to do after an attempt.
enum Next {
    Return(Response),
    Again(Duration),
    Fail(Error),
}

impl Exchange {
    /// Sends a request until it is answered with success or 304, or until nothing more can be done.
    pub(crate) async fn send(self: &Arc<Self>, mut call: Call<'_>) -> Result<Response, Error> {
        call.request.timeout = self.timeout;
        call.request.body_limit = self.body_limit;
        let span = debug_span!(
            "oneroster.request",
            method = %call.request.method,
            path = call.request.url.path(),
            attempts = tracing::field::Empty,
            status = tracing::field::Empty,
        );
        self.run(call).instrument(span).await
    }

    async fn run(self: &Arc<Self>, mut call: Call<'_>) -> Result<Response, Error> {
        let mut progress = Progress {
            started: Instant::now(),
            number: 0,
            redirects: 0,
            replayed: false,
            perhaps_done: false,
        };
        loop {
            let (sent, outcome) = self.attempt(&call, &mut progress).await?;
            let next = match outcome {
                Ok(response) => self.answered(&mut call, &mut progress, &sent, response).await?,
                Err(error) => self.unanswered(&call, &mut progress, error),
            };
            match next {
                Next::Return(response) => {
                    let span = tracing::Span::current();
                    span.record("attempts", progress.number);
                    span.record("status", response.status.as_u16());
                    return Ok(response);
                }
                Next::Again(pause) => tokio::time::sleep(pause).await,
                Next::Fail(mut error) => {
                    error.failure_mut().set_effort(progress.number, progress.started.elapsed());
                    debug!(code = error.code(), attempts = progress.number, "request failed");
                    return Err(error);
                }
            }
        }
    }

    /// Signs and sends once.
    async fn attempt(
        self: &Arc<Self>,
        call: &Call<'_>,
        progress: &mut Progress,
    ) -> Result<(Request, Result<Response, TransportError>), Error> {
        if let Some(limiter) = &self.limiter {
            tokio::time::sleep(limiter.book(Instant::now())).await;
        }
        let mut request = call.request.clone();
        if let Some(signing) = call.signing {
            check_origin(&request, signing.root)?;
            let http = TokenHttp::new(self);
            signing.signer.sign(&mut request, &signing.context(&http)).await?;
            // A signer may add to the query, but the secret it adds belongs to this origin alone.
            check_origin(&request, signing.root)?;
        }
        let permit = self.in_flight.acquire().await;
        let sent_at = self.environment.now();
        let began = Instant::now();
        // The transport keeps the limit itself; this one holds for transports that do not.
        let limit = request.timeout.saturating_add(Duration::from_secs(1));
        let outcome = match tokio::time::timeout(limit, self.transport.send(request.clone())).await {
            Ok(Ok(response)) if response.body.len() > request.body_limit => {
                Err(TransportError::new(TransportErrorKind::TooLarge, "the transport exceeded the limit"))
            }
            Ok(outcome) => outcome,
            Err(passed) => Err(TransportError::new(TransportErrorKind::Timeout, passed)),
        };
        drop(permit);
        progress.number += 1;
        if let Some(recorder) = &self.recorder {
            let attempted = Attempted {
                purpose: call.purpose,
                sent_at,
                number: progress.number,
                elapsed: began.elapsed(),
                request: &request,
                outcome: outcome.as_ref(),
            };
            recorder.record(Recorded::new(&attempted, self.recorded_bytes));
        }
        Ok((request, outcome))
    }

    async fn answered(
        self: &Arc<Self>,
        call: &mut Call<'_>,
        progress: &mut Progress,
        sent: &Request,
        response: Response,
    ) -> Result<Next, Error> {
        let status = response.status;
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            self.budget.deposit();
            return Ok(Next::Return(response));
        }
        if status == StatusCode::NOT_FOUND && call.request.method == Method::DELETE && progress.perhaps_done {
            // The attempt whose answer was lost has deleted it.
            return Ok(Next::Return(Response::new(StatusCode::NO_CONTENT, "")));
        }
        if let Some(url) = redirect(call, progress, &response) {
            call.request.url = url;
            return Ok(Next::Again(Duration::ZERO));
        }
        if let (Some(signing), false) = (call.signing, progress.replayed) {
            let http = TokenHttp::new(self);
            let refusal = Refusal { request: sent, response: &response };
            if signing.signer.refused(&refusal, &signing.context(&http)).await? == Verdict::Replay {
                progress.replayed = true;
                debug!(status = status.as_u16(), "replaying with renewed credentials");
                return Ok(Next::Again(Duration::ZERO));
            }
        }
        let asked = retry_after(&response.headers, self.environment.now());
        let repeats =
            call.repeat.allows_status(status) || call.repeat.allows_added_status() && self.retry.adds(status);
        let pause = repeats.then(|| self.pause(progress, asked)).flatten();
        if let Some(pause) = pause {
            progress.perhaps_done |= status != StatusCode::TOO_MANY_REQUESTS;
            warn!(status = status.as_u16(), attempt = progress.number, ?pause, "trying again");
            return Ok(Next::Again(pause));
        }
        let mut failure = Failure::new("")
            .at(&call.request.method, &call.request.url)
            .with_status(status)
            .with_body(&response.body);
        failure.set_retry_after(asked);
        Ok(Next::Fail(Error::from_status(status, failure)))
    }

    fn unanswered(&self, call: &Call<'_>, progress: &mut Progress, error: TransportError) -> Next {
        let kind = error.kind();
        let pause = call.repeat.allows_failure(kind).then(|| self.pause(progress, None)).flatten();
        if let Some(pause) = pause {
            progress.perhaps_done |= kind != TransportErrorKind::Connect;
            warn!(%error, attempt = progress.number, ?pause, "trying again");
            return Next::Again(pause);
        }
        let failure =
            Failure::new(error.to_string()).at(&call.request.method, &call.request.url).caused_by(error);
        Next::Fail(match kind {
            TransportErrorKind::Connect | TransportErrorKind::Interrupted => Error::Connection(failure),
            TransportErrorKind::Tls => Error::Tls(failure),
            TransportErrorKind::Timeout => Error::Timeout(failure),
            TransportErrorKind::TooLarge => Error::TooLarge(failure),
            TransportErrorKind::Encoding | TransportErrorKind::Other => Error::Decode(failure),
        })
    }

    fn pause(&self, progress: &Progress, retry_after: Option<Duration>) -> Option<Duration> {
        let attempt = Attempt {
            number: progress.number,
            elapsed: progress.started.elapsed(),
            retry_after,
            random: self.environment.random(),
        };
        self.retry.pause(attempt).filter(|_| self.budget.withdraw())
    }
}

impl Signing<'_> {
    fn context<'c>(&self, http: &'c TokenHttp) -> SigningContext<'c> {
        SigningContext { version: self.version, service: self.service, access: self.access, http }
    }
}

fn check_origin(request: &Request, root: &Url) -> Result<(), Error> {
    if request.url.origin() == root.origin() {
        return Ok(());
    }
    Err(Error::Redirected(
        Failure::new("a request to another origin than the one of the service is not sent")
            .at(&request.method, &request.url),
    ))
}

/// Returns where a read goes on: to another path of the same origin.
fn redirect(call: &Call<'_>, progress: &mut Progress, response: &Response) -> Option<Url> {
    if !response.status.is_redirection() || call.request.method != Method::GET {
        return None;
    }
    let target = call.request.url.join(location(&response.headers)?).ok()?;
    progress.redirects += 1;
    (target.origin() == call.request.url.origin()
        && target != call.request.url
        && progress.redirects <= MAX_REDIRECTS)
        .then_some(target)
}

fn location(headers: &HeaderMap) -> Option<&str> {
    headers.get(http::header::LOCATION)?.to_str().ok()
}
