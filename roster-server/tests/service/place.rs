//! A folder with a configuration and a district, and servers over it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use oneroster_csv::output::AtomicFile;
use oneroster_csv::{PackageWriter, WriteOptions};
use oneroster_sandbox::District;
use roster_flow::schedule::ManualClock;
use roster_flow::{Configuration, Flows};
use roster_history::{History, RunFilter, RunId};
use roster_server::service::{ServiceEvent, ServiceEvents};
use roster_server::{Error, Server, ServerOptions};
use roster_sftp::{Authentication, Client, HostKeyPolicy, Target, Upload};
use tempfile::TempDir;
use time::macros::datetime;

/// Ports that the system chooses, and a file as destination.
const BASE: &str =
    "[server]\nlisten = \"127.0.0.1:0\"\n[destinations.disk]\nkind = \"file\"\npath = \"asm.zip\"\n";

pub(crate) struct Place {
    folder: TempDir,
    pub(crate) clock: ManualClock,
}

impl Place {
    /// A place with more tables of a configuration.
    pub(crate) fn new(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { folder, clock: ManualClock::new(datetime!(2026-10-01 09:00 UTC)) };
        place.configure(more);
        write_package(&District::builder(40).build(), place.path("district.zip"));
        place
    }

    pub(crate) fn configure(&self, more: &str) {
        fs::write(self.path("roster.toml"), format!("{BASE}{more}")).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn flows(&self) -> Flows {
        let configuration = Configuration::read(self.path("roster.toml")).unwrap();
        Flows::open_with_clock(configuration, Arc::new(self.clock.clone())).unwrap()
    }

    pub(crate) async fn start(&self) -> Result<Stage, Error> {
        let mut options = ServerOptions::default();
        options.patience = Duration::from_secs(20);
        let flows = self.flows();
        let history = flows.history().clone();
        let server = Server::start(flows, options).await?;
        let events = server.service().subscribe();
        server.service().look_again().await;
        Ok(Stage { server, events, history })
    }
}

pub(crate) fn write_package(district: &District, path: PathBuf) {
    let file = AtomicFile::create(path).unwrap();
    let mut package = PackageWriter::new(file, district.version(), WriteOptions::default());
    district.write_package(&mut package, |_, _| Ok(())).unwrap();
    package.finish().unwrap().commit().unwrap();
}

/// A running server.
pub(crate) struct Stage {
    pub(crate) server: Server,
    pub(crate) events: ServiceEvents,
    pub(crate) history: History,
}

impl Stage {
    /// Waits until a run ends, and says how.
    pub(crate) async fn ended(&mut self) -> (RunId, &'static str) {
        loop {
            if let ServiceEvent::Ended { run, status, .. } = self.events.next().await.unwrap() {
                return (run, status.as_str());
            }
        }
    }

    pub(crate) fn runs(&self) -> Vec<String> {
        runs(&self.history)
    }

    /// Uploads a file into the inbox as a client does.
    pub(crate) async fn upload(&self, password: &str, file: PathBuf) {
        let (address, fingerprint) = self.server.inbox_address().unwrap();
        let host_keys = HostKeyPolicy::pinned([fingerprint.as_str()]).unwrap();
        let target =
            Target::new(address.ip().to_string(), "school", Authentication::Password(password.into()))
                .with_port(address.port())
                .with_host_keys(host_keys);
        Client::new(target).put(Upload::file(file, "roster.zip")).await.unwrap();
    }
}

/// All runs, oldest first, as `trigger status`.
pub(crate) fn runs(history: &History) -> Vec<String> {
    let mut runs = history.runs(&RunFilter::new()).unwrap();
    runs.reverse();
    runs.iter().map(|run| format!("{} {}", run.trigger.kind(), run.status.as_str())).collect()
}
