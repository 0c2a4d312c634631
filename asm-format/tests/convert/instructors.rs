use crate::district::District;

fn teachers(count: usize) -> District {
    let mut district = District::v1_1();
    for n in 10..10 + count {
        district = district.add("users.csv", &[&format!("t{n},,,true,o1,teacher,t{n},,Tea,Cher,,,,")]);
    }
    district
}

fn instructors(district: &District, class: &str) -> Vec<String> {
    let out = district.convert();
    let columns: Vec<String> = (1..=16)
        .map(|n| if n == 1 { "instructor_id".into() } else { format!("instructor_id_{n}") })
        .collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    out.cells("classes.csv", class, &columns)
        .into_iter()
        .filter(|cell| !cell.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn primary_comes_first_then_begin_date_then_identifier() {
    let district = teachers(4).add(
        "enrollments.csv",
        &[
            "e10,,k1,o1,t13,teacher,false,,",
            "e11,,k1,o1,t12,teacher,false,2026-09-02,",
            "e12,,k1,o1,t11,teacher,false,2026-09-01,",
            "e13,,k1,o1,t10,teacher,TRUE,,",
        ],
    );
    assert_eq!(instructors(&district, "k1"), ["t1", "t10", "t11", "t12", "t13"]);
}

#[test]
fn a_teacher_who_is_listed_twice_collapses() {
    let district = District::v1_1().add("enrollments.csv", &["e9,,k1,o1,t1,teacher,,,"]);
    assert_eq!(instructors(&district, "k1"), ["t1"]);
    assert_eq!(district.convert().found("enrollment_repeated").len(), 1);
}

#[test]
fn fifteen_instructors_are_exported_and_the_rest_is_reported() {
    let mut district = teachers(16);
    for n in 10..26 {
        district = district.add("enrollments.csv", &[&format!("e{n},,k1,o1,t{n},teacher,,,")]);
    }
    assert_eq!(instructors(&district, "k1").len(), 15);
    assert_eq!(district.convert().found("too_many_instructors"), ["t24", "t25"]);
}

#[test]
fn three_columns_are_always_there_and_more_only_as_needed() {
    let out = District::v1_1().convert();
    let row = &out.rows("classes.csv")[0];
    assert!(row.contains_key("instructor_id_3") && !row.contains_key("instructor_id_4"));
    let mut district = teachers(4);
    for n in 10..14 {
        district = district.add("enrollments.csv", &[&format!("e{n},,k1,o1,t{n},teacher,,,")]);
    }
    let out = district.convert();
    assert!(out.rows("classes.csv")[0].contains_key("instructor_id_5"));
}

#[test]
fn roles_that_make_an_instructor_can_be_set() {
    let district = || {
        District::v1_1()
            .add("users.csv", &["a1,,,true,o1,aide,al,,Al,Fox,,,,"])
            .add("enrollments.csv", &["e9,,k1,o1,a1,proctor,,,"])
    };
    let out = district().convert();
    assert_eq!(out.found("enrollment_role_not_exported"), ["e9"]);
    let district = district().toml("instructor_roles = [\"teacher\", \"proctor\"]");
    assert_eq!(instructors(&district, "k1"), ["t1", "a1"]);
}

#[test]
fn a_student_does_not_teach() {
    let out = District::v1_1().add("enrollments.csv", &["e9,,k1,o1,s2,teacher,,,"]).convert();
    assert_eq!(out.found("student_teaches"), ["e9"]);
    assert_eq!(out.cells("classes.csv", "k1", &["instructor_id", "instructor_id_2"]), ["t1", ""]);
}
