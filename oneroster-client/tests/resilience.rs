//! What happens when the other side fails: retries with exact times in memory, the rest over real sockets.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use oneroster_client::transport::{HttpOptions, TransportErrorKind};
use oneroster_client::{Client, Endpoints, Environment, Error, Paging, RateLimit, RetryPolicy};
use oneroster_model::gradebook::LineItem;
use support::{Outcome, Server, json, page, status, with};
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A clock that stands still and a random number that gives the shortest pauses.
#[derive(Debug)]
struct Still;

impl Environment for Still {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-11-24 10:00 UTC)
    }

    fn random(&self) -> u64 {
        0
    }
}

/// Answers in turn with these, and then with a page.
fn script(answers: Vec<Outcome>) -> Server {
    Server::new(move |turn, request| match answers.get(turn) {
        Some(Ok(answer)) => Ok(answer.clone()),
        Some(Err(kind)) => Err(*kind),
        None => Ok(page(1, request)),
    })
}

/// Checks when requests are sent, and the code of the error that is left.
async fn check(answers: Vec<Outcome>, policy: RetryPolicy, times: &[u128], code: Option<&str>) {
    let server = script(answers);
    let client = server.client().retry(policy).environment(Arc::new(Still)).build().unwrap();
    let result = client.orgs().all().await;
    assert_eq!(result.as_ref().err().map(Error::code), code);
    assert_eq!(server.times(), times);
}

#[tokio::test(start_paused = true)]
async fn reads_are_repeated_with_growing_pauses() {
    use TransportErrorKind as Kind;
    let policy = RetryPolicy::default;
    let busy = |wait: &str| Ok(with(status(429), "retry-after", wait));
    check(vec![Ok(status(503)), Ok(status(502)), Ok(status(504))], policy(), &[0, 250, 750, 1750], None)
        .await;
    check(
        vec![Err(Kind::Connect), Err(Kind::Timeout), Err(Kind::Interrupted)],
        policy(),
        &[0, 250, 750, 1750],
        None,
    )
    .await;
    check(vec![busy("9")], policy(), &[0, 9000], None).await;
    check(vec![busy("Tue, 24 Nov 2026 10:00:20 GMT")], policy(), &[0, 20_000], None).await;
    check(vec![busy("0"), busy("nonsense")], policy(), &[0, 250, 750], None).await;
    check(vec![busy("301")], policy(), &[0], Some("throttled")).await;
    check(vec![Ok(status(503)); 9], policy(), &[0, 250, 750, 1750, 3750], Some("unavailable")).await;
    check(vec![Ok(status(429)); 9], policy().max_attempts(2), &[0, 250], Some("throttled")).await;
    check(
        vec![busy("200"); 9],
        policy().max_elapsed(Duration::from_secs(500)),
        &[0, 200_000, 400_000],
        Some("throttled"),
    )
    .await;
    check(vec![Ok(status(503))], RetryPolicy::never(), &[0], Some("unavailable")).await;
    for (answer, code) in [
        (Ok(status(400)), "rejected"),
        (Ok(status(401)), "unauthorized"),
        (Ok(status(403)), "forbidden"),
        (Ok(status(404)), "not_found"),
        (Ok(status(422)), "rejected"),
        (Err(Kind::Tls), "tls"),
        (Err(Kind::Encoding), "decode"),
    ] {
        check(vec![answer], policy(), &[0], Some(code)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_error_tells_attempts_and_what_the_server_said() {
    let body = r#"{"statusInfoSet":[{"imsx_codeMajor":"failure","imsx_codeMinor":"server_busy"}]}"#;
    let mut answer = status(429);
    answer.body = body.into();
    let answer = with(answer, "retry-after", "5");
    let server = Server::new(move |_, _| Ok(answer.clone()));
    let client = server.client().retry(RetryPolicy::default().max_attempts(3)).build().unwrap();
    let error = client.org("x").get().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "too many requests (GET https://sis.example/ims/oneroster/v1p1/orgs/x, status 429, server_busy, \
         3 attempts in 10 s)"
    );
    assert_eq!(error.failure().retry_after(), Some(Duration::from_secs(5)));
    assert!(error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn the_budget_spares_a_server_that_fails_all_the_time() {
    let server = Server::new(|_, _| Ok(status(503)));
    let client = server.client().retry(RetryPolicy::default().budget(6)).build().unwrap();
    for _ in 0..10 {
        assert!(client.org("x").get().await.is_err());
    }
    assert_eq!(server.requests().len(), 10 + 6);
}

#[tokio::test(start_paused = true)]
async fn creating_is_not_repeated_unless_the_server_cannot_have_acted() {
    use TransportErrorKind as Kind;
    let stored = r#"{"sourcedIdPairs":[{"suppliedSourcedId":"a","allocatedSourcedId":"b"}]}"#;
    for (first, requests) in [
        (Err(Kind::Connect), 2),
        (Ok(with(status(429), "retry-after", "1")), 2),
        (Err(Kind::Interrupted), 1),
        (Err(Kind::Timeout), 1),
        (Ok(status(503)), 1),
        (Ok(status(502)), 1),
    ] {
        let server = Server::new(move |turn, _| if turn == 0 { first.clone() } else { Ok(json(stored)) });
        let endpoints = Endpoints::v1_2("https://sis.example").unwrap();
        let client = Client::builder(endpoints).transport(Arc::new(server.clone())).build().unwrap();
        let result = client.class("c").post_line_items(&[LineItem::new("a")]).await;
        assert_eq!(server.requests().len(), requests, "{result:?}");
        assert_eq!(result.is_ok(), requests == 2);
    }
}

#[tokio::test(start_paused = true)]
async fn replacing_and_deleting_are_repeated() {
    use TransportErrorKind as Kind;
    for first in [Err(Kind::Interrupted), Ok(status(503)), Err(Kind::Connect)] {
        let answer = first.clone();
        let server = Server::new(move |turn, _| if turn == 0 { answer.clone() } else { Ok(status(201)) });
        let client = server.client().build().unwrap();
        client.line_item("a").put(&LineItem::new("a")).await.unwrap();
        assert_eq!(server.requests().len(), 2);

        // The first attempt has deleted it, and its answer was lost.
        let lost = !matches!(first, Err(Kind::Connect));
        let server = Server::new(move |turn, _| if turn == 0 { first.clone() } else { Ok(status(404)) });
        let client = server.client().build().unwrap();
        let result = client.line_item("a").delete().await;
        assert_eq!(result.is_ok(), lost);

        // With a condition the second attempt would fail because of the first.
        let server = script(vec![Ok(status(503))]);
        let client = server.client().build().unwrap();
        assert!(client.line_item("a").put(&LineItem::new("a")).if_match("\"1\"").await.is_err());
        assert_eq!(server.requests().len(), 1);
    }
    let server = Server::new(|_, _| Ok(status(404)));
    let client = server.client().build().unwrap();
    assert_eq!(client.line_item("a").delete().await.unwrap_err().code(), "not_found");
}

#[tokio::test(start_paused = true)]
async fn the_rate_limit_holds_across_all_requests() {
    let server = Server::new(|_, request| Ok(page(1, request)));
    let client = server.client().rate_limit(RateLimit::per_second(2)).build().unwrap();
    for _ in 0..6 {
        client.orgs().all().await.unwrap();
    }
    assert_eq!(server.times(), [0, 0, 500, 1000, 1500, 2000]);
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_never_answers_is_not_waited_for() {
    #[derive(Debug)]
    struct Silent;
    #[async_trait::async_trait]
    impl oneroster_client::transport::Transport for Silent {
        async fn send(
            &self,
            _: oneroster_client::transport::Request,
        ) -> Result<oneroster_client::transport::Response, oneroster_client::transport::TransportError>
        {
            std::future::pending().await
        }
    }
    let endpoints = Endpoints::v1_1("https://sis.example").unwrap();
    let client = Client::builder(endpoints)
        .transport(Arc::new(Silent))
        .timeout(Duration::from_secs(5))
        .retry(RetryPolicy::default().max_attempts(2))
        .build()
        .unwrap();
    let started = tokio::time::Instant::now();
    assert_eq!(client.org("x").get().await.unwrap_err().code(), "timeout");
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn redirects_are_followed_within_the_origin_only() {
    let target = |location: &'static str| {
        move |turn: usize, request: &oneroster_client::transport::Request| -> Outcome {
            if turn == 0 { Ok(with(status(301), "location", location)) } else { Ok(page(1, request)) }
        }
    };
    for (location, code) in [
        ("/ims/oneroster/v1p1/orgs/?limit=1000&offset=0", None),
        ("https://sis.example/elsewhere", None),
        ("https://evil.example/orgs", Some("redirected")),
        ("http://sis.example/orgs", Some("redirected")),
        ("https://sis.example:8443/orgs", Some("redirected")),
        ("", Some("redirected")),
    ] {
        let server = Server::new(target(location));
        let result = server.client().build().unwrap().orgs().all().await;
        assert_eq!(result.as_ref().err().map(Error::code), code, "{location}");
    }
    let loops = Server::new(|turn, _| Ok(with(status(302), "location", &format!("/{turn}"))));
    assert_eq!(loops.client().build().unwrap().orgs().all().await.unwrap_err().code(), "redirected");
    assert_eq!(loops.requests().len(), 6);
    let write = Server::new(|_, _| Ok(with(status(307), "location", "/x")));
    let error = write.client().build().unwrap().line_item("a").delete().await.unwrap_err();
    assert_eq!(error.code(), "redirected");
}

fn over_http(uri: &str) -> oneroster_client::ClientBuilder {
    Client::builder(Endpoints::v1_1(uri).unwrap())
        .retry(RetryPolicy::never())
        .timeout(Duration::from_secs(5))
        .paging(Paging::default().page_size(100))
}

#[tokio::test]
async fn compressed_answers_are_read_and_bombs_are_not() {
    let gzip = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let server = MockServer::start().await;
    let answer = |body: Vec<u8>| {
        ResponseTemplate::new(200).insert_header("content-encoding", "gzip").set_body_bytes(body)
    };
    let good = answer(gzip(br#"{"orgs":[{"sourcedId":"1"}]}"#)).insert_header("x-total-count", "1");
    Mock::given(any()).respond_with(good).up_to_n_times(1).mount(&server).await;
    Mock::given(any()).respond_with(answer(gzip(&vec![b' '; 50_000_000]))).mount(&server).await;
    let client = over_http(&server.uri()).body_limit(1_000_000).build().unwrap();

    assert_eq!(client.orgs().all().await.unwrap().records.len(), 1);
    assert_eq!(client.org("x").get().await.unwrap_err().code(), "too_large");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].headers["accept-encoding"], "gzip");
}

#[tokio::test]
async fn gigantic_and_deeply_nested_answers_are_errors() {
    let server = MockServer::start().await;
    let huge = format!(r#"{{"orgs":[{}]}}"#, " ".repeat(2_000_000));
    let deep = format!(r#"{{"org":{}{}}}"#, r#"{"metadata":"#.repeat(100_000), "}".repeat(100_000));
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_string(huge))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_string(deep)).mount(&server).await;
    let client = over_http(&server.uri()).body_limit(1_900_000).build().unwrap();
    assert_eq!(client.org("x").get().await.unwrap_err().code(), "too_large");
    assert_eq!(client.org("x").get().await.unwrap_err().code(), "decode");
}

/// A server that sends these bytes to every connection and then closes it, or keeps silent.
async fn raw(bytes: &'static [u8], then_silence: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0_u8; 4096];
                let _ = socket.read(&mut request).await;
                let _ = socket.write_all(bytes).await;
                if then_silence {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn broken_connections_are_told_apart() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"org\":";
    for (bytes, silence, code) in [
        (&b""[..], false, "connection"),
        (cut, false, "connection"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", false, "decode"),
        (b"", true, "timeout"),
        (cut, true, "timeout"),
    ] {
        let uri = raw(bytes, silence).await;
        let client = over_http(&uri).timeout(Duration::from_millis(300)).build().unwrap();
        let error = client.org("x").get().await.unwrap_err();
        assert_eq!(error.code(), code, "{}: {error:?}", String::from_utf8_lossy(bytes));
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = over_http(&format!("http://{closed}")).build().unwrap();
    assert_eq!(client.org("x").get().await.unwrap_err().code(), "connection");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_a_tls_error() {
    let uri = raw(b"HTTP/1.1 400 Bad Request\r\n\r\n", false).await;
    let client = over_http(&uri.replace("http://", "https://")).build().unwrap();
    let error = client.org("x").get().await.unwrap_err();
    assert_eq!(error.code(), "tls", "{error:?}");
    assert!(!format!("{error:?}").contains("/orgs/x?"), "{error:?}");
}

#[tokio::test]
async fn everything_goes_through_the_proxy() {
    let proxy = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_string(r#"{"org":{"sourcedId":"1"}}"#);
    Mock::given(any()).respond_with(answer).mount(&proxy).await;
    let through = HttpOptions::default().proxy(proxy.uri().parse().unwrap());
    let client = over_http("http://sis.invalid").http(through).allow_plain_http().build().unwrap();
    assert_eq!(client.org("1").get().await.unwrap().sourced_id.as_str(), "1");
    assert_eq!(proxy.received_requests().await.unwrap().len(), 1);
}

#[test]
fn unusable_settings_are_errors_of_configuration() {
    let endpoints = || Endpoints::v1_1("https://sis.example").unwrap();
    for (name, builder) in [
        ("certificate", Client::builder(endpoints()).http(HttpOptions::default().trust("no certificate"))),
        ("user agent", Client::builder(endpoints()).http(HttpOptions::default().user_agent("a\nb"))),
        ("plain http", Client::builder(Endpoints::v1_1("http://sis.example").unwrap())),
    ] {
        assert_eq!(builder.build().unwrap_err().code(), "configuration", "{name}");
    }
    let plain = Client::builder(Endpoints::v1_1("http://sis.example").unwrap()).allow_plain_http();
    assert!(plain.build().is_ok());
}
