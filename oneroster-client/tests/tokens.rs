//! The life of tokens, and signatures, against a server in memory with a clock that is moved by hand.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use http::Method;
use oneroster_client::auth::{
    ClientCredentials, CredentialPlacement, HeaderKeys, OAuth1, RefusalRule, RequestSigner, Scopes,
    SigningContext, StaticBearer, Token, TokenHttp, TokenNeed, TokenPlacement, TokenRequest, TokenSigner,
    TokenSource,
};
use oneroster_client::transport::{Request, Response};
use oneroster_client::{Client, Endpoints, Environment, Error, RetryPolicy, Service};
use support::{Server, header, json, page, status, with};
use time::OffsetDateTime;

fn is_token(request: &Request) -> bool {
    request.url.path().contains("token")
}

fn credentials() -> ClientCredentials {
    ClientCredentials::new("https://sis.example/token", "id", "s3cr3t").unwrap()
}

/// A server whose token endpoint numbers its tokens and whose data endpoint accepts those of a rule.
fn numbered(
    token: impl Fn(usize) -> Response + Send + Sync + 'static,
    accepts: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> (Server, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let server = Server::new(move |_, request| {
        if is_token(request) {
            return Ok(token(counter.fetch_add(1, Ordering::SeqCst) + 1));
        }
        if accepts(header(request, "authorization")) { Ok(page(1, request)) } else { Ok(status(401)) }
    });
    (server.after(Duration::from_millis(1)), count)
}

fn token(number: usize, more: &str) -> Response {
    json(format!(r#"{{"access_token":"T{number}"{more}}}"#))
}

async fn read(client: &Client) -> Result<usize, Error> {
    Ok(client.orgs().all().await?.records.len())
}

#[tokio::test(start_paused = true)]
async fn many_requests_share_one_token() {
    let (server, count) = numbered(|n| token(n, r#","expires_in":3600"#), |_| true);
    let client = server.client().auth(credentials()).concurrency(50).build().unwrap();
    let results = join_all((0..40).map(|_| read(&client))).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert!(
        server
            .requests()
            .iter()
            .filter(|request| !is_token(request))
            .all(|request| header(request, "authorization") == "Bearer T1")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_token_is_fetched_for_many_threads() {
    let (server, count) = numbered(|n| token(n, r#","expires_in":3600"#), |_| true);
    let client = server.after(Duration::ZERO).client().auth(credentials()).concurrency(50).build().unwrap();
    let tasks: Vec<_> = (0..40)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { read(&client).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 1);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_goes_to_all_who_wait_and_is_not_kept() {
    let (server, count) = numbered(|n| if n == 1 { status(400) } else { token(n, "") }, |_| true);
    let client = server.client().auth(credentials()).concurrency(50).build().unwrap();
    let results = join_all((0..20).map(|_| read(&client))).await;
    assert!(results.iter().all(|result| matches!(result, Err(Error::Token(_)))), "{results:?}");
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert_eq!(read(&client).await.unwrap(), 1);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_waiter_that_gives_up_does_not_stop_the_others() {
    let (server, _) = numbered(|n| token(n, ""), |_| true);
    let client = server.client().auth(credentials()).build().unwrap();
    {
        let first = std::pin::pin!(read(&client));
        assert!(futures_util::poll!(first).is_pending());
    }
    assert_eq!(read(&client).await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn tokens_are_renewed_before_they_expire() {
    for (more, seconds, expected) in [
        (r#","expires_in":3600"#, 3530, 1),
        (r#","expires_in":3600"#, 3545, 2),
        (r#","expires_in":"100""#, 89, 1),
        (r#","expires_in":"100""#, 91, 2),
        (r#","expires_in":0"#, 100_000, 1),
        (r#","expires_in":-5"#, 100_000, 1),
        ("", 100_000, 1),
    ] {
        let (server, count) = numbered(move |n| token(n, more), |_| true);
        let client = server.client().auth(credentials()).build().unwrap();
        read(&client).await.unwrap();
        tokio::time::advance(Duration::from_secs(seconds)).await;
        read(&client).await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), expected, "{more} after {seconds} s");
    }
    let (server, count) = numbered(|n| token(n, ""), |_| true);
    let auth = credentials().assume_lifetime(Duration::from_secs(1000));
    let client = server.client().auth(auth).build().unwrap();
    read(&client).await.unwrap();
    tokio::time::advance(Duration::from_secs(950)).await;
    read(&client).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2, "an assumed lifetime");
}

#[tokio::test(start_paused = true)]
async fn an_early_renewal_that_fails_leaves_the_old_token_in_use() {
    let (server, count) =
        numbered(|n| if n == 1 { token(n, r#","expires_in":3600"#) } else { status(503) }, |_| true);
    let client = server.client().auth(credentials()).retry(RetryPolicy::never()).build().unwrap();
    read(&client).await.unwrap();
    tokio::time::advance(Duration::from_secs(3570)).await;
    read(&client).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(read(&client).await.unwrap_err().code(), "unavailable");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_and_the_request_replayed_once() {
    let (server, count) = numbered(|n| token(n, r#","expires_in":3600"#), |bearer| bearer == "Bearer T2");
    let client = server.client().auth(credentials()).concurrency(50).build().unwrap();
    let results = join_all((0..20).map(|_| read(&client))).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(count.load(Ordering::SeqCst), 2);

    let (server, count) = numbered(|n| token(n, ""), |_| false);
    let client = server.client().auth(credentials()).build().unwrap();
    assert_eq!(read(&client).await.unwrap_err().code(), "unauthorized");
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn the_same_token_again_is_not_tried_again() {
    let (server, _) = numbered(|_| token(1, ""), |_| false);
    let client = server.client().auth(credentials()).build().unwrap();
    assert_eq!(read(&client).await.unwrap_err().code(), "unauthorized");
    assert_eq!(server.requests().len(), 3);

    let (server, _) = numbered(|_| token(1, ""), |_| false);
    let rule = RefusalRule::default().replay_same_token();
    let client = server.client().auth(credentials().refused_when(rule)).build().unwrap();
    assert!(read(&client).await.is_err());
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_a_refusal_is_can_be_said() {
    for (rule, answer, expected) in [
        (RefusalRule::default(), status(403), 1),
        (RefusalRule::statuses([401, 403]), status(403), 2),
        (RefusalRule::default(), status(500), 1),
        (
            RefusalRule::default().or_text("Has EXPIRED"),
            Response::new(http::StatusCode::INTERNAL_SERVER_ERROR, "The token has expired."),
            2,
        ),
        (RefusalRule::statuses([401]).except(Service::Rostering), status(401), 1),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&count);
        let refusal = answer.clone();
        let server = Server::new(move |_, request| {
            if is_token(request) {
                return Ok(token(counter.fetch_add(1, Ordering::SeqCst), ""));
            }
            Ok(refusal.clone())
        });
        let client = server.client().auth(credentials().refused_when(rule.clone())).build().unwrap();
        assert!(client.org("1").get().await.is_err());
        assert_eq!(count.load(Ordering::SeqCst), expected, "{rule:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn refresh_tokens_are_used_kept_and_given_up() {
    let bodies = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&bodies);
    let server = Server::new(move |_, request| {
        if !is_token(request) {
            return Ok(page(1, request));
        }
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        let mut seen = seen.lock().unwrap();
        seen.push(body.split("&scope").next().unwrap().to_owned());
        Ok(match seen.len() {
            1 => token(1, r#","expires_in":100,"refresh_token":"R1""#),
            2 => token(2, r#","expires_in":100"#),
            3 => status(400),
            n => token(n, r#","expires_in":100"#),
        })
    });
    let client = server.client().auth(credentials()).build().unwrap();
    for _ in 0..3 {
        read(&client).await.unwrap();
        tokio::time::advance(Duration::from_secs(200)).await;
    }
    assert_eq!(
        *bodies.lock().unwrap(),
        [
            "grant_type=client_credentials",
            "grant_type=refresh_token&refresh_token=R1",
            "grant_type=refresh_token&refresh_token=R1",
            "grant_type=client_credentials",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refresh_request_of_its_own_is_used() {
    let (server, _) = numbered(|n| token(n, r#","expires_in":100,"refresh_token":"R""#), |_| true);
    let refresh = TokenRequest::new("https://sis.example/token/refresh")
        .unwrap()
        .grant_type("renew")
        .without_scope()
        .credentials_in(CredentialPlacement::Nowhere);
    let client = server.client().auth(credentials().refresh_with(refresh)).build().unwrap();
    read(&client).await.unwrap();
    tokio::time::advance(Duration::from_secs(200)).await;
    read(&client).await.unwrap();
    let requests = server.requests();
    let refreshed = requests.iter().find(|request| request.url.path() == "/token/refresh").unwrap();
    assert_eq!(refreshed.body, "grant_type=renew&refresh_token=R");
    assert_eq!(header(refreshed, "authorization"), "");
}

#[tokio::test(start_paused = true)]
async fn unknown_scopes_are_left_out_step_by_step() {
    let server = Server::new(|_, request| {
        if !is_token(request) {
            return Ok(page(1, request));
        }
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        if body.contains("gradebook") {
            let refusal = r#"{"error":"invalid_scope"}"#;
            return Ok(Response::new(http::StatusCode::BAD_REQUEST, refusal));
        }
        Ok(token(1, r#","expires_in":100"#))
    });
    let client = server.client().auth(credentials()).build().unwrap();
    read(&client).await.unwrap();
    tokio::time::advance(Duration::from_secs(200)).await;
    read(&client).await.unwrap();
    let asked = server.requests().iter().filter(|request| is_token(request)).count();
    assert_eq!(asked, 3, "the scopes that were refused are not asked for again");
}

#[tokio::test(start_paused = true)]
async fn services_have_tokens_of_their_own_if_their_scopes_differ() {
    let (server, count) = numbered(|n| token(n, ""), |_| true);
    let scopes = Scopes::per_service(["roster"], ["gradebook"], ["resource"]);
    let client = server.client().auth(credentials().scopes(scopes)).build().unwrap();
    read(&client).await.unwrap();
    read(&client).await.unwrap();
    assert!(client.result("r").delete().await.is_ok());
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let bodies: Vec<_> = server
        .requests()
        .iter()
        .filter(|request| is_token(request))
        .map(|request| request.body.clone())
        .collect();
    assert!(bodies[0].ends_with(b"scope=roster") && bodies[1].ends_with(b"scope=gradebook"));
}

#[tokio::test(start_paused = true)]
async fn cookies_of_the_token_go_with_it() {
    let (server, _) = numbered(
        |n| with(with(token(n, ""), "set-cookie", "sid=1; HttpOnly"), "set-cookie", "farm=2; Path=/"),
        |_| true,
    );
    let client = server.client().auth(credentials()).build().unwrap();
    read(&client).await.unwrap();
    let requests = server.requests();
    assert_eq!(header(&requests[0], "cookie"), "");
    assert_eq!(header(&requests[1], "cookie"), "sid=1; farm=2");
}

#[tokio::test(start_paused = true)]
async fn tokens_in_other_places_are_renewed_too() {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let server = Server::new(move |_, request| {
        if is_token(request) {
            return Ok(token(counter.fetch_add(1, Ordering::SeqCst) + 1, ""));
        }
        let accepted = request.url.query_pairs().any(|(name, value)| name == "access_token" && value == "T2");
        if accepted { Ok(page(1, request)) } else { Ok(status(401)) }
    });
    let auth = credentials().placed_in(TokenPlacement::Query("access_token".to_owned()));
    let client = server.client().auth(auth).build().unwrap();
    assert_eq!(read(&client).await.unwrap(), 1);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert!(
        server
            .requests()
            .iter()
            .all(|request| is_token(request) || header(request, "authorization").is_empty())
    );
}

#[tokio::test(start_paused = true)]
async fn garbage_from_the_token_endpoint_is_a_clear_error() {
    for body in ["", "{}", "<html>login</html>", r#"{"access_token":null}"#, r#"{"error":"invalid_client"}"#]
    {
        let (server, count) = numbered(move |_| json(body), |_| true);
        let client = server.client().auth(credentials()).build().unwrap();
        let error = read(&client).await.unwrap_err();
        assert_eq!(error.code(), "token", "{body}");
        assert!(error.to_string().contains("https://sis.example/token"), "{error}");
        assert_eq!(count.load(Ordering::SeqCst), 1, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_is_busy_is_asked_again() {
    let (server, count) =
        numbered(|n| if n == 1 { with(status(429), "retry-after", "7") } else { token(n, "") }, |_| true);
    let client = server.client().auth(credentials()).build().unwrap();
    read(&client).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert_eq!(server.times()[1], 7001);
}

#[tokio::test]
async fn fixed_tokens_and_keys_are_sent_where_they_belong() {
    let server = Server::new(|_, request| Ok(page(1, request)));
    let keys = HeaderKeys::new()
        .header("x-subscription", "k1")
        .and_then(|keys| keys.header_for(Service::Gradebook, "x-vendor", "k2"))
        .unwrap();
    let auth = oneroster_client::auth::Auth::from(StaticBearer::new("T")).and(keys);
    let client = server.client().auth(auth).build().unwrap();
    read(&client).await.unwrap();
    client.result("r").delete().await.unwrap();
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| {
            ["authorization", "x-subscription", "x-vendor"].map(|name| header(request, name).to_owned())
        })
        .collect();
    assert_eq!(sent, [["Bearer T", "k1", ""], ["Bearer T", "k1", "k2"]]);
}

/// A source of its own: what another crate would write for a system with a strange login.
#[derive(Debug)]
struct Strange;

#[async_trait]
impl TokenSource for Strange {
    async fn token(&self, need: TokenNeed, http: &TokenHttp) -> Result<Token, Error> {
        assert_eq!(need.service, None);
        let url = url::Url::parse("https://login.example/token").unwrap();
        let response = http.send(Request::new(Method::GET, url)).await?;
        let text = String::from_utf8_lossy(&response.body).into_owned();
        Ok(Token::new(text))
    }
}

#[tokio::test]
async fn a_source_of_ones_own_needs_no_http_code() {
    let server =
        Server::new(|_, request| Ok(if is_token(request) { json("mine") } else { page(1, request) }));
    let client = server.client().auth(TokenSigner::new(Arc::new(Strange))).build().unwrap();
    read(&client).await.unwrap();
    assert_eq!(header(&server.requests()[1], "authorization"), "Bearer mine");
}

/// A machine whose clock is wrong.
#[derive(Debug)]
struct WrongClock;

impl Environment for WrongClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(1_000_000).unwrap()
    }

    fn random(&self) -> u64 {
        7
    }
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_by_that_of_the_server() {
    // The server accepts time stamps of the year 2026 only.
    let server = Server::new(|_, request| {
        let accepted = header(request, "authorization").contains("oauth_timestamp=\"1787");
        let answer = if accepted { page(1, request) } else { status(401) };
        Ok(with(answer, "date", "Mon, 24 Aug 2026 10:00:00 GMT"))
    });
    let client =
        server.client().auth(OAuth1::new("key", "secret")).environment(Arc::new(WrongClock)).build().unwrap();
    read(&client).await.unwrap();
    read(&client).await.unwrap();
    assert_eq!(server.requests().len(), 3, "the correction is kept");

    let always_refused = Server::new(|_, _| Ok(with(status(401), "date", "Mon, 24 Aug 2026 10:00:00 GMT")));
    let client = always_refused.client().auth(OAuth1::new("key", "secret")).build().unwrap();
    assert_eq!(read(&client).await.unwrap_err().code(), "unauthorized");
    assert!(always_refused.requests().len() <= 2);
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_signed_anew() {
    let server = Server::new(|turn, request| if turn == 0 { Ok(status(503)) } else { Ok(page(1, request)) });
    let client = server.client().auth(OAuth1::new("key", "secret")).build().unwrap();
    read(&client).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_ne!(header(&requests[0], "authorization"), header(&requests[1], "authorization"));
    assert!(header(&requests[0], "authorization").contains("oauth_signature_method=\"HMAC-SHA256\""));
}

#[tokio::test]
async fn tokens_never_leave_their_origin() {
    // The gradebook lives on a host of its own, and gets the token because it is configured.
    let server = Server::new(|_, request| {
        if is_token(request) {
            return Ok(token(1, ""));
        }
        let host = request.url.host_str().unwrap();
        assert!(matches!(host, "sis.example" | "grades.example"), "{host}");
        let elsewhere = with(status(302), "location", "https://evil.example/orgs");
        if host == "sis.example" { Ok(elsewhere) } else { Ok(status(204)) }
    });
    let endpoints = Endpoints::v1_1("https://sis.example")
        .and_then(|endpoints| endpoints.with_root(Service::Gradebook, "https://grades.example/v1p1"))
        .unwrap();
    let client =
        Client::builder(endpoints).transport(Arc::new(server.clone())).auth(credentials()).build().unwrap();
    let error = read(&client).await.unwrap_err();
    assert_eq!(error.code(), "redirected");
    client.result("r").delete().await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

/// A signer that sends requests elsewhere, by mistake or on purpose.
#[derive(Debug)]
struct Astray;

#[async_trait]
impl RequestSigner for Astray {
    async fn sign(&self, request: &mut Request, _: &SigningContext<'_>) -> Result<(), Error> {
        request.url.set_host(Some("evil.example")).unwrap();
        Ok(())
    }
}

#[tokio::test]
async fn secrets_are_not_redirected_and_signers_cannot_lead_astray() {
    let server = Server::new(|_, _| Ok(with(status(302), "location", "https://evil.example/token")));
    let client = server.client().auth(credentials().with_get()).build().unwrap();
    assert_eq!(read(&client).await.unwrap_err().code(), "token");
    assert_eq!(server.requests().len(), 1);

    let client = server.client().auth(Astray).build().unwrap();
    assert_eq!(read(&client).await.unwrap_err().code(), "redirected");
    assert_eq!(server.requests().len(), 1, "nothing more was sent");
}

#[test]
fn token_urls_must_be_safe() {
    for url in ["http://sis.example/token", "ftp://sis.example", "nonsense"] {
        assert_eq!(ClientCredentials::new(url, "id", "s").unwrap_err().code(), "configuration", "{url}");
    }
}
