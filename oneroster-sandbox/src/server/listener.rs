//! Connections.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::service::{serve, serve_foreign};
use super::shared::Shared;

/// Accepts connections for ever; each is served by a task of its own.
pub(crate) async fn accept(listener: TcpListener, shared: Arc<Shared>, router: Router) {
    loop {
        // An error here concerns the one connection that could not be accepted.
        let Ok((stream, _)) = listener.accept().await else { continue };
        tokio::spawn(connection(stream, Arc::clone(&shared), router.clone()));
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, router: Router) {
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let wants_reset = Arc::clone(&reset);
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = serve(Arc::clone(&shared), router.clone(), request.map(Body::new));
        let reset = Arc::clone(&reset);
        Box::pin(async move { answer.await.inspect_err(|_| reset.store(true, Ordering::Relaxed)) })
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let served = std::future::poll_fn(|context| connection.poll_without_shutdown(context)).await;
    if served.is_err() && wants_reset.load(Ordering::Relaxed) {
        // Without lingering, closing sends a reset in place of the usual end.
        let stream = connection.into_parts().io.into_inner();
        let _ = stream.set_zero_linger();
    }
}

/// Accepts connections to the other origin.
pub(crate) async fn accept_foreign(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request: Request<Incoming>| {
                let shared = Arc::clone(&shared);
                async move { Ok::<_, Infallible>(serve_foreign(shared, request.map(Body::new)).await) }
            });
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
