use roster_server::RunMode;
use roster_server::web::{Actions, Decision, Refusal};

use super::place::Place;

const FLOWS: &str = "[flows.nightly]\nfile = \"district.zip\"\ndestination = \"disk\"\n\
    [flows.nightly.schedule]\ntime = \"02:30\"\nzone = \"Europe/London\"\n\
    [flows.drops]\naccount = \"school\"\ndestination = \"disk\"\nenabled = false\n";

async fn get(url: String) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn page_health_and_numbers_are_those_of_the_server() {
    let place = Place::new(FLOWS);
    let mut stage = place.start().await.unwrap();
    let page = format!("http://{}", stage.server.page_address().unwrap());
    stage.server.service().run_now("nightly", RunMode::Deliver).await.unwrap();
    assert_eq!(stage.ended().await.1, "succeeded");

    let (status, health) = get(format!("{page}/health")).await;
    assert_eq!(status, 200, "{health}");
    assert!(health.contains("\"scheduler\":\"ok\"") && health.contains("\"inbox\":\"off\""), "{health}");

    let (status, numbers) = get(format!("{page}/metrics")).await;
    assert_eq!(status, 200);
    for line in [
        "roster_runs_total{flow=\"nightly\",status=\"succeeded\"} 1",
        "roster_last_success_timestamp_seconds{flow=\"nightly\"} 1790845200",
        "roster_next_due_timestamp_seconds{flow=\"nightly\"} 1790904600",
        "roster_runs_held{flow=\"drops\"} 0",
    ] {
        assert!(numbers.lines().any(|found| found == line), "{line} is not in\n{numbers}");
    }
    assert!(
        numbers.contains("roster_last_success_records{flow=\"nightly\",kind=\"students\"} 40"),
        "{numbers}"
    );

    let (status, flows) = get(page.clone()).await;
    assert!(status == 200 && flows.contains("nightly"), "{status}");
    assert_eq!(get(format!("{page}/runs/1")).await.0, 200);
    stage.server.stop().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert!(client.get(page).send().await.unwrap_err().is_connect());
}

#[tokio::test(flavor = "multi_thread")]
async fn flows_are_described_for_people() {
    let place = Place::new(FLOWS);
    let stage = place.start().await.unwrap();
    let flows = stage.server.service().flows().await.unwrap();
    let found: Vec<_> = flows
        .iter()
        .map(|flow| {
            (flow.name.as_str(), flow.schedule.as_deref().unwrap(), flow.is_enabled, flow.can_run_now)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("drops", "when a file arrives", false, false),
            ("nightly", "02:30 Europe/London, every day", true, true)
        ]
    );
    assert_eq!(flows[1].zone.name(), "Europe/London");
    stage.server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_that_do_not_fit_are_refused_by_kind() {
    let place = Place::new(FLOWS);
    let mut stage = place.start().await.unwrap();
    let service = stage.server.service();
    let actions: &dyn Actions = &service;
    let run = actions.run_now("nightly", RunMode::DryRun).await.unwrap();
    stage.ended().await;
    let decision = || Decision { who: "office".into(), reason: "why not".into(), even_if_overtaken: false };
    let kinds = [
        actions.run_now("other", RunMode::Deliver).await.unwrap_err().kind,
        actions.approve("99".parse().unwrap(), decision()).await.unwrap_err().kind,
        actions.approve(run, decision()).await.unwrap_err().kind,
        actions.discard(run, decision()).await.unwrap_err().kind,
    ];
    assert_eq!(kinds, [Refusal::NotFound, Refusal::NotFound, Refusal::Conflict, Refusal::Conflict]);
    stage.server.stop().await.unwrap();
    assert_eq!(actions.run_now("nightly", RunMode::Deliver).await.unwrap_err().kind, Refusal::Conflict);
    assert!(actions.inbox().await.unwrap().is_none());
}
