//! Every rule on every row.

use divan::Bencher;
use divan::counter::ItemsCount;
use oneroster_csv::validate::{ValidateOptions, validate};
use oneroster_model::Findings;

use crate::data::package;

#[divan::bench]
fn validate_package(bencher: Bencher<'_, '_>) {
    let package = package();
    let validate = || validate(&package, &ValidateOptions::default(), &mut Findings::default()).unwrap();
    let rows: u64 = validate().files.values().map(|file| file.rows).sum();
    bencher.counter(ItemsCount::new(rows)).bench_local(validate);
}
