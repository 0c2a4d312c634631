//! The arguments.

use std::path::PathBuf;

use clap::Parser;

/// Measure how fast a district is converted, validated, compared and fetched
///
/// Generates the district once, runs every stage in a process of its own, several times in turn, and prints
/// the medians, the share of what the machine can do, and the targets beside them.
#[derive(Clone, Debug, Parser)]
#[command(name = "district")]
pub(crate) struct Arguments {
    /// Students of the district
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) students: u32,
    /// Share of rows that depart from the standard as real exports do, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub(crate) dirty: f64,
    /// How often every stage is run
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,
    /// Compression levels of the others, and of further conversions by ours
    #[arg(long, value_name = "LEVELS", value_delimiter = ',', default_value = "6,1", value_parser = clap::value_parser!(u8).range(1..=9))]
    pub(crate) levels: Vec<u8>,
    /// Compare with the same conversion by DuckDB, Polars, pandas and plain Python, in turn with ours
    #[arg(long, conflicts_with = "dirty")]
    pub(crate) peers: bool,
    /// How often the others are run; default as often as the stages
    #[arg(long, value_name = "N", requires = "peers", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) peer_runs: Option<u32>,
    /// Do not serve and fetch the district
    #[arg(long)]
    pub(crate) no_fetch: bool,
    /// Write everything that was measured, too
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Measure 10,000, 100,000 and 1,000,000 students and draw a plot of them
    #[arg(long, value_name = "PLOT.svg", conflicts_with = "students")]
    pub(crate) scaling: Option<PathBuf>,
    /// Run everything once with 300 students, to see that it works
    #[arg(long, conflicts_with_all = ["students", "runs", "peers", "scaling"])]
    pub(crate) quick: bool,
}
