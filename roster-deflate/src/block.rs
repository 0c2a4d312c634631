//! One block: which kind is the smallest, and its bits (RFC 1951, section 3.2.3 and following).

use crate::bits::BitWriter;
use crate::header::Header;
use crate::huffman::{self, Code};
use crate::sequence::Sequence;
use crate::symbols::{DISTANCE_SYMBOLS, END_OF_BLOCK, LITERAL_LENGTH_SYMBOLS, of_distance, of_length};
use crate::tally::Tally;

/// Longest code of a literal or length.
///
/// The format allows 15; with 12 four literals fit into one write, which costs less than a thousandth of
/// the size.
const LONGEST_LITERAL_CODE: u8 = 12;
/// Longest code of a distance.
const LONGEST_DISTANCE_CODE: u8 = 15;
/// Most bytes in a stored block.
const MOST_STORED: usize = 65_535;

/// Whether a block is the last one of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Final {
    No,
    Yes,
}

/// The three kinds of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Stored = 0,
    Fixed = 1,
    Dynamic = 2,
}

/// The codes of a block, with the lengths they were made from.
struct Codes {
    literals: [Code; LITERAL_LENGTH_SYMBOLS],
    distances: [Code; DISTANCE_SYMBOLS],
}

impl Codes {
    /// Returns how many bits the block takes with these codes, without header.
    fn bits(&self, tally: &Tally) -> u64 {
        let of = |frequencies: &[u32], codes: &[Code]| -> u64 {
            frequencies.iter().zip(codes).map(|(&n, code)| u64::from(n) * u64::from(code.length)).sum()
        };
        of(&tally.literals, &self.literals) + of(&tally.distances, &self.distances) + tally.extra_bits
    }

    /// The codes that need no description (section 3.2.6).
    fn fixed() -> Self {
        // 288 symbols have codes, of which the last two never occur.
        let mut lengths = [8; 288];
        lengths[144..256].fill(9);
        lengths[256..280].fill(7);
        let codes = huffman::codes(&lengths);
        let mut literals = [Code::default(); LITERAL_LENGTH_SYMBOLS];
        literals.copy_from_slice(&codes[..LITERAL_LENGTH_SYMBOLS]);
        let distances: [Code; 32] = huffman::codes(&[5; 32]);
        let mut used = [Code::default(); DISTANCE_SYMBOLS];
        used.copy_from_slice(&distances[..DISTANCE_SYMBOLS]);
        Self { literals, distances: used }
    }
}

/// Writes `data`, which `sequences` describe, as one block or, when stored, several.
pub(crate) fn write(
    data: &[u8],
    sequences: &[Sequence],
    tally: &Tally,
    last: Final,
    tables: &mut Tables,
    out: &mut BitWriter<'_>,
) {
    let literal_lengths = huffman::code_lengths(&tally.literals, LONGEST_LITERAL_CODE);
    let distance_lengths = huffman::code_lengths(&tally.distances, LONGEST_DISTANCE_CODE);
    let header = Header::new(&literal_lengths, &distance_lengths);
    let dynamic =
        Codes { literals: huffman::codes(&literal_lengths), distances: huffman::codes(&distance_lengths) };
    let fixed = Codes::fixed();
    let dynamic_bits = header.bits() + dynamic.bits(tally);
    let fixed_bits = fixed.bits(tally);
    let stored_bits = stored_bits(data.len());
    if stored_bits <= dynamic_bits.min(fixed_bits) {
        write_stored(data, last, out);
        return;
    }
    out.make_room(3 + dynamic_bits.min(fixed_bits));
    if fixed_bits <= dynamic_bits {
        write_kind(Kind::Fixed, last, out);
        tables.fill(&fixed, tally);
        tables.write(data, sequences, out);
    } else {
        write_kind(Kind::Dynamic, last, out);
        header.write(out);
        tables.fill(&dynamic, tally);
        tables.write(data, sequences, out);
    }
}

/// Writes an empty stored block, which ends on a byte boundary.
pub(crate) fn write_sync(out: &mut BitWriter<'_>) {
    write_stored(&[], Final::No, out);
}

fn write_kind(kind: Kind, last: Final, out: &mut BitWriter<'_>) {
    out.put(u64::from(last == Final::Yes) | (kind as u64) << 1, 3);
}

/// Returns how many bits stored blocks take at most.
fn stored_bits(length: usize) -> u64 {
    let blocks = length.div_ceil(MOST_STORED).max(1) as u64;
    blocks * (7 + 32) + 3 * (blocks - 1) + 8 * length as u64
}

/// Writes bytes as they are (section 3.2.4).
fn write_stored(data: &[u8], last: Final, out: &mut BitWriter<'_>) {
    out.make_room(3 + stored_bits(data.len()));
    let (mut rest, mut is_first) = (data, true);
    while is_first || !rest.is_empty() {
        is_first = false;
        let (piece, behind) = rest.split_at(rest.len().min(MOST_STORED));
        rest = behind;
        let is_last = if rest.is_empty() { last } else { Final::No };
        write_kind(Kind::Stored, is_last, out);
        out.put(0, out.to_boundary());
        let length = piece.len() as u64;
        out.put(length | (!length & 0xffff) << 16, 32);
        out.put_bytes(piece);
    }
}

/// Codes prepared for writing: code and extra bits of every length together, literals by twos.
#[derive(Debug)]
pub(crate) struct Tables {
    literals: [Packed; 256],
    pairs: Vec<Packed>,
    lengths: [Packed; 256],
    distances: [Code; DISTANCE_SYMBOLS],
    end_of_block: Code,
}

/// Up to 24 bits to be written, with their number in the highest byte.
#[derive(Clone, Copy, Debug, Default)]
struct Packed(u32);

impl Packed {
    fn new(bits: u32, count: u32) -> Self {
        Self(bits | count << 24)
    }

    #[inline]
    fn bits(self) -> u32 {
        self.0 & 0xff_ffff
    }

    #[inline]
    fn count(self) -> u32 {
        self.0 >> 24
    }

    #[inline]
    fn followed_by(self, other: Self) -> Self {
        Self::new(self.bits() | other.bits() << self.count(), self.count() + other.count())
    }
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            literals: [Packed::default(); 256],
            pairs: vec![Packed::default(); 1 << 16],
            lengths: [Packed::default(); 256],
            distances: [Code::default(); DISTANCE_SYMBOLS],
            end_of_block: Code::default(),
        }
    }
}

impl Tables {
    fn fill(&mut self, codes: &Codes, tally: &Tally) {
        let mut used = [0_u8; 256];
        let mut count = 0;
        for byte in 0..=255_u8 {
            let code = codes.literals[usize::from(byte)];
            self.literals[usize::from(byte)] = Packed::new(code.bits.into(), code.length.into());
            if tally.literals[usize::from(byte)] > 0 {
                used[count] = byte;
                count += 1;
            }
        }
        let used = &used[..count];
        for &second in used {
            let row = &mut self.pairs[usize::from(second) << 8..][..256];
            for &first in used {
                row[usize::from(first)] =
                    self.literals[usize::from(first)].followed_by(self.literals[usize::from(second)]);
            }
        }
        for (length, packed) in (3..).zip(&mut self.lengths) {
            let symbol = of_length(length);
            let code = codes.literals[usize::from(symbol.number)];
            let bits = u32::from(code.bits) | u32::from(symbol.extra) << code.length;
            *packed = Packed::new(bits, (code.length + symbol.extra_bits).into());
        }
        self.distances = codes.distances;
        self.end_of_block = codes.literals[END_OF_BLOCK];
    }

    fn write(&self, data: &[u8], sequences: &[Sequence], out: &mut BitWriter<'_>) {
        let mut rest = data;
        for sequence in sequences {
            let (literals, behind) = rest.split_at(sequence.literals as usize);
            self.write_literals(literals, out);
            rest = &behind[usize::from(sequence.length)..];
            let length = self.lengths[usize::from(sequence.length) - 3];
            let symbol = of_distance(sequence.distance);
            let code = self.distances[usize::from(symbol.number)];
            let distance = u64::from(code.bits) | u64::from(symbol.extra) << code.length;
            let bits = u64::from(length.bits()) | distance << length.count();
            out.put(bits, length.count() + u32::from(code.length + symbol.extra_bits));
        }
        self.write_literals(rest, out);
        out.put(self.end_of_block.bits.into(), self.end_of_block.length.into());
    }

    #[inline]
    fn write_literals(&self, literals: &[u8], out: &mut BitWriter<'_>) {
        let mut fours = literals.chunks_exact(4);
        for four in &mut fours {
            let first = self.pairs[usize::from(u16::from_le_bytes([four[0], four[1]]))];
            let second = self.pairs[usize::from(u16::from_le_bytes([four[2], four[3]]))];
            let bits = u64::from(first.bits()) | u64::from(second.bits()) << first.count();
            out.put(bits, first.count() + second.count());
        }
        for &literal in fours.remainder() {
            let packed = self.literals[usize::from(literal)];
            out.put(packed.bits().into(), packed.count());
        }
    }
}
