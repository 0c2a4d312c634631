//! What real systems send instead of the standard: every deviation is read, noted and named.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use oneroster_model::assessment::AssessmentLineItem;
use oneroster_model::gradebook::{Category, LineItem, Result as LineItemResult};
use oneroster_model::json::{Decoder, DeviationKind, Encoder};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
use oneroster_model::{Error, Record, Severity, Status, Value, Version};
use serde_json::json;

use Version::{V1_1, V1_2};

/// Reads selected members and compares what was noted, and what is written for them afterwards.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "tables read better without references")]
fn check<T: Record>(version: Version, members: Value, noted: &str, written: Value) {
    let text = members.to_string();
    let tolerant = Decoder::new(version).partial();
    let decoded = tolerant.record::<T>(text.as_bytes()).unwrap();
    assert_eq!(sorted(&decoded.deviations.to_string()), sorted(noted), "{text}");
    let back = serde_json::to_value(Encoder::new(version).record(&decoded.value)).unwrap();
    assert_eq!(back, written, "{text}");

    match tolerant.strict().record::<T>(text.as_bytes()) {
        Err(Error::NotConformant(deviations)) => {
            assert_eq!(deviations, Box::new(decoded.deviations), "{text}");
        }
        Err(other) => panic!("{text}: {other}"),
        Ok(_) => assert!(noted.is_empty(), "strict reading accepts {text}"),
    }
}

/// The order in which members come is none of the reader's business.
fn sorted(noted: &str) -> Vec<&str> {
    let mut entries: Vec<_> = noted.split(", ").collect();
    entries.sort_unstable();
    entries
}

#[test]
fn conformant_members_are_not_noted() {
    let org = json!({"href": "https://sis.example/orgs/1", "sourcedId": "1", "type": "org"});
    check::<User>(V1_2, json!({"enabledUser": "false"}), "", json!({"enabledUser": "false"}));
    check::<User>(V1_1, json!({"orgs": [org]}), "", json!({"orgs": [org]}));
    check::<Org>(V1_2, json!({"type": "ext:campus"}), "", json!({"type": "ext:campus"}));
    check::<LineItem>(V1_2, json!({"resultValueMin": 0}), "", json!({"resultValueMin": 0}));
    check::<Org>(V1_2, json!({"children": []}), "", json!({}));
    for text in ["2026-08-18T06:00:00Z", "2026-08-18T06:00:00.1234567Z"] {
        let decoded = Decoder::new(V1_2).partial().strict();
        decoded.record::<Org>(json!({"dateLastModified": text}).to_string().as_bytes()).unwrap();
    }
}

#[test]
fn flags() {
    let noted = "boolean_form at User.enabledUser";
    for (sent, read) in [
        (json!(true), "true"),
        (json!(false), "false"),
        (json!("TRUE"), "true"),
        (json!("True"), "true"),
        (json!(1), "true"),
        (json!(0), "false"),
        (json!("1"), "true"),
        (json!("t"), "true"),
        (json!("f"), "false"),
        (json!("no"), "false"),
    ] {
        check::<User>(V1_1, json!({"enabledUser": sent}), noted, json!({"enabledUser": read}));
        check::<User>(V1_2, json!({"enabledUser": sent}), noted, json!({"enabledUser": read}));
    }
    for sent in [json!("maybe"), json!(2), json!({"value": true})] {
        check::<Enrollment>(V1_2, json!({"primary": sent}), "unreadable at Enrollment.primary", json!({}));
    }
    let late = json!({"late": false, "missing": true});
    let noted = "boolean_form at Result.late, boolean_form at Result.missing";
    check::<LineItemResult>(V1_2, late, noted, json!({"late": "false", "missing": "true"}));
}

#[test]
fn absent_values() {
    for (sent, noted) in [
        (json!(null), "null at Demographics.asian"),
        (json!(""), "empty_text at Demographics.asian"),
        (json!(" "), "empty_text at Demographics.asian"),
        (json!("NULL"), "null_text at Demographics.asian"),
        (json!([]), "list_for_single at Demographics.asian"),
        (json!({}), "empty_object at Demographics.asian"),
    ] {
        check::<Demographics>(V1_1, json!({"asian": sent}), noted, json!({}));
    }
    check::<User>(V1_1, json!({"email": ""}), "empty_text at User.email", json!({}));
    check::<User>(V1_1, json!({"sourcedId": ""}), "empty_text at User.sourcedId", json!({}));
    check::<Org>(V1_2, json!({"parent": null}), "null at Org.parent", json!({}));
    check::<Org>(V1_1, json!({"parent": []}), "list_for_single at Org.parent", json!({}));
    check::<Org>(V1_1, json!({"parent": {}}), "empty_object at Org.parent", json!({}));
    check::<Class>(V1_1, json!({"grades": null}), "null at Class.grades", json!({}));
    check::<Class>(V1_1, json!({"grades": [null, "09"]}), "null at Class.grades", json!({"grades": ["09"]}));
    check::<Org>(V1_2, json!({"dateLastModified": null}), "null at Org.dateLastModified", json!({}));
}

#[test]
fn people_may_be_called_null() {
    check::<User>(V1_1, json!({"familyName": "NULL"}), "", json!({"familyName": "NULL"}));
    check::<User>(V1_1, json!({"phone": "NULL"}), "null_text at User.phone", json!({}));
}

#[test]
fn numbers_and_texts() {
    let noted = "number_as_text at LineItem.resultValueMax";
    check::<LineItem>(V1_1, json!({"resultValueMax": "100"}), noted, json!({"resultValueMax": 100}));
    check::<LineItem>(V1_1, json!({"resultValueMax": "87.5"}), noted, json!({"resultValueMax": 87.5}));
    check::<LineItemResult>(V1_1, json!({"score": "B+"}), "unreadable at Result.score", json!({}));
    check::<AcademicSession>(
        V1_1,
        json!({"schoolYear": 2019}),
        "text_form at AcademicSession.schoolYear",
        json!({"schoolYear": "2019"}),
    );
    check::<User>(V1_1, json!({"sourcedId": 17}), "text_form at User.sourcedId", json!({"sourcedId": "17"}));
    check::<User>(V1_1, json!({"sms": 5_550_100}), "text_form at User.sms", json!({"sms": "5550100"}));
    check::<Class>(
        V1_1,
        json!({"location": true}),
        "text_form at Class.location",
        json!({"location": "true"}),
    );
    check::<Class>(V1_1, json!({"title": {"en": "x"}}), "unreadable at Class.title", json!({}));
}

#[test]
fn lists_and_single_values() {
    let noted = "single_for_list at Course.subjects";
    check::<Course>(V1_1, json!({"subjects": "Arts, Music"}), noted, json!({"subjects": ["Arts, Music"]}));
    check::<Class>(
        V1_1,
        json!({"periods": "1"}),
        "single_for_list at Class.periods",
        json!({"periods": ["1"]}),
    );
    check::<Class>(
        V1_1,
        json!({"periods": [1, 2]}),
        "text_form at Class.periods",
        json!({"periods": ["1", "2"]}),
    );
    let noted = "single_for_list at User.grades";
    check::<User>(V1_1, json!({"grades": "09"}), noted, json!({"grades": ["09"]}));
    check::<User>(V1_1, json!({"grades": "09, 10"}), noted, json!({"grades": ["09", "10"]}));

    let year = |id: &str| json!({"href": format!("https://sis.example/{id}"), "sourcedId": id, "type": "academicSession"});
    check::<Course>(
        V1_1,
        json!({"schoolYear": [year("1"), year("2")]}),
        "list_for_single at Course.schoolYear",
        json!({"schoolYear": year("1")}),
    );
    check::<Class>(
        V1_1,
        json!({"terms": year("1")}),
        "single_for_list at Class.terms",
        json!({"terms": [year("1")]}),
    );
    check::<LineItem>(
        V1_2,
        json!({"learningObjectiveSet": {"source": "CASE", "learningObjectiveIds": ["a"]}}),
        "token_spelling at LearningObjectiveSet.source, single_for_list at LineItem.learningObjectiveSet",
        json!({"learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ["a"]}]}),
    );
    check::<LineItemResult>(
        V1_2,
        json!({"learningObjectiveSet": [{"source": "case", "learningObjectiveScores": [{"score": 85.0}]}]}),
        "renamed_member at LearningObjectiveScoreSet.learningObjectiveResults",
        json!({"learningObjectiveSet": [{"source": "case", "learningObjectiveResults": [{"score": 85.0}]}]}),
    );
}

#[test]
fn lists_within_lists_need_no_stack() {
    check::<User>(
        V1_1,
        json!({"email": ["a@example.org"]}),
        "list_for_single at User.email",
        json!({"email": "a@example.org"}),
    );
    let noted = "list_for_single at User.email, unreadable at User.email";
    check::<User>(V1_1, json!({"email": [["a@example.org"]]}), noted, json!({}));
    let deep = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    let read = std::thread::Builder::new().stack_size(64 * 1024).spawn(move || {
        let tolerant = Decoder::new(V1_1).partial();
        tolerant.records::<User>(deep.as_bytes()).map(|decoded| decoded.value.len())
    });
    assert_eq!(read.unwrap().join().unwrap().unwrap(), 0);
}

#[test]
fn tokens() {
    check::<Org>(V1_1, json!({"type": "School"}), "token_spelling at Org.type", json!({"type": "school"}));
    check::<Org>(
        V1_1,
        json!({"status": "Active"}),
        "token_spelling at Org.status",
        json!({"status": "active"}),
    );
    check::<Org>(
        V1_1,
        json!({"type": "departments"}),
        "unlisted_token at Org.type",
        json!({"type": "departments"}),
    );
    check::<Org>(
        V1_1,
        json!({"type": "ext:campus"}),
        "unlisted_token at Org.type",
        json!({"type": "ext:campus"}),
    );
    check::<Org>(
        V1_1,
        json!({"status": "inactive"}),
        "unlisted_token at Org.status",
        json!({"status": "tobedeleted"}),
    );
    check::<Demographics>(
        V1_1,
        json!({"sex": "M"}),
        "token_spelling at Demographics.sex",
        json!({"sex": "male"}),
    );
    check::<Demographics>(
        V1_2,
        json!({"sex": "f"}),
        "token_spelling at Demographics.sex",
        json!({"sex": "female"}),
    );
    check::<Demographics>(
        V1_1,
        json!({"sex": 0}),
        "text_form at Demographics.sex, unlisted_token at Demographics.sex",
        json!({"sex": "0"}),
    );
    check::<Demographics>(
        V1_1,
        json!({"sex": "unspecified"}),
        "unlisted_token at Demographics.sex",
        json!({"sex": "unspecified"}),
    );
    check::<LineItemResult>(
        V1_2,
        json!({"scoreStatus": "earnedFull"}),
        "unlisted_token at Result.scoreStatus",
        json!({"scoreStatus": "earnedFull"}),
    );
    check::<LineItemResult>(
        V1_1,
        json!({"scoreStatus": "fully_graded"}),
        "token_spelling at Result.scoreStatus",
        json!({"scoreStatus": "fully graded"}),
    );
    check::<Resource>(
        V1_2,
        json!({"roles": ["teacher", "primary"]}),
        "unlisted_token at Resource.roles",
        json!({"roles": ["teacher", "primary"]}),
    );
    check::<Resource>(
        V1_1,
        json!({"role": "student"}),
        "renamed_member at Resource.roles",
        json!({"roles": ["student"]}),
    );
    check::<Enrollment>(
        V1_1,
        json!({"role": "aide"}),
        "unlisted_token at Enrollment.role",
        json!({"role": "aide"}),
    );
}

#[test]
fn dates_and_instants() {
    for (sent, noted) in [
        ("2026-08-18T00:00:00.000Z", "date_with_time at Enrollment.beginDate"),
        ("2026-08-18 00:00:00", "date_with_time at Enrollment.beginDate"),
        ("8/18/2026", "date_form at Enrollment.beginDate"),
    ] {
        check::<Enrollment>(V1_1, json!({"beginDate": sent}), noted, json!({"beginDate": "2026-08-18"}));
    }
    for (sent, noted) in [
        ("0001-01-01", "unset_date at Enrollment.beginDate"),
        ("0001-01-01T00:00:00", "date_with_time at Enrollment.beginDate, unset_date at Enrollment.beginDate"),
        ("0000-00-00", "invalid_date at Enrollment.beginDate"),
        ("fall", "invalid_date at Enrollment.beginDate"),
    ] {
        check::<Enrollment>(V1_1, json!({"beginDate": sent}), noted, json!({}));
    }
    let noted = "instant_form at Category.dateLastModified";
    for sent in [
        "2026-08-18T06:00:00",
        "2026-08-18 06:00:00",
        "2026-08-18T06:00:00.000+00:00Z",
        "2026-08-18T06:00:00.000+0",
        "2026-08-18T06:00:00+00:00",
        "2026-08-18T08:00:00+02:00",
        "2026-08-18T06:00Z",
    ] {
        check::<Category>(
            V1_2,
            json!({"dateLastModified": sent}),
            noted,
            json!({"dateLastModified": "2026-08-18T06:00:00.000Z"}),
        );
    }
    check::<LineItem>(
        V1_1,
        json!({"dueDate": "2026-08-18"}),
        "date_form at LineItem.dueDate",
        json!({"dueDate": "2026-08-18T00:00:00.000Z"}),
    );
    check::<LineItem>(
        V1_1,
        json!({"dueDate": "8/18/2026"}),
        "date_form at LineItem.dueDate",
        json!({"dueDate": "2026-08-18T00:00:00.000Z"}),
    );
    check::<LineItem>(V1_1, json!({"dueDate": "soon"}), "invalid_date at LineItem.dueDate", json!({}));
    check::<LineItemResult>(
        V1_2,
        json!({"scoreDate": "2026-08-18T00:00:00.000Z"}),
        "date_with_time at Result.scoreDate",
        json!({"scoreDate": "2026-08-18"}),
    );
}

#[test]
fn references() {
    let written = |id: &str| json!({"school": {"sourcedId": id, "type": "org"}});
    for (sent, noted, id) in [
        (json!({"sourcedId": "1", "type": "org"}), "reference_without_href at Class.school", "1"),
        (
            json!({"sourcedId": "1"}),
            "reference_without_href at Class.school, reference_without_type at Class.school",
            "1",
        ),
        (json!("1"), "bare_reference at Class.school", "1"),
        (json!(17), "text_form at Class.school, bare_reference at Class.school", "17"),
        (
            json!({"sourceId": "1", "type": "org", "href": null}),
            "renamed_member at Class.school, null at Class.school, reference_without_href at Class.school",
            "1",
        ),
    ] {
        check::<Class>(V1_1, json!({"school": sent}), noted, written(id));
        check::<Class>(V1_2, json!({"school": sent}), noted, written(id));
    }
    check::<Class>(
        V1_1,
        json!({"resources": ["1", "2"]}),
        "bare_reference at Class.resources",
        json!({"resources": [{"sourcedId": "1", "type": "resource"}, {"sourcedId": "2", "type": "resource"}]}),
    );
    check::<User>(
        V1_1,
        json!({"orgs": 17}),
        "text_form at User.orgs, bare_reference at User.orgs, single_for_list at User.orgs",
        json!({"orgs": [{"sourcedId": "17", "type": "org"}]}),
    );
    let relative = json!({"href": "/orgs/1", "sourcedId": "1", "type": "org"});
    check::<Class>(
        V1_2,
        json!({"school": relative}),
        "relative_href at Class.school",
        json!({"school": relative}),
    );
    let href = "https://sis.example/1";
    check::<Class>(
        V1_2,
        json!({"school": {"href": href, "type": "org"}}),
        "reference_without_id at Class.school",
        json!({"school": {"href": href, "sourcedId": "", "type": "org"}}),
    );
    let named = json!({"href": href, "sourcedId": "1", "type": "org", "name": "Harbour School"});
    check::<Class>(
        V1_2,
        json!({"school": named}),
        "unknown_member at GUIDRef.name",
        json!({"school": named}),
    );
}

#[test]
fn reference_types() {
    let reference = |kind: &str| json!({"href": "https://sis.example/1", "sourcedId": "1", "type": kind});
    let noted = "reference_type at Class.school";
    for kind in ["school", "district", "user"] {
        check::<Class>(V1_1, json!({"school": reference(kind)}), noted, json!({"school": reference(kind)}));
        check::<Class>(V1_2, json!({"school": reference(kind)}), noted, json!({"school": reference("org")}));
    }
    // The list of 1.1 has words for subsets, that of 1.2 has not.
    for kind in ["term", "gradingPeriod"] {
        let sent = json!({"terms": [reference(kind)]});
        check::<Class>(V1_1, sent.clone(), "", sent.clone());
        let written = json!({"terms": [reference("academicSession")]});
        check::<Class>(V1_2, sent, "reference_type at Class.terms", written);
    }
    let parent = json!({"parent": reference("schoolYear")});
    check::<AcademicSession>(V1_1, parent.clone(), "reference_type at AcademicSession.parent", parent);
    let student = json!({"user": reference("student")});
    check::<Enrollment>(V1_1, student.clone(), "", student);
}

#[test]
fn flat_identifiers() {
    let reference = |id: &str, kind: &str| json!({"sourcedId": id, "type": kind});
    check::<Enrollment>(
        V1_1,
        json!({"userSourcedId": "1", "classId": "2", "schoolId": "3"}),
        "renamed_member at Enrollment.user, renamed_member at Enrollment.class, renamed_member at Enrollment.school",
        json!({"user": reference("1", "user"), "class": reference("2", "class"), "school": reference("3", "org")}),
    );
    check::<LineItem>(
        V1_2,
        json!({"categorySourcedId": "1", "scoreMaximum": 100}),
        "renamed_member at LineItem.category, renamed_member at LineItem.resultValueMax",
        json!({"category": reference("1", "category"), "resultValueMax": 100}),
    );
    check::<User>(
        V1_1,
        json!({"role": "student", "orgSourcedIds": "1,2", "agentSourceIds": ["3"]}),
        "renamed_member at User.orgs, single_for_list at User.orgs, renamed_member at User.agents",
        json!({"role": "student", "orgs": [reference("1", "org"), reference("2", "org")],
            "agents": [reference("3", "user")]}),
    );
    let org = json!({"href": "https://sis.example/1", "sourcedId": "1", "type": "org"});
    check::<Class>(V1_2, json!({"org": org}), "renamed_member at Class.school", json!({"school": org}));
    // The name of the standard wins, in either order.
    for text in [
        format!(r#"{{"schoolId": "9", "school": {org}}}"#),
        format!(r#"{{"school": {org}, "schoolId": "9"}}"#),
    ] {
        let decoded = Decoder::new(V1_2).partial().record::<Class>(text.as_bytes()).unwrap();
        assert_eq!(decoded.value.school.unwrap().sourced_id.as_str(), "1", "{text}");
    }
}

#[test]
fn unknown_members_and_members_of_the_other_version() {
    let junk = json!({"junk": "data", "demographics": {"sex": "male"}, "href": null});
    let noted =
        "unknown_member at User.demographics, unknown_member at User.href, unknown_member at User.junk";
    check::<User>(V1_1, junk.clone(), noted, junk);
    let nested = json!({"userIds": [{"type": "sis", "identifier": "1", "junk": [1]}]});
    check::<User>(V1_1, nested.clone(), "unknown_member at UserId.junk", nested);

    let org = json!({"href": "https://sis.example/1", "sourcedId": "1", "type": "org"});
    check::<User>(
        V1_2,
        json!({"role": "student", "orgs": [org]}),
        "member_of_other_version at User.orgs, member_of_other_version at User.role",
        json!({"roles": [{"roleType": "primary", "role": "student", "org": org}]}),
    );
    let text = json!({"roles": [{"roleType": "primary", "role": "student", "org": org}]}).to_string();
    let decoded = Decoder::new(V1_1).partial().record::<User>(text.as_bytes()).unwrap();
    assert!(decoded.deviations.contains(DeviationKind::MemberOfOtherVersion));
    let back = serde_json::to_value(Encoder::new(V1_1).record(&decoded.value)).unwrap();
    assert_eq!(back, json!({"role": "student", "orgs": [org]}));
    check::<Category>(V1_1, json!({"weight": 0.3}), "member_of_other_version at Category.weight", json!({}));
}

#[test]
fn metadata() {
    let noted = "metadata_form at Category.metadata";
    for sent in [json!(""), json!("{}"), json!([])] {
        check::<Category>(V1_2, json!({"metadata": sent}), noted, json!({}));
    }
    check::<Category>(V1_2, json!({"metadata": r#"{"a": 1}"#}), noted, json!({"metadata": {"a": 1}}));
    check::<Category>(V1_2, json!({"metadata": null}), "null at Category.metadata", json!({}));
    check::<Category>(V1_2, json!({"metadata": 7}), "unreadable at Category.metadata", json!({}));
    let inner = json!({"metadata": {"flags": "{\"a\": 1}", "http://example.org/x": [null]}});
    check::<Category>(V1_2, inner.clone(), "", inner);
}

#[test]
fn missing_members_are_named_unless_members_were_selected() {
    let all = Decoder::new(V1_1);
    let decoded = all.record::<Org>(br#"{"sourcedId": "1", "status": "active", "type": "school"}"#).unwrap();
    assert_eq!(
        decoded.deviations.to_string(),
        "missing_member at Org.dateLastModified, missing_member at Org.name"
    );
    let missing = |version, json: &[u8]| {
        let decoded = Decoder::new(version).record::<User>(json).unwrap();
        let missing = decoded.deviations.iter().filter(|entry| entry.kind == DeviationKind::MissingMember);
        missing.map(|entry| entry.member.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        missing(V1_1, b"{}"),
        ["sourcedId", "status", "dateLastModified", "username", "givenName", "familyName", "role", "orgs"],
    );
    assert_eq!(
        missing(V1_2, b"{}"),
        ["sourcedId", "status", "dateLastModified", "enabledUser", "givenName", "familyName", "roles"],
    );
    assert!(all.partial().record::<Org>(b"{}").unwrap().deviations.is_empty());
}

#[test]
fn a_record_without_status_is_live() {
    let read = |json: &[u8]| Decoder::new(V1_1).record::<Org>(json).unwrap().value;
    assert!(read(br#"{"sourcedId": "1"}"#).is_live());
    let inactive = read(br#"{"sourcedId": "1", "status": "inactive"}"#);
    assert_eq!(inactive.status, Some(Status::Inactive));
    assert!(!inactive.is_live());
}

#[test]
fn single_records_and_lists_stand_in_for_each_other() {
    let decoder = Decoder::new(V1_1).partial();
    let one = decoder.record::<Org>(br#"[{"sourcedId": "1"}]"#).unwrap();
    assert_eq!(one.deviations.to_string(), "list_for_single at body.record");
    let list = decoder.records::<Org>(br#"{"sourcedId": "1"}"#).unwrap();
    assert_eq!(list.value.len(), 1);
    assert_eq!(list.deviations.to_string(), "single_for_list at body.record");
    let list = decoder.records::<Org>(br#"[{"sourcedId": "1"}, "junk", null, {"sourcedId": "2"}]"#).unwrap();
    assert_eq!(list.value.len(), 2);
    assert_eq!(list.deviations.to_string(), "unreadable at body.record, null at body.record");
    for json in [&b"null"[..], b"[]", b"17", b"", b"{", b"{} x", br#"{"sourcedId": "1""#] {
        assert!(matches!(decoder.record::<Org>(json), Err(Error::Json(_))), "{json:?}");
    }
}

#[test]
fn the_last_of_two_members_with_one_name_wins() {
    let json = br#"{"email": "a@example.org", "email": "b@example.org"}"#;
    let user = Decoder::new(V1_1).partial().record::<User>(json).unwrap().value;
    assert_eq!(user.email.as_deref(), Some("b@example.org"));
}

#[test]
fn deviations_are_counted_and_know_their_first_record() {
    let json = br#"[{"sourcedId": "a"}, {"enabledUser": true, "sourcedId": "b"}, {"sourcedId": "c", "enabledUser": 1}]"#;
    let decoded = Decoder::new(V1_1).partial().records::<User>(json).unwrap();
    let entry = decoded.deviations.iter().next().unwrap();
    assert_eq!((entry.count, entry.first.as_ref().unwrap().as_str()), (2, "b"));
    let finding = entry.to_finding();
    assert_eq!(finding.code.id, "json_boolean_form");
    assert_eq!(finding.severity, Severity::Info);
    assert_eq!(finding.key.as_deref(), Some("b"));
}

#[test]
fn unknown_names_cannot_fill_the_memory() {
    let names = |count: usize| (0..count).map(|n| (format!("{n}{}", "x".repeat(500)), Value::Null));
    let json = Value::Object(names(1000).collect()).to_string();
    let deviations = Decoder::new(V1_1).partial().record::<Org>(json.as_bytes()).unwrap().deviations;
    assert_eq!(deviations.len(), 256);
    assert_eq!(deviations.beyond_limit(), 744);
    assert!(deviations.iter().all(|entry| entry.member.len() <= 64));
}

#[test]
fn every_kind_has_its_own_code() {
    let mut codes: Vec<_> = DeviationKind::ALL.iter().map(|kind| kind.code().id).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), DeviationKind::ALL.len());
}

#[test]
fn a_part_of_an_assessment_needs_little() {
    let json = json!({"parentAssessmentLineItem": {"sourcedId": "1", "type": "assessmentLineItem"}});
    let noted = "reference_without_href at AssessmentLineItem.parentAssessmentLineItem";
    check::<AssessmentLineItem>(V1_2, json.clone(), noted, json);
}
