use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::GzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use super::{TransportError, TransportErrorKind};

/// Space taken at once on the word of `Content-Length`; a larger claim grows as bytes arrive.
const TRUSTED_LENGTH: usize = 8 * 1024 * 1024;

/// Collects a body chunk by chunk, decompresses it on the way and stops at a limit.
///
/// The limit counts decompressed bytes and is checked while decompressing, so that a small compressed
/// body that expands without end costs no more memory than the limit.
pub(super) struct BodyCollector {
    sink: Sink,
}

enum Sink {
    Plain(Bounded),
    Gzip(Box<GzDecoder<Bounded>>),
}

impl BodyCollector {
    /// Prepares for the body that these headers announce.
    pub(super) fn new(headers: &HeaderMap, limit: usize) -> Result<Self, TransportError> {
        let encoding = headers.get(CONTENT_ENCODING).map_or(&b""[..], http::HeaderValue::as_bytes);
        let announced = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<usize>().ok())
            .unwrap_or(0);
        let sink = match encoding.trim_ascii().to_ascii_lowercase().as_slice() {
            b"" | b"identity" => {
                if announced > limit {
                    return Err(too_large(limit));
                }
                Sink::Plain(Bounded::new(limit, announced))
            }
            // JSON of rosters shrinks to about a tenth.
            b"gzip" | b"x-gzip" => {
                Sink::Gzip(Box::new(GzDecoder::new(Bounded::new(limit, announced.saturating_mul(8)))))
            }
            _ => {
                return Err(TransportError::new(
                    TransportErrorKind::Encoding,
                    "the server used a content encoding that was not offered",
                ));
            }
        };
        Ok(Self { sink })
    }

    /// Takes the next bytes as they came over the wire.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), TransportError> {
        match &mut self.sink {
            Sink::Plain(sink) => sink.write_all(chunk),
            Sink::Gzip(sink) => sink.write_all(chunk),
        }
        .map_err(|error| self.explain(error))
    }

    /// Returns the complete body.
    pub(super) fn finish(self) -> Result<Bytes, TransportError> {
        match self.sink {
            Sink::Plain(sink) => Ok(sink.bytes.into()),
            Sink::Gzip(sink) => {
                let limit = sink.get_ref().limit;
                match sink.finish() {
                    Ok(sink) => Ok(sink.bytes.into()),
                    Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(too_large(limit)),
                    Err(error) => Err(TransportError::new(TransportErrorKind::Encoding, error)),
                }
            }
        }
    }

    fn explain(&self, error: io::Error) -> TransportError {
        let limit = match &self.sink {
            Sink::Plain(sink) => sink.limit,
            Sink::Gzip(sink) => sink.get_ref().limit,
        };
        match error.kind() {
            io::ErrorKind::FileTooLarge => too_large(limit),
            _ => TransportError::new(TransportErrorKind::Encoding, error),
        }
    }
}

fn too_large(limit: usize) -> TransportError {
    TransportError::new(TransportErrorKind::TooLarge, format!("the limit is {limit} bytes"))
}

/// A growing buffer that refuses to grow past a limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Bounded {
    fn new(limit: usize, expected: usize) -> Self {
        Self { bytes: Vec::with_capacity(expected.min(limit).min(TRUSTED_LENGTH)), limit }
    }
}

impl Write for Bounded {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if buffer.len() > self.limit - self.bytes.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::HeaderValue;

    use super::*;

    fn collect(encoding: &str, wire: &[u8], limit: usize) -> Result<Bytes, TransportErrorKind> {
        let mut headers = HeaderMap::new();
        if !encoding.is_empty() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_str(encoding).unwrap());
        }
        let mut collector = BodyCollector::new(&headers, limit).map_err(|error| error.kind())?;
        for chunk in wire.chunks(7) {
            collector.push(chunk).map_err(|error| error.kind())?;
        }
        collector.finish().map_err(|error| error.kind())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn bodies_are_decompressed_and_bounded() {
        let text = b"{\"orgs\":[]}";
        let zipped = gzip(text);
        let bomb = gzip(&vec![b' '; 1_000_000]);
        let cut = &zipped[..zipped.len() - 4];
        for (name, encoding, wire, limit, expected) in [
            ("plain", "", &text[..], 11, Ok(())),
            ("plain beyond the limit", "", &text[..], 10, Err(TransportErrorKind::TooLarge)),
            ("gzip", "gzip", &zipped, 11, Ok(())),
            ("gzip in capitals", "GZIP", &zipped, 11, Ok(())),
            ("gzip beyond the limit", "gzip", &zipped, 10, Err(TransportErrorKind::TooLarge)),
            ("bomb", "gzip", &bomb, 100_000, Err(TransportErrorKind::TooLarge)),
            ("cut short", "gzip", cut, 100, Err(TransportErrorKind::Encoding)),
            ("not gzip at all", "gzip", &text[..], 100, Err(TransportErrorKind::Encoding)),
            ("not offered", "br", &text[..], 100, Err(TransportErrorKind::Encoding)),
        ] {
            let result = collect(encoding, wire, limit);
            assert_eq!(result.clone().map(|_| ()), expected, "{name}");
            if let Ok(body) = result {
                assert_eq!(&body[..], text, "{name}");
            }
        }
    }

    #[test]
    fn an_announced_length_beyond_the_limit_is_refused_before_reading() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("99999999999"));
        assert!(BodyCollector::new(&headers, 1000).is_err());
    }
}
