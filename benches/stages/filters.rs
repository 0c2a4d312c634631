//! Filter expressions of requests.

use divan::Bencher;
use divan::counter::ItemsCount;
use oneroster_model::query::Filter;

/// One of each kind that the standard shows.
const FILTERS: [&str; 4] = [
    "role='student'",
    "familyName~'jo'",
    "status='active' AND dateLastModified>'2026-08-18T06:00:00.000Z'",
    "grades='09' OR grades='10'",
];

#[divan::bench]
fn parse_filters(bencher: Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(FILTERS.len()))
        .bench_local(|| FILTERS.map(|text| text.parse::<Filter>().unwrap()));
}

#[divan::bench]
fn write_filters(bencher: Bencher<'_, '_>) {
    let filters = FILTERS.map(|text| text.parse::<Filter>().unwrap());
    bencher
        .counter(ItemsCount::new(FILTERS.len()))
        .bench_local(|| filters.each_ref().map(ToString::to_string));
}
