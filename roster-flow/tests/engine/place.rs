//! A folder with a configuration, a district and a clock that stands still.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use asm_format::{AsmFile, AsmPackage, Inventory};
use oneroster_csv::output::AtomicFile;
use oneroster_csv::{PackageWriter, WriteOptions};
use oneroster_sandbox::District;
use roster_flow::engine::{Request, StopSignal};
use roster_flow::schedule::{Clock, ManualClock};
use roster_flow::{Configuration, Flows};
use roster_history::{Run, RunDetail, RunId};
use tempfile::TempDir;
use time::macros::datetime;

/// Students of a whole district.
pub(crate) const STUDENTS: u32 = 160;

pub(crate) struct Place {
    folder: TempDir,
    pub(crate) clock: ManualClock,
    configuration: String,
}

impl Place {
    /// A flow from a zip file to an archive on the disk; `more` belongs to the flow.
    pub(crate) fn new(more: &str) -> Self {
        Self::with(&format!(
            "[destinations.disk]\nkind = \"file\"\npath = \"asm.zip\"\n\
             [flows.nightly]\nfile = \"district.zip\"\ndestination = \"disk\"\n{more}"
        ))
    }

    /// Any configuration.
    pub(crate) fn with(configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("roster.toml"), configuration).unwrap();
        let clock = ManualClock::new(datetime!(2026-10-01 09:00 UTC));
        let place = Self { folder, clock, configuration: configuration.to_owned() };
        place.export(&district());
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens as a new process would.
    pub(crate) fn flows(&self) -> Flows {
        let configuration = Configuration::read(self.path("roster.toml")).unwrap();
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        Flows::open_with_clock(configuration, clock).unwrap()
    }

    /// Changes the configuration and opens anew.
    pub(crate) fn reconfigured(&self, from: &str, to: &str) -> Flows {
        assert!(self.configuration.contains(from), "{from}");
        fs::write(self.path("roster.toml"), self.configuration.replace(from, to)).unwrap();
        self.flows()
    }

    /// Writes what the system exports.
    pub(crate) fn export(&self, district: &District) {
        write_package(district, &self.path("district.zip"));
    }

    /// Students in the archive that was delivered.
    pub(crate) fn delivered_students(&self) -> Option<u64> {
        self.delivered(AsmFile::Students)
    }

    /// Keys of a file in the archive that was delivered.
    pub(crate) fn delivered(&self, file: AsmFile) -> Option<u64> {
        let path = self.path("asm.zip");
        let package = path.exists().then(|| AsmPackage::open(path).unwrap())?;
        Some(Inventory::read(&package).unwrap().keys(file))
    }

    /// Files at the destination, hidden ones included, that are neither input nor output.
    pub(crate) fn left_over(&self) -> Vec<String> {
        let known = ["roster.toml", "district.zip", "asm.zip", "roster-data", "exports", "convert.toml"];
        let names = fs::read_dir(self.folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !known.contains(&name.as_str())).collect()
    }
}

pub(crate) fn district() -> District {
    District::builder(STUDENTS).build()
}

pub(crate) fn write_package(district: &District, path: &Path) {
    let file = AtomicFile::create(path).unwrap();
    let mut package = PackageWriter::new(file, district.version(), WriteOptions::default());
    district.write_package(&mut package, |_, _| Ok(())).unwrap();
    package.finish().unwrap().commit().unwrap();
}

/// Runs what waits.
pub(crate) async fn run(flows: &Flows, run: RunId) -> Run {
    flows.run(run, Arc::new(()), StopSignal::never()).await.unwrap()
}

/// Starts a run by hand and runs it.
pub(crate) async fn run_now(flows: &Flows) -> Run {
    run(flows, flows.start("nightly", Request::manual()).unwrap()).await
}

pub(crate) fn detail(flows: &Flows, run: RunId) -> RunDetail {
    flows.history().run(run).unwrap()
}

/// Status of the run and of its steps, in a word each.
pub(crate) fn story(flows: &Flows, run: RunId) -> String {
    let detail = detail(flows, run);
    let steps: Vec<&str> = detail.steps.iter().map(|step| step.status.as_str()).collect();
    format!("{}: {}", detail.run.status, steps.join(" "))
}
