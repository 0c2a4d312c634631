//! Packages without real people.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use oneroster_csv::anonymize::{Anonymization, AnonymizationKey, AnonymizationSummary, Titles};
use oneroster_csv::table::DataType;
use oneroster_csv::{File, Mode, Package};
use oneroster_model::Version;
use proptest::prelude::*;
use support::{Rows, TestRow, by_hand, finish, open, package, random_rows, rows, writer};

fn key(secret: u8) -> AnonymizationKey {
    AnonymizationKey::new([secret; 32]).unwrap()
}

fn anonymize(package: &Package, secret: u8) -> (Vec<u8>, AnonymizationSummary) {
    let (key, mut out, mut findings) = (key(secret), writer(package.version()), Vec::new());
    let summary = Anonymization::new(package, &key).write(&mut out, &mut findings).unwrap();
    let reported = findings.iter().filter(|finding| finding.code.id == "anonymized").count();
    assert_eq!(reported, summary.columns.len(), "every replaced column is reported");
    (finish(out), summary)
}

/// Columns in which a word may stay that is no known name. All others lose whatever they hold.
const MAY_STAY: &[(File, &[&str])] = &[
    (File::AcademicSessions, &["title"]),
    (File::Categories, &["title"]),
    (File::Classes, &["title", "grades", "classCode", "location", "subjects", "subjectCodes", "periods"]),
    (File::ClassResources, &["title"]),
    (File::Courses, &["title", "courseCode", "grades", "subjects", "subjectCodes"]),
    (File::CourseResources, &["title"]),
    (File::LineItems, &["title"]),
    (File::LineItemScoreScales, &["title"]),
    (File::LineItemLearningObjectiveIds, &["learningObjectiveId"]),
    (File::Resources, &["vendorResourceId", "title", "vendorId", "applicationId"]),
    (File::Results, &["textScore"]),
    (File::ResultScoreScales, &["title"]),
    (File::ResultLearningObjectiveIds, &["learningObjectiveId", "textScore"]),
    (File::ScoreScales, &["title", "type", "scoreScaleValue"]),
    (File::UserProfiles, &["profileType", "vendorId", "applicationId", "credentialType"]),
    (File::Users, &["grades"]),
];

#[test]
fn whatever_a_cell_holds_it_stays_only_in_columns_that_are_kept() {
    for version in Version::ALL {
        let mut all = Rows::new();
        for file in File::of(version) {
            let columns = file.table().columns.iter();
            let cells = columns.map(|column| match column.requirement(version) {
                Some(_) => format!("Secret{}", column.name),
                None => String::new(),
            });
            let extensions = BTreeMap::from([("metadata.house".to_owned(), "Secretmetadata".to_owned())]);
            all.insert(file, vec![TestRow { cells: cells.collect(), extensions }]);
        }
        let (bytes, _) = anonymize(&package(version, Mode::Bulk, &all), 1);
        for (file, rows) in rows(&open(bytes)) {
            let may_stay = MAY_STAY.iter().find(|(of, _)| *of == file).map_or(&[][..], |(_, names)| *names);
            for (column, cell) in file.table().columns.iter().zip(&rows[0].cells) {
                let stays = cell.to_lowercase().contains("secret");
                assert!(!stays || may_stay.contains(&column.name), "{file} {}", column.name);
                let is_id = matches!(column.data_type, DataType::Guid);
                assert!(
                    !is_id || column.requirement(version).is_none() || !cell.is_empty(),
                    "{file} {}",
                    column.name
                );
            }
            assert_eq!(rows[0].extensions, BTreeMap::new(), "{file}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_and_relations_stay(source in random_rows(Version::V1_2)) {
        let package = package(Version::V1_2, Mode::Bulk, &source);
        let (bytes, _) = anonymize(&package, 1);
        prop_assert_eq!(&bytes, &anonymize(&package, 1).0, "the same package and key give the same bytes");
        let result = rows(&open(bytes));
        let mut pseudonyms: BTreeMap<String, String> = BTreeMap::new();
        prop_assert_eq!(source.keys().collect::<Vec<_>>(), result.keys().collect::<Vec<_>>());
        for (file, rows) in &source {
            prop_assert_eq!(rows.len(), result[file].len());
            for (before, after) in rows.iter().zip(&result[file]) {
                let columns = file.table().columns.iter().zip(before.cells.iter().zip(&after.cells));
                for (column, (before, after)) in columns.filter(|(column, _)| column.data_type == DataType::Guid) {
                    let items = |cell: &str| cell.split(',').map(|item| item.trim().to_owned()).collect::<Vec<_>>();
                    let (before, after) =
                        if column.list { (items(before), items(after)) } else { (vec![before.clone()], vec![after.clone()]) };
                    prop_assert_eq!(before.len(), after.len());
                    for (before, after) in before.into_iter().zip(after) {
                        prop_assert_eq!(before.is_empty(), after.is_empty());
                        let known = pseudonyms.entry(before).or_insert_with(|| after.clone());
                        prop_assert_eq!(&*known, &after, "one pseudonym for one identifier");
                    }
                }
            }
        }
        let distinct: BTreeSet<&String> = pseudonyms.values().collect();
        prop_assert_eq!(distinct.len(), pseudonyms.len(), "no two identifiers share a pseudonym");
    }
}

const MANIFEST: &str =
    "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\nfile.classes,delta\n";

fn school() -> Package {
    by_hand(&[
        ("manifest.csv", MANIFEST),
        (
            "users.csv",
            "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,email,metadata.house\n\
             t1,true,s1,teacher,okonkwo,Ada,Okonkwo,okonkwo@school.example,Red\n\
             p1,true,s1,student,ben,Ben,Okonkwo,ben@school.example,Blue\n\
             p2,true,s1,student,王伟,伟,王,,\n\
             p3,true,s1,student,cher,Cher,,,\n",
        ),
        (
            "classes.csv",
            "sourcedId,status,dateLastModified,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds\n\
             c1,active,2026-08-18T06:00:00.000Z,Algebra - Okonkwo,k1,scheduled,s1,\"x1,x2\"\n\
             c2,tobedeleted,2026-08-18T06:00:00.000Z,Reading with Ms. Lee,k1,scheduled,s1,x1\n\
             c3,active,2026-08-18T06:00:00.000Z,Cher's choir,k1,scheduled,s1,x1\n",
        ),
    ])
}

#[test]
fn people_become_other_people_of_the_same_shape() {
    let (bytes, _) = anonymize(&school(), 1);
    let all = rows(&open(bytes));
    let cell = |file: File, row: usize, column: &str| {
        all[&file][row].cells[file.table().position(column).unwrap()].clone()
    };
    let family = cell(File::Users, 0, "familyName");
    assert_ne!(family, "Okonkwo");
    assert_eq!(cell(File::Users, 1, "familyName"), family, "a family stays one");
    let domain = |row| cell(File::Users, row, "email").split_once('@').unwrap().1.to_owned();
    assert_eq!(domain(0), domain(1));
    assert!(domain(0).ends_with(".example.org"));
    assert_eq!(cell(File::Users, 0, "email").split('@').next().unwrap(), cell(File::Users, 0, "username"));
    assert!(!cell(File::Users, 2, "familyName").is_ascii(), "a script stays");
    assert_eq!(cell(File::Users, 3, "familyName"), "", "who has one name keeps having one");
    assert_eq!(cell(File::Classes, 0, "title"), format!("Algebra - {family}"));
    assert!(cell(File::Classes, 1, "title").starts_with("Reading with Ms. "));
    assert!(!cell(File::Classes, 1, "title").contains("Lee"));
    assert!(cell(File::Classes, 2, "title").ends_with("'s choir"));
    assert!(!cell(File::Classes, 2, "title").contains("Cher"));
    assert_eq!(cell(File::Classes, 1, "status"), "tobedeleted");
    assert_eq!(cell(File::Classes, 0, "dateLastModified"), "2026-08-18T06:00:00.000Z");
}

#[test]
fn modes_stay_and_keys_and_options_decide() {
    let (bytes, summary) = anonymize(&school(), 1);
    assert_ne!(bytes, anonymize(&school(), 2).0);
    let package = open(bytes);
    assert_eq!((package.mode(File::Users), package.mode(File::Classes)), (Mode::Bulk, Mode::Delta));
    assert_eq!(summary.files, [(File::Classes, 3), (File::Users, 4)]);
    let emptied = summary.columns.iter().find(|column| column.column == "metadata.house").unwrap();
    assert_eq!((emptied.rows, emptied.treatment), (2, "emptied"));

    let (source, key, mut out) = (school(), key(1), writer(Version::V1_1));
    Anonymization::new(&source, &key)
        .with_kept_ids()
        .with_kept_metadata(["metadata.house"])
        .with_titles(Titles::Replace)
        .write(&mut out, &mut Vec::new())
        .unwrap();
    let all = rows(&open(finish(out)));
    assert_eq!(all[&File::Users][0].id(), "t1");
    assert_eq!(all[&File::Users][0].extensions["metadata.house"], "Red");
    let titles = all[&File::Classes].iter().map(|row| row.cells[3].as_str());
    assert!(
        titles.clone().all(|title| title.len() == 8 && !title.contains(' ')),
        "{:?}",
        titles.collect::<Vec<_>>()
    );
}

#[test]
fn writer_of_another_version_is_refused() {
    let key = key(1);
    let result =
        Anonymization::new(&school(), &key).write(&mut writer(Version::V1_2), &mut Vec::new()).map(drop);
    assert_eq!(result.unwrap_err().code(), "version_mismatch");
}
