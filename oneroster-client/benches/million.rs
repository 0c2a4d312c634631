//! Reads a million enrollments: how much more CPU the client takes than plain `serde_json`.
//!
//! Run with `cargo bench -p oneroster-client`. A second process serves the pages over loopback, so that
//! its work is not counted. CPU time is read from `/proc/self/stat`; elsewhere the wall clock stands in.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that measures and prints")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::TryStreamExt;
use oneroster_client::transport::{Request, Response, Transport, TransportError};
use oneroster_client::{Client, ClientBuilder, Endpoints, Paging};
use oneroster_model::Version;
use oneroster_model::json::Decoder;
use oneroster_model::rostering::Enrollment;
use serde::Deserialize;

const RECORDS: u64 = 1_000_000;
const PAGE: u64 = 10_000;
const ROUNDS: usize = 3;

fn main() {
    if std::env::args().any(|argument| argument == "--serve") {
        return serve();
    }
    let pages: Arc<Vec<bytes::Bytes>> = Arc::new((0..RECORDS / PAGE).map(|page| body(page).into()).collect());
    let bytes: usize = pages.iter().map(bytes::Bytes::len).sum();
    println!("{RECORDS} enrollments in pages of {PAGE}, {} MB", bytes / 1_000_000);

    let plain = best("plain serde_json into owned structs", || {
        for page in pages.iter() {
            let page: PlainPage = serde_json::from_slice(page).unwrap();
            assert_eq!(page.enrollments.len() as u64, PAGE);
            std::hint::black_box(&page.enrollments[0].user.sourced_id);
        }
    });
    let report = |name: &str, run: &dyn Fn()| {
        let cpu = best(name, run);
        println!("    {:.2} times plain", cpu.as_secs_f64() / plain.as_secs_f64());
    };
    report("the model's decoder", &|| {
        for page in pages.iter() {
            let data = &page[15..page.len() - 1];
            let decoded = Decoder::new(Version::V1_1).records::<Enrollment>(data).unwrap();
            assert_eq!(decoded.value.len() as u64, PAGE);
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let memory = Endpoints::v1_1("https://sis.example").map(Client::builder).unwrap();
    let memory = client(memory.transport(Arc::new(Memory(Arc::clone(&pages)))));
    report("client, pages in memory", &|| runtime.block_on(read(&memory)));

    let mut server =
        Command::new(std::env::current_exe().unwrap()).arg("--serve").stdout(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    for (name, path) in [("client over loopback", ""), ("client over loopback, gzip", "/gzip")] {
        let endpoints = Endpoints::v1_1(&format!("http://{}{path}", address.trim())).unwrap();
        let client = client(Client::builder(endpoints));
        report(name, &|| runtime.block_on(read(&client)));
    }
    server.kill().unwrap();
    server.wait().unwrap();
}

fn client(builder: ClientBuilder) -> Client {
    builder.paging(Paging::default().page_size(PAGE as u32)).build().unwrap()
}

async fn read(client: &Client) {
    let mut count = 0;
    let mut items = client.enrollments().items();
    while let Some(record) = items.try_next().await.unwrap() {
        std::hint::black_box(&record);
        count += 1;
    }
    assert_eq!(count, RECORDS);
}

/// Returns the least CPU time of some rounds.
fn best(name: &str, run: impl Fn()) -> Duration {
    let mut cpu = Duration::MAX;
    let mut wall = Duration::MAX;
    for _ in 0..ROUNDS {
        let (before, started) = (cpu_time(), Instant::now());
        run();
        wall = wall.min(started.elapsed());
        cpu = cpu.min(match (before, cpu_time()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => started.elapsed(),
        });
    }
    println!("{name}: {:.2} s CPU, {:.2} s wall", cpu.as_secs_f64(), wall.as_secs_f64());
    cpu
}

/// User and system time of this process.
fn cpu_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11..13)?.iter().map(|field| field.parse().unwrap_or(0)).sum();
    Some(Duration::from_millis(ticks * 10))
}

fn body(page: u64) -> String {
    let id = |kind: u64, number: u64| {
        let hash = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ kind;
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            hash >> 32,
            kind,
            hash & 0xfff,
            number & 0xfff,
            hash >> 16
        )
    };
    let reference = |kind: u64, number: u64, collection: &str, word: &str| {
        let id = id(kind, number);
        format!(
            r#"{{"href":"https://sis.example/ims/oneroster/v1p1/{collection}/{id}","sourcedId":"{id}","type":"{word}"}}"#
        )
    };
    let records: Vec<String> = (page * PAGE..(page + 1) * PAGE)
        .map(|number| {
            format!(
                r#"{{"sourcedId":"{}","status":"active","dateLastModified":"2026-08-18T06:00:00.000Z","metadata":{{}},"user":{},"class":{},"school":{},"role":"student","primary":"false","beginDate":"2026-08-18","endDate":"2027-06-30"}}"#,
                id(1, number),
                reference(2, number % 200_000, "users", "user"),
                reference(3, number / 25, "classes", "class"),
                reference(4, number / 20_000, "orgs", "org"),
            )
        })
        .collect();
    format!(r#"{{"enrollments":[{}]}}"#, records.join(","))
}

#[derive(Deserialize)]
struct PlainPage {
    enrollments: Vec<PlainEnrollment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read and dropped")]
struct PlainEnrollment {
    sourced_id: String,
    status: String,
    date_last_modified: String,
    user: PlainReference,
    class: PlainReference,
    school: PlainReference,
    role: String,
    primary: Option<String>,
    begin_date: Option<String>,
    end_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read and dropped")]
struct PlainReference {
    href: String,
    sourced_id: String,
    #[serde(rename = "type")]
    kind: String,
}

/// Hands out pages without any network.
#[derive(Debug)]
struct Memory(Arc<Vec<bytes::Bytes>>);

#[async_trait]
impl Transport for Memory {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let mut pairs = request.url.query_pairs();
        let offset: u64 = pairs.find(|(name, _)| name == "offset").unwrap().1.parse().unwrap();
        let page = self.0.get((offset / PAGE) as usize).cloned().unwrap_or_default();
        let mut response = Response::new(http::StatusCode::OK, page);
        response.headers.insert("x-total-count", RECORDS.to_string().parse().unwrap());
        Ok(response)
    }
}

/// Serves the pages over HTTP/1.1 until it is stopped.
fn serve() {
    let pages: Arc<Vec<[Vec<u8>; 2]>> = Arc::new(
        (0..RECORDS / PAGE)
            .map(|page| {
                let body = body(page).into_bytes();
                let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                gzip.write_all(&body).unwrap();
                [body, gzip.finish().unwrap()]
            })
            .collect(),
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap());
    for socket in listener.incoming() {
        let pages = Arc::clone(&pages);
        std::thread::spawn(move || answer(socket.unwrap(), &pages));
    }
}

fn answer(mut socket: TcpStream, pages: &[[Vec<u8>; 2]]) {
    socket.set_nodelay(true).unwrap();
    let mut buffer = [0_u8; 8192];
    loop {
        let length = match socket.read(&mut buffer) {
            Ok(length) if length > 0 => length,
            _ => return,
        };
        let request = String::from_utf8_lossy(&buffer[..length]);
        let offset = request.split("offset=").nth(1).unwrap();
        let offset: u64 = offset.split([' ', '&']).next().unwrap().parse().unwrap();
        let gzip = request.contains("/gzip/");
        let page = &pages[(offset / PAGE) as usize][usize::from(gzip)];
        let encoding = if gzip { "content-encoding: gzip\r\n" } else { "" };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{encoding}x-total-count: {RECORDS}\r\n\r\n",
            page.len()
        );
        if socket.write_all(head.as_bytes()).and_then(|()| socket.write_all(page)).is_err() {
            return;
        }
    }
}
