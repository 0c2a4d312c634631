use std::sync::Arc;

use roster_flow::engine::{Request, StopSignal};
use roster_server::RunMode;
use roster_server::service::ServiceEvent;
use time::macros::datetime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::place::Place;

const NIGHTLY: &str = "[flows.nightly]\nfile = \"district.zip\"\ndestination = \"disk\"\n\
    [flows.nightly.schedule]\ntime = \"02:30\"\nzone = \"Europe/London\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn night_passes_and_the_archive_is_there() {
    let place = Place::new(NIGHTLY);
    let mut stage = place.start().await.unwrap();
    place.clock.set(datetime!(2026-10-02 01:29:59 UTC));
    stage.server.service().look_again().await;
    assert!(stage.runs().is_empty());
    place.clock.set(datetime!(2026-10-02 01:30 UTC));
    let (run, status) = stage.ended().await;
    assert_eq!(status, "succeeded", "{:?}", stage.history.run(run).unwrap().run.error);
    assert!(place.path("asm.zip").exists());
    stage.server.stop().await.unwrap();
    assert_eq!(super::place::runs(&stage.history), ["schedule succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn second_server_is_refused_and_the_command_may_run_beside() {
    let place = Place::new(NIGHTLY);
    let mut stage = place.start().await.unwrap();
    let Err(error) = place.start().await else { panic!("two servers in one folder") };
    assert_eq!(error.code(), "locked");
    // As another process would.
    let flows = place.flows();
    let run = flows.start("nightly", Request::manual().as_dry_run()).unwrap();
    match flows.run(run, Arc::new(()), StopSignal::never()).await {
        Ok(run) => assert_eq!(run.status.as_str(), "succeeded"),
        // The server was faster.
        Err(_) => assert_eq!(stage.ended().await, (run, "succeeded")),
    }
    stage.server.stop().await.unwrap();
    assert_eq!(super::place::runs(&stage.history), ["manual succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_port_is_an_error_that_leaves_nothing_behind() {
    let place = Place::new(NIGHTLY);
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let text = std::fs::read_to_string(place.path("roster.toml")).unwrap();
    let listen = format!("\"{}\"", taken.local_addr().unwrap());
    std::fs::write(place.path("roster.toml"), text.replace("\"127.0.0.1:0\"", &listen)).unwrap();
    let Err(error) = place.start().await else { panic!("one port for two") };
    assert_eq!(error.code(), "listen_failed");
    drop(taken);
    place.start().await.unwrap().server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn fetch_from_a_server_that_hangs_waits_for_the_next_start() {
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let more = format!(
        "[connections.sis]\nurl = \"http://127.0.0.1:{port}\"\nclient_id = \"id\"\nclient_secret = \"s\"\n\
         token_url = \"http://127.0.0.1:{port}/token\"\n\
         [flows.fetch]\nconnection = \"sis\"\ndestination = \"disk\"\n"
    );
    let place = Place::new(&more);
    let stage = place.start().await.unwrap();
    stage.server.service().run_now("fetch", RunMode::Deliver).await.unwrap();
    // It is asked for something now.
    let connected = silent.accept().await.unwrap();
    stage.server.stop().await.unwrap();
    drop(connected);
    assert_eq!(super::place::runs(&stage.history), ["manual waiting"]);
    // Nothing is held that a next process needs.
    let stage = place.start().await.unwrap();
    silent.accept().await.unwrap();
    stage.server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_told_with_a_link_to_the_page() {
    let hook = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let more = format!(
        "[notifications.office]\nwebhook = {{ url = \"http://{}/hook\", secret = \"k3y\" }}\non = [\"failure\"]\n\
         [flows.broken]\nfile = \"missing.zip\"\ndestination = \"disk\"\nnotify = [\"office\"]\nretry.after = []\n",
        hook.local_addr().unwrap()
    );
    let place = Place::new(&more);
    let mut stage = place.start().await.unwrap();
    stage.server.service().run_now("broken", RunMode::Deliver).await.unwrap();
    let (mut socket, _) = hook.accept().await.unwrap();
    let mut request = Vec::new();
    // The link is the last member.
    while !request.ends_with(b"/runs/1\"}") {
        request.push(socket.read_u8().await.unwrap());
    }
    socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    let request = String::from_utf8(request).unwrap();
    let page = stage.server.page_address().unwrap();
    assert!(request.contains("roster-signature: v1="), "{request}");
    assert!(request.contains("\"code\":\"source_missing\""), "{request}");
    assert!(request.contains(&format!("\"link\":\"http://{page}/runs/1\"")), "{request}");
    loop {
        if let ServiceEvent::Told { arrived, target, .. } = stage.events.next().await.unwrap() {
            assert!(arrived, "{target}");
            break;
        }
    }
    stage.server.stop().await.unwrap();
}
