//! The process that is killed: it recovers, runs what waits, and starts a run of its own.
#![expect(clippy::unwrap_used, reason = "a process that ends with a panic is seen by the campaign")]

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use roster_flow::engine::{Approval, Event, Observer, Request, StopSignal};
use roster_flow::{Configuration, Flows};
use roster_history::{RunFilter, RunId, RunStatus};

/// Where the configuration is; without it there is nothing to do.
pub(crate) const FOLDER: &str = "ROSTER_KILLS_FOLDER";
/// The flow of which a run is started; without it only what waits is run.
pub(crate) const FLOW: &str = "ROSTER_KILLS_FLOW";
/// The name of the test below.
pub(crate) const NAME: &str = "worker::worker";

/// Says on the standard output where it is.
struct Told;

impl Observer for Told {
    fn event(&self, _: RunId, event: &Event) {
        if let Event::Step(step) = event {
            tell(step.as_str());
        }
    }
}

fn tell(place: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nat {place}").unwrap();
    out.flush().unwrap();
}

#[test]
fn worker() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        tell("start");
        let configuration = Configuration::read(folder.join("roster.toml")).unwrap();
        let flows = Flows::open(configuration).unwrap();
        flows.recover().await.unwrap();
        if let Ok(flow) = std::env::var(FLOW) {
            flows.start(&flow, Request::manual()).unwrap();
        }
        loop {
            tell("decide");
            for held in flows.history().runs(&RunFilter::new().with_status(RunStatus::Held)).unwrap() {
                let approval = Approval::new("campaign", "it is meant").even_if_overtaken();
                flows.approve(held.id, &approval).unwrap();
            }
            let Some(ready) = flows.ready().unwrap().into_iter().next() else { break };
            flows.run(ready.id, Arc::new(Told), StopSignal::never()).await.unwrap();
        }
    });
}
