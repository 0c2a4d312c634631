//! Every endpoint of both versions answers.

use oneroster_model::Version;
use oneroster_model::json::{Decoder, Service};
use oneroster_model::{GuidRef, gradebook, rostering};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox};

/// The endpoints, written down apart from the code: method, path, name of the member.
const TABLE: &str = include_str!("../data/endpoints.txt");

struct Line {
    service: Service,
    method: Method,
    path: &'static str,
    key: &'static str,
}

fn table(version: Version) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut section = ("", "");
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(heading) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = heading.split_once(' ').unwrap();
            continue;
        }
        if section.0 != version.as_str() {
            continue;
        }
        let mut words = line.split(' ');
        let mut word = || words.next().unwrap();
        lines.push(Line {
            service: match section.1 {
                "rostering" => Service::Rostering,
                "gradebook" => Service::Gradebook,
                _ => Service::Resources,
            },
            method: word().parse().unwrap(),
            path: word(),
            key: word(),
        });
    }
    lines
}

/// Identifiers of records that belong together, by the name of the parameter.
async fn ids(client: &Client<'_>, version: Version) -> Vec<(&'static str, String)> {
    let sandbox = client.sandbox;
    let line_item = &sandbox.records::<gradebook::LineItem>()[0];
    let class_id = line_item.class.as_ref().unwrap().sourced_id.clone();
    let class =
        sandbox.records::<rostering::Class>().into_iter().find(|class| class.sourced_id == class_id).unwrap();
    let result = sandbox
        .records::<gradebook::Result>()
        .into_iter()
        .find(|result| result.line_item.as_ref().unwrap().sourced_id == line_item.sourced_id);
    let result = result.unwrap();
    let teachers = client.get(&format!("/classes/{class_id}/teachers")).await;
    let resources = sandbox.records::<oneroster_model::resources::Resource>();
    // One class in ten has resources, and not this one.
    let resource = || vec![GuidRef::from(resources[0].sourced_id.clone())];
    let mut with_resources = class.clone();
    with_resources.resources = resource();
    sandbox.put(with_resources);
    let find = |id: &str| {
        sandbox.records::<rostering::Course>().into_iter().find(|course| course.sourced_id.as_str() == id)
    };
    let mut course = find(class.course.as_ref().unwrap().sourced_id.as_str()).unwrap();
    course.resources = resource();
    sandbox.put(course);
    let student = result.student.as_ref().unwrap().sourced_id.clone();
    let mut user =
        sandbox.records::<rostering::User>().into_iter().find(|user| user.sourced_id == student).unwrap();
    user.resources = resource();
    sandbox.put(user);
    let mut ids = vec![
        ("class", class_id.to_string()),
        ("school", class.school.as_ref().unwrap().sourced_id.to_string()),
        ("course", class.course.as_ref().unwrap().sourced_id.to_string()),
        ("lineItem", line_item.sourced_id.to_string()),
        ("result", result.sourced_id.to_string()),
        ("student", result.student.as_ref().unwrap().sourced_id.to_string()),
        ("user", result.student.as_ref().unwrap().sourced_id.to_string()),
        ("demographics", result.student.as_ref().unwrap().sourced_id.to_string()),
        ("teacher", teachers.ids("users")[0].clone()),
        ("resource", resources[0].sourced_id.to_string()),
        ("category", line_item.category.as_ref().unwrap().sourced_id.to_string()),
    ];
    for (name, path, key) in [
        ("org", "/orgs", "orgs"),
        ("academicSession", "/academicSessions", "academicSessions"),
        ("term", "/terms", "academicSessions"),
        ("gradingPeriod", "/gradingPeriods", "academicSessions"),
        ("enrollment", "/enrollments", "enrollments"),
    ] {
        ids.push((name, client.get(&format!("{path}?limit=1")).await.ids(key)[0].clone()));
    }
    if version == Version::V1_2 {
        let root = sandbox.root_url(Service::Gradebook);
        for (name, path) in [
            ("scoreScale", "scoreScales"),
            ("assessmentLineItem", "assessmentLineItems"),
            ("assessmentResult", "assessmentResults"),
        ] {
            let answered = client.get_url(&format!("{root}/{path}?limit=1")).await;
            ids.push((name, answered.ids(path)[0].clone()));
        }
    }
    ids
}

fn fill(path: &str, ids: &[(&str, String)]) -> String {
    let mut filled = path.to_owned();
    for (name, id) in ids {
        filled = filled.replace(&format!("{{{name}}}"), id);
    }
    assert!(!filled.contains('{'), "no identifier for {path}");
    filled
}

async fn check_reads(version: Version) {
    let sandbox = sandbox(version).await;
    let client = Client::new(&sandbox).await;
    let ids = ids(&client, version).await;
    for line in table(version).iter().filter(|line| line.method == Method::GET) {
        let url = format!("{}{}", sandbox.root_url(line.service), fill(line.path, &ids));
        let answered = client.get_url(&url).await;
        assert_eq!(answered.status, 200, "{}: {}", line.path, answered.text);
        assert_eq!(answered.header("content-type"), Some("application/json"), "{}", line.path);
        let body = answered.json();
        let members: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(members, [line.key], "{}", line.path);
        let is_single = line.path.ends_with('}');
        let count = body[line.key].as_array().map(Vec::len);
        assert_eq!(count.is_none(), is_single, "{}", line.path);
        assert_ne!(count, Some(0), "{} shows nothing", line.path);
        assert_eq!(answered.header("x-total-count").is_some(), !is_single, "{}", line.path);
        check_conformance(line.key, &body[line.key], version, line.path);
    }
}

/// Reads the records strictly.
fn check_conformance(key: &str, value: &Value, version: Version, path: &str) {
    fn strict<T: oneroster_model::Record>(value: &Value, version: Version, path: &str) {
        let text = value.to_string();
        let decoder = Decoder::new(version).strict();
        if value.is_array() {
            decoder.records::<T>(text.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"));
        } else {
            decoder.record::<T>(text.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    use oneroster_model::assessment::{AssessmentLineItem, AssessmentResult};
    use oneroster_model::gradebook::{Category, LineItem, Result as WorkResult, ScoreScale};
    use oneroster_model::resources::Resource;
    use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
    match key {
        "academicSession" | "academicSessions" => strict::<AcademicSession>(value, version, path),
        "assessmentLineItem" | "assessmentLineItems" => strict::<AssessmentLineItem>(value, version, path),
        "assessmentResult" | "assessmentResults" => strict::<AssessmentResult>(value, version, path),
        "category" | "categories" => strict::<Category>(value, version, path),
        "class" | "classes" => strict::<Class>(value, version, path),
        "course" | "courses" => strict::<Course>(value, version, path),
        "demographics" => strict::<Demographics>(value, version, path),
        "enrollment" | "enrollments" => strict::<Enrollment>(value, version, path),
        "lineItem" | "lineItems" => strict::<LineItem>(value, version, path),
        "org" | "orgs" => strict::<Org>(value, version, path),
        "resource" | "resources" => strict::<Resource>(value, version, path),
        "result" | "results" => strict::<WorkResult>(value, version, path),
        "scoreScale" | "scoreScales" => strict::<ScoreScale>(value, version, path),
        "user" | "users" => strict::<User>(value, version, path),
        other => panic!("{path}: what is {other}?"),
    }
}

#[tokio::test]
async fn every_read_of_1_1_answers_with_its_envelope() {
    assert_eq!(table(Version::V1_1).len(), 61);
    check_reads(Version::V1_1).await;
}

#[tokio::test]
async fn every_read_of_1_2_answers_with_its_envelope() {
    assert_eq!(table(Version::V1_2).len(), 81);
    check_reads(Version::V1_2).await;
}

async fn check_writes(version: Version) {
    let sandbox = sandbox(version).await;
    let client = Client::new(&sandbox).await;
    let ids = ids(&client, version).await;
    let mut lines: Vec<Line> = table(version).into_iter().filter(|line| line.method != Method::GET).collect();
    // What is deleted first cannot be written to afterwards.
    lines.sort_by_key(|line| line.method == Method::DELETE);
    for line in lines {
        let path = fill(line.path, &ids);
        let url = format!("{}{path}", sandbox.root_url(line.service));
        let body = match line.method {
            Method::PUT => {
                let before = client.get_url(&url).await.json();
                assert!(before[line.key].is_object(), "{}: {before}", line.path);
                Some(before)
            }
            Method::POST => Some(json!({ line.key: [{ "sourcedId": "mine-1", "status": "active" }] })),
            _ => None,
        };
        let answered = client.send(line.method.clone(), &url, body).await;
        match line.method {
            Method::PUT => assert_eq!((answered.status, answered.text.as_str()), (201, ""), "{}", line.path),
            Method::POST => {
                assert_eq!(answered.status, 201, "{}: {}", line.path, answered.text);
                let pairs = answered.records("sourcedIdPairs");
                assert_eq!(pairs[0]["suppliedSourcedId"], "mine-1", "{}", line.path);
                assert_ne!(pairs[0]["allocatedSourcedId"], "mine-1", "{}", line.path);
            }
            _ => {
                assert_eq!((answered.status, answered.text.as_str()), (204, ""), "{}", line.path);
                assert_eq!(client.get_url(&url).await.status, 404, "{}", line.path);
            }
        }
    }
}

#[tokio::test]
async fn every_write_of_both_versions_answers() {
    check_writes(Version::V1_1).await;
    check_writes(Version::V1_2).await;
}

#[tokio::test]
async fn what_a_version_does_not_have_is_not_found() {
    let sandbox = sandbox(Version::V1_1).await;
    let client = Client::new(&sandbox).await;
    for path in ["/scoreScales", "/assessmentResults", "/people", "/users/u/resources", "/"] {
        let answered = client.get(path).await;
        assert_eq!(answered.status, 404, "{path}");
        assert_eq!(answered.json()["statusInfoSet"][0]["imsx_codeMinor"], "unknown object", "{path}");
    }
    let refused = client.send(Method::DELETE, &client.url("/users"), None).await;
    assert_eq!(
        (refused.status, &refused.json()["statusInfoSet"][0]["imsx_codeMajor"]),
        (405, &json!("failure"))
    );
}
