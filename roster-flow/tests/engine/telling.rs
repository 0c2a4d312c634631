//! Who hears of a run.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;

use roster_flow::Flows;
use roster_history::RunId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::place::{Place, run_now};

fn place(port: u16, on: &str) -> Place {
    Place::with(&format!(
        "[notifications.office]\non = [{on}]\nwebhook = {{ url = \"http://127.0.0.1:{port}/hook\", secret = \"k3y\" }}\n\
         [destinations.disk]\nkind = \"file\"\npath = \"asm.zip\"\n\
         [flows.nightly]\nfile = \"district.zip\"\ndestination = \"disk\"\nnotify = [\"office\"]\n"
    ))
}

/// Takes one request and returns its head and body.
async fn heard(listener: &TcpListener) -> (String, String) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = String::new();
    loop {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.unwrap();
        request.push_str(std::str::from_utf8(&part[..read]).unwrap());
        if let Some((head, body)) = request.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ").map(|text| text.parse().unwrap())
            });
            if length == Some(body.len()) {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
                return (head.to_owned(), body.to_owned());
            }
        }
    }
}

async fn tell(flows: &Flows, run: RunId) -> usize {
    let link = Some("http://127.0.0.1:8080/runs/1".to_owned());
    let receipts = flows.tell(run, link).await.unwrap();
    assert!(receipts.iter().all(|receipt| receipt.failure.is_none()), "{receipts:?}");
    receipts.len()
}

#[tokio::test]
async fn ends_of_runs_are_told_signed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = place(listener.local_addr().unwrap().port(), "\"success\"");
    let flows = place.flows();
    let run = run_now(&flows).await;
    let ((head, body), told) = tokio::join!(heard(&listener), tell(&flows, run.id));
    assert_eq!(told, 1);
    assert!(head.to_ascii_lowercase().contains("roster-signature: v1="), "{head}");
    assert!(body.contains("\"flow\":\"nightly\"") && body.contains("runs/1"), "{body}");
}

#[tokio::test]
async fn what_nobody_wants_to_hear_is_not_told() {
    let place = place(1, "\"failure\"");
    let flows = place.flows();
    let run = run_now(&flows).await;
    assert_eq!(tell(&flows, run.id).await, 0);
}

#[tokio::test]
async fn failures_tell_when_they_are_repeated() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = place(listener.local_addr().unwrap().port(), "\"failure\"");
    fs::remove_file(place.path("district.zip")).unwrap();
    let flows = place.flows();
    let run = run_now(&flows).await;
    let ((_, body), told) = tokio::join!(heard(&listener), tell(&flows, run.id));
    assert_eq!(told, 1);
    assert!(body.contains("source_missing") && body.contains("2026-10-01T09:02:00"), "{body}");
}
