//! Paging, filter, sort and field selection.

use std::collections::BTreeSet;

use oneroster_model::rostering::{Enrollment, Org, User};
use oneroster_model::{RoleName, Version};
use oneroster_sandbox::Sandbox;
use serde_json::json;

use crate::client::{Client, sandbox};

#[tokio::test]
async fn pages_are_a_hundred_records_unless_asked_otherwise() {
    let sandbox = sandbox(Version::V1_1).await;
    let client = Client::new(&sandbox).await;
    let total = sandbox.count::<Enrollment>();
    assert!(total > 300);
    for (query, count) in [
        ("", 100),
        ("?limit=7", 7),
        ("?limit=100000", total),
        (&format!("?offset={}", total - 3), 3),
        (&format!("?offset={total}"), 0),
        ("?offset=18446744073709551615", 0),
        ("?limit=18446744073709551615&offset=18446744073709551615", 0),
        ("?limit=18446744073709551615", total),
    ] {
        let answered = client.get(&format!("/enrollments{query}")).await;
        assert_eq!(answered.records("enrollments").len(), count, "{query}");
        assert_eq!(answered.header("x-total-count"), Some(total.to_string().as_str()), "{query}");
    }
}

#[tokio::test]
async fn next_links_lead_through_the_whole_collection() {
    for version in Version::ALL {
        let sandbox = sandbox(version).await;
        let client = Client::new(&sandbox).await;
        let mut url = client.url("/enrollments?limit=97&filter=role%3D%27student%27&sort=sourcedId");
        let mut ids = Vec::new();
        loop {
            let answered = client.get_url(&url).await;
            ids.extend(answered.ids("enrollments"));
            let Some(next) = answered.link("next") else { break };
            assert!(next.contains("filter=role%3D%27student%27&sort=sourcedId&limit=97"), "{next}");
            url = next;
        }
        let expected = sandbox.records::<Enrollment>().into_iter();
        let expected =
            expected.filter(|record| record.role.as_ref().is_some_and(|role| role.as_str() == "student"));
        let expected: BTreeSet<String> = expected.map(|record| record.sourced_id.into_string()).collect();
        assert_eq!(ids, Vec::from_iter(expected));
    }
}

#[tokio::test]
async fn links_name_first_previous_and_last_page() {
    let sandbox = sandbox(Version::V1_2).await;
    let client = Client::new(&sandbox).await;
    let total = sandbox.count::<User>();
    let answered = client.get("/users?limit=10&offset=20").await;
    let url = |offset: usize| Some(client.url(&format!("/users?limit=10&offset={offset}")));
    assert_eq!(answered.link("next"), url(30));
    assert_eq!(answered.link("prev"), url(10));
    assert_eq!(answered.link("first"), url(0));
    assert_eq!(answered.link("last"), url((total - 1) / 10 * 10));
    let last = client.get_url(&answered.link("last").unwrap()).await;
    assert_eq!(last.link("next"), None);
}

/// What a request is answered: status, and the code of the failure or the number of records.
#[derive(Debug, PartialEq)]
enum Outcome {
    Records(usize),
    Failure(u16, &'static str, &'static str),
}

async fn check(client: &Client<'_>, path: &str, key: &str, expected: &Outcome) {
    let answered = client.get(path).await;
    match expected {
        Outcome::Records(count) => assert_eq!(answered.records(key).len(), *count, "{path}"),
        Outcome::Failure(status, code, description) => {
            assert_eq!(answered.status, *status, "{path}: {}", answered.text);
            let body = answered.json();
            let (found_code, found_description) = match client.sandbox.version() {
                Version::V1_1 => {
                    let info = &body["statusInfoSet"][0];
                    assert_eq!(info["imsx_codeMajor"], "failure", "{path}");
                    (&info["imsx_codeMinor"], &info["imsx_description"])
                }
                Version::V1_2 => {
                    assert_eq!(body["imsx_severity"], "error", "{path}");
                    let code = &body["imsx_CodeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"];
                    (code, &body["imsx_description"])
                }
            };
            assert_eq!((found_code, found_description), (&json!(code), &json!(description)), "{path}");
        }
    }
}

#[tokio::test]
async fn filters_choose_records_or_are_refused() {
    use Outcome::{Failure, Records};
    let district = oneroster_sandbox::District::builder(30).version(Version::V1_1).build();
    let sandbox = Sandbox::builder().district(district).start().await.unwrap();
    let client = Client::new(&sandbox).await;
    let users = sandbox.records::<User>();
    let with_role = |role: &RoleName| {
        users.iter().filter(|user| user.roles.iter().any(|entry| entry.role.as_ref() == Some(role))).count()
    };
    let students = with_role(&RoleName::Student);
    let teachers = with_role(&RoleName::Teacher);
    let all = "limit=1000&filter=";
    for (path, expected) in [
        (format!("/users?{all}role='student'"), Records(students)),
        (
            format!("/users?{all}role%3D%27student%27%20OR%20role%3D%27teacher%27"),
            Records(students + teachers),
        ),
        (format!("/users?{all}role='student' AND role='teacher'"), Records(0)),
        (format!("/users?{all}status='active'"), Records(users.len())),
        (format!("/users?{all}dateLastModified>'2026-08-17T06:00:00.000Z'"), Records(0)),
        (format!("/users?{all}dateLastModified>='2026-08-17T06:00:00.000Z'"), Records(users.len())),
        (format!("/users?{all}shoeSize='9'"), Failure(400, "invalid_filter_field", "shoeSize")),
        (
            format!("/users?{all}status='active' AND shoeSize='9'"),
            Failure(400, "invalid_filter_field", "shoeSize"),
        ),
        (format!("/users?{all}enabledUser>'true'"), Failure(400, "invalid data", "enabledUser")),
        (
            format!("/users?{all}role"),
            Failure(
                400,
                "invalid_filter_field",
                "invalid query: one of = != > >= < <= ~ is expected (at character 4)",
            ),
        ),
        ("/users?limit=0".to_owned(), Failure(400, "invalid data", "limit")),
        ("/users?limit=many".to_owned(), Failure(400, "invalid data", "limit")),
        ("/users?offset=-1".to_owned(), Failure(400, "invalid data", "offset")),
        ("/users?sort=username&orderBy=up".to_owned(), Failure(400, "invalid data", "orderBy")),
        ("/users?fields=%20,".to_owned(), Failure(400, "invalid_blank_selection_field", "fields")),
        ("/users/nobody".to_owned(), Failure(404, "unknown object", "nobody")),
        ("/students/nobody/classes".to_owned(), Records(0)),
    ] {
        let key = if path.ends_with("/classes") { "classes" } else { "users" };
        check(&client, &path, key, &expected).await;
    }
}

#[tokio::test]
async fn filters_of_1_2_see_the_shape_of_1_2() {
    use Outcome::{Failure, Records};
    let sandbox = sandbox(Version::V1_2).await;
    let client = Client::new(&sandbox).await;
    let schools = sandbox
        .records::<Org>()
        .into_iter()
        .filter(|org| org.org_type.as_ref().unwrap().as_str() == "school");
    for (path, key, expected) in [
        ("/users?filter=role='student'", "users", Failure(400, "invalid_filter_field", "role")),
        ("/users?limit=1&filter=roles.role='student'", "users", Records(1)),
        ("/orgs?filter=type='school'", "orgs", Records(schools.count())),
        ("/users?fields=shoeSize", "users", Failure(400, "invalid_selection_field", "shoeSize")),
        ("/users?fields=", "users", Failure(400, "invalid_selection_field", "fields")),
        ("/users/nobody", "user", Failure(404, "unknownobject", "nobody")),
        ("/schools/nowhere/classes", "classes", Records(0)),
    ] {
        check(&client, path, key, &expected).await;
    }
    let root = sandbox.root_url(oneroster_model::json::Service::Gradebook);
    assert_eq!(client.get_url(&format!("{root}/classes/none/results")).await.status, 404);
}

#[tokio::test]
async fn sorting_orders_by_the_field_in_both_directions() {
    let sandbox = sandbox(Version::V1_1).await;
    let client = Client::new(&sandbox).await;
    let names = |answered: &crate::client::Answered| -> Vec<String> {
        answered.records("users").iter().map(|user| user["familyName"].as_str().unwrap().to_owned()).collect()
    };
    let ascending = names(&client.get("/users?sort=familyName&limit=1000").await);
    let mut expected = ascending.clone();
    expected.sort();
    assert_eq!(ascending, expected);
    expected.reverse();
    assert_eq!(names(&client.get("/users?sort=familyName&orderBy=desc&limit=1000").await), expected);
}

#[tokio::test]
async fn an_unknown_sort_field_is_a_warning_in_1_1_and_passed_over_in_1_2() {
    for version in Version::ALL {
        let sandbox = sandbox(version).await;
        let client = Client::new(&sandbox).await;
        let answered = client.get("/orgs?sort=shoeSize").await;
        assert_eq!(answered.status, 200);
        let served: Vec<String> =
            sandbox.records::<Org>().into_iter().map(|org| org.sourced_id.into_string()).collect();
        assert_eq!(answered.ids("orgs"), served);
        let warning = &answered.json()["statusInfoSet"][0];
        match version {
            Version::V1_1 => assert_eq!(
                warning,
                &json!({
                    "imsx_codeMajor": "success", "imsx_severity": "warning",
                    "imsx_description": "shoeSize", "imsx_codeMinor": "invalid_sort_field",
                }),
            ),
            Version::V1_2 => assert!(warning.is_null()),
        }
    }
}

#[tokio::test]
async fn selected_fields_come_alone_even_without_the_identifier() {
    for (version, query, members) in [
        (Version::V1_1, "fields=givenName,role", vec!["givenName", "role"]),
        (Version::V1_2, "fields=givenName&fields=sourcedId", vec!["givenName", "sourcedId"]),
        (Version::V1_2, "fields=roles", vec!["roles"]),
    ] {
        let sandbox = sandbox(version).await;
        let client = Client::new(&sandbox).await;
        let id = client.get("/users?limit=1").await.ids("users")[0].clone();
        let user = client.get(&format!("/users?limit=1&{query}")).await.records("users")[0].clone();
        assert_eq!(user.as_object().unwrap().keys().collect::<Vec<_>>(), members, "{query}");
        let single = client.get(&format!("/users/{id}?{query}")).await.json()["user"].clone();
        assert_eq!(single.as_object().unwrap().keys().collect::<Vec<_>>(), members, "{query}");
    }
}

#[tokio::test]
async fn an_unknown_selection_gives_all_fields_with_a_warning_in_1_1() {
    let sandbox = sandbox(Version::V1_1).await;
    let client = Client::new(&sandbox).await;
    let answered = client.get("/orgs?fields=name,shoeSize").await;
    assert_eq!(answered.json()["statusInfoSet"][0]["imsx_codeMinor"], "invalid_selection_field");
    assert!(answered.records("orgs")[0]["type"].is_string());
}
