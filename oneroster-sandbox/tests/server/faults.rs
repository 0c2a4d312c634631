//! What goes wrong on demand, and at random.

use std::collections::{BTreeMap, BTreeSet};

use oneroster_model::Version;
use oneroster_model::rostering::{Enrollment, User};
use oneroster_sandbox::{District, Faults, Personality, Sandbox};
use reqwest::Response;

use crate::client::Client;

async fn with(faults: &str) -> Sandbox {
    let district = District::builder(40).version(Version::V1_1).build();
    Sandbox::builder().district(district).faults(faults.parse().unwrap()).start().await.unwrap()
}

/// How a request ends: with a status, without an answer, or with a part of one.
#[derive(Debug, PartialEq)]
enum End {
    Status(u16),
    NoAnswer,
    Truncated,
}

async fn end(response: Result<Response, reqwest::Error>) -> End {
    match response {
        Err(_) => End::NoAnswer,
        Ok(response) => {
            let status = response.status().as_u16();
            match response.bytes().await {
                Ok(_) => End::Status(status),
                Err(_) => End::Truncated,
            }
        }
    }
}

#[tokio::test]
async fn faults_hit_the_requests_that_are_named() {
    use End::{NoAnswer, Status, Truncated};
    for (faults, expected) in [
        ("", [Status(200), Status(200), Status(200)]),
        ("503:2", [Status(200), Status(503), Status(200)]),
        ("429:1-2,502:3", [Status(429), Status(429), Status(502)]),
        ("500:2-", [Status(200), Status(500), Status(500)]),
        ("reset:2", [Status(200), NoAnswer, Status(200)]),
        ("truncate:1,reset:3", [Truncated, Status(200), NoAnswer]),
        ("truncate:*", [Truncated, Truncated, Truncated]),
        ("expire:2", [Status(200), Status(200), Status(401)]),
        ("500@0", [Status(500), Status(500), Status(500)]),
        ("500@orgs/0", [Status(200), Status(200), Status(200)]),
    ] {
        let sandbox = with(faults).await;
        let client = Client::new(&sandbox).await;
        let mut found = Vec::new();
        for _ in 0..3 {
            found.push(
                end(client.http.get(client.url("/users")).bearer_auth(&client.token).send().await).await,
            );
        }
        assert_eq!(found, expected, "{faults}");
    }
}

#[tokio::test]
async fn one_bad_record_spoils_every_page_that_holds_it() {
    let sandbox = with("500@users/17").await;
    let client = Client::new(&sandbox).await;
    for (query, status) in [
        ("?limit=10", 200),
        ("?limit=10&offset=10", 500),
        ("?limit=1&offset=16", 200),
        ("?limit=1&offset=17", 500),
        ("?limit=1&offset=18", 200),
        ("?limit=100", 500),
    ] {
        assert_eq!(client.get(&format!("/users{query}")).await.status, status, "{query}");
    }
    assert_eq!(client.get("/enrollments").await.status, 200);
}

#[tokio::test]
async fn retry_after_says_what_it_is_told() {
    for (faults, expected) in [
        ("429:1", Some("1")),
        ("429:1,retry-after:7s", Some("7")),
        ("503:1,retry-after:0s", Some("0")),
        ("429:1,retry-after:none", None),
        ("500:1", None),
    ] {
        let sandbox = with(faults).await;
        let answered = Client::new(&sandbox).await.get("/users").await;
        assert_eq!(answered.header("retry-after"), expected, "{faults}");
    }
    let sandbox = with("429:1,retry-after:date").await;
    let answered = Client::new(&sandbox).await.get("/users").await;
    assert!(answered.header("retry-after").unwrap().ends_with(" GMT"));
}

#[tokio::test]
async fn pages_lie_as_they_are_told() {
    let users = with("").await.count::<User>();
    for (faults, records, total) in [
        ("total:-3", 10, Some(users - 3)),
        ("total:5", 10, Some(users + 5)),
        ("no-total:1", 10, None),
        ("duplicate:1", 11, Some(users)),
        ("omit:1", 9, Some(users)),
        ("empty:1", 0, Some(users)),
    ] {
        let sandbox = with(faults).await;
        let answered = Client::new(&sandbox).await.get("/users?limit=10").await;
        assert_eq!(answered.records("users").len(), records, "{faults}");
        assert_eq!(
            answered.header("x-total-count"),
            total.map(|total| total.to_string()).as_deref(),
            "{faults}"
        );
    }
    let sandbox = with("duplicate:1").await;
    let ids = Client::new(&sandbox).await.get("/users?limit=10").await.ids("users");
    assert_eq!(ids[9], ids[10]);
    let sandbox = with("html:1,no-key:2").await;
    let client = Client::new(&sandbox).await;
    let page = client.get("/users").await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let keyless = client.get("/users").await;
    assert_eq!((keyless.status, keyless.text.as_str()), (200, r#"{"result":"ok"}"#));
}

#[tokio::test]
async fn links_lead_astray_as_they_are_told() {
    let sandbox = with("cross-origin:1,loop:2,no-link:3").await;
    let client = Client::new(&sandbox).await;
    let next = client.get("/users?limit=10").await.link("next").unwrap();
    assert!(next.starts_with(sandbox.foreign_url()), "{next}");
    client.get_url(&next).await;
    let foreign: Vec<_> = sandbox.requests().into_iter().filter(|request| request.foreign).collect();
    assert_eq!(foreign.len(), 1);
    assert_eq!(foreign[0].header("authorization"), Some("Bearer"), "the test client is careless");

    let here = client.url("/users?limit=10&offset=10");
    assert_eq!(client.get_url(&here).await.link("next").as_ref(), Some(&here));
    assert_eq!(client.get("/users?limit=10").await.header("link"), None);
}

#[tokio::test]
async fn data_change_between_pages() {
    let sandbox = with("change:2").await;
    let client = Client::new(&sandbox).await;
    let before: Vec<String> = ids(&sandbox);
    let mut seen = client.get("/users?limit=10").await.ids("users");
    seen.extend(client.get("/users?limit=10&offset=10").await.ids("users"));
    let mut expected = before[..10].to_vec();
    expected.extend_from_slice(&before[11..21]);
    assert_eq!(seen, expected, "the eleventh was missed");
    assert_eq!(ids(&sandbox).len(), before.len() - 1);

    let sandbox = with("move:2").await;
    let client = Client::new(&sandbox).await;
    let mut seen = client.get("/users?limit=10").await.ids("users");
    seen.extend(client.get("/users?limit=10&offset=10").await.ids("users"));
    assert_eq!(seen[9], seen[10], "the tenth came twice");
    assert_eq!(ids(&sandbox)[0], before[before.len() - 1]);
}

fn ids(sandbox: &Sandbox) -> Vec<String> {
    sandbox.records::<User>().into_iter().map(|user| user.sourced_id.into_string()).collect()
}

#[tokio::test]
async fn revisions_and_tokens_fail_when_they_are_told() {
    let personality = Personality::named("classlink").unwrap();
    let sandbox = Sandbox::builder()
        .personality(personality)
        .faults("revision:2".parse().unwrap())
        .start()
        .await
        .unwrap();
    let mut client = Client::without_token(&sandbox);
    client.token = sandbox.client_secret().to_owned();
    let mut revisions = Vec::new();
    for _ in 0..3 {
        revisions.push(client.get("/orgs").await.header("x-perm-rev").unwrap().to_owned());
    }
    assert_eq!(revisions, ["1", "2", "2"]);

    let sandbox = with("token:503:1").await;
    let client = Client::without_token(&sandbox);
    let form = [("grant_type", "client_credentials")];
    assert_eq!(client.token_request(&form).await.status, 503);
    assert_eq!(client.token_request(&form).await.status, 200);
}

#[tokio::test]
async fn slow_answers_come_all_the_same() {
    let sandbox = with("slow:1ms,deep:1ms").await;
    let client = Client::new(&sandbox).await;
    assert_eq!(client.get("/users?offset=2000").await.status, 200);
}

#[tokio::test]
async fn new_faults_begin_to_count_anew() {
    let sandbox = with("503:2").await;
    let client = Client::new(&sandbox).await;
    assert_eq!(client.get("/orgs").await.status, 200);
    sandbox.set_faults("504:1".parse().unwrap());
    assert_eq!(client.get("/orgs").await.status, 504);
    sandbox.set_faults(Faults::none());
    assert_eq!(client.get("/orgs").await.status, 200);
    let statuses: Vec<_> = sandbox.requests().iter().filter_map(|request| request.status).collect();
    assert_eq!(statuses, [200, 200, 504, 200]);
}

/// A client that tries again, pages by what it received, and gets a new token when it is refused.
async fn patient(sandbox: &Sandbox) -> (BTreeSet<String>, Vec<String>) {
    let mut client = Client::new(sandbox).await;
    let (mut ids, mut ends) = (BTreeSet::new(), Vec::new());
    let mut offset = 0;
    loop {
        let url = client.url(&format!("/enrollments?limit=50&offset={offset}"));
        let response = client.http.get(url).bearer_auth(&client.token).send().await;
        let body = match response {
            Ok(response) if response.status() == 401 => {
                ends.push("401".to_owned());
                client.token = client.fetch_token().await;
                continue;
            }
            Ok(response) if response.status() == 200 => response.bytes().await.ok(),
            Ok(response) => {
                ends.push(response.status().as_str().to_owned());
                continue;
            }
            Err(_) => None,
        };
        let Some(body) = body else {
            ends.push("broken".to_owned());
            continue;
        };
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let page = body["enrollments"].as_array().unwrap();
        if page.is_empty() {
            return (ids, ends);
        }
        offset += page.len();
        ids.extend(page.iter().map(|record| record["sourcedId"].as_str().unwrap().to_owned()));
    }
}

#[tokio::test]
async fn a_patient_client_survives_every_seed() {
    let sandbox = with("").await;
    let expected: BTreeSet<String> =
        sandbox.records::<Enrollment>().into_iter().map(|record| record.sourced_id.into_string()).collect();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..40 {
        sandbox.set_faults(Faults::random(seed, 0.4));
        let (ids, ends) = patient(&sandbox).await;
        assert_eq!(ids, expected, "seed {seed}");
        for end in ends {
            *seen.entry(end).or_default() += 1;
        }
    }
    for end in ["401", "429", "502", "503", "504", "broken"] {
        assert!(seen.contains_key(end), "{end} never came: {seen:?}");
    }
}

#[tokio::test]
async fn the_same_seed_goes_wrong_in_the_same_way() {
    let sandbox = with("").await;
    let mut runs = Vec::new();
    for _ in 0..2 {
        sandbox.set_faults(Faults::random(11, 0.5));
        runs.push(patient(&sandbox).await.1);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(!runs[0].is_empty());
}
