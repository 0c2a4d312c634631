/// Separator and escapes of a file; the default is the OneRoster CSV grammar (RFC 4180).
///
/// # Examples
///
/// ```
/// use oneroster_csv::scan::{Dialect, Scanner};
///
/// let text = "person_id;first_name\n1;\"William \\\"Bill\\\"\"\n";
/// let dialect = Dialect::default().with_separator(b';').with_backslash_escapes();
/// let mut scanner = Scanner::new(text.as_bytes()).with_dialect(dialect);
/// scanner.next_record()?;
/// let record = scanner.next_record()?;
/// assert_eq!(record.and_then(|record| record.get(1)), Some("William \"Bill\""));
/// # Ok::<(), oneroster_csv::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    pub(super) separator: u8,
    pub(super) backslash_escapes: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { separator: b',', backslash_escapes: false }
    }
}

impl Dialect {
    /// Sets the byte between two cells. Default: comma.
    ///
    /// Must be ASCII and neither a quote, a backslash, a line break nor NUL; anything else is read as a
    /// comma.
    #[must_use]
    pub const fn with_separator(mut self, separator: u8) -> Self {
        self.separator = match separator {
            b'"' | b'\\' | b'\r' | b'\n' | 0 | 0x80.. => b',',
            _ => separator,
        };
        self
    }

    /// Makes a backslash inside a quoted cell stand for the character after it, as Apple School Manager
    /// writes quotes. Doubled quotes are still read. Default: a backslash is a backslash.
    #[must_use]
    pub const fn with_backslash_escapes(mut self) -> Self {
        self.backslash_escapes = true;
        self
    }
}
