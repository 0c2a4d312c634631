//! Which keys an archive holds, and which of them the next one lost.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use oneroster_model::FindingSink;

use crate::error::Error;
use crate::package::{AsmPackage, Discard};
use crate::table::AsmFile;

/// The keys of an archive, to be compared with those of another one.
///
/// Holds 8 bytes per key: hashes, so that the comparison of two archives of millions of rows stays
/// small; two different keys count as one about once in half a million archives of eight million rows.
/// Rosters are told apart by class and student, because a membership is what an upload takes away,
/// whatever its `roster_id`.
///
/// # Examples
///
/// ```
/// use asm_format::{AsmFile, Inventory};
///
/// let mut previous = Inventory::default();
/// let mut next = Inventory::default();
/// for class in ["c1", "c2", "c3"] {
///     previous.add(AsmFile::Classes, class);
/// }
/// for class in ["c3", "c4"] {
///     next.add(AsmFile::Classes, class);
/// }
/// let classes = previous.compare(&mut next).file(AsmFile::Classes);
/// assert_eq!((classes.previous, classes.next, classes.lost, classes.added), (3, 2, 2, 1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    hashes: [Vec<u64>; 6],
}

/// One seed for all: inventories of the same process have to be comparable.
const HASHER: FixedState = FixedState::with_seed(0);

impl Inventory {
    /// Reads the keys of all files of a package; missing files have none.
    ///
    /// # Errors
    ///
    /// As for [`AsmPackage::read`].
    pub fn read(package: &AsmPackage) -> Result<Self, Error> {
        let mut inventory = Self::default();
        for file in AsmFile::ALL {
            let sink: &mut dyn FindingSink = &mut Discard;
            let Some(mut reader) = package.read(file, sink)? else { continue };
            while let Some(record) = reader.next_record(sink)? {
                match file {
                    AsmFile::Rosters => inventory.add_roster(record.cell(1), record.cell(2)),
                    _ => inventory.add(file, record.key()),
                }
            }
        }
        Ok(inventory)
    }

    /// Adds the key of a row; for rosters use [`add_roster`](Self::add_roster).
    pub fn add(&mut self, file: AsmFile, key: &str) {
        self.hashes[file.index()].push(HASHER.hash_one(key));
    }

    /// Adds a roster row.
    pub fn add_roster(&mut self, class_id: &str, student_id: &str) {
        self.hashes[AsmFile::Rosters.index()].push(HASHER.hash_one((class_id, student_id)));
    }

    /// Returns how many different keys a file has.
    pub fn keys(&mut self, file: AsmFile) -> u64 {
        self.settled(file).len() as u64
    }

    /// Compares with the inventory of a later archive.
    ///
    /// Both are sorted in place, which costs time once and changes nothing else.
    pub fn compare(&mut self, next: &mut Self) -> Comparison {
        let mut comparison = Comparison::default();
        for file in AsmFile::ALL {
            comparison.files[file.index()] = compare_sorted(self.settled(file), next.settled(file));
        }
        comparison
    }

    /// Sorts the keys of a file and drops repetitions.
    fn settled(&mut self, file: AsmFile) -> &[u64] {
        let hashes = &mut self.hashes[file.index()];
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }
}

fn compare_sorted(previous: &[u64], next: &[u64]) -> FileComparison {
    let mut common = 0;
    let (mut left, mut right) = (previous.iter().peekable(), next.iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => _ = left.next(),
            std::cmp::Ordering::Greater => _ = right.next(),
            std::cmp::Ordering::Equal => {
                common += 1;
                left.next();
                right.next();
            }
        }
    }
    let (previous, next) = (previous.len() as u64, next.len() as u64);
    FileComparison { previous, next, lost: previous - common, added: next - common }
}

/// The keys of two archives in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Comparison {
    files: [FileComparison; 6],
}

impl Comparison {
    /// Returns the numbers of a file.
    pub fn file(&self, file: AsmFile) -> FileComparison {
        self.files[file.index()]
    }
}

/// The keys of one file in two archives, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct FileComparison {
    /// Keys of the earlier archive.
    pub previous: u64,
    /// Keys of the later archive.
    pub next: u64,
    /// Keys of the earlier archive that the later one lacks.
    pub lost: u64,
    /// Keys of the later archive that the earlier one lacked.
    pub added: u64,
}

impl FileComparison {
    /// Returns the lost share of the earlier keys, 0 to 1; 0 when there were none.
    #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
    pub fn lost_share(&self) -> f64 {
        if self.previous == 0 { 0.0 } else { self.lost as f64 / self.previous as f64 }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn inventory(keys: &[&str]) -> Inventory {
        let mut inventory = Inventory::default();
        for key in keys {
            inventory.add(AsmFile::Courses, key);
        }
        inventory
    }

    #[test]
    fn keys_are_compared_as_sets() {
        for (previous, next, expected) in [
            (vec![], vec![], (0, 0, 0, 0)),
            (vec!["a"], vec![], (1, 0, 1, 0)),
            (vec![], vec!["a"], (0, 1, 0, 1)),
            (vec!["a", "a", "b"], vec!["b", "a"], (2, 2, 0, 0)),
            (vec!["a", "b", "c", "d"], vec!["d", "e", "A"], (4, 3, 3, 2)),
        ] {
            let compared = inventory(&previous).compare(&mut inventory(&next)).file(AsmFile::Courses);
            assert_eq!((compared.previous, compared.next, compared.lost, compared.added), expected);
        }
        let quarter = inventory(&["a", "b", "c", "d"]).compare(&mut inventory(&["a", "b", "c"]));
        assert!((quarter.file(AsmFile::Courses).lost_share() - 0.25).abs() < 1e-9);
    }

    #[test]
    fn new_roster_ids_alone_lose_nothing() {
        let package = |id: &str| {
            let text = format!("roster_id,class_id,student_id\n{id}1,c,s1\n{id}2,c,s2\n");
            Inventory::read(&AsmPackage::from_texts([(AsmFile::Rosters, text)])).unwrap()
        };
        let rosters = package("a").compare(&mut package("b")).file(AsmFile::Rosters);
        assert_eq!((rosters.previous, rosters.lost), (2, 0));
    }
}
