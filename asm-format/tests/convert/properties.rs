//! What holds for every district, however dirty.

use asm_format::{AsmFile, AsmPackage, validate};
use oneroster_model::{Finding, Severity};
use proptest::prelude::*;

use crate::district::District;

fn id(kind: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (0..6_u8).prop_map(move |n| format!("{kind}{n}")),
        1 => (0..3_u8).prop_map(move |n| format!("{kind}_{n} ")),
        1 => Just(String::new()),
        1 => Just("ghost".to_owned()),
    ]
}

fn status() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", "", "", "active", "tobedeleted", "inactive", "odd"])
}

fn date() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", "2026-09-01", "2026-10-01", "2027-01-01", "1/2/2026", "never"])
}

prop_compose! {
    fn dirty_district()(
        orgs in prop::collection::vec((id("o"), status(), prop::sample::select(vec!["school", "School", "district", "department", "x"]), id("o")), 0..6),
        courses in prop::collection::vec((id("c"), status(), id("o")), 0..6),
        classes in prop::collection::vec((id("k"), status(), id("c"), id("o")), 0..8),
        users in prop::collection::vec((id("u"), status(), id("o"), id("o"), prop::sample::select(vec!["student", "student", "teacher", "aide", "parent", "odd", ""]), prop::sample::select(vec!["Ada", "", "Zoë \"Z\""])), 0..12),
        enrollments in prop::collection::vec((id("e"), status(), id("k"), id("u"), prop::sample::select(vec!["student", "student", "teacher", "proctor", "odd"]), date(), date()), 0..25),
        toml in prop::sample::select(vec![
            "", "id_policy = \"encode\"", "id_policy = \"reject\"", "course_location = \"split\"", "course_location = \"first\"",
            "promote_orgs = true\nlocations_from_enrollments = true", "claris_compat = true", "merge_people_by = \"email\"",
            "drop_empty_classes = true\ndrop_classes_without_instructor = true\n[filters]\nactive_students = true\nactive_teachers = true",
            "location_types = [\"school\", \"department\"]\n[filters]\nschools = [\"o1\", \"o2\"]", "roster_id = \"derived\"", "[filters]\nminimum_enrollment = 2",
        ]),
    ) -> District {
        let lines = |rows: Vec<String>| rows;
        let orgs = lines(orgs.iter().map(|(id, status, kind, parent)| format!("{id},{status},,Name {id},{kind},{parent}")).collect());
        let courses = lines(courses.iter().map(|(id, status, org)| format!("{id},{status},,Title {id},C,{org}")).collect());
        let classes = lines(classes.iter().map(|(id, status, course, org)| format!("{id},{status},,Title {id},{course},,scheduled,{org},fall")).collect());
        let users = lines(users.iter().map(|(id, status, a, b, role, name)| {
            format!("{id},{status},,true,\"{a},{b}\",{role},{id},,{},Last,,,{id}@school.example,09", name.replace('"', "'"))
        }).collect());
        let enrollments = lines(enrollments.iter().map(|(id, status, class, user, role, begin, end)| format!("{id},{status},{class},,{user},{role},,{begin},{end}")).collect());
        let mut district = District::v1_1().toml(toml);
        for (file, rows) in [("orgs.csv", orgs), ("courses.csv", courses), ("classes.csv", classes), ("users.csv", users), ("enrollments.csv", enrollments)] {
            district = district.add(file, &rows.iter().map(String::as_str).collect::<Vec<_>>());
        }
        district
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_result_always_passes_validation(district in dirty_district()) {
        let out = district.convert();
        let mut findings: Vec<Finding> = Vec::new();
        let texts = out.texts.into_iter().map(|(name, text)| (AsmFile::from_name(&name).unwrap(), text));
        validate(&AsmPackage::from_texts(texts), &mut findings).unwrap();
        // A district without any school has no locations: the guards hold such an archive back.
        let errors: Vec<&Finding> = findings.iter().filter(|f| f.severity == Severity::Error && f.code.id != "file_empty").collect();
        prop_assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn every_row_is_exported_or_explained(district in dirty_district()) {
        let out = district.convert();
        let people = out.rows("students.csv").len() + out.rows("staff.csv").len();
        prop_assert_eq!(district.rows("users.csv"), people + out.dropped("user"));
        prop_assert_eq!(district.rows("classes.csv"), out.rows("classes.csv").len() + out.dropped("class"));
        let instructors: usize = out.rows("classes.csv").iter()
            .map(|row| row.iter().filter(|(name, cell)| name.starts_with("instructor_id") && !cell.is_empty()).count())
            .sum();
        prop_assert_eq!(district.rows("enrollments.csv"), out.rows("rosters.csv").len() + instructors + out.dropped("enrollment"));
    }

    #[test]
    fn the_same_rows_give_the_same_bytes(district in dirty_district()) {
        prop_assert_eq!(district.convert().zip, district.convert().zip);
    }
}
