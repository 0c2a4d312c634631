//! Each personality, and each departure from the standard by itself.

use std::collections::BTreeSet;

use oneroster_model::Version;
use oneroster_model::json::Service;
use oneroster_model::rostering::{Org, User};
use oneroster_sandbox::personality::{CredentialPlace, ParameterPlace, Scheme, ScopeRule};
use oneroster_sandbox::{District, Personality, Sandbox};
use serde_json::{Value, json};

use crate::client::{Answered, Client, read};
use crate::signature::sign;

/// A client that knows the personality and does all that it wants.
struct Insider<'s> {
    sandbox: &'s Sandbox,
    http: reqwest::Client,
    token: String,
    cookies: String,
}

fn fill(sandbox: &Sandbox, text: &str) -> String {
    let own =
        text.replace("{client_id}", sandbox.client_id()).replace("{client_secret}", sandbox.client_secret());
    sandbox.secrets().iter().fold(own, |text, (name, secret)| text.replace(&format!("{{{name}}}"), secret))
}

impl<'s> Insider<'s> {
    async fn new(sandbox: &'s Sandbox) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut insider = Self { sandbox, http, token: String::new(), cookies: String::new() };
        match sandbox.personality().access.scheme {
            Scheme::StaticBearer => insider.token = sandbox.client_secret().to_owned(),
            Scheme::Bearer | Scheme::BearerOrQuery => insider.fetch_token().await,
            _ => {}
        }
        insider
    }

    async fn fetch_token(&mut self) {
        let rules = &self.sandbox.personality().token;
        let [id, secret] = [self.sandbox.client_id().to_owned(), self.sandbox.client_secret().to_owned()];
        let mut parameters = vec![("grant_type".to_owned(), rules.grant_types[0].clone())];
        if rules.scope == ScopeRule::Required {
            let root = match self.sandbox.version() {
                Version::V1_1 => "https://purl.imsglobal.org/spec/or/v1p1/scope/",
                Version::V1_2 => "https://purl.imsglobal.org/spec/or/v1p2/scope/",
            };
            let scopes = ["roster-core.readonly", "roster.readonly", "roster-demographics.readonly"];
            let scopes = scopes.map(|scope| format!("{}{root}{scope}", rules.scope_prefix));
            parameters.push(("scope".to_owned(), scopes.join(" ")));
        }
        let credentials = rules
            .field_names
            .iter()
            .cloned()
            .zip([id.clone(), secret.clone()])
            .collect::<Vec<(String, String)>>();
        let method = rules.methods[0].parse().unwrap();
        let mut request = self.http.request(method, self.sandbox.token_url());
        for (name, value) in &rules.headers {
            request = request.header(name, fill(self.sandbox, value));
        }
        let encode = |text: &str| oneroster_model::query::percent_encode(text);
        let mut body = Vec::new();
        match rules.credentials[0] {
            CredentialPlace::Basic => request = request.basic_auth(id, Some(secret)),
            CredentialPlace::BasicEncoded => request = request.basic_auth(encode(&id), Some(encode(&secret))),
            CredentialPlace::Query => request = request.query(&credentials),
            _ => body.extend(credentials),
        }
        match rules.parameters[0] {
            ParameterPlace::Query => request = request.query(&parameters),
            _ => body.extend(parameters),
        }
        request = match rules.parameters[0] {
            ParameterPlace::Multipart => {
                let fields = body.iter().map(|(name, value)| {
                    format!("--XYZ\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                });
                let text = fields.collect::<String>() + "--XYZ--\r\n";
                request.header("content-type", "multipart/form-data; boundary=XYZ").body(text)
            }
            ParameterPlace::Json => {
                request.json(&body.into_iter().collect::<std::collections::BTreeMap<_, _>>())
            }
            _ if body.is_empty() => request,
            _ => request.form(&body),
        };
        let answered = read(request.send().await.unwrap()).await;
        assert_eq!(answered.status, 200, "{}: {}", self.sandbox.personality().name, answered.text);
        let cookies = answered.headers.get_all("set-cookie").iter();
        let cookies = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
        self.cookies = cookies.collect::<Vec<_>>().join("; ");
        self.token = match serde_json::from_str::<Value>(&answered.text) {
            Ok(body) => body["access_token"].as_str().unwrap().to_owned(),
            Err(_) => answered.text,
        };
    }

    async fn get(&self, url: &str) -> Answered {
        let access = &self.sandbox.personality().access;
        let mut request = self.http.get(url);
        for (name, value) in
            access.headers.iter().chain(&access.read_headers).chain(&access.gradebook_headers)
        {
            request = request.header(name, fill(self.sandbox, value));
        }
        if !self.cookies.is_empty() {
            request = request.header("cookie", &self.cookies);
        }
        request = match access.scheme {
            Scheme::OAuth1 => {
                request.header("authorization", sign(self.sandbox, "GET", url, access.signature_methods[0]))
            }
            _ => request.bearer_auth(&self.token),
        };
        read(request.send().await.unwrap()).await
    }
}

/// The records of an answer, whatever their envelope.
fn records(answered: &Answered) -> Vec<Value> {
    match answered.json() {
        Value::Array(records) => records,
        Value::Object(members) => members
            .into_iter()
            .find_map(|(name, value)| match value {
                Value::Array(records) if name != "statusInfoSet" => Some(records),
                _ => None,
            })
            .unwrap_or_else(|| panic!("no records: {}", answered.text)),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_personality_lets_in_who_does_as_it_wants() {
    for name in Personality::names() {
        let personality = Personality::named(name).unwrap();
        assert_eq!(personality.name, name);
        assert!(!personality.about.is_empty(), "{name}");
        let sandbox = Sandbox::builder()
            .version(personality.version())
            .district(District::builder(20).version(personality.version()).build())
            .personality(personality)
            .start()
            .await
            .unwrap();
        let insider = Insider::new(&sandbox).await;
        let root = sandbox.root_url(Service::Rostering);
        let mut ids = BTreeSet::new();
        loop {
            let answered = insider.get(&format!("{root}/users?limit=20&offset={}", ids.len())).await;
            assert_eq!(answered.status, 200, "{name}: {}", answered.text);
            let page = records(&answered);
            if page.is_empty() {
                break;
            }
            ids.extend(page.iter().map(|user| user["sourcedId"].as_str().unwrap().to_owned()));
        }
        let expected = sandbox.records::<User>().into_iter().map(|user| user.sourced_id.into_string());
        assert_eq!(ids, expected.collect::<BTreeSet<_>>(), "{name}");
    }
}

#[test]
fn names_are_found_in_any_spelling() {
    for name in ["skyward_qmlativ", "skyward-qmlativ", "Skyward Qmlativ", "qmlativ"] {
        assert_eq!(Personality::named(name).unwrap().name, "skyward_qmlativ");
    }
    assert_eq!(Personality::named("alma").unwrap(), Personality::named("standard").unwrap());
    let error = Personality::named("unheard of").unwrap_err();
    assert_eq!(error.code(), "sandbox_personality");
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("infinite_campus"));
}

#[test]
fn a_standard_personality_is_what_no_settings_give() {
    let mut named = Personality::named("standard").unwrap();
    named.about.clear();
    assert_eq!(named, Personality::standard());
}

/// A sandbox with one departure from the standard, over a small district.
async fn with(version: Version, settings: &str) -> Sandbox {
    let personality = Personality::from_toml(settings).unwrap_or_else(|error| panic!("{settings}: {error}"));
    let district = District::builder(30).version(version).content(oneroster_sandbox::Content::Full).build();
    Sandbox::builder().district(district).personality(personality).start().await.unwrap()
}

async fn check_bodies(version: Version, cases: &[(&str, &str, &str, Value)]) {
    for (settings, path, pointer, expected) in cases {
        let sandbox = with(version, settings).await;
        let client = Client::new(&sandbox).await;
        let path = match path.split_once("{user}") {
            Some((before, after)) => {
                let user = sandbox.records::<User>()[0].sourced_id.to_string();
                format!("{before}{user}{after}")
            }
            None => (*path).to_owned(),
        };
        let answered = client.get(&path).await;
        let body = answered.json();
        let found = body.pointer(pointer).cloned();
        assert_eq!(found.unwrap_or(json!("absent")), *expected, "{settings} {pointer}: {}", answered.text);
    }
}

#[tokio::test]
async fn values_take_the_form_that_a_personality_gives_them() {
    let student = "/users?limit=1&filter=role%3D%27student%27";
    let item = "/lineItems?limit=1";
    check_bodies(
        Version::V1_1,
        &[
            ("", student, "/users/0/enabledUser", json!("true")),
            ("[values]\nbooleans = 'json'", student, "/users/0/enabledUser", json!(true)),
            ("[values]\nbooleans = 'upper-case'", student, "/users/0/enabledUser", json!("TRUE")),
            ("[values]\nbooleans = 'digit'", student, "/users/0/enabledUser", json!(1)),
            ("[values]\nbooleans = 'letter'", student, "/users/0/enabledUser", json!("t")),
            ("", item, "/lineItems/0/resultValueMin", json!(0.0)),
            ("[values]\nnumbers = 'text'", item, "/lineItems/0/resultValueMin", json!("0.0")),
            ("", "/orgs?limit=1", "/orgs/0/parent", json!("absent")),
            ("[values]\nabsent = 'null'", "/orgs?limit=1", "/orgs/0/parent", Value::Null),
            ("[values]\nabsent = 'empty'", "/orgs?limit=1", "/orgs/0/metadata", json!({})),
            ("[values]\nabsent = 'empty'", "/schools?limit=1", "/orgs/0/children", json!([])),
            ("", "/classes?limit=1", "/classes/0/school/type", json!("org")),
            (
                "[values]\nreferences = 'id-only'",
                "/classes?limit=1",
                "/classes/0/school/href",
                json!("absent"),
            ),
            (
                "[values]\nreference-types = { org = 'school' }",
                "/classes?limit=1",
                "/classes/0/school/type",
                json!("school"),
            ),
            ("", student, "/users/0/dateLastModified", json!("2026-08-17T06:00:00.000Z")),
            (
                "[values]\ninstants = 'without-zone'",
                student,
                "/users/0/dateLastModified",
                json!("2026-08-17T06:00:00"),
            ),
            (
                "[values]\ninstants = 'blank'",
                student,
                "/users/0/dateLastModified",
                json!("2026-08-17 06:00:00"),
            ),
            (
                "[values]\ninstants = 'zone-twice'",
                student,
                "/users/0/dateLastModified",
                json!("2026-08-17T06:00:00.000+00:00Z"),
            ),
            (
                "[values]\ndates = \"with-time\"",
                "/terms?limit=1&fields=startDate",
                "/academicSessions/0/startDate",
                json!("2026-08-17T00:00:00.000Z"),
            ),
            ("[values]\ntokens = 'capitalised'", student, "/users/0/role", json!("Student")),
            ("[values]\ntokens = 'upper-case'", student, "/users/0/status", json!("ACTIVE")),
            (
                "[values]\nnumeric = [\"AcademicSession.schoolYear\"]",
                "/terms?limit=1",
                "/academicSessions/0/schoolYear",
                json!(2027),
            ),
            (
                "[values]\nrenamed = { 'User.givenName' = 'firstName' }",
                student,
                "/users/0/givenName",
                json!("absent"),
            ),
            (
                "[values]\nfixed = { 'AcademicSession.type' = 'term' }",
                "/gradingPeriods?limit=1",
                "/academicSessions/0/type",
                json!("term"),
            ),
            (
                "[values]\nreplaced = { 'Org.type' = { school = 'departments' } }",
                "/schools?limit=1",
                "/orgs/0/type",
                json!("departments"),
            ),
            ("[values]\nleft-out = ['User.username']", student, "/users/0/username", json!("absent")),
            ("[values]\nnulls = ['Org.parent']", "/schools?limit=1", "/orgs/0/parent", Value::Null),
            ("[values]\nadded = { User = { junk = 'x' } }", student, "/users/0/junk", json!("x")),
            (
                "[values]\nadded = { User = { junk = 'x' } }",
                "/users?limit=1&fields=sourcedId",
                "/users/0/junk",
                json!("absent"),
            ),
            ("[values]\nabsent = 'null'", "/users?limit=1&fields=sourcedId", "/users/0/sms", json!("absent")),
        ],
    )
    .await;
}

#[tokio::test]
async fn references_take_the_form_that_a_personality_gives_them() {
    for (settings, start) in [
        ("", "http://127.0.0.1"),
        ("[values]\nhrefs = 'relative'", "/ims/oneroster/v1p1/orgs/"),
        ("[values]\nhrefs = 'tilde'", "~/ims/oneroster/v1p1/orgs/"),
    ] {
        let sandbox = with(Version::V1_1, settings).await;
        let client = Client::new(&sandbox).await;
        let class = client.get("/classes?limit=1").await.records("classes")[0].clone();
        assert!(class["school"]["href"].as_str().unwrap().starts_with(start), "{settings}: {class}");
    }
    let sandbox = with(Version::V1_1, "[values]\nreferences = 'bare'").await;
    let client = Client::new(&sandbox).await;
    let class = client.get("/classes?limit=1").await.records("classes")[0].clone();
    assert!(class["school"].is_string() && class["terms"][0].is_string(), "{class}");
}

#[tokio::test]
async fn prefixes_stand_wherever_an_identifier_stands() {
    let sandbox = with(Version::V1_1, "[values]\nuser-prefix = 'ic-'\nteacher-prefix = 'TCH_'").await;
    let client = Client::new(&sandbox).await;
    let teachers = client.get("/teachers?limit=1").await.ids("users");
    assert!(teachers[0].starts_with("ic-TCH_"), "{teachers:?}");
    let classes = client.get(&format!("/teachers/{}/classes", teachers[0])).await;
    assert_ne!(classes.records("classes").len(), 0);
    let students = client.get("/students?limit=1").await.ids("users");
    assert!(students[0].starts_with("ic-") && !students[0].contains("TCH_"), "{students:?}");
    assert_eq!(client.get(&format!("/demographics/{}", students[0])).await.status, 200);
}

#[tokio::test]
async fn envelopes_are_those_of_the_personality() {
    check_bodies(
        Version::V1_1,
        &[
            (
                "[answers]\ncollection-keys = { terms = 'terms' }",
                "/terms?limit=1",
                "/terms/0/type",
                json!("term"),
            ),
            (
                "[answers]\ncollection-keys = { terms = 'terms' }",
                "/academicSessions?limit=1",
                "/terms",
                json!("absent"),
            ),
            ("[answers]\nbare-collections = true", "/orgs?limit=1", "/0/type", json!("national")),
            ("[answers]\nsingles = 'bare'", "/users/{user}", "/status", json!("active")),
            ("[answers]\nsingles = 'list-of-one'", "/users/{user}", "/user/0/status", json!("active")),
            (
                "[answers]\nsingle-keys = { users = 'person' }",
                "/users/{user}",
                "/person/status",
                json!("active"),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn error_payloads_are_those_of_the_personality() {
    for (form, pointer, expected) in [
        ("status-info-set", "/statusInfoSet/0/imsx_codeMinor", "unknown object"),
        ("status-info", "/imsx_CodeMinor/imsx_codeMinorField/0/imsx_codeMinorFieldValue", "unknownobject"),
        ("wrapped-status-info", "/imsx_statusInfo/imsx_codeMajor", "failure"),
        ("errors", "/errors/0/codeMinor", "unknown object"),
        ("flat", "/imsx_codeMinor", "unknown object"),
        ("error", "/error", "unknown object"),
    ] {
        let sandbox = with(Version::V1_1, &format!("[answers]\nerrors = '{form}'")).await;
        let client = Client::new(&sandbox).await;
        let answered = client.get("/users/nobody").await;
        assert_eq!(answered.status, 404, "{form}");
        assert_eq!(answered.json().pointer(pointer), Some(&json!(expected)), "{form}: {}", answered.text);
    }
    for (form, start) in [("html", "<!DOCTYPE html>"), ("empty", "")] {
        let sandbox = with(Version::V1_2, &format!("[answers]\nerrors = '{form}'")).await;
        let answered = Client::new(&sandbox).await.get("/users/nobody").await;
        assert!(answered.text.starts_with(start) && answered.text.is_empty() == start.is_empty(), "{form}");
    }
}

#[tokio::test]
async fn pages_are_cut_as_the_personality_does() {
    for (settings, query, records, total) in [
        ("[paging]\ndefault-limit = 7", "", 7, true),
        ("[paging]\nmax-limit = 5", "?limit=50", 5, true),
        ("[paging]\nbad-number = 'ignored'", "?limit=-3", 61, true),
        ("[paging]\nignore-offset = true", "?limit=4&offset=60", 4, true),
        ("[paging]\ntotal = 'absent'", "?limit=4", 4, false),
        ("[query]\nany-case = true", "?Limit=3", 3, true),
        ("", "?Limit=3", 61, true),
    ] {
        let sandbox = with(Version::V1_1, settings).await;
        let client = Client::new(&sandbox).await;
        let answered = client.get(&format!("/users{query}")).await;
        let users = sandbox.count::<User>().min(100);
        let expected = if records == 61 { users } else { records };
        assert_eq!(answered.records("users").len(), expected, "{settings} {query}");
        assert_eq!(answered.header("x-total-count").is_some(), total, "{settings}");
    }
    let sandbox = with(Version::V1_1, "[paging]\nmax-limit = 5\nabove-max = 'refused'").await;
    assert_eq!(Client::new(&sandbox).await.get("/users?limit=6").await.status, 400);
}

#[tokio::test]
async fn links_take_the_form_that_a_personality_gives_them() {
    for (settings, query, expected) in [
        (
            "[paging]\nlinks = 'relative'",
            "?limit=2",
            "</ims/oneroster/v1p1/users?limit=2&offset=2>; rel=\"next\"",
        ),
        ("[paging]\nlinks = 'double-mark'", "?limit=2", "<{root}/users?&limit=2&offset=2>; rel=\"next\""),
        ("[paging]\nlinks = 'without-brackets'", "?limit=2", "{root}/users?limit=2&offset=2; rel=\"next\""),
        ("[paging]\none-based-links = true", "?limit=2", "<{root}/users?limit=2&offset=3>; rel=\"next\""),
        ("[paging]\nlinks-without-limit = true", "?limit=2", "<{root}/users?offset=2>; rel=\"next\""),
        (
            "[paging]\nnext-on-last-page = true",
            "?limit=9999",
            "<{root}/users?limit=9999&offset=0>; rel=\"next\"",
        ),
        ("[paging]\nlinks = 'absent'", "?limit=2", ""),
    ] {
        let sandbox = with(Version::V1_1, settings).await;
        let answered = Client::new(&sandbox).await.get(&format!("/users{query}")).await;
        let links = answered.header("link").unwrap_or_default();
        let expected = expected.replace("{root}", &sandbox.root_url(Service::Rostering));
        assert_eq!(links.split(", ").next(), Some(expected.as_str()), "{settings}");
    }
}

#[tokio::test]
async fn totals_stand_where_the_personality_puts_them() {
    let users = with(Version::V1_1, "").await.count::<User>();
    for (settings, pointer, expected) in [
        ("[paging]\ntotal = 'body'", "/total", json!(users)),
        ("[paging]\ntotal = 'body-counts'", "/totalCount", json!(users)),
        ("[paging]\ntotal = 'body-counts'", "/pageCount", json!(users.div_ceil(10))),
        ("[paging]\ntotal = 'body-counts'", "/pageNumber", json!(2)),
    ] {
        check_bodies(Version::V1_1, &[(settings, "/users?limit=10&offset=10", pointer, expected)]).await;
    }
    let sandbox = with(Version::V1_1, "[paging]\ntotal = 'body-pagination'").await;
    let client = Client::new(&sandbox).await;
    let body = client.get("/users?limit=10&offset=10").await.json();
    let url = |offset: usize| json!(client.url(&format!("/users?limit=10&offset={offset}")));
    assert_eq!(body["pagination"]["next"], url(20));
    assert_eq!(body["pagination"]["previous"], url(0));
    let last = client.get(&format!("/users?limit=10&offset={}", users - 1)).await.json();
    assert_eq!(last["pagination"]["next"], Value::Null);

    let settings =
        "[paging]\ntotal-headers = ['x-all']\ncount-headers = ['x-count']\nrevision-header = 'x-perm-rev'";
    let sandbox = with(Version::V1_1, settings).await;
    let answered = Client::new(&sandbox).await.get("/users?limit=3").await;
    assert_eq!(answered.header("x-all"), Some(users.to_string().as_str()));
    assert_eq!((answered.header("x-count"), answered.header("x-perm-rev")), (Some("3"), Some("1")));
}

#[tokio::test]
async fn parameters_work_as_far_as_the_personality_lets_them() {
    let orgs = with(Version::V1_1, "").await.count::<Org>();
    for (settings, query, status, records) in [
        ("[query]\nfilter = 'ignored'", "?filter=shoeSize='9'", 200, orgs),
        ("[query]\nfilter = 'refused'", "?filter=status='active'", 400, 0),
        ("[query]\nfilterable = ['status']", "?filter=name='x'", 400, 0),
        ("[query]\nfilterable = ['status']\nunfilterable = 'ignored'", "?filter=name='x'", 200, orgs),
        ("[query]\ndotted-fields = false", "?filter=parent.sourcedId='x'", 400, 0),
        ("[query]\nlenient-filters = true", "?filter=status=active", 200, orgs),
        ("", "?filter=status=active", 400, 0),
        ("[query]\nsort = 'refused'", "?sort=name", 400, 0),
        ("[query]\nfields = 'refused'", "?fields=name", 400, 0),
    ] {
        let sandbox = with(Version::V1_1, settings).await;
        let answered = Client::new(&sandbox).await.get(&format!("/orgs{query}")).await;
        assert_eq!(answered.status, status, "{settings}: {}", answered.text);
        if status == 200 {
            assert_eq!(answered.records("orgs").len(), records, "{settings}");
        }
    }
}

#[tokio::test]
async fn addresses_are_those_of_the_personality() {
    for (settings, path, status) in [
        ("[address]\nbase = '/Aeries'", "/Aeries/ims/oneroster/v1p1/orgs", 200),
        ("[address]\nbase = '/Aeries'", "/aeries/ims/oneroster/v1p1/orgs", 404),
        ("[address]\nbase = '/Aeries'\nignore-case = true", "/AERIES/IMS/oneroster/v1p1/orgs", 200),
        ("[address]\nbase = '/Aeries'\nignore-case = true", "/aeries/ims/oneroster/v1p1/Orgs", 404),
        ("[address]\nbase = '/Aeries'", "/ims/oneroster/v1p1/orgs", 404),
        ("", "/ims/oneroster/v1p1/orgs/", 404),
        ("[address]\ntrailing-slash = true", "/ims/oneroster/v1p1/orgs/", 200),
        ("[address]\nv1-1 = '/api/or'", "/api/or/orgs", 200),
        ("[address]\nbase = '/ui'\nrest-base = ''", "/ims/oneroster/v1p1/orgs", 200),
        ("[address]\nmissing = ['getAllOrgs']", "/ims/oneroster/v1p1/orgs", 404),
        ("[address]\nmissing = ['getAll*']", "/ims/oneroster/v1p1/users", 404),
        ("[access]\nrefused = ['getAllOrgs']", "/ims/oneroster/v1p1/orgs", 403),
    ] {
        let sandbox = with(Version::V1_1, settings).await;
        let client = Client::new(&sandbox).await;
        let answered = client.get_url(&format!("http://{}{path}", sandbox.address())).await;
        assert_eq!(answered.status, status, "{settings} {path}: {}", answered.text);
    }
}

#[tokio::test]
async fn expired_tokens_are_answered_as_the_personality_does() {
    for (settings, status, body) in [
        ("", 401, "unauthorized"),
        ("[access]\nexpired = { status = 403 }", 403, "forbidden"),
        ("[access]\nexpired = { status = 500, body = 'Token has expired' }", 500, "Token has expired"),
    ] {
        let sandbox = with(Version::V1_1, settings).await;
        let client = Client::new(&sandbox).await;
        sandbox.expire_tokens();
        let answered = client.get("/orgs").await;
        assert_eq!(answered.status, status, "{settings}");
        assert!(answered.text.contains(body), "{settings}: {}", answered.text);
    }
}

#[tokio::test]
async fn cookies_and_headers_are_wanted_where_the_personality_says() {
    let sandbox = with(Version::V1_1, "[token]\ncookies = true").await;
    let client = Client::new(&sandbox).await;
    assert_eq!(client.get("/orgs").await.status, 401);
    let cookie = client.http.get(client.url("/orgs")).bearer_auth(&client.token);
    let cookie =
        cookie.header("cookie", "Affinity=node-session-1; SessionId=session-1").send().await.unwrap();
    assert_eq!(cookie.status(), 200);

    let settings =
        "secrets = { key = 'k' }\n[access]\ngradebook-headers = { x-vendor = '{key}:{client_id}' }";
    let sandbox = with(Version::V1_1, settings).await;
    let client = Client::new(&sandbox).await;
    assert_eq!(client.get("/orgs").await.status, 200);
    assert_eq!(client.get("/lineItems").await.status, 401);
    let vendor = client.http.get(client.url("/lineItems")).bearer_auth(&client.token);
    let vendor = vendor.header("x-vendor", format!("k:{}", sandbox.client_id())).send().await.unwrap();
    assert_eq!(vendor.status(), 200);
}

#[tokio::test]
async fn a_rotated_bearer_is_found_again_in_the_list() {
    let sandbox =
        Sandbox::builder().personality(Personality::named("classlink").unwrap()).start().await.unwrap();
    assert_eq!(sandbox.token_url(), "");
    let mut client = Client::without_token(&sandbox);
    client.token = sandbox.client_secret().to_owned();
    assert_eq!(client.get("/orgs").await.status, 200);
    let rotated = sandbox.rotate_bearer();
    assert_eq!(client.get("/orgs").await.status, 401);
    let list = format!("http://{}/applications", sandbox.address());
    assert_eq!(client.get_url(&list).await.status, 401);
    client.token = sandbox.secrets()["partner_bearer"].clone();
    let application = client.get_url(&list).await.records("applications")[0].clone();
    assert_eq!(application["bearer"], rotated.as_str());
    assert_eq!(application["oneroster_application_id"], sandbox.client_id());
    client.token = rotated;
    assert_eq!(client.get("/orgs").await.status, 200);
    let students = client.get("/students?limit=10000").await.records("users");
    assert!(students.iter().any(|user| user["role"] == "teacher"));
    assert!(students.iter().all(|user| user["password"].is_string()));
}
