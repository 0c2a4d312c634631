//! Running the stages in turn.

use std::fs;
use std::path::Path;

use asm_format::Compression;

use crate::Failure;
use crate::folder::{Folder, Package};
use crate::peers::{Order, Peer, Python};
use crate::results::{Results, Stage};
use crate::same_rows;
use crate::work::{Server, Work};

/// About a million enrollments: the district that is served does not grow beyond this.
const MOST_STUDENTS_SERVED: u32 = 119_300;

/// What is run how often.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) students: u32,
    pub(crate) dirty: f64,
    pub(crate) runs: u32,
    pub(crate) levels: Vec<u8>,
    pub(crate) fetch: bool,
    /// Who else converts, and with what.
    pub(crate) peers: Vec<Peer>,
    pub(crate) peer_runs: u32,
    pub(crate) python: Option<Python>,
}

impl Plan {
    /// Runs every stage once in each turn, so that a busy machine is busy for all of them.
    pub(crate) fn run(&self, folder: &Folder) -> Result<Results, Failure> {
        let district = folder.package(self.students, self.dirty, 0)?;
        let changed = folder.package(self.students, self.dirty, 1)?;
        let tenth = folder.package((self.students / 10).max(1), self.dirty, 0)?;
        let served = folder.package(self.students.min(MOST_STUDENTS_SERVED), self.dirty, 0)?;
        let mut results =
            Results { students: self.students, dirty: self.dirty, load: load(), measured: Vec::new() };
        results.push(Stage::Generate, district.facts.usage, district.facts.done.clone());
        let mut run = Turn { plan: self, folder, results: &mut results, number: 0 };
        for number in 0..self.runs.max(self.peer_runs) {
            run.number = number;
            run.conversions(&district)?;
            if number < self.runs {
                run.others(&district, &changed, &tenth)?;
            }
        }
        if self.fetch {
            let server = Server::start(&served.path)?;
            for number in 0..self.runs {
                run.number = number;
                run.fetches(&server)?;
            }
        }
        Ok(results)
    }
}

/// One run of every stage.
struct Turn<'p> {
    plan: &'p Plan,
    folder: &'p Folder,
    results: &'p mut Results,
    number: u32,
}

impl Turn<'_> {
    /// Converts the district in every way, and lets the peers do it.
    fn conversions(&mut self, district: &Package) -> Result<(), Failure> {
        let (input, out) = (&district.path, self.folder.file("converted.zip"));
        let convert = |threads, compression| Work::Convert {
            input: input.clone(),
            out: out.clone(),
            compression,
            threads,
        };
        self.measure(Stage::CONVERT, &convert(2, Compression::Fast))?;
        for &peer in &self.plan.peers {
            for &level in &self.plan.levels {
                self.peer(peer, input, &out, level, Order::Cheapest)?;
                // For the size alone, which is the same every time.
                if self.number == 0 && peer.sorts() {
                    self.peer(peer, input, &out, level, Order::Ours)?;
                }
            }
        }
        if self.number < self.plan.runs {
            let (input, converted) = (input.clone(), out.clone());
            self.measure(Stage::LIMIT, &Work::Limit { input, converted, compression: Compression::Fast })?;
            self.measure(Stage::CONVERT_ALONE, &convert(1, Compression::Fast))?;
        }
        for &level in &self.plan.levels {
            let compression = Compression::Level(level);
            self.measure(Stage::Convert { threads: 2, compression }, &convert(2, compression))?;
            if self.number < self.plan.runs {
                let (input, converted) = (input.clone(), out.clone());
                self.measure(Stage::Limit { compression }, &Work::Limit { input, converted, compression })?;
            }
        }
        Ok(fs::remove_file(out)?)
    }

    fn peer(
        &mut self,
        peer: Peer,
        input: &Path,
        converted: &Path,
        level: u8,
        order: Order,
    ) -> Result<(), Failure> {
        let Some(python) = self.plan.python.as_ref().filter(|_| self.number < self.plan.peer_runs) else {
            return Ok(());
        };
        let stage = Stage::Peer { peer, level, order };
        let out = self.folder.file("by-peer.zip");
        self.announce(stage);
        let (usage, done) = python.measure(peer, input, &out, level, order)?;
        if self.number == 0 {
            same_rows::check(converted, &out).map_err(|failure| format!("{peer}: {failure}"))?;
        }
        self.results.push(stage, usage, done);
        Ok(fs::remove_file(out)?)
    }

    /// Validates and compares.
    fn others(&mut self, district: &Package, changed: &Package, tenth: &Package) -> Result<(), Failure> {
        let out = self.folder.file("out.zip");
        self.measure(Stage::Validate, &Work::Validate { input: district.path.clone() })?;
        let (old, new) = (district.path.clone(), changed.path.clone());
        self.measure(Stage::Diff, &Work::Diff { old, new, out: out.clone() })?;
        let input = tenth.path.clone();
        self.measure(
            Stage::ConvertTenth,
            &Work::Convert { input, out: out.clone(), compression: Compression::Fast, threads: 2 },
        )?;
        Ok(fs::remove_file(out)?)
    }

    fn fetches(&mut self, server: &Server) -> Result<(), Failure> {
        let from = || server.connection.clone();
        let out = self.folder.file("fetched.zip");
        self.measure(Stage::Fetch, &Work::Fetch { from: from(), out: out.clone() })?;
        self.measure(Stage::Read, &Work::Read { from: from() })?;
        self.measure(Stage::Decode, &Work::Decode { from: from() })?;
        Ok(fs::remove_file(out)?)
    }

    fn measure(&mut self, stage: Stage, work: &Work) -> Result<(), Failure> {
        self.announce(stage);
        let (usage, done) = work.measure()?;
        self.results.push(stage, usage, done);
        Ok(())
    }

    fn announce(&self, stage: Stage) {
        eprintln!("{} students, turn {}: {stage}", self.plan.students, self.number + 1);
    }
}

/// Returns how many processes wanted to run in the last minute, on average.
fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next()?.parse().ok()
}
