//! The identifiers of the files that were read.

use std::hash::BuildHasher;

use hashbrown::HashTable;

use crate::File;
use crate::intern::Interner;

/// No record.
pub(super) const NONE: u32 = u32::MAX;

/// Records of a file by `sourcedId`: a number that counts from zero, and the line.
#[derive(Debug, Default)]
pub(super) struct Registry {
    ids: Interner,
    /// Line where the record stands, or 0 for one that was referred to only.
    lines: Vec<u32>,
}

/// What came of adding a `sourcedId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defined {
    New(u32),
    /// The record stands in this line already.
    Repeated(u32, u32),
}

impl Registry {
    /// Adds the record of a row.
    pub(super) fn define(&mut self, text: &str, line: u64) -> Defined {
        let index = self.refer(text);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        match self.lines.get_mut(index as usize) {
            Some(known @ 0) => {
                *known = line;
                Defined::New(index)
            }
            known => Defined::Repeated(index, known.map_or(0, |known| *known)),
        }
    }

    /// Returns the number of a record that may follow later in the file.
    pub(super) fn refer(&mut self, text: &str) -> u32 {
        let (index, is_new) = self.ids.insert(text);
        if is_new {
            self.lines.push(0);
        }
        index
    }

    /// Returns the number of a record that was defined.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.ids.get(text).filter(|&index| self.is_defined(index))
    }

    pub(super) fn is_defined(&self, index: u32) -> bool {
        self.line(index) != 0
    }

    /// Returns the line of a record, 0 where there is none.
    pub(super) fn line(&self, index: u32) -> u64 {
        self.lines.get(index as usize).copied().unwrap_or_default().into()
    }

    /// Returns the `sourcedId` of a record.
    pub(super) fn text(&self, index: u32) -> &str {
        if (index as usize) < self.ids.len() { self.ids.text(index) } else { "" }
    }
}

/// Identifiers of a file that is only asked whether it holds one: eight bytes each.
///
/// Two texts with the same 64 bits would count as one. With a million identifiers that happens once in
/// some thirty million files, by chance alone: the hash is seeded anew in every process.
#[derive(Default)]
pub(super) struct HashedIds {
    hashes: HashTable<u64>,
    hasher: foldhash::fast::RandomState,
}

impl HashedIds {
    /// Returns the hash of a text, the same as long as the process runs.
    pub(super) fn hash(&self, text: &str) -> u64 {
        self.hasher.hash_one(text)
    }

    /// Adds an identifier; false if it was there.
    pub(super) fn insert(&mut self, text: &str) -> bool {
        let hash = self.hash(text);
        if self.hashes.find(hash, |&known| known == hash).is_some() {
            return false;
        }
        self.hashes.insert_unique(hash, hash, |&hash| hash);
        true
    }

    pub(super) fn contains(&self, text: &str) -> bool {
        let hash = self.hash(text);
        self.hashes.find(hash, |&known| known == hash).is_some()
    }
}

/// Identifiers of one file.
pub(super) enum Ids {
    Registered(Registry),
    Hashed(HashedIds),
}

impl Ids {
    /// Files whose records others point to, or look facts up of, are registered; the large ones are not.
    pub(super) fn of(file: File) -> Self {
        use File::{
            AcademicSessions, Categories, Classes, Courses, LineItems, Orgs, Resources, ScoreScales,
            UserProfiles, Users,
        };
        match file {
            AcademicSessions | Categories | Classes | Courses | LineItems | Orgs | Resources
            | ScoreScales | UserProfiles | Users => Self::Registered(Registry::default()),
            _ => Self::Hashed(HashedIds::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_may_be_referred_to_before_it_is_defined() {
        let mut registry = Registry::default();
        let later = registry.refer("b");
        assert_eq!(registry.find("b"), None);
        assert_eq!(registry.define("a", 2), Defined::New(1));
        assert_eq!(registry.define("b", 3), Defined::New(later));
        assert_eq!(registry.define("b", 4), Defined::Repeated(later, 3));
        assert_eq!((registry.find("b"), registry.line(later), registry.text(later)), (Some(later), 3, "b"));
        assert_eq!((registry.line(NONE), registry.text(NONE)), (0, ""));
    }

    #[test]
    fn hashed_identifiers_are_told_apart() {
        let mut ids = HashedIds::default();
        for n in 0..10_000 {
            assert!(ids.insert(&format!("e{n}")));
        }
        assert!(!ids.insert("e77"));
        assert!(ids.contains("e9999") && !ids.contains("e10000"));
    }
}
