//! Time and memory over the size of the district.

use crate::peers::{Order, Peer};
use crate::plot::{Plot, Series};
use crate::results::{Measured, Results, Stage};

/// What is drawn, where it was measured.
const STAGES: [(Stage, &str); 6] = [
    (Stage::CONVERT, "convert"),
    (Stage::Validate, "validate"),
    (Stage::Diff, "diff"),
    (Stage::Peer { peer: Peer::DuckDb, level: 6, order: Order::Cheapest }, "convert by DuckDB"),
    (Stage::Peer { peer: Peer::Polars, level: 6, order: Order::Cheapest }, "convert by Polars"),
    (Stage::Peer { peer: Peer::PlainPython, level: 6, order: Order::Cheapest }, "convert by plain Python"),
];

/// Draws CPU time and peak memory of some stages, one beside the other.
pub(crate) fn plot(results: &[Results]) -> String {
    let series = |value: fn(&Measured) -> f64| {
        let line = |(stage, name): (Stage, &'static str)| Series {
            name,
            points: results
                .iter()
                .filter_map(|results| Some((f64::from(results.students), value(results.stage(stage)?))))
                .collect(),
        };
        STAGES.into_iter().map(line).filter(|series| !series.points.is_empty()).collect::<Vec<_>>()
    };
    let time = Plot { title: "CPU time, seconds", series: series(Measured::cpu) };
    let memory = Plot { title: "peak memory, megabytes", series: series(|measured| measured.peak() / 1e6) };
    crate::plot::draw(&[time, memory], "students")
}
