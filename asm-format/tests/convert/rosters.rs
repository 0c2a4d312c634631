use asm_format::convert::derived_roster_id;

use crate::district::District;

#[test]
fn a_roster_row_is_class_student_and_the_identifier_of_the_enrollment() {
    let out = District::v1_1().convert();
    assert_eq!(out.cells("rosters.csv", "e1", &["class_id", "student_id"]), ["k1", "s1"]);
}

#[test]
fn rosters_are_sorted_by_class_then_student() {
    let out = District::v1_1().add("enrollments.csv", &["e0,,k2,o2,s1,student,,,"]).convert();
    assert_eq!(out.column("rosters.csv", "roster_id"), ["e1", "e0", "e2"]);
}

#[test]
fn one_row_of_several_for_a_pair_is_chosen_by_the_rule() {
    let choose = |rows: &[&str]| {
        let out = District::v1_1()
            .replace("enrollments.csv", "e1,,k1,o1,s1,student,,,\n", "")
            .add("enrollments.csv", rows)
            .convert();
        let ids: Vec<String> =
            out.column("rosters.csv", "roster_id").into_iter().map(str::to_owned).collect();
        assert_eq!(out.found("enrollment_repeated").len(), rows.len() - 1);
        ids[0].clone()
    };
    assert_eq!(
        choose(&["b,,k1,o1,s1,student,,2026-12-01,", "a,,k1,o1,s1,student,,2026-09-01,"]),
        "a",
        "holds today"
    );
    assert_eq!(
        choose(&["b,,k1,o1,s1,student,,2026-09-02,", "a,,k1,o1,s1,student,,2026-09-01,"]),
        "b",
        "latest begin"
    );
    assert_eq!(choose(&["b,,k1,o1,s1,student,,,", "a,,k1,o1,s1,student,,,"]), "a", "smallest identifier");
}

#[test]
fn enrollment_windows() {
    let kept = |window: &str, begin: &str, end: &str| {
        let out = District::v1_1()
            .toml(&format!("enrollment_window = \"{window}\""))
            .replace(
                "enrollments.csv",
                "e1,,k1,o1,s1,student,,,",
                &format!("e1,,k1,o1,s1,student,,{begin},{end}"),
            )
            .convert();
        out.column("rosters.csv", "roster_id").contains(&"e1")
    };
    for (window, begin, end, expected) in [
        ("ended_dropped", "", "2026-10-01", false),
        ("ended_dropped", "", "2026-10-02", true),
        ("ended_dropped", "2027-01-01", "", true),
        ("today", "2027-01-01", "", false),
        ("today", "2026-10-01", "2026-10-02", true),
        ("today", "", "", true),
        ("ignore", "", "2020-01-01", true),
        ("ended_dropped", "0001-01-01", "0001-01-01", true),
    ] {
        assert_eq!(kept(window, begin, end), expected, "{window} {begin} {end}");
    }
}

#[test]
fn the_window_holds_for_teachers_too() {
    let out = District::v1_1()
        .replace("enrollments.csv", "t1,teacher,true,,", "t1,teacher,true,,2026-09-01")
        .convert();
    assert_eq!(out.cells("classes.csv", "k1", &["instructor_id"]), [""]);
    assert_eq!(out.found("enrollment_ended"), ["e3"]);
}

#[test]
fn a_missing_or_repeated_identifier_is_derived() {
    let out = District::v1_1()
        .replace("enrollments.csv", "e1,,k1", ",,k1")
        .replace("enrollments.csv", "e2,,k2,o2,s2", "x,,k2,o2,s2")
        .add("enrollments.csv", &["x,,k2,o2,s1,student,,,"])
        .convert();
    let mut expected =
        [derived_roster_id("k1", "s1"), derived_roster_id("k2", "s1"), derived_roster_id("k2", "s2")];
    expected.sort();
    let mut ids = out.column("rosters.csv", "roster_id");
    ids.sort_unstable();
    assert_eq!(ids, expected);
    assert_eq!(out.found("roster_id_derived").len(), 3);
}

#[test]
fn an_enrollment_that_stands_twice_keeps_its_identifier() {
    let out = District::v1_1().add("enrollments.csv", &["e1,,k1,o1,s1,student,,,"]).convert();
    assert_eq!(out.column("rosters.csv", "roster_id"), ["e1", "e2"]);
}

#[test]
fn all_identifiers_are_derived_when_asked_for() {
    let out = District::v1_1().toml("roster_id = \"derived\"").convert();
    assert_eq!(
        out.column("rosters.csv", "roster_id"),
        [derived_roster_id("k1", "s1"), derived_roster_id("k2", "s2")]
    );
    assert!(out.found("roster_id_derived").is_empty());
}

#[test]
fn the_derived_identifier_is_the_hash_that_is_documented() {
    // First 16 bytes of SHA-256("asm-roster\0k1\0s1").
    assert_eq!(derived_roster_id("k1", "s1"), "5386caee-c6a1-fcd1-132e-19e86d1ba170");
}

#[test]
fn unknown_classes_and_users_drop_the_row() {
    let out = District::v1_1()
        .add("enrollments.csv", &["e8,,gone,o1,s1,student,,,", "e9,,k1,o1,gone,student,,,"])
        .convert();
    assert_eq!(out.found("enrollment_class_unknown"), ["e8"]);
    assert_eq!(out.found("enrollment_user_unknown"), ["e9"]);
    assert_eq!(out.rows("rosters.csv").len(), 2);
}

#[test]
fn another_school_than_the_class_is_reported_and_the_class_wins() {
    let out = District::v1_1().replace("enrollments.csv", "e1,,k1,o1", "e1,,k1,o2").convert();
    assert_eq!(out.found("enrollment_school_differs"), ["e1"]);
    assert_eq!(out.cells("classes.csv", "k1", &["location_id"]), ["o1"]);
}

#[test]
fn unknown_enrollment_roles_are_reported() {
    let out =
        District::v1_1().add("enrollments.csv", &["e8,,k1,o1,s2,aide,,,", "e9,,k1,o1,s2,,,,"]).convert();
    assert_eq!(out.found("enrollment_role_unknown"), ["e8", "e9"]);
}
