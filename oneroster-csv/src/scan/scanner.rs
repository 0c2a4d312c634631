use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use std::mem;

use memchr::{memchr, memchr_iter};

use super::input::Input;
use super::record::{About, Span};
use super::split::{split_plain, split_quoted};
use super::{Anomaly, AnomalyKind, Dialect, Record, windows_1252};
use crate::error::ErrorContext;
use crate::{Error, Limits};

/// Reads records from any [`Read`].
///
/// Holds one buffer of 256 KiB, which grows only for longer records; give it the reader as it is, without
/// a `BufReader`. How the reader cuts the bytes makes no difference to the records.
///
/// # Examples
///
/// ```
/// use oneroster_csv::scan::{AnomalyKind, Scanner};
///
/// let text = "sourcedId,title\r\nc1,\"Algebra, advanced\"\r\n\r\nc2,5\" pipes\r\n";
/// let mut scanner = Scanner::new(text.as_bytes());
/// let mut seen = Vec::new();
/// while let Some(record) = scanner.next_record()? {
///     seen.push((record.line(), record.get(1).map(str::to_owned), record.anomalies().len()));
/// }
/// assert_eq!(seen[0], (1, Some("title".to_owned()), 0));
/// assert_eq!(seen[1], (2, Some("Algebra, advanced".to_owned()), 0));
/// assert_eq!(seen[2], (4, Some("5\" pipes".to_owned()), 2));
/// # Ok::<(), oneroster_csv::Error>(())
/// ```
pub struct Scanner<R> {
    pub(super) input: Input<R>,
    pub(super) dialect: Dialect,
    pub(super) limits: Limits,
    file: Option<Cow<'static, str>>,
    begun: bool,
    byte_order_mark: bool,
    pub(super) line_ends: LineEnds,
    /// Line and byte of the first byte in `input`.
    pub(super) line: u64,
    pub(super) byte: u64,
    /// What the record handed out last takes up; consumed by the next call, because it is borrowed until then.
    taken: Taken,
    blank_lines: u64,
    blank_since: Option<u64>,
    pub(super) cells: Vec<Span>,
    /// Text of a record that could not be borrowed from `input`.
    pub(super) scratch: Vec<u8>,
    decoded: String,
    pub(super) about: About,
}

/// How the lines of a file end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// Line feed, with or without a carriage return.
    LineFeed,
    /// Carriage return alone is a line end, too.
    CarriageReturn,
}

/// Bytes and line breaks of a record or blank line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    pub(super) bytes: usize,
    pub(super) lines: u64,
}

/// What stands at the beginning of the input.
pub(super) enum Found {
    End,
    Blank(Taken),
    /// A record, its text borrowed from the first bytes of the input.
    Borrowed {
        length: usize,
        taken: Taken,
    },
    /// A record, its text in the scratch buffer; `length` is that of the source without the line end.
    Copied {
        length: usize,
        taken: Taken,
    },
}

impl<R: Read> Scanner<R> {
    /// Creates a scanner with the default [`Limits`] and [`Dialect`].
    pub fn new(reader: R) -> Self {
        Self {
            input: Input::new(reader),
            dialect: Dialect::default(),
            limits: Limits::default(),
            file: None,
            begun: false,
            byte_order_mark: false,
            line_ends: LineEnds::LineFeed,
            line: 1,
            byte: 0,
            taken: Taken::default(),
            blank_lines: 0,
            blank_since: None,
            cells: Vec::new(),
            scratch: Vec::new(),
            decoded: String::new(),
            about: About::default(),
        }
    }

    /// Sets the bounds on the size of a record.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets separator and escapes.
    #[must_use]
    pub fn with_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Sets the name that errors carry.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// Returns the next record, or `None` at the end.
    ///
    /// After an error the scanner stays where it is: the next call tries the same record again.
    ///
    /// # Errors
    ///
    /// [`Error::UnclosedQuote`] at the end of the file, [`Error::LimitExceeded`] for a record with too
    /// many bytes or cells, [`Error::Encoding`] for UTF-16, and the error of the reader.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, Error> {
        let Some((found, length)) = self.advance()? else { return Ok(None) };
        // Fields are borrowed one by one from here on: the text may stay borrowed from any of them.
        let source = &self.input.available()[..length];
        let bytes = match found {
            Source::Input => source,
            Source::Scratch => &self.scratch,
        };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let end = error.valid_up_to();
                let cell = self.cells.iter().take_while(|cell| cell.end as usize <= end).count() + 1;
                let invalid = invalid_utf8(source, self.about.line, cell as u32);
                self.about.anomalies.push(invalid);
                windows_1252::decode(bytes, &mut self.cells, &mut self.decoded);
                &self.decoded
            }
        };
        Ok(Some(Record { text, cells: &self.cells, about: &self.about }))
    }

    /// Returns the number of records that were returned, the header included.
    pub fn records(&self) -> u64 {
        self.about.number
    }

    /// Tells whether the file began with a byte order mark; known after the first record.
    pub fn has_byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }

    /// Returns how many blank lines were skipped up to now.
    pub fn blank_lines(&self) -> u64 {
        self.blank_lines
    }

    /// Returns the first of the blank lines at the end of the file; known after the last record.
    pub fn trailing_blank_line(&self) -> Option<u64> {
        self.blank_since
    }

    /// Returns the reader; bytes that were read ahead are lost.
    pub fn into_inner(self) -> R {
        self.input.into_reader()
    }

    /// Moves to the next record: where its text is, and how long its source is without the line end.
    fn advance(&mut self) -> Result<Option<(Source, usize)>, Error> {
        self.consume_taken();
        if !self.begun {
            self.skip_byte_order_mark()?;
        }
        let (source, length, taken) = loop {
            self.cells.clear();
            self.about.anomalies.clear();
            match self.find()? {
                Found::End => return Ok(None),
                Found::Blank(taken) => {
                    self.blank_lines += 1;
                    self.blank_since.get_or_insert(self.line);
                    self.taken = taken;
                    self.consume_taken();
                }
                Found::Borrowed { length, taken } => break (Source::Input, length, taken),
                Found::Copied { length, taken } => break (Source::Scratch, length, taken),
            }
        };
        if taken.bytes > self.limits.max_record_bytes() {
            return Err(self.too_long());
        }
        if self.cells.len() > self.limits.max_cells() {
            let message = format!("the record has more than {} cells", self.limits.max_cells());
            return Err(self.error_here(Error::LimitExceeded, message));
        }
        self.taken = taken;
        self.about.number += 1;
        self.about.line = self.line;
        self.about.byte = self.byte;
        if let Some(line) = self.blank_since.take() {
            let blank = Anomaly { kind: AnomalyKind::BlankLineBefore, line, cell: 1, character: 1 };
            self.about.anomalies.push(blank);
        }
        Ok(Some((source, length)))
    }

    /// Looks at the input in the order of what is cheap: plain line, line with simple quotes, the rest.
    fn find(&mut self) -> Result<Found, Error> {
        if self.line_ends == LineEnds::CarriageReturn {
            return self.read_carefully();
        }
        let mut searched = 0;
        let (length, taken) = loop {
            let bytes = self.input.available();
            if let Some(position) = memchr(b'\n', &bytes[searched..]) {
                let feed = searched + position;
                let length = feed - usize::from(bytes[..feed].ends_with(b"\r"));
                break (length, Taken { bytes: feed + 1, lines: 1 });
            }
            searched = bytes.len();
            if !self.input.is_plain(searched) {
                // A line break may stand inside quotes, or the lines may end without a line feed.
                return self.read_carefully();
            }
            if !self.fill()? {
                break (searched, Taken { bytes: searched, lines: 0 });
            }
        };
        if length == 0 {
            return Ok(if taken.bytes == 0 { Found::End } else { Found::Blank(taken) });
        }
        let plain = self.input.is_plain(length);
        let line = &self.input.available()[..length];
        if plain {
            split_plain(line, self.dialect.separator, &mut self.cells);
        } else if self.dialect.backslash_escapes
            || !split_quoted(line, self.dialect.separator, &mut self.cells)
        {
            return self.read_carefully();
        }
        if taken.lines == 0 {
            self.note(AnomalyKind::NoFinalLineBreak, length, self.line, 0, self.cells.len());
        }
        Ok(Found::Borrowed { length, taken })
    }

    fn skip_byte_order_mark(&mut self) -> Result<(), Error> {
        while self.input.available().len() < 3 && self.fill()? {}
        let bytes = self.input.available();
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err(self.error_here(Error::Encoding, "the text is UTF-16, save it as UTF-8"));
        }
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            self.byte_order_mark = true;
            self.taken.bytes = 3;
            self.consume_taken();
        }
        self.begun = true;
        Ok(())
    }

    fn consume_taken(&mut self) {
        let taken = mem::take(&mut self.taken);
        self.input.consume(taken.bytes);
        self.byte += taken.bytes as u64;
        self.line += taken.lines;
    }

    /// Reads more bytes of the current record; false at the end of the file.
    pub(super) fn fill(&mut self) -> Result<bool, Error> {
        if self.input.available().len() > self.limits.max_record_bytes() {
            return Err(self.too_long());
        }
        let filled = self.input.fill();
        filled.map_err(|error| self.named(Error::from_io(error, "read the file")))
    }

    /// Notes the first anomaly of a kind, `at` bytes into the current record.
    ///
    /// `line_start` is where the line begins in the record, `cell` the 1-based cell.
    pub(super) fn note(&mut self, kind: AnomalyKind, at: usize, line: u64, line_start: usize, cell: usize) {
        if self.about.anomalies.iter().all(|anomaly| anomaly.kind != kind) {
            let character = self.character(line_start, at);
            self.about.anomalies.push(Anomaly { kind, line, cell: cell as u32, character });
        }
    }

    /// Returns the 1-based character of a byte in its line; both count from the current record.
    pub(super) fn character(&self, line_start: usize, at: usize) -> u64 {
        count_characters(self.input.available().get(line_start..at).unwrap_or_default()) + 1
    }

    pub(super) fn named(&self, error: Error) -> Error {
        match &self.file {
            Some(file) => error.in_file(file.clone()),
            None => error,
        }
    }

    fn too_long(&self) -> Error {
        let message = format!(
            "the record is longer than {} bytes, a quotation mark may be unbalanced",
            self.limits.max_record_bytes()
        );
        self.error_here(Error::LimitExceeded, message)
    }

    fn error_here(
        &self,
        variant: fn(Box<ErrorContext>) -> Error,
        message: impl Into<Cow<'static, str>>,
    ) -> Error {
        self.named(variant(Box::new(ErrorContext::new(message).with_place(self.line, None, self.byte))))
    }
}

/// Where the text of a record is.
enum Source {
    Input,
    Scratch,
}

fn count_characters(bytes: &[u8]) -> u64 {
    String::from_utf8_lossy(bytes).chars().count() as u64
}

#[cold]
fn invalid_utf8(source: &[u8], first_line: u64, cell: u32) -> Anomaly {
    let end = std::str::from_utf8(source).map_or_else(|error| error.valid_up_to(), str::len);
    let before = &source[..end];
    let (mut line, mut line_start) = (first_line, 0);
    for feed in memchr_iter(b'\n', before) {
        line += 1;
        line_start = feed + 1;
    }
    let character = count_characters(&before[line_start..]) + 1;
    Anomaly { kind: AnomalyKind::InvalidUtf8, line, cell, character }
}

impl<R> fmt::Debug for Scanner<R> {
    /// Shows the position only: the buffers hold data of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanner")
            .field("file", &self.file)
            .field("records", &self.about.number)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}
