//! How often each symbol occurs in a block.

use crate::sequence::Sequence;
use crate::symbols::{DISTANCE_SYMBOLS, END_OF_BLOCK, LITERAL_LENGTH_SYMBOLS, of_distance, of_length};

/// Frequencies of a block's symbols.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) literals: [u32; LITERAL_LENGTH_SYMBOLS],
    pub(crate) distances: [u32; DISTANCE_SYMBOLS],
    /// Bits behind the codes of lengths and distances, all together.
    pub(crate) extra_bits: u64,
}

impl Tally {
    pub(crate) fn new(data: &[u8], sequences: &[Sequence]) -> Self {
        // Counting into one table would wait for itself wherever a byte is like one shortly before.
        let mut lanes = [[0_u32; 256]; 4];
        let mut literals = [0; LITERAL_LENGTH_SYMBOLS];
        let mut distances = [0; DISTANCE_SYMBOLS];
        let mut extra_bits = 0;
        let mut rest = data;
        for sequence in sequences {
            let (run, behind) = rest.split_at(sequence.literals as usize);
            count(run, &mut lanes);
            rest = &behind[usize::from(sequence.length)..];
            let length = of_length(sequence.length);
            let distance = of_distance(sequence.distance);
            literals[usize::from(length.number)] += 1;
            distances[usize::from(distance.number)] += 1;
            extra_bits += u64::from(length.extra_bits + distance.extra_bits);
        }
        count(rest, &mut lanes);
        for lane in &lanes {
            for (sum, count) in literals.iter_mut().zip(lane) {
                *sum += count;
            }
        }
        literals[END_OF_BLOCK] = 1;
        Self { literals, distances, extra_bits }
    }
}

fn count(bytes: &[u8], lanes: &mut [[u32; 256]; 4]) {
    let mut fours = bytes.chunks_exact(4);
    for four in &mut fours {
        for (lane, &byte) in lanes.iter_mut().zip(four) {
            lane[usize::from(byte)] += 1;
        }
    }
    for &byte in fours.remainder() {
        lanes[0][usize::from(byte)] += 1;
    }
}
