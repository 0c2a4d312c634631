//! The inbox as a source.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use roster_flow::Flows;
use roster_flow::engine::Request;
use roster_history::{RunId, RunStatus, StepKind};
use roster_sftp::{Accounts, Authentication, Client, Drops, FileDrop, HostKeyPolicy, Inbox, Target, Upload};

use crate::place::{Place, STUDENTS, detail, district, run, write_package};

struct Uploads {
    inbox: Inbox,
    drops: Drops,
    client: Client,
}

impl Uploads {
    async fn start(flows: &Flows) -> Self {
        let settings = flows.configuration().inbox_settings().unwrap();
        let accounts = Accounts::open(settings.accounts_file()).unwrap();
        let password = accounts.create_with_password(&"aeries".parse().unwrap()).unwrap();
        let (inbox, drops) = Inbox::start(settings, accounts).await.unwrap();
        let target = Target::new("127.0.0.1", "aeries", Authentication::Password(password))
            .with_port(inbox.address().port())
            .with_host_keys(HostKeyPolicy::Pinned(vec![inbox.fingerprint()]));
        Self { inbox, drops, client: Client::new(target) }
    }

    async fn upload(&mut self, path: &Path) -> FileDrop {
        self.client.put(Upload::file(path, "district.zip")).await.unwrap();
        self.drops.next().await.unwrap()
    }
}

fn place() -> Place {
    Place::with(
        "[inbox]\nlisten = \"127.0.0.1:0\"\n[destinations.disk]\nkind = \"file\"\npath = \"asm.zip\"\n\
         [flows.nightly]\naccount = \"aeries\"\ndestination = \"disk\"\n[flows.nightly.retry]\nafter = []\n",
    )
}

fn start(flows: &Flows) -> Result<RunId, roster_flow::Error> {
    flows.start("nightly", Request::drop("aeries"))
}

fn waiting(place: &Place) -> usize {
    FileDrop::waiting(&place.path("roster-data/inbox")).unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drop_is_taken_once() {
    let place = place();
    let flows = place.flows();
    let mut uploads = Uploads::start(&flows).await;
    assert_eq!(start(&flows).unwrap_err().code(), "nothing_dropped");
    uploads.upload(&place.path("district.zip")).await;
    let id = start(&flows).unwrap();
    assert_eq!(start(&flows).unwrap(), id, "one run is enough");
    assert_eq!(run(&flows, id).await.status, RunStatus::Succeeded);
    assert!(place.delivered_students().unwrap() > u64::from(STUDENTS) / 2);
    assert_eq!(waiting(&place), 0);
    assert_eq!(start(&flows).unwrap_err().code(), "nothing_dropped");
    let by_hand = flows.start("nightly", Request::manual()).unwrap();
    assert_eq!(run(&flows, by_hand).await.error.unwrap().code, "nothing_dropped");
    let again = flows.replay(id, StepKind::Convert).unwrap();
    assert_eq!(run(&flows, again).await.status, RunStatus::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_of_several_drops_counts() {
    let place = place();
    let flows = place.flows();
    let mut uploads = Uploads::start(&flows).await;
    uploads.upload(&place.path("district.zip")).await;
    let first = start(&flows).unwrap();
    let newer = place.path("newer.zip");
    write_package(&district().changed(1, 0.1), &newer);
    uploads.upload(&newer).await;
    let run = run(&flows, first).await;
    assert_eq!(run.status, RunStatus::Succeeded);
    let source = detail(&flows, first).step(StepKind::Source).unwrap().clone();
    assert_eq!(fs::read(flows.history().file(&source.output.unwrap())).unwrap(), fs::read(&newer).unwrap());
    assert_eq!(source.counts["drops_passed_over"], 1);
    assert_eq!(waiting(&place), 0);
    assert_eq!(start(&flows).unwrap_err().code(), "nothing_dropped");
}

#[tokio::test(flavor = "multi_thread")]
async fn drops_that_are_no_packages_fail_and_are_kept() {
    let place = place();
    let flows = place.flows();
    let mut uploads = Uploads::start(&flows).await;
    let broken = place.path("broken.zip");
    fs::write(&broken, "PK nothing of that kind").unwrap();
    uploads.upload(&broken).await;
    let id = start(&flows).unwrap();
    let failed = run(&flows, id).await;
    assert_eq!((failed.status, failed.error.unwrap().code.as_str()), (RunStatus::Failed, "not_a_package"));
    let kept = detail(&flows, id).step(StepKind::Source).unwrap().output.unwrap();
    assert_eq!(fs::read(flows.history().file(&kept)).unwrap(), fs::read(&broken).unwrap());
    assert_eq!(waiting(&place), 0);
    assert_eq!(place.delivered_students(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drop_that_was_noted_is_not_taken_again() {
    let place = place();
    let flows = place.flows();
    let mut uploads = Uploads::start(&flows).await;
    let drop = uploads.upload(&place.path("district.zip")).await;
    let id = start(&flows).unwrap();
    // The process dies after the step was noted, and before the drop was taken out.
    let folder = drop.files()[0].path.parent().unwrap().parent().unwrap().to_owned();
    let aside = place.path("aside");
    copy_folder(&folder, &aside);
    assert_eq!(run(&flows, id).await.status, RunStatus::Succeeded);
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    fs::rename(&aside, &folder).unwrap();
    assert_eq!(waiting(&place), 1);
    assert_eq!(start(&flows).unwrap_err().code(), "nothing_dropped");
    assert_eq!(waiting(&place), 0, "it is only taken out");
    drop_inbox(uploads).await;
}

async fn drop_inbox(uploads: Uploads) {
    uploads.inbox.shutdown(std::time::Duration::from_secs(1)).await;
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
