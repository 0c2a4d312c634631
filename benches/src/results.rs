//! What was measured.

use std::collections::BTreeMap;
use std::fmt;

use asm_format::Compression;
use serde::Serialize;

use crate::meter::Usage;
use crate::peers::{Order, Peer};
use crate::statistics::median;
use crate::work::Done;

/// One thing that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Generating the district.
    Generate,
    /// Converting it.
    Convert { threads: usize, compression: Compression },
    /// What no conversion can do without.
    Limit { compression: Compression },
    /// The same conversion by other means.
    Peer { peer: Peer, level: u8, order: Order },
    /// Validating it.
    Validate,
    /// Comparing it with itself a day later.
    Diff,
    /// Converting a district of a tenth of the students.
    ConvertTenth,
    /// Fetching the district from a server.
    Fetch,
    /// Reading its enrollments from a server.
    Read,
    /// Decoding the same enrollments without the client.
    Decode,
}

impl Stage {
    /// Converting as the `roster` command does on two cores.
    pub(crate) const CONVERT: Self = Self::Convert { threads: 2, compression: Compression::Fast };
    /// The same on one thread.
    pub(crate) const CONVERT_ALONE: Self = Self::Convert { threads: 1, compression: Compression::Fast };
    /// What that cannot do without.
    pub(crate) const LIMIT: Self = Self::Limit { compression: Compression::Fast };
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generate => f.write_str("generate"),
            Self::Convert { threads: 1, compression } => {
                write!(f, "convert{}, one thread", With(*compression))
            }
            Self::Convert { threads, compression } => {
                write!(f, "convert{}, {threads} threads", With(*compression))
            }
            Self::Limit { compression } => write!(f, "limit{}", With(*compression)),
            Self::Peer { peer, level, order: Order::Cheapest } => write!(f, "{peer}, level {level}"),
            Self::Peer { peer, level, order: Order::Ours } => write!(f, "{peer}, level {level}, sorted"),
            Self::Validate => f.write_str("validate"),
            Self::Diff => f.write_str("diff, 1 % changed"),
            Self::ConvertTenth => f.write_str("convert a tenth"),
            Self::Fetch => f.write_str("fetch"),
            Self::Read => f.write_str("read enrollments"),
            Self::Decode => f.write_str("serde_json alone"),
        }
    }
}

/// The words for a compression that is not the usual one.
struct With(Compression);

impl fmt::Display for With {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Compression::Level(level) => write!(f, ", level {level}"),
            _ => Ok(()),
        }
    }
}

/// One run of a stage.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) usage: Usage,
    pub(crate) done: Done,
}

/// All runs of one stage; there is at least one.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) stage: Stage,
    pub(crate) runs: Vec<Run>,
}

/// Everything that was measured with one district.
#[derive(Clone, Debug)]
pub(crate) struct Results {
    pub(crate) students: u32,
    pub(crate) dirty: f64,
    /// Processes that wanted to run before the first stage, as an average; `None` where nobody tells.
    pub(crate) load: Option<f64>,
    pub(crate) measured: Vec<Measured>,
}

impl Measured {
    /// Returns the median of the CPU time, in seconds.
    pub(crate) fn cpu(&self) -> f64 {
        self.median(|run| run.usage.cpu)
    }

    /// Returns the median of the time from start to end, in seconds.
    pub(crate) fn wall(&self) -> f64 {
        self.median(|run| run.usage.wall)
    }

    /// Returns the median of the greatest memory, in bytes.
    pub(crate) fn peak(&self) -> f64 {
        self.median(|run| run.usage.peak as f64)
    }

    /// Returns the median of the CPU time of the parts together, in seconds; 0 without parts.
    pub(crate) fn parts(&self) -> f64 {
        self.median(|run| run.done.parts.values().sum())
    }

    /// Returns the medians of the CPU time of the parts, by name.
    pub(crate) fn part_by_part(&self) -> BTreeMap<&str, f64> {
        let names = self.runs.iter().flat_map(|run| run.done.parts.keys());
        let part = |run: &Run, name: &str| run.done.parts.get(name).copied().unwrap_or_default();
        names.map(|name| (name.as_str(), self.median(|run| part(run, name)))).collect()
    }

    /// Returns what came of the last run.
    pub(crate) fn done(&self) -> Done {
        self.runs.last().map(|run| run.done.clone()).unwrap_or_default()
    }

    fn median(&self, value: impl Fn(&Run) -> f64) -> f64 {
        median(self.runs.iter().map(value)).unwrap_or_default()
    }
}

impl Results {
    /// Adds a run of a stage.
    pub(crate) fn push(&mut self, stage: Stage, usage: Usage, done: Done) {
        let run = Run { usage, done };
        match self.measured.iter_mut().find(|measured| measured.stage == stage) {
            Some(measured) => measured.runs.push(run),
            None => self.measured.push(Measured { stage, runs: vec![run] }),
        }
    }

    /// Returns all runs of a stage, if it was run.
    pub(crate) fn stage(&self, stage: Stage) -> Option<&Measured> {
        self.measured.iter().find(|measured| measured.stage == stage)
    }

    /// Returns the CPU time of a stage over that of another one: the median over the turns.
    pub(crate) fn cpu_ratio(&self, stage: Stage, other: Stage) -> Option<f64> {
        self.ratio(stage, other, |run| run.usage.cpu, |run| run.usage.cpu)
    }

    /// Returns the same for the time that passed.
    pub(crate) fn wall_ratio(&self, stage: Stage, other: Stage) -> Option<f64> {
        self.ratio(stage, other, |run| run.usage.wall, |run| run.usage.wall)
    }

    /// Returns the same for the size of what was written.
    pub(crate) fn size_ratio(&self, stage: Stage, other: Stage) -> Option<f64> {
        self.ratio(stage, other, |run| run.done.written as f64, |run| run.done.written as f64)
    }

    /// Returns the CPU time of a stage over that of the parts of another one.
    pub(crate) fn cpu_over_parts(&self, stage: Stage, other: Stage) -> Option<f64> {
        self.ratio(stage, other, |run| run.usage.cpu, |run| run.done.parts.values().sum())
    }

    fn ratio(
        &self,
        stage: Stage,
        other: Stage,
        value: impl Fn(&Run) -> f64,
        other_value: impl Fn(&Run) -> f64,
    ) -> Option<f64> {
        let turns = self.stage(stage)?.runs.iter().zip(&self.stage(other)?.runs);
        median(turns.map(|(own, other)| value(own) / other_value(other)))
    }
}

/// A stage as it is written to JSON.
#[derive(Debug, Serialize)]
pub(crate) struct StageReport<'m> {
    stage: String,
    rows: u64,
    text_bytes: u64,
    written_bytes: u64,
    rows_per_second: f64,
    megabytes_per_second: f64,
    cpu_seconds: f64,
    wall_seconds: f64,
    peak_bytes: f64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    cpu_seconds_of_parts: BTreeMap<&'m str, f64>,
    runs: Vec<Usage>,
}

impl<'m> From<&'m Measured> for StageReport<'m> {
    fn from(measured: &'m Measured) -> Self {
        let done = measured.done();
        Self {
            stage: measured.stage.to_string(),
            rows: done.rows,
            text_bytes: done.bytes,
            written_bytes: done.written,
            rows_per_second: done.rows as f64 / measured.wall(),
            megabytes_per_second: done.bytes as f64 / 1e6 / measured.wall(),
            cpu_seconds: measured.cpu(),
            wall_seconds: measured.wall(),
            peak_bytes: measured.peak(),
            cpu_seconds_of_parts: measured.part_by_part(),
            runs: measured.runs.iter().map(|run| run.usage).collect(),
        }
    }
}
