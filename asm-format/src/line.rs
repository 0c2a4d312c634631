//! Rows to lines of text.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::bytes::{ByteSet, all_in};
use crate::dialect::{Dialect, Escape, Quoting};
use crate::rows::AsmRow;
use crate::table::Table;

/// Turns cells into lines in a given [`Dialect`]: UTF-8, ended by LF, no byte order mark.
///
/// Values are cleaned on the way: composed (Unicode NFC), without white space at the ends, and with
/// one space for each run of tabs, line breaks and other control characters. So a line never holds
/// a line break inside. Nothing is allocated except room in the target.
///
/// # Examples
///
/// ```
/// use asm_format::{Dialect, LineEncoder};
///
/// let mut line = Vec::new();
/// LineEncoder::new(Dialect::default()).encode(&mut line, ["17", " Smith,\tJr ", ""]);
/// assert_eq!(line, b"17,\"Smith, Jr\",\n");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct LineEncoder {
    dialect: Dialect,
}

impl LineEncoder {
    /// Creates an encoder for a dialect.
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect }
    }

    /// Returns the dialect.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Appends one line with these cells.
    pub fn encode<'c>(&self, out: &mut Vec<u8>, cells: impl IntoIterator<Item = &'c str>) {
        let mut cells = cells.into_iter();
        if let Some(first) = cells.next() {
            self.push_value(out, first);
        }
        for cell in cells {
            out.push(self.dialect.delimiter.as_byte());
            self.push_value(out, cell);
        }
        out.push(b'\n');
    }

    /// Appends the line of a row under a header for `width` values in the repeated column.
    pub fn encode_row(&self, out: &mut Vec<u8>, row: &impl AsmRow, width: usize) {
        let mut first = true;
        row.for_each_cell(width, |cell| {
            if !first {
                out.push(self.dialect.delimiter.as_byte());
            }
            first = false;
            self.push_value(out, cell);
        });
        out.push(b'\n');
    }

    /// Appends the header row of a file; names need no quotes and get none.
    pub fn encode_header(&self, out: &mut Vec<u8>, table: &Table, width: usize) {
        for (position, name) in table.header(width).enumerate() {
            if position > 0 {
                out.push(self.dialect.delimiter.as_byte());
            }
            out.extend_from_slice(name.as_bytes());
        }
        out.push(b'\n');
    }

    #[inline]
    fn push_value(self, out: &mut Vec<u8>, value: &str) {
        if self.dialect.quoting == Quoting::Minimal && all_in(ByteSet::Plain, value.as_bytes()) {
            out.extend_from_slice(value.as_bytes());
        } else {
            self.push_cleaned(out, value);
        }
    }

    #[inline(never)]
    fn push_cleaned(self, out: &mut Vec<u8>, value: &str) {
        let start = out.len();
        clean_into(out, value);
        let cleaned = out.get(start..).unwrap_or_default();
        let needs_quotes = self.dialect.quoting == Quoting::All
            || cleaned.iter().any(|byte| matches!(byte, b' ' | b',' | b';' | b'"'));
        let escapes = cleaned.iter().filter(|&&byte| self.escape_of(byte).is_some()).count();
        if needs_quotes || escapes > 0 {
            self.wrap(out, start, needs_quotes, escapes);
        }
    }

    /// Adds quotes and escapes to the text from `start` on, moving it from its end to make room.
    fn wrap(self, out: &mut Vec<u8>, start: usize, quotes: bool, escapes: usize) {
        let mut read = out.len();
        let mut write = read + escapes + 2 * usize::from(quotes);
        out.resize(write, b'"');
        write -= usize::from(quotes);
        while read > start {
            read -= 1;
            let byte = out[read];
            write -= 1;
            out[write] = byte;
            if let Some(escape) = self.escape_of(byte) {
                write -= 1;
                out[write] = escape;
            }
        }
        if quotes {
            out[start] = b'"';
        }
    }

    /// Returns the byte that has to stand before this one.
    fn escape_of(self, byte: u8) -> Option<u8> {
        match (byte, self.dialect.escape) {
            (b'"' | b'\\', Escape::Backslash) => Some(b'\\'),
            (b'"', Escape::Doubled) => Some(b'"'),
            _ => None,
        }
    }
}

/// Appends the value composed, trimmed and with spaces for control characters.
fn clean_into(out: &mut Vec<u8>, value: &str) {
    match is_nfc_quick(value.chars()) {
        IsNormalized::Yes => clean_chars(out, value.chars()),
        _ => clean_chars(out, value.nfc()),
    }
}

fn clean_chars(out: &mut Vec<u8>, chars: impl Iterator<Item = char>) {
    let start = out.len();
    // Behind the last character that is not white space; what follows may be the end to cut off.
    let mut kept = start;
    let mut control_in_gap = false;
    for character in chars {
        if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
            control_in_gap = true;
        } else if character.is_whitespace() {
            if kept > start {
                push_char(out, character);
            }
        } else {
            if control_in_gap && kept > start {
                out.truncate(kept);
                out.push(b' ');
            }
            control_in_gap = false;
            push_char(out, character);
            kept = out.len();
        }
    }
    out.truncate(kept);
}

fn push_char(out: &mut Vec<u8>, character: char) {
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use crate::dialect::Delimiter;

    fn check(dialect: Dialect, cases: &[(&str, &str)]) {
        for (value, expected) in cases {
            let mut out = b"before,".to_vec();
            LineEncoder::new(dialect).push_value(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), format!("before,{expected}"), "{value:?}");
        }
    }

    #[test]
    fn quotes_only_where_apple_wants_them() {
        check(
            Dialect::default(),
            &[
                ("", ""),
                ("Eliza", "Eliza"),
                ("Township High School", "\"Township High School\""),
                ("William \"Bill\" Ray", "\"William \\\"Bill\\\" Ray\""),
                ("Smith, Jr", "\"Smith, Jr\""),
                ("a;b", "\"a;b\""),
                ("\"", "\"\\\"\""),
                ("back\\slash", "back\\\\slash"),
                ("back \\", "\"back \\\\\""),
                ("O’Neil", "O’Neil"),
                ("“Bill”", "“Bill”"),
                ("Zoë-Äpfel", "Zoë-Äpfel"),
            ],
        );
    }

    #[test]
    fn quoting_all_and_doubled_quotes_can_be_chosen() {
        check(
            Dialect::default().with_quoting(Quoting::All).with_escape(Escape::Doubled),
            &[("", "\"\""), ("a", "\"a\""), ("a\"b", "\"a\"\"b\""), ("a\\b", "\"a\\b\"")],
        );
    }

    #[test]
    fn values_are_cleaned_before_they_are_written() {
        check(
            Dialect::default(),
            &[
                ("  a  ", "a"),
                (" \t\r\n", ""),
                ("a\tb", "\"a b\""),
                ("a \r\n \u{7} b", "\"a b\""),
                ("a  b", "\"a  b\""),
                ("\n a", "a"),
                ("a\u{0}", "a"),
                ("a\u{2028}b\u{85}c", "\"a b c\""),
                ("\u{a0}a\u{a0}", "a"),
                // Decomposed letters are composed.
                ("Zoe\u{308}", "Zoë"),
                // A Greek question mark composes to a semicolon, which then needs quotes.
                ("a\u{37e}b", "\"a;b\""),
                ("e\n\u{301}", "\"e \u{301}\""),
            ],
        );
    }

    #[test]
    fn a_line_has_one_delimiter_less_than_cells() {
        for (cells, expected) in [
            (vec![], "\n"),
            (vec![""], "\n"),
            (vec!["", ""], ";\n"),
            (vec!["", "a", ""], ";a;\n"),
            (vec!["a", "b c"], "a;\"b c\"\n"),
        ] {
            let mut out = Vec::new();
            LineEncoder::new(Dialect::default().with_delimiter(Delimiter::Semicolon)).encode(&mut out, cells);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
