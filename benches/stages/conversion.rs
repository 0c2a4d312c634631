//! A whole conversion: zip in, zip out.

use divan::Bencher;
use divan::counter::ItemsCount;

use crate::data::{CONVERTED, convert};

#[divan::bench]
fn convert_package(bencher: Bencher<'_, '_>) {
    let rows: u64 = CONVERTED.0.rows_in.values().sum();
    bencher.counter(ItemsCount::new(rows)).bench_local(convert);
}
