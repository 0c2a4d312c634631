use std::time::Duration;

use oneroster_sandbox::District;
use roster_history::RunStatus;
use roster_server::web::{Actions, NewLogin, Refusal};
use roster_sftp::{Accounts, Inbox, InboxSettings};

use super::place::{Place, Stage, write_package};

const INBOX: &str = "[inbox]\nlisten = \"127.0.0.1:0\"\n\
    [flows.drops]\naccount = \"school\"\ndestination = \"disk\"\n";

async fn open_account(stage: &Stage) -> String {
    let password = stage.server.service().add_account("school", NewLogin::Password).await.unwrap().unwrap();
    password.expose().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn upload_starts_the_flow_of_its_account() {
    let place = Place::new(INBOX);
    let mut stage = place.start().await.unwrap();
    let password = open_account(&stage).await;
    stage.upload(&password, place.path("district.zip")).await;
    let (run, status) = stage.ended().await;
    assert_eq!(status, "succeeded", "{:?}", stage.history.run(run).unwrap().run.error);
    assert!(place.path("asm.zip").exists());
    // Once, however often the server starts.
    stage.server.stop().await.unwrap();
    let mut again = place.start().await.unwrap();
    write_package(&District::builder(40).build().changed(1, 0.05), place.path("next.zip"));
    again.upload(&password, place.path("next.zip")).await;
    again.ended().await;
    assert_eq!(again.runs(), ["drop succeeded", "drop succeeded"]);
    let info = again.server.service().inbox().await.unwrap().unwrap();
    let account = &info.accounts[0];
    assert_eq!(
        (account.name.as_str(), account.has_password, account.flows.as_slice()),
        ("school", true, &["drops".to_owned()][..])
    );
    assert!(account.last_drop.is_some());
    again.server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn drop_that_a_dead_process_left_is_handed_over_once() {
    let place = Place::new(INBOX);
    let flows = place.flows();
    let folder = flows.folder().join("inbox");
    // An inbox whose process dies before anybody takes the drop.
    let settings = InboxSettings::new(&folder, "127.0.0.1:0".parse().unwrap());
    let accounts = Accounts::open(settings.accounts_file()).unwrap();
    let password = accounts.create_with_password(&"school".parse().unwrap()).unwrap();
    let (inbox, mut drops) = Inbox::start(settings, accounts).await.unwrap();
    let target = roster_sftp::Target::new(
        "127.0.0.1",
        "school",
        roster_sftp::Authentication::Password(password.expose().into()),
    )
    .with_port(inbox.address().port())
    .with_host_keys(roster_sftp::HostKeyPolicy::Pinned(vec![inbox.fingerprint()]));
    let upload = roster_sftp::Upload::file(place.path("district.zip"), "roster.zip");
    roster_sftp::Client::new(target).put(upload).await.unwrap();
    drops.next().await.unwrap();
    // The run was created, and the process died.
    flows.start("drops", roster_flow::engine::Request::drop("school")).unwrap();
    inbox.shutdown(Duration::from_secs(1)).await;
    drop(flows);

    let mut stage = place.start().await.unwrap();
    assert_eq!(stage.ended().await.1, "succeeded");
    stage.server.service().look_again().await;
    stage.server.stop().await.unwrap();
    let stage = place.start().await.unwrap();
    stage.server.stop().await.unwrap();
    assert_eq!(super::place::runs(&stage.history), ["drop succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn upload_that_is_no_package_fails_its_run_alone() {
    let place = Place::new(INBOX);
    let mut stage = place.start().await.unwrap();
    let password = open_account(&stage).await;
    std::fs::write(place.path("wrong.zip"), "this is no zip").unwrap();
    stage.upload(&password, place.path("wrong.zip")).await;
    let (run, status) = stage.ended().await;
    assert_eq!(status, RunStatus::Failed.as_str());
    let failure = stage.history.run(run).unwrap().run.error.unwrap();
    assert!(failure.code.contains("zip") || failure.code.contains("package"), "{failure}");
    stage.upload(&password, place.path("district.zip")).await;
    assert_eq!(stage.ended().await.1, "succeeded");
    stage.server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_managed_and_kept_while_a_flow_uses_them() {
    let place = Place::new(INBOX);
    let stage = place.start().await.unwrap();
    let service = stage.server.service();
    let first = open_account(&stage).await;
    let error = service.add_account("school", NewLogin::Password).await.unwrap_err();
    assert_eq!(error.kind, Refusal::Conflict);
    assert_ne!(service.regenerate_password("school").await.unwrap().expose(), first);
    assert_eq!(service.remove_account("school").await.unwrap_err().kind, Refusal::Conflict);
    assert_eq!(service.remove_account("other").await.unwrap_err().kind, Refusal::NotFound);
    assert_eq!(service.add_account("../x", NewLogin::Password).await.unwrap_err().kind, Refusal::Invalid);
    assert_eq!(service.set_key("school", "no key").await.unwrap_err().kind, Refusal::Invalid);
    service.add_account("other", NewLogin::Password).await.unwrap();
    service.remove_account("other").await.unwrap();
    assert_eq!(service.inbox().await.unwrap().unwrap().accounts.len(), 1);
    stage.server.stop().await.unwrap();
}
