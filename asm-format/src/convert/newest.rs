//! Which of several rows with the same `sourcedId` counts.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use oneroster_model::Severity;
use oneroster_model::date::parse_instant;

use super::codes;
use super::record::{Notes, Subject};
use crate::bytes::trim;

/// Age and content of a row, as far as repeated rows are compared by them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Newest {
    /// `dateLastModified` in milliseconds; rows without one are the oldest.
    modified: i64,
    content: u64,
}

impl Newest {
    pub(super) fn of(date_last_modified: &str, content: u64) -> Self {
        Self { modified: modified(date_last_modified), content }
    }

    /// Tells whether this later row replaces the earlier one, and reports the one that loses.
    ///
    /// Identical rows collapse. Else the newer `dateLastModified` wins, and among equals the last row.
    pub(super) fn supersedes(&self, earlier: &Self, subject: Subject<'_>, notes: &mut Notes<'_>) -> bool {
        let severity = if self.content == earlier.content { Severity::Info } else { Severity::Warning };
        notes.dropped(&codes::DUPLICATE_SOURCED_ID, severity, subject);
        self.content != earlier.content && self.modified >= earlier.modified
    }
}

/// Reads `dateLastModified`; what cannot be read counts as oldest.
pub(super) fn modified(date_last_modified: &str) -> i64 {
    if trim(date_last_modified).is_empty() {
        return i64::MIN;
    }
    parse_instant(date_last_modified).value().map_or(i64::MIN, |instant| {
        i64::try_from(instant.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    })
}

/// Hashes the cells of a row; equal rows have equal fingerprints in every process.
pub(super) fn fingerprint(visit_cells: impl FnOnce(&mut dyn FnMut(usize, &str))) -> u64 {
    let mut hasher = FixedState::with_seed(0).build_hasher();
    visit_cells(&mut |_, cell| {
        hasher.write(cell.as_bytes());
        hasher.write_u8(0xff);
    });
    hasher.finish()
}
