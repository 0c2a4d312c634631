//! Rows to an archive for Apple School Manager.

use std::io::Cursor;

use asm_format::{
    ArchiveSettings, ArchiveWriter, AsmFile, Compression, Dialect, LineEncoder, RosterRow, StudentRow,
};
use divan::Bencher;

use crate::data::{CONVERTED, bytes, lines};

/// Returns the cells of a file, row by row. (Quotes stay: what is measured is the way of plain text.)
fn rows(text: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8_lossy(text);
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Rows to lines, without an archive.
#[divan::bench]
fn encode_rosters(bencher: Bencher<'_, '_>) {
    let text = &CONVERTED.1[1];
    let rows = rows(text);
    let encoder = LineEncoder::new(Dialect::default());
    bencher.counter(bytes(text)).counter(lines(text)).bench_local(|| {
        let mut out = Vec::with_capacity(text.len());
        for row in &rows {
            encoder.encode(&mut out, row.iter().map(String::as_str));
        }
        out
    });
}

#[divan::bench]
fn encode_students(bencher: Bencher<'_, '_>) {
    let text = &CONVERTED.1[0];
    let rows = rows(text);
    let students: Vec<StudentRow<&str>> = rows
        .iter()
        .map(|row| StudentRow {
            person_id: row[0].as_str(),
            person_number: &row[1],
            first_name: &row[2],
            middle_name: &row[3],
            last_name: &row[4],
            grade_level: &row[5],
            email_address: &row[6],
            sis_username: &row[7],
            password_policy: &row[8],
            location_ids: vec![&row[9]],
        })
        .collect();
    let encoder = LineEncoder::new(Dialect::default());
    bencher.counter(bytes(text)).counter(lines(text)).bench_local(|| {
        let mut out = Vec::with_capacity(text.len());
        for student in &students {
            encoder.encode_row(&mut out, student, 1);
        }
        out
    });
}

/// The whole way of a file, compression included.
#[divan::bench(args = [Compression::Fast, Compression::Level(6)])]
fn write_rosters(bencher: Bencher<'_, '_>, compression: Compression) {
    let text = &CONVERTED.1[1];
    let rows = rows(text);
    let settings = ArchiveSettings::default().with_compression(compression);
    bencher.counter(bytes(text)).counter(lines(text)).bench_local(|| {
        let mut archive = ArchiveWriter::new(Cursor::new(Vec::new()), &settings).unwrap();
        archive.begin(AsmFile::Rosters, 0).unwrap();
        for row in &rows {
            let (roster_id, class_id, student_id) = (&row[0], &row[1], &row[2]);
            archive.row(&RosterRow { roster_id, class_id, student_id }).unwrap();
        }
        archive.finish().unwrap()
    });
}
