//! Codes of the findings about files of Apple School Manager.
//!
//! Codes of the same name in other crates of the workspace mean the same.

oneroster_model::codes! {
    // Text of a file.
    /// Byte order mark.
    BYTE_ORDER_MARK = "byte_order_mark", "The file begins with a byte order mark.",
        "Write UTF-8 without byte order mark.";
    /// CRLF line ends.
    CRLF_LINE_BREAK = "crlf_line_break", "Lines end with CRLF.", "End lines with LF alone.";
    /// Last record without a line break.
    NO_FINAL_LINE_BREAK = "no_final_line_break", "The last record does not end with a line break.",
        "Nothing, unless the file may have been cut off.";
    /// Blank line.
    BLANK_LINE = "blank_line", "A blank line was skipped.", "Write no blank lines.";
    /// White space around a value.
    SPACE_AROUND_VALUE = "space_around_value", "A value begins or ends with white space.",
        "Write no space after a delimiter and trim values; keys with a space at the end match nothing.";
    /// Missing quotes.
    QUOTES_MISSING = "quotes_missing", "A value with a space is not quoted.",
        "Enclose values that hold a space or a comma in straight double quotes.";
    /// Needless quotes.
    QUOTES_UNNEEDED = "quotes_unneeded", "A value is quoted without need.",
        "Nothing: Apple describes quotes only around values with a space or a comma, but others are common.";
    /// Doubled quotation mark.
    DOUBLED_QUOTE = "doubled_quote", "A quotation mark inside a value is doubled.",
        "Put a backslash before a quotation mark instead of doubling it.";
    /// Quotation mark inside a cell without quotes.
    UNESCAPED_QUOTE = "unescaped_quote", "A cell contains a quotation mark but is not quoted.",
        "Quote the value and put a backslash before the quotation mark.";
    /// Text after a closing quote.
    TEXT_AFTER_QUOTE = "text_after_quote", "Text follows a closing quotation mark.",
        "Put a backslash before quotation marks inside of quoted values.";
    /// Quote that is never closed.
    UNCLOSED_QUOTE = "unclosed_quote", "The file ends inside a quoted value.",
        "Export the file again; it is cut off, or a quotation mark is not escaped.";
    /// Line break inside a value.
    LINE_BREAK_IN_VALUE = "line_break_in_value", "A value contains a line break.",
        "Replace line breaks by spaces.";
    /// Control character inside a value.
    CONTROL_CHARACTER = "control_character", "A value contains a control character.",
        "Replace control characters by spaces.";
    /// Bytes that are not UTF-8.
    INVALID_UTF8 = "invalid_utf8", "A record is not UTF-8.", "Export the files as UTF-8.";
    /// Different delimiters in one archive.
    DELIMITER_MIXED = "delimiter_mixed", "The files of the archive use different delimiters.",
        "Use commas in all files, or semicolons in all.";

    // Header row.
    /// No header row.
    HEADER_MISSING = "header_missing", "The file is empty and has not even a header row.",
        "Send every file with its header row, also without rows.";
    /// The same column twice.
    HEADER_DUPLICATE = "header_duplicate", "The header names a column twice.", "Remove one of the columns.";
    /// Column that the template does not have.
    HEADER_UNKNOWN = "header_unknown", "The header names a column that the template does not have.",
        "Remove the column; only location_id_n and instructor_id_n may be added.";
    /// Header in other letters.
    HEADER_SPELLING = "header_spelling", "A column name is written in other letters than in the template.",
        "Keep the names of the template, in lower case and without spaces.";
    /// Missing column.
    COLUMN_MISSING = "column_missing", "A column of the template is missing.",
        "Keep all columns of the template, also those without values.";
    /// Order of columns.
    COLUMN_ORDER = "column_order", "The columns stand in another order than in the template.",
        "Keep the order of the template and append repeated columns behind it.";
    /// Gap in the numbers of a repeated column.
    COLUMN_GAP = "column_gap", "The numbers of a repeated column have a gap.", "Number the columns without gaps.";
    /// Too many repeated columns.
    COLUMN_LIMIT = "column_limit", "A repeated column has a number beyond Apple's limit.",
        "Send at most 15 instructors of a class and 999 locations of a person.";

    // Rows and values.
    /// Wrong number of cells.
    CELL_COUNT = "cell_count", "A row has another number of cells than the header.",
        "Check the row for delimiters and quotation marks that are not quoted or escaped.";
    /// Missing value.
    VALUE_REQUIRED = "value_required", "A required value is missing.", "Complete the record in the SIS.";
    /// Characters of an identifier.
    ID_CHARSET = "id_charset", "An identifier has other characters than letters, digits and hyphen.",
        "Choose identifiers of letters, digits and hyphens; others are against Apple's rule, though some are accepted.";
    /// Key that occurs twice.
    KEY_DUPLICATE = "key_duplicate", "A key occurs more than once.",
        "Make the key unique; a person has one row in students and staff together.";
    /// Student twice in a class.
    ROSTER_DUPLICATE = "roster_duplicate", "A student is in the same class twice.", "Remove one of the rows.";
    /// Reference to nothing.
    REFERENCE_DANGLING = "reference_dangling", "A reference points to a row that does not exist.",
        "Add the missing row or remove the reference; Apple School Manager rejects the upload.";
    /// Unknown password policy.
    PASSWORD_POLICY_INVALID = "password_policy_invalid", "The password policy is none of 4, 6, 8 and empty.",
        "Write 4, 6 or 8, or leave the value empty.";
    /// Not an e-mail address.
    EMAIL_INVALID = "email_invalid", "A value is not an e-mail address.", "Correct the address in the SIS.";
    /// Gap in repeated values.
    VALUE_GAP = "value_gap", "A repeated value is empty while a later one is filled.",
        "Fill instructors and locations from the first column on.";
    /// The same repeated value twice.
    VALUE_REPEATED = "value_repeated", "A row names the same instructor or location twice.",
        "Name each instructor and location once.";

    // Archive.
    /// Missing file.
    FILE_MISSING = "file_missing", "A file of the archive is missing.",
        "Send all six files with every upload, also those without rows.";
    /// File without rows.
    FILE_EMPTY = "file_empty", "A file has no rows.", "Check that the export is complete.";
    /// Further file.
    FILE_UNKNOWN = "file_unknown", "The archive holds a file that is none of the six.",
        "Send the six files alone.";
    /// File name in other letters.
    FILE_NAME = "file_name", "A file has another name than in Apple's templates.",
        "Name the files as the templates, in lower case.";
    /// File in a folder.
    FILE_IN_FOLDER = "file_in_folder", "The files stand in a folder inside the archive.",
        "Compress the files themselves, not the folder that holds them.";

    // Changes by repair.
    /// Removed instructor.
    INSTRUCTOR_REMOVED = "instructor_removed", "An instructor who is not in the staff file was taken out of a class.",
        "Add the person to the staff in the SIS, or correct the class.";
    /// Removed roster row.
    ROSTER_REMOVED = "roster_removed", "A roster row without its class or student was removed.",
        "Add the class or student in the SIS, or remove the enrollment there.";
    /// Merged person.
    PERSON_MERGED = "person_merged", "Rows of the same person were merged into one.",
        "Merge the records in the SIS; until then the person has the key that sorts first.";
    /// Reference to a merged person.
    REFERENCE_REWRITTEN = "reference_rewritten", "A reference to a merged person names the kept row now.",
        "Nothing, when it follows from a merged person.";
    /// Roster row that became a duplicate.
    ROSTER_MERGED = "roster_merged", "A roster row was removed because its student is in the class already.",
        "Nothing, when it follows from a merged person.";

    // Activity log.
    /// Unreadable line of a log.
    LOG_LINE = "log_line", "A line of the activity log was not understood.",
        "Nothing, unless results are missing; the layout of the log is not documented.";
}
