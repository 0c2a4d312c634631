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

    // Header and shape of a file.
    /// No header.
    HEADER_MISSING = "header_missing", "The file has no header row.",
        "Write the names of the columns in the first line; the file was not read.";
    /// A column without a name.
    HEADER_BLANK = "header_blank", "A column has no name.", "Remove the column, or name it metadata.something.";
    /// A column twice.
    HEADER_DUPLICATE = "header_duplicate", "A column stands twice in the header.",
        "Remove one of them; the first one was read.";
    /// Other case.
    HEADER_CASE = "header_case", "A column name differs in upper and lower case, or has blanks around it.",
        "Write column names exactly as the standard does.";
    /// Another name.
    HEADER_ALIAS = "header_alias", "A column has a name of OneRoster 1.0 or a misspelt one.",
        "Write column names exactly as the standard does.";
    /// Column of the other version.
    COLUMN_OF_OTHER_VERSION = "column_of_other_version", "The column belongs to another version of the standard.",
        "Check the version in the manifest.";
    /// Unknown column.
    COLUMN_UNKNOWN = "column_unknown", "The standard does not know the column.",
        "Name columns of your own metadata.something and put them last.";
    /// Extension before a column of the standard.
    EXTENSION_NOT_LAST = "extension_not_last", "A column stands behind a metadata column.",
        "Put metadata columns last.";
    /// Another order.
    COLUMN_ORDER = "column_order", "The columns do not have the order of the standard.",
        "Write the columns in the order of the standard.";
    /// Required column missing.
    REQUIRED_COLUMN_MISSING = "required_column_missing", "A required column is missing.", "Add the column.";
    /// Optional column missing.
    OPTIONAL_COLUMN_MISSING = "optional_column_missing", "A column is missing.",
        "Add the column, empty if there are no values: every column of the standard has to be in the header.";
    /// Short row.
    TOO_FEW_CELLS = "too_few_cells", "The row has fewer cells than the header.",
        "Check for missing commas; missing cells were read as blank.";
    /// Long row.
    TOO_MANY_CELLS = "too_many_cells", "The row has more cells than the header.",
        "Check for commas in unquoted cells; surplus cells were ignored.";
}
