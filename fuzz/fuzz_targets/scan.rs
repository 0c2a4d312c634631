#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use oneroster_csv::scan::Scanner;

/// Hands out one byte at a time.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(1);
        self.0.read(&mut buffer[..length])
    }
}

fn records(reader: impl Read) -> (Vec<Vec<String>>, Option<&'static str>) {
    let mut scanner = Scanner::new(reader);
    let mut records = Vec::new();
    loop {
        match scanner.next_record() {
            Ok(Some(record)) => records.push(record.iter().map(str::to_owned).collect()),
            Ok(None) => return (records, None),
            Err(error) => return (records, Some(error.code())),
        }
    }
}

fuzz_target!(|bytes: &[u8]| assert_eq!(records(bytes), records(Trickle(bytes))));
