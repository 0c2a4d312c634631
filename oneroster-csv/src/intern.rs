//! Identifiers as small numbers.
//!
//! Joins over millions of rows compare identifiers. An [`Interner`] keeps each text once, in one
//! arena, and hands out numbers that count from zero, so that facts about people and classes live in
//! plain vectors.

use std::fmt;
use std::hash::BuildHasher;

use hashbrown::HashTable;

/// Maps texts to numbers that count from zero in the order of first appearance.
///
/// Costs the length of each distinct text plus about 10 bytes. Texts come from outside, so the hash is
/// seeded anew in every process; the numbers do not depend on it.
///
/// # Examples
///
/// ```
/// use oneroster_csv::intern::Interner;
///
/// let mut users = Interner::default();
/// assert_eq!(users.intern("u-1"), 0);
/// assert_eq!(users.intern("u-2"), 1);
/// assert_eq!(users.intern("u-1"), 0);
/// assert_eq!(users.get("u-3"), None);
/// assert_eq!(users.text(1), "u-2");
/// ```
#[derive(Clone, Default)]
pub struct Interner {
    arena: String,
    ends: Vec<Offset>,
    table: HashTable<u32>,
    hasher: foldhash::fast::RandomState,
}

/// End of a text in the arena: five bytes reach past four gigabytes without the cost of eight.
#[derive(Clone, Copy)]
struct Offset {
    low: u32,
    high: u8,
}

impl Offset {
    fn new(value: usize) -> Self {
        Self { low: value as u32, high: (value >> 32) as u8 }
    }

    fn get(self) -> usize {
        (usize::from(self.high) << 32) | self.low as usize
    }
}

impl Interner {
    /// Returns the number of the text, giving it the next one when it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        self.insert(text).0
    }

    /// Like [`intern`](Self::intern), and tells whether the text was new.
    ///
    /// # Panics
    ///
    /// When more than 4,294,967,295 distinct texts come in, which no package within the limits of
    /// [`Limits`](crate::Limits) holds.
    pub fn insert(&mut self, text: &str) -> (u32, bool) {
        let hash = self.hasher.hash_one(text);
        if let Some(&id) = self.table.find(hash, |&id| slice(&self.arena, &self.ends, id) == text) {
            return (id, false);
        }
        let id = u32::try_from(self.ends.len()).expect("fewer than 2^32 distinct identifiers");
        self.arena.push_str(text);
        self.ends.push(Offset::new(self.arena.len()));
        let (arena, ends, hasher) = (&self.arena, &self.ends, &self.hasher);
        self.table.insert_unique(hash, id, |&id| hasher.hash_one(slice(arena, ends, id)));
        (id, true)
    }

    /// Returns the number of a text that was interned before.
    #[inline]
    pub fn get(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |&id| slice(&self.arena, &self.ends, id) == text).copied()
    }

    /// Returns the text of a number.
    ///
    /// # Panics
    ///
    /// When the number did not come from this interner.
    #[inline]
    pub fn text(&self, id: u32) -> &str {
        slice(&self.arena, &self.ends, id)
    }

    /// Returns how many distinct texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Tells whether nothing was interned.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns for every number its rank in the bytewise order of the texts.
    pub fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.len()];
        for (rank, id) in self.sorted().into_iter().enumerate() {
            ranks[id as usize] = rank as u32;
        }
        ranks
    }

    /// Returns the numbers in the bytewise order of their texts.
    pub fn sorted(&self) -> Vec<u32> {
        let mut ids: Vec<u32> = (0..self.ends.len() as u32).collect();
        ids.sort_unstable_by(|&a, &b| {
            slice(&self.arena, &self.ends, a).cmp(slice(&self.arena, &self.ends, b))
        });
        ids
    }
}

impl fmt::Debug for Interner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interner({} texts, {} bytes)", self.len(), self.arena.len())
    }
}

#[inline]
fn slice<'a>(arena: &'a str, ends: &[Offset], id: u32) -> &'a str {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1].get() };
    &arena[start..ends[id].get()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_texts_keep_their_numbers_and_sort_bytewise() {
        let mut ids = Interner::default();
        for n in (0..5000).rev() {
            ids.intern(&format!("id-{n:04}"));
        }
        assert_eq!(ids.len(), 5000);
        assert_eq!(ids.get("id-4999"), Some(0));
        assert_eq!(ids.text(ids.sorted()[0]), "id-0000");
        assert_eq!(ids.ranks()[0], 4999);
    }

    #[test]
    fn the_empty_text_is_a_text() {
        let mut ids = Interner::default();
        assert_eq!(ids.insert(""), (0, true));
        assert_eq!(ids.insert(""), (0, false));
        assert_eq!(ids.text(0), "");
    }
}
