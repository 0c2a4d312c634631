/// Bounds for untrusted input: what a package may hold before reading it is refused.
///
/// Every bound is inclusive: a value that equals it is accepted, one more is
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded).
///
/// # Examples
///
/// ```
/// use oneroster_csv::Limits;
///
/// let limits = Limits::default().with_max_entries(30);
/// assert_eq!(limits.max_entries(), 30);
/// assert_eq!(limits.max_record_bytes(), 1024 * 1024);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    entries: usize,
    total_bytes: u64,
    ratio: u64,
    record_bytes: usize,
    cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 1_000,
            total_bytes: 64 * 1024 * 1024 * 1024,
            ratio: 1_000,
            record_bytes: 1024 * 1024,
            cells: 4_096,
        }
    }
}

impl Limits {
    /// Output of one entry from which on [`max_ratio`](Self::max_ratio) is looked at, in bytes.
    pub const RATIO_GRACE_BYTES: u64 = 16 * 1024 * 1024;

    /// Returns how many entries a zip or folder may have, skipped ones included. Default 1,000.
    pub const fn max_entries(&self) -> usize {
        self.entries
    }

    /// Sets [`max_entries`](Self::max_entries).
    #[must_use]
    pub const fn with_max_entries(mut self, entries: usize) -> Self {
        self.entries = entries;
        self
    }

    /// Returns how many bytes all files may have together after decompression. Default 64 GiB.
    pub const fn max_total_bytes(&self) -> u64 {
        self.total_bytes
    }

    /// Sets [`max_total_bytes`](Self::max_total_bytes).
    #[must_use]
    pub const fn with_max_total_bytes(mut self, bytes: u64) -> Self {
        self.total_bytes = bytes;
        self
    }

    /// Returns how many bytes one compressed byte may become. Default 1,000.
    ///
    /// Checked while a file is inflated, once more than
    /// [`RATIO_GRACE_BYTES`](Self::RATIO_GRACE_BYTES) came out of it: small files of equal rows
    /// compress well without meaning harm.
    pub const fn max_ratio(&self) -> u64 {
        self.ratio
    }

    /// Sets [`max_ratio`](Self::max_ratio).
    #[must_use]
    pub const fn with_max_ratio(mut self, ratio: u64) -> Self {
        self.ratio = ratio;
        self
    }

    /// Returns how many bytes one record may have, quotes and line break included. Default 1 MiB.
    pub const fn max_record_bytes(&self) -> usize {
        self.record_bytes
    }

    /// Sets [`max_record_bytes`](Self::max_record_bytes); values above 1 GiB count as 1 GiB.
    #[must_use]
    pub const fn with_max_record_bytes(mut self, bytes: usize) -> Self {
        const MOST: usize = 1024 * 1024 * 1024;
        self.record_bytes = if bytes > MOST { MOST } else { bytes };
        self
    }

    /// Returns how many cells one record may have. Default 4,096.
    pub const fn max_cells(&self) -> usize {
        self.cells
    }

    /// Sets [`max_cells`](Self::max_cells).
    #[must_use]
    pub const fn with_max_cells(mut self, cells: usize) -> Self {
        self.cells = cells;
        self
    }
}
