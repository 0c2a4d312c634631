//! Lines to cells, in any of the dialects that are seen.

use memchr::memchr2;

use super::cells::{Cells, Quoted};
use super::departure::Departure;

/// Whether a record goes on in the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Complete,
    /// A quoted value is open.
    Open,
}

/// Splits lines at a delimiter and takes quotes and escapes away.
///
/// A quotation mark inside a quoted value may be doubled or, unless `backslash` is off, have a
/// backslash before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Splitter {
    pub(super) delimiter: u8,
    pub(super) backslash: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first character of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// Between quotes.
    Open,
    /// Behind the closing quote.
    Closed,
}

impl Splitter {
    /// Reads the first line of a record.
    ///
    /// A backslash before a quotation mark that ends a cell can mean two things: an escaped mark with
    /// text behind it, or a value that ends with a backslash. The second is tried when the first
    /// leaves the value open at the end of the line or text behind a closing mark.
    pub(super) fn begin(self, line: &[u8], cells: &mut Cells) -> Progress {
        cells.clear();
        if memchr2(b'"', b'\\', line).is_none() {
            cells.take_plain(line, self.delimiter);
            return Progress::Complete;
        }
        let progress = self.split(line, State::Start, cells);
        if is_clean(progress, cells) || !self.has_ambiguous_mark(line) {
            return progress;
        }
        cells.clear();
        let other = Self { backslash: false, ..self }.split(line, State::Start, cells);
        if is_clean(other, cells) {
            return other;
        }
        cells.clear();
        self.split(line, State::Start, cells)
    }

    /// Reads a further line of a record whose last value is open.
    pub(super) fn go_on(self, line: &[u8], cells: &mut Cells) -> Progress {
        cells.break_line();
        self.split(line, State::Open, cells)
    }

    fn has_ambiguous_mark(self, line: &[u8]) -> bool {
        let before_delimiter = [b'\\', b'"', self.delimiter];
        self.backslash && (line.ends_with(b"\\\"") || line.windows(3).any(|bytes| bytes == before_delimiter))
    }

    fn split(self, line: &[u8], mut state: State, cells: &mut Cells) -> Progress {
        let mut bytes = line.iter().copied().peekable();
        // Whether the value between quotes needs them; a value that goes on from the last line does.
        let mut needed = state == State::Open;
        let mut quoted = if state == State::Open { Quoted::Yes } else { Quoted::No };
        while let Some(byte) = bytes.next() {
            if byte == self.delimiter && state != State::Open {
                cells.end_cell(quoted);
                (state, quoted) = (State::Start, Quoted::No);
                continue;
            }
            if byte == b'\\' && self.backslash && matches!(state, State::Plain | State::Start | State::Open) {
                needed = true;
                if let Some(escaped) = bytes.next_if(|next| matches!(next, b'"' | b'\\')) {
                    cells.push(escaped);
                } else {
                    cells.push(byte);
                    cells.dangling_backslash = bytes.peek().is_none();
                }
                state = if state == State::Open { State::Open } else { State::Plain };
                continue;
            }
            state = match (state, byte) {
                (State::Start, b'"') => {
                    (needed, quoted) = (false, Quoted::Yes);
                    State::Open
                }
                (State::Start | State::Closed, b' ' | b'\t') => {
                    cells.departures.insert(Departure::SpaceAroundValue);
                    state
                }
                (State::Start | State::Plain, _) => {
                    if byte == b'"' {
                        cells.departures.insert(Departure::UnescapedQuote);
                    }
                    cells.push(byte);
                    State::Plain
                }
                (State::Open, b'"') => {
                    if bytes.next_if_eq(&b'"').is_some() {
                        cells.departures.insert(Departure::DoubledQuote);
                        needed = true;
                        cells.push(b'"');
                        State::Open
                    } else {
                        if !needed {
                            cells.departures.insert(Departure::QuotesUnneeded);
                        }
                        State::Closed
                    }
                }
                (State::Open, _) => {
                    needed |= matches!(byte, b' ' | b',' | b';');
                    cells.push(byte);
                    State::Open
                }
                (State::Closed, _) => {
                    cells.departures.insert(Departure::TextAfterQuote);
                    cells.push(byte);
                    State::Plain
                }
            };
        }
        if state == State::Open {
            return Progress::Open;
        }
        cells.end_cell(quoted);
        Progress::Complete
    }
}

fn is_clean(progress: Progress, cells: &Cells) -> bool {
    progress == Progress::Complete && !cells.departures.contains(Departure::TextAfterQuote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(backslash: bool, cases: &[(&str, &[&str])]) {
        for (line, expected) in cases {
            let mut cells = Cells::default();
            let progress = Splitter { delimiter: b',', backslash }.begin(line.as_bytes(), &mut cells);
            assert_eq!(progress, Progress::Complete, "{line}");
            cells.complete();
            assert_eq!(cells.iter().collect::<Vec<_>>(), *expected, "{line}");
        }
    }

    #[test]
    fn every_known_way_to_write_a_value_is_read() {
        check(
            true,
            &[
                ("", &[""]),
                (",", &["", ""]),
                ("a,b", &["a", "b"]),
                ("\"a\",\"\",b", &["a", "", "b"]),
                ("\"Smith, Jr\",x", &["Smith, Jr", "x"]),
                (r#""William \"Bill\" Ray",x"#, &["William \"Bill\" Ray", "x"]),
                (r#""William ""Bill"" Ray",x"#, &["William \"Bill\" Ray", "x"]),
                (r#""""Bill""",x"#, &["\"Bill\"", "x"]),
                (r#""\"Bill\"",x"#, &["\"Bill\"", "x"]),
                (r#""She said \"no\", twice",x"#, &["She said \"no\", twice", "x"]),
                (r"a\\b,c\d", &[r"a\b", r"c\d"]),
                (r#"six\" nails,x"#, &["six\" nails", "x"]),
                // A value that ends with a backslash, from a writer that knows no escapes.
                (r#""C:\dir\",x"#, &[r"C:\dir\", "x"]),
                (r#"x,"C:\dir\""#, &["x", r"C:\dir\"]),
                (r#""C:\dir\","b c""#, &[r"C:\dir\", "b c"]),
                // Mistakes with a clear meaning.
                ("  a , \"b c\" ,d", &["a", "b c", "d"]),
                (r#"5" disk,x"#, &["5\" disk", "x"]),
                (r#""a"b,x"#, &["ab", "x"]),
            ],
        );
    }

    #[test]
    fn backslashes_stand_for_themselves_when_told_so() {
        check(false, &[(r#""a\",x"#, &["a\\", "x"]), (r"a\\b", &[r"a\\b"])]);
    }

    #[test]
    fn a_value_may_go_on_in_the_next_line() {
        for (first, second, expected) in [
            (r#"a,"b"#, r#"c",d"#, ["a", "b\nc", "d"]),
            (r#"a,"b\"#, r#"c",d"#, ["a", "b\nc", "d"]),
            (r#"a,"b\\"#, r#"c",d"#, ["a", "b\\\nc", "d"]),
        ] {
            let splitter = Splitter { delimiter: b',', backslash: true };
            let mut cells = Cells::default();
            assert_eq!(splitter.begin(first.as_bytes(), &mut cells), Progress::Open);
            assert_eq!(splitter.go_on(second.as_bytes(), &mut cells), Progress::Complete);
            cells.complete();
            assert_eq!(cells.iter().collect::<Vec<_>>(), expected);
            assert!(cells.departures.contains(Departure::LineBreakInValue));
        }
    }

    #[test]
    fn departures_are_noticed() {
        for (line, expected) in [
            ("a,b", None),
            ("\"a b\",c", None),
            (r#""a \"b\"""#, None),
            ("\"a;b\"", None),
            ("\"a\"", Some(Departure::QuotesUnneeded)),
            ("a b,c", Some(Departure::QuotesMissing)),
            ("\"x y\",a b", Some(Departure::QuotesMissing)),
            ("a ,b", Some(Departure::SpaceAroundValue)),
            ("\"a b \",b", Some(Departure::SpaceAroundValue)),
            ("\"a\"\"b\"", Some(Departure::DoubledQuote)),
            ("a\"b", Some(Departure::UnescapedQuote)),
            ("\"a b\"c", Some(Departure::TextAfterQuote)),
            ("a\u{7}b", Some(Departure::ControlCharacter)),
        ] {
            let mut cells = Cells::default();
            let _ = Splitter { delimiter: b',', backslash: true }.begin(line.as_bytes(), &mut cells);
            cells.complete();
            let found: Vec<_> =
                cells.departures.beyond(crate::read::departure::Departures::default()).collect();
            assert_eq!(found, Vec::from_iter(expected), "{line}");
        }
    }
}
