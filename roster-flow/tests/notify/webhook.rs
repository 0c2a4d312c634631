use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::{HeaderValue, StatusCode};
use oneroster_client::transport::{Request, Response, Transport, TransportError, TransportErrorKind};
use roster_flow::notify::NotificationEvent::{self, Failure, Held, Success};
use roster_flow::notify::{Notification, Notifier, Receipt, Webhook, signature};
use time::macros::datetime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{clock, failed};

/// Answers with statuses in turn, the last one again and again; 0 stands for no connection.
#[derive(Debug)]
struct Receiver {
    statuses: Mutex<Vec<u16>>,
    requests: Mutex<Vec<Request>>,
}

impl Receiver {
    fn new(statuses: &[u16]) -> Arc<Self> {
        let statuses = Mutex::new(statuses.iter().rev().copied().collect());
        Arc::new(Self { statuses, requests: Mutex::default() })
    }

    fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

#[async_trait]
impl Transport for Receiver {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.requests.lock().unwrap().push(request);
        let mut statuses = self.statuses.lock().unwrap();
        let status = if statuses.len() > 1 { statuses.pop() } else { statuses.last().copied() };
        match status.unwrap() {
            0 => Err(TransportError::new(TransportErrorKind::Connect, "nobody there")),
            1 => Err(TransportError::new(TransportErrorKind::Tls, "bad certificate")),
            status => {
                let mut response = Response::new(StatusCode::from_u16(status).unwrap(), "no");
                response.headers.insert("location", HeaderValue::from_static("https://elsewhere.example"));
                Ok(response)
            }
        }
    }
}

const URL: &str = "https://hooks.example.org/T024/p4th-s3cr3t?token=qu3ry-s3cr3t";

fn webhook() -> Webhook {
    Webhook::new(URL).unwrap().secret("k3y".into())
}

/// Tells of a failure, with the clock put forward whenever somebody waits for it.
async fn tell(receiver: &Arc<Receiver>) -> Receipt {
    let notifier = Notifier::new().webhook(webhook().transport(receiver.clone()));
    let (hands, clock) = clock();
    let telling = tokio::spawn(async move { notifier.notify(&failed(), &clock).await });
    let advancing = async {
        loop {
            hands.until_asleep(1).await;
            hands.set(hands.next_wake().unwrap());
        }
    };
    let receipts = tokio::select! {
        receipts = telling => receipts.unwrap(),
        () = advancing => unreachable!("there is no end to it"),
    };
    let shown = format!("{receipts:?} {:?}", webhook());
    for secret in ["p4th-s3cr3t", "qu3ry-s3cr3t", "k3y"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let [receipt] = receipts.try_into().unwrap();
    receipt
}

#[tokio::test]
async fn receiver_can_check_what_it_gets() {
    let receiver = Receiver::new(&[204]);
    let receipt = tell(&receiver).await;
    assert_eq!(receipt.target, "webhook at https://hooks.example.org");
    assert_eq!((receipt.attempts, receipt.failure), (1, None));
    let requests = receiver.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((request.method.as_str(), request.url.as_str()), ("POST", URL));
    let header = |name: &str| request.headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("roster-message"), "17-failure");
    let now = datetime!(2026-11-25 10:31 UTC).unix_timestamp();
    assert_eq!(header("roster-timestamp"), now.to_string());
    let genuine = |key: &str, body: &[u8]| {
        let (timestamp, sent) = (header("roster-timestamp"), header("roster-signature"));
        signature::verify(&key.into(), timestamp, body, sent, now + 10, 300)
    };
    assert!(genuine("k3y", &request.body));
    assert!(!genuine("key", &request.body));
    assert!(!genuine("k3y", b"{}"));
    let json: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(json["flow"], "nächtlich");
    assert_eq!(json["counts"]["students"], 1200);
    assert_eq!(json["failure"]["code"], "connect");
}

#[test]
fn signatures_in_other_forms_are_no_panic() {
    for wrong in ["", "v1=", "v1=0", "v1=zz", "v2=00", "v1=é0", "00"] {
        assert!(!signature::verify(&"k".into(), "1", b"", wrong, 1, 300), "{wrong}");
    }
    let signed = signature::sign(&"k".into(), "no time", b"");
    assert!(!signature::verify(&"k".into(), "no time", b"", &signed, 1, 300));
}

#[tokio::test]
async fn failures_that_may_pass_are_tried_again_others_are_not() {
    let check = |statuses: &'static [u16],
                 attempts: usize,
                 expected: Option<(&'static str, &'static str)>| async move {
        let receiver = Receiver::new(statuses);
        let receipt = tell(&receiver).await;
        let failure = receipt.failure.as_ref().map(|failure| (failure.code(), failure.to_string()));
        let expected =
            expected.map(|(code, text)| (code, format!("the webhook at https://hooks.example.org {text}")));
        assert_eq!((receipt.attempts, failure), (attempts, expected), "{statuses:?}");
        assert_eq!(receiver.requests().len(), attempts);
    };
    check(&[503, 0, 429, 200], 4, None).await;
    check(&[500], 4, Some(("webhook_refused", "answered with 500"))).await;
    check(&[0], 4, Some(("webhook_connection", "was not reached: no connection: nobody there"))).await;
    check(&[1], 1, Some(("webhook_tls", "was not reached: no secure connection: bad certificate"))).await;
    check(&[302], 1, Some(("webhook_refused", "answered with 302"))).await;
    check(&[401], 1, Some(("webhook_refused", "answered with 401"))).await;
    check(&[404], 1, Some(("webhook_refused", "answered with 404"))).await;
}

#[tokio::test]
async fn only_wanted_events_are_told() {
    let check = |on: &'static [NotificationEvent], event, attempt, told: bool| async move {
        let receiver = Receiver::new(&[200]);
        let notifier = Notifier::new().webhook(webhook().transport(receiver.clone())).on(on);
        let mut news = Notification::new(event, "nightly", "17", datetime!(2026-11-25 10:31 UTC));
        news.attempt = attempt;
        let receipts = notifier.notify(&news, &clock().1).await;
        assert_eq!(
            (receipts.len(), receiver.requests().len()),
            (usize::from(told), usize::from(told)),
            "{on:?} {event:?}"
        );
    };
    check(&[Failure, Held], Failure, 1, true).await;
    check(&[Failure, Held], Held, 1, true).await;
    check(&[Failure, Held], Success, 1, false).await;
    check(&[Success], Success, 1, true).await;
    check(&[Success], Failure, 1, false).await;
    // Who heard of the failure hears that it is over.
    check(&[Failure], Success, 2, true).await;
    check(&[Held], Success, 2, false).await;
    check(&[], Failure, 1, false).await;
}

#[tokio::test]
async fn redirects_are_not_followed_over_the_wire() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            request.push(socket.read_u8().await.unwrap());
        }
        let answer = "HTTP/1.1 307 Temporary Redirect\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n";
        socket.write_all(answer.as_bytes()).await.unwrap();
        drop(socket);
        // A second request would come to the same port.
        (String::from_utf8(request).unwrap(), listener)
    });
    let url = format!("http://127.0.0.1:{port}/hook");
    let notifier = Notifier::new().webhook(Webhook::new(&url).unwrap()).pauses(&[]);
    let receipts = notifier.notify(&failed(), &clock().1).await;
    assert_eq!(
        receipts[0].failure.as_ref().unwrap().advice(),
        Some("redirects are not followed; set the final URL")
    );
    let (request, listener) = server.await.unwrap();
    assert!(request.starts_with("POST /hook HTTP/1.1\r\n"), "{request}");
    assert!(
        request.contains("user-agent: roster-flow/") && !request.contains("roster-signature"),
        "{request}"
    );
    listener.into_std().unwrap().accept().unwrap_err();
}
