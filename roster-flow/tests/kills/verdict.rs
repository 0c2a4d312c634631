//! What the history says against what has arrived.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::io::Cursor;

use asm_format::AsmPackage;
use oneroster_csv::package::{OpenOptions, Package};
use roster_history::{DeliveryState, FileId, History, RunFilter, RunStatus};

/// Figures of a campaign.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) runs: usize,
    pub(crate) delivered: usize,
    pub(crate) arrived: usize,
    /// Runs that were delivered although a process died in them.
    pub(crate) delivered_after_kills: usize,
    pub(crate) failed: BTreeMap<String, usize>,
}

/// Checks every run and every file; `arrivals` are those of the destinations of `flows`.
pub(crate) fn judge(history: &History, flows: &[&str], arrivals: &[Vec<u8>], figures: &mut Figures) {
    let mut arrived: BTreeMap<FileId, usize> = BTreeMap::new();
    for bytes in arrivals {
        let package = Package::from_reader(Cursor::new(bytes.clone()), &OpenOptions::default());
        AsmPackage::from_package(package.expect("half an archive has arrived")).unwrap();
        let id = history.store_reader(&mut bytes.as_slice()).unwrap();
        *arrived.entry(id).or_default() += 1;
    }
    let mut delivered: BTreeMap<FileId, usize> = BTreeMap::new();
    let mut unknown: BTreeMap<FileId, usize> = BTreeMap::new();
    for flow in flows {
        let filter = RunFilter::new().with_flow(*flow).with_limit(RunFilter::MAXIMUM);
        for run in history.runs(&filter).unwrap() {
            figures.runs += 1;
            let deliveries = history.run(run.id).unwrap().deliveries;
            let done = deliveries.iter().filter(|one| one.state == DeliveryState::Done).count();
            match run.status {
                RunStatus::Succeeded => {
                    assert_eq!(done, 1, "run {}", run.id);
                    figures.delivered += 1;
                    figures.delivered_after_kills += usize::from(run.summary.contains_key("interruptions"));
                    *delivered.entry(run.delivered.unwrap()).or_default() += 1;
                }
                RunStatus::Failed => {
                    assert_eq!(done, 0, "run {}", run.id);
                    let code = run.error.unwrap().code;
                    if let Some(file) = deliveries.iter().find(|one| one.state == DeliveryState::Unknown) {
                        assert_eq!(code, "delivery_unknown", "run {}", run.id);
                        *unknown.entry(file.file).or_default() += 1;
                    }
                    *figures.failed.entry(code).or_default() += 1;
                }
                status => panic!("run {} is {status}", run.id),
            }
        }
    }
    figures.arrived += arrivals.len();
    for id in arrived.keys().chain(delivered.keys()) {
        let count = |of: &BTreeMap<FileId, usize>| of.get(id).copied().unwrap_or_default();
        let (arrived, delivered, unknown) = (count(&arrived), count(&delivered), count(&unknown));
        let is_possible = (delivered..=delivered + unknown).contains(&arrived);
        assert!(
            is_possible,
            "{flows:?}: {id} has arrived {arrived} times, {delivered} runs delivered it, {unknown} may have"
        );
    }
}
