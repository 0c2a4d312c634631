//! PUT, DELETE and POST of the gradebook.

use oneroster_model::gradebook::{LineItem, Result as WorkResult};
use oneroster_model::json::Service;
use oneroster_model::{Number, Status, Version};
use oneroster_sandbox::{Personality, Sandbox};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox};

fn url(sandbox: &Sandbox, path: &str) -> String {
    format!("{}{path}", sandbox.root_url(Service::Gradebook))
}

#[tokio::test]
async fn what_is_put_is_read_back() {
    for version in Version::ALL {
        let sandbox = sandbox(version).await;
        let client = Client::new(&sandbox).await;
        let before = sandbox.count::<LineItem>();
        let class = sandbox.records::<LineItem>()[0].class.clone().unwrap().sourced_id;
        let item = json!({ "lineItem": {
            "sourcedId": "essay/1", "title": "Essay", "resultValueMax": 20,
            "class": { "sourcedId": class }, "dueDate": "2026-10-01T00:00:00.000Z",
        } });
        let path = url(&sandbox, "/lineItems/essay%2F1");
        assert_eq!(client.send(Method::PUT, &path, Some(item)).await.status, 201);
        assert_eq!(sandbox.count::<LineItem>(), before + 1);
        let read = client.get_url(&path).await.json();
        assert_eq!(
            (&read["lineItem"]["title"], &read["lineItem"]["resultValueMax"]),
            (&json!("Essay"), &json!(20))
        );
        assert_eq!(read["lineItem"]["status"], "active");
        let of_class = client.get_url(&url(&sandbox, &format!("/classes/{class}/lineItems"))).await;
        assert!(of_class.ids("lineItems").contains(&"essay/1".to_owned()));

        // PUT replaces the whole record.
        let item = json!({ "lineItem": { "sourcedId": "essay/1", "title": "Poem" } });
        assert_eq!(client.send(Method::PUT, &path, Some(item)).await.status, 201);
        let read = client.get_url(&path).await.json();
        assert_eq!(
            (&read["lineItem"]["title"], &read["lineItem"]["resultValueMax"]),
            (&json!("Poem"), &Value::Null)
        );
        let of_class = client.get_url(&url(&sandbox, &format!("/classes/{class}/lineItems"))).await;
        assert!(!of_class.ids("lineItems").contains(&"essay/1".to_owned()));
    }
}

#[tokio::test]
async fn bodies_that_mean_nothing_are_refused() {
    let sandbox = sandbox(Version::V1_2).await;
    let client = Client::new(&sandbox).await;
    let path = url(&sandbox, "/categories/c1");
    for (body, status) in [
        (json!({ "category": { "sourcedId": "c2", "title": "x" } }), 422),
        (json!({ "category": { "title": "x" } }), 422),
        (json!({ "lineItem": { "sourcedId": "c1" } }), 422),
        (json!({ "category": "x" }), 422),
        (json!([]), 400),
    ] {
        let answered = client.send(Method::PUT, &path, Some(body.clone())).await;
        assert_eq!(answered.status, status, "{body}: {}", answered.text);
    }
    let text = client.http.put(&path).bearer_auth(&client.token).body("title=x").send().await.unwrap();
    assert_eq!(text.status(), 400);
    assert_eq!(client.send(Method::DELETE, &path, None).await.status, 404);
}

#[tokio::test]
async fn what_is_posted_gets_identifiers_and_its_place() {
    let sandbox = sandbox(Version::V1_2).await;
    let client = Client::new(&sandbox).await;
    let result = sandbox.records::<WorkResult>()[0].clone();
    let item = result.line_item.unwrap().sourced_id;
    let student = result.student.unwrap().sourced_id;
    let body = json!({ "results": [
        { "sourcedId": "tmp-1", "student": { "sourcedId": student }, "score": 7.5 },
        { "sourcedId": "tmp-2", "student": { "sourcedId": student }, "score": 8 },
    ] });
    let answered =
        client.send(Method::POST, &url(&sandbox, &format!("/lineItems/{item}/results")), Some(body)).await;
    assert_eq!(answered.status, 201);
    let pairs = answered.records("sourcedIdPairs");
    assert_eq!(pairs.len(), 2);
    let allocated = pairs[0]["allocatedSourcedId"].as_str().unwrap();
    let stored =
        sandbox.records::<WorkResult>().into_iter().find(|result| result.sourced_id.as_str() == allocated);
    let stored = stored.unwrap();
    assert_eq!(stored.score, "7.5".parse::<Number>().ok());
    assert_eq!(stored.line_item.unwrap().sourced_id, item);
    let unknown = url(&sandbox, "/lineItems/nothing/results");
    assert_eq!(client.send(Method::POST, &unknown, Some(json!({ "results": [] }))).await.status, 404);
}

#[tokio::test]
async fn deleted_records_are_gone_or_kept_as_the_personality_has_it() {
    let sandbox = sandbox(Version::V1_1).await;
    let client = Client::new(&sandbox).await;
    let id = sandbox.records::<WorkResult>()[0].sourced_id.clone();
    let path = url(&sandbox, &format!("/results/{id}"));
    assert_eq!(client.send(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(client.get_url(&path).await.status, 404);
    assert!(sandbox.records::<WorkResult>().iter().all(|result| result.sourced_id != id));

    let personality =
        Personality::from_toml("[answers]\nkeep-deleted = true\ndeleted-status = 200\nreplaced-status = 200\nput-returns-record = true")
            .unwrap();
    let sandbox = Sandbox::builder().personality(personality).start().await.unwrap();
    let client = Client::new(&sandbox).await;
    let path = url(&sandbox, &format!("/results/{id}"));
    assert_eq!(client.send(Method::DELETE, &path, None).await.status, 200);
    let read = client.get_url(&path).await;
    assert_eq!((read.status, &read.json()["result"]["status"]), (200, &json!("tobedeleted")));
    let again = client.send(Method::PUT, &path, Some(read.json())).await;
    assert_eq!((again.status, &again.json()["result"]["sourcedId"]), (200, &json!(id.as_str())));
}

#[tokio::test]
async fn tests_change_records_behind_the_back_of_the_client() {
    let sandbox = sandbox(Version::V1_1).await;
    let client = Client::new(&sandbox).await;
    let mut user = sandbox.records::<oneroster_model::rostering::User>()[0].clone();
    user.status = Some(Status::ToBeDeleted);
    user.date_last_modified = Some(user.date_last_modified.unwrap() + std::time::Duration::from_secs(60));
    sandbox.put(user.clone());
    let changed = "/users?filter=dateLastModified%3E%272026-08-17T06:00:00.000Z%27";
    assert_eq!(client.get(changed).await.ids("users"), [user.sourced_id.as_str()]);
    assert!(sandbox.remove::<oneroster_model::rostering::User>(user.sourced_id.as_str()).is_some());
    assert_eq!(client.get(changed).await.ids("users").len(), 0);
}
