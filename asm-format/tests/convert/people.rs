use crate::district::District;

#[test]
fn student_columns_come_from_the_user() {
    let out = District::v1_1().replace("users.csv", "Ada,Vu,,1001", "Ada,Vu,Mei,1001").convert();
    let columns = [
        "person_id",
        "person_number",
        "first_name",
        "middle_name",
        "last_name",
        "grade_level",
        "email_address",
        "sis_username",
        "password_policy",
        "location_id",
    ];
    assert_eq!(
        out.cells("students.csv", "s1", &columns),
        ["s1", "1001", "Ada", "Mei", "Vu", "9", "ada@school.example", "ada", "", "o1"]
    );
    assert_eq!(
        out.cells("staff.csv", "t1", &["person_number", "first_name", "last_name"]),
        ["T1", "Tom", "Ray"]
    );
}

#[test]
fn the_word_null_is_no_address() {
    let out = District::v1_1().replace("users.csv", "ada@school.example", " NULL ").convert();
    assert_eq!(out.cells("students.csv", "s1", &["email_address"]), [""]);
}

#[test]
fn person_number_can_come_from_user_ids() {
    let district =
        || District::v1_1().replace("users.csv", "ada,,Ada,Vu,,1001", "ada,\"{LDAP:x},{badge:77}\",Ada,Vu,,");
    assert_eq!(district().convert().cells("students.csv", "s1", &["person_number"]), [""]);
    let out = district().toml("person_number_user_id = \"badge\"").convert();
    assert_eq!(out.cells("students.csv", "s1", &["person_number"]), ["77"]);
}

#[test]
fn one_name_stands_twice_and_none_leaves_the_person_out() {
    let out = District::v1_1().replace("users.csv", "Ada,Vu", ",Vu").convert();
    assert_eq!(out.cells("students.csv", "s1", &["first_name", "last_name"]), ["Vu", "Vu"]);
    assert_eq!(out.found("name_repaired"), ["s1"]);
    let out = District::v1_1().replace("users.csv", "Ada,Vu", ",").convert();
    assert_eq!(out.column("students.csv", "person_id"), ["s2"]);
    assert_eq!(out.found("name_missing"), ["s1"]);
    assert_eq!(out.column("rosters.csv", "student_id"), ["s2"]);
}

#[test]
fn preferred_names_are_exported_when_asked_for() {
    let district = || District::v1_2().replace("users.csv", "09,,,,,", "09,,Addie,,,");
    assert_eq!(district().convert().cells("students.csv", "s1", &["first_name"]), ["Ada"]);
    let out = district().toml("name_source = \"preferred\"").convert();
    assert_eq!(out.cells("students.csv", "s1", &["first_name", "last_name"]), ["Addie", "Vu"]);
}

#[test]
fn pseudonyms_hide_names_and_addresses() {
    let out = District::v1_1().toml("pseudonym_last_name = \"Learner\"").convert();
    assert_eq!(
        out.cells("students.csv", "s1", &["first_name", "middle_name", "last_name", "email_address"]),
        ["ada", "", "Learner", ""]
    );
}

#[test]
fn the_first_of_several_grades_is_exported() {
    let out = District::v1_1().replace("users.csv", "example,09", "example,\"10,11\"").convert();
    assert_eq!(out.cells("students.csv", "s1", &["grade_level"]), ["10"]);
    assert_eq!(out.found("several_grades"), ["s1"]);
}

#[test]
fn grade_styles_and_maps_apply() {
    let grade = |toml: &str| {
        let out = District::v1_1().toml(toml).convert();
        out.column("students.csv", "grade_level").join(" ")
    };
    assert_eq!(grade(""), "9 KG");
    assert_eq!(grade("grade_style = \"as_is\""), "09 KG");
    assert_eq!(grade("grade_style = \"words\""), "9 Kindergarten");
    assert_eq!(grade("grade_map = { KG = \"K\" }"), "9 K");
}

#[test]
fn password_policy_is_blank_constant_or_by_grade() {
    let policy = |toml: &str| {
        District::v1_1().toml(toml).convert().column("students.csv", "password_policy").join("|")
    };
    assert_eq!(policy(""), "|");
    assert_eq!(policy("password_policy = \"4\""), "4|4");
    assert_eq!(policy("password_policy = { by_grade = { KG = \"4\" }, otherwise = \"8\" }"), "8|4");
    assert!(toml::from_str::<asm_format::convert::Settings>("password_policy = \"5\"").is_err());
}

#[test]
fn all_schools_of_a_person_become_location_columns() {
    let out = District::v1_1().convert();
    assert_eq!(out.locations("staff.csv", "t1"), ["o1", "o2"]);
    assert!(!out.rows("students.csv")[0].contains_key("location_id_2"), "only as many columns as needed");
}

#[test]
fn a_person_without_school_gets_those_of_the_classes_most_frequent_first() {
    let out = District::v1_1()
        .replace("users.csv", "true,\"o1,o2\",teacher", "true,d1,teacher")
        .add("classes.csv", &["k3,,,Art 2,c2,,scheduled,o2,year"])
        .add("enrollments.csv", &["e5,,k3,o2,t1,teacher,,,"])
        .convert();
    assert_eq!(out.locations("staff.csv", "t1"), ["o2", "o1"]);
}

#[test]
fn a_person_without_any_location_is_left_out_or_promotes_the_org() {
    let district = || District::v1_1().add("users.csv", &["s3,,,true,d1,student,cy,,Cy,Om,,,,"]);
    let out = district().convert();
    assert_eq!(out.found("person_without_location"), ["s3"]);
    assert_eq!(out.column("students.csv", "person_id"), ["s1", "s2"]);
    let out = district().toml("promote_orgs = true").convert();
    assert_eq!(out.locations("students.csv", "s3"), ["d1"]);
    assert_eq!(out.column("locations.csv", "location_id"), ["d1", "o1", "o2"]);
    assert_eq!(out.found("org_promoted"), ["d1"]);
}

#[test]
fn schools_of_classes_are_added_when_asked_for() {
    let district = || District::v1_1().add("enrollments.csv", &["e5,,k2,o2,s1,student,,,"]);
    assert_eq!(district().convert().locations("students.csv", "s1"), ["o1"]);
    let out = district().toml("locations_from_enrollments = true").convert();
    assert_eq!(out.locations("students.csv", "s1"), ["o1", "o2"]);
}

#[test]
fn a_school_that_is_not_there_is_reported() {
    let out = District::v1_1().replace("users.csv", "true,o1,student", "true,gone,student").convert();
    assert_eq!(out.found("org_unknown"), ["s1"]);
    assert_eq!(out.locations("students.csv", "s1"), ["o1"]);
}

#[test]
fn look_alikes_are_reported_and_merged_when_asked_for() {
    let district = || {
        District::v1_1()
            .add("users.csv", &["s0,,,true,o2,student,ada2,,Ada,Vu,,,ADA@school.example,09"])
            .add("enrollments.csv", &["e5,,k2,o2,s1,student,,,", "e6,,k2,o2,s0,student,,,"])
    };
    let out = district().convert();
    assert_eq!(out.found("people_look_alike"), ["s1"]);
    assert_eq!(out.column("students.csv", "person_id"), ["s0", "s1", "s2"]);
    let out = district().toml("merge_people_by = \"email\"").convert();
    assert_eq!(out.column("students.csv", "person_id"), ["s0", "s2"]);
    assert_eq!(out.found("people_merged"), ["s1"]);
    assert_eq!(out.locations("students.csv", "s0"), ["o2", "o1"]);
    assert_eq!(out.column("rosters.csv", "class_id"), ["k1", "k2", "k2"]);
    assert_eq!(out.column("rosters.csv", "student_id"), ["s0", "s0", "s2"]);
}

#[test]
fn disabled_users_are_kept() {
    let out = District::v1_1().replace("users.csv", "true,o1", "false,o1").convert();
    assert_eq!(out.column("students.csv", "person_id"), ["s1", "s2"]);
}

#[test]
fn what_apple_has_no_column_for_never_leaves() {
    let out = District::v1_1().convert();
    let text = String::from_utf8_lossy(&out.zip).into_owned();
    assert!(!text.contains("password\""));
    let header: Vec<&String> = out.rows("students.csv")[0].keys().collect();
    assert_eq!(header.len(), 10);
}
