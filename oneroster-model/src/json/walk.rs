//! Walks over every member of every model of both versions.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::object::{Members, Object, Selection, write_object};
use super::read::{Item, MemberValue};
use super::{Decoder, Deviations, Encoder, Form, Member, Need};
use crate::{Version, assessment, gradebook, resources, rostering};

/// The members of the standard, written down apart from the code.
const TABLE: &str = include_str!("../../tests/data/members.txt");

/// One line of the table: name, form, standing in 1.1 and in 1.2.
type Line<'t> = (&'t str, &'t str, &'t str, &'t str);

fn table() -> BTreeMap<&'static str, Vec<Line<'static>>> {
    let mut models: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut model = "";
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            model = name;
        } else if let [name, form, v1_1, v1_2] = line.split(" | ").collect::<Vec<_>>()[..] {
            models.entry(model).or_default().push((name, form, v1_1, v1_2));
        } else {
            panic!("bad line in the table: {line}");
        }
    }
    models
}

fn describe(member: &Member) -> (String, &'static str, &'static str) {
    let form = match member.form {
        Form::Identifier => "identifier".to_owned(),
        Form::Text => "text".to_owned(),
        Form::Name => "name".to_owned(),
        Form::Boolean => "boolean".to_owned(),
        Form::Number => "number".to_owned(),
        Form::Date => "date".to_owned(),
        Form::Instant => "instant".to_owned(),
        Form::Token(vocabulary) | Form::OpenToken(vocabulary) => format!("token {}", vocabulary.name),
        Form::Texts => "texts".to_owned(),
        Form::Codes => "codes".to_owned(),
        Form::Tokens(vocabulary) => format!("tokens {}", vocabulary.name),
        Form::Reference(target) => format!("reference {}", target.guid_type()),
        Form::References(target) => format!("references {}", target.guid_type()),
        Form::Objects => "objects".to_owned(),
        Form::OpenObject => "open object".to_owned(),
    };
    let need = |need| match need {
        Need::Absent => "absent",
        Need::Optional => "optional",
        Need::Disputed => "disputed",
        Need::Required => "required",
    };
    (form, need(member.v1_1), need(member.v1_2))
}

/// A conformant value of a member.
fn sample(name: &str, form: &str, version: Version) -> Value {
    let reference = |target: &str| json!({"href": format!("https://sis.example/{target}/1"), "sourcedId": "1", "type": target});
    match form.split_once(' ') {
        Some(("reference", target)) => reference(target),
        Some(("references", target)) => json!([reference(target)]),
        Some(("token", vocabulary)) => json!(first_token(vocabulary, version)),
        Some(("tokens", vocabulary)) => json!([first_token(vocabulary, version)]),
        Some(("open", "object")) => {
            json!({"http://example.org/boarding": true, "nested": {"list": [1, 2.5, null]}})
        }
        None => match form {
            "identifier" | "text" | "name" => json!("Grüße, 1 \"quoted\""),
            "boolean" => json!("true"),
            "number" => json!(87.5),
            "date" => json!("2026-08-18"),
            "instant" => json!("2026-08-18T06:00:00.123Z"),
            "texts" => json!(["Arts, Music", "1"]),
            "codes" => json!(["09", "10"]),
            "objects" => json!([match name {
                "userIds" => json!({"type": "sis", "identifier": "1"}),
                "roles" => json!({"role": "student"}),
                "userProfiles" => json!({"vendorId": "1"}),
                "credentials" => json!({"username": "1", "any other": {"member": 1}}),
                "learningObjectiveSet" => json!({"source": "case"}),
                "learningObjectiveResults" => json!({"score": 1}),
                "scoreScaleValue" => json!({"itemValueLHS": "A"}),
                _ => panic!("no sample for {name}"),
            }]),
            _ => panic!("no sample for {form}"),
        },
        Some(_) => panic!("no sample for {form}"),
    }
}

fn first_token(vocabulary: &str, version: Version) -> &'static str {
    let found = crate::vocabulary::ALL.iter().find(|candidate| candidate.name == vocabulary);
    found.unwrap().tokens(version).first().copied().unwrap()
}

fn read<T: Object + Item>(json: &Value, version: Version) -> (T, Deviations) {
    let session = Decoder::new(version).partial().session();
    let value = Option::<T>::read(session.root(), json.clone()).unwrap().unwrap();
    (value, session.finish())
}

fn write<T: Object>(value: &T, version: Version) -> Value {
    write_object(value, &Encoder::new(version), Selection::EVERYTHING, serde_json::value::Serializer).unwrap()
}

fn walk<T: Object + Item>(table: &mut BTreeMap<&'static str, Vec<Line<'static>>>) {
    let model = T::MODEL;
    let lines = table.remove(model).unwrap();
    let members: Vec<&Member> = T::MEMBERS.iter().chain(<T::Legacy as Members>::MEMBERS).collect();

    for (name, form, v1_1, v1_2) in &lines {
        let member = members.iter().find(|member| member.name == *name);
        let member = member.unwrap_or_else(|| panic!("{model}.{name} is not in the code"));
        assert_eq!(describe(member), ((*form).to_owned(), *v1_1, *v1_2), "{model}.{name}");

        for version in Version::ALL.into_iter().filter(|version| member.exists_in(*version)) {
            let json = json!({ *name: sample(name, form, version) });
            let (value, deviations) = read::<T>(&json, version);
            assert!(deviations.is_empty(), "{model}.{name} in {version}: {deviations}");
            assert_eq!(write(&value, version), json, "{model}.{name} in {version}");
        }
    }
    assert_eq!(members.len(), lines.len(), "{model} has members in the code that the table has not");
}

#[test]
fn every_member_of_every_model_is_read_and_written() {
    let mut table = table();
    walk::<rostering::AcademicSession>(&mut table);
    walk::<rostering::Class>(&mut table);
    walk::<rostering::Course>(&mut table);
    walk::<rostering::Credential>(&mut table);
    walk::<rostering::Demographics>(&mut table);
    walk::<rostering::Enrollment>(&mut table);
    walk::<rostering::Org>(&mut table);
    walk::<rostering::Role>(&mut table);
    walk::<rostering::User>(&mut table);
    walk::<rostering::UserId>(&mut table);
    walk::<rostering::UserProfile>(&mut table);
    walk::<gradebook::Category>(&mut table);
    walk::<gradebook::LearningObjectiveResult>(&mut table);
    walk::<gradebook::LearningObjectiveScoreSet>(&mut table);
    walk::<gradebook::LearningObjectiveSet>(&mut table);
    walk::<gradebook::LineItem>(&mut table);
    walk::<gradebook::Result>(&mut table);
    walk::<gradebook::ScoreScale>(&mut table);
    walk::<gradebook::ScoreScaleValue>(&mut table);
    walk::<assessment::AssessmentLineItem>(&mut table);
    walk::<assessment::AssessmentResult>(&mut table);
    walk::<resources::Resource>(&mut table);
    assert!(table.is_empty(), "models that the code has not: {:?}", table.keys());
}

#[test]
fn an_alias_is_no_other_member_of_its_model() {
    fn check<T: Object>() {
        let members = || T::MEMBERS.iter().chain(<T::Legacy as Members>::MEMBERS);
        let mut names: Vec<_> =
            members().flat_map(|member| member.aliases.iter().copied().chain([member.name])).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{}", T::MODEL);
    }
    check::<rostering::User>();
    check::<rostering::Class>();
    check::<rostering::Course>();
    check::<rostering::Enrollment>();
    check::<gradebook::LineItem>();
    check::<gradebook::Result>();
    check::<resources::Resource>();
}
