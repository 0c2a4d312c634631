//! Mistakes that other converters make; each has cost somebody an upload or a class.

use crate::district::District;

#[test]
fn several_orgs_never_share_a_cell() {
    let out = District::v1_1().convert();
    assert_eq!(out.cells("staff.csv", "t1", &["location_id", "location_id_2"]), ["o1", "o2"]);
}

#[test]
fn a_class_with_four_teachers_keeps_them_all() {
    let mut district = District::v1_1();
    for n in 2..5 {
        district = district
            .add("users.csv", &[&format!("t{n},,,true,o1,teacher,t{n},,Tea,Cher,,,,")])
            .add("enrollments.csv", &[&format!("x{n},,k1,o1,t{n},teacher,,,")]);
    }
    let out = district.convert();
    let columns = ["instructor_id", "instructor_id_2", "instructor_id_3", "instructor_id_4"];
    assert_eq!(out.cells("classes.csv", "k1", &columns), ["t1", "t2", "t3", "t4"]);
}

#[test]
fn a_primary_teacher_who_comes_later_replaces_nobody() {
    let out = District::v1_1()
        .add("users.csv", &["t2,,,true,o1,teacher,t2,,Tea,Cher,,,,"])
        .replace("enrollments.csv", "t1,teacher,true", "t1,teacher,false")
        .add("enrollments.csv", &["e9,,k1,o1,t2,teacher,true,,"])
        .convert();
    let columns = ["instructor_id", "instructor_id_2", "instructor_id_3"];
    assert_eq!(out.cells("classes.csv", "k1", &columns), ["t2", "t1", ""]);
}

#[test]
fn every_location_of_every_file_is_in_locations() {
    let out = District::v1_1().replace("courses.csv", "ART1,o2", "ART1,d1").convert();
    let locations = out.column("locations.csv", "location_id");
    for file in ["students.csv", "staff.csv", "courses.csv", "classes.csv"] {
        for location in out.column(file, "location_id") {
            assert!(locations.contains(&location), "{file} {location}");
        }
    }
}

#[test]
fn the_lead_teacher_is_among_the_first_columns_however_many_there_are() {
    let mut district = District::v1_1().replace("enrollments.csv", "t1,teacher,true", "t1,teacher,false");
    for n in 10..30 {
        let primary = n == 29;
        district = district
            .add("users.csv", &[&format!("t{n},,,true,o1,teacher,t{n},,Tea,Cher,,,,")])
            .add("enrollments.csv", &[&format!("x{n},,k1,o1,t{n},teacher,{primary},,")]);
    }
    assert_eq!(district.convert().cells("classes.csv", "k1", &["instructor_id"]), ["t29"]);
}

#[test]
fn roster_identifiers_do_not_change_from_run_to_run() {
    assert_eq!(District::v1_1().convert().zip, District::v1_1().convert().zip);
}

#[test]
fn rosters_are_cut_together_with_filtered_people() {
    let out = District::v1_1().toml("[filters]\ngrades = [\"09\"]").convert();
    assert_eq!(out.column("rosters.csv", "student_id"), ["s1"]);
    assert_eq!(out.found("enrollment_user_removed"), ["e2"]);
}

#[test]
fn a_shared_teacher_is_there_when_one_school_only_is_synced() {
    for school in ["o1", "o2"] {
        let out = District::v1_1().toml(&format!("[filters]\nschools = [\"{school}\"]")).convert();
        assert_eq!(out.locations("staff.csv", "t1"), [school]);
    }
}

#[test]
fn the_first_course_is_not_repeated_for_its_sections() {
    let out = District::v1_1()
        .add("classes.csv", &["k3,,,X,c1,,scheduled,o1,fall", "k4,,,Y,c1,,scheduled,o1,fall"])
        .convert();
    assert_eq!(out.column("courses.csv", "course_id"), ["c1", "c2"]);
}

#[test]
fn instructor_columns_have_no_gaps_and_identifiers_no_blanks() {
    let out = District::v1_1()
        .add("users.csv", &["t0 ,,,true,o1,aide,t0,,Tea,Cher,,,,"])
        .toml("include_enrolled_teachers = false")
        .add("enrollments.csv", &["x0,,k1,o1,t0,teacher,true,,"])
        .convert();
    assert_eq!(out.cells("classes.csv", "k1", &["instructor_id", "instructor_id_2"]), ["t1", ""]);
}
