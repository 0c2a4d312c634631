//! The exact requests with which each system is asked for a token and for data.

use crate::support::{Server, connection, is_data, json, orgs, status, text, with};
use oneroster_client::Service;
use sis_providers::{Connection, Overrides};

const FORM: &str = "content-type: application/x-www-form-urlencoded";
/// `my id` and `s3/cr:ét` in a form.
const PAIR: &str = "client_id=my+id&client_secret=s3%2Fcr%3A%C3%A9t";
const V1_1: &str = "https%3A%2F%2Fpurl.imsglobal.org%2Fspec%2For%2Fv1p1%2Fscope%2F";
const V1_2: &str = "https%3A%2F%2Fpurl.imsglobal.org%2Fspec%2For%2Fv1p2%2Fscope%2F";

/// Reads orgs and compares the token request and the data request with what is expected.
async fn check(connection: Connection, server: &Server, token: &str, data: &str) {
    let key = connection.profile().key.clone();
    connection.client().unwrap().orgs().page_size(2).first_page().await.unwrap();
    let texts = server.texts();
    let (tokens, datas): (Vec<_>, Vec<_>) = server
        .requests()
        .iter()
        .zip(&texts)
        .map(|(request, text)| (is_data(request), text.clone()))
        .partition(|(data, _)| !data);
    let tokens: Vec<String> = tokens.into_iter().map(|(_, text)| text).collect();
    assert_eq!(tokens.join("\n\n"), token, "token request of {key}");
    assert_eq!(datas.first().map(|(_, text)| text.as_str()), Some(data), "data request of {key}");
}

async fn check_friendly(provider: &str, url: &str, token: &str, data: &str) {
    let server = Server::friendly();
    check(connection(&server, provider, url), &server, token, data).await;
}

fn data(root: &str) -> String {
    format!("GET {root}/orgs?limit=2&offset=0\nauthorization: Bearer T")
}

#[tokio::test]
async fn aeries_posts_scopes_with_basic_and_gets_its_cookies_back() {
    let server = Server::new(|request| {
        if is_data(request) {
            return orgs();
        }
        let token = json(r#"{"access_token":"T","token_type":"bearer","expires_in":21600,"scope":"x"}"#);
        with(with(token, "set-cookie", "sid=1; Path=/; HttpOnly"), "set-cookie", "farm=7; Secure")
    });
    check(
        connection(&server, "aeries", "https://sis.example/Aeries"),
        &server,
        &format!(
            "POST https://sis.example/Aeries/token\nauthorization: Basic(my id:s3/cr:ét)\n{FORM}\n\
             grant_type=client_credentials&scope={V1_1}roster-core.readonly+{V1_1}roster.readonly+\
             {V1_1}roster-demographics.readonly"
        ),
        "GET https://sis.example/Aeries/ims/oneroster/v1p1/orgs?limit=2&offset=0\n\
         authorization: Bearer T\ncookie: sid=1; farm=7",
    )
    .await;
}

#[tokio::test]
async fn skyward_sms_signs_in_with_user_name_and_password() {
    check_friendly(
        "skyward_sms",
        "https://sky.example/API",
        &format!(
            "POST https://sky.example/API/token\n{FORM}\n\
             grant_type=password&username=my+id&password=s3%2Fcr%3A%C3%A9t"
        ),
        &data("https://sky.example/API/ims/oneroster/v1p1"),
    )
    .await;
}

#[tokio::test]
async fn qmlativ_gets_its_token_with_encoded_credentials() {
    check_friendly(
        "skyward_qmlativ",
        "https://x.example/xAPI",
        "GET https://x.example/xAPI/oauth/token?grant_type=client_credentials\n\
         authorization: Basic(my%20id:s3%2Fcr%3A%C3%A9t)\nsuppress-development-permissions: true",
        &data("https://x.example/xAPI/ims/oneroster/v1p1"),
    )
    .await;
    // An integration access through a broker, version 1.2.
    let server = Server::friendly();
    let broker = connection(&server, "skyward_qmlativ", "https://x.example/xAPI")
        .version(oneroster_model::Version::V1_2)
        .token_url("https://broker.example/i/oauth/token");
    let overrides = Overrides::from_toml(
        "[token]\nmethod = \"POST\"\ncredentials = \"parameters\"\nparameters = \"form\"\n[scopes]\nuse = \"accepted\"",
    )
    .unwrap();
    let profile = broker.profile().with_overrides(&overrides).unwrap();
    check(
        broker.with_profile(&profile),
        &server,
        &format!(
            "POST https://broker.example/i/oauth/token\n{FORM}\nsuppress-development-permissions: true\n\
             grant_type=client_credentials&scope={V1_2}roster.readonly+{V1_2}roster-demographics.readonly&{PAIR}"
        ),
        &data("https://x.example/xAPI/ims/oneroster/v1p2"),
    )
    .await;
}

#[tokio::test]
async fn eschooldata_posts_the_grant_alone() {
    check_friendly(
        "eschooldata",
        "https://guru.example/api",
        &format!(
            "POST https://guru.example/api/v1/auth/token\nauthorization: Basic(my id:s3/cr:ét)\n{FORM}\n\
             grant_type=client_credentials"
        ),
        &data("https://guru.example/api/ims/oneroster/v1p1"),
    )
    .await;
}

#[tokio::test]
async fn aspen_posts_everything_in_the_form_at_the_host() {
    check_friendly(
        "follett_aspen",
        "https://ma-x.example/aspen",
        &format!(
            "POST https://ma-x.example/oauth/rest/v2.0/auth\n{FORM}\ngrant_type=client_credentials&{PAIR}"
        ),
        &data("https://ma-x.example/ims/oneroster/v1p1"),
    )
    .await;
}

#[tokio::test]
async fn other_posts_the_grant_with_basic_and_nothing_else() {
    let server = Server::friendly();
    check(
        connection(&server, "other", "https://sis.example").token_url("https://login.example/t?tenant=7"),
        &server,
        &format!(
            "POST https://login.example/t?tenant=7\nauthorization: Basic(my id:s3/cr:ét)\n{FORM}\n\
             grant_type=client_credentials"
        ),
        &data("https://sis.example/ims/oneroster/v1p1"),
    )
    .await;
}

#[tokio::test]
async fn infinite_campus_names_its_tenant_and_keys_for_the_gradebook() {
    let server = Server::friendly();
    let campus = connection(&server, "infinite_campus", "https://x.example/campus");
    let credentials = sis_providers::Credentials::new("my id", "s3")
        .with("app_name", "app")
        .with("vendor_key", "vk")
        .with("vendor_secret", "vs");
    let campus = Connection::new(campus.profile(), "https://x.example/campus", credentials)
        .services(&[Service::Rostering, Service::Gradebook])
        .transport(std::sync::Arc::new(server.clone()));
    let root = "https://x.example/campus/api/oneroster/v1p2/app/ims/oneroster";
    check(
        campus.clone(),
        &server,
        &format!(
            "POST https://x.example/campus/oauth2/token?appName=app\nauthorization: Basic(my id:s3)\n{FORM}\n\
             grant_type=client_credentials&scope={V1_2}roster.readonly+{V1_2}gradebook.readonly"
        ),
        &data(&format!("{root}/rostering/v1p2")),
    )
    .await;
    let refused = campus.client().unwrap().line_items().page_size(2).first_page().await;
    assert!(refused.is_err(), "the server has no line items");
    assert_eq!(
        server.texts().last().unwrap(),
        &format!(
            "GET {root}/gradebook/v1p2/lineItems?limit=2&offset=0\nauthorization: Bearer T\n\
             x-vendor-authorization: vk:vs"
        )
    );
}

#[tokio::test]
async fn vendors_with_one_token_host_for_all_are_asked_there() {
    let prefixed = "one-roster-api%3Ahttps%3A%2F%2Fpurl.imsglobal.org%2Fspec%2For%2Fv1p2%2Fscope%2F";
    check_friendly(
        "visma_flyt",
        "",
        &format!(
            "POST https://connect.visma.com/connect/token\n{FORM}\n\
             grant_type=client_credentials&scope={prefixed}roster-core.readonly&{PAIR}"
        ),
        "GET https://api.oneroster.cloud.skole.visma.no/ims/oneroster/rostering/v1p2/orgs?Limit=2&Offset=0\n\
         authorization: Bearer T",
    )
    .await;
    check_friendly(
        "blackbaud",
        "",
        &format!(
            "POST https://oauth2.sky.blackbaud.com/token\nauthorization: Basic(my id:s3/cr:ét)\n{FORM}\n\
             grant_type=client_credentials&scope={V1_1}roster-core.readonly"
        ),
        &data("https://api.sky.blackbaud.com/afe-rostr/ims/oneroster/v1p1"),
    )
    .await;
    check_friendly(
        "powerschool_unified_classroom",
        "https://uc.example",
        &format!(
            "POST https://accounts.powerschool.com/as/token.oauth2\n{FORM}; charset=UTF-8\n\
             grant_type=client_credentials&{PAIR}"
        ),
        &data("https://uc.example/ims/oneroster/v1p1"),
    )
    .await;
}

#[tokio::test]
async fn other_systems_ask_in_their_own_ways() {
    let basic = "authorization: Basic(my id:s3/cr:ét)";
    let grant = "grant_type=client_credentials";
    for (provider, url, token, data) in [
        (
            "powerschool",
            "https://p.example",
            format!("POST https://p.example/oauth/access_token/\n{basic}\n{FORM}\n{grant}"),
            data("https://p.example/ims/oneroster/v1p1"),
        ),
        (
            "genesis",
            "https://g.example/genesis",
            format!("POST https://g.example/genesis/token\n{basic}\n{FORM}\n{grant}"),
            data("https://g.example/genesis/ims/oneroster/v1p1"),
        ),
        (
            "gg4l",
            "https://g.example",
            format!("POST https://g.example/datahub/oauth/token\n{basic}\n{FORM}\n{grant}"),
            data("https://g.example/datahub/services/ims/oneroster/v1p1"),
        ),
        (
            "schooltool",
            "https://s.example/ST",
            format!("POST https://s.example/ST/ims/oneroster/v1p1/Token\n{basic}\n{FORM}\n{grant}"),
            "GET https://s.example/ST/ims/oneroster/v1p1/orgs?limit=2&offset=0&ext_basic=false\n\
             authorization: Bearer T"
                .to_owned(),
        ),
        (
            "go_oneroster",
            "https://g.example",
            format!(
                "POST https://g.example/ims/oneroster/v1p1/login\n{FORM}\n\
                 clientid=my+id&clientsecret=s3%2Fcr%3A%C3%A9t"
            ),
            data("https://g.example/ims/oneroster/v1p1"),
        ),
        (
            "libre_oneroster",
            "https://l.example",
            format!(
                "POST https://l.example/auth/login\n{FORM}\nscope={V1_1}roster-core.readonly+\
                 {V1_1}roster.readonly+{V1_1}roster-demographics.readonly&{PAIR}"
            ),
            data("https://l.example/ims/oneroster/v1p1"),
        ),
    ] {
        check_friendly(provider, url, &token, &data).await;
    }
}

#[tokio::test]
async fn systems_without_known_urls_are_asked_where_the_operator_says() {
    let basic = "authorization: Basic(my id:s3/cr:ét)";
    let grant = "grant_type=client_credentials";
    for (provider, token, data) in [
        (
            "synergy",
            format!("POST https://t.example/t\n{basic}\n{FORM}\n{grant}&scope={V1_1}roster-core.readonly"),
            format!(
                "GET https://s.example/ims/oneroster/v1p1/orgs?limit=2&offset=0\nauthorization: Bearer T\n{FORM}"
            ),
        ),
        (
            "edfi",
            format!(
                "POST https://t.example/t\n{basic}\n{FORM}\n{grant}&scope={V1_2}roster.readonly+\
                 {V1_2}roster-core.readonly+{V1_2}roster-demographics.readonly"
            ),
            data("https://s.example/ims/oneroster/rostering/v1p2"),
        ),
        (
            "timeback",
            format!("POST https://t.example/t\n{FORM}\n{grant}&{PAIR}"),
            data("https://s.example/ims/oneroster/rostering/v1p2"),
        ),
        (
            "alma",
            format!("POST https://t.example/t\n{basic}\n{FORM}\n{grant}"),
            data("https://s.example/ims/oneroster/v1p1"),
        ),
    ] {
        let server = Server::friendly();
        let connection = connection(&server, provider, "https://s.example").token_url("https://t.example/t");
        // Sorting by a field keeps pages stable where the system is known to sort.
        let data = if provider == "timeback" {
            data.replace("?limit", "?sort=sourcedId&orderBy=asc&limit")
        } else {
            data
        };
        check(connection, &server, &token, &data).await;
    }
}

#[tokio::test]
async fn roster_hub_sends_its_form_in_several_parts() {
    let server = Server::new(|request| {
        if is_data(request) { orgs() } else { json(r#"{"access_token":"T","expires_in":null}"#) }
    });
    connection(&server, "roster_hub", "https://hub.example/x")
        .client()
        .unwrap()
        .orgs()
        .first_page()
        .await
        .unwrap();
    let token = text(&server.requests()[0]);
    let boundary = token.split_once("boundary=").unwrap().1.lines().next().unwrap().to_owned();
    let part = |name: &str, value: &str| {
        format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let expected = format!(
        "POST https://hub.example/x/oauth/token\ncontent-type: multipart/form-data; boundary={boundary}\n\
         {}{}{}--{boundary}--\r\n",
        part("grant_type", "client_credentials"),
        part("client_id", "my id"),
        part("client_secret", "s3/cr:ét")
    );
    assert_eq!(token, expected);
}

#[tokio::test]
async fn edsembli_sends_its_key_with_token_and_data() {
    let server = Server::friendly();
    let edsembli = connection(&server, "edsembli", "").token_url("https://t.example/t");
    let error = edsembli.client().unwrap_err();
    assert_eq!(error.code(), "missing_setting");
    assert_eq!(error.advice(), Some("give api_key: API key of the tenant"));
    let credentials = sis_providers::Credentials::new("u", "p").with("api_key", "k1");
    let edsembli = Connection::new(edsembli.profile(), "", credentials)
        .token_url("https://t.example/t")
        .transport(std::sync::Arc::new(server.clone()));
    check(
        edsembli,
        &server,
        &format!("POST https://t.example/t\napikey: k1\n{FORM}\ngrant_type=password&username=u&password=p"),
        "GET https://oneroster.edsemblicloud.com/ims/oneroster/v1p1/orgs?limit=2&offset=0\napikey: k1\n\
         authorization: Bearer T",
    )
    .await;
}

#[tokio::test]
async fn signed_requests_need_no_token() {
    for (provider, url, method) in [
        ("classlink_direct", "https://t.example", "HMAC-SHA256"),
        ("eschoolplus", "https://t.example/plus360api/v1/abc", "HMAC-SHA1"),
    ] {
        let server = Server::friendly();
        connection(&server, provider, url).client().unwrap().orgs().first_page().await.unwrap();
        let texts = server.texts();
        assert_eq!(texts.len(), 1, "{provider}");
        let signed = format!("oauth_signature_method=\"{method}\"");
        assert!(texts[0].contains("authorization: OAuth ") && texts[0].contains(&signed), "{}", texts[0]);
    }
}

#[tokio::test]
async fn classlink_looks_a_rotated_bearer_up_and_replays_once() {
    let rotated = |bearer: &'static str| {
        Server::new(move |request| {
            if !is_data(request) {
                return json(format!(
                    r#"{{"applications":[{{"Oneroster_Application_Id":"other","bearer":"X"}},
                        {{"oneroster_application_id":"app=","Bearer":"{bearer}"}}]}}"#
                ));
            }
            let sent = request.headers.get("authorization").unwrap().to_str().unwrap();
            if sent == "Bearer NEW" { orgs() } else { status(401, "") }
        })
    };
    let connect = |server: &Server, partner: bool| {
        let credentials = sis_providers::Credentials::new("app%3D", "OLD");
        let credentials = if partner { credentials.with("partner_bearer", "P") } else { credentials };
        let profile = connection(server, "classlink_proxy", "").profile().clone();
        Connection::new(&profile, "https://proxy.example/app%3D", credentials)
            .transport(std::sync::Arc::new(server.clone()))
            .client()
            .unwrap()
    };
    let server = rotated("NEW");
    connect(&server, true).orgs().page_size(2).first_page().await.unwrap();
    let orgs =
        "GET https://proxy.example/app%3D/ims/oneroster/v1p1/orgs?limit=2&offset=0\nauthorization: Bearer";
    assert_eq!(
        server.texts(),
        [
            format!("{orgs} OLD"),
            "GET https://proxy.example/applications\nauthorization: Bearer P".to_owned(),
            format!("{orgs} NEW"),
        ]
    );
    // The same bearer again: no replay.
    let server = rotated("OLD");
    assert_eq!(connect(&server, true).orgs().first_page().await.unwrap_err().code(), "unauthorized");
    assert_eq!(server.requests().len(), 2);
    // Without the bearer of the partner there is nothing to look up.
    let server = rotated("NEW");
    assert_eq!(connect(&server, false).orgs().first_page().await.unwrap_err().code(), "unauthorized");
    assert_eq!(server.requests().len(), 1);
}
