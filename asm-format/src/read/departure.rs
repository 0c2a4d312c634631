//! What a file does otherwise than Apple describes and the reader accepts all the same.

use oneroster_model::{Code, Severity};

use crate::codes;

/// A departure from Apple's rules on text; each is reported once per file, at its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Departure {
    ByteOrderMark,
    CrlfLineBreak,
    NoFinalLineBreak,
    BlankLine,
    SpaceAroundValue,
    QuotesMissing,
    QuotesUnneeded,
    DoubledQuote,
    UnescapedQuote,
    TextAfterQuote,
    LineBreakInValue,
    ControlCharacter,
}

impl Departure {
    const ALL: [Self; 12] = [
        Self::ByteOrderMark,
        Self::CrlfLineBreak,
        Self::NoFinalLineBreak,
        Self::BlankLine,
        Self::SpaceAroundValue,
        Self::QuotesMissing,
        Self::QuotesUnneeded,
        Self::DoubledQuote,
        Self::UnescapedQuote,
        Self::TextAfterQuote,
        Self::LineBreakInValue,
        Self::ControlCharacter,
    ];

    /// How it is reported.
    pub(super) fn describe(self) -> (&'static Code, Severity, &'static str) {
        use Severity::{Info, Warning};
        match self {
            Self::ByteOrderMark => {
                (&codes::BYTE_ORDER_MARK, Warning, "the file begins with a byte order mark")
            }
            Self::CrlfLineBreak => (&codes::CRLF_LINE_BREAK, Warning, "lines end with CRLF instead of LF"),
            Self::NoFinalLineBreak => {
                (&codes::NO_FINAL_LINE_BREAK, Info, "the last line does not end with a line break")
            }
            Self::BlankLine => (&codes::BLANK_LINE, Warning, "a line is blank"),
            Self::SpaceAroundValue => {
                (&codes::SPACE_AROUND_VALUE, Warning, "a value begins or ends with white space")
            }
            Self::QuotesMissing => {
                (&codes::QUOTES_MISSING, Warning, "a value with a space or a comma is not quoted")
            }
            Self::QuotesUnneeded => {
                (&codes::QUOTES_UNNEEDED, Info, "a value without space and comma is quoted")
            }
            Self::DoubledQuote => (
                &codes::DOUBLED_QUOTE,
                Warning,
                "a quotation mark is doubled instead of escaped by a backslash",
            ),
            Self::UnescapedQuote => {
                (&codes::UNESCAPED_QUOTE, Warning, "a quotation mark stands in a value that is not quoted")
            }
            Self::TextAfterQuote => {
                (&codes::TEXT_AFTER_QUOTE, Warning, "text follows a closing quotation mark")
            }
            Self::LineBreakInValue => (&codes::LINE_BREAK_IN_VALUE, Warning, "a value holds a line break"),
            Self::ControlCharacter => {
                (&codes::CONTROL_CHARACTER, Warning, "a value holds a control character")
            }
        }
    }
}

/// A set of departures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Departures(u16);

impl Departures {
    pub(crate) fn insert(&mut self, departure: Departure) {
        self.0 |= 1 << departure as u8;
    }

    pub(crate) fn contains(self, departure: Departure) -> bool {
        self.0 & (1 << departure as u8) != 0
    }

    /// Returns what `self` holds beyond `known`.
    pub(super) fn beyond(self, known: Self) -> impl Iterator<Item = Departure> {
        let new = Self(self.0 & !known.0);
        Departure::ALL.into_iter().filter(move |&departure| new.contains(departure))
    }

    pub(super) fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
