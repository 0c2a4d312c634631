//! What the client is compared with: the same pages, decoded with `serde_json` into owned structs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use oneroster_client::transport::{HttpOptions, HttpTransport, Request, Response, Transport, TransportError};
use sis_providers::Profiles;

use super::Done;
use super::fetch::{Connection, runtime};
use super::plain::Page;
use crate::Failure;
use crate::clock::StopWatch;

pub(super) fn run(from: &Connection) -> Result<Done, Failure> {
    let pages = receive(from)?;
    let mut watch = StopWatch::default();
    let (mut rows, mut bytes) = (0, 0);
    for page in &pages {
        bytes += page.len() as u64;
        let decoded: Page = watch.time(|| serde_json::from_slice(page))??;
        rows += decoded.enrollments.len() as u64;
        // Giving the memory back is a part of the work, as it is in the client.
        watch.time(|| drop(std::hint::black_box(decoded)))?;
    }
    let parts = BTreeMap::from([("decode".to_owned(), watch.seconds())]);
    Ok(Done { rows, bytes, parts, ..Done::default() })
}

/// Returns the bodies of the pages as they arrive at the client.
fn receive(from: &Connection) -> Result<Vec<Bytes>, Failure> {
    let connection = from.config().connection(&Profiles::builtin())?;
    let keeping =
        Keeping { transport: HttpTransport::new(&HttpOptions::default())?, bodies: Mutex::default() };
    let keeping = Arc::new(keeping);
    let client = connection.builder()?.transport(Arc::clone(&keeping) as Arc<dyn Transport>).build()?;
    runtime()?.block_on(async {
        let mut enrollments = client.enrollments().items();
        while enrollments.try_next().await?.is_some() {}
        Ok::<(), oneroster_client::Error>(())
    })?;
    let mut bodies = keeping.bodies.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::take(&mut *bodies))
}

/// Keeps the bodies of what comes through.
#[derive(Debug)]
struct Keeping {
    transport: HttpTransport,
    bodies: Mutex<Vec<Bytes>>,
}

#[async_trait]
impl Transport for Keeping {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let is_page = request.url.path().ends_with("/enrollments");
        let response = self.transport.send(request).await?;
        if is_page {
            let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
            bodies.push(response.body.clone());
        }
        Ok(response)
    }
}
