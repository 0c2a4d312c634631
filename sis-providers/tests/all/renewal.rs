//! How tokens are renewed: the exact requests, what triggers them, and what happens when they are refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Server, connection, is_data, json, orgs, status};
use oneroster_client::transport::{Request, Response};
use sis_providers::connection::{OtherForm, Pairs};
use sis_providers::{Connection, Profiles};

/// A server whose first token is refused with an answer; later ones are good.
fn refusing(token: &'static str, refusal: fn() -> Response) -> Server {
    let tokens = Arc::new(AtomicUsize::new(0));
    Server::new(move |request| {
        if !is_data(request) {
            let number = tokens.fetch_add(1, Ordering::Relaxed);
            return json(token.replace('#', &number.to_string()));
        }
        let sent = request.headers.get("authorization").unwrap().to_str().unwrap();
        if sent == "Bearer T0" { refusal() } else { orgs() }
    })
}

fn bodies(server: &Server) -> Vec<String> {
    let tokens = server.requests().into_iter().filter(|request| !is_data(request));
    tokens.map(|request: Request| String::from_utf8(request.body.to_vec()).unwrap()).collect()
}

async fn read(connection: &Connection) -> Result<(), String> {
    let page = connection.client().unwrap().orgs().page_size(2).first_page().await;
    page.map(|_| ()).map_err(|error| error.code().to_owned())
}

#[tokio::test]
async fn each_system_has_its_own_signs_of_an_expired_token() {
    let plain = r#"{"access_token":"T#"}"#;
    for (provider, url, refusal, expected) in [
        ("aeries", "https://a.example/x", (|| status(401, "")) as fn() -> Response, Ok(())),
        ("aeries", "https://a.example/x", || status(500, "Token has expired"), Err("server")),
        ("skyward_qmlativ", "https://a.example/x", || status(500, "oops"), Ok(())),
        (
            "skyward_qmlativ",
            "https://a.example/x",
            || status(400, r#"{"error":"Token has EXPIRED"}"#),
            Ok(()),
        ),
        ("skyward_qmlativ", "https://a.example/x", || status(403, ""), Err("forbidden")),
        ("follett_aspen", "https://a.example", || status(403, ""), Err("forbidden")),
    ] {
        let server = refusing(plain, refusal);
        let result = read(&connection(&server, provider, url)).await;
        assert_eq!(result, expected.map_err(str::to_owned), "{provider}");
    }
}

#[tokio::test]
async fn infinite_campus_renews_on_403_but_never_for_the_gradebook() {
    let server =
        Server::new(
            |request| {
                if is_data(request) { status(403, "") } else { json(r#"{"access_token":"T"}"#) }
            },
        );
    let credentials = sis_providers::Credentials::new("i", "s").with("app_name", "app");
    let profiles = Profiles::builtin();
    let profile = profiles.get("infinite_campus").unwrap();
    let client = Connection::new(profile, "https://x.example", credentials)
        .transport(Arc::new(server.clone()))
        .client()
        .unwrap();
    let tokens = || server.requests().iter().filter(|request| !is_data(request)).count();
    client.line_items().first_page().await.unwrap_err();
    assert_eq!(tokens(), 1);
    client.orgs().first_page().await.unwrap_err();
    assert_eq!(tokens(), 2);
}

#[tokio::test]
async fn eschooldata_uses_its_refresh_token_and_falls_back_on_the_grant() {
    let server = refusing(r#"{"access_token":"T#","refresh_token":"R#"}"#, || status(401, ""));
    read(&connection(&server, "eschooldata", "https://g.example/api")).await.unwrap();
    assert_eq!(
        bodies(&server),
        ["grant_type=client_credentials", "grant_type=refresh_token&refresh_token=R0"]
    );
    let requests = server.requests();
    let basic: Vec<_> = requests
        .iter()
        .filter(|request| !is_data(request))
        .map(|request| request.headers.get("authorization"))
        .collect();
    assert_eq!(basic[0], basic[1], "the renewing request has HTTP Basic too");

    // No refresh token: the grant again.
    let server = refusing(r#"{"access_token":"T#"}"#, || status(401, ""));
    read(&connection(&server, "eschooldata", "https://g.example/api")).await.unwrap();
    assert_eq!(bodies(&server), ["grant_type=client_credentials"; 2]);

    // A refused refresh token: the grant again.
    let count = Arc::new(AtomicUsize::new(0));
    let server = Server::new(move |request| {
        if is_data(request) {
            let sent = request.headers.get("authorization").unwrap().to_str().unwrap();
            return if sent == "Bearer T0" { status(401, "") } else { orgs() };
        }
        if request.body.starts_with(b"grant_type=refresh_token") {
            return status(400, r#"{"error":"invalid_grant"}"#);
        }
        let number = count.fetch_add(1, Ordering::Relaxed);
        json(format!(r#"{{"access_token":"T{number}","refresh_token":"R"}}"#))
    });
    read(&connection(&server, "eschooldata", "https://g.example/api")).await.unwrap();
    assert_eq!(
        bodies(&server),
        [
            "grant_type=client_credentials",
            "grant_type=refresh_token&refresh_token=R",
            "grant_type=client_credentials",
        ]
    );
}

#[tokio::test]
async fn systems_that_grant_anew_do_so_even_with_a_refresh_token() {
    let server = refusing(r#"{"access_token":"T#","refresh_token":"R#"}"#, || status(401, ""));
    read(&connection(&server, "follett_aspen", "https://a.example")).await.unwrap();
    let grant = "grant_type=client_credentials&client_id=my+id&client_secret=s3%2Fcr%3A%C3%A9t";
    assert_eq!(bodies(&server), [grant, grant]);
}

fn form() -> OtherForm {
    OtherForm {
        api_url: "https://sis.example".to_owned(),
        client_id: "id".into(),
        client_secret: "secret".into(),
        token_url: "https://t.example/t?x=1".to_owned(),
        ..OtherForm::default()
    }
}

fn open(form: &OtherForm, server: &Server) -> Connection {
    let profiles = Profiles::builtin();
    form.connection(profiles.get("other").unwrap()).unwrap().transport(Arc::new(server.clone()))
}

#[tokio::test]
async fn every_field_of_the_other_form_reaches_the_wire() {
    let server = refusing(r#"{"access_token":"T#","refresh_token":"R#"}"#, || status(401, ""));
    let form = OtherForm {
        headers: Pairs::parse("X-Token-Key: k1\nX-Id: {client_id}").unwrap(),
        scope: "a  b".to_owned(),
        grant_type: "custom".to_owned(),
        form: Pairs::parse("apikey=k2&who={client_id}").unwrap(),
        request_headers: Pairs::parse(r#"{"X-Data-Key": "k3"}"#).unwrap(),
        refresh_headers: Pairs::parse("X-Refresh-Key: k4").unwrap(),
        refresh_scope: "c".to_owned(),
        refresh_grant_type: "again".to_owned(),
        refresh_form: Pairs::parse("token={refresh_token}\nkind=renew").unwrap(),
        ..form()
    };
    let connection = open(&form, &server);
    read(&connection).await.unwrap();
    let kind = "content-type: application/x-www-form-urlencoded";
    assert_eq!(
        server.texts(),
        [
            format!(
                "POST https://t.example/t?x=1\nauthorization: Basic(id:secret)\n{kind}\nx-id: id\nx-token-key: k1\n\
                 grant_type=custom&scope=a+b&apikey=k2&who=id"
            ),
            "GET https://sis.example/ims/oneroster/v1p1/orgs?limit=2&offset=0\nauthorization: Bearer T0\n\
             x-data-key: k3"
                .to_owned(),
            format!(
                "POST https://t.example/t?x=1\nauthorization: Basic(id:secret)\n{kind}\nx-refresh-key: k4\n\
                 grant_type=again&scope=c&kind=renew&token=R0"
            ),
            "GET https://sis.example/ims/oneroster/v1p1/orgs?limit=2&offset=0\nauthorization: Bearer T1\n\
             x-data-key: k3"
                .to_owned(),
        ]
    );
    let shown = format!("{connection:?} {form:?}");
    for secret in ["k1", "k2", "k3", "k4", "\"secret\""] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
}

#[tokio::test]
async fn an_empty_refresh_page_means_a_new_grant() {
    let server = refusing(r#"{"access_token":"T#","refresh_token":"R#"}"#, || status(401, ""));
    read(&open(&form(), &server)).await.unwrap();
    assert_eq!(bodies(&server), ["grant_type=client_credentials"; 2]);
}

#[tokio::test]
async fn a_refresh_page_that_needs_no_refresh_token_is_used_without_one() {
    let server = refusing(r#"{"access_token":"T#"}"#, || status(401, ""));
    let form = OtherForm {
        refresh_grant_type: "client_credentials".to_owned(),
        refresh_scope: "s".to_owned(),
        ..form()
    };
    read(&open(&form, &server)).await.unwrap();
    assert_eq!(bodies(&server), ["grant_type=client_credentials", "grant_type=client_credentials&scope=s"]);
    // One that does falls back on the grant.
    let server = refusing(r#"{"access_token":"T#"}"#, || status(401, ""));
    let form = OtherForm { refresh_grant_type: "refresh_token".to_owned(), ..form_with_scope() };
    read(&open(&form, &server)).await.unwrap();
    assert_eq!(bodies(&server), ["grant_type=client_credentials&scope=s"; 2]);
}

fn form_with_scope() -> OtherForm {
    OtherForm { scope: "s".to_owned(), ..form() }
}

#[test]
fn placeholders_that_nobody_fills_are_refused() {
    let profiles = Profiles::builtin();
    let form = OtherForm { form: Pairs::parse("a={api_key}").unwrap(), ..form() };
    let error = form.connection(profiles.get("other").unwrap()).unwrap_err();
    assert_eq!(error.code(), "profile");
    assert!(error.to_string().contains("{api_key}"), "{error}");
}
