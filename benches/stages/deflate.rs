//! Text to compressed text: by the levels of the library, and by the encoder for rosters.

use std::io::Write as _;

use divan::Bencher;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use roster_deflate::{Encoder, Flush};

use crate::data::{CONVERTED, bytes};

fn deflate(bencher: Bencher<'_, '_>, text: &[u8], level: u32) {
    bencher.counter(bytes(text)).bench_local(|| {
        let mut encoder = DeflateEncoder::new(Vec::with_capacity(text.len()), Compression::new(level));
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    });
}

#[divan::bench(args = [1, 3, 6, 9])]
fn deflate_students(bencher: Bencher<'_, '_>, level: u32) {
    deflate(bencher, &CONVERTED.1[0], level);
}

#[divan::bench(args = [1, 3, 6, 9])]
fn deflate_rosters(bencher: Bencher<'_, '_>, level: u32) {
    deflate(bencher, &CONVERTED.1[1], level);
}

fn deflate_by_own_encoder(bencher: Bencher<'_, '_>, text: &[u8]) {
    let mut encoder = Encoder::new();
    bencher.counter(bytes(text)).bench_local(|| {
        let mut out = Vec::with_capacity(text.len());
        encoder.compress(text, Flush::Finish, &mut out);
        out
    });
}

#[divan::bench]
fn deflate_students_by_own_encoder(bencher: Bencher<'_, '_>) {
    deflate_by_own_encoder(bencher, &CONVERTED.1[0]);
}

#[divan::bench]
fn deflate_rosters_by_own_encoder(bencher: Bencher<'_, '_>) {
    deflate_by_own_encoder(bencher, &CONVERTED.1[1]);
}
