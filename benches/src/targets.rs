//! The targets, and what was measured beside them.

use asm_format::Compression;
use serde::Serialize;

use crate::peers::{Order, Peer};
use crate::results::{Results, Stage};
use crate::table::Table;

/// One row of the table of targets. Smaller is better in all of them.
struct Target {
    what: &'static str,
    unit: Unit,
    limits: Option<Limits>,
    measure: fn(&Results) -> Option<f64>,
}

/// What must not be exceeded, and what should not be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Limits {
    must: f64,
    aim: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Ratio,
    Megabytes,
}

const LEVEL_6: Stage = Stage::Convert { threads: 2, compression: Compression::Level(6) };

const fn peer(peer: Peer, level: u8) -> Stage {
    Stage::Peer { peer, level, order: Order::Cheapest }
}

const fn sorted(peer: Peer, level: u8) -> Stage {
    Stage::Peer { peer, level, order: Order::Ours }
}

const fn ratio(what: &'static str, must: f64, aim: f64, measure: fn(&Results) -> Option<f64>) -> Target {
    Target { what, unit: Unit::Ratio, limits: Some(Limits { must, aim }), measure }
}

/// A ratio that has no target.
const fn shown(what: &'static str, measure: fn(&Results) -> Option<f64>) -> Target {
    Target { what, unit: Unit::Ratio, limits: None, measure }
}

const fn memory(what: &'static str, must: f64, aim: f64, measure: fn(&Results) -> Option<f64>) -> Target {
    Target { what, unit: Unit::Megabytes, limits: Some(Limits { must, aim }), measure }
}

/// The targets. They are meant for a million students; smaller districts are measured by the same.
static TARGETS: [Target; 28] = [
    ratio("convert, CPU over DuckDB at level 6", 0.36, 0.18, |results| {
        results.cpu_ratio(Stage::CONVERT, peer(Peer::DuckDb, 6))
    }),
    ratio("the same, DuckDB at level 1", 0.36, 0.18, |results| {
        results.cpu_ratio(Stage::CONVERT, peer(Peer::DuckDb, 1))
    }),
    shown("the same, both at level 6 of a library", |results| {
        results.cpu_ratio(LEVEL_6, peer(Peer::DuckDb, 6))
    }),
    ratio("convert, CPU over Polars at level 6", 0.36, 0.18, |results| {
        results.cpu_ratio(Stage::CONVERT, peer(Peer::Polars, 6))
    }),
    ratio("the same, Polars at level 1", 0.36, 0.18, |results| {
        results.cpu_ratio(Stage::CONVERT, peer(Peer::Polars, 1))
    }),
    shown("the same, both at level 6 of a library", |results| {
        results.cpu_ratio(LEVEL_6, peer(Peer::Polars, 6))
    }),
    ratio("convert, CPU over plain Python csv at level 6", 0.24, 0.12, |results| {
        results.cpu_ratio(Stage::CONVERT, peer(Peer::PlainPython, 6))
    }),
    ratio("the same, plain Python csv at level 1", 0.24, 0.12, |results| {
        results.cpu_ratio(Stage::CONVERT, peer(Peer::PlainPython, 1))
    }),
    shown("the same, both at level 6 of a library", |results| {
        results.cpu_ratio(LEVEL_6, peer(Peer::PlainPython, 6))
    }),
    shown("convert, CPU over pandas at level 6", |results| {
        results.cpu_ratio(Stage::CONVERT, peer(Peer::Pandas, 6))
    }),
    shown("the same, pandas at level 1", |results| results.cpu_ratio(Stage::CONVERT, peer(Peer::Pandas, 1))),
    shown("the same, both at level 6 of a library", |results| {
        results.cpu_ratio(LEVEL_6, peer(Peer::Pandas, 6))
    }),
    ratio("output, size over DuckDB at level 6, same order", 1.0, 1.0, |results| {
        results.size_ratio(Stage::CONVERT, sorted(Peer::DuckDb, 6))
    }),
    ratio("the same, DuckDB at level 1", 1.0, 1.0, |results| {
        results.size_ratio(Stage::CONVERT, sorted(Peer::DuckDb, 1))
    }),
    shown("the same, DuckDB at level 6 in its own order", |results| {
        results.size_ratio(Stage::CONVERT, peer(Peer::DuckDb, 6))
    }),
    ratio("output, size over Polars at level 6, same order", 1.0, 1.0, |results| {
        results.size_ratio(Stage::CONVERT, sorted(Peer::Polars, 6))
    }),
    ratio("the same, Polars at level 1", 1.0, 1.0, |results| {
        results.size_ratio(Stage::CONVERT, sorted(Peer::Polars, 1))
    }),
    shown("the same, Polars at level 6 in its own order", |results| {
        results.size_ratio(Stage::CONVERT, peer(Peer::Polars, 6))
    }),
    ratio("convert, wall time, two threads over one", 0.65, 0.55, |results| {
        results.wall_ratio(Stage::CONVERT, Stage::CONVERT_ALONE)
    }),
    ratio("convert, CPU over the limit of the machine", 1.35, 1.2, |results| {
        results.cpu_over_parts(Stage::CONVERT, Stage::LIMIT)
    }),
    ratio("the same, one thread", 1.35, 1.2, |results| {
        results.cpu_over_parts(Stage::CONVERT_ALONE, Stage::LIMIT)
    }),
    memory("convert, peak memory", 200.0, 100.0, |results| peak(results, Stage::CONVERT)),
    ratio("validate with every rule, CPU over convert", 1.2, 0.8, |results| {
        results.cpu_ratio(Stage::Validate, Stage::CONVERT)
    }),
    memory("validate, peak memory", 300.0, 200.0, |results| peak(results, Stage::Validate)),
    ratio("diff, 1 % changed, CPU over convert", 2.0, 1.2, |results| {
        results.cpu_ratio(Stage::Diff, Stage::CONVERT)
    }),
    ratio("growth of CPU time from a tenth of the students", 11.0, 10.0, |results| {
        results.cpu_ratio(Stage::CONVERT, Stage::ConvertTenth)
    }),
    ratio("growth of wall time from a tenth of the students", 11.0, 10.0, |results| {
        results.wall_ratio(Stage::CONVERT, Stage::ConvertTenth)
    }),
    ratio("fetch of enrollments, client CPU over serde_json", 2.0, 1.2, |results| {
        results.cpu_over_parts(Stage::Read, Stage::Decode)
    }),
];

fn peak(results: &Results, stage: Stage) -> Option<f64> {
    Some(results.stage(stage)?.peak() / 1e6)
}

/// Districts with fewer students are over before they tell anything.
const FEWEST_STUDENTS: u32 = 10_000;

/// What became of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The aim was reached.
    Aim,
    /// What must be was reached.
    Must,
    /// Neither was.
    Missed,
    /// There is no target, no value, or too little to measure.
    None,
}

/// A target and its value.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Judged {
    what: &'static str,
    limits: Option<Limits>,
    measured: Option<f64>,
    verdict: Verdict,
    #[serde(skip)]
    unit: Unit,
}

/// Compares what was measured with the targets.
pub(crate) fn judge(results: &Results) -> Vec<Judged> {
    let judged = |target: &Target| {
        let &Target { what, unit, limits, measure } = target;
        let measured = measure(results).filter(|value| value.is_finite());
        let is_telling = results.students >= FEWEST_STUDENTS;
        let verdict = verdict(measured, limits.filter(|_| is_telling));
        Judged { what, limits, measured, verdict, unit }
    };
    TARGETS.iter().map(judged).collect()
}

fn verdict(measured: Option<f64>, limits: Option<Limits>) -> Verdict {
    match (measured, limits) {
        (Some(value), Some(Limits { aim, .. })) if value <= aim => Verdict::Aim,
        (Some(value), Some(Limits { must, .. })) if value <= must => Verdict::Must,
        (Some(_), Some(_)) => Verdict::Missed,
        _ => Verdict::None,
    }
}

/// Returns the targets as a table.
pub(crate) fn render(judged: &[Judged]) -> String {
    let mut table = Table::new(["target", "must", "aim", "measured", ""]);
    for target in judged {
        let text = |value: Option<f64>| match (value, target.unit) {
            (None, _) => "-".to_owned(),
            (Some(value), Unit::Ratio) => format!("{value:.2}"),
            (Some(value), Unit::Megabytes) => format!("{value:.0} MB"),
        };
        let word = match target.verdict {
            Verdict::Aim => "aim",
            Verdict::Must => "must",
            Verdict::Missed => "MISSED",
            Verdict::None => "",
        };
        table.row([
            target.what.to_owned(),
            text(target.limits.map(|limits| limits.must)),
            text(target.limits.map(|limits| limits.aim)),
            text(target.measured),
            word.to_owned(),
        ]);
    }
    table.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_the_line_is_met() {
        for (measured, expected) in [
            (None, Verdict::None),
            (Some(1.0), Verdict::Aim),
            (Some(1.01), Verdict::Must),
            (Some(2.0), Verdict::Must),
            (Some(2.01), Verdict::Missed),
        ] {
            assert_eq!(verdict(measured, Some(Limits { must: 2.0, aim: 1.0 })), expected, "{measured:?}");
        }
        assert_eq!(verdict(Some(1.0), None), Verdict::None);
    }

    #[test]
    fn aims_are_not_behind_what_must_be() {
        assert!(TARGETS.iter().filter_map(|target| target.limits).all(|limits| limits.aim <= limits.must));
    }
}
