//! The description of the codes at the beginning of a block (RFC 1951, section 3.2.7).

use crate::bits::BitWriter;
use crate::huffman::{self, Code};
use crate::symbols::{DISTANCE_SYMBOLS, LITERAL_LENGTH_SYMBOLS};

/// Number of symbols that lengths are written with: 0 to 15, and three kinds of repetition.
const SYMBOLS: usize = 19;
/// The length before, 3 to 6 times.
const REPEAT: u8 = 16;
/// Zero, 3 to 10 times.
const ZEROS: u8 = 17;
/// Zero, 11 to 138 times.
const MANY_ZEROS: u8 = 18;
/// The order in which the lengths of their own codes are written.
const ORDER: [usize; SYMBOLS] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/// Longest code of a length.
const LONGEST_CODE: u8 = 7;

/// The lengths of all codes of a block, packed.
#[derive(Debug)]
pub(crate) struct Header {
    literals: usize,
    distances: usize,
    items: Vec<Item>,
    codes: [Code; SYMBOLS],
    /// How many lengths of their own codes are written.
    orders: usize,
}

/// A length or a repetition, with the extra bits that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Item {
    symbol: u8,
    extra: u8,
}

impl Header {
    pub(crate) fn new(
        literal_lengths: &[u8; LITERAL_LENGTH_SYMBOLS],
        distance_lengths: &[u8; DISTANCE_SYMBOLS],
    ) -> Self {
        // At least the end of the block and one distance are there.
        let literals = used(literal_lengths).max(257);
        let distances = used(distance_lengths).max(1);
        let mut lengths = literal_lengths[..literals].to_vec();
        lengths.extend_from_slice(&distance_lengths[..distances]);
        let items = pack(&lengths);
        let mut frequencies = [0; SYMBOLS];
        for item in &items {
            frequencies[usize::from(item.symbol)] += 1;
        }
        let codes = huffman::codes(&huffman::code_lengths(&frequencies, LONGEST_CODE));
        let last = ORDER.iter().rposition(|&symbol| codes[symbol].length > 0);
        let orders = last.map_or(4, |last| (last + 1).max(4));
        Self { literals, distances, items, codes, orders }
    }

    /// Returns how many bits the header takes, without the kind of the block.
    pub(crate) fn bits(&self) -> u64 {
        let items = self.items.iter();
        let of_items =
            items.map(|item| u64::from(self.codes[usize::from(item.symbol)].length + item.extra_bits()));
        5 + 5 + 4 + 3 * self.orders as u64 + of_items.sum::<u64>()
    }

    pub(crate) fn write(&self, out: &mut BitWriter<'_>) {
        out.put(self.literals as u64 - 257, 5);
        out.put(self.distances as u64 - 1, 5);
        out.put(self.orders as u64 - 4, 4);
        for &symbol in &ORDER[..self.orders] {
            out.put(u64::from(self.codes[symbol].length), 3);
        }
        for item in &self.items {
            let code = self.codes[usize::from(item.symbol)];
            out.put(u64::from(code.bits), u32::from(code.length));
            out.put(u64::from(item.extra), u32::from(item.extra_bits()));
        }
    }
}

impl Item {
    fn extra_bits(self) -> u8 {
        match self.symbol {
            REPEAT => 2,
            ZEROS => 3,
            MANY_ZEROS => 7,
            _ => 0,
        }
    }
}

/// Returns the number of lengths up to the last one that is not zero.
fn used(lengths: &[u8]) -> usize {
    lengths.iter().rposition(|&length| length > 0).map_or(0, |last| last + 1)
}

fn pack(lengths: &[u8]) -> Vec<Item> {
    let mut items = Vec::with_capacity(lengths.len());
    for run in lengths.chunk_by(|a, b| a == b) {
        let Some(&length) = run.first() else { continue };
        let mut left = run.len();
        if length > 0 {
            items.push(Item { symbol: length, extra: 0 });
            left -= 1;
        }
        while left > 0 {
            let (symbol, least, most) = match (length, left) {
                (_, ..3) => (length, 1, 1),
                (0, ..11) => (ZEROS, 3, 10),
                (0, _) => (MANY_ZEROS, 11, 138),
                _ => (REPEAT, 3, 6),
            };
            let count = left.min(most);
            items.push(Item { symbol, extra: (count - least) as u8 });
            left -= count;
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_packed_as_repetitions() {
        for (lengths, expected) in [
            (vec![7], vec![(7, 0)]),
            (vec![7; 3], vec![(7, 0), (7, 0), (7, 0)]),
            (vec![7; 4], vec![(7, 0), (REPEAT, 0)]),
            (vec![7; 8], vec![(7, 0), (REPEAT, 3), (7, 0)]),
            (vec![0; 2], vec![(0, 0), (0, 0)]),
            (vec![0; 10], vec![(ZEROS, 7)]),
            (vec![0; 11], vec![(MANY_ZEROS, 0)]),
            (vec![0; 141], vec![(MANY_ZEROS, 127), (ZEROS, 0)]),
        ] {
            let expected: Vec<Item> =
                expected.into_iter().map(|(symbol, extra)| Item { symbol, extra }).collect();
            assert_eq!(pack(&lengths), expected, "{lengths:?}");
        }
    }
}
