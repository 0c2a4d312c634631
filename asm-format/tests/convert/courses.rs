use crate::district::District;

#[test]
fn course_columns_come_from_the_course() {
    let out = District::v1_1().convert();
    let columns = ["course_number", "course_name", "location_id"];
    assert_eq!(out.cells("courses.csv", "c1", &columns), ["MATH1", "Algebra", "o1"]);
}

#[test]
fn the_course_name_follows_its_pattern() {
    let out = District::v1_1().toml("course_name = \"{title} ({code}) at {school}\"").convert();
    assert_eq!(out.cells("courses.csv", "c1", &["course_name"]), ["Algebra (MATH1) at North"]);
}

/// A course of the district's catalogue that both schools teach.
fn catalogue() -> District {
    District::v1_1()
        .replace("courses.csv", "ART1,o2", "ART1,d1")
        .add("classes.csv", &["k3,,,Art 2,c2,,scheduled,o1,year"])
}

#[test]
fn a_catalogue_course_of_one_school_goes_to_that_school() {
    let out = District::v1_1().replace("courses.csv", "ART1,o2", "ART1,d1").convert();
    assert_eq!(out.cells("courses.csv", "c2", &["location_id"]), ["o2"]);
    assert_eq!(out.rows("locations.csv").len(), 2);
}

#[test]
fn a_catalogue_course_of_several_schools_promotes_its_org() {
    let out = catalogue().convert();
    assert_eq!(out.cells("courses.csv", "c2", &["location_id"]), ["d1"]);
    assert_eq!(out.column("locations.csv", "location_id"), ["d1", "o1", "o2"]);
    assert_eq!(out.cells("classes.csv", "k3", &["location_id"]), ["o1"], "the classes stay where they are");
}

#[test]
fn a_catalogue_course_can_be_split() {
    let out = catalogue().toml("course_location = \"split\"").convert();
    assert_eq!(out.column("courses.csv", "course_id"), ["c1", "c2-o1", "c2-o2"]);
    assert_eq!(out.column("courses.csv", "location_id"), ["o1", "o1", "o2"]);
    assert_eq!(out.column("classes.csv", "course_id"), ["c1", "c2-o2", "c2-o1"]);
    assert_eq!(out.rows("locations.csv").len(), 2);
}

#[test]
fn a_catalogue_course_can_go_to_the_first_location() {
    let out = catalogue().toml("course_location = \"first\"").convert();
    assert_eq!(out.cells("courses.csv", "c2", &["location_id"]), ["o1"]);
}

#[test]
fn a_course_without_an_org_goes_to_the_first_location_of_its_classes() {
    let out = catalogue().replace("courses.csv", "ART1,d1", "ART1,").convert();
    assert_eq!(out.cells("courses.csv", "c2", &["location_id"]), ["o1"]);
}

#[test]
fn a_course_without_classes_is_exported_where_it_has_a_school() {
    let out = District::v1_1().add("courses.csv", &["c3,,,Latin,LAT,o1", "c4,,,Greek,GRE,d1"]).convert();
    assert_eq!(out.column("courses.csv", "course_id"), ["c1", "c2", "c3"]);
    assert_eq!(out.found("course_unused"), ["c4"]);
}

#[test]
fn a_missing_course_is_made_from_its_class() {
    let out = District::v1_1()
        .add("classes.csv", &["k3,,,Drama,c9,D1,scheduled,o1,year", "k4,,,Chess,,,homeroom,o2,year"])
        .convert();
    assert_eq!(out.cells("courses.csv", "c9", &["course_name", "location_id"]), ["Drama", "o1"]);
    assert_eq!(out.cells("courses.csv", "course-k4", &["course_name", "location_id"]), ["Chess", "o2"]);
    assert_eq!(out.cells("classes.csv", "k4", &["course_id", "class_number"]), ["course-k4", ""]);
    assert_eq!(out.found("course_made_from_class"), ["k3", "k4"]);
}

#[test]
fn a_removed_course_takes_its_classes_with_it() {
    let out = District::v1_1().replace("courses.csv", "c2,,,", "c2,tobedeleted,,").convert();
    assert_eq!(out.column("classes.csv", "class_id"), ["k1"]);
    assert_eq!(out.found("class_course_removed"), ["k2"]);
    assert_eq!(out.column("rosters.csv", "roster_id"), ["e1"]);
    assert_eq!(out.found("enrollment_class_removed"), ["e2", "e4"]);
}
