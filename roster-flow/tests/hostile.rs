//! Servers that mean no good: every fetch ends with a clear error in bounded time and memory, without a
//! package and without anything for others, or with everything in spite of the server.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use oneroster_client::auth::ClientCredentials;
use oneroster_client::{Client, Endpoints, Paging, RetryPolicy};
use roster_flow::{Fetch, Fetched};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Longest time for one answer.
const TIMEOUT: Duration = Duration::from_secs(1);
/// Longest time for a whole fetch; those that fail do so at the first collection that is attacked.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// Memory that all attacks together may take, in KiB: several pages of 64 MiB.
const MEMORY_LIMIT: u64 = 700 * 1024;

/// What a server sends.
enum Answer {
    /// All of it.
    Whole(Vec<u8>),
    /// A beginning, and then the same again until the client has enough.
    Endless(Vec<u8>, Vec<u8>),
    /// One byte at a time, with pauses.
    Drip(Vec<u8>),
}

/// One request of a client.
struct Asked<'r> {
    path: &'r str,
    query: &'r str,
    /// Origin of another server, to which nothing must go.
    foreign: &'r str,
}

impl Asked<'_> {
    fn is(&self, end: &str) -> bool {
        self.path.ends_with(end)
    }

    fn number(&self, name: &str) -> u64 {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).find_map(|(_, value)| value.parse().ok()).unwrap_or_default()
    }
}

type Attack = fn(&Asked<'_>) -> Option<Answer>;

fn http(head: &str, body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len())
        .into_bytes();
    bytes.extend_from_slice(body);
    Answer::Whole(bytes)
}

fn json(body: impl AsRef<[u8]>) -> Answer {
    http("200 OK\r\ncontent-type: application/json", body)
}

fn user(id: &str) -> String {
    format!(
        r#"{{"sourcedId":"{id}","status":"active","dateLastModified":"2026-08-17T06:00:00Z","username":"{id}","enabledUser":"true","givenName":"A","familyName":"B","role":"student","orgs":[{{"sourcedId":"o1"}}]}}"#
    )
}

/// What a good server answers.
fn good(asked: &Asked<'_>) -> Answer {
    if asked.is("/token") {
        return json(r#"{"access_token":"T0KEN-T0KEN","token_type":"bearer","expires_in":3600}"#);
    }
    let name = asked.path.rsplit('/').next().unwrap_or_default();
    let records = match name {
        "orgs" => r#"{"sourcedId":"o1","name":"School","type":"school","status":"active"}"#.to_owned(),
        "users" => user("u1"),
        _ => String::new(),
    };
    json(format!(r#"{{"{name}":[{records}]}}"#))
}

async fn respond(mut socket: TcpStream, attack: Attack, foreign: &str) {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut bytes = [0; 4096];
        match socket.read(&mut bytes).await {
            Ok(count) if count > 0 => request.extend_from_slice(&bytes[..count]),
            _ => return,
        }
    }
    let text = String::from_utf8_lossy(&request);
    let target = text.split(' ').nth(1).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let asked = Asked { path, query, foreign };
    let answer = attack(&asked).unwrap_or_else(|| good(&asked));
    let _ = match answer {
        Answer::Whole(bytes) => socket.write_all(&bytes).await,
        Answer::Endless(head, again) => {
            let mut sent = socket.write_all(&head).await;
            while sent.is_ok() {
                sent = socket.write_all(&again).await;
            }
            sent
        }
        Answer::Drip(bytes) => {
            let mut sent = Ok(());
            for byte in bytes.iter().cycle() {
                sent = socket.write_all(&[*byte]).await;
                if sent.is_err() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            sent
        }
    };
    let _ = socket.shutdown().await;
}

/// Starts a server; tells its origin.
async fn start(attack: Attack, foreign: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let foreign: Arc<str> = foreign.into();
        while let Ok((socket, _)) = listener.accept().await {
            let foreign = Arc::clone(&foreign);
            tokio::spawn(async move { respond(socket, attack, &foreign).await });
        }
    });
    origin
}

/// Starts a server to which nothing must come; counts what does.
async fn foreign() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (origin, count)
}

async fn fetch(origin: &str, target: &Path) -> Result<Fetched, roster_flow::Error> {
    let credentials = ClientCredentials::new(&format!("{origin}/token"), "id", "S3CRET-S3CRET").unwrap();
    let client = Client::builder(Endpoints::v1_1(origin).unwrap())
        .auth(credentials)
        .timeout(TIMEOUT)
        .retry(RetryPolicy::default().max_attempts(2).first_pause(Duration::from_millis(1)))
        .paging(Paging::default().page_size(100).max_pages(300))
        .build()
        .unwrap();
    Fetch::new(client).to_file(target).await
}

/// The most memory that this process had so far, in KiB; nothing where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// Fetches from an attacker; an empty code stands for a complete package.
async fn check(name: &str, code: &str, attack: Attack) {
    let (elsewhere, visits) = foreign().await;
    let origin = start(attack, elsewhere).await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("district.zip");
    let began = Instant::now();
    let result = tokio::time::timeout(TIME_LIMIT, fetch(&origin, &target)).await;
    let result = result.unwrap_or_else(|_| panic!("{name}: hangs"));
    let took = began.elapsed();
    assert!(took < TIME_LIMIT / 2, "{name}: took {took:?}");
    assert_eq!(visits.load(Ordering::SeqCst), 0, "{name}: something went elsewhere");
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    match result {
        Ok(fetched) => {
            assert_eq!("", code, "{name}: {fetched:?}");
            assert!(target.exists() && files == 1, "{name}");
        }
        Err(error) => {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("T0KEN-T0KEN") && !shown.contains("S3CRET"), "{name}: {shown}");
            assert_eq!(error.code(), code, "{name}: {error}");
            assert!(error.to_string().starts_with("could not fetch "), "{name}: {error}");
            assert!(error.advice().is_some(), "{name}");
            assert_eq!(files, 0, "{name}: something is left");
        }
    }
}

fn gzip(text: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..times {
        encoder.write_all(text).unwrap();
    }
    encoder.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn paging_without_end_ends() {
    check("always new records", "endless", |asked| {
        let offset = asked.number("offset");
        let users: Vec<String> = (0..3).map(|number| user(&format!("u{}", offset + number))).collect();
        asked.is("/users").then(|| json(format!(r#"{{"users":[{}]}}"#, users.join(","))))
    })
    .await;
    check("links that are always new", "", |asked| {
        let next = format!("<{}?junk={}>; rel=\"next\"", asked.path, asked.number("junk") + 1);
        let head = format!("200 OK\r\nlink: {next}");
        asked.is("/users").then(|| http(&head, format!(r#"{{"users":[{}]}}"#, user("u1"))))
    })
    .await;
    check("a total that always grows", "endless", |asked| {
        let offset = asked.number("offset");
        let head = format!("200 OK\r\nx-total-count: {}", offset + 1000);
        asked.is("/users").then(|| http(&head, format!(r#"{{"users":[{}]}}"#, user(&format!("u{offset}")))))
    })
    .await;
    check("a total beyond all measure", "incomplete", |asked| {
        let head = "200 OK\r\nx-total-count: 18446744073709551615";
        asked.is("/users").then(|| http(head, format!(r#"{{"users":[{}]}}"#, user("u1"))))
    })
    .await;
    check("empty pages with links", "", |asked| {
        let next = format!("<{}?junk={}>; rel=\"next\"", asked.path, asked.number("junk") + 1);
        asked.is("/users").then(|| http(&format!("200 OK\r\nlink: {next}"), r#"{"users":[]}"#))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bodies_without_measure_are_cut_off() {
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let before = peak_memory();
    check("a length beyond the limit", "too_large", |asked| {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n{\"users\":[";
        asked.is("/users").then(|| Answer::Endless(head.into(), vec![b' '; 65536]))
    })
    .await;
    check("a body without end", "too_large", |asked| {
        let chunk = [b"10000\r\n".to_vec(), vec![b' '; 65536], b"\r\n".to_vec()].concat();
        asked.is("/users").then(|| Answer::Endless(CHUNKED.into(), chunk))
    })
    .await;
    check("a bomb", "too_large", |asked| {
        let head = "200 OK\r\ncontent-encoding: gzip";
        asked.is("/users").then(|| http(head, gzip(&vec![b' '; 1024 * 1024], 100)))
    })
    .await;
    check("a bomb from the token endpoint", "too_large", |asked| {
        let head = "200 OK\r\ncontent-encoding: gzip";
        asked.is("/token").then(|| http(head, gzip(&vec![b'a'; 1024 * 1024], 100)))
    })
    .await;
    check("headers without end", "decode", |asked| {
        let head = "HTTP/1.1 200 OK\r\n";
        asked
            .is("/users")
            .then(|| Answer::Endless(head.into(), b"x-header: xxxxxxxxxxxxxxxxxxxxxxxx\r\n".to_vec()))
    })
    .await;
    let after = peak_memory();
    assert!(after - before < MEMORY_LIMIT, "{} KiB", after - before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slow_bodies_are_not_waited_for() {
    check("one byte at a time", "timeout", |asked| {
        asked
            .is("/users")
            .then(|| Answer::Drip(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n          ".to_vec()))
    })
    .await;
    check("a token one byte at a time", "timeout", |asked| {
        asked
            .is("/token")
            .then(|| Answer::Drip(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n          ".to_vec()))
    })
    .await;
    check("asked to wait for years", "unavailable", |asked| {
        asked.is("/users").then(|| http("503 Busy\r\nretry-after: 99999999", ""))
    })
    .await;
    check("asked to wait until a date far away", "throttled", |asked| {
        asked.is("/users").then(|| http("429 Busy\r\nretry-after: Fri, 31 Dec 9999 23:59:59 GMT", ""))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bodies_that_are_no_records_are_errors() {
    check("nested deeply", "bad_records", |asked| {
        let deep = format!(r#"{{"users":{}{}}}"#, "[".repeat(1_000_000), "]".repeat(1_000_000));
        asked.is("/users").then(|| json(deep))
    })
    .await;
    check("nested deeply, and open", "decode", |asked| {
        asked.is("/users").then(|| json(format!(r#"{{"users":{}"#, r#"[{"a":"#.repeat(1_000_000))))
    })
    .await;
    // One record cannot be read: it is named, and the rest is there.
    check("nested deeply within a record", "", |asked| {
        let deep = format!(
            r#"{{"sourcedId":"u2","metadata":{}{}}}"#,
            r#"{"a":"#.repeat(10_000),
            "1".to_owned() + &"}".repeat(10_000)
        );
        asked.is("/users").then(|| json(format!(r#"{{"users":[{},{deep}]}}"#, user("u1"))))
    })
    .await;
    check("no UTF-8", "", |asked| {
        let body = [
            br#"{"users":["#.to_vec(),
            user("u1").into_bytes(),
            br#",{"sourcedId":"u2","familyName":""#.to_vec(),
            vec![0xff, 0xfe],
            br#""}]}"#.to_vec(),
        ]
        .concat();
        asked.is("/users").then(|| json(body))
    })
    .await;
    check("nothing but bytes", "decode", |asked| asked.is("/users").then(|| json(vec![0xff; 10_000]))).await;
    check("a web page", "decode", |asked| {
        asked
            .is("/users")
            .then(|| http("200 OK\r\ncontent-type: text/html", "<!DOCTYPE html><title>Sign in</title>"))
    })
    .await;
    check("members without end", "", |asked| {
        let junk: Vec<String> = (0..200_000).map(|number| format!(r#""m{number}":1"#)).collect();
        let body = format!(r#"{{"users":[{{{},{}]}}"#, junk.join(","), &user("u1")[1..]);
        asked.is("/users").then(|| json(body))
    })
    .await;
    check("extensions without end", "", |asked| {
        let junk: Vec<String> = (0..100_000).map(|number| format!(r#""m{number}":"1""#)).collect();
        let body = format!(r#"{{"users":[{{"metadata":{{{}}},{}]}}"#, junk.join(","), &user("u1")[1..]);
        asked.is("/users").then(|| json(body))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_goes_to_other_hosts() {
    check("a redirect", "redirected", |asked| {
        let head = format!("302 Found\r\nlocation: {}/users", asked.foreign);
        asked.is("/users").then(|| http(&head, ""))
    })
    .await;
    check("a redirect of the token", "token", |asked| {
        let head = format!("307 Elsewhere\r\nlocation: {}/token", asked.foreign);
        asked.is("/token").then(|| http(&head, ""))
    })
    .await;
    check("redirects without end", "redirected", |asked| {
        let head = format!("302 Found\r\nlocation: {}?again={}", asked.path, asked.number("again") + 1);
        asked.is("/users").then(|| http(&head, ""))
    })
    .await;
    check("links", "", |asked| {
        let head = format!("200 OK\r\nlink: <{}/users?offset=1>; rel=\"next\"", asked.foreign);
        let first = asked.is("/users") && asked.number("offset") == 0;
        first.then(|| http(&head, format!(r#"{{"users":[{}]}}"#, user("u1"))))
    })
    .await;
    check("links in the body", "", |asked| {
        let body =
            format!(r#"{{"users":[{}],"pagination":{{"next":"{}/users"}}}}"#, user("u1"), asked.foreign);
        (asked.is("/users") && asked.number("offset") == 0).then(|| json(body))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn token_endpoints_cannot_do_harm() {
    for (name, attack) in [
        ("a web page", (|asked| asked.is("/token").then(|| json("<html>Sign in</html>"))) as Attack),
        ("nothing", |asked| asked.is("/token").then(|| json(""))),
        ("an empty object", |asked| asked.is("/token").then(|| json("{}"))),
        ("null", |asked| asked.is("/token").then(|| json(r#"{"access_token":null}"#))),
        ("line breaks", |asked| asked.is("/token").then(|| json(r#"{"access_token":"a\r\nx-header: b"}"#))),
        ("an error with status 200", |asked| {
            asked.is("/token").then(|| json(r#"{"error":"invalid_client","access_token":"T0KEN-T0KEN"}"#))
        }),
        ("a long one", |asked| {
            asked.is("/token").then(|| json(format!(r#"{{"access_token":"{}"}}"#, "a".repeat(1_000_000))))
        }),
    ] {
        check(name, "token", attack).await;
    }
    for (name, attack) in [
        ("0", (|asked| asked.is("/token").then(|| json(r#"{"access_token":"T","expires_in":0}"#))) as Attack),
        ("-60", |asked| asked.is("/token").then(|| json(r#"{"access_token":"T","expires_in":-60}"#))),
        ("1e308", |asked| asked.is("/token").then(|| json(r#"{"access_token":"T","expires_in":1e308}"#))),
        ("soon", |asked| asked.is("/token").then(|| json(r#"{"access_token":"T","expires_in":"soon"}"#))),
    ] {
        check(&format!("a lifetime of {name}"), "", attack).await;
    }
    // A token that is refused for ever is renewed once per request, not for ever.
    check("a token that is worth nothing", "unauthorized", |asked| {
        asked.is("/orgs").then(|| http("401 Unauthorized", ""))
    })
    .await;
}

#[tokio::test]
async fn a_wrong_clock_of_the_server_makes_no_watermark_of_the_future() {
    fn dated(asked: &Asked<'_>) -> Option<Answer> {
        let body = format!(r#"{{"users":[{}]}}"#, user("u1").replace("2026-08-17", "9998-01-01"));
        let head = "200 OK\r\ndate: Mon, 17 Aug 2026 12:00:00 GMT";
        asked.is("/users").then(|| http(head, body))
    }
    let origin = start(dated, String::new()).await;
    let folder = tempfile::tempdir().unwrap();
    let fetched = fetch(&origin, &folder.path().join("district.zip")).await.unwrap();
    // A change in the future of the server is not believed: the next delta begins where this one began.
    assert_eq!(fetched.watermark.unwrap().year(), 2026);
    check("a clock of 1970", "", |asked| {
        let head = "200 OK\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT";
        asked.is("/users").then(|| http(head, format!(r#"{{"users":[{}]}}"#, user("u1"))))
    })
    .await;
}
