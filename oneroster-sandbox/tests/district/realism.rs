//! Districts look like districts.

use std::collections::{HashMap, HashSet};

use oneroster_csv::File;
use oneroster_model::Version;
use oneroster_sandbox::District;

use crate::package::{Package, read};

fn district(version: Version) -> (Package, f64) {
    (read(&District::builder(6_000).seed(3).version(version).build()), 6_000.0)
}

/// Asserts that a number lies within a range, with its name in the message.
fn check(name: &str, value: f64, range: std::ops::RangeInclusive<f64>) {
    assert!(range.contains(&value), "{name}: {value} is not within {range:?}");
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn count(package: &Package, file: File, column: &str, test: impl Fn(&str) -> bool) -> f64 {
    package.column(file, column).filter(|cell| test(cell)).count() as f64
}

#[test]
fn numbers_are_those_of_a_school_district() {
    let (package, students) = district(Version::V1_1);
    let role = |token: &str| count(&package, File::Users, "role", |role| role == token);
    let enrolled = |token: &str| count(&package, File::Enrollments, "role", |role| role == token);
    let classes = count(&package, File::Classes, "sourcedId", |_| true);
    for (name, value, range) in [
        ("students", role("student"), students..=students),
        ("students per teacher", students / role("teacher"), 14.5..=15.0),
        (
            "students per school",
            students / count(&package, File::Orgs, "type", |kind| kind == "school"),
            550.0..=650.0,
        ),
        (
            "parents, guardians, relatives",
            (role("parent") + role("guardian") + role("relative")) / students,
            0.2..=0.26,
        ),
        ("enrollments per student", enrolled("student") / students, 8.0..=8.0),
        ("teachers per class", enrolled("teacher") / classes, 1.1..=1.2),
        ("students per class", enrolled("student") / classes, 24.0..=27.0),
        ("proctors", enrolled("proctor"), 1.0..=50.0),
        (
            "homerooms",
            count(&package, File::Classes, "classType", |kind| kind == "homeroom") / classes,
            0.12..=0.13,
        ),
        (
            "people in several orgs",
            count(&package, File::Users, "orgSourcedIds", |orgs| orgs.contains(',')),
            50.0..=1_500.0,
        ),
        (
            "students with guardians",
            count(&package, File::Users, "agentSourcedIds", |agents| !agents.is_empty()) / students,
            0.4..=0.7,
        ),
        (
            "students of several grades",
            count(&package, File::Users, "grades", |grades| grades.contains(',')),
            20.0..=120.0,
        ),
        (
            "family names with commas",
            count(&package, File::Users, "familyName", |name| name.contains(',')),
            10.0..=200.0,
        ),
        (
            "given names with quotes",
            count(&package, File::Users, "givenName", |name| name.contains('"')),
            20.0..=200.0,
        ),
        ("demographics", count(&package, File::Demographics, "sourcedId", |_| true), students..=students),
        (
            "classes of several terms",
            count(&package, File::Classes, "termSourcedIds", |terms| terms.contains(',')) / classes,
            0.2..=0.8,
        ),
    ] {
        check(name, value, range);
    }
}

#[test]
fn courses_are_shared_by_schools() {
    let (package, _) = district(Version::V1_2);
    let mut schools = HashMap::<&str, HashSet<&str>>::new();
    for (course, school) in
        package.column(File::Classes, "courseSourcedId").zip(package.column(File::Classes, "schoolSourcedId"))
    {
        schools.entry(course).or_default().insert(school);
    }
    assert!(schools.values().filter(|schools| schools.len() > 2).count() > 50);
    let owners: HashSet<&str> = package.column(File::Courses, "orgSourcedId").collect();
    assert_eq!(owners.len(), 1);
    for owner in owners {
        assert_eq!(package.cell(File::Orgs, owner, "type"), "district");
    }
}

#[test]
fn teachers_have_a_handful_of_classes() {
    let (package, _) = district(Version::V1_2);
    let mut classes = HashMap::<&str, usize>::new();
    for row in package.rows(File::Enrollments) {
        if package.cell_of(File::Enrollments, row, "role") == "teacher" {
            *classes.entry(package.cell_of(File::Enrollments, row, "userSourcedId")).or_default() += 1;
        }
    }
    assert!(classes.len() > 390, "{} of 400 teachers teach", classes.len());
    assert!(classes.values().all(|count| *count < 20), "{:?}", classes.values().max());
}

#[test]
fn siblings_share_a_family_name_and_sit_in_different_classes() {
    let (package, _) = district(Version::V1_1);
    let (mut pairs, mut same) = (0, 0);
    for row in package.rows(File::Users) {
        let cell = |column| package.cell_of(File::Users, row, column);
        if matches!(cell("role"), "parent" | "guardian") {
            let mut children = cell("agentSourcedIds").split(',');
            if let (Some(first), Some(second)) = (children.next(), children.next()) {
                let name = |id: &str| {
                    let name = package.cell(File::Users, id, "familyName");
                    name.split_once(',').map_or(name, |(name, _)| name).to_owned()
                };
                pairs += 1;
                same += usize::from(name(first) == name(second));
            }
        }
    }
    assert!(pairs > 500 && same * 100 > pairs * 95, "{same} of {pairs}");
}
