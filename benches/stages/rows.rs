//! Cells to rows, with the checks of a reader.

use divan::{Bencher, black_box};
use oneroster_csv::tables::{EnrollmentRow, UserRow};
use oneroster_csv::{File, OwnedRow, ReadOptions, TableReader};
use oneroster_model::{Findings, Version};

use crate::data::{ENROLLMENTS, USERS, bytes, lines};

fn reader<'t>(text: &'t [u8], file: File, findings: &mut Findings) -> TableReader<&'t [u8]> {
    TableReader::new(text, file, Version::V1_1, ReadOptions::default(), findings).unwrap()
}

#[divan::bench]
fn borrowed_enrollments(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes(&ENROLLMENTS)).counter(lines(&ENROLLMENTS)).bench_local(|| {
        let mut findings = Findings::default();
        let mut reader = reader(&ENROLLMENTS, File::Enrollments, &mut findings);
        while let Some(record) = reader.next_record(&mut findings).unwrap() {
            black_box(record.row::<EnrollmentRow<&str>>());
        }
    });
}

#[divan::bench]
fn borrowed_users(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes(&USERS)).counter(lines(&USERS)).bench_local(|| {
        let mut findings = Findings::default();
        let mut reader = reader(&USERS, File::Users, &mut findings);
        while let Some(record) = reader.next_record(&mut findings).unwrap() {
            black_box(record.row::<UserRow<&str>>());
        }
    });
}

/// The comfortable way.
#[divan::bench]
fn owned_enrollments(bencher: Bencher<'_, '_>) {
    fn read<R: OwnedRow>(text: &[u8], file: File) {
        let mut findings = Findings::default();
        for row in reader(text, file, &mut findings).into_rows::<R>(&mut findings) {
            black_box(row.unwrap());
        }
    }
    bencher
        .counter(bytes(&ENROLLMENTS))
        .counter(lines(&ENROLLMENTS))
        .bench_local(|| read::<EnrollmentRow>(&ENROLLMENTS, File::Enrollments));
}
