//! Clean districts follow the tables and the rules of the standard.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use oneroster_csv::table::{Column, DataType, Requirement};
use oneroster_csv::{File, Service};
use oneroster_model::date::{Reading, parse_date};
use oneroster_model::{SourcedId, Version};
use oneroster_sandbox::{Content, District, IdStyle};

use crate::package::{Package, cells, read};

/// Sizes around the limits of groups and schools, both versions, both styles of ids, two days.
static DISTRICTS: LazyLock<Vec<(District, Package)>> = LazyLock::new(|| {
    let sizes = [
        (0, IdStyle::Short),
        (1, IdStyle::Short),
        (26, IdStyle::Short),
        (130, IdStyle::Short),
        (1_700, IdStyle::Uuid),
    ];
    let mut districts = Vec::new();
    for (students, ids) in sizes {
        for version in Version::ALL {
            let options = District::builder(students).seed(11).version(version).ids(ids);
            let district = options.content(Content::Full).build();
            districts
                .extend([district, district.changed(4, 0.1)].map(|district| (district, read(&district))));
        }
    }
    districts
});

#[test]
fn full_districts_have_every_file_of_the_version() {
    for version in Version::ALL {
        let district = District::builder(1).version(version).content(Content::Full).build();
        assert!(district.files().eq(File::of(version)), "{version}");
        let empty = District::builder(0).version(version).content(Content::Full).build();
        assert!(!empty.files().any(|file| matches!(file, File::Classes | File::Enrollments | File::Results)));
        let rostering = District::builder(1).version(version).build();
        assert!(
            rostering.files().eq(File::of(version).filter(|file| file.service() == Service::Rostering)),
            "{version}"
        );
    }
}

/// The rules about results: the student's class, a score within the line item's range.
#[test]
fn results_fit_their_line_item() {
    for (district, package) in DISTRICTS.iter() {
        let mut enrolled = HashSet::new();
        for row in package.rows(File::Enrollments) {
            let cell = |column| package.cell_of(File::Enrollments, row, column);
            if cell("role") == "student" {
                enrolled.insert((cell("classSourcedId"), cell("userSourcedId")));
            }
        }
        for row in package.rows(File::Results) {
            let cell = |column| package.cell_of(File::Results, row, column);
            let item = |column| package.cell(File::LineItems, cell("lineItemSourcedId"), column);
            assert!(enrolled.contains(&(item("classSourcedId"), cell("studentSourcedId"))));
            if district.version() == Version::V1_2 {
                assert_eq!(cell("classSourcedId"), item("classSourcedId"));
            }
            if !cell("score").is_empty() {
                let number = |text: &str| text.parse::<f64>().unwrap();
                let range = number(item("resultValueMin"))..=number(item("resultValueMax"));
                assert!(range.contains(&number(cell("score"))));
            }
        }
        for row in package.rows(File::LineItems) {
            let cell = |column| package.cell_of(File::LineItems, row, column);
            let period = if district.version() == Version::V1_1 {
                cell("gradingPeriodSourcedId")
            } else {
                cell("academicSessionSourcedId")
            };
            assert_eq!(package.cell(File::AcademicSessions, period, "type"), "gradingPeriod");
            assert!(package.cell(File::AcademicSessions, period, "startDate") <= cell("assignDate"));
            assert!(cell("dueDate") <= package.cell(File::AcademicSessions, period, "endDate"));
        }
    }
}

fn items<'a>(column: &Column, cell: &'a str) -> Vec<&'a str> {
    match cell {
        "" => Vec::new(),
        _ if column.list => cell.split(',').collect(),
        _ => vec![cell],
    }
}

fn has_type(data_type: DataType, item: &str, version: Version) -> bool {
    match data_type {
        DataType::Guid => SourcedId::text_is_conformant(item),
        DataType::Enum(vocabulary) => vocabulary.accepts(item, version),
        DataType::Boolean => matches!(item, "true" | "false"),
        DataType::Date => matches!(parse_date(item), Reading::Exact(_)),
        DataType::Year => item.len() == 4 && item.bytes().all(|byte| byte.is_ascii_digit()),
        DataType::Integer => item.parse::<i64>().is_ok(),
        DataType::Float => item.parse::<f64>().is_ok(),
        DataType::Pair => item.starts_with('{') && item.ends_with('}') && item.contains(':'),
        _ => !item.trim().is_empty() && item.trim() == item,
    }
}

#[test]
fn cells_have_the_type_of_their_column_and_references_resolve() {
    for (district, package) in DISTRICTS.iter() {
        let version = district.version();
        for (file, rows) in &package.files {
            for row in rows {
                for (column, cell) in file.table().columns(version).zip(row) {
                    let place = format!("{version} {file} {} {}", column.name, row[0]);
                    match column.requirement(version).unwrap() {
                        Requirement::Required => assert!(!cell.is_empty(), "{place} is blank"),
                        Requirement::RequiredForDelta => assert!(cell.is_empty(), "{place} is filled"),
                        Requirement::Optional => {}
                    }
                    assert!(!cell.contains(['\r', '\n']), "{place} holds a line break");
                    assert!(cell.chars().count() < 256, "{place} is too long");
                    for item in items(column, cell) {
                        assert!(has_type(column.data_type, item, version), "{place}: {item}");
                        if let Some(target) = column.references {
                            assert!(package.has(target, item), "{place}: {item} is not in {target}");
                        }
                    }
                    let distinct: HashSet<_> = items(column, cell).into_iter().collect();
                    assert!(!column.list || distinct.len() == items(column, cell).len(), "{place} repeats");
                }
            }
        }
    }
}

#[test]
fn identifiers_are_unique_in_every_file_and_among_people_and_classes() {
    for (_, package) in DISTRICTS.iter() {
        let mut all = HashSet::new();
        for (file, rows) in &package.files {
            let mut ids = HashSet::new();
            for row in rows {
                assert!(ids.insert(row[0].as_str()), "{file} repeats {}", row[0]);
                assert!(*file == File::Demographics || all.insert(row[0].clone()), "{file}: {}", row[0]);
            }
        }
        let usernames: HashSet<_> = package.column(File::Users, "username").collect();
        assert_eq!(usernames.len(), package.column(File::Users, "username").count());
    }
}

#[test]
fn orgs_and_sessions_form_trees_of_all_types() {
    for (_, package) in DISTRICTS.iter() {
        for file in [File::Orgs, File::AcademicSessions] {
            let parents: HashMap<&str, &str> =
                package.column(file, "sourcedId").zip(package.column(file, "parentSourcedId")).collect();
            for start in parents.keys() {
                let mut steps = 0;
                let mut at = *start;
                while let Some(parent) = parents.get(at).filter(|parent| !parent.is_empty()) {
                    at = parent;
                    steps += 1;
                    assert!(steps < 10, "{file}: {start} is in a circle");
                }
            }
        }
        let kinds = |file| package.column(file, "type").collect::<BTreeSet<_>>();
        assert_eq!(kinds(File::AcademicSessions).len(), 4);
        assert_eq!(kinds(File::Orgs).len(), 6);
    }
}

#[test]
fn schools_are_schools() {
    for (_, package) in DISTRICTS.iter() {
        let kinds: HashMap<&str, &str> =
            package.column(File::Orgs, "sourcedId").zip(package.column(File::Orgs, "type")).collect();
        for file in [File::Classes, File::Enrollments, File::LineItems] {
            for school in package.column(file, "schoolSourcedId") {
                assert_eq!(kinds[school], "school", "{file}");
            }
        }
        let sessions: HashMap<&str, &str> = package
            .column(File::AcademicSessions, "sourcedId")
            .zip(package.column(File::AcademicSessions, "type"))
            .collect();
        for session in package.column(File::Courses, "schoolYearSourcedId") {
            assert_eq!(sessions[session], "schoolYear");
        }
    }
}

#[test]
fn subjects_and_their_codes_are_aligned() {
    for (_, package) in DISTRICTS.iter() {
        for file in [File::Courses, File::Classes] {
            for (subjects, codes) in
                package.column(file, "subjects").zip(package.column(file, "subjectCodes"))
            {
                assert_eq!(subjects.split(',').count(), codes.split(',').count(), "{subjects}: {codes}");
            }
        }
    }
}

/// The rules about enrollments: right class, right school, within the term, one teacher in charge.
#[test]
fn enrollments_fit_their_class() {
    for (_, package) in DISTRICTS.iter() {
        let session = |id: &str, column: &str| package.cell(File::AcademicSessions, id, column).to_owned();
        let mut primary = BTreeMap::<&str, usize>::new();
        let mut people = HashSet::new();
        for row in package.rows(File::Enrollments) {
            let cell = |column| package.cell_of(File::Enrollments, row, column);
            let class = cell("classSourcedId");
            assert_eq!(cell("schoolSourcedId"), package.cell(File::Classes, class, "schoolSourcedId"));
            assert!(
                people.insert((class, cell("userSourcedId"))),
                "{} is twice in {class}",
                cell("userSourcedId")
            );
            let terms = package.cell(File::Classes, class, "termSourcedIds");
            let first = terms.split(',').map(|term| session(term, "startDate")).min().unwrap();
            let last = terms.split(',').map(|term| session(term, "endDate")).max().unwrap();
            if !cell("beginDate").is_empty() {
                assert!(*first <= *cell("beginDate") && cell("beginDate") < cell("endDate"));
                assert!(*cell("endDate") <= *last);
            }
            match cell("role") {
                "teacher" => *primary.entry(class).or_default() += usize::from(cell("primary") == "true"),
                _ => assert_eq!(cell("primary"), ""),
            }
        }
        assert_eq!(primary.len(), package.rows(File::Classes).len());
        assert!(primary.values().all(|count| *count == 1));
    }
}

#[test]
fn roles_fit_the_user() {
    for (_, package) in DISTRICTS.iter().filter(|(district, _)| district.version() == Version::V1_2) {
        let mut primary = HashSet::new();
        let mut memberships = HashSet::new();
        for row in package.rows(File::Roles) {
            let cell = |column| package.cell_of(File::Roles, row, column);
            let key = (cell("userSourcedId"), cell("orgSourcedId"));
            memberships.insert(key);
            assert!(cell("roleType") != "primary" || primary.insert(key), "{key:?} has two primary roles");
            let profile = cell("userProfileSourcedId");
            if !profile.is_empty() {
                assert_eq!(package.cell(File::UserProfiles, profile, "userSourcedId"), cell("userSourcedId"));
            }
        }
        for row in package.rows(File::Users) {
            let user = package.cell_of(File::Users, row, "sourcedId");
            assert!(memberships.contains(&(user, package.cell_of(File::Users, row, "primaryOrgSourcedId"))));
        }
    }
}

#[test]
fn random_access_gives_the_rows_of_the_files() {
    for (district, package) in DISTRICTS.iter() {
        let version = district.version();
        let same = |file: File, index: usize, row: &[String]| {
            assert_eq!(package.rows(file)[index], row, "{version} {file}");
        };
        let users = district.people().filter_map(|person| district.user(person));
        users.enumerate().for_each(|(index, row)| same(File::Users, index, &cells(&row, version)));
        for (file, rows) in [
            (
                File::Orgs,
                (0..)
                    .map_while(|index| district.org(index))
                    .map(|row| cells(&row, version))
                    .collect::<Vec<_>>(),
            ),
            (
                File::Classes,
                (0..).map_while(|index| district.class(index)).map(|row| cells(&row, version)).collect(),
            ),
            (
                File::Courses,
                (0..).map_while(|index| district.course(index)).map(|row| cells(&row, version)).collect(),
            ),
            (
                File::AcademicSessions,
                (0..)
                    .map_while(|index| district.academic_session(index))
                    .map(|row| cells(&row, version))
                    .collect(),
            ),
            (
                File::Enrollments,
                (0..package.rows(File::Classes).len() as u64)
                    .flat_map(|class| district.enrollments_of_class(class))
                    .map(|row| cells(&row, version))
                    .collect(),
            ),
            (
                File::Demographics,
                district
                    .people()
                    .filter_map(|person| district.demographics(person))
                    .map(|row| cells(&row, version))
                    .collect(),
            ),
        ] {
            assert_eq!(package.rows(file), rows, "{version} {file}");
        }
    }
}
