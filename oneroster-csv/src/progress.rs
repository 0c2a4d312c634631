//! Being told how far long work has come.

use crate::File;

/// Rows after which progress is told.
const STEP: u64 = 8_192;

/// Is told how far work on a package has come.
///
/// Called every few thousand rows and at the end of each file, from the thread that works. Implement it
/// to draw a bar; `()` ignores it all.
///
/// # Examples
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
/// use oneroster_csv::{File, Progress};
///
/// #[derive(Default)]
/// struct Bytes(AtomicU64);
///
/// impl Progress for Bytes {
///     fn advance(&self, _: File, _: u64, bytes: u64) {
///         self.0.fetch_add(bytes, Relaxed);
///     }
/// }
///
/// let bytes = Bytes::default();
/// bytes.advance(File::Users, 2, 350);
/// assert_eq!(bytes.0.into_inner(), 350);
/// ```
pub trait Progress {
    /// Takes how many more rows of a file were read, and how many bytes they have in the file.
    ///
    /// Work that reads a file twice tells of each time; bytes are those of the text, before compression.
    fn advance(&self, file: File, rows: u64, bytes: u64);
}

impl Progress for () {
    fn advance(&self, _: File, _: u64, _: u64) {}
}

impl<P: Progress + ?Sized> Progress for &P {
    fn advance(&self, file: File, rows: u64, bytes: u64) {
        (**self).advance(file, rows, bytes);
    }
}

/// Counts the rows of one pass over a file and tells of them in steps.
pub(crate) struct Meter<'p> {
    progress: &'p dyn Progress,
    file: File,
    rows: u64,
    told: u64,
    byte: u64,
}

impl<'p> Meter<'p> {
    pub(crate) fn new(progress: &'p dyn Progress, file: File) -> Self {
        Self { progress, file, rows: 0, told: 0, byte: 0 }
    }

    /// Counts a row that begins at a byte.
    pub(crate) fn row(&mut self, byte: u64) {
        self.rows += 1;
        if self.rows == STEP {
            self.byte = byte;
            self.tell();
        }
    }

    /// Tells of the rows since the last step, up to the size of the file.
    pub(crate) fn finish(&mut self, size: u64) {
        self.byte = size.max(self.told);
        self.tell();
    }

    fn tell(&mut self) {
        if self.rows > 0 || self.byte > self.told {
            self.progress.advance(self.file, self.rows, self.byte - self.told);
        }
        (self.rows, self.told) = (0, self.byte);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    struct Calls(RefCell<Vec<(u64, u64)>>);

    impl Progress for Calls {
        fn advance(&self, _: File, rows: u64, bytes: u64) {
            self.0.borrow_mut().push((rows, bytes));
        }
    }

    #[test]
    fn steps_add_up_to_the_whole_file() {
        let calls = Calls(RefCell::default());
        let mut meter = Meter::new(&calls, File::Orgs);
        for row in 0..STEP + 5 {
            meter.row(row * 10);
        }
        meter.finish(100_000);
        let first = (STEP - 1) * 10;
        assert_eq!(calls.0.into_inner(), [(STEP, first), (5, 100_000 - first)]);
    }
}
