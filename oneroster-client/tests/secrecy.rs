//! Nothing secret is shown: not in errors, not in recordings, not in logs.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::error::Error as _;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use oneroster_client::auth::{ClientCredentials, CredentialPlacement, OAuth1, ParameterPlacement};
use oneroster_client::transport::TransportErrorKind;
use oneroster_client::{Error, Purpose, Recorded, Recorder, RetryPolicy};
use oneroster_model::query::Filter;
use support::{Outcome, Server, json, page, status, with};

/// Everything secret or personal in these tests holds this word.
const SECRET: &str = "S3CR3T";

#[derive(Debug, Default)]
struct Memory(Mutex<Vec<Recorded>>);

impl Recorder for Memory {
    fn record(&self, recorded: Recorded) {
        self.0.lock().unwrap().push(recorded);
    }
}

fn chain(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {:?}", error.advice());
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, " {cause}").unwrap();
        source = cause.source();
    }
    text
}

fn answer(turn: usize, token: bool, request: &oneroster_client::transport::Request) -> Outcome {
    let leak = format!(r#"{{"error":"x","access_token":"{SECRET}","password":"{SECRET}"}}"#);
    let bad = |code| {
        let mut answer = with(status(code), "set-cookie", &format!("sid={SECRET}"));
        answer.body = leak.clone().into();
        answer
    };
    Ok(match (turn % 6, token) {
        (_, true) if turn < 12 => json(format!(r#"{{"access_token":"{SECRET}.{turn}","expires_in":1}}"#)),
        (_, true) => bad(400),
        (0 | 1, false) => bad(500),
        (2, false) => with(bad(302), "location", &format!("https://evil.example/?t={SECRET}")),
        (3, false) => return Err(TransportErrorKind::Interrupted),
        (4, false) => bad(401),
        _ => with(page(1, request), "link", &format!("<https://evil.example/?t={SECRET}>; rel=\"next\"")),
    })
}

#[tokio::test(start_paused = true)]
async fn errors_and_recordings_hold_no_secret() {
    let memory = Arc::new(Memory::default());
    let (tokens, reads) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let server = Server::new(move |_, request| {
        let token = request.url.path() == "/token";
        let turn = if token { &tokens } else { &reads }.fetch_add(1, Ordering::Relaxed);
        answer(turn, token, request)
    });
    let mut texts = Vec::new();
    for placement in [CredentialPlacement::Basic, CredentialPlacement::Parameters, CredentialPlacement::Query]
    {
        let credentials =
            ClientCredentials::new(&format!("https://sis.example/token?app={SECRET}"), SECRET, SECRET)
                .unwrap()
                .credentials_in(placement);
        texts.push(format!("{credentials:?}"));
        let client = server
            .client()
            .auth(credentials)
            .retry(RetryPolicy::never())
            .recorder(Arc::clone(&memory) as Arc<dyn Recorder>)
            .record_bodies(10_000)
            .build()
            .unwrap();
        texts.push(format!("{client:?}"));
        for _ in 0..8 {
            let mine = client.users().filter(Filter::eq("email", SECRET));
            match mine.all().await {
                Ok(_) => {}
                Err(error) => texts.push(chain(&error)),
            }
            tokio::time::advance(std::time::Duration::from_secs(2)).await;
        }
    }
    let oauth1 = server.client().auth(OAuth1::new(SECRET, SECRET));
    texts.push(format!("{oauth1:?}"));
    let recorded = memory.0.lock().unwrap();
    assert!(recorded.iter().any(|recorded| recorded.purpose == Purpose::Token));
    assert!(recorded.iter().any(|recorded| recorded.failure.is_some()));
    for recorded in recorded.iter() {
        texts.push(format!("{recorded:?}"));
        texts.push(serde_json::to_string(recorded).unwrap());
    }
    assert!(texts.len() > 40);
    for text in texts {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn tokens_in_strange_answers_are_not_shown() {
    for body in [
        SECRET.to_owned(),
        format!("{SECRET}-with-a-length-that-is-taken-for-a-token"),
        format!("\"{SECRET}\""),
        format!("[\"{SECRET}\"]"),
        format!(r#"{{"jwt":"{SECRET}"}}"#),
        format!(r#"{{"error":"{SECRET}","error_description":"{SECRET}"}}"#),
        format!(r#"{{"access_token":"{SECRET}\n"}}"#),
    ] {
        let memory = Arc::new(Memory::default());
        let answer = body.clone();
        let server = Server::new(move |_, request| {
            if request.url.path() == "/token" { Ok(json(answer.clone())) } else { Ok(status(401)) }
        });
        let credentials = ClientCredentials::new("https://sis.example/token", "id", SECRET)
            .unwrap()
            .parameters_in(ParameterPlacement::Multipart)
            .credentials_in(CredentialPlacement::Parameters);
        let client =
            server.client().auth(credentials).recorder(Arc::clone(&memory) as Arc<dyn Recorder>).build();
        let error = client.unwrap().org("x").get().await.unwrap_err();
        assert!(!chain(&error).contains(SECRET), "{body}: {}", chain(&error));
        let recorded = format!("{:?}", memory.0.lock().unwrap());
        assert!(!recorded.contains(SECRET), "{body}: {recorded}");
    }
}

#[tokio::test]
async fn recordings_show_what_an_operator_needs() {
    let memory = Arc::new(Memory::default());
    let server = Server::new(|turn, request| if turn == 0 { Ok(status(404)) } else { Ok(page(1, request)) });
    let client = server.client().recorder(Arc::clone(&memory) as Arc<dyn Recorder>).build().unwrap();
    assert!(client.org("x").get().await.is_err());
    client.orgs().page_size(5).all().await.unwrap();
    let recorded = memory.0.lock().unwrap();
    let lines: Vec<_> = recorded
        .iter()
        .map(|recorded| (recorded.method.as_str(), recorded.url.as_str(), recorded.status, recorded.attempt))
        .collect();
    assert_eq!(
        lines,
        [
            ("GET", "https://sis.example/ims/oneroster/v1p1/orgs/x", Some(404), 1),
            ("GET", "https://sis.example/ims/oneroster/v1p1/orgs?limit=5&offset=0", Some(200), 1),
        ]
    );
    assert!(recorded[1].response_body.is_empty() && recorded[1].response_bytes > 0);
}
