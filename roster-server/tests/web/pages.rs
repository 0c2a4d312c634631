//! What the pages say about the season.

use reqwest::StatusCode;
use roster_flow::schedule::Zone;
use roster_history::{Decision, Difference, GuardReason, History, NewRun, RunId, RunStatus, Trigger};
use roster_server::web::FlowInfo;

use crate::server::{Server, assert_holds, assert_lacks, everywhere};
use crate::support::fake::Fake;
use crate::support::season::NOW;
use crate::support::stage::Play;

#[tokio::test]
async fn overview_tells_how_last_night_was_and_why_not() {
    let server = Server::start();
    let page = server.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    let held = server.runs.held;
    assert_holds(
        &page,
        &[
            "One run waits for your decision, one flow failed",
            "Delivering it would remove <strong>655 students, 39 staff, 214 classes, 5,310 roster rows and 1 location</strong>",
            &format!("href=\"/runs/{held}#decision\""),
            "<strong>Delivered</strong> to Apple School Manager <time datetime=\"2026-11-24T10:32:",
            "5,000 students, 337 staff, 1,633 classes and 39,250 roster rows",
            "<strong>Failed while delivering: </strong>files.library.example closed the connection",
            "Attempt 5 begins in 34 min",
            "Switched off",
            "Never ran",
            // The next run, in the zone of the flow and relative.
            "title=\"2026-11-25 02:30 PST\">tomorrow, 02:30</time> <span class=\"soft\">(in 20 h)",
        ],
    );
    assert_lacks(&page, &["<script"]);
}

#[tokio::test]
async fn overview_of_a_calm_morning_says_so_and_of_an_empty_configuration_how_to_begin() {
    let check = async |flows: Vec<FlowInfo>, expected: &[&str]| {
        let server = empty(flows);
        assert_holds(&server.get("/").await, expected);
    };
    check(Vec::new(), &["There are no flows yet", "roster init", "No run is planned"]).await;
    let flow = || FlowInfo::new("weekly", "a", "b", Zone::default());
    check(vec![flow()], &["Nothing has been delivered yet", "By hand only"]).await;
    let mut waiting_for_files = flow();
    waiting_for_files.can_run_now = false;
    check(vec![waiting_for_files], &["nothing has arrived yet"]).await;
}

/// A server whose history is empty.
fn empty(flows: Vec<FlowInfo>) -> Server {
    let history = History::temporary().unwrap();
    let fake = Fake::new(&history, flows, None);
    let nothing: RunId = "1".parse().unwrap();
    Server::serve(history, everywhere(nothing), fake, |_| ())
}

#[tokio::test]
async fn pages_without_anything_to_show_are_pages() {
    let server = empty(Vec::new());
    for (path, text) in [
        ("/runs", "Nothing has run yet"),
        ("/runs?status=held", "No run is like that"),
        ("/trends", "There are no runs of this flow yet"),
        ("/accounts", "There is no inbox"),
    ] {
        let page = server.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_holds(&page, &[text]);
    }
}

#[tokio::test]
async fn runs_can_be_filtered_and_paged() {
    let server = Server::start();
    let runs = async |path: &str| {
        let page = server.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        page.text.matches("<th scope=\"row\"").count()
    };
    assert_eq!(runs("/runs").await, 25);
    assert_eq!(runs("/runs?flow=charter&status=held").await, 1);
    assert_eq!(runs("/runs?flow=&status=failed&before=").await, 5);
    assert_eq!(runs("/runs?flow=nobody").await, 0);

    let mut path = "/runs".to_owned();
    let mut seen = 0;
    let all = loop {
        let page = server.get(&path).await;
        seen += page.text.matches("<th scope=\"row\"").count();
        match page.text.split("href=\"").find(|rest| rest.starts_with("/runs?before=")) {
            Some(rest) => path = rest.split('"').next().unwrap().replace("&amp;", "&"),
            None => break seen,
        }
    };
    let newest = server.history.runs(&roster_history::RunFilter::new().with_limit(1)).unwrap()[0].id;
    assert_eq!(all, usize::try_from(newest.number()).unwrap(), "every run is on exactly one page");

    let chosen = server.get("/runs?flow=charter&status=held").await;
    assert_holds(&chosen, &["value=\"charter\" selected", "value=\"held\" selected"]);
}

#[tokio::test]
async fn wishes_that_make_no_sense_are_told_so() {
    let server = Server::start();
    for (path, status) in [
        ("/runs?status=odd", StatusCode::BAD_REQUEST),
        ("/runs?before=x", StatusCode::BAD_REQUEST),
        ("/runs/0", StatusCode::NOT_FOUND),
        ("/runs/seven", StatusCode::NOT_FOUND),
        ("/runs/99999", StatusCode::NOT_FOUND),
        ("/runs/1/steps/dance", StatusCode::NOT_FOUND),
        ("/runs/1/steps/source/exchanges/999999", StatusCode::NOT_FOUND),
        ("/nowhere", StatusCode::NOT_FOUND),
    ] {
        let page = server.get(path).await;
        assert_eq!(page.status, status, "{path}");
        assert_holds(&page, &["<h1>", "To the overview"]);
    }
}

#[tokio::test]
async fn a_run_shows_steps_findings_differences_and_deliveries() {
    let server = Server::start();
    let run = server.runs.delivered;
    let page = server.get(&format!("/runs/{run}")).await;
    assert_holds(
        &page,
        &[
            "nightly: Springfield (Aeries) to Apple School Manager",
            "Get the data</a>",
            "An enrollment names a user or a class that is not there.",
            "Have the record corrected in the student information system.",
            "2 kinds of notes",
            "<code>S-20417</code>",
            "sftp.example.com:22/dropbox/springfield.zip",
            "Acknowledged",
            "rel=\"prev\"",
            "rel=\"next\"",
            "<option value=\"deliver\">",
        ],
    );
    assert_lacks(&page, &["id=\"decision\""]);
}

#[tokio::test]
async fn every_kind_of_run_has_its_verdict() {
    let server = Server::start();
    for (run, texts) in [
        (server.runs.dry, ["The dry run went well.", "Nothing was delivered."]),
        (server.runs.failed, ["Failed while delivering: ", "ask the vendor for the size"]),
        (server.runs.waiting, ["Waits.", "Attempt 5, after"]),
        (server.runs.held, ["Held before the delivery.", "1 of 9 locations would vanish"]),
        (server.runs.discarded, ["Ana Quintero", "before the new year was rolled over."]),
        (server.runs.replayed, ["Replay of", "Taken over"]),
    ] {
        let page = server.get(&format!("/runs/{run}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_holds(&page, &texts);
    }
}

#[tokio::test]
async fn a_step_shows_its_exchanges_and_where_bodies_were_cut() {
    let server = Server::start();
    let run = server.runs.delivered;
    let page = server.get(&format!("/runs/{run}/steps/source")).await;
    assert_holds(
        &page,
        &[
            "10 exchanges",
            "<span class=\"method\">POST</span>",
            "springfield.sis.example/ims/oneroster/v1p1/users?limit=1000&amp;offset=2000",
            "<dt>authorization</dt><dd>Bearer ***</dd>",
            "The first 2,048 of 311,040 bytes.",
        ],
    );
    let exchange = page.text.split("href=\"").find(|rest| rest.contains("/exchanges/")).unwrap();
    let address = exchange.split('"').next().unwrap();
    let whole = server.get(address).await;
    assert_holds(&whole, &["orgs-00039", "of 311,040 bytes; the rest was not kept."]);
    let elsewhere = address.replace("/source/", "/deliver/");
    assert_eq!(server.get(&elsewhere).await.status, StatusCode::NOT_FOUND, "an exchange belongs to its step");
    assert_holds(
        &server.get(&format!("/runs/{run}/steps/convert")).await,
        &["save_exchanges = true", "39,250"],
    );
}

#[tokio::test]
async fn trends_are_drawn_and_written_down() {
    let server = Server::start();
    let page = server.get("/trends?flow=charter&last=14").await;
    assert_holds(
        &page,
        &[
            "<figure",
            "class=\"apart\"",
            "held or discarded",
            "<table class=\"exact\"",
            "value=\"14\" selected",
        ],
    );
    assert_lacks(&page, &["NaN", "inf"]);
    assert_holds(&server.get("/trends").await, &["5,000 last, between 4,839 and 5,000.", "class=\"failed\""]);
}

#[tokio::test]
async fn buttons_start_replay_and_decide() {
    let server = Server::start();
    let started = server.post("/flows/nightly/run", &[("mode", "deliver")]).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER);
    assert_holds(
        &server.get(started.header("location")).await,
        &["The run is started.", "live.js", "Running."],
    );
    let missing = server.post("/flows/nobody/run", &[("mode", "deliver")]).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let odd = server.post("/flows/nightly/run", &[("mode", "dance")]).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);

    let failed = server.runs.failed;
    let replayed = server.post(&format!("/runs/{failed}/replay"), &[("from", "deliver")]).await;
    let new: RunId = run_in(replayed.header("location"));
    let trigger = server.history.run(new).unwrap().run.trigger;
    assert!(matches!(trigger, Trigger::Replay { of, .. } if of == failed), "{trigger:?}");
}

fn run_in(location: &str) -> RunId {
    location.trim_start_matches("/runs/").split('?').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_held_run_is_delivered_with_a_name_and_a_reason_only() {
    let server = Server::start();
    let held = server.runs.held;
    let status = || server.history.run(held).unwrap().run.status;
    let approve = format!("/runs/{held}/approve");
    let page = server.get(&format!("/runs/{held}")).await;
    assert_holds(&page, &["It removes <strong>655 students, 39 staff", "exactly the file that is prepared"]);
    for form in [[("who", "Ana"), ("reason", "  ")], [("who", ""), ("reason", "moved")]] {
        let answer = server.post(&approve, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_holds(&answer, &["This is missing.", "aria-invalid=\"true\""]);
        assert_eq!(status(), RunStatus::Held);
    }
    let answer = server.post(&approve, &[("who", "Ana"), ("reason", "the school has closed")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(status(), RunStatus::Succeeded);
    assert_holds(
        &server.get(answer.header("location")).await,
        &["Approved", "Reason: the school has closed"],
    );
    let twice = server.post(&approve, &[("who", "Ana"), ("reason", "again")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_held_run_is_discarded_without_a_reason() {
    let server = Server::start();
    let held = server.runs.held;
    let answer = server.post(&format!("/runs/{held}/discard"), &[("who", "Ana"), ("reason", "")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(server.history.run(held).unwrap().run.status, RunStatus::Discarded);
    assert_holds(&server.get(&format!("/runs/{held}")).await, &["<strong>Discarded</strong> by Ana"]);
}

#[tokio::test]
async fn older_data_replace_newer_ones_only_if_that_is_meant() {
    let server = Server::start();
    let held = server.runs.held;
    let upload = NewRun::new("charter", Trigger::Drop { account: "lakeside".into() });
    let mut newer = Play::begin(&server.history, &upload, NOW, [1, 1, 1, 1]);
    newer.fetch(&[]);
    newer.convert(&[]);
    newer.compare(&[]);
    newer.deliver("apple", "sftp.example.com:22/dropbox/springfield.zip");
    let page = server.get(&format!("/runs/{held}")).await;
    assert_holds(&page, &[&format!(">Run {}</a> has delivered newer data since.", newer.run)]);
    let approve = format!("/runs/{held}/approve");
    let form = [("who", "Ana"), ("reason", "the school has closed"), ("overtaken", "yes")];
    assert_eq!(server.post(&approve, &form[..2]).await.status, StatusCode::CONFLICT);
    assert_eq!(server.history.run(held).unwrap().run.status, RunStatus::Held);
    assert_eq!(server.post(&approve, &form).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_dry_run_tells_that_a_run_would_be_held() {
    let server = Server::start();
    let new = NewRun::new("nightly", Trigger::Manual).as_dry_run();
    let mut play = Play::begin(&server.history, &new, NOW, [1, 1, 1, 1]);
    play.fetch(&[]);
    play.convert(&[]);
    let difference = Difference::new("classes.csv", 0, 0, 41);
    play.hold(&[difference], &[GuardReason::new("guard_loss", "41 of 44 classes would vanish")]);
    let nobody = Decision::discard("dry run", "nothing is delivered");
    server.history.decide(play.run, &nobody, NOW).unwrap();
    let page = server.get(&format!("/runs/{}", play.run)).await;
    assert_holds(
        &page,
        &[
            "The dry run shows that a run would be held.",
            "It would remove 41 classes.",
            "Why it would be held",
        ],
    );
    assert_lacks(&page, &["by dry run", "id=\"decision\""]);
}

#[tokio::test]
async fn the_time_that_a_run_waited_for_a_decision_is_not_work() {
    let server = Server::start();
    let page = server.get(&format!("/runs/{}", server.runs.discarded)).await;
    assert_lacks(&page, &["3 h"]);
}

#[tokio::test]
async fn a_guard_that_held_cannot_be_got_round_by_a_replay() {
    let server = Server::start();
    let page = server.get(&format!("/runs/{}", server.runs.discarded)).await;
    assert_holds(&page, &["<option value=\"convert\">", "<option value=\"guard\">"]);
    assert_lacks(&page, &["<option value=\"deliver\">"]);
}
