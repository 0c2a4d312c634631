//! Prefix codes of limited length (RFC 1951, section 3.2.2).

/// The code of one symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Code {
    /// The bits in the order in which they are written, the first one lowest.
    pub(crate) bits: u16,
    /// Number of bits; zero for a symbol that does not occur.
    pub(crate) length: u8,
}

/// Chooses the lengths of the codes for symbols that occur so often; none is longer than `most` bits.
///
/// The code is always complete: at least two symbols get one, because some decoders refuse less.
pub(crate) fn code_lengths<const N: usize>(frequencies: &[u32; N], most: u8) -> [u8; N] {
    let mut lengths = [0; N];
    let mut used: Vec<(u32, u16)> = Vec::with_capacity(N);
    for (symbol, &frequency) in frequencies.iter().enumerate() {
        if frequency > 0 {
            used.push((frequency, symbol as u16));
        }
    }
    let idle = (0..2_u16).filter(|&symbol| frequencies[usize::from(symbol)] == 0);
    let missing = 2_usize.saturating_sub(used.len());
    used.extend(idle.take(missing).map(|symbol| (1, symbol)));
    used.sort_unstable();
    let counts = limit(&depths(&used), most);
    // The rarest symbols come first and get the longest codes.
    let mut rarest = used.iter();
    for length in (1..=most).rev() {
        for (_, symbol) in rarest.by_ref().take(counts[usize::from(length)] as usize) {
            lengths[usize::from(*symbol)] = length;
        }
    }
    lengths
}

/// Counts how many codes of each length an unlimited Huffman code has; `used` begins with the rarest.
fn depths(used: &[(u32, u16)]) -> Vec<u32> {
    // Leaves come first, then inner nodes; both in ascending order of their weight, so the two
    // lightest of all are at one of two heads.
    let leaves = used.len();
    let mut weights: Vec<u64> = used.iter().map(|&(frequency, _)| u64::from(frequency)).collect();
    let mut parents = vec![0; 2 * leaves - 1];
    let (mut leaf, mut inner) = (0, leaves);
    for node in leaves..2 * leaves - 1 {
        let mut weight = 0;
        for _ in 0..2 {
            let lightest = if leaf < leaves && (inner == node || weights[leaf] <= weights[inner]) {
                leaf += 1;
                leaf - 1
            } else {
                inner += 1;
                inner - 1
            };
            parents[lightest] = node;
            weight += weights[lightest];
        }
        weights.push(weight);
    }
    // From the root down: a parent always comes after its children.
    let mut depth = vec![0_usize; 2 * leaves - 1];
    let mut counts = vec![0; leaves + 1];
    for node in (0..2 * leaves - 2).rev() {
        depth[node] = depth[parents[node]] + 1;
        if node < leaves {
            counts[depth[node]] += 1;
        }
    }
    counts
}

/// Shortens the codes that are too long, and lengthens others until all fit.
fn limit(counts: &[u32], most: u8) -> [u32; 16] {
    let most = usize::from(most);
    let mut limited = [0; 16];
    for (length, &count) in counts.iter().enumerate() {
        limited[length.min(most)] += count;
    }
    // Share of all codes that are taken, in units of the longest code.
    let mut taken: u64 = (1..=most).map(|length| u64::from(limited[length]) << (most - length)).sum();
    while taken > 1 << most {
        // One of the longest codes goes beside another one, whose place is split in two.
        limited[most] -= 1;
        if let Some(length) = (1..most).rev().find(|&length| limited[length] > 0) {
            limited[length] -= 1;
            limited[length + 1] += 2;
        }
        taken -= 1;
    }
    limited
}

/// Numbers the codes: shorter ones first, then in the order of the symbols.
pub(crate) fn codes<const N: usize>(lengths: &[u8; N]) -> [Code; N] {
    let mut counts = [0_u16; 16];
    for &length in lengths {
        counts[usize::from(length)] += 1;
    }
    counts[0] = 0;
    let mut next = [0_u16; 16];
    for length in 1..16 {
        next[length] = (next[length - 1] + counts[length - 1]) << 1;
    }
    lengths.map(|length| {
        let number = &mut next[usize::from(length)];
        let bits = *number;
        if length == 0 {
            return Code::default();
        }
        *number += 1;
        Code { bits: bits.reverse_bits() >> (16 - length), length }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sum of all codes' shares; a complete code has exactly 1 << 15.
    fn taken(lengths: &[u8]) -> u32 {
        lengths.iter().filter(|&&length| length > 0).map(|&length| 1_u32 << (15 - length)).sum()
    }

    #[test]
    fn codes_are_those_of_the_example_in_the_standard() {
        // Section 3.2.2: lengths (3, 3, 3, 3, 3, 2, 4, 4).
        let codes = codes(&[3, 3, 3, 3, 3, 2, 4, 4]);
        let expected = [0b010, 0b011, 0b100, 0b101, 0b110, 0b00, 0b1110, 0b1111];
        for (code, expected) in codes.iter().zip(expected) {
            assert_eq!(code.bits.reverse_bits() >> (16 - code.length), expected);
        }
    }

    #[test]
    fn frequent_symbols_have_shorter_codes() {
        assert_eq!(code_lengths(&[8, 1, 2, 4, 0], 15), [1, 3, 3, 2, 0]);
        assert_eq!(code_lengths(&[1; 8], 15), [3; 8]);
    }

    #[test]
    fn even_one_symbol_makes_a_complete_code() {
        assert_eq!(code_lengths(&[0, 0, 7, 0], 15), [1, 0, 1, 0]);
        assert_eq!(code_lengths(&[7, 0, 0, 0], 15), [1, 1, 0, 0]);
        assert_eq!(code_lengths(&[0; 4], 15), [1, 1, 0, 0]);
    }

    proptest! {
        #[test]
        fn codes_are_complete_and_within_the_limit(
            frequencies in prop::array::uniform32(prop_oneof![Just(0_u32), 1_u32..10, any::<u32>()]),
            growth in 0_u32..3,
        ) {
            // Frequencies that grow like powers make the longest codes.
            let mut frequencies = frequencies;
            for (symbol, frequency) in frequencies.iter_mut().enumerate() {
                *frequency = frequency.saturating_mul((symbol as u32).saturating_mul(growth)).saturating_add(1) >> 1;
            }
            for most in [5_u8, 7, 12, 15] {
                let lengths = code_lengths(&frequencies, most);
                prop_assert!(lengths.iter().all(|&length| length <= most));
                prop_assert_eq!(taken(&lengths), 1 << 15);
                for (length, frequency) in lengths.iter().zip(frequencies) {
                    prop_assert!(frequency == 0 || *length > 0);
                }
            }
        }
    }
}
