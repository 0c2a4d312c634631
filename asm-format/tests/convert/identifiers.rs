use crate::district::District;

fn with_underscore() -> District {
    District::v1_1().replace("users.csv", "t1,,", "TCH_1,,").replace("enrollments.csv", "t1", "TCH_1")
}

#[test]
fn preserve_keeps_identifiers_with_a_finding() {
    let out = with_underscore().convert();
    assert_eq!(out.column("staff.csv", "person_id"), ["TCH_1"]);
    assert_eq!(out.column("classes.csv", "instructor_id"), ["TCH_1", "TCH_1"]);
    assert_eq!(out.found("id_charset"), ["TCH_1"]);
}

#[test]
fn encode_rewrites_every_reference_alike() {
    let out = with_underscore().toml("id_policy = \"encode\"").convert();
    let staff = out.column("staff.csv", "person_id");
    assert!(staff[0].starts_with("TCH-1-"), "{staff:?}");
    assert_eq!(out.column("classes.csv", "instructor_id"), [staff[0], staff[0]]);
    assert_eq!(out.found("id_encoded"), ["TCH_1"]);
}

#[test]
fn reject_leaves_the_row_out() {
    let out = with_underscore().toml("id_policy = \"reject\"").convert();
    assert!(out.rows("staff.csv").is_empty());
    assert_eq!(out.found("id_rejected"), ["TCH_1"]);
    assert_eq!(out.column("classes.csv", "instructor_id"), ["", ""]);
}

#[test]
fn characters_that_break_the_file_are_encoded_even_when_preserving() {
    let out = District::v1_1()
        .replace("orgs.csv", "o2,", "\"o 2\",")
        .replace("users.csv", ",o2,", ",o 2,")
        .replace("users.csv", "\"o1,o2\"", "\"o1,o 2\"")
        .replace("classes.csv", ",o2,", ",o 2,")
        .replace("courses.csv", ",o2", ",o 2")
        .convert();
    let ids = out.column("locations.csv", "location_id");
    assert!(ids[0].starts_with("o-2-"), "{ids:?}");
    assert_eq!(out.cells("classes.csv", "k2", &["location_id"]), [ids[0]]);
}

#[test]
fn blanks_around_identifiers_are_trimmed_everywhere() {
    let out = District::v1_1()
        .replace("users.csv", "s1,,", " s1 ,,")
        .replace("enrollments.csv", ",s2,", ",s2 ,")
        .convert();
    assert_eq!(out.column("students.csv", "person_id"), ["s1", "s2"]);
    assert_eq!(out.column("rosters.csv", "student_id"), ["s1", "s2"]);
}

#[test]
fn identifiers_are_compared_with_case() {
    let out = District::v1_1().add("users.csv", &["S1,,,true,o1,student,x,,Xi,Wu,,,,09"]).convert();
    assert_eq!(out.column("students.csv", "person_id"), ["S1", "s1", "s2"]);
    assert_eq!(out.found("id_case"), ["S1"]);
}

#[test]
fn a_rewritten_identifier_never_takes_the_place_of_another() {
    let encoded = {
        let out = with_underscore().toml("id_policy = \"encode\"").convert();
        out.column("staff.csv", "person_id")[0].to_owned()
    };
    let out = with_underscore()
        .toml("id_policy = \"encode\"")
        .add("users.csv", &[&format!("{encoded},,,true,o1,teacher,x,,Xi,Wu,,,,")])
        .convert();
    assert_eq!(out.column("staff.csv", "person_id"), [encoded.as_str()]);
    assert_eq!(out.found("id_collision").len(), 1);
}

#[test]
fn an_enrollment_identifier_that_is_rejected_is_derived() {
    let out =
        District::v1_1().toml("id_policy = \"reject\"").replace("enrollments.csv", "e1,", "e_1,").convert();
    assert_eq!(out.rows("rosters.csv").len(), 2);
    assert_eq!(out.found("roster_id_derived"), ["e_1"]);
}
