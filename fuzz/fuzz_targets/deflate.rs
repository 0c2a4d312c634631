#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use roster_deflate::{Encoder, Flush};

fuzz_target!(|bytes: &[u8]| {
    // The first byte says how long the segments are.
    let Some((&length, data)) = bytes.split_first() else { return };
    let mut encoder = Encoder::new();
    let mut stream = Vec::new();
    for segment in data.chunks(usize::from(length).pow(2).max(1)) {
        encoder.compress(segment, Flush::Sync, &mut stream);
    }
    encoder.compress(b"", Flush::Finish, &mut stream);
    let mut read = Vec::new();
    flate2::read::DeflateDecoder::new(stream.as_slice()).read_to_end(&mut read).expect("a valid stream");
    assert_eq!(read, data);

    stream.clear();
    encoder.compress(data, Flush::Finish, &mut stream);
    read.clear();
    flate2::read::DeflateDecoder::new(stream.as_slice()).read_to_end(&mut read).expect("a valid stream");
    assert_eq!(read, data);
    assert!(stream.len() <= data.len() + data.len() / 1000 + 10);
});
