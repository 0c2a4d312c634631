//! Which rows differ between two archives.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::FixedState;
use serde::Serialize;

use crate::error::Error;
use crate::package::{AsmPackage, Discard};
use crate::read::Record;
use crate::table::AsmFile;

/// How the rows of two archives differ, file by file.
///
/// Rows are told apart by their key, memberships by class and student; a new `roster_id` alone is no
/// change. Holds 17 bytes per row of the largest file; rows are compared by hashes, of which two
/// different ones are the same about once in half a million archives of eight million rows.
///
/// # Examples
///
/// ```
/// use asm_format::{AsmFile, AsmPackage, Changes, RowChange};
///
/// let package = |text: &str| AsmPackage::from_texts([(AsmFile::Locations, text)]);
/// let previous = package("location_id,location_name\nN,North\nS,South\n");
/// let next = package("location_id,location_name\nN,North High\nE,East\n");
/// let changes = Changes::between(&previous, &next, 10)?;
/// let locations = changes.file(AsmFile::Locations);
/// assert_eq!((locations.added, locations.changed, locations.removed), (1, 1, 1));
/// assert_eq!(locations.samples[2].change, RowChange::Removed);
/// assert_eq!(locations.samples[2].key, "S");
/// # Ok::<(), asm_format::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changes {
    files: [FileChanges; 6],
}

/// How the rows of one file differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileChanges {
    /// The file.
    pub file: AsmFile,
    /// Rows that only the later archive has.
    pub added: u64,
    /// Rows that both have with other values.
    pub changed: u64,
    /// Rows that only the earlier archive has.
    pub removed: u64,
    /// Rows that are the same.
    pub unchanged: u64,
    /// The first rows of each change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<RowSample>,
}

/// What happened to a row between two archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowChange {
    /// Only the later archive has it.
    Added,
    /// Both have it with other values.
    Changed,
    /// Only the earlier archive has it.
    Removed,
}

/// A row that differs, by its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RowSample {
    /// What happened to it.
    pub change: RowChange,
    /// Its key; for a membership class and student with a slash between them.
    pub key: String,
}

impl Changes {
    /// Compares two archives, and names up to `samples` added, changed and removed rows each of a file.
    ///
    /// # Errors
    ///
    /// As for [`AsmPackage::read`].
    pub fn between(previous: &AsmPackage, next: &AsmPackage, samples: usize) -> Result<Self, Error> {
        let mut files = AsmFile::ALL.map(FileChanges::new);
        for changes in &mut files {
            Work { previous, next, samples, changes }.run()?;
        }
        Ok(Self { files })
    }

    /// Returns the changes of a file.
    pub fn file(&self, file: AsmFile) -> &FileChanges {
        &self.files[file.index()]
    }

    /// Iterates over the files.
    pub fn iter(&self) -> impl Iterator<Item = &FileChanges> {
        self.files.iter()
    }
}

impl FileChanges {
    const fn new(file: AsmFile) -> Self {
        Self { file, added: 0, changed: 0, removed: 0, unchanged: 0, samples: Vec::new() }
    }

    /// Tells whether no row differs.
    pub const fn is_empty(&self) -> bool {
        self.added + self.changed + self.removed == 0
    }
}

/// The work on one file.
struct Work<'w> {
    previous: &'w AsmPackage,
    next: &'w AsmPackage,
    samples: usize,
    changes: &'w mut FileChanges,
}

impl Work<'_> {
    fn run(&mut self) -> Result<(), Error> {
        let file = self.changes.file;
        let mut known: Vec<(u64, u64)> = Vec::new();
        each(self.previous, file, |record| known.push((key_of(&record), values_of(&record))))?;
        // Of several rows with one key the first counts; the sort is stable.
        known.sort_by_key(|(key, _)| *key);
        known.dedup_by_key(|(key, _)| *key);
        let mut seen = vec![false; known.len()];
        let mut added: Vec<u64> = Vec::new();
        each(self.next, file, |record| {
            let key = key_of(&record);
            let Ok(place) = known.binary_search_by_key(&key, |(key, _)| *key) else {
                added.push(key);
                self.sample(RowChange::Added, added.len() as u64, &record);
                return;
            };
            if std::mem::replace(&mut seen[place], true) {
                return;
            }
            if known[place].1 == values_of(&record) {
                self.changes.unchanged += 1;
            } else {
                self.changes.changed += 1;
                self.sample(RowChange::Changed, self.changes.changed, &record);
            }
        })?;
        added.sort_unstable();
        added.dedup();
        self.changes.added = added.len() as u64;
        self.removed(&known, &mut seen)
    }

    /// Counts the rows that were not seen again, and looks for the names of the first of them.
    fn removed(&mut self, known: &[(u64, u64)], seen: &mut [bool]) -> Result<(), Error> {
        self.changes.removed = seen.iter().filter(|seen| !**seen).count() as u64;
        if self.changes.removed == 0 || self.samples == 0 {
            return Ok(());
        }
        let mut number = 0;
        each(self.previous, self.changes.file, |record| {
            let place = known.binary_search_by_key(&key_of(&record), |(key, _)| *key);
            if place.is_ok_and(|place| !std::mem::replace(&mut seen[place], true)) {
                number += 1;
                self.sample(RowChange::Removed, number, &record);
            }
        })
    }

    /// Names a row if it is one of the first; `number` counts rows of the same change, from 1.
    fn sample(&mut self, change: RowChange, number: u64, record: &Record<'_>) {
        if number <= self.samples as u64 {
            let key = match record.file() {
                AsmFile::Rosters => format!("{}/{}", record.cell(1), record.cell(2)),
                _ => record.key().to_owned(),
            };
            let sample = RowSample { change, key };
            if !self.changes.samples.contains(&sample) {
                self.changes.samples.push(sample);
            }
        }
    }
}

fn each(package: &AsmPackage, file: AsmFile, mut take: impl FnMut(Record<'_>)) -> Result<(), Error> {
    let Some(mut reader) = package.read(file, &mut Discard)? else { return Ok(()) };
    while let Some(record) = reader.next_record(&mut Discard)? {
        take(record);
    }
    Ok(())
}

fn key_of(record: &Record<'_>) -> u64 {
    let hasher = FixedState::with_seed(0);
    match record.file() {
        AsmFile::Rosters => hasher.hash_one((record.cell(1), record.cell(2))),
        _ => hasher.hash_one(record.key()),
    }
}

fn values_of(record: &Record<'_>) -> u64 {
    let mut hasher = FixedState::with_seed(1).build_hasher();
    if record.file() != AsmFile::Rosters {
        for column in 0..record.file().table().columns.len() {
            record.cell(column).hash(&mut hasher);
        }
        for (_, value) in record.repeated().filter(|(_, value)| !value.is_empty()) {
            value.hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[track_caller]
    fn check(file: AsmFile, header: &str, rows: [&[&str]; 2], expected: (u64, u64, u64, u64), samples: &str) {
        let package =
            |rows: &[&str]| AsmPackage::from_texts([(file, format!("{header}\n{}\n", rows.join("\n")))]);
        let changes = Changes::between(&package(rows[0]), &package(rows[1]), 2).unwrap();
        let changes = changes.file(file);
        assert_eq!(
            (changes.added, changes.changed, changes.removed, changes.unchanged),
            expected,
            "{rows:?}"
        );
        let found: Vec<String> =
            changes.samples.iter().map(|sample| format!("{:?} {}", sample.change, sample.key)).collect();
        assert_eq!(found.join(", "), samples);
    }

    #[test]
    fn rows_are_compared_by_key_and_values() {
        let check = |rows, expected, samples| {
            check(AsmFile::Locations, "location_id,location_name", rows, expected, samples);
        };
        check([&["a,A", "b,B"], &["b,B", "a,A"]], (0, 0, 0, 2), "");
        check([&["a,A"], &[]], (0, 0, 1, 0), "Removed a");
        check([&[], &["a,A", "a,B"]], (1, 0, 0, 0), "Added a");
        check([&["a,A", "b,B", "c,C"], &["c,D"]], (0, 1, 2, 0), "Changed c, Removed a, Removed b");
        check(
            [&["a,1", "b,1", "c,1"], &["d,1", "e,1", "f,1"]],
            (3, 0, 3, 0),
            "Added d, Added e, Removed a, Removed b",
        );
        check([&["a,A", "a,B"], &["a,A"]], (0, 0, 0, 1), "");
    }

    #[test]
    fn memberships_are_class_and_student() {
        let rows: [&[&str]; 2] = [&["1,c,s", "2,c,t"], &["9,c,s", "8,d,t"]];
        let samples = "Added d/t, Removed c/t";
        check(AsmFile::Rosters, "roster_id,class_id,student_id", rows, (1, 0, 1, 1), samples);
    }

    #[test]
    fn instructors_are_values_of_a_class() {
        let header = "class_id,class_number,course_id,instructor_id,instructor_id_2,location_id";
        check(AsmFile::Classes, header, [&["k,,c,t1,,N"], &["k,,c,t1,t2,N"]], (0, 1, 0, 0), "Changed k");
    }
}
