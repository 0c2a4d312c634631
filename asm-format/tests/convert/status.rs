use asm_format::convert::Settings;

use crate::district::District;

#[test]
fn records_to_be_deleted_are_left_out() {
    let out = District::v1_1()
        .replace("classes.csv", "k2,,", "k2,tobedeleted,")
        .replace("users.csv", "s1,,", "s1,toBeDeleted,")
        .replace("enrollments.csv", "e3,,", "e3,tobedeleted,")
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
    assert_eq!(out.column("students.csv", "person_id"), ["s2"]);
    assert_eq!(out.column("classes.csv", "instructor_id"), [""]);
    assert_eq!(out.found("status_tobedeleted"), ["e3", "k2", "s1"]);
}

#[test]
fn claris_compat_keeps_them() {
    let out = District::v1_1()
        .toml("claris_compat = true")
        .replace("classes.csv", "k2,,", "k2,tobedeleted,")
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k1", "k2"]);
}

#[test]
fn leftovers_of_1_0_and_words_of_the_sis_are_left_out() {
    let out = District::v1_1()
        .replace("users.csv", "s1,,", "s1,inactive,")
        .replace("users.csv", "s2,,", "s2,On leave,")
        .convert();
    assert_eq!(out.found("status_not_active"), ["s1", "s2"]);
}

#[test]
fn rows_without_an_identifier_are_left_out() {
    let out = District::v1_1()
        .add("orgs.csv", &[" ,,,East,school,"])
        .add("users.csv", &[",,,true,o1,student,x,,Xi,Wu,,,,"])
        .add("classes.csv", &[",,,X,c1,,scheduled,o1,year"])
        .convert();
    assert_eq!(out.found("sourced_id_missing").len(), 3);
    assert_eq!(out.rows("students.csv").len(), 2);
}

#[test]
fn identical_rows_collapse_and_newer_ones_win() {
    let out = District::v1_1()
        .add("classes.csv", &["k1,,,Algebra 1,c1,A-1,scheduled,o1,fall"])
        .add("orgs.csv", &["o1,,2026-01-02T00:00:00.000Z,New North,school,d1"])
        .add("orgs.csv", &["o1,,2026-01-01T00:00:00.000Z,Old North,school,d1"])
        .add("courses.csv", &["c1,,,Algebra again,MATH1,o1"])
        .convert();
    assert_eq!(out.rows("classes.csv").len(), 2);
    assert_eq!(out.cells("locations.csv", "o1", &["location_name"]), ["New North"]);
    assert_eq!(
        out.cells("courses.csv", "c1", &["course_name"]),
        ["Algebra again"],
        "without dates the last row"
    );
    assert_eq!(out.found("duplicate_sourced_id").len(), 4);
}

#[test]
fn a_user_with_one_row_per_school_gets_both_schools() {
    let out = District::v1_1()
        .add("users.csv", &["s1,,,true,o2,student,ada,,Ada,Vu,,1001,ada@school.example,09"])
        .convert();
    assert_eq!(out.locations("students.csv", "s1"), ["o1", "o2"]);
    assert_eq!(out.rows("students.csv").len(), 2);
    assert_eq!(out.found("duplicate_sourced_id"), ["s1"]);
}

#[test]
fn the_newest_row_of_a_user_counts() {
    let out = District::v1_1()
        .replace("users.csv", "s1,,,", "s1,,2026-02-01T00:00:00.000Z,")
        .add("users.csv", &["s1,,2026-01-01T00:00:00.000Z,true,o1,student,ada,,Old,Name,,,,09"])
        .convert();
    assert_eq!(out.cells("students.csv", "s1", &["first_name"]), ["Ada"]);
}

#[test]
fn in_strict_mode_an_error_stops_the_conversion() {
    let district = || District::v1_1().add("enrollments.csv", &["e9,,gone,o1,s1,student,,,"]);
    assert!(district().try_convert().is_ok());
    let error = district().toml("mode = \"strict\"").try_convert().err().unwrap();
    assert_eq!(error.code(), "strict_findings");
    assert!(District::v1_1().toml("mode = \"strict\"").try_convert().is_ok());
}

#[test]
fn settings_refuse_unknown_keys_and_survive_toml() {
    assert!(toml::from_str::<Settings>("drop_empty_clases = true").is_err());
    assert!(toml::from_str::<Settings>("[filters]\nschool = []").is_err());
    let settings = Settings::default();
    let text = toml::to_string(&settings).unwrap();
    assert_eq!(toml::from_str::<Settings>(&text).unwrap(), settings);
}

#[test]
fn rows_out_of_order_are_refused() {
    use asm_format::convert::{Converter, Place};
    use oneroster_csv::tables::{OrgRow, UserRow};
    let mut findings = Vec::new();
    let mut converter = Converter::new(
        oneroster_model::Version::V1_1,
        time::macros::date!(2026 - 10 - 01),
        Settings::default(),
    );
    converter.user(&UserRow::default(), Place::NONE, &mut findings).unwrap();
    let error = converter.org(&OrgRow::default(), Place::NONE, &mut findings).unwrap_err();
    assert_eq!(error.code(), "out_of_order");
}
