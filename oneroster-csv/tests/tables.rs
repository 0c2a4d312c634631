//! Every file, column, requirement, type, vocabulary and reference of the standard is implemented.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use oneroster_csv::table::{DataType, Requirement};
use oneroster_csv::{File, Service};
use oneroster_model::Version;

/// The columns of the standard's tables, one per line, written down independently of the code.
const V1_1: &str = include_str!("data/columns-1.1.csv");
const V1_2: &str = include_str!("data/columns-1.2.csv");

fn check_version(version: Version, lines: &str, files: usize, columns: usize) {
    let mut reader = csv::Reader::from_reader(lines.as_bytes());
    let mut seen = std::collections::BTreeMap::<File, usize>::new();
    for record in reader.records() {
        let record = record.unwrap();
        let place = format!("{version} {} {}", &record[0], &record[2]);
        let file = File::from_name(&record[0]).expect(&place);
        assert!(file.since() <= version, "{place}");
        let position: usize = record[1].parse().unwrap();
        let column = file.table().columns(version).nth(position - 1).expect(&place);
        *seen.entry(file).or_default() += 1;
        assert_eq!(column.name, &record[2], "{place}");
        let required = match column.requirement(version).unwrap() {
            Requirement::Required => "yes",
            Requirement::RequiredForDelta => "delta",
            Requirement::Optional => "no",
        };
        assert_eq!(required, &record[3], "{place}");
        assert_eq!(type_name(column.data_type, column.list), record[4].to_lowercase(), "{place}");
        let (tokens, extensible) = match column.data_type {
            DataType::Enum(vocabulary) => (vocabulary.tokens(version).join("|"), vocabulary.extensible),
            _ => (String::new(), false),
        };
        assert_eq!(sorted(&tokens), sorted(&record[5]), "{place}");
        if version >= Version::V1_2 {
            assert_eq!(extensible, &record[6] == "yes", "{place}");
        }
        assert_eq!(column.references.map_or("", File::name), &record[7], "{place}");
        let service = match file.service() {
            Service::Rostering => "rostering",
            Service::Gradebook => "gradebook",
            Service::Resources => "resources",
        };
        assert_eq!(service, &record[8], "{place}");
    }
    assert_eq!(seen.len(), files);
    assert_eq!(seen.values().sum::<usize>(), columns);
    for (file, count) in seen {
        assert_eq!(file.table().columns(version).count(), count, "{version} {file} has more columns");
    }
    assert_eq!(File::of(version).count(), files);
}

fn type_name(data_type: DataType, list: bool) -> String {
    let item = match data_type {
        DataType::Text => "string",
        DataType::Enum(_) => "enum",
        other => other.name(),
    };
    if list { format!("list<{item}>").to_lowercase() } else { item.to_lowercase() }
}

fn sorted(tokens: &str) -> Vec<&str> {
    let mut tokens: Vec<&str> = tokens.split('|').collect();
    tokens.sort_unstable();
    tokens
}

#[test]
fn every_column_of_1_1_is_implemented() {
    check_version(Version::V1_1, V1_1, 13, V1_1.lines().count() - 1);
}

#[test]
fn every_column_of_1_2_is_implemented() {
    check_version(Version::V1_2, V1_2, 21, V1_2.lines().count() - 1);
}

#[test]
fn rows_serialize_under_the_names_of_the_standard_and_hide_people_from_debug() {
    let mut row = oneroster_csv::tables::UserRow::<String> {
        sourced_id: "u1".into(),
        given_name: "Noor".into(),
        ..Default::default()
    };
    row.metadata.insert("metadata.house".into(), "Owl".into());
    let json = serde_json::to_value(&row).unwrap();
    assert_eq!(json["givenName"], "Noor");
    assert_eq!(json["metadata"]["metadata.house"], "Owl");
    assert_eq!(serde_json::from_value::<oneroster_csv::tables::UserRow>(json).unwrap(), row);
    assert!(!format!("{row:?}").contains("Noor"));
}
