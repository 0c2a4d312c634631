//! Whatever goes in comes out of every decoder at hand.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod decoders;
mod random;
mod shapes;

use roster_deflate::{Encoder, Flush};

/// Compresses the data in segments of a length, or in one.
fn compress(data: &[u8], segment: usize) -> Vec<u8> {
    let mut encoder = Encoder::new();
    let mut stream = Vec::new();
    let mut segments = data.chunks(segment.max(1)).peekable();
    while let Some(piece) = segments.next() {
        let flush = if segments.peek().is_some() { Flush::Sync } else { Flush::Finish };
        encoder.compress(piece, flush, &mut stream);
    }
    if data.is_empty() {
        encoder.compress(data, Flush::Finish, &mut stream);
    }
    stream
}

/// Compresses in one segment and in several, checks both, and returns the size of the first.
#[track_caller]
fn check(data: &[u8]) -> usize {
    let stream = compress(data, data.len());
    decoders::check(&stream, data);
    let most = data.len() + data.len() / 1000 + 10;
    assert!(stream.len() <= most, "{} bytes became {}", data.len(), stream.len());
    assert!(stream == compress(data, data.len()), "the same data gave other bytes");
    for segment in [1000, 40_000] {
        decoders::check(&compress(data, segment), data);
    }
    stream.len()
}
