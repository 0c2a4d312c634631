//! Text to cells.

use divan::{Bencher, black_box};
use oneroster_csv::scan::Scanner;

use crate::data::{ENROLLMENTS, USERS, bytes, lines};

fn scan(bencher: Bencher<'_, '_>, text: &[u8]) {
    bencher.counter(bytes(text)).counter(lines(text)).bench_local(|| {
        let mut scanner = Scanner::new(text);
        while let Some(record) = scanner.next_record().unwrap() {
            black_box(record.len());
        }
    });
}

#[divan::bench]
fn scan_enrollments(bencher: Bencher<'_, '_>) {
    scan(bencher, &ENROLLMENTS);
}

#[divan::bench]
fn scan_users(bencher: Bencher<'_, '_>) {
    scan(bencher, &USERS);
}

/// Every cell in quotes, as some systems write.
#[divan::bench]
fn scan_quoted(bencher: Bencher<'_, '_>) {
    let text = String::from_utf8_lossy(&ENROLLMENTS);
    let quoted: Vec<String> =
        text.lines().map(|line| format!("\"{}\"\r\n", line.replace(',', "\",\""))).collect();
    scan(bencher, quoted.concat().as_bytes());
}
