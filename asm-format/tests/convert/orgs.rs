use crate::district::District;

#[test]
fn schools_become_locations_and_districts_do_not() {
    let out = District::v1_1().convert();
    assert_eq!(out.column("locations.csv", "location_id"), ["o1", "o2"]);
    assert_eq!(out.column("locations.csv", "location_name"), ["North", "South"]);
    assert_eq!(out.found("org_not_exported"), ["d1"]);
}

#[test]
fn the_name_prefix_is_put_before_every_location_name() {
    let out = District::v1_1().toml("location_name_prefix = \"Valley \"").convert();
    assert_eq!(out.column("locations.csv", "location_name"), ["Valley North", "Valley South"]);
}

#[test]
fn departments_are_locations_only_when_asked_for() {
    let district = || {
        District::v1_1().add("orgs.csv", &["dep,,,Science,department,o1"]).replace(
            "users.csv",
            "true,o1,student",
            "true,dep,student",
        )
    };
    let out = district().convert();
    assert_eq!(out.locations("students.csv", "s1"), ["o1"], "a department climbs to its school");
    let out = district().toml("location_types = [\"school\", \"department\"]").convert();
    assert_eq!(out.column("locations.csv", "location_id"), ["dep", "o1", "o2"]);
    assert_eq!(out.locations("students.csv", "s1"), ["dep"]);
}

#[test]
fn an_org_of_unknown_type_is_not_exported_and_reported() {
    let out = District::v1_1().add("orgs.csv", &["x1,,,Camp,campus,d1"]).convert();
    assert_eq!(out.column("locations.csv", "location_id"), ["o1", "o2"]);
    assert_eq!(out.found("org_type_unknown"), ["x1"]);
}

#[test]
fn a_school_without_a_name_is_named_by_its_identifier() {
    let out = District::v1_1().replace("orgs.csv", "South", "").convert();
    assert_eq!(out.cells("locations.csv", "o2", &["location_name"]), ["o2"]);
    assert_eq!(out.found("org_name_missing"), ["o2"]);
}

#[test]
fn schools_may_share_a_name() {
    let out = District::v1_1().replace("orgs.csv", "South", "North").convert();
    assert_eq!(out.column("locations.csv", "location_name"), ["North", "North"]);
}

#[test]
fn parents_in_a_circle_end_with_a_finding() {
    let out = District::v1_1()
        .add("orgs.csv", &["a,,,A,department,b", "b,,,B,department,a"])
        .replace("users.csv", "true,o1,student", "true,a,student")
        .convert();
    assert_eq!(out.found("org_parent_cycle"), ["a", "b"]);
    assert_eq!(out.locations("students.csv", "s1"), ["o1"], "the school of the class is left");
}
