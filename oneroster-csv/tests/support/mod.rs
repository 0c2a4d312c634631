//! Small packages for tests: built in memory, random or by hand, and read back as plain rows.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use oneroster_csv::package::{OpenOptions, Package};
use oneroster_csv::{Cells, File, Metadata, Mode, PackageWriter, ReadOptions, TableReader, WriteOptions};
use oneroster_model::Version;
use proptest::prelude::*;

/// A row: cells by position of the column, and extension columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TestRow {
    pub(crate) cells: Vec<String>,
    pub(crate) extensions: BTreeMap<String, String>,
}

impl TestRow {
    pub(crate) fn id(&self) -> &str {
        &self.cells[0]
    }
}

impl<'a> Cells<'a> for &'a TestRow {
    fn cell(&self, position: usize) -> &'a str {
        self.cells.get(position).map(String::as_str).unwrap_or_default()
    }

    fn metadata(&self) -> Metadata<&'a str> {
        let mut metadata = Metadata::default();
        for (name, value) in &self.extensions {
            metadata.insert(name.as_str(), value.as_str());
        }
        metadata
    }
}

/// The rows of a package, file by file.
pub(crate) type Rows = BTreeMap<File, Vec<TestRow>>;

pub(crate) type Sink = Cursor<Vec<u8>>;

pub(crate) fn writer(version: Version) -> PackageWriter<Sink> {
    PackageWriter::new(Cursor::new(Vec::new()), version, WriteOptions::default())
}

pub(crate) fn open(bytes: Vec<u8>) -> Package {
    Package::from_reader(Cursor::new(bytes), &OpenOptions::default()).unwrap()
}

pub(crate) fn finish(package: PackageWriter<Sink>) -> Vec<u8> {
    package.finish().unwrap().into_inner()
}

/// Writes rows as a package whose files all have one mode.
pub(crate) fn package(version: Version, mode: Mode, rows: &Rows) -> Package {
    let mut package = writer(version);
    for (file, rows) in rows {
        let mut extensions: Vec<&str> = Vec::new();
        for name in rows.iter().flat_map(|row| row.extensions.keys()) {
            if !extensions.contains(&name.as_str()) {
                extensions.push(name);
            }
        }
        let mut table = package.table(*file, mode, &extensions).unwrap();
        for row in rows {
            table.write_cells(&row).unwrap();
        }
        table.finish().unwrap();
    }
    open(finish(package))
}

/// Reads all rows of a package.
pub(crate) fn rows(package: &Package) -> Rows {
    let mut all = Rows::new();
    for file in File::ALL {
        let Some(bytes) = package.open_member(file).unwrap() else { continue };
        let options = ReadOptions { mode: package.mode(file), ..ReadOptions::default() };
        let mut findings = Vec::new();
        let mut reader = TableReader::new(bytes, file, package.version(), options, &mut findings).unwrap();
        let mut rows = Vec::new();
        while let Some(record) = reader.next_record(&mut findings).unwrap() {
            let cells = (0..file.table().columns.len()).map(|position| record.cell(position).to_owned());
            let filled = record.extensions().filter(|(_, text)| !text.is_empty());
            rows.push(TestRow {
                cells: cells.collect(),
                extensions: filled.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            });
        }
        assert_eq!(findings, [], "what is written reads without findings");
        all.insert(file, rows);
    }
    all
}

/// Reads a member as text.
pub(crate) fn text(package: &Package, file: File) -> String {
    let mut text = String::new();
    package.open_member(file).unwrap().unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Opens a package made of files with the given contents.
pub(crate) fn by_hand(files: &[(&str, &str)]) -> Package {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    open(zip.finish().unwrap().into_inner())
}

/// A package of random rows: a few files, so that two packages have files in common, few identifiers,
/// cells that need care.
pub(crate) fn random_rows(version: Version) -> impl Strategy<Value = Rows> {
    const FILES: [File; 5] = [File::Users, File::Orgs, File::LineItems, File::Categories, File::Classes];
    let table = prop::sample::select(&FILES[..]).prop_flat_map(move |file| {
        let rows = prop::collection::btree_map(0_u8..9, random_row(file, version), 1..6);
        rows.prop_flat_map(move |rows| {
            let named = rows.into_iter().map(|(id, mut row)| {
                row.cells[0] = format!("id-{id}");
                row
            });
            Just(named.collect::<Vec<_>>()).prop_shuffle().prop_map(move |rows| (file, rows))
        })
    });
    prop::collection::vec(table, 0..6).prop_map(|tables| tables.into_iter().collect())
}

fn random_row(file: File, version: Version) -> impl Strategy<Value = TestRow> {
    let columns = file.table().columns;
    let cells: Vec<_> = columns
        .iter()
        .map(|column| match (column.name, column.requirement(version)) {
            ("status" | "dateLastModified", _) | (_, None) => Just(String::new()).boxed(),
            _ => random_cell().boxed(),
        })
        .collect();
    let extensions = prop::collection::btree_map(
        prop_oneof![Just("metadata.a".to_owned()), Just("metadata.B".to_owned())],
        "[a-z]{1,3}",
        0..3,
    );
    (cells, extensions).prop_map(|(cells, extensions)| TestRow { cells, extensions })
}

fn random_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        4 => "[a-c]",
        1 => Just("a, \"b\"".to_owned()),
        1 => Just(" Zoë 名 ".to_owned()),
    ]
}
