//! A share of the rows is spoiled, in ways that have a name, and never the form of the file.

use std::collections::BTreeMap;
use std::convert::Infallible;

use oneroster_csv::{File, Row, TableWriter};
use oneroster_model::{SourcedId, Version};
use oneroster_sandbox::{Content, Defect, District, DistrictBuilder, RowSink, SpoiledRecord};

use crate::package::cells;

/// Rows of a file, each with its defect.
#[derive(Default)]
struct Records {
    version: Option<Version>,
    rows: Vec<(Option<Defect>, Vec<String>)>,
}

impl RowSink for Records {
    type Error = Infallible;

    fn row<R: Row>(&mut self, row: &R) -> Result<(), Infallible> {
        self.rows.push((None, cells(row, self.version.unwrap())));
        Ok(())
    }

    fn spoiled(&mut self, record: &SpoiledRecord<'_>) -> Result<(), Infallible> {
        self.rows.push((Some(record.defect), record.cells.to_vec()));
        Ok(())
    }
}

fn builder(version: Version) -> DistrictBuilder {
    District::builder(2_000).seed(5).version(version).content(Content::Full)
}

fn records(district: &District, file: File) -> Vec<(Option<Defect>, Vec<String>)> {
    let mut records = Records { version: Some(district.version()), rows: Vec::new() };
    let Ok(()) = district.visit(file, &mut records);
    records.rows
}

/// Whether the spoiled cells show the defect, and nothing else is changed.
fn shows(defect: Defect, clean: &[String], dirty: &[String], previous: Option<&String>) -> bool {
    if clean.len() != dirty.len() {
        let common = clean.len().min(dirty.len());
        return clean[..common] == dirty[..common]
            && match defect {
                Defect::ExtraCell => dirty.len() == clean.len() + 1,
                Defect::MissingCell => dirty.len() < clean.len(),
                _ => false,
            };
    }
    let changed: Vec<(usize, &str, &str)> = (0..)
        .zip(clean.iter().zip(dirty))
        .filter(|(_, (clean, dirty))| clean != dirty)
        .map(|(position, (clean, dirty))| (position, clean.as_str(), dirty.as_str()))
        .collect();
    if let [(1, "", status), (2, "", _)] = changed[..] {
        return match defect {
            Defect::BulkStatus => status == "active",
            Defect::ToBeDeletedSpelling => status == "toBeDeleted",
            Defect::InactiveStatus => status == "inactive",
            _ => false,
        };
    }
    let [(position, clean, dirty)] = changed[..] else { return false };
    match defect {
        Defect::BooleanCase => ["true", "false"].contains(&clean) && clean == dirty.to_lowercase(),
        Defect::UsDate => dirty.split('/').count() == 3 && dirty.ends_with(&clean[..4]),
        Defect::ZeroDate => dirty == "0001-01-01",
        Defect::TokenCase => clean.eq_ignore_ascii_case(dirty),
        Defect::UnknownToken => dirty.strip_suffix("_1") == Some(clean),
        Defect::DanglingReference => SourcedId::text_is_conformant(&dirty.replace(',', "")),
        Defect::DuplicateId => position == 0 && previous.is_some_and(|previous| previous == dirty),
        Defect::TrailingBlankId => position == 0 && dirty.trim_end() == clean,
        Defect::NonConformantId => position == 0 && !SourcedId::text_is_conformant(dirty.trim()),
        Defect::MissingRequired => dirty.is_empty(),
        Defect::LineBreak => dirty.contains('\n'),
        Defect::ListBlanks => dirty.replace(", ", ",") == clean,
        Defect::InvalidEmail => clean.contains('@') && !dirty.contains('@'),
        _ => false,
    }
}

#[test]
fn every_defect_is_described_in_the_read_me() {
    let text = include_str!("../../README.md");
    for defect in Defect::ALL {
        let line = format!("| `{}` | {} |", defect.name(), defect.about());
        assert!(text.contains(&line), "{line}");
    }
}

#[test]
fn every_defect_occurs_and_is_what_it_says() {
    let mut counts = BTreeMap::new();
    for version in Version::ALL {
        let (clean, dirty) = (builder(version).build(), builder(version).dirty(0.2).build());
        for file in File::of(version) {
            let (clean, dirty) = (records(&clean, file), records(&dirty, file));
            assert_eq!(clean.len(), dirty.len(), "{file}");
            let mut previous = None;
            for ((_, clean), (defect, dirty)) in clean.iter().zip(&dirty) {
                match defect {
                    None => assert_eq!(clean, dirty, "{file}"),
                    Some(defect) => {
                        *counts.entry(*defect).or_insert(0) += 1;
                        assert!(
                            shows(*defect, clean, dirty, previous),
                            "{file} {defect:?}: {clean:?} {dirty:?}"
                        );
                    }
                }
                previous = clean.first();
            }
        }
    }
    for defect in Defect::ALL {
        assert!(counts.get(defect).is_some_and(|count| *count > 20), "{}: {counts:?}", defect.name());
    }
}

#[test]
fn the_share_of_dirty_rows_is_kept_in_large_files() {
    for (share, least, most) in [(0.0, 0, 0), (0.02, 15, 25), (0.5, 470, 530), (1.0, 1_000, 1_000)] {
        let district = builder(Version::V1_2).dirty(share).build();
        for file in [File::Users, File::Enrollments, File::Demographics, File::Results] {
            let rows = records(&district, file);
            let per_mille = rows.iter().filter(|(defect, _)| defect.is_some()).count() * 1000 / rows.len();
            assert!((least..=most).contains(&per_mille), "{file}: {per_mille} of 1000 instead of {share}");
        }
    }
}

/// Schools, sessions and courses keep identifiers, types and references.
#[test]
fn hubs_stay_of_use() {
    let (clean, dirty) = (builder(Version::V1_2).build(), builder(Version::V1_2).dirty(1.0).build());
    for file in [File::Orgs, File::AcademicSessions, File::Courses] {
        for ((_, clean), (_, dirty)) in records(&clean, file).iter().zip(&records(&dirty, file)) {
            assert_eq!(clean[0], dirty[0], "{file}");
            assert!(dirty[1].is_empty() || dirty[1] == "active", "{file}");
        }
    }
}

#[test]
fn dirty_files_are_still_csv() {
    let district = builder(Version::V1_1).dirty(1.0).build();
    for file in district.files() {
        let mut writer = TableWriter::new(Vec::new(), file, Version::V1_1, &[]).unwrap();
        district.visit(file, &mut writer).unwrap();
        let text = writer.into_inner().unwrap();
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).has_headers(true).from_reader(text.as_slice());
        let rows = records(&district, file);
        let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(read.len(), rows.len(), "{file}");
        for (record, (_, cells)) in read.iter().zip(&rows) {
            assert!(record.iter().eq(cells), "{file}");
        }
    }
}
