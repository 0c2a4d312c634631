//! Tokens and scopes.

use oneroster_model::Version;
use oneroster_model::json::Service;
use oneroster_sandbox::{District, Personality, Sandbox};
use serde_json::{Value, json};

use crate::client::{Client, read, sandbox};

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

async fn with(settings: &str) -> Sandbox {
    let personality = Personality::from_toml(settings).unwrap_or_else(|error| panic!("{settings}: {error}"));
    let district = District::builder(5).build();
    Sandbox::builder().district(district).personality(personality).start().await.unwrap()
}

#[tokio::test]
async fn token_answers_take_the_form_of_the_personality() {
    for (settings, member, expected) in [
        ("", "expires_in", json!(3600)),
        ("[token]\nlifetime = 60", "expires_in", json!(60)),
        ("[token]\nexpires-in = 'text'", "expires_in", json!("3600")),
        ("[token]\nexpires-in = 'null'", "expires_in", Value::Null),
        ("[token]\nexpires-in = 'absent'", "expires_in", json!("absent")),
        ("[token]\ntoken-type = 'BEARER'", "token_type", json!("BEARER")),
        ("[token]\ntoken-type = ''", "token_type", json!("absent")),
        ("[token]\nscope-in-answer = false", "scope", json!("absent")),
        ("[token]\nextra = { request_id = 'r1' }", "request_id", json!("r1")),
        ("", "refresh_token", json!("absent")),
        ("[token]\nrefresh-tokens = 'kept'", "refresh_token", json!("sandbox-refresh-1")),
    ] {
        let sandbox = with(settings).await;
        let answered =
            Client::without_token(&sandbox).token_request(&[("grant_type", "client_credentials")]).await;
        let found = answered.json().get(member).cloned().unwrap_or(json!("absent"));
        assert_eq!(found, expected, "{settings}");
    }
    let sandbox = with("[token]\nform = 'text'").await;
    let answered =
        Client::without_token(&sandbox).token_request(&[("grant_type", "client_credentials")]).await;
    assert_eq!(answered.text, "sandbox-token-00000001");
}

#[tokio::test]
async fn token_requests_are_wanted_as_the_personality_says() {
    let grant = ("grant_type", "client_credentials");
    let scope = ("scope", "https://purl.imsglobal.org/spec/or/v1p1/scope/roster.readonly");
    let prefixed = ("scope", "or:https://purl.imsglobal.org/spec/or/v1p1/scope/roster.readonly");
    for (settings, form, status) in [
        ("[token]\nscope = 'required'", vec![grant], 400),
        ("[token]\nscope = 'required'", vec![grant, scope], 200),
        ("[token]\nscope = 'forbidden'", vec![grant, scope], 400),
        ("[token]\nscope = 'ignored'", vec![grant, ("scope", "*")], 200),
        ("[token]\nscope-prefix = 'or:'", vec![grant, prefixed], 200),
        ("[token]\nscope-prefix = 'or:'", vec![grant, scope], 400),
        ("[token]\ngrant-types = ['', 'client_credentials']", vec![], 200),
        ("[token]\ncredentials = ['form']", vec![grant], 401),
        ("[token]\ncredentials = ['basic-encoded']", vec![grant], 401),
        ("[token]\nparameters = ['query']", vec![grant], 400),
        ("[token]\nheaders = { x-dev = 'yes' }", vec![grant], 400),
        ("[token]\nmethods = ['GET']", vec![grant], 405),
    ] {
        let sandbox = with(settings).await;
        let answered = Client::without_token(&sandbox).token_request(&form).await;
        assert_eq!(answered.status, status, "{settings} {form:?}: {}", answered.text);
    }
    let sandbox = with("[token]\nquery = { appName = '{client_id}' }").await;
    assert!(sandbox.token_url().ends_with("/token?appName=sandbox-client"));
    let client = Client::without_token(&sandbox);
    assert_eq!(client.token_request(&[grant]).await.status, 200);
    let bare = sandbox.token_url().split('?').next().unwrap().to_owned();
    let request = client.http.post(bare).form(&[grant]);
    let request = request.basic_auth(sandbox.client_id(), Some(sandbox.client_secret()));
    assert_eq!(read(request.send().await.unwrap()).await.status, 400);
}

#[tokio::test]
async fn refresh_tokens_are_kept_rotated_or_refused() {
    for (rule, second, third) in
        [("kept", 200, 200), ("rotated", 200, 400), ("refused", 400, 400), ("none", 400, 400)]
    {
        let sandbox = with(&format!("[token]\nrefresh-tokens = '{rule}'")).await;
        let client = Client::without_token(&sandbox);
        let first = client.token_request(&[("grant_type", "client_credentials")]).await.json();
        let refresh_token = first["refresh_token"].as_str().unwrap_or("none").to_owned();
        assert_eq!(refresh_token == "none", rule == "none");
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str())];
        let answered = client.token_request(&form).await;
        assert_eq!(answered.status, second, "{rule}");
        if second == 200 {
            assert_eq!(answered.json()["refresh_token"].is_string(), rule == "rotated", "{rule}");
        }
        assert_eq!(client.token_request(&form).await.status, third, "{rule}");
    }
}

#[tokio::test]
async fn a_new_token_ends_the_older_ones_where_one_is_good_at_a_time() {
    for (settings, status) in [("", 200), ("[token]\none-at-a-time = true", 401)] {
        let sandbox = with(settings).await;
        let client = Client::new(&sandbox).await;
        client.fetch_token().await;
        assert_eq!(client.get("/orgs").await.status, status, "{settings}");
    }
}

#[tokio::test]
async fn too_many_requests_are_put_off() {
    let sandbox = with("[access]\nrequests-per-minute = 2").await;
    let client = Client::new(&sandbox).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(client.get("/orgs").await.status);
    }
    assert_eq!(statuses, [200, 200, 429]);

    let sandbox = with("[access]\nparallel-requests = 0").await;
    let answered = Client::new(&sandbox).await.get("/orgs").await;
    assert_eq!((answered.status, answered.header("retry-after")), (429, Some("1")));
}
