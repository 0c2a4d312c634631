//! The inbox stands for Apple and for a vendor.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::sync::Arc;

use roster_flow::Flows;
use roster_flow::engine::{Event, Observer, Request, Stop};
use roster_history::{DeliveryState, RunId, RunStatus, StepKind};
use roster_sftp::{Accounts, Drops, FileDrop, Inbox, InboxSettings};
use tempfile::TempDir;

use crate::place::{Place, detail, district, run, run_now, story};

/// A server that takes files.
struct Server {
    inbox: Inbox,
    drops: Drops,
    password: String,
    folder: TempDir,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = InboxSettings::new(folder.path(), "127.0.0.1:0".parse().unwrap());
        let accounts = Accounts::open(settings.accounts_file()).unwrap();
        let password = accounts.create_with_password(&"school".parse().unwrap()).unwrap();
        let password = password.expose().to_owned();
        let (inbox, drops) = Inbox::start(settings, accounts).await.unwrap();
        Self { inbox, drops, password, folder }
    }

    /// A flow that delivers there.
    fn place(&self, kind: &str, more: &str) -> Place {
        let address = self.inbox.address();
        Place::with(&format!(
            "[destinations.server]\nkind = \"{kind}\"\nhost = \"{}\"\nport = {}\nfolder = \"\"\nuser = \"school\"\n\
             password = \"{}\"\nhost_key = \"{}\"\n\
             [flows.nightly]\nfile = \"district.zip\"\ndestination = \"server\"\n{more}",
            address.ip(),
            address.port(),
            self.password,
            self.inbox.fingerprint()
        ))
    }

    /// Name and contents of what has arrived.
    async fn arrived(&mut self) -> (String, Vec<u8>) {
        let drop = self.drops.next().await.unwrap();
        let file = &drop.files()[0];
        let arrived = (file.name.clone(), fs::read(&file.path).unwrap());
        drop.finish().unwrap();
        arrived
    }
}

fn prepared(flows: &Flows, run: RunId) -> Vec<u8> {
    fs::read(flows.history().file(&detail(flows, run).prepared().unwrap())).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_arrive_at_apple_and_at_vendors() {
    let mut server = Server::start().await;
    for (kind, name) in [("apple", "Archive.zip"), ("sftp", "nightly.zip")] {
        let place = server.place(kind, "save_exchanges = true\n");
        let flows = place.flows();
        let run = run_now(&flows).await;
        assert_eq!(story(&flows, run.id), "succeeded: done done done done", "{:?}", run.error);
        assert_eq!(server.arrived().await, (name.to_owned(), prepared(&flows, run.id)));
        let exchanges = flows.history().exchanges(run.id, StepKind::Deliver).unwrap();
        assert_eq!(exchanges.len(), 1);
        assert!(exchanges[0].url.starts_with("sftp://127.0.0.1:") && exchanges[0].url.ends_with(name));
        place.export(&district().changed(1, 0.05));
        let next = run_now(&flows).await;
        assert_eq!(server.arrived().await.1, prepared(&flows, next.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_logins_and_other_host_keys_end_a_run_for_good() {
    let server = Server::start().await;
    let other = "SHA256:Nh0Me49Zh9fDw/VYUfq43IJmI1T+XrjiYONPND8GzaM";
    for kind in ["apple", "sftp"] {
        for (from, to, code) in [
            (server.password.as_str(), "wrong-password", "sftp_login_refused"),
            (&server.inbox.fingerprint().to_string(), other, "sftp_host_key_changed"),
        ] {
            let place = server.place(kind, "");
            let flows = place.reconfigured(from, to);
            let run = run_now(&flows).await;
            let failure = run.error.unwrap();
            assert_eq!((run.status, failure.code.as_str()), (RunStatus::Failed, code), "{failure}");
            assert!(failure.advice.is_some() && !failure.message.contains("wrong-password"));
            assert!(flows.next().unwrap().is_none(), "never by itself");
            assert!(detail(&flows, run.id).deliveries.iter().all(|one| one.state == DeliveryState::Failed));
        }
    }
}

/// Asks to pause as soon as a transfer begins.
struct PauseAtTransfer(Stop);

impl Observer for PauseAtTransfer {
    fn event(&self, _: RunId, event: &Event) {
        if let Event::Sent { .. } = event {
            self.0.pause();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_that_are_asked_to_stop_end_or_are_taken_back() {
    let mut server = Server::start().await;
    for (kind, status) in [("apple", RunStatus::Succeeded), ("sftp", RunStatus::Waiting)] {
        let place = server.place(kind, "");
        let flows = place.flows();
        let id = flows.start("nightly", Request::manual()).unwrap();
        let stop = Stop::new();
        let observer = Arc::new(PauseAtTransfer(stop.clone()));
        let paused = flows.run(id, observer, stop.signal()).await.unwrap();
        assert_eq!(paused.status, status, "{kind}");
        if status == RunStatus::Waiting {
            assert!(detail(&flows, id).deliveries.is_empty());
            assert_eq!(run(&flows, id).await.status, RunStatus::Succeeded);
        }
        assert_eq!(server.arrived().await.1, prepared(&flows, id));
    }
    assert!(FileDrop::waiting(server.folder.path()).unwrap().is_empty(), "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_are_down_get_the_prepared_file_later() {
    let mut server = Server::start().await;
    let place = server.place("sftp", "");
    let port = server.inbox.address().port();
    let down = place.reconfigured(&format!("port = {port}"), "port = 1");
    let failed = run_now(&down).await;
    assert_eq!(failed.error.unwrap().code, "sftp_connect");
    let at = down.next().unwrap().unwrap();
    place.clock.set(at);
    fs::remove_file(place.path("district.zip")).unwrap();
    let flows = place.reconfigured("[flows", "[flows");
    let retry = flows.ready().unwrap().remove(0);
    assert_eq!(story(&flows, retry.id), "waiting: reused reused reused pending");
    assert_eq!(run(&flows, retry.id).await.status, RunStatus::Succeeded);
    assert_eq!(server.arrived().await.1, prepared(&flows, failed.id));
}
