//! Which enrollment identifiers occur more than once, in memory that does not grow with the enrollments.
//!
//! The first reading sets bits in a fixed table; identifiers whose bits were set before become
//! candidates: all repeated ones and a few others. The second reading, of the rows that will be
//! exported, counts the candidates exactly.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use super::packed_id::PackedId;

/// Number of words in the table, 16 MiB: with ten million identifiers one in a hundred is a candidate
/// without need.
const WORDS: usize = 1 << 21;
/// Identifiers that are looked up together. The table is larger than the caches; look-ups one after the
/// other, without anything between them, do not wait for each other.
const TOGETHER: usize = 256;

/// Finds repeated identifiers.
#[derive(Debug, Default)]
pub(super) struct RepeatedIds {
    words: Vec<u64>,
    /// Hashes that were not looked up yet.
    waiting: Vec<u64>,
    candidates: HashMap<u64, u32>,
}

impl RepeatedIds {
    /// Takes an identifier of the first reading.
    pub(super) fn see(&mut self, id: PackedId<'_>) {
        self.waiting.push(hash(id));
        if self.waiting.len() == TOGETHER {
            self.look_up();
        }
    }

    fn look_up(&mut self) {
        if self.words.is_empty() {
            self.words = vec![0; WORDS];
        }
        for hash in self.waiting.drain(..) {
            // All bits of an identifier are in one word, so that it costs one access to memory.
            let bits = [0, 6, 12].iter().fold(0, |bits, shift| bits | 1_u64 << (hash >> shift & 63));
            let word = &mut self.words[(hash >> 32) as usize % WORDS];
            if *word & bits == bits {
                self.candidates.insert(hash, 0);
            }
            *word |= bits;
        }
    }

    /// Begins the second reading; can be done again.
    pub(super) fn begin_count(&mut self) {
        self.look_up();
        self.words = Vec::new();
        for count in self.candidates.values_mut() {
            *count = 0;
        }
    }

    /// Takes an identifier of the second reading.
    pub(super) fn count(&mut self, id: PackedId<'_>) {
        if self.candidates.is_empty() {
            return;
        }
        if let Some(count) = self.candidates.get_mut(&hash(id)) {
            *count += 1;
        }
    }

    /// Tells whether the second reading saw the identifier more than once.
    pub(super) fn is_repeated(&self, id: PackedId<'_>) -> bool {
        !self.candidates.is_empty() && self.candidates.get(&hash(id)).is_some_and(|&count| count > 1)
    }
}

fn hash(id: PackedId<'_>) -> u64 {
    let Some((&kind, bytes)) = id.bytes().split_first() else { return 0 };
    // Fixed, so that the same data give the same result even if two identifiers should ever collide.
    let mut hasher = FixedState::with_seed(kind.into()).build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::packed_id::pack;

    /// Calls `take` with each of these identifiers.
    fn each(ids: &[&str], mut take: impl FnMut(PackedId<'_>)) {
        for id in ids {
            let mut packed = Vec::new();
            pack(id, &mut packed);
            take(PackedId::take(&mut packed.as_slice()));
        }
    }

    #[test]
    fn only_identifiers_that_are_counted_twice_are_repeated() {
        let mut ids = RepeatedIds::default();
        each(&["a", "b", "a", "c", "b"], |id| ids.see(id));
        ids.begin_count();
        each(&["a", "b", "a", "c"], |id| ids.count(id));
        each(&["a"], |id| assert!(ids.is_repeated(id)));
        each(&["b"], |id| assert!(!ids.is_repeated(id), "its second row is not exported"));
        each(&["c"], |id| assert!(!ids.is_repeated(id)));
    }

    #[test]
    fn repetitions_far_apart_are_found() {
        let mut ids = RepeatedIds::default();
        let all: Vec<String> = (0..3 * TOGETHER).chain([7]).map(|number| number.to_string()).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        each(&all, |id| ids.see(id));
        ids.begin_count();
        each(&all, |id| ids.count(id));
        each(&["7"], |id| assert!(ids.is_repeated(id)));
        each(&["8"], |id| assert!(!ids.is_repeated(id)));
    }
}
