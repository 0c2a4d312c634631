//! Codes of the findings of this crate.
//!
//! How bad a finding with a code is depends on the [`Strictness`](crate::Strictness).

oneroster_model::codes! {
    // Text of a file.
    /// Carriage return without line feed.
    BARE_CARRIAGE_RETURN = "bare_carriage_return", "A carriage return stands without a line feed.",
        "End lines with CRLF or LF and keep carriage returns out of cells.";
    /// Line break inside a quoted cell.
    LINE_BREAK_IN_QUOTED_FIELD = "line_break_in_quoted_field", "A cell contains a line break.",
        "Replace line breaks in names, titles and addresses by a blank.";
    /// Quote inside a cell without quotes.
    UNESCAPED_QUOTE = "unescaped_quote", "A cell contains a quotation mark but is not quoted.",
        "Quote the cell and double the quotation mark.";
    /// Text after a closing quote.
    TEXT_AFTER_QUOTE = "text_after_quote", "Text follows a closing quotation mark.",
        "Double quotation marks inside of quoted cells.";
    /// NUL character.
    NUL_CHARACTER = "nul_character", "A cell contains a NUL character.",
        "Export the file again; NUL characters often mean UTF-16 or a damaged file.";
    /// Bytes that are not UTF-8.
    INVALID_UTF8 = "invalid_utf8", "A record is not UTF-8 and was read as Windows-1252.",
        "Export as UTF-8; check names with accents if that is not possible.";
    /// Blank line.
    BLANK_LINE = "blank_line", "A blank line was skipped.", "Write no blank lines.";
    /// Last record without a line break.
    NO_FINAL_LINE_BREAK = "no_final_line_break", "The last record does not end with a line break.",
        "Nothing, unless the file may have been cut off.";
}
