//! The search for repetitions.

use crate::anchors::{Anchors, CHUNK};
use crate::sequence::Sequence;
use crate::symbols::{FURTHEST, LONGEST};

/// Bytes that a match begins with at an anchor; shorter ones are hardly ever shorter than their literals.
const FIRST_BYTES: u32 = 5;
/// A match of no more than that many bytes has to be nearer than this to be worth its bits.
///
/// A literal of a roster takes about four and a half bits, a match eleven and those of its distance.
const FURTHEST_OF_SHORT: usize = 4096;
/// Bits of a hash.
const HASH_BITS: u32 = 15;
/// Bytes of a machine word, by which texts are compared.
const WORD: usize = 8;

/// Finds repetitions in a segment.
///
/// Remembers for each hash the latest anchor only: the texts of rosters repeat row by row, and what is near
/// has the shortest code.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// For each hash of some first bytes, where they were seen last.
    latest: Vec<u32>,
}

impl Default for Matcher {
    fn default() -> Self {
        Self { latest: vec![0; 1 << HASH_BITS] }
    }
}

impl Matcher {
    /// Forgets all; call it before another segment.
    pub(crate) fn reset(&mut self) {
        // Places are checked before they are believed, so zero needs no other meaning.
        self.latest.fill(0);
    }

    /// Finds the sequences of one block, which is a part of the segment; matches may begin before it.
    pub(crate) fn find(&mut self, segment: &[u8], start: usize, end: usize, sequences: &mut Vec<Sequence>) {
        let text = &segment[..end];
        let mut anchors = Anchors::new();
        // Where the literals begin that belong to no sequence yet.
        let mut covered = start;
        for chunk_start in (start..end.saturating_sub(WORD - 1)).step_by(CHUNK) {
            let mut places = match text[chunk_start..].first_chunk() {
                Some(chunk) => anchors.next(chunk),
                None => anchors.next(&padded(&text[chunk_start..])),
            };
            // A word has to fit between an anchor and the end.
            places &= lowest_bits(end - (WORD - 1) - chunk_start);
            places &= !lowest_bits(covered.saturating_sub(chunk_start));
            while places != 0 {
                let place = chunk_start + places.trailing_zeros() as usize;
                places &= places - 1;
                let Some(sequence) = self.search(text, covered, place) else { continue };
                covered += sequence.literals as usize + usize::from(sequence.length);
                sequences.push(sequence);
                places &= !lowest_bits(covered.saturating_sub(chunk_start));
            }
        }
    }

    /// Looks for an earlier text like the one at `place`, and remembers the place.
    #[inline]
    fn search(&mut self, text: &[u8], covered: usize, place: usize) -> Option<Sequence> {
        let first = word(text, place);
        let latest = &mut self.latest[hash(first)];
        let earlier = *latest as usize;
        *latest = place as u32;
        let distance = place - earlier;
        let differing = first ^ word(text, earlier);
        if distance == 0 || distance > FURTHEST || first_bytes(differing) != 0 {
            return None;
        }
        let before = common_before(&text[covered..place], &text[..earlier]);
        let length = (before + common(&text[earlier..], &text[place..])).min(LONGEST);
        if length <= FIRST_BYTES as usize && distance >= FURTHEST_OF_SHORT {
            return None;
        }
        let literals = (place - before - covered) as u32;
        Some(Sequence { literals, length: length as u16, distance: distance as u16 })
    }
}

/// Returns so many set bits, at most all.
#[inline]
fn lowest_bits(count: usize) -> u64 {
    if count < CHUNK { (1 << count) - 1 } else { u64::MAX }
}

/// Returns a chunk that begins with the rest of a text, and goes on without separators.
fn padded(rest: &[u8]) -> [u8; CHUNK] {
    let mut chunk = [b'0'; CHUNK];
    chunk[..rest.len()].copy_from_slice(rest);
    chunk
}

#[inline]
fn word(text: &[u8], at: usize) -> u64 {
    let mut bytes = [0; WORD];
    bytes.copy_from_slice(&text[at..at + WORD]);
    u64::from_le_bytes(bytes)
}

/// Leaves only those bytes of a word that a match begins with.
#[inline]
fn first_bytes(word: u64) -> u64 {
    word << (u64::BITS - 8 * FIRST_BYTES)
}

/// Mixes the first bytes of a word; the highest bits of the product depend on all of them.
#[inline]
fn hash(word: u64) -> usize {
    (first_bytes(word).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - HASH_BITS)) as usize
}

/// Returns how many bytes two texts have in common at their beginnings; they may overlap.
#[inline]
fn common(earlier: &[u8], later: &[u8]) -> usize {
    let mut length = 0;
    let ((earlier_words, _), (later_words, _)) = (earlier.as_chunks::<WORD>(), later.as_chunks::<WORD>());
    for (earlier, later) in earlier_words.iter().zip(later_words) {
        let differing = u64::from_le_bytes(*earlier) ^ u64::from_le_bytes(*later);
        if differing != 0 {
            return length + (differing.trailing_zeros() / 8) as usize;
        }
        length += WORD;
        if length >= LONGEST {
            return length;
        }
    }
    let rest = earlier[length..].iter().zip(&later[length..]);
    length + rest.take_while(|(earlier, later)| earlier == later).count()
}

/// Returns how many bytes two texts have in common at their ends.
#[inline]
fn common_before(later: &[u8], earlier: &[u8]) -> usize {
    later.iter().rev().zip(earlier.iter().rev()).take_while(|(later, earlier)| later == earlier).count()
}
