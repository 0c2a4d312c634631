use time::macros::date;

use crate::district::District;

#[test]
fn nothing_set_exports_everything() {
    let out = District::v1_1().convert();
    assert_eq!((out.rows("students.csv").len(), out.rows("classes.csv").len()), (2, 2));
}

#[test]
fn the_school_filter_takes_everything_of_the_others() {
    let out = District::v1_1().toml("[filters]\nschools = [\"o1\"]").convert();
    assert_eq!(out.column("locations.csv", "location_id"), ["o1"]);
    assert_eq!(out.column("students.csv", "person_id"), ["s1"]);
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
    assert_eq!(out.column("courses.csv", "course_id"), ["c1"]);
    assert_eq!(out.locations("staff.csv", "t1"), ["o1"], "other location columns are removed");
    assert_eq!(out.found("filtered_school"), ["o2", "k2", "c2", "s2"]);
}

#[test]
fn the_school_filter_keeps_people_with_a_class_there() {
    let out = District::v1_1()
        .toml("[filters]\nschools = [\"o1\"]")
        .add("enrollments.csv", &["e9,,k1,o1,s2,student,,,"])
        .convert();
    assert_eq!(out.column("students.csv", "person_id"), ["s1", "s2"]);
    assert_eq!(out.locations("students.csv", "s2"), ["o1"]);
}

#[test]
fn class_status() {
    let out = District::v1_1()
        .toml("[filters]\nclass_status = [\"active\", \"planned\"]")
        .replace("classes.csv", "k2,,", "k2,Planned,")
        .add("classes.csv", &["k3,closed,,X,c2,,scheduled,o2,year"])
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k1", "k2"]);
    assert_eq!(out.found("filtered_status"), ["k3"]);
}

#[test]
fn course_status_takes_classes_with_it() {
    let out = District::v1_1()
        .toml("[filters]\ncourse_status = [\"active\"]")
        .replace("courses.csv", "c2,,", "c2,planned,")
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
}

#[test]
fn enrollment_status_counts_for_both_roles() {
    let out = District::v1_1()
        .toml("[filters]\nenrollment_status = [\"pending\"]")
        .replace("enrollments.csv", "e1,,", "e1,pending,")
        .replace("enrollments.csv", "e3,,", "e3,pending,")
        .convert();
    assert_eq!(out.column("rosters.csv", "roster_id"), ["e1"]);
    assert_eq!(out.column("classes.csv", "instructor_id"), ["t1", ""]);
}

#[test]
fn org_status_works_like_the_school_filter() {
    let out = District::v1_1()
        .toml("[filters]\norg_status = [\"active\"]")
        .replace("orgs.csv", "o2,,", "o2,closed,")
        .convert();
    assert_eq!(out.column("locations.csv", "location_id"), ["o1"]);
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
}

#[test]
fn instructor_and_student_status_look_at_their_own_people() {
    let district = |toml: &str| {
        District::v1_1()
            .toml(toml)
            .replace("users.csv", "s1,,", "s1,leave,")
            .replace("users.csv", "t1,,", "t1,leave,")
            .convert()
    };
    let out = district("[filters]\ninstructor_status = [\"leave\"]");
    assert_eq!((out.rows("staff.csv").len(), out.rows("students.csv").len()), (1, 1));
    let out = district("[filters]\nstudent_status = [\"leave\"]");
    assert_eq!(out.column("students.csv", "person_id"), ["s1"]);
    assert_eq!(out.column("classes.csv", "instructor_id"), ["", ""], "the class stays");
}

#[test]
fn active_students_are_enabled_and_in_a_class_today() {
    let students = |district: District| {
        let out = district.toml("[filters]\nactive_students = true").convert();
        out.column("students.csv", "person_id").join(" ")
    };
    assert_eq!(students(District::v1_1()), "s1 s2");
    assert_eq!(students(District::v1_1().replace("users.csv", "true,o1,student", "false,o1,student")), "s2");
    assert_eq!(
        students(District::v1_1().replace("enrollments.csv", "s1,student,,,", "s1,student,,2026-10-02,")),
        "s2"
    );
    assert_eq!(students(District::v1_1().replace("enrollments.csv", "s1,student", "s2,student")), "s2");
}

#[test]
fn active_teachers_are_enabled_and_teach_an_exported_class() {
    let teachers = |district: District| {
        let out = district.toml("[filters]\nactive_teachers = true").convert();
        out.column("staff.csv", "person_id").join(" ")
    };
    let idle = "t2,,,true,o1,teacher,tim,,Tim,Oh,,,,";
    assert_eq!(teachers(District::v1_1().add("users.csv", &[idle])), "t1");
    assert_eq!(teachers(District::v1_1().replace("users.csv", "true,\"o1,o2\"", "false,\"o1,o2\"")), "");
}

#[test]
fn active_terms_keep_classes_with_one_active_session() {
    let classes = |today, toml: &str| {
        let out = District::v1_1().today(today).toml(toml).convert();
        out.column("classes.csv", "class_id").join(" ")
    };
    let on = "[filters]\nactive_terms = \"today\"";
    assert_eq!(classes(date!(2026 - 10 - 01), on), "k1 k2");
    assert_eq!(classes(date!(2026 - 12 - 20), on), "k1 k2", "the last day counts");
    assert_eq!(
        classes(date!(2026 - 12 - 20), "end_date_exclusive = true\n[filters]\nactive_terms = \"today\""),
        "k2"
    );
    assert_eq!(classes(date!(2027 - 02 - 01), on), "k2");
    assert_eq!(classes(date!(2026 - 07 - 30), on), "");
    assert_eq!(
        classes(date!(2026 - 07 - 30), "term_lead_days = 2\n[filters]\nactive_terms = \"today\""),
        "k1 k2"
    );
    assert_eq!(classes(date!(2026 - 10 - 01), "[filters]\nactive_terms = [\"year\"]"), "k2");
    assert_eq!(classes(date!(2030 - 01 - 01), ""), "k1 k2", "off by default");
}

#[test]
fn the_school_year_can_be_ignored_beside_shorter_sessions() {
    let classes = |toml: &str| {
        let out = District::v1_1()
            .today(date!(2027 - 02 - 01))
            .toml(toml)
            .replace("classes.csv", "o1,fall", "o1,\"fall,year\"")
            .convert();
        out.column("classes.csv", "class_id").join(" ")
    };
    assert_eq!(classes("[filters]\nactive_terms = \"today\""), "k1 k2");
    assert_eq!(classes("narrow_school_year = true\n[filters]\nactive_terms = \"today\""), "k2");
}

#[test]
fn classes_without_known_sessions_are_kept_with_a_finding() {
    for change in ["o1,", "o1,gone"] {
        let out = District::v1_1()
            .toml("[filters]\nactive_terms = \"today\"")
            .replace("classes.csv", "o1,fall", change)
            .convert();
        assert_eq!(out.column("classes.csv", "class_id"), ["k1", "k2"]);
        assert_eq!(out.found("term_unresolvable"), ["k1"]);
    }
    let out = District::v1_1()
        .toml("[filters]\nactive_terms = \"today\"")
        .without("academicSessions.csv")
        .convert();
    assert_eq!(out.found("term_unresolvable"), ["k1", "k2"]);
}

#[test]
fn a_session_to_be_deleted_is_never_active() {
    let out = District::v1_1()
        .toml("[filters]\nactive_terms = \"today\"")
        .replace("academicSessions.csv", "fall,,", "fall,tobedeleted,")
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k2"]);
    assert_eq!(out.found("filtered_term"), ["k1"]);
}

#[test]
fn holidays_are_visible_in_the_result() {
    let active = |today| District::v1_1().today(today).convert().conversion.any_active_term;
    assert_eq!(active(date!(2026 - 10 - 01)), Some(true));
    assert_eq!(active(date!(2027 - 07 - 15)), Some(false));
    assert_eq!(District::v1_1().without("academicSessions.csv").convert().conversion.any_active_term, None);
    let held =
        |toml| District::v1_1().today(date!(2027 - 07 - 15)).toml(toml).convert().conversion.no_active_term;
    assert!(held("[filters]\nactive_terms = \"today\""));
    assert!(!held(""));
}

#[test]
fn grades_class_types_and_course_codes() {
    let out = District::v1_1().toml("[filters]\ngrades = [\"09\"]").convert();
    assert_eq!(out.column("students.csv", "person_id"), ["s1"]);
    let out = District::v1_1()
        .toml("[filters]\nclass_types = [\"homeroom\"]")
        .add("classes.csv", &["k3,,,Room 3,c1,,homeroom,o1,year"])
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k3"]);
    let out = District::v1_1().toml("[filters]\ncourse_codes = [\"math*\"]").convert();
    assert_eq!(out.column("courses.csv", "course_id"), ["c1"]);
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
}

#[test]
fn people_and_classes_can_be_excluded() {
    let out = District::v1_1()
        .toml("[filters]\nexclude_names = [\"* vu\"]\nexclude_users = [\"s2\"]\nexclude_classes = [\"k2\"]")
        .convert();
    assert!(out.rows("students.csv").is_empty());
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
    assert_eq!(out.found("filtered_excluded"), ["k2", "s1", "s2"]);
}

#[test]
fn small_classes_can_be_left_out() {
    let out = District::v1_1()
        .toml("[filters]\nminimum_enrollment = 2")
        .add("enrollments.csv", &["e9,,k1,o1,s2,student,,,"])
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
    assert_eq!(out.found("filtered_small_class"), ["k2"]);
}

#[test]
fn what_falls_takes_what_depends_on_it_until_nothing_changes() {
    // Without its only active student k2 is empty; without k2 its teacher teaches nothing.
    let out = District::v1_1()
        .toml("drop_empty_classes = true\n[filters]\nactive_students = true\nactive_teachers = true")
        .replace("users.csv", "true,o2,student", "false,o2,student")
        .add("users.csv", &["t2,,,true,o2,teacher,tim,,Tim,Oh,,,,"])
        .replace("enrollments.csv", "e4,,k2,o2,t1", "e4,,k2,o2,t2")
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
    assert_eq!(out.column("staff.csv", "person_id"), ["t1"]);
}
