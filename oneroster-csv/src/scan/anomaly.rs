use std::borrow::Cow;

use oneroster_model::{Code, Finding};

use crate::{Strictness, codes};

/// A departure from plain CSV that the scanner noticed in a record and read past.
///
/// The first of each kind is kept per record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Anomaly {
    /// What it is.
    pub kind: AnomalyKind,
    /// Line where it occurs, 1-based; differs from the record's line inside a cell with line breaks.
    pub line: u64,
    /// Cell of the record, 1-based.
    pub cell: u32,
    /// Character in the line, 1-based; a byte order mark does not count.
    pub character: u64,
}

impl Anomaly {
    /// Returns the finding about it.
    pub fn to_finding(&self, file: impl Into<Cow<'static, str>>, strictness: Strictness) -> Finding {
        let code = self.kind.code();
        let message = format!("{}, character {} of the line", self.kind.message(), self.character);
        let mut finding = Finding::new(code, strictness.severity(code), message).at(file, self.line);
        finding.column = Some(self.cell);
        finding
    }
}

/// What can be odd about a record that is still readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnomalyKind {
    /// A carriage return without a line feed.
    ///
    /// When the first record of a file ends this way, the whole file is taken to have such line ends
    /// (old Macintosh); otherwise it is kept as a part of the cell.
    BareCarriageReturn,
    /// A line break inside a quoted cell; kept as a part of the cell.
    LineBreakInQuotedCell,
    /// A quote inside a cell that does not begin with one; kept as a part of the cell.
    StrayQuote,
    /// Text between a closing quote and the next separator; appended to the cell.
    TextAfterQuote,
    /// A NUL character; kept as a part of the cell.
    NulCharacter,
    /// The record is not UTF-8; all of it was read as Windows-1252.
    InvalidUtf8,
    /// Empty lines in front of the record; skipped.
    BlankLineBefore,
    /// The last record does not end with a line break: allowed, but also the look of a file cut off.
    NoFinalLineBreak,
}

impl AnomalyKind {
    /// Returns the code that findings about it carry.
    pub fn code(self) -> &'static Code {
        match self {
            Self::BareCarriageReturn => &codes::BARE_CARRIAGE_RETURN,
            Self::LineBreakInQuotedCell => &codes::LINE_BREAK_IN_QUOTED_FIELD,
            Self::StrayQuote => &codes::UNESCAPED_QUOTE,
            Self::TextAfterQuote => &codes::TEXT_AFTER_QUOTE,
            Self::NulCharacter => &codes::NUL_CHARACTER,
            Self::InvalidUtf8 => &codes::INVALID_UTF8,
            Self::BlankLineBefore => &codes::BLANK_LINE,
            Self::NoFinalLineBreak => &codes::NO_FINAL_LINE_BREAK,
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::BareCarriageReturn => "carriage return without line feed",
            Self::LineBreakInQuotedCell => "line break inside a quoted cell",
            Self::StrayQuote => "quotation mark inside a cell without quotes",
            Self::TextAfterQuote => "text after a closing quotation mark",
            Self::NulCharacter => "NUL character",
            Self::InvalidUtf8 => "not UTF-8, read as Windows-1252",
            Self::BlankLineBefore => "blank line skipped",
            Self::NoFinalLineBreak => "last record without a line break",
        }
    }
}
