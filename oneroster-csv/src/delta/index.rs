use super::digest::{IdDigest, RowDigest};

/// Rows that share a bucket on average.
const ROWS_PER_BUCKET: usize = 8;

/// The digests of all rows of a file: 16 bytes a row, and a little more than one for finding them.
#[derive(Debug, Default)]
pub(super) struct RowIndex {
    /// Sorted, each identifier once.
    digests: Vec<RowDigest>,
    /// Where the digests of a bucket begin; a bucket is a range of leading bits.
    starts: Vec<usize>,
    shift: u32,
    seen: Vec<u64>,
}

/// Digests as they are collected.
#[derive(Debug, Default)]
pub(super) struct IndexBuilder {
    digests: Vec<RowDigest>,
}

impl IndexBuilder {
    pub(super) fn push(&mut self, digest: RowDigest) {
        self.digests.push(digest);
    }

    /// Sorts the digests and returns the index with the identifiers that occur more than once.
    ///
    /// Which of several rows the index keeps is not settled: [`RowIndex::set`] does that.
    pub(super) fn build(mut self) -> (RowIndex, Vec<IdDigest>) {
        self.digests.sort_unstable();
        let mut repeated = Vec::new();
        self.digests.dedup_by(|next, kept| {
            let same = next.id() == kept.id();
            if same && repeated.last() != Some(&kept.id()) {
                repeated.push(kept.id());
            }
            same
        });
        let digests = self.digests;
        let buckets = (digests.len() / ROWS_PER_BUCKET).max(1).next_power_of_two();
        let shift = u64::BITS - buckets.trailing_zeros();
        let mut starts = Vec::with_capacity(buckets + 1);
        for (position, digest) in digests.iter().enumerate() {
            while starts.len() <= bucket(digest.id(), shift) {
                starts.push(position);
            }
        }
        starts.resize(buckets + 1, digests.len());
        let seen = vec![0; digests.len().div_ceil(64)];
        (RowIndex { digests, starts, shift, seen }, repeated)
    }
}

fn bucket(id: IdDigest, shift: u32) -> usize {
    id.leading_bits().checked_shr(shift).unwrap_or(0) as usize
}

impl RowIndex {
    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.digests.len()
    }

    /// Finds the row with an identifier.
    pub(super) fn find(&self, id: IdDigest) -> Option<usize> {
        let bucket = bucket(id, self.shift);
        let (start, end) = (*self.starts.get(bucket)?, *self.starts.get(bucket + 1)?);
        let found = self.digests.get(start..end)?.iter().position(|known| known.id() == id)?;
        Some(start + found)
    }

    /// Returns the digest of a row.
    pub(super) fn digest(&self, position: usize) -> Option<RowDigest> {
        self.digests.get(position).copied()
    }

    /// Replaces the contents of a row that has the same identifier.
    pub(super) fn set(&mut self, position: usize, digest: RowDigest) {
        if let Some(known) = self.digests.get_mut(position) {
            *known = digest;
        }
    }

    /// Marks a row, and tells whether it was not marked before.
    pub(super) fn mark(&mut self, position: usize) -> bool {
        let bit = 1 << (position % 64);
        let Some(word) = self.seen.get_mut(position / 64) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Removes all marks.
    pub(super) fn clear_marks(&mut self) {
        self.seen.fill(0);
    }
}
