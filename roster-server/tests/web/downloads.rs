//! Files of runs.

use reqwest::StatusCode;

use crate::server::Server;

#[tokio::test]
async fn the_prepared_file_comes_as_it_is_with_a_plain_name() {
    let server = Server::start();
    let run = server.runs.delivered;
    let detail = server.history.run(run).unwrap();
    let prepared = std::fs::read(server.history.file(&detail.prepared().unwrap())).unwrap();
    let answer = server.get(&format!("/runs/{run}/file")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.bytes == prepared);
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(
        answer.header("content-disposition"),
        format!("attachment; filename=\"nightly-run-{run}.zip\"")
    );
    assert_eq!(answer.header("content-length"), prepared.len().to_string());
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let source = server.get(&format!("/runs/{run}/steps/source/file")).await;
    assert_eq!(
        source.header("content-disposition"),
        format!("attachment; filename=\"nightly-run-{run}-source.zip\"")
    );
    assert!(source.bytes != prepared);
}

#[tokio::test]
async fn large_files_come_whole() {
    let server = Server::start();
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let file = server.history.store_reader(&mut bytes.as_slice()).unwrap();
    let now = crate::support::season::NOW;
    let new = roster_history::NewRun::new("nightly", roster_history::Trigger::Manual);
    let run = server.history.create_run(&new, now).unwrap();
    server.history.start_run(run, now).unwrap();
    server.history.start_step(run, roster_history::StepKind::Source, now).unwrap();
    let result = roster_history::StepResult::done().with_output(file);
    server.history.finish_step(run, roster_history::StepKind::Source, &result, now).unwrap();
    let answer = server.get(&format!("/runs/{run}/file")).await;
    assert!(answer.bytes == bytes);
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"nightly-run-{run}\""));
}

#[tokio::test]
async fn nothing_but_files_of_the_run_can_be_reached() {
    let server = Server::start();
    let run = server.runs.delivered;
    for path in [
        format!("/runs/{run}/steps/..%2f..%2f..%2fhistory.sqlite/file"),
        format!("/runs/{run}/steps/source%00/file"),
        format!("/runs/..%2f{run}/file"),
        format!("/runs/{run}/../../history.sqlite"),
        "/assets/../history.sqlite".to_owned(),
        "/assets/%2e%2e/%2e%2e/etc/passwd".to_owned(),
        "//etc/passwd".to_owned(),
        format!("/runs/{}/file", server.runs.waiting.number() + 1_000),
        format!("/runs/{run}/steps/guard/file"),
    ] {
        let status = server.get_raw(&path).await;
        assert!(status == 404 || status == 400, "{path}: {status}");
    }
}

#[tokio::test]
async fn a_file_that_is_gone_is_told_so() {
    let server = Server::start();
    let run = server.runs.delivered;
    let file = server.history.run(run).unwrap().prepared().unwrap();
    std::fs::remove_file(server.history.file(&file)).unwrap();
    let answer = server.get(&format!("/runs/{run}/file")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("no longer kept"));
}
