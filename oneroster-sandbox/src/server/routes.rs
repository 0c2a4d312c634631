//! The router, made of the table of endpoints.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::Response;
use axum::routing::{MethodFilter, on};

use super::answer::Failure;
use super::discovery::add_discovery;
use super::endpoint::{Action, Endpoint, KindVisitor, Method};
use super::faults::Plan;
use super::shared::{Exchange, Shared};
use super::store::Stored;
use super::{access, read, write};

/// Largest body of a write, in bytes.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// Makes a router of the endpoints that a personality offers.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let version = shared.version;
    let address = &shared.personality.address;
    let mut router = Router::new();
    for endpoint in Endpoint::of(version).filter(|endpoint| address.offers(endpoint.operation)) {
        let path = format!("{}{}", address.root(endpoint.service, version), endpoint.path);
        let shared = Arc::clone(shared);
        let handler = move |parameters: RawPathParams, request: Request| {
            let shared = Arc::clone(&shared);
            async move { answer(&shared, endpoint, &parameters, request).await }
        };
        router = router.route(&path, on(filter(endpoint.method), handler));
    }
    let router = add_discovery(router, shared);
    let refuse = |status: u16| {
        let shared = Arc::clone(shared);
        move || {
            let failure = Failure::of_status(status);
            let response = failure.response(shared.version, shared.personality.answers.errors);
            async move { response }
        }
    };
    router.method_not_allowed_fallback(refuse(405)).fallback(refuse(404))
}

const fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Put => MethodFilter::PUT,
        Method::Post => MethodFilter::POST,
        Method::Delete => MethodFilter::DELETE,
    }
}

async fn answer(
    shared: &Arc<Shared>,
    endpoint: &'static Endpoint,
    parameters: &RawPathParams,
    request: Request,
) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let plan = parts.extensions.remove::<Plan>().unwrap_or_default();
    let original = parts.extensions.get::<OriginalPath>().cloned();
    let exchange = Exchange {
        path: original.map_or_else(|| parts.uri.path().to_owned(), |original| original.0),
        query: parts.uri.query().map(str::to_owned),
        ids: parameters.iter().map(|(_, id)| id.to_owned()).collect(),
        plan,
    };
    let result = match access::check_access(shared, endpoint, &parts) {
        Err(failure) => Err(failure),
        Ok(()) => match axum::body::to_bytes(body, LARGEST_BODY).await {
            Err(_) => Err(Failure::of_status(400)),
            Ok(body) => endpoint.kind.visit(Dispatch { shared, endpoint, exchange: &exchange, body: &body }),
        },
    };
    result.unwrap_or_else(|failure| failure.response(shared.version, shared.personality.answers.errors))
}

/// The path as the client sent it, where another form of it is matched.
#[derive(Clone, Debug)]
pub(crate) struct OriginalPath(pub(crate) String);

/// Does what an endpoint is for.
struct Dispatch<'d> {
    shared: &'d Shared,
    endpoint: &'static Endpoint,
    exchange: &'d Exchange,
    body: &'d [u8],
}

impl KindVisitor for Dispatch<'_> {
    type Output = Result<Response<Body>, Failure>;

    fn visit<T: Stored>(self) -> Self::Output {
        let Self { shared, endpoint, exchange, body } = self;
        match endpoint.action {
            Action::List(view) => read::list::<T>(shared, endpoint, view, exchange),
            Action::One(view) => read::one::<T>(shared, endpoint, view, exchange),
            Action::Put => write::put::<T>(shared, exchange, body),
            Action::Delete => write::delete::<T>(shared, exchange),
            Action::Post(into) => write::post::<T>(shared, endpoint, into, exchange, body),
        }
    }
}
