use crate::district::District;

#[test]
fn class_number_is_the_code_else_a_title_that_says_more_than_the_course() {
    let out =
        District::v1_1().add("classes.csv", &["k3,,,Art in the morning,c2,,scheduled,o2,year"]).convert();
    assert_eq!(out.cells("classes.csv", "k1", &["class_number"]), ["A-1"]);
    assert_eq!(out.cells("classes.csv", "k2", &["class_number"]), [""], "Art is the title of the course");
    assert_eq!(out.cells("classes.csv", "k3", &["class_number"]), ["Art in the morning"]);
}

#[test]
fn a_class_without_school_goes_to_its_course_then_to_its_teacher() {
    let without_school = |course: &str| {
        District::v1_1()
            .add("courses.csv", &["c3,,,Latin,LAT,d1"])
            .add("classes.csv", &[&format!("k3,,,Class,{course},,scheduled,,year")])
    };
    let out = without_school("c2").convert();
    assert_eq!(out.cells("classes.csv", "k3", &["location_id"]), ["o2"]);
    let out = without_school("c3").add("enrollments.csv", &["e5,,k3,,t1,teacher,,,"]).convert();
    assert_eq!(out.cells("classes.csv", "k3", &["location_id"]), ["o1"]);
    let out = without_school("c3").convert();
    assert_eq!(out.found("class_without_location"), ["k3"]);
    assert_eq!(out.rows("classes.csv").len(), 2);
}

#[test]
fn the_room_of_a_class_is_no_location() {
    let out = District::v1_1()
        .replace(
            "classes.csv",
            "classType,schoolSourcedId,termSourcedIds",
            "classType,schoolSourcedId,termSourcedIds,location",
        )
        .replace("classes.csv", "o1,fall", "o1,fall,o2")
        .convert();
    assert_eq!(out.cells("classes.csv", "k1", &["location_id"]), ["o1"]);
}

#[test]
fn a_class_with_a_school_that_is_not_there_is_reported() {
    let out = District::v1_1().replace("classes.csv", "scheduled,o1", "scheduled,gone").convert();
    assert_eq!(out.found("org_unknown"), ["k1"]);
    assert_eq!(out.cells("classes.csv", "k1", &["location_id"]), ["o1"], "the school of the course");
}

#[test]
fn empty_classes_stay_unless_switched_off() {
    let district = || District::v1_1().add("classes.csv", &["k3,,,Latin,c1,,scheduled,o1,year"]);
    let out = district().convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k1", "k2", "k3"]);
    assert_eq!(out.found("class_without_students"), ["k3"]);
    assert_eq!(out.found("class_without_instructor"), ["k3"]);
    for setting in ["drop_empty_classes = true", "drop_classes_without_instructor = true"] {
        let out = district().toml(setting).convert();
        assert_eq!(out.column("classes.csv", "class_id"), ["k1", "k2"], "{setting}");
    }
}

#[test]
fn classes_are_sorted_by_identifier() {
    let out = District::v1_1()
        .add("classes.csv", &["A,,,X,c1,,scheduled,o1,year", "k10,,,X,c1,,scheduled,o1,year"])
        .convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["A", "k1", "k10", "k2"]);
}
