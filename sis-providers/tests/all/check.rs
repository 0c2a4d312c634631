//! Connection checks against a small district: what works, what does not, and what is learned.

use std::sync::Arc;

use sis_providers::check::{Check, CheckOptions, CheckReport, Learned, Outcome};
use sis_providers::diagnose::Stage;
use sis_providers::{Certainty, Collection, Connection, Profiles, Support};

use crate::district::District;
use crate::support::{Server, connection, json, over_http, status};

async fn check(connection: Connection) -> CheckReport {
    let mut options = CheckOptions::default();
    options.through_proxy = true;
    Check::with_options(connection, options).run().await
}

async fn check_aeries(district: District) -> CheckReport {
    check(connection(&district.server(), "aeries", "https://sis.example/Aeries")).await
}

/// One line per step: stage, subject, outcome.
fn lines(report: &CheckReport) -> Vec<String> {
    let steps = report.steps.iter();
    steps.map(|step| format!("{} {} {}", step.stage, step.subject, step.outcome.as_str())).collect()
}

fn outcome_of(report: &CheckReport, line: &str) -> (Outcome, String, String) {
    let step = report.steps.iter().find(|step| format!("{} {}", step.stage, step.subject).starts_with(line));
    let step = step.unwrap_or_else(|| panic!("no step {line} in {:#?}", lines(report)));
    let hint = step.hint.as_ref().map(|hint| hint.text.clone()).unwrap_or_default();
    (step.outcome, step.detail.clone(), hint)
}

/// Compares outcome, a part of the detail, and a part of the hint of a step.
fn expect(report: &CheckReport, line: &str, expected: (Outcome, &str, &str)) {
    let (outcome, detail, hint) = outcome_of(report, line);
    let fits = outcome == expected.0 && detail.contains(expected.1) && hint.contains(expected.2);
    assert!(fits, "{line}: {outcome:?}, {detail}, {hint:?}; expected {expected:?}");
}

#[tokio::test]
async fn a_good_server_passes_step_by_step() {
    let report = check_aeries(District::default()).await;
    assert_eq!(
        lines(&report),
        [
            "settings settings passed",
            "tls sis.example:443 passed",
            "token https://sis.example/Aeries/token passed",
            "scope scopes passed",
            "collection orgs passed",
            "collection schools passed",
            "collection academicSessions passed",
            "collection terms passed",
            "collection gradingPeriods warned",
            "collection courses passed",
            "collection classes passed",
            "collection users passed",
            "collection students passed",
            "collection teachers passed",
            "collection enrollments passed",
            "collection demographics passed",
            "paging pages of enrollments passed",
            "paging 5000 records of enrollments passed",
            "filter filter of enrollments by status passed",
            "filter filter of users by role passed",
            "filter filter of enrollments by two clauses passed",
            "filter order of enrollments passed",
            "filter fields of enrollments passed",
            "delta changes of enrollments passed",
        ]
    );
    assert!(report.is_usable());
    assert!(report.first_failure().is_none());
    expect(&report, "token", (Outcome::Passed, "good for 21600 s", ""));
    expect(&report, "collection enrollments", (Outcome::Passed, "250 records", ""));
    expect(&report, "collection gradingPeriods", (Outcome::Warned, "no records", "Terms (TRM)"));
    expect(&report, "paging pages", (Outcome::Passed, "total 250", ""));
    assert!(report.steps.iter().all(|step| step.outcome != Outcome::Failed || step.hint.is_some()));
    let json = serde_json::to_string(&report).unwrap();
    assert!(!json.contains("s3/cr:ét") && !json.contains("u001"), "secrets or records in {json}");
}

#[tokio::test]
async fn what_was_learned_becomes_part_of_the_profile() {
    let report = check_aeries(District { cap: 100, ..District::default() }).await;
    let learned = Learned::from_toml(&report.learned.to_toml().unwrap()).unwrap();
    assert_eq!(learned, report.learned);
    let profiles = Profiles::builtin();
    let profile = learned.apply(profiles.get("aeries").unwrap()).unwrap();
    assert_eq!(profile.paging.max_size, Some(100));
    assert_eq!(profile.query.sort, Support::Observed);
    assert_eq!(profile.query.fields, Support::Observed);
    assert_eq!(profile.query.two_clauses, Support::Observed);
    assert_eq!(profile.query.filter.get("role"), Some(&Support::Observed));
    assert_eq!(profile.delta.by_date, Support::Observed);
    assert_eq!(profile.delta.tombstones, Support::Observed);
    assert_eq!(profile.certainty.of("paging.max_size"), Certainty::Observed);
    assert_eq!(profile.certainty.of("token.path"), Certainty::Verified);

    // The next connection asks for pages of that size, in the order that was found to work.
    let server = District::default().server();
    let next = connection(&server, "aeries", "https://sis.example/Aeries").with_profile(&profile);
    next.client().unwrap().orgs().all().await.unwrap();
    let last = server.texts().pop().unwrap();
    assert!(last.contains("/orgs?sort=sourcedId&orderBy=asc&limit=100&offset=0"), "{last}");
}

#[tokio::test]
async fn deviations_are_found_and_learned() {
    let report = check_aeries(District {
        ignores_filter: true,
        ignores_sort: true,
        ignores_fields: true,
        ignores_offset: true,
        ..District::default()
    })
    .await;
    expect(&report, "paging pages", (Outcome::Warned, "repeats", "ignores limit or offset"));
    expect(
        &report,
        "filter filter of enrollments by status",
        (Outcome::Warned, "do not fulfil", "filtered on this side"),
    );
    expect(&report, "filter filter of users by role", (Outcome::Warned, "", "ignores the filter"));
    expect(&report, "filter order", (Outcome::Warned, "both orders", ""));
    expect(&report, "filter fields", (Outcome::Warned, "not asked for", ""));
    assert!(!lines(&report).iter().any(|line| line.contains("two clauses")), "one does not work");
    expect(&report, "delta", (Outcome::Warned, "cannot have changed", "full one"));
    let profiles = Profiles::builtin();
    let profile = report.learned.apply(profiles.get("aeries").unwrap()).unwrap();
    assert_eq!(profile.query.sort, Support::Unsupported);
    assert_eq!(profile.delta.by_date, Support::Unsupported);
    assert!(report.is_usable());

    let report =
        check_aeries(District { refuses_filter: true, tells_total: false, ..District::default() }).await;
    expect(&report, "filter filter", (Outcome::Warned, "status 400", "refuses the filter"));
    expect(&report, "delta", (Outcome::Warned, "status 400", "refuses"));
    expect(&report, "paging pages", (Outcome::Passed, "no total", ""));
}

#[tokio::test]
async fn a_server_that_refuses_large_pages_is_asked_for_smaller_ones() {
    let report = check_aeries(District { cap: 100, refuses_large_pages: true, ..District::default() }).await;
    expect(&report, "paging 5000 records", (Outcome::Warned, "100 work", "larger than the server allows"));
    let profile = report.learned.apply(Profiles::builtin().get("aeries").unwrap()).unwrap();
    assert_eq!(profile.paging.max_size, Some(100));
}

#[tokio::test]
async fn refused_collections_name_the_permission() {
    let district = District::default().instead("enrollments", 403, "").instead("demographics", 404, "");
    let report = check_aeries(district).await;
    expect(&report, "collection enrollments", (Outcome::Failed, "status 403", "Classes (SEC)"));
    expect(&report, "collection demographics", (Outcome::Warned, "status 404", "Student Data (STU)"));
    assert!(!report.is_usable());
    assert_eq!(report.first_failure().map(|step| step.collection), Some(Some(Collection::Enrollments)));
    let profile = report.learned.apply(Profiles::builtin().get("aeries").unwrap()).unwrap();
    assert!(profile.endpoints.missing.iter().any(|operation| operation == "getAllDemographics"));
    assert!(!profile.endpoints.missing.iter().any(|operation| operation == "getAllEnrollments"));
}

#[tokio::test]
async fn known_gaps_are_no_failures_and_closed_ones_are_learned() {
    let district = |district: District| District {
        base: "/api",
        token_path: "/api/v1/auth/token",
        token_body: "grant_type",
        ..district
    };
    let connect = |server: &Server| connection(server, "eschooldata", "https://guru.example/api");
    let report =
        check(connect(&district(District::default().instead("demographics", 404, "")).server())).await;
    expect(&report, "collection demographics", (Outcome::Skipped, "not offered by eSchoolData", ""));
    assert!(report.is_usable());
    let report = check(connect(&district(District::default()).server())).await;
    expect(&report, "collection demographics", (Outcome::Passed, "36 records", ""));
    let profile = report.learned.apply(Profiles::builtin().get("eschooldata").unwrap()).unwrap();
    assert_eq!(profile.endpoints.missing, ["getDemographics"]);
}

#[tokio::test]
async fn other_ways_to_a_token_are_tried_and_kept() {
    let district = District { token_body: "client_secret=", ..District::default() };
    let report = check_aeries(district.clone()).await;
    expect(
        &report,
        "token https://sis.example/Aeries/token",
        (Outcome::Warned, "other ways are tried", "Consumer ID"),
    );
    expect(&report, "token id and secret in the form", (Outcome::Passed, "21600", ""));
    assert!(report.is_usable());
    // The next connection does it right at once.
    let profile = report.learned.apply(Profiles::builtin().get("aeries").unwrap()).unwrap();
    let server = district.server();
    let next = connection(&server, "aeries", "https://sis.example/Aeries").with_profile(&profile);
    next.client().unwrap().orgs().all().await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_refused_token_ends_the_check_with_the_hint_of_the_usual_way() {
    let district = District { token_body: "never", ..District::default() };
    let server = district.server();
    let report = check(connection(&server, "aeries", "https://sis.example/Aeries")).await;
    assert_eq!(
        lines(&report),
        [
            "settings settings passed",
            "tls sis.example:443 passed",
            "token https://sis.example/Aeries/token warned",
            "token id and secret in the form warned",
            "token second generation failed",
            "scope  skipped",
            "collection  skipped",
            "paging  skipped",
            "filter  skipped",
            "delta  skipped",
        ]
    );
    expect(&report, "token second generation", (Outcome::Failed, "404", "Consumer Secret"));
    assert!(!report.is_usable());
    let tokens = server.requests().iter().filter(|request| request.method == http::Method::POST).count();
    assert!(tokens <= 5, "{tokens} token requests can lock an account");
}

#[tokio::test]
async fn every_provider_explains_a_missing_token_endpoint_in_its_own_words() {
    for (provider, url, code, hint) in [
        ("aeries", "https://s.example/x", 404, "IIS application pool"),
        ("aeries", "https://s.example/x", 400, "no scope was sent"),
        ("skyward_sms", "https://s.example/api", 404, "05.19.02.00.06"),
        ("skyward_sms", "https://s.example/api", 401, "secured user"),
        ("skyward_qmlativ", "https://s.example/x", 401, "integration access must be active"),
        ("skyward_qmlativ", "https://s.example/x", 404, "segment of the customer"),
        ("eschooldata", "https://s.example/api", 404, "representative"),
        ("follett_aspen", "https://s.example", 404, "without /aspen"),
        ("follett_aspen", "https://s.example", 401, "OAuth Access"),
        ("infinite_campus", "https://s.example", 404, "appName"),
        ("genesis", "https://s.example/genesis", 404, "/genesis"),
        ("schooltool", "https://s.example/x", 404, "/Token"),
        ("alma", "https://s.example", 401, "HTTP Basic"),
    ] {
        let server = Server::new(move |_| status(code, ""));
        let credentials = sis_providers::Credentials::new("i", "s").with("app_name", "a");
        let profiles = Profiles::builtin();
        let profile = profiles.get(provider).unwrap();
        let connection = Connection::new(profile, url, credentials).transport(Arc::new(server));
        let connection =
            if provider == "alma" { connection.token_url("https://t.example/t") } else { connection };
        let report = check(connection).await;
        let failed = report.first_failure().unwrap_or_else(|| panic!("{provider}: {:#?}", lines(&report)));
        let text = failed.hint.as_ref().map(|hint| hint.text.as_str()).unwrap_or_default();
        assert!(failed.stage == Stage::Token && text.contains(hint), "{provider} {code}: {failed}");
    }
}

#[tokio::test]
async fn wrong_urls_fail_before_anything_is_sent() {
    let server = District::default().server();
    let report = check(connection(&server, "aeries", "https://sis.example")).await;
    expect(&report, "settings", (Outcome::Failed, "sub-directory", "give it like"));
    assert_eq!(report.steps.len(), 1);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn other_roots_are_tried_when_the_usual_one_is_not_there() {
    let district = District {
        base: "",
        root: "/ws/v1p1/ims/oneroster/v1p1",
        token_path: "/oauth/access_token/",
        token_body: "grant_type",
        ..District::default()
    };
    let server = district.clone().server();
    let report = check(connection(&server, "powerschool", "https://ps.example")).await;
    expect(
        &report,
        "collection https://ps.example/ws/v1p1/ims/oneroster/v1p1/",
        (Outcome::Passed, "another root", ""),
    );
    assert!(report.is_usable(), "{:#?}", lines(&report));
    let profile = report.learned.apply(Profiles::builtin().get("powerschool").unwrap()).unwrap();
    let next = connection(&district.server(), "powerschool", "https://ps.example").with_profile(&profile);
    assert_eq!(next.client().unwrap().orgs().all().await.unwrap().records.len(), 3);
}

#[tokio::test]
async fn missing_scopes_are_told() {
    let token = r#"{"access_token":"T","expires_in":21600,"scope":"https://purl.imsglobal.org/spec/or/v1p1/scope/roster.readonly"}"#;
    let report = check_aeries(District { token, ..District::default() }).await;
    expect(&report, "scope", (Outcome::Warned, "roster-demographics.readonly", "API Security"));
    let refused = Server::new(|request| match request.url.path() {
        "/Aeries/token" if request.body.windows(6).any(|part| part == b"scope=") => {
            status(400, r#"{"error":"invalid_scope"}"#)
        }
        "/Aeries/token" => json(r#"{"access_token":"T"}"#),
        _ => status(403, ""),
    });
    let report = check(connection(&refused, "aeries", "https://sis.example/Aeries")).await;
    expect(&report, "token without scopes", (Outcome::Passed, "unknown lifetime", ""));
}

#[tokio::test]
async fn web_pages_are_recognised() {
    let page = "<!DOCTYPE html><html><body>Sign in</body></html>";
    let server = Server::new(move |_| json(page));
    let report = check(connection(&server, "eschooldata", "https://guru.example/api")).await;
    expect(&report, "token", (Outcome::Failed, "", "a web page answers"));
    let report = check_aeries(District::default().instead("users", 200, page)).await;
    expect(&report, "collection users", (Outcome::Failed, "", "a web page answers"));
    assert!(report.is_usable(), "students and teachers stand in for users");
}

#[tokio::test]
async fn signed_requests_are_checked_without_a_token() {
    let server = Server::new(|request| {
        let district = District { base: "", ..District::default() };
        let signed = request
            .headers
            .get("authorization")
            .is_some_and(|value| value.to_str().unwrap().starts_with("OAuth "));
        let mut request = request.clone();
        if signed {
            request.headers.insert("authorization", "Bearer T".parse().unwrap());
        }
        district.answer(&request)
    });
    let report = check(connection(&server, "classlink_direct", "https://t.example")).await;
    expect(&report, "token", (Outcome::Skipped, "HMAC-SHA256", ""));
    assert!(report.is_usable(), "{:#?}", lines(&report));
}

#[tokio::test]
async fn over_http_names_and_connections_are_looked_at_first() {
    let http = over_http(District::default().server()).await;
    let url = format!("{}/Aeries", http.uri());
    let profiles = Profiles::builtin();
    let credentials = sis_providers::Credentials::new("id", "secret");
    let profile = profiles.get("aeries").unwrap();
    let report = Check::new(Connection::new(profile, &url, credentials.clone())).run().await;
    let first: Vec<String> =
        report.steps.iter().take(4).map(|step| format!("{} {}", step.stage, step.outcome.as_str())).collect();
    assert_eq!(first, ["settings passed", "dns passed", "tcp passed", "token passed"]);
    assert!(report.is_usable(), "{:#?}", lines(&report));

    // Nobody listens there any more.
    drop(http);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let report =
        Check::new(Connection::new(profile, format!("http://{free}/Aeries"), credentials)).run().await;
    expect(&report, "tcp", (Outcome::Failed, "", "refuses the port"));
    expect(&report, "token", (Outcome::Skipped, "not reached", ""));
}
