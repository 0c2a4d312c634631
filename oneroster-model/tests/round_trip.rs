//! What is read and written again is the same, in each version and through the other one.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use oneroster_model::assessment::{AssessmentLineItem, AssessmentResult};
use oneroster_model::gradebook::{Category, LineItem, Result as LineItemResult, ScoreScale};
use oneroster_model::json::{Decoder, Encoder, Form, Member, ReferenceTarget};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
use oneroster_model::{Record, Value, Version};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, json};

/// Text that no rule reads as "no value".
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9\u{e4}\u{20ac}\u{1f600} .,:'\"\\\\/-]{0,12}[a-z]"
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i32>().prop_map(|n| json!(n)),
        any::<f64>().prop_filter("JSON has no infinity", |n| n.is_finite()).prop_map(|n| json!(n)),
        (0..10_000_i32).prop_map(|n| json!(f64::from(n) / 100.0)),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        any::<String>().prop_map(Value::from),
        select(vec!["NULL", "", "true", "2026-08-18", "0001-01-01T00:00:00", "+0", "active", "12"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[a-z]{1,8}|sourcedId|href|type|source", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn date() -> impl Strategy<Value = String> {
    (2..=9999_u16, 1..=12_u8, 1..=28_u8).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"))
}

fn instant() -> impl Strategy<Value = String> {
    (date(), 0..24_u8, 0..60_u8, 0..60_u8, 0..1000_u16)
        .prop_map(|(date, h, m, s, ms)| format!("{date}T{h:02}:{m:02}:{s:02}.{ms:03}Z"))
}

fn reference(target: ReferenceTarget) -> impl Strategy<Value = Value> {
    let guid_type = target.guid_type();
    text().prop_map(
        move |id| json!({"href": "https://sis.example/x", "sourcedId": id, "type": guid_type.as_str()}),
    )
}

fn token(tokens: &'static [&'static str], extensible: bool) -> BoxedStrategy<Value> {
    let listed = select(tokens.to_vec()).prop_map(Value::from);
    if extensible {
        prop_oneof![3 => listed, 1 => "ext:[a-zA-Z0-9._-]{1,9}".prop_map(Value::from)].boxed()
    } else {
        listed.boxed()
    }
}

/// Objects that occur inside records, by the name of the member that holds them.
fn nested(model: &str, member: &str) -> BoxedStrategy<Value> {
    let source = || prop_oneof![Just("case"), Just("unknown"), Just("local1")];
    match member {
        "userIds" => (text(), text()).prop_map(|(a, b)| json!({"type": a, "identifier": b})).boxed(),
        "roles" => (
            token(oneroster_model::vocabulary::ROLE.v1_2, true),
            select(vec!["primary", "secondary"]),
            reference(ReferenceTarget::Org),
            date(),
        )
            .prop_map(|(role, rank, org, date)| json!({"roleType": rank, "role": role, "org": org, "endDate": date}))
            .boxed(),
        "userProfiles" => (text(), vec((text(), any_json()), 0..3))
            .prop_map(|(id, credentials)| {
                let credentials: Vec<_> = (credentials.into_iter())
                    .map(|(name, more)| json!({"type": "web", "username": name, "anything": more}))
                    .collect();
                let mut profile = json!({"profileId": id, "profileType": "x", "vendorId": "v"});
                if !credentials.is_empty() {
                    profile["credentials"] = json!(credentials);
                }
                profile
            })
            .boxed(),
        "learningObjectiveSet" if model.ends_with("LineItem") => {
            (source(), vec(text(), 1..3)).prop_map(|(s, ids)| json!({"source": s, "learningObjectiveIds": ids})).boxed()
        }
        "learningObjectiveSet" => (source(), number(), text())
            .prop_map(|(s, score, id)| {
                json!({"source": s, "learningObjectiveResults": [{"learningObjectiveId": id, "score": score}]})
            })
            .boxed(),
        "scoreScaleValue" => (text(), text()).prop_map(|(a, b)| json!({"itemValueLHS": a, "itemValueRHS": b})).boxed(),
        _ => panic!("no strategy for {model}.{member}"),
    }
}

fn value(model: &'static str, member: &'static Member, version: Version) -> BoxedStrategy<Value> {
    match member.form {
        Form::Identifier | Form::Text | Form::Name => text().prop_map(Value::from).boxed(),
        Form::Boolean => any::<bool>().prop_map(|flag| json!(flag.to_string())).boxed(),
        Form::Number => number().boxed(),
        Form::Date => date().prop_map(Value::from).boxed(),
        Form::Instant => instant().prop_map(Value::from).boxed(),
        Form::Token(words) | Form::OpenToken(words) => {
            token(words.tokens(version), words.extensible && version == Version::V1_2)
        }
        Form::Tokens(words) => vec(token(words.tokens(version), false), 1..4).prop_map(Value::from).boxed(),
        Form::Texts | Form::Codes => vec(text(), 1..4).prop_map(|list| json!(list)).boxed(),
        Form::Reference(target) => reference(target).boxed(),
        Form::References(target) => vec(reference(target), 1..4).prop_map(Value::from).boxed(),
        Form::Objects => vec(nested(model, member.name), 1..3).prop_map(Value::from).boxed(),
        _ => btree_map(".{1,8}", any_json(), 1..4).prop_map(|members| json!(members)).boxed(),
    }
}

/// Conformant members of a record, some of those that the version has, and two unknown ones.
fn record<T: Record>(version: Version) -> impl Strategy<Value = Value> {
    let members: Vec<&'static Member> =
        T::MEMBERS.iter().filter(|member| member.exists_in(version)).collect();
    let count = members.len();
    let chosen = subsequence(members, 0..=count).prop_flat_map(move |members| {
        let values = members.into_iter().map(|member| (Just(member.name), value(T::NAME, member, version)));
        values.collect::<Vec<_>>()
    });
    (chosen, any_json(), any_json()).prop_map(|(members, a, b)| {
        let mut record: Map<_, _> =
            members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        record.insert("x-unknown".to_owned(), a);
        record.insert("X_UNKNOWN".to_owned(), b);
        Value::Object(record)
    })
}

/// A user as 1.1 has it: role and orgs, each there or not.
fn user_1_1() -> impl Strategy<Value = Value> {
    let role = proptest::option::of(token(oneroster_model::vocabulary::USER_ROLE.v1_1, false));
    (record::<User>(Version::V1_1), role, 0..4_usize).prop_map(|(mut user, role, orgs)| {
        if let Some(role) = role {
            user["role"] = role;
        }
        if orgs > 0 {
            let org =
                |n| json!({"href": "https://sis.example/x", "sourcedId": format!("org {n}"), "type": "org"});
            user["orgs"] = (0..orgs).map(org).collect();
        }
        user
    })
}

fn read<T: Record>(json: &Value, version: Version) -> T {
    let decoded = Decoder::new(version).partial().record::<T>(json.to_string().as_bytes()).unwrap();
    let kinds: Vec<_> = decoded.deviations.iter().map(|entry| entry.kind.to_string()).collect();
    assert!(kinds.iter().all(|kind| kind == "unknown_member"), "{}: {json}", decoded.deviations);
    decoded.value
}

fn write<T: Record>(record: &T, version: Version) -> Value {
    // Through text, so that what is compared has gone over the wire.
    serde_json::from_str(&Encoder::new(version).to_string(record).unwrap()).unwrap()
}

macro_rules! round_trips {
    ($($name:ident: $record:ty, [$($version:ident),+];)+) => { $(
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(48))]

            #[test]
            fn $name(json in prop_oneof![$((Just(Version::$version), record::<$record>(Version::$version))),+]) {
                let (version, json) = json;
                let value: $record = read(&json, version);
                prop_assert_eq!(write(&value, version), json);
            }
        }
    )+ };
}

round_trips! {
    academic_sessions_come_back: AcademicSession, [V1_1, V1_2];
    classes_come_back: Class, [V1_1, V1_2];
    courses_come_back: Course, [V1_1, V1_2];
    demographics_come_back: Demographics, [V1_1, V1_2];
    enrollments_come_back: Enrollment, [V1_1, V1_2];
    orgs_come_back: Org, [V1_1, V1_2];
    users_come_back: User, [V1_1, V1_2];
    categories_come_back: Category, [V1_1, V1_2];
    line_items_come_back: LineItem, [V1_1, V1_2];
    results_come_back: LineItemResult, [V1_1, V1_2];
    score_scales_come_back: ScoreScale, [V1_2];
    assessment_line_items_come_back: AssessmentLineItem, [V1_2];
    assessment_results_come_back: AssessmentResult, [V1_2];
    resources_come_back: Resource, [V1_1, V1_2];
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn lowering_a_lifted_user_gives_the_user_back(json in user_1_1()) {
        let user: User = read(&json, Version::V1_1);
        prop_assert_eq!(write(&user, Version::V1_1), json);
    }

    #[test]
    fn a_1_1_user_survives_a_journey_as_1_2(json in user_1_1()) {
        let user: User = read(&json, Version::V1_1);
        let travelled: User = read(&write(&user, Version::V1_2), Version::V1_2);
        prop_assert_eq!(write(&travelled, Version::V1_1), json);
    }

    #[test]
    fn any_json_is_read_without_panic_and_what_is_written_then_is_stable(
        members in btree_map(select(User::MEMBERS).prop_map(|member| member.name), any_json(), 0..8),
        role in any_json(),
        orgs in any_json(),
    ) {
        let mut json = json!(members);
        json["role"] = role;
        json["orgs"] = orgs;
        for version in Version::ALL {
            let decoded = Decoder::new(version).record::<User>(json.to_string().as_bytes()).unwrap();
            let written = write(&decoded.value, version);
            let again = Decoder::new(version).record::<User>(written.to_string().as_bytes()).unwrap();
            prop_assert_eq!(write(&again.value, version), written);
        }
    }

    #[test]
    fn any_member_of_any_record_takes_any_json(json in any_json(), version in select(Version::ALL.to_vec())) {
        fn check<T: Record>(json: &Value, version: Version) {
            for member in T::MEMBERS {
                let record = json!({ member.name: json });
                Decoder::new(version).record::<T>(record.to_string().as_bytes()).unwrap();
            }
        }
        check::<AcademicSession>(&json, version);
        check::<Class>(&json, version);
        check::<Demographics>(&json, version);
        check::<LineItem>(&json, version);
        check::<LineItemResult>(&json, version);
        check::<ScoreScale>(&json, version);
        check::<Resource>(&json, version);
    }

    #[test]
    fn any_bytes_are_refused_or_read_without_panic(bytes in vec(any::<u8>(), 0..64)) {
        let _ = Decoder::new(Version::V1_2).records::<User>(&bytes);
        let _ = oneroster_model::StatusInfo::from_body(&bytes, 500);
    }

    #[test]
    fn any_text_is_refused_as_filter_or_comes_back(text in "[a-z.]{0,5}(=|!=|>|~| )?['‘’]?.{0,9}['’]?( AND | or )?.{0,12}") {
        use oneroster_model::query::{Filter, FilterSyntax};
        for syntax in [FilterSyntax::Standard, FilterSyntax::Lenient] {
            if let Ok(filter) = Filter::parse(&text, syntax) {
                prop_assert_eq!(filter.to_string().parse::<Filter>().unwrap(), filter);
            }
        }
    }

    #[test]
    fn a_built_filter_is_parsed_as_it_was_built(a in any::<String>(), b in any::<String>()) {
        use oneroster_model::query::Filter;
        let filter = Filter::ge("familyName", a).or(Filter::contains("user.sourcedId", b));
        prop_assert_eq!(filter.to_string().parse::<Filter>().unwrap(), filter);
    }
}
