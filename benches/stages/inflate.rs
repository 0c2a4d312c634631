//! Out of the zip.

use std::io::{Read as _, copy, sink};

use divan::Bencher;
use oneroster_csv::File;

use crate::data::{ENROLLMENTS, USERS, bytes, package};

#[divan::bench(args = [File::Enrollments, File::Users])]
fn inflate(bencher: Bencher<'_, '_>, file: File) {
    let text = if file == File::Users { &USERS } else { &ENROLLMENTS };
    let package = package();
    bencher.counter(bytes(text)).bench_local(|| {
        let mut entry = package.open_member(file).unwrap().unwrap();
        let mut piece = vec![0; 256 * 1024];
        while entry.read(&mut piece).unwrap() > 0 {}
    });
}

/// With the second thread that large files get.
#[divan::bench]
fn inflate_ahead(bencher: Bencher<'_, '_>) {
    let package = package();
    bencher.counter(bytes(&ENROLLMENTS)).bench_local(|| {
        let entry = package.open_member(File::Enrollments).unwrap().unwrap();
        copy(&mut entry.read_ahead().unwrap(), &mut sink()).unwrap()
    });
}
