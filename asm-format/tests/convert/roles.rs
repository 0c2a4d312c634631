use crate::district::District;

#[test]
fn families_are_never_exported() {
    for role in ["parent", "guardian", "relative"] {
        let out =
            District::v1_1().add("users.csv", &[&format!("p1,,,true,o1,{role},p,,Pat,Vu,,,,")]).convert();
        assert_eq!(out.rows("staff.csv").len(), 1, "{role}");
        assert_eq!(out.found("role_not_exported"), ["p1"], "{role}");
    }
}

#[test]
fn other_staff_is_exported_only_when_listed() {
    let district = || District::v1_1().add("users.csv", &["a1,,,true,o1,aide,al,,Al,Fox,,,,"]);
    let out = district().convert();
    assert_eq!(out.column("staff.csv", "person_id"), ["t1"]);
    assert_eq!(out.found("role_not_exported"), ["a1"]);
    let out = district().toml("staff_roles = [\"teacher\", \"aide\"]").convert();
    assert_eq!(out.column("staff.csv", "person_id"), ["a1", "t1"]);
}

#[test]
fn an_administrator_who_teaches_is_exported_unless_switched_off() {
    let district = || {
        District::v1_1()
            .add("users.csv", &["a1,,,true,o1,administrator,al,,Al,Fox,,,,"])
            .add("enrollments.csv", &["e5,,k1,o1,a1,teacher,,,"])
    };
    let out = district().convert();
    assert_eq!(out.column("staff.csv", "person_id"), ["a1", "t1"]);
    assert_eq!(out.locations("staff.csv", "a1"), ["o1"]);
    assert_eq!(out.cells("classes.csv", "k1", &["instructor_id", "instructor_id_2"]), ["t1", "a1"]);
    assert_eq!(out.found("enrolled_teacher_added"), ["a1"]);
    let out = district().toml("include_enrolled_teachers = false").convert();
    assert_eq!(out.column("staff.csv", "person_id"), ["t1"]);
    assert_eq!(out.cells("classes.csv", "k1", &["instructor_id", "instructor_id_2"]), ["t1", ""]);
    assert_eq!(out.found("enrollment_user_removed"), ["e5"]);
}

#[test]
fn unknown_and_missing_roles_leave_people_out() {
    let out = District::v1_1()
        .add("users.csv", &["x1,,,true,o1,ext:coach,x,,Xi,Wu,,,,", "x2,,,true,o1,,x,,Xi,Wu,,,,"])
        .convert();
    assert_eq!(out.found("role_unknown"), ["x1"]);
    assert_eq!(out.found("role_missing"), ["x2"]);
    assert_eq!(out.rows("students.csv").len(), 2, "a blank role is no student");
}

#[test]
fn roles_outside_their_dates_do_not_count() {
    let out = District::v1_2()
        .add("users.csv", &["x1,,true,xi,Xi,Wu,,,,,,,,,"])
        .add("roles.csv", &["r9,,x1,primary,teacher,2020-08-01,2021-06-30,o1"])
        .convert();
    assert_eq!(out.found("role_not_current"), ["x1"]);
    // The end date is exclusive, the begin date inclusive.
    let role = |begin: &str, end: &str| {
        let out = District::v1_2()
            .add("users.csv", &["x1,,true,xi,Xi,Wu,,,,,,,,,"])
            .add("roles.csv", &[&format!("r9,,x1,primary,teacher,{begin},{end},o1")])
            .convert();
        out.rows("staff.csv").len() == 2
    };
    assert!(role("2026-10-01", ""));
    assert!(!role("2026-10-02", ""));
    assert!(!role("", "2026-10-01"));
    assert!(role("", "2026-10-02"));
}

#[test]
fn a_dual_role_goes_to_one_file_by_the_setting() {
    let district = || {
        District::v1_2()
            .add("roles.csv", &["r8,,s1,secondary,teacher,,,o2"])
            .add("enrollments.csv", &["e5,,k2,o2,s1,teacher,,,"])
    };
    let out = district().convert();
    assert_eq!(out.found("dual_role"), ["s1"]);
    assert_eq!(
        out.column("staff.csv", "person_id"),
        ["s1", "t1"],
        "any staff role wins without a primary org"
    );
    assert_eq!(out.found("staff_enrolled_as_student"), ["e1"]);
    let out = district().toml("dual_role = \"student\"").convert();
    assert_eq!(out.column("staff.csv", "person_id"), ["t1"]);
    assert_eq!(out.found("student_teaches"), ["e5"]);
    let out = district().replace("users.csv", "09,,,,,", "09,,,,o1,").convert();
    assert_eq!(out.column("staff.csv", "person_id"), ["t1"], "the primary role in the primary org decides");
}

#[test]
fn locations_of_1_2_come_from_primary_org_then_roles() {
    let out = District::v1_2()
        .replace("users.csv", "tom@school.example,,,,,,", "tom@school.example,,,,,o2,")
        .convert();
    assert_eq!(out.locations("staff.csv", "t1"), ["o2", "o1"]);
    let out = District::v1_2().convert();
    assert_eq!(out.locations("staff.csv", "t1"), ["o1", "o2"]);
}

#[test]
fn a_role_of_nobody_is_reported() {
    let out = District::v1_2().add("roles.csv", &["r9,,ghost,primary,teacher,,,o1"]).convert();
    assert_eq!(out.found("role_user_unknown"), ["ghost"]);
}

#[test]
fn both_versions_give_the_same_files() {
    assert_eq!(District::v1_1().convert().zip, District::v1_2().convert().zip);
}
