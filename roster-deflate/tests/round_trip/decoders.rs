//! The decoders: two libraries, and Python's zlib where there is one.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// Checks that both libraries read exactly this.
#[track_caller]
pub(crate) fn check(stream: &[u8], expected: &[u8]) {
    let mut read = Vec::new();
    let mut decoder = flate2::read::DeflateDecoder::new(stream);
    decoder.read_to_end(&mut read).unwrap();
    assert!(read == expected, "zlib-rs reads something else");
    assert_eq!(decoder.total_in(), stream.len() as u64, "bytes are left behind the stream");
    assert!(
        miniz_oxide::inflate::decompress_to_vec(stream).unwrap() == expected,
        "miniz reads something else"
    );
}

/// Reads a raw stream with Python's zlib; `None` where there is no Python.
pub(crate) fn python(stream: &[u8]) -> Option<Vec<u8>> {
    const SCRIPT: &str = "import sys, zlib\n\
        decoder = zlib.decompressobj(-15)\n\
        sys.stdout.buffer.write(decoder.decompress(sys.stdin.buffer.read()) + decoder.flush())\n\
        sys.exit(0 if decoder.eof and not decoder.unused_data else 1)";
    let mut python = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .inspect_err(|error| eprintln!("skipped, no Python here: {error}"))
        .ok()?;
    // Python reads all before it writes.
    python.stdin.take().unwrap().write_all(stream).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "Python does not accept the stream");
    Some(output.stdout)
}
