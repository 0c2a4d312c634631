//! The way that reads everything: byte by byte, for records that the fast ways leave alone.

use std::io::Read;

use super::AnomalyKind;
use super::record::Span;
use super::scanner::{Found, LineEnds, Scanner, Taken};
use crate::Error;
use crate::error::ErrorContext;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteClosed,
}

/// A position in the record; offsets count from its first byte.
#[derive(Clone, Copy)]
struct Cursor {
    at: usize,
    line: u64,
    line_start: usize,
}

impl Cursor {
    fn next_line(&mut self, start: usize) {
        self.line += 1;
        self.line_start = start;
    }
}

impl<R: Read> Scanner<R> {
    /// Reads the record at the beginning of the input into the scratch buffer.
    pub(super) fn read_carefully(&mut self) -> Result<Found, Error> {
        self.cells.clear();
        self.scratch.clear();
        let mut cursor = Cursor { at: 0, line: self.line, line_start: 0 };
        let mut state = State::CellStart;
        let mut quote = cursor;
        loop {
            let Some(byte) = self.peek(cursor.at)? else {
                if state == State::Quoted {
                    return Err(self.unclosed_quote(quote));
                }
                if cursor.at == 0 {
                    return Ok(Found::End);
                }
                self.end_cell();
                let taken = Taken { bytes: cursor.at, lines: cursor.line - self.line };
                self.cells_note(AnomalyKind::NoFinalLineBreak, cursor, self.cells.len());
                return Ok(Found::Copied { length: cursor.at, taken });
            };
            if state == State::Quoted {
                state = self.read_quoted(byte, &mut cursor)?;
                continue;
            }
            match byte {
                b'"' if state == State::CellStart => {
                    state = State::Quoted;
                    quote = cursor;
                    cursor.at += 1;
                }
                b'\n' => return Ok(self.end_record(state, cursor, 1)),
                b'\r' if self.peek(cursor.at + 1)? == Some(b'\n') => {
                    return Ok(self.end_record(state, cursor, 2));
                }
                b'\r' => {
                    self.note_here(AnomalyKind::BareCarriageReturn, cursor);
                    if self.about.number == 0 {
                        self.line_ends = LineEnds::CarriageReturn;
                    }
                    if self.line_ends == LineEnds::CarriageReturn {
                        return Ok(self.end_record(state, cursor, 1));
                    }
                    self.scratch.push(byte);
                    state = State::Plain;
                    cursor.at += 1;
                }
                _ if byte == self.dialect.separator => {
                    self.end_cell();
                    self.scratch.push(byte);
                    state = State::CellStart;
                    cursor.at += 1;
                }
                _ => {
                    if state == State::QuoteClosed {
                        self.note_here(AnomalyKind::TextAfterQuote, cursor);
                    } else if byte == b'"' {
                        self.note_here(AnomalyKind::StrayQuote, cursor);
                    }
                    state = State::Plain;
                    self.copy(byte, &mut cursor);
                }
            }
        }
    }

    /// Reads one byte, or a run of ordinary ones, inside a quoted cell.
    fn read_quoted(&mut self, byte: u8, cursor: &mut Cursor) -> Result<State, Error> {
        match byte {
            b'"' => {
                cursor.at += 1;
                if self.peek(cursor.at)? != Some(b'"') {
                    return Ok(State::QuoteClosed);
                }
                self.scratch.push(byte);
                cursor.at += 1;
            }
            b'\\' if self.dialect.backslash_escapes => {
                // Line breaks are left to the next turn, where they are counted.
                cursor.at += 1;
                match self.peek(cursor.at)? {
                    Some(b'\r' | b'\n') => {}
                    Some(escaped) => {
                        self.scratch.push(escaped);
                        cursor.at += 1;
                    }
                    None => self.scratch.push(byte),
                }
            }
            b'\n' => {
                self.note_here(AnomalyKind::LineBreakInQuotedCell, *cursor);
                self.scratch.push(byte);
                cursor.at += 1;
                cursor.next_line(cursor.at);
            }
            b'\r' => {
                let line_break = self.peek(cursor.at + 1)? == Some(b'\n');
                self.note_here(
                    if line_break {
                        AnomalyKind::LineBreakInQuotedCell
                    } else {
                        AnomalyKind::BareCarriageReturn
                    },
                    *cursor,
                );
                self.scratch.push(byte);
                cursor.at += 1;
                if !line_break && self.line_ends == LineEnds::CarriageReturn {
                    cursor.next_line(cursor.at);
                }
            }
            _ => self.copy(byte, cursor),
        }
        Ok(State::Quoted)
    }

    /// Copies one byte and the ordinary bytes that follow it.
    fn copy(&mut self, byte: u8, cursor: &mut Cursor) {
        if byte == 0 {
            self.note_here(AnomalyKind::NulCharacter, *cursor);
        }
        let dialect = self.dialect;
        let rest = self.input.available().get(cursor.at + 1..).unwrap_or_default();
        let ordinary =
            |byte: &&u8| !matches!(byte, b'"' | b'\r' | b'\n' | b'\\' | 0) && **byte != dialect.separator;
        let run = 1 + rest.iter().take_while(ordinary).count();
        self.scratch.extend_from_slice(&self.input.available()[cursor.at..cursor.at + run]);
        cursor.at += run;
    }

    fn end_cell(&mut self) {
        let start = self.cells.last().map_or(0, |cell| cell.end + 1);
        self.cells.push(Span { start, end: self.scratch.len() as u32 });
    }

    fn end_record(&mut self, state: State, cursor: Cursor, line_break: usize) -> Found {
        let taken = Taken { bytes: cursor.at + line_break, lines: cursor.line - self.line + 1 };
        if state == State::CellStart && self.cells.is_empty() {
            return Found::Blank(taken);
        }
        self.end_cell();
        Found::Copied { length: cursor.at, taken }
    }

    /// Returns a byte of the current record, reading as much as it takes; `None` at the end of the file.
    fn peek(&mut self, at: usize) -> Result<Option<u8>, Error> {
        loop {
            if let Some(&byte) = self.input.available().get(at) {
                return Ok(Some(byte));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn note_here(&mut self, kind: AnomalyKind, cursor: Cursor) {
        self.cells_note(kind, cursor, self.cells.len() + 1);
    }

    fn cells_note(&mut self, kind: AnomalyKind, cursor: Cursor, cell: usize) {
        self.note(kind, cursor.at, cursor.line, cursor.line_start, cell);
    }

    fn unclosed_quote(&self, quote: Cursor) -> Error {
        let character = self.character(quote.line_start, quote.at);
        let context = ErrorContext::new("the file ends inside a quoted cell").with_place(
            quote.line,
            Some(character),
            self.byte + quote.at as u64,
        );
        self.named(Error::UnclosedQuote(Box::new(context)))
    }
}
