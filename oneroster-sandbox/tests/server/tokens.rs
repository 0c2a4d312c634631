//! Tokens and scopes.

use oneroster_model::Version;
use oneroster_model::json::Service;

use crate::client::{Client, sandbox};

const SCOPE_1_1: &str = "https://purl.imsglobal.org/spec/or/v1p1/scope/";

#[tokio::test]
async fn a_token_answer_is_that_of_oauth_2() {
    let sandbox = sandbox(Version::V1_1).await;
    let client = Client::without_token(&sandbox);
    let scope = format!("{SCOPE_1_1}roster.readonly {SCOPE_1_1}roster-demographics.readonly");
    let answered = client.token_request(&[("grant_type", "client_credentials"), ("scope", &scope)]).await;
    assert_eq!(answered.status, 200, "{}", answered.text);
    let body = answered.json();
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 3600);
    assert_eq!(body["scope"], scope.as_str());
    assert!(body["access_token"].is_string());
    assert_eq!(answered.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn wrong_token_requests_are_refused_as_oauth_2_says() {
    let sandbox = sandbox(Version::V1_1).await;
    let client = Client::without_token(&sandbox);
    for (form, error) in [
        (vec![("grant_type", "password")], "unsupported_grant_type"),
        (vec![], "unsupported_grant_type"),
        (vec![("grant_type", "client_credentials"), ("scope", "everything")], "invalid_scope"),
    ] {
        let answered = client.token_request(&form).await;
        assert_eq!((answered.status, answered.json()["error"].as_str()), (400, Some(error)), "{form:?}");
    }
    let wrong = client.http.post(sandbox.token_url()).basic_auth("someone", Some("else"));
    let wrong =
        crate::client::read(wrong.form(&[("grant_type", "client_credentials")]).send().await.unwrap()).await;
    assert_eq!((wrong.status, wrong.json()["error"].as_str()), (401, Some("invalid_client")));
    assert_eq!(client.http.get(sandbox.token_url()).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn a_request_needs_a_token_that_has_not_expired() {
    for (version, code) in [(Version::V1_1, "unauthorized"), (Version::V1_2, "unauthorisedrequest")] {
        let sandbox = sandbox(version).await;
        let mut client = Client::without_token(&sandbox);
        let refused = client.get("/orgs").await;
        assert_eq!(refused.status, 401);
        assert!(refused.text.contains(&format!("\"{code}\"")), "{}", refused.text);
        client.token = client.fetch_token().await;
        assert_eq!(client.get("/orgs").await.status, 200);
        sandbox.expire_tokens();
        assert_eq!(client.get("/orgs").await.status, 401);
        client.token = client.fetch_token().await;
        assert_eq!(client.get("/orgs").await.status, 200);
        assert_eq!(sandbox.tokens_issued(), 2);
    }
}

#[tokio::test]
async fn scopes_open_what_the_standard_says() {
    for (version, scope, path, status) in [
        (Version::V1_1, "roster-core.readonly", "/users", 200),
        (Version::V1_1, "roster-core.readonly", "/users/u1/classes", 403),
        (Version::V1_1, "roster-core.readonly", "/demographics", 403),
        (Version::V1_1, "roster-core.readonly", "/results", 403),
        (Version::V1_1, "roster.readonly", "/users", 200),
        (Version::V1_1, "roster.readonly", "/users/u1/classes", 200),
        (Version::V1_1, "roster-demographics.readonly", "/demographics", 200),
        (Version::V1_1, "roster-demographics.readonly", "/users", 403),
        (Version::V1_1, "gradebook.readonly", "/results", 200),
        (Version::V1_1, "resource.readonly", "/resources", 200),
        (Version::V1_2, "roster-core.readonly", "/users", 200),
        (Version::V1_2, "gradebook-core.readonly", "/results", 200),
        (Version::V1_2, "gradebook-core.readonly", "/assessmentResults", 403),
        (Version::V1_2, "assessment.readonly", "/assessmentResults", 200),
        (Version::V1_2, "resource-core.readonly", "/resources", 200),
        (Version::V1_2, "resource.readonly", "/users", 403),
    ] {
        let sandbox = sandbox(version).await;
        let mut client = Client::without_token(&sandbox);
        let segment = if version == Version::V1_1 { "v1p1" } else { "v1p2" };
        let scope_url = format!("https://purl.imsglobal.org/spec/or/{segment}/scope/{scope}");
        let answered =
            client.token_request(&[("grant_type", "client_credentials"), ("scope", &scope_url)]).await;
        client.token = answered.json()["access_token"].as_str().unwrap().to_owned();
        let service = match path {
            "/results" | "/assessmentResults" => Service::Gradebook,
            "/resources" => Service::Resources,
            _ => Service::Rostering,
        };
        let answered = client.get_url(&format!("{}{path}", sandbox.root_url(service))).await;
        assert_eq!(answered.status, status, "{scope} for {path}: {}", answered.text);
    }
}
