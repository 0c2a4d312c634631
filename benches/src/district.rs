//! What the program does: measure, print, write.

use std::fs;
use std::num::NonZeroUsize;
use std::thread;

use serde::Serialize;

use crate::Failure;
use crate::arguments::Arguments;
use crate::folder::Folder;
use crate::peers::{Peer, Python};
use crate::plan::Plan;
use crate::results::{Measured, Results, Stage, StageReport};
use crate::scaling;
use crate::table::{Table, grouped};
use crate::targets::{self, Judged};

/// Students of the district by which is seen that everything works.
const QUICK: u32 = 300;

/// Sizes at which the growth of time and memory is measured.
const SIZES: [u32; 3] = [10_000, 100_000, 1_000_000];

/// Everything about one district, as it is written to JSON.
#[derive(Debug, Serialize)]
struct Report<'r> {
    students: u32,
    dirty: f64,
    cores: usize,
    load: Option<f64>,
    stages: Vec<StageReport<'r>>,
    targets: Vec<Judged>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let folder = Folder::open()?;
    let sizes = match (arguments.quick, &arguments.scaling) {
        (true, _) => vec![QUICK],
        (false, None) => vec![arguments.students],
        (false, Some(_)) => SIZES.to_vec(),
    };
    let mut all = Vec::new();
    for students in sizes {
        let results = plan(arguments, students, &folder)?.run(&folder)?;
        print(&results);
        all.push(results);
    }
    if let Some(path) = &arguments.scaling {
        fs::write(path, scaling::plot(&all))?;
    }
    if let Some(path) = &arguments.json {
        let reports: Vec<Report<'_>> = all.iter().map(report).collect();
        fs::write(path, serde_json::to_string_pretty(&reports)?)?;
    }
    Ok(())
}

fn plan(arguments: &Arguments, students: u32, folder: &Folder) -> Result<Plan, Failure> {
    let (peers, python) = if arguments.peers {
        (Peer::ALL.to_vec(), Some(Python::with_packages(folder)?))
    } else if arguments.quick {
        (vec![Peer::PlainPython], Python::of_the_system())
    } else {
        (Vec::new(), None)
    };
    let runs = if arguments.quick { 1 } else { arguments.runs };
    let peer_runs = if python.is_some() { arguments.peer_runs.unwrap_or(runs) } else { 0 };
    Ok(Plan {
        students,
        dirty: arguments.dirty,
        runs,
        levels: arguments.levels.clone(),
        fetch: !arguments.no_fetch,
        peers,
        peer_runs,
        python,
    })
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

fn report(results: &Results) -> Report<'_> {
    Report {
        students: results.students,
        dirty: results.dirty,
        cores: cores(),
        load: results.load,
        stages: results.measured.iter().map(StageReport::from).collect(),
        targets: targets::judge(results),
    }
}

fn print(results: &Results) {
    println!("\n{} students, {} cores", grouped(results.students.into()), cores());
    if let Some(load) = results.load {
        println!("load before the first stage: {load}");
    }
    println!("\n{}", stages(results));
    for measured in &results.measured {
        if let Some(text) = limit(results, measured) {
            println!("{text}");
        }
    }
    println!("\n{}", targets::render(&targets::judge(results)));
}

/// Returns the stages as a table.
fn stages(results: &Results) -> String {
    let header = ["stage", "runs", "rows/s", "MB/s", "CPU s", "wall s", "peak MB", "written MB"];
    let mut table = Table::new(header);
    for measured in &results.measured {
        let done = measured.done();
        let rate =
            |value: f64| if value > 0.0 { grouped((value / measured.wall()) as u64) } else { "-".into() };
        table.row([
            measured.stage.to_string(),
            measured.runs.len().to_string(),
            rate(done.rows as f64),
            rate(done.bytes as f64 / 1e6),
            format!("{:.2}", measured.cpu()),
            format!("{:.2}", measured.wall()),
            format!("{:.0}", measured.peak() / 1e6),
            if done.written > 0 { format!("{:.1}", done.written as f64 / 1e6) } else { "-".into() },
        ]);
    }
    table.render()
}

/// Returns what a limit consists of, and how near to it the conversion comes; `None` for other stages.
fn limit(results: &Results, limit: &Measured) -> Option<String> {
    let Stage::Limit { compression } = limit.stage else { return None };
    let ratio = results.cpu_over_parts(Stage::Convert { threads: 2, compression }, limit.stage)?;
    let parts: Vec<String> =
        limit.part_by_part().iter().map(|(name, seconds)| format!("{name} {seconds:.2}")).collect();
    let (stage, parts, sum) = (limit.stage, parts.join(" + "), limit.parts());
    Some(format!("{stage}: {parts} = {sum:.2} s CPU; convert takes {ratio:.2} times that"))
}
