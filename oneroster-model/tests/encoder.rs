//! The writer: conformant in strict mode, faithful otherwise.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use oneroster_model::gradebook::LineItem;
use oneroster_model::json::{BooleanForm, Decoder, Encoder, HrefRoots};
use oneroster_model::query::Fields;
use oneroster_model::rostering::{Enrollment, Org, Role, User};
use oneroster_model::{Error, Record, RoleName, Status, Value, Version};
use serde_json::json;
use time::macros::datetime;

use Version::{V1_1, V1_2};

fn roots() -> HrefRoots {
    HrefRoots::for_host("https://sis.example", V1_2)
}

fn teacher(role: RoleName) -> User {
    let mut user = User::new("u 1");
    user.status = Some(Status::Active);
    user.date_last_modified = Some(datetime!(2026-08-18 08:00 +2));
    user.username = Some("ada".into());
    user.enabled_user = Some(true);
    user.given_name = Some("Ada".into());
    user.family_name = Some("Example".into());
    user.roles = vec![Role::new(role, "s/1")];
    user.unknown.insert("junk", 1);
    user
}

fn written<T: Record>(encoder: &Encoder, record: &T) -> Value {
    serde_json::from_str(&encoder.to_string(record).unwrap()).unwrap()
}

#[track_caller]
fn refused<T: Record>(encoder: &Encoder, record: &T) -> Vec<String> {
    match encoder.to_string(record) {
        Err(Error::NotWritable(error)) => error.missing().to_vec(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn strict_json_is_conformant_in_both_versions() {
    let common = json!({"sourcedId": "u 1", "status": "active", "dateLastModified": "2026-08-18T06:00:00.000Z",
        "username": "ada", "enabledUser": "true", "givenName": "Ada", "familyName": "Example"});
    let org = json!({"href": "https://sis.example/ims/oneroster/rostering/v1p2/orgs/s%2F1",
        "sourcedId": "s/1", "type": "org"});
    for (version, members) in [
        (V1_1, json!({"role": "teacher", "orgs": [org]})),
        (V1_2, json!({"roles": [{"roleType": "primary", "role": "teacher", "org": org}]})),
    ] {
        let encoder = Encoder::new(version).strict().with_href_roots(roots());
        let json = written(&encoder, &teacher(RoleName::Teacher));
        let mut expected = common.clone();
        expected.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        assert_eq!(json, expected, "{version}");
        Decoder::new(version).strict().record::<User>(json.to_string().as_bytes()).unwrap();
    }
}

#[test]
fn roles_that_a_version_lacks_are_replaced() {
    for (role, v1_1, v1_2) in [
        (RoleName::Administrator, "administrator", "siteAdministrator"),
        (RoleName::DistrictAdministrator, "administrator", "districtAdministrator"),
        (RoleName::SystemAdministrator, "administrator", "systemAdministrator"),
        (RoleName::Principal, "administrator", "principal"),
        (RoleName::Counselor, "administrator", "counselor"),
        (RoleName::Guardian, "guardian", "guardian"),
    ] {
        let user = teacher(role);
        assert_eq!(written(&Encoder::new(V1_1), &user)["role"], v1_1);
        assert_eq!(written(&Encoder::new(V1_2), &user)["roles"][0]["role"], v1_2);
    }
}

#[test]
fn the_one_role_of_1_1_is_the_primary_one_at_home() {
    let mut user = teacher(RoleName::Teacher);
    user.roles.push(Role::new(RoleName::Principal, "s2"));
    user.roles.push(Role::new(RoleName::Aide, "s2"));
    user.roles[1].role_type = Some("secondary".into());
    assert_eq!(written(&Encoder::new(V1_1), &user)["role"], "teacher");
    user.primary_org = Some("s2".into());
    let json = written(&Encoder::new(V1_1), &user);
    assert_eq!(json["role"], "aide");
    let orgs: Vec<_> = json["orgs"].as_array().unwrap().iter().map(|org| &org["sourcedId"]).collect();
    assert_eq!(orgs, ["s/1", "s2"]);
    assert_eq!(user.org_ids().map(AsRef::as_ref).collect::<Vec<&str>>(), ["s/1", "s2"]);
}

#[test]
fn strict_writing_names_everything_that_is_missing() {
    let encoder = Encoder::new(V1_2).strict();
    assert_eq!(refused(&encoder, &teacher(RoleName::Teacher)), ["roles.org.href"]);
    let missing = ["status", "dateLastModified", "user", "class", "school", "role"];
    assert_eq!(refused(&encoder, &Enrollment::new("e1")), missing);
    let mut user = teacher(RoleName::Other("Teacher".into()));
    user.status = Some(Status::Other("gone".into()));
    user.roles[0].org = None;
    user.roles[0].role_type = None;
    assert_eq!(refused(&encoder, &user), ["status", "roles.roleType", "roles.role", "roles.org"]);
    assert_eq!(refused(&Encoder::new(V1_1).strict(), &user), ["status", "role", "orgs"]);
    let error = encoder.to_string(&user).unwrap_err();
    assert_eq!(error.code(), "record_not_writable");
    assert_eq!(
        error.to_string(),
        "User u 1 cannot be written as OneRoster 1.2, it lacks status, roles.roleType, roles.role, roles.org",
    );
}

#[test]
fn strict_writing_leaves_out_what_it_can_spare() {
    let json = br#"{"sourcedId": "1", "status": "active", "dateLastModified": "2026-08-18T06:00:00Z",
        "sex": "unspecified", "junk": 1}"#;
    let record = Decoder::new(V1_2).record::<oneroster_model::rostering::Demographics>(json).unwrap().value;
    assert_eq!(written(&Encoder::new(V1_2).strict(), &record)["sex"], "unspecified");
    let json = written(&Encoder::new(V1_1).strict(), &record);
    assert!(json.get("sex").is_none() && json.get("junk").is_none(), "{json}");
    let json = written(&Encoder::new(V1_1), &record);
    assert_eq!((&json["sex"], &json["junk"]), (&json!("unspecified"), &json!(1)));
}

#[test]
fn a_type_of_reference_that_1_1_does_not_know_is_replaced_in_strict_mode() {
    let json = br#"{"sourcedId": "1", "status": "active", "dateLastModified": "2026-08-18T06:00:00Z",
        "name": "x", "type": "school", "parent": {"href": "https://sis.example/1", "sourcedId": "1", "type": "district"}}"#;
    let org = Decoder::new(V1_1).record::<Org>(json).unwrap().value;
    assert_eq!(written(&Encoder::new(V1_1), &org)["parent"]["type"], "district");
    assert_eq!(written(&Encoder::new(V1_1).strict(), &org)["parent"]["type"], "org");
}

#[test]
fn flags_may_be_json_booleans() {
    let encoder = Encoder::new(V1_1).with_booleans(BooleanForm::Json);
    assert_eq!(written(&encoder, &teacher(RoleName::Teacher))["enabledUser"], true);
}

#[test]
fn selected_members_are_written_alone() {
    let fields = Fields::new(["givenName", "role", "junk"]);
    let encoder = Encoder::new(V1_1).strict().with_fields(fields.clone());
    let user = teacher(RoleName::Teacher);
    assert_eq!(written(&encoder, &user), json!({"givenName": "Ada", "role": "teacher"}));
    assert_eq!(fields.unknown_in::<User>(V1_1).map(AsRef::as_ref), Some("junk"));
    assert_eq!(Fields::new(["role"]).unknown_in::<User>(V1_2).map(AsRef::as_ref), Some("role"));
    assert_eq!(Fields::new(["roles", "metadata"]).unknown_in::<User>(V1_2), None);
}

#[test]
fn a_session_stands_in_for_the_grading_period_of_1_1() {
    let mut item = LineItem::new("l1");
    item.academic_session = Some("a1".into());
    assert_eq!(written(&Encoder::new(V1_1), &item)["gradingPeriod"]["sourcedId"], "a1");
    assert_eq!(item.period().unwrap().sourced_id.as_str(), "a1");
    item.grading_period = Some("g1".into());
    let json = written(&Encoder::new(V1_1), &item);
    assert_eq!(json["gradingPeriod"]["sourcedId"], "g1");
    assert!(json.get("academicSession").is_none());
    let json = written(&Encoder::new(V1_2), &item);
    assert_eq!(
        (&json["gradingPeriod"]["sourcedId"], &json["academicSession"]["sourcedId"]),
        (&json!("g1"), &json!("a1"))
    );
}

#[test]
fn envelopes_have_the_names_of_the_standard() {
    let encoder = Encoder::new(V1_1);
    let mut org = Org::new("1");
    org.name = Some("Harbour School".into());
    let json = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).unwrap();
    let content = json!({"sourcedId": "1", "name": "Harbour School"});
    assert_eq!(json(encoder.to_single(&org).unwrap()), json!({"org": content}));
    assert_eq!(json(encoder.to_collection(&[org]).unwrap()), json!({"orgs": [content]}));
    assert_eq!(json(encoder.to_collection::<Org>(&[]).unwrap()), json!({"orgs": []}));
}

#[test]
fn serde_traits_read_tolerantly_and_write_1_2() {
    let user: User = serde_json::from_value(json!({"sourcedId": 7, "role": "aide", "orgs": ["s1"]})).unwrap();
    let expected = json!({"sourcedId": "7", "roles": [{"roleType": "primary", "role": "aide",
        "org": {"sourcedId": "s1", "type": "org"}}]});
    assert_eq!(serde_json::to_value(&user).unwrap(), expected);
    assert!(serde_json::from_value::<User>(json!("x")).is_err());
}
