//! Which enrollment identifiers occur more than once, in memory that does not grow with the enrollments.
//!
//! The first reading sets bits in a fixed table; identifiers whose bits were set before become
//! candidates: all repeated ones and a few others. The second reading, of the rows that will be
//! exported, counts the candidates exactly.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

/// Number of bits of the table, 16 MiB: with ten million identifiers one in a hundred is a candidate
/// without need.
const BITS: u64 = 1 << 27;

/// Finds repeated identifiers.
#[derive(Debug, Default)]
pub(super) struct RepeatedIds {
    bits: Vec<u64>,
    candidates: HashMap<u64, u32>,
}

impl RepeatedIds {
    /// Takes an identifier of the first reading.
    pub(super) fn see(&mut self, id: &str) {
        if self.bits.is_empty() {
            self.bits = vec![0; (BITS / 64) as usize];
        }
        let hash = hash(id);
        let mut seen = true;
        for part in [hash, hash.rotate_right(32)] {
            let bit = part % BITS;
            let word = &mut self.bits[(bit / 64) as usize];
            seen &= *word >> (bit % 64) & 1 == 1;
            *word |= 1 << (bit % 64);
        }
        if seen {
            self.candidates.insert(hash, 0);
        }
    }

    /// Begins the second reading; can be done again.
    pub(super) fn begin_count(&mut self) {
        self.bits = Vec::new();
        for count in self.candidates.values_mut() {
            *count = 0;
        }
    }

    /// Takes an identifier of the second reading.
    pub(super) fn count(&mut self, id: &str) {
        if self.candidates.is_empty() {
            return;
        }
        if let Some(count) = self.candidates.get_mut(&hash(id)) {
            *count += 1;
        }
    }

    /// Tells whether the second reading saw the identifier more than once.
    pub(super) fn is_repeated(&self, id: &str) -> bool {
        !self.candidates.is_empty() && self.candidates.get(&hash(id)).is_some_and(|&count| count > 1)
    }
}

fn hash(id: &str) -> u64 {
    // Fixed, so that the same data give the same result even if two identifiers should ever collide.
    FixedState::with_seed(0).hash_one(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identifiers_that_are_counted_twice_are_repeated() {
        let mut ids = RepeatedIds::default();
        for id in ["a", "b", "a", "c", "b"] {
            ids.see(id);
        }
        ids.begin_count();
        for id in ["a", "b", "a", "c"] {
            ids.count(id);
        }
        assert!(ids.is_repeated("a"));
        assert!(!ids.is_repeated("b"), "its second row is not exported");
        assert!(!ids.is_repeated("c"));
    }
}
