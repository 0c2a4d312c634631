//! The fault campaign: servers that fail at random, fetched from again and again.
//!
//! Every run ends with exactly the records of the district, with all but those that it says it left out, or
//! with a clear error and no package. Nothing hangs, and nothing that is said, logged, recorded or written holds
//! a secret.
//!
//! `ROSTER_CAMPAIGN_SEEDS` sets the number of runs, `ROSTER_CAMPAIGN_FIRST` the first seed. A run depends on
//! its seed alone, apart from the order in which parallel requests arrive.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod draw;
mod ending;
mod listener;
mod memory;
mod outcome;
mod plan;
mod secrets;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ending::Ending;
use listener::Listener;
use outcome::Outcome;
use plan::Plan;

/// Runs on every change.
const SEEDS: u64 = 40;

/// Longest time for one run; a client that waits longer hangs.
const TIME_LIMIT: Duration = Duration::from_secs(120);

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_run_ends_complete_or_with_a_clear_error() {
    let listener = Listener::install();
    let first = number("ROSTER_CAMPAIGN_FIRST", 1);
    let mut endings: BTreeMap<Ending, u64> = BTreeMap::new();
    let mut slowest = (Duration::ZERO, 0);
    for seed in first..first + number("ROSTER_CAMPAIGN_SEEDS", SEEDS) {
        let plan = Plan::draw(seed);
        let began = Instant::now();
        let run = tokio::time::timeout(TIME_LIMIT, plan.run(&listener));
        let outcome: Outcome = match run.await {
            Ok(outcome) => outcome,
            Err(elapsed) => panic!("seed {seed} hangs, {elapsed}: {plan:?}"),
        };
        slowest = slowest.max((began.elapsed(), seed));
        match outcome.judge() {
            Ok(ending) => *endings.entry(ending).or_default() += 1,
            Err(problem) => panic!("seed {seed}: {problem}\n{plan:?}"),
        }
    }
    summary(&endings, slowest);
    let complete: u64 = endings.iter().filter(|(ending, _)| ending.is_good()).map(|(_, count)| count).sum();
    assert!(complete > 0, "a campaign in which nothing succeeds shows nothing");
}

#[expect(clippy::print_stderr, reason = "the figures of a campaign are its result")]
fn summary(endings: &BTreeMap<Ending, u64>, (longest, seed): (Duration, u64)) {
    for (ending, count) in endings {
        eprintln!("{count:>6} {ending}");
    }
    eprintln!("the longest run took {longest:.1?}, seed {seed}");
}
