//! Rosters that occur twice, found in 16 bytes per row.
//!
//! The file with by far the most rows is not kept: only a hash of each key and the numbers of class
//! and student are. When one of them occurs twice the file is read again and the rows are compared.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use oneroster_model::{Finding, FindingSink, Severity};

use super::keys::{Keys, Resolved};
use crate::codes;
use crate::error::Error;
use crate::package::{AsmPackage, Discard};
use crate::table::AsmFile;

/// Hashes of roster keys and pairs of class and student.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    hasher: foldhash::fast::RandomState,
    keys: Vec<u64>,
    pairs: Vec<u64>,
}

impl Repeats {
    pub(super) fn add_key(&mut self, key: &str) {
        if !key.is_empty() {
            self.keys.push(self.hasher.hash_one(key));
        }
    }

    pub(super) fn add_pair(&mut self, class: u32, student: u32) {
        self.pairs.push(pair(class, student));
    }

    /// Reports rows whose key or pair occurred in an earlier row.
    pub(super) fn report(
        self,
        package: &AsmPackage,
        known: &mut Keys,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        let keys = values_that_repeat(self.keys);
        let pairs = values_that_repeat(self.pairs);
        if keys.is_empty() && pairs.is_empty() {
            return Ok(());
        }
        let Some(mut reader) = package.read(AsmFile::Rosters, &mut Discard)? else { return Ok(()) };
        let mut first_lines: HashMap<String, u64> = HashMap::new();
        let mut seen_pairs: HashMap<u64, u64> = HashMap::new();
        while let Some(record) = reader.next_record(&mut Discard)? {
            let (key, line) = (record.key(), record.line());
            let mut report = |code, severity, message: String| {
                let finding = Finding::new(code, severity, message).at(AsmFile::Rosters.name(), line);
                sink.push(finding.with_record(AsmFile::Rosters.table().entity, key));
            };
            if !key.is_empty() && keys.contains(&self.hasher.hash_one(key)) {
                if let Some(first) = first_lines.get(key) {
                    report(&codes::KEY_DUPLICATE, Severity::Error, format!("the key occurs in line {first}"));
                } else {
                    first_lines.insert(key.to_owned(), line);
                }
            }
            let class = known.resolve(AsmFile::Classes, record.cell(1));
            let student = known.resolve(AsmFile::Students, record.cell(2));
            let (Resolved::To(class), Resolved::To(student)) = (class, student) else { continue };
            if pairs.contains(&pair(class, student)) {
                if let Some(first) = seen_pairs.get(&pair(class, student)) {
                    let message = format!("the student is in the class by line {first} already");
                    report(&codes::ROSTER_DUPLICATE, Severity::Warning, message);
                } else {
                    seen_pairs.insert(pair(class, student), line);
                }
            }
        }
        Ok(())
    }
}

fn pair(class: u32, student: u32) -> u64 {
    u64::from(class) << 32 | u64::from(student)
}

fn values_that_repeat(mut values: Vec<u64>) -> HashSet<u64> {
    values.sort_unstable();
    values.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect()
}
