//! Rows and objects: both directions, every file.

use std::collections::BTreeMap;
use std::convert::Infallible;

use oneroster_csv::objects::{Objects, ObjectsBuilder, RowOptions, RowSink, ToRows};
use oneroster_csv::table::{Column, DataType};
use oneroster_csv::{Cells, File, Metadata, Mode, Row};
use oneroster_model::{Record, Version};
use proptest::prelude::*;

/// Columns that objects give back in another form, or not at all.
const LOST: &[(File, &str)] = &[
    // Parts have no identifier of their own.
    (File::Roles, "sourcedId"),
    (File::ClassResources, "sourcedId"),
    (File::CourseResources, "sourcedId"),
    (File::UserResources, "sourcedId"),
    (File::LineItemScoreScales, "sourcedId"),
    (File::ResultScoreScales, "sourcedId"),
    (File::LineItemLearningObjectiveIds, "sourcedId"),
    (File::ResultLearningObjectiveIds, "sourcedId"),
    // Links have no members but their ends.
    (File::ClassResources, "title"),
    (File::CourseResources, "title"),
    (File::LineItemScoreScales, "title"),
    (File::ResultScoreScales, "title"),
    (File::UserResources, "orgSourcedId"),
    (File::UserResources, "classSourcedId"),
];

/// The rows of a file: cells by column name.
type Rows = BTreeMap<File, Vec<BTreeMap<&'static str, String>>>;

struct Collected {
    version: Version,
    rows: Rows,
}

impl RowSink for Collected {
    type Error = Infallible;

    fn row<R: Row>(&mut self, row: &R) -> Result<(), Infallible> {
        let mut cells = BTreeMap::new();
        row.visit_cells(|position, cell| {
            let column = &R::table().columns[position];
            if column.requirement(self.version).is_some() {
                cells.insert(column.name, cell.to_owned());
            }
        });
        row.visit_metadata(|name, value| {
            assert_eq!(name, "metadata.house");
            cells.insert("metadata.house", value.to_owned());
        });
        self.rows.entry(R::FILE).or_default().push(cells);
        Ok(())
    }
}

struct TestRow<'a>(&'a BTreeMap<&'static str, String>, File);

impl<'a> Cells<'a> for TestRow<'a> {
    fn cell(&self, position: usize) -> &'a str {
        let name = self.1.table().columns[position].name;
        self.0.get(name).map_or("", String::as_str)
    }

    fn metadata(&self) -> Metadata<&'a str> {
        let mut metadata = Metadata::default();
        if let Some(house) = self.0.get("metadata.house") {
            metadata.insert("metadata.house", house.as_str());
        }
        metadata
    }
}

fn objects(rows: &Rows, version: Version) -> Objects {
    let mut findings = Vec::new();
    let mut builder = ObjectsBuilder::new(version, &mut findings);
    for (file, rows) in rows {
        for row in rows {
            builder.add_cells(*file, &TestRow(row, *file));
        }
    }
    let objects = builder.finish();
    assert!(findings.is_empty(), "{findings:?}");
    objects
}

fn lend<T: ToRows>(objects: &[T], options: RowOptions, sink: &mut Collected) {
    for object in objects {
        for file in T::FILES {
            object.rows(*file, options, sink).unwrap();
        }
    }
}

fn rows(objects: &Objects, options: RowOptions) -> Rows {
    let mut sink = Collected { version: options.version(), rows: Rows::new() };
    lend(&objects.orgs, options, &mut sink);
    lend(&objects.academic_sessions, options, &mut sink);
    lend(&objects.courses, options, &mut sink);
    lend(&objects.classes, options, &mut sink);
    lend(&objects.users, options, &mut sink);
    lend(&objects.demographics, options, &mut sink);
    lend(&objects.enrollments, options, &mut sink);
    lend(&objects.categories, options, &mut sink);
    lend(&objects.score_scales, options, &mut sink);
    lend(&objects.line_items, options, &mut sink);
    lend(&objects.results, options, &mut sink);
    lend(&objects.resources, options, &mut sink);
    sink.rows
}

/// A cell that a conformant file may hold.
fn cell(file: File, column: &'static Column, version: Version) -> BoxedStrategy<String> {
    // Parts belong to the one object of their kind, and objects are called so.
    if column.name == "sourcedId" {
        return Just(format!("{}-1", file.entity())).boxed();
    }
    match (file, column.name) {
        (_, "status") => return Just("active".to_owned()).boxed(),
        (_, "dateLastModified") => return Just("2026-08-18T06:00:00.000Z".to_owned()).boxed(),
        (File::Roles | File::UserProfiles | File::UserResources, "userSourcedId") => {
            return Just("user-1".to_owned()).boxed();
        }
        (File::ClassResources, "classSourcedId") => return Just("class-1".to_owned()).boxed(),
        (File::CourseResources, "courseSourcedId") => return Just("course-1".to_owned()).boxed(),
        (File::LineItemScoreScales | File::LineItemLearningObjectiveIds, "lineItemSourcedId") => {
            return Just("lineItem-1".to_owned()).boxed();
        }
        (File::ResultScoreScales | File::ResultLearningObjectiveIds, "resultSourcedId") => {
            return Just("result-1".to_owned()).boxed();
        }
        _ => {}
    }
    let one = match column.data_type {
        DataType::Guid | DataType::Id => "[a-z0-9]{1,4}".prop_map(String::from).boxed(),
        DataType::Text => "[A-Za-zéß][A-Za-zéß \"']{0,6}[a-z]".prop_map(String::from).boxed(),
        DataType::Enum(vocabulary) => {
            prop::sample::select(vocabulary.tokens(version).to_vec()).prop_map(str::to_owned).boxed()
        }
        DataType::Boolean => prop::sample::select(vec!["true", "false"]).prop_map(str::to_owned).boxed(),
        DataType::Date => {
            (2020..2030_u16, 1..13_u8, 1..29_u8).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")).boxed()
        }
        DataType::DateTime => Just("2026-08-18T06:00:00.000Z".to_owned()).boxed(),
        DataType::Year => Just("2027".to_owned()).boxed(),
        DataType::Integer => (0..100_u8).prop_map(|number| number.to_string()).boxed(),
        DataType::Float => (0..1000_u16).prop_map(|number| format!("{}.5", number / 10)).boxed(),
        DataType::Pair => "[{][A-Za-z]{1,3}:[a-z0-9-]{1,3}[}]".prop_map(String::from).boxed(),
        _ => unreachable!("a data type of its own"),
    };
    if column.list {
        prop::collection::vec(one, 0..4).prop_map(|items| items.join(",")).boxed()
    } else {
        prop::option::of(one).prop_map(Option::unwrap_or_default).boxed()
    }
}

fn row(file: File, version: Version) -> impl Strategy<Value = BTreeMap<&'static str, String>> {
    let columns: Vec<_> = file
        .table()
        .columns(version)
        .map(|column| cell(file, column, version).prop_map(|cell| (column.name, cell)))
        .collect();
    let has_metadata = !matches!(
        file,
        File::Roles
            | File::UserProfiles
            | File::UserResources
            | File::ClassResources
            | File::CourseResources
            | File::LineItemScoreScales
            | File::ResultScoreScales
            | File::LineItemLearningObjectiveIds
            | File::ResultLearningObjectiveIds
    );
    (columns, prop::option::of("[a-z]{1,5}")).prop_map(move |(cells, house)| {
        let mut row: BTreeMap<_, _> = cells.into_iter().collect();
        if let Some(house) = house.filter(|_| has_metadata) {
            row.insert("metadata.house", house);
        }
        row
    })
}

/// One row of every file of a version.
fn one_of_each(version: Version) -> impl Strategy<Value = Rows> {
    let files: Vec<_> =
        File::of(version).map(|file| row(file, version).prop_map(move |row| (file, vec![row]))).collect();
    files.prop_map(|files| {
        let mut rows: Rows = files.into_iter().collect();
        // What a link or an objective says is required; without it there is none.
        for (file, column) in [
            (File::ClassResources, "resourceSourcedId"),
            (File::CourseResources, "resourceSourcedId"),
            (File::UserResources, "resourceSourcedId"),
            (File::LineItemScoreScales, "scoreScaleSourcedId"),
            (File::ResultScoreScales, "scoreScaleSourcedId"),
            (File::LineItemLearningObjectiveIds, "learningObjectiveId"),
        ] {
            if let Some(cell) = rows.get_mut(&file).and_then(|rows| rows[0].get_mut(column)) {
                "x1".clone_into(cell);
            }
        }
        // A 1.1 role says something about an org.
        if let Some(row) = rows.get_mut(&File::Users).map(|rows| &mut rows[0])
            && row.get("orgSourcedIds").is_some_and(|orgs| {
                orgs.split(',').collect::<std::collections::BTreeSet<_>>().len() != orgs.split(',').count()
            })
        {
            row.insert("orgSourcedIds", "o1,o2".to_owned());
        }
        rows
    })
}

fn without_lost(mut rows: Rows) -> Rows {
    for (file, column) in LOST {
        for row in rows.get_mut(file).into_iter().flatten() {
            row.remove(column);
        }
    }
    rows
}

fn check_round_trip(before: Rows, version: Version) {
    let objects = objects(&before, version);
    let after = rows(&objects, RowOptions::new(version).with_mode(Mode::Delta));
    assert_eq!(without_lost(after), without_lost(before));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_cell_of_1_1_survives(rows in one_of_each(Version::V1_1)) {
        check_round_trip(rows, Version::V1_1);
    }

    #[test]
    fn every_cell_of_1_2_survives(rows in one_of_each(Version::V1_2)) {
        check_round_trip(rows, Version::V1_2);
    }

    #[test]
    fn objects_are_the_same_after_a_way_through_rows(rows_before in one_of_each(Version::V1_2)) {
        let options = RowOptions::new(Version::V1_2).with_mode(Mode::Delta);
        let first = objects(&rows_before, Version::V1_2);
        let second = objects(&rows(&first, options), Version::V1_2);
        prop_assert_eq!(&first.users, &second.users);
        prop_assert_eq!(&first.classes, &second.classes);
        prop_assert_eq!(&first.courses, &second.courses);
        prop_assert_eq!(&first.line_items, &second.line_items);
        prop_assert_eq!(&first.results, &second.results);
        prop_assert_eq!(&first.score_scales, &second.score_scales);
        prop_assert_eq!(&first.orgs, &second.orgs);
        prop_assert_eq!(&first.resources, &second.resources);
    }
}

fn record(cells: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
    cells.iter().map(|(name, cell)| (*name, (*cell).to_owned())).collect()
}

fn build(version: Version, files: &[(File, &[(&'static str, &str)])]) -> (Objects, Vec<String>) {
    let mut findings = Vec::new();
    let mut builder = ObjectsBuilder::new(version, &mut findings);
    for (file, cells) in files {
        builder.add_cells(*file, &TestRow(&record(cells), *file));
    }
    let objects = builder.finish();
    (objects, findings.iter().map(ToString::to_string).collect())
}

#[test]
fn parts_find_their_owner_whatever_comes_first() {
    let (objects, findings) = build(
        Version::V1_2,
        &[
            (File::Roles, &[("sourcedId", "r1"), ("userSourcedId", "u2"), ("role", "aide")]),
            (File::Users, &[("sourcedId", "u1")]),
            (File::Users, &[("sourcedId", "u2")]),
            (File::Roles, &[("sourcedId", "r2"), ("userSourcedId", "u2"), ("role", "teacher")]),
        ],
    );
    assert!(objects.users[0].roles.is_empty());
    let roles: Vec<_> = objects.users[1].roles.iter().filter_map(|role| role.role.as_ref()).collect();
    assert_eq!(roles.iter().map(|role| role.as_str()).collect::<Vec<_>>(), ["aide", "teacher"]);
    assert!(findings.is_empty());
}

#[test]
fn what_cannot_be_used_is_told() {
    let (objects, findings) = build(
        Version::V1_2,
        &[
            (File::Roles, &[("sourcedId", "r1"), ("userSourcedId", "nobody"), ("role", "aide")]),
            (File::Demographics, &[("sourcedId", "u1"), ("birthDate", "last spring"), ("asian", "perhaps")]),
        ],
    );
    assert_eq!(objects.demographics[0].birth_date, None);
    assert_eq!(
        findings,
        [
            "demographics.csv birthDate: error cell_unreadable: the cell is read as blank",
            "demographics.csv asian: error cell_unreadable: the cell is read as blank",
            "roles.csv: error row_without_owner: the row belongs to no object",
        ],
    );
}

#[test]
fn parents_know_their_children() {
    let (objects, _) = build(
        Version::V1_1,
        &[
            (File::Orgs, &[("sourcedId", "s1"), ("parentSourcedId", "d1")]),
            (File::Orgs, &[("sourcedId", "d1")]),
            (File::Orgs, &[("sourcedId", "s2"), ("parentSourcedId", "d1")]),
        ],
    );
    let children: Vec<_> = objects.orgs[1].children.iter().map(|child| child.sourced_id.as_str()).collect();
    assert_eq!(children, ["s1", "s2"]);
}

#[test]
fn each_version_gets_the_role_words_and_sessions_that_it_knows() {
    let (objects, _) = build(
        Version::V1_2,
        &[
            (File::Users, &[("sourcedId", "u1"), ("primaryOrgSourcedId", "s2")]),
            (
                File::Roles,
                &[
                    ("userSourcedId", "u1"),
                    ("roleType", "primary"),
                    ("role", "teacher"),
                    ("orgSourcedId", "s1"),
                ],
            ),
            (
                File::Roles,
                &[
                    ("userSourcedId", "u1"),
                    ("roleType", "primary"),
                    ("role", "principal"),
                    ("orgSourcedId", "s2"),
                ],
            ),
            (
                File::LineItems,
                &[("sourcedId", "l1"), ("academicSessionSourcedId", "t1"), ("dueDate", "2026-09-30")],
            ),
        ],
    );
    let rows = rows(&objects, RowOptions::new(Version::V1_1));
    assert_eq!(rows[&File::Users][0]["role"], "administrator");
    assert_eq!(rows[&File::Users][0]["orgSourcedIds"], "s1,s2");
    assert_eq!(rows[&File::LineItems][0]["gradingPeriodSourcedId"], "t1");
    assert_eq!(rows[&File::LineItems][0]["dueDate"], "2026-09-30");
    assert!(!rows.contains_key(&File::Roles));
}

#[test]
fn bulk_rows_have_no_state_and_deleted_objects_no_rows() {
    let (objects, _) = build(
        Version::V1_1,
        &[
            (
                File::Orgs,
                &[
                    ("sourcedId", "s1"),
                    ("status", "active"),
                    ("dateLastModified", "2026-08-18T06:00:00.000Z"),
                ],
            ),
            (File::Orgs, &[("sourcedId", "s2"), ("status", "tobedeleted")]),
        ],
    );
    assert!(!objects.orgs[1].is_live());
    let bulk = rows(&objects, RowOptions::new(Version::V1_1));
    assert_eq!(bulk[&File::Orgs].len(), 1);
    assert_eq!(
        (bulk[&File::Orgs][0]["status"].as_str(), bulk[&File::Orgs][0]["dateLastModified"].as_str()),
        ("", "")
    );
    let delta = rows(&objects, RowOptions::new(Version::V1_1).with_mode(Mode::Delta));
    assert_eq!(delta[&File::Orgs][0]["dateLastModified"], "2026-08-18T06:00:00.000Z");
    assert_eq!(delta[&File::Orgs][1]["status"], "tobedeleted");
}
