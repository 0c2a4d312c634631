//! Writing grades back: the wire form, the order of things, conditions.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use http::{Method, StatusCode};
use oneroster_client::transport::Response;
use oneroster_client::{Client, Endpoints, Service};
use oneroster_model::gradebook::{LineItem, Result as Score};
use oneroster_model::json::{Encoder, HrefRoots};
use oneroster_model::{ScoreStatus, Version};
use serde_json::{Value, json};
use support::{Server, header, status, with};
use time::macros::{date, datetime};

/// A gradebook that keeps what is put into it, by path.
fn gradebook() -> (Server, Arc<Mutex<HashMap<String, Value>>>) {
    let kept: Arc<Mutex<HashMap<String, Value>>> = Arc::default();
    let records = Arc::clone(&kept);
    let server = Server::new(move |_, request| {
        let mut records = records.lock().unwrap();
        let path = request.url.path().replace("/ims/oneroster/v1p1", "");
        Ok(match request.method {
            Method::PUT => {
                let body: Value = serde_json::from_slice(&request.body).unwrap();
                assert_eq!(header(request, "content-type"), "application/json");
                if records.insert(path, body).is_some() { status(200) } else { status(201) }
            }
            Method::DELETE => {
                if records.remove(&path).is_some() {
                    status(204)
                } else {
                    status(404)
                }
            }
            _ => match records.get(&path) {
                Some(record) => Response::new(StatusCode::OK, record.to_string()),
                None => status(404),
            },
        })
    });
    (server, kept)
}

#[tokio::test]
async fn grades_are_exported_with_references_by_identifier() {
    // Create, change, exempt and delete: what Google Classroom does when it exports grades.
    let (server, kept) = gradebook();
    let client = server.client().build().unwrap();

    let mut line_item = LineItem::new("l1");
    line_item.title = Some("Essay".into());
    line_item.description = Some("An essay".into());
    line_item.assign_date = Some(datetime!(2026-08-18 06:00 UTC));
    line_item.due_date = Some(datetime!(2026-08-25 06:00 UTC));
    line_item.result_value_min = Some(0.into());
    line_item.result_value_max = Some(100.into());
    let written = client.class("c1").put_line_item(&line_item).await.unwrap();
    assert!(written.is_created());
    assert_eq!(
        kept.lock().unwrap()["/lineItems/l1"],
        json!({"lineItem": {"sourcedId": "l1", "title": "Essay", "description": "An essay",
            "assignDate": "2026-08-18T06:00:00.000Z", "dueDate": "2026-08-25T06:00:00.000Z",
            "class": {"sourcedId": "c1"}, "resultValueMin": 0, "resultValueMax": 100}})
    );

    let mut score = Score::new("r1");
    score.line_item = Some("l1".into());
    score.student = Some("u1".into());
    score.score_status = Some(ScoreStatus::FullyGraded);
    score.score = Some(80.into());
    score.score_date = Some(date!(2026 - 08 - 20));
    assert!(client.class("c1").put_result(&score).await.unwrap().is_created());
    assert_eq!(
        kept.lock().unwrap()["/results/r1"],
        json!({"result": {"sourcedId": "r1", "lineItem": {"sourcedId": "l1"},
            "student": {"sourcedId": "u1"},
            "scoreStatus": "fully graded", "score": 80, "scoreDate": "2026-08-20"}})
    );

    score.score = Some(300.into());
    assert!(!client.result("r1").put(&score).await.unwrap().is_created());
    score.score_status = Some(ScoreStatus::Exempt);
    client.result("r1").put(&score).await.unwrap();
    let read = client.result("r1").get().await.unwrap();
    assert_eq!((read.score_status, read.score), (Some(ScoreStatus::Exempt), Some(300.into())));

    client.result("r1").delete().await.unwrap();
    client.line_item("l1").delete().await.unwrap();
    assert_eq!(client.result("r1").get().await.unwrap_err().code(), "not_found");
    assert!(kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn servers_that_insist_get_whole_references() {
    let (server, kept) = gradebook();
    let encoder = Encoder::new(Version::V1_1)
        .with_href_roots(HrefRoots::for_host("https://sis.example", Version::V1_1));
    let client = server.client().encoder(encoder).build().unwrap();
    let mut score = Score::new("r1");
    score.line_item = Some("l1".into());
    client.result("r1").put(&score).await.unwrap();
    assert_eq!(
        kept.lock().unwrap()["/results/r1"]["result"]["lineItem"],
        json!({"href": "https://sis.example/ims/oneroster/v1p1/lineItems/l1", "sourcedId": "l1", "type": "lineItem"})
    );
}

#[tokio::test]
async fn records_are_not_written_under_another_identifier() {
    let (server, _) = gradebook();
    let client = server.client().build().unwrap();
    let error = client.result("r2").put(&Score::new("r1")).await.unwrap_err();
    assert_eq!(error.code(), "configuration");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn conditions_are_sent_and_their_failure_is_a_conflict() {
    let server = Server::new(|_, request| {
        let conditions = ["if-match", "if-none-match"].map(|name| header(request, name).to_owned());
        Ok(match (request.method.as_str(), conditions.each_ref().map(String::as_str)) {
            ("PUT" | "DELETE", ["\"old\"", _] | [_, "*"]) => status(412),
            ("PUT", _) => with(status(200), "etag", "\"2\""),
            ("GET", [_, "\"2\""]) => status(304),
            ("GET", _) => {
                with(Response::new(StatusCode::OK, r#"{"result":{"sourcedId":"r"}}"#), "etag", "\"2\"")
            }
            _ => status(204),
        })
    });
    let client = server.client().build().unwrap();
    let score = Score::new("r");
    assert_eq!(client.result("r").put(&score).if_match("\"old\"").await.unwrap_err().code(), "conflict");
    assert_eq!(client.result("r").put(&score).if_absent().await.unwrap_err().code(), "conflict");
    assert_eq!(client.result("r").delete().if_match("\"old\"").await.unwrap_err().code(), "conflict");
    assert_eq!(client.result("r").put(&score).if_match("\"1\"").await.unwrap().etag(), Some("\"2\""));

    let first = client.result("r").get().send().await.unwrap();
    assert!(!first.is_not_modified());
    let again = client.result("r").get().if_none_match(first.etag().unwrap()).send().await.unwrap();
    assert!(again.is_not_modified() && again.record().is_none());
    assert_eq!(client.result("r").get().if_none_match("a\nb").await.unwrap_err().code(), "configuration");
}

#[tokio::test]
async fn the_discovery_document_is_found_under_both_names() {
    let document = r#"{"paths":{"/results":{"get":{"operationId":"getAllResults"}}}}"#;
    for (name, requests) in [
        ("onerosterv1p2gradebookservice_openapi3_v1p0.json", 1),
        ("imsorv1p2_gradebook_openapi3_v1p0.json", 2),
        ("nothing.json", 2),
    ] {
        let server = Server::new(move |_, request| {
            let found = request.url.path() == format!("/ims/oneroster/gradebook/v1p2/discovery/{name}");
            Ok(if found { Response::new(StatusCode::OK, document) } else { status(404) })
        });
        let endpoints = Endpoints::v1_2("https://sis.example").unwrap();
        let client = Client::builder(endpoints).transport(Arc::new(server.clone())).build().unwrap();
        let discovered = client.discover(Service::Gradebook).await;
        assert_eq!(server.requests().len(), requests);
        match discovered {
            Ok(discovered) => assert!(discovered.supports("getAllResults")),
            Err(error) => assert_eq!((error.code(), name), ("not_found", "nothing.json")),
        }
    }
    let old = Server::new(|_, _| Ok(status(500)));
    let client = old.client().build().unwrap();
    assert_eq!(client.discover(Service::Gradebook).await.unwrap_err().code(), "unsupported");
}

#[tokio::test]
async fn created_records_come_back_with_the_identifiers_of_the_server() {
    for (body, expected) in [
        (r#"{"sourcedIdPairs":[{"suppliedSourcedId":"t1","allocatedSourcedId":"s1"}]}"#, Ok("s1")),
        (r#"{"sourcedIdPairs":{"suppliedSourcedId":"t1","allocatedSourcedId":"s1"}}"#, Ok("s1")),
        ("", Err("decode")),
        ("{}", Err("decode")),
    ] {
        let server = Server::new(move |_, _| Ok(Response::new(StatusCode::CREATED, body)));
        let endpoints = Endpoints::v1_2("https://sis.example").unwrap();
        let client = Client::builder(endpoints).transport(Arc::new(server.clone())).build().unwrap();
        let result = client.line_item("l").post_results(&[Score::new("t1")]).await;
        let ids = result.as_ref().map(|pairs| pairs[0].allocated_sourced_id.as_str());
        assert_eq!(ids.map_err(oneroster_client::Error::code), expected, "{body}");
        let sent: Value = serde_json::from_slice(&server.requests()[0].body).unwrap();
        assert_eq!(sent, json!({"results": [{"sourcedId": "t1"}]}));
    }
}
