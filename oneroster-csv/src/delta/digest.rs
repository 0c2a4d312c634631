//! Rows as fingerprints.

use std::hash::BuildHasher;

use foldhash::quality::RandomState;
use oneroster_model::Version;

use crate::common_columns::{DATE_LAST_MODIFIED, SOURCED_ID, STATUS};
use crate::table::Table;
use crate::{Cells, TableRecord};

/// Bits of a fingerprint that stand for the contents of the row; the others stand for its identifier.
const CONTENT_BITS: u32 = 48;

/// A row in 16 bytes: 80 bits for the identifier, 48 for the contents.
///
/// Two of ten million identifiers share their bits with a probability of 10^-10; a changed row looks
/// unchanged with one of 10^-14. The hash is seeded anew for every comparison, so nobody can choose
/// identifiers that collide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowDigest(u128);

impl RowDigest {
    /// The bits of the identifier.
    pub(super) fn id(self) -> IdDigest {
        IdDigest(self.0 >> CONTENT_BITS)
    }
}

/// The identifier of a row in 80 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct IdDigest(u128);

impl IdDigest {
    /// The first 64 bits, for finding the identifier among sorted digests.
    pub(super) fn leading_bits(self) -> u64 {
        (self.0 >> (u64::BITS - CONTENT_BITS)) as u64
    }
}

/// Makes fingerprints of the rows of one file.
pub(super) struct RowHasher {
    seeds: [RandomState; 2],
    positions: Vec<usize>,
    text: Vec<u8>,
}

impl RowHasher {
    /// `version` decides which columns count.
    pub(super) fn new(table: &Table, version: Version) -> Self {
        let columns = table.columns.iter().enumerate();
        let positions = columns
            .filter(|(position, column)| {
                column.requirement(version).is_some() && !matches!(*position, STATUS | DATE_LAST_MODIFIED)
            })
            .map(|(position, _)| position)
            .collect();
        Self { seeds: [RandomState::default(), RandomState::default()], positions, text: Vec::new() }
    }

    /// Positions of the columns that are compared.
    pub(super) fn positions(&self) -> &[usize] {
        &self.positions
    }

    pub(super) fn digest(&mut self, record: &TableRecord<'_>) -> RowDigest {
        let IdDigest(id) = self.id(record);
        let content = u128::from(self.content(record)) & ((1 << CONTENT_BITS) - 1);
        RowDigest((id << CONTENT_BITS) | content)
    }

    /// The part of the fingerprint that stands for the identifier.
    pub(super) fn id(&self, record: &TableRecord<'_>) -> IdDigest {
        let id = record.cell(SOURCED_ID);
        let [high, low] = [&self.seeds[0], &self.seeds[1]].map(|seed| u128::from(seed.hash_one(id)));
        IdDigest(((high << 64) | low) >> CONTENT_BITS)
    }

    /// A fingerprint of a single cell.
    pub(super) fn cell(&self, text: &str) -> u32 {
        self.seeds[0].hash_one(text) as u32
    }

    fn content(&mut self, record: &TableRecord<'_>) -> u64 {
        // No text contains this byte, so cells cannot run into each other.
        const END: u8 = 0xFF;
        self.text.clear();
        for &position in &self.positions {
            self.text.extend_from_slice(record.cell(position).as_bytes());
            self.text.push(END);
        }
        let standard = self.seeds[0].hash_one(self.text.as_slice());
        // The order of extension columns makes no difference: a sum has none.
        let filled = record.extensions().filter(|(_, text)| !text.is_empty());
        filled.fold(standard, |sum, pair| sum.wrapping_add(self.seeds[1].hash_one(pair)))
    }
}
