use std::sync::{Mutex, PoisonError};

use oneroster_client::{Recorded, Recorder};
use roster_history::{Body, Message, NewExchange};

/// Exchanges of one step that are kept at most.
const MOST: usize = 20_000;
/// Bytes of bodies of one step that are kept at most.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Takes requests and answers, redacted by the client, until they go into the history.
#[derive(Debug, Default)]
pub(super) struct Exchanges(Mutex<Taken>);

#[derive(Debug, Default)]
struct Taken {
    waiting: Vec<NewExchange>,
    count: usize,
    bytes: usize,
}

impl Exchanges {
    /// Takes out what has come since the last time.
    pub(super) fn take(&self) -> Vec<NewExchange> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).waiting)
    }
}

impl Recorder for Exchanges {
    fn record(&self, recorded: Recorded) {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.count < MOST {
            taken.count += 1;
            let room = MOST_BYTES.saturating_sub(taken.bytes);
            let exchange = exchange(recorded, room);
            taken.bytes += exchange.request.body.bytes().len() + exchange.response.body.bytes().len();
            taken.waiting.push(exchange);
        }
    }
}

/// Turns what the client recorded into what the history keeps; bodies for which there is no room are left out.
fn exchange(recorded: Recorded, room: usize) -> NewExchange {
    let body = |text: String, length: usize| {
        let text = if text.len() > room { String::new() } else { text };
        // What is redacted has another length than what was sent; the client marks what it cut.
        if text.ends_with('…') || text.is_empty() {
            Body::beginning(text, length as u64)
        } else {
            Body::new(text)
        }
    };
    let request_length = recorded.request_body.len();
    let request = Message::new(recorded.request_headers, body(recorded.request_body, request_length));
    let response = body(recorded.response_body, recorded.response_bytes);
    let milliseconds = recorded.elapsed.as_millis().try_into().unwrap_or(u64::MAX);
    let mut exchange = NewExchange::new(recorded.sent_at, recorded.method, recorded.url)
        .with_request(request)
        .with_milliseconds(milliseconds);
    if let Some(status) = recorded.status {
        exchange = exchange.with_response(status, Message::new(recorded.response_headers, response));
    }
    match recorded.failure {
        Some(failure) => exchange.with_failure(failure),
        None => exchange,
    }
}
