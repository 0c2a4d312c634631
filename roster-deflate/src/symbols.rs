//! Symbols of lengths and distances (RFC 1951, section 3.2.5).

/// Number of literal and length symbols: 256 literals, end of block, 29 lengths.
pub(crate) const LITERAL_LENGTH_SYMBOLS: usize = 286;
/// Number of distance symbols.
pub(crate) const DISTANCE_SYMBOLS: usize = 30;
/// The symbol behind the last one of a block.
pub(crate) const END_OF_BLOCK: usize = 256;
/// Longest match.
pub(crate) const LONGEST: usize = 258;
/// Shortest match that can be written.
pub(crate) const SHORTEST: usize = 3;
/// Furthest distance of a match.
pub(crate) const FURTHEST: usize = 32 * 1024;

/// A symbol with the bits that follow its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Symbol {
    pub(crate) number: u16,
    pub(crate) extra_bits: u8,
    pub(crate) extra: u16,
}

/// First lengths of the symbols from 257 on; the last one stands for 258 alone.
const LENGTH_BASES: [u16; 29] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
];
const LENGTH_EXTRA_BITS: [u8; 29] =
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/// The symbol of every length from 3 on.
static LENGTHS: [Symbol; LONGEST - SHORTEST + 1] = lengths();

const fn lengths() -> [Symbol; LONGEST - SHORTEST + 1] {
    let mut lengths = [Symbol { number: 0, extra_bits: 0, extra: 0 }; LONGEST - SHORTEST + 1];
    let mut code = 0;
    let mut length = SHORTEST;
    while length <= LONGEST {
        while code + 1 < LENGTH_BASES.len() && LENGTH_BASES[code + 1] as usize <= length {
            code += 1;
        }
        lengths[length - SHORTEST] = Symbol {
            number: (END_OF_BLOCK + 1 + code) as u16,
            extra_bits: LENGTH_EXTRA_BITS[code],
            extra: length as u16 - LENGTH_BASES[code],
        };
        length += 1;
    }
    lengths
}

/// Returns the symbol of a length from 3 to 258.
#[inline]
pub(crate) fn of_length(length: u16) -> Symbol {
    LENGTHS[usize::from(length) - SHORTEST]
}

/// Returns the symbol of a distance from 1 to 32,768.
///
/// Four distances have symbols of their own; from there on two symbols share each power of two.
#[inline]
pub(crate) fn of_distance(distance: u16) -> Symbol {
    let from_zero = distance - 1;
    if from_zero < 4 {
        return Symbol { number: from_zero, extra_bits: 0, extra: 0 };
    }
    let power = from_zero.ilog2();
    let extra_bits = power - 1;
    let number = 2 * power as u16 + (from_zero >> extra_bits & 1);
    Symbol { number, extra_bits: extra_bits as u8, extra: from_zero & ((1 << extra_bits) - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_distances_have_the_symbols_of_the_tables() {
        for (length, number, extra_bits, extra) in [
            (3, 257, 0, 0),
            (10, 264, 0, 0),
            (12, 265, 1, 1),
            (130, 280, 4, 15),
            (257, 284, 5, 30),
            (258, 285, 0, 0),
        ] {
            assert_eq!(of_length(length), Symbol { number, extra_bits, extra }, "length {length}");
        }
        for (distance, number, extra_bits, extra) in [
            (1, 0, 0, 0),
            (4, 3, 0, 0),
            (5, 4, 1, 0),
            (8, 5, 1, 1),
            (9, 6, 2, 0),
            (24577, 29, 13, 0),
            (32768, 29, 13, 8191),
        ] {
            assert_eq!(of_distance(distance), Symbol { number, extra_bits, extra }, "distance {distance}");
        }
    }
}
