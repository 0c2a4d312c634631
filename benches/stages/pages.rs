//! Pages of JSON to records: by the decoder, by the whole client, and with `serde_json` alone.

use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use bytes::Bytes;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use futures_util::TryStreamExt as _;
use http::StatusCode;
use oneroster_client::transport::{Request, Response, Transport, TransportError};
use oneroster_client::{Client, Endpoints, Paging};
use oneroster_csv::objects::Objects;
use oneroster_model::json::{Decoder, Encoder, HrefRoots};
use oneroster_model::rostering::{Enrollment, User};
use oneroster_model::{Record, Status, Version};
use time::macros::datetime;

use crate::data::package;

#[path = "../src/work/plain.rs"]
mod plain;

/// Records of a page.
const PAGE: usize = 1_000;

/// What stands around the records of a page.
const ENVELOPE: [&str; 2] = [r#"{"enrollments":"#, "}"];

/// The enrollments of the district as a server sends them, page by page.
static ENROLLMENTS: LazyLock<Vec<Bytes>> = LazyLock::new(|| {
    let mut records = Objects::read(&package(), &mut Vec::new()).unwrap().enrollments;
    for record in &mut records {
        record.status = Some(Status::Active);
        record.date_last_modified = Some(datetime!(2026-08-18 06:00 UTC));
    }
    let [before, after] = ENVELOPE;
    arrays(&records).map(|array| format!("{before}{array}{after}").into()).collect()
});

/// The users of the district, as arrays without envelopes.
static USERS: LazyLock<Vec<Bytes>> = LazyLock::new(|| {
    let mut records = Objects::read(&package(), &mut Vec::new()).unwrap().users;
    for record in &mut records {
        record.status = Some(Status::Active);
        record.date_last_modified = Some(datetime!(2026-08-18 06:00 UTC));
    }
    arrays(&records).map(Bytes::from).collect()
});

fn arrays<T: Record>(records: &[T]) -> impl Iterator<Item = String> {
    let roots = HrefRoots::single("https://sis.example/ims/oneroster/v1p1");
    let encoder = Encoder::new(Version::V1_1).with_href_roots(roots);
    records.chunks(PAGE).map(move |page| {
        let records: Vec<String> = page.iter().map(|record| encoder.to_string(record).unwrap()).collect();
        format!("[{}]", records.join(","))
    })
}

/// Returns the array of records inside a page.
fn array(page: &Bytes) -> &[u8] {
    &page[ENVELOPE[0].len()..page.len() - ENVELOPE[1].len()]
}

/// Measures what reads all pages and returns how many records there are.
fn read<'p>(bencher: Bencher<'_, '_>, pages: &'p [Bytes], read: impl Fn(&'p [Bytes]) -> usize) {
    let bytes: usize = pages.iter().map(Bytes::len).sum();
    let records = read(pages);
    assert!(records > 0, "there are records");
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(records))
        .bench_local(|| assert_eq!(read(pages), records));
}

fn decode<T: Record>(array: &[u8]) -> usize {
    black_box(Decoder::new(Version::V1_1).records::<T>(array).unwrap()).value.len()
}

#[divan::bench]
fn decode_enrollments(bencher: Bencher<'_, '_>) {
    read(bencher, &ENROLLMENTS, |pages| pages.iter().map(array).map(decode::<Enrollment>).sum());
}

#[divan::bench]
fn decode_users(bencher: Bencher<'_, '_>) {
    read(bencher, &USERS, |pages| pages.iter().map(|page| decode::<User>(page)).sum());
}

/// What the decoder is compared with.
#[divan::bench]
fn plain_enrollments(bencher: Bencher<'_, '_>) {
    let decode = |page: &Bytes| black_box(serde_json::from_slice::<plain::Page>(page).unwrap());
    read(bencher, &ENROLLMENTS, |pages| pages.iter().map(|page| decode(page).enrollments.len()).sum());
}

/// The client, with everything but a network.
#[divan::bench]
fn client_enrollments(bencher: Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let endpoints = Endpoints::v1_1("https://sis.example").unwrap();
    let paging = Paging::default().page_size(PAGE as u32);
    let client = Client::builder(endpoints).paging(paging).transport(Arc::new(Memory)).build().unwrap();
    read(bencher, &ENROLLMENTS, |_| {
        runtime.block_on(async {
            let mut records = 0;
            let mut items = client.enrollments().items();
            while let Some(record) = items.try_next().await.unwrap() {
                black_box(&record);
                records += 1;
            }
            records
        })
    });
}

/// Answers with a page of [`ENROLLMENTS`].
#[derive(Debug)]
struct Memory;

#[async_trait]
impl Transport for Memory {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let mut pairs = request.url.query_pairs();
        let offset = pairs.find(|(name, _)| name == "offset").map_or(0, |(_, value)| value.parse().unwrap());
        let page = ENROLLMENTS.get(offset / PAGE).cloned().unwrap_or_else(|| ENVELOPE.join("[]").into());
        Ok(Response::new(StatusCode::OK, page))
    }
}
