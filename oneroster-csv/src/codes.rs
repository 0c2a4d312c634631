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

    // Files of a package.
    /// Folder entry or rest of an operating system.
    ENTRY_SKIPPED = "entry_skipped", "An entry that belongs to no package was skipped.",
        "Pack the CSV files alone, without folders and hidden files.";
    /// Files in a folder of the zip.
    ENCLOSING_FOLDER = "enclosing_folder", "The files lie in a folder instead of at the root.",
        "Pack the files themselves, not the folder that holds them.";
    /// File name in other spelling.
    FILE_NAME_SPELLING = "file_name_spelling", "A file name is not written as in the standard.",
        "Name the file exactly as the standard does, such as academicSessions.csv.";
    /// File that the standard does not know.
    UNKNOWN_FILE = "unknown_file", "The package holds a file that the standard does not know.",
        "Leave the file out; its contents are not read.";
    /// File of a later version.
    FILE_NOT_IN_VERSION = "file_not_in_version", "The version of the package does not have this file.",
        "Leave the file out, or set oneroster.version to the version that has it.";
    /// File that the manifest does not list.
    FILE_UNLISTED = "file_unlisted", "The manifest does not list a file that the package holds.",
        "Set the mode of the file in manifest.csv to bulk or delta.";
    /// File that the manifest lists, but is missing.
    FILE_MISSING = "file_missing", "A file that the manifest lists is missing.",
        "Add the file, or set its mode in manifest.csv to absent.";

    // Manifest and version.
    /// No manifest.
    MANIFEST_MISSING = "manifest_missing", "The package has no manifest.csv.",
        "Add manifest.csv; without it version and modes are guesses.";
    /// Header of the manifest.
    MANIFEST_HEADER = "manifest_header", "The header of the manifest is not propertyName,value.",
        "Write the header exactly as propertyName,value.";
    /// Row of the manifest with another number of cells.
    MANIFEST_ROW_WIDTH = "manifest_row_width", "A row of the manifest does not have two cells.",
        "Write one property and one value in each row.";
    /// Name of a property in other spelling.
    MANIFEST_PROPERTY_SPELLING = "manifest_property_spelling", "The name of a property is misspelt.",
        "Write the name of the property exactly as the standard does.";
    /// Property that the standard does not know.
    MANIFEST_PROPERTY_UNKNOWN = "manifest_property_unknown", "The manifest has an unknown property.",
        "Leave the property out; it is not read.";
    /// Property that comes twice.
    MANIFEST_PROPERTY_REPEATED = "manifest_property_repeated", "The manifest has a property twice.",
        "Keep one row for each property.";
    /// Property that has to be there.
    MANIFEST_PROPERTY_MISSING = "manifest_property_missing", "The manifest lacks a property.",
        "Write every property of the version, with the mode absent for files that are not there.";
    /// Value in other spelling.
    MANIFEST_VALUE_SPELLING = "manifest_value_spelling", "A value of the manifest is not written as in the standard.",
        "Write 1.0 in full, modes in lower case, and no blanks around a value.";
    /// Version of the manifest.
    MANIFEST_VERSION_INVALID = "manifest_version_invalid", "manifest.version is not 1.0.",
        "Set manifest.version to 1.0.";
    /// Version of OneRoster.
    ONEROSTER_VERSION_INVALID = "oneroster_version_invalid", "oneroster.version is neither 1.1 nor 1.2.",
        "Set oneroster.version to the version of the files.";
    /// Mode of a file.
    MANIFEST_MODE_INVALID = "manifest_mode_invalid", "The mode of a file is none of bulk, delta, absent.",
        "Set the mode of the file to bulk, delta or absent.";
    /// OneRoster 1.0.
    VERSION_1_0 = "version_1_0", "The package is OneRoster 1.0 and is read as 1.1.",
        "Export as OneRoster 1.1 or 1.2.";
    /// Files of another version than the manifest says.
    VERSION_CONTRADICTED = "version_contradicted", "Files or columns are those of another version than the manifest says.",
        "Set oneroster.version to the version of the files.";

    // Comparing and merging packages.
    /// No identifier.
    ROW_WITHOUT_ID = "row_without_id", "A row has no sourcedId.",
        "Give every row a sourcedId; rows without one cannot be compared, merged or referred to.";
    /// One identifier in two rows.
    DUPLICATE_SOURCED_ID = "duplicate_sourced_id", "Two rows of a file have the same sourcedId.",
        "Export every record once; one row of them was used.";
    /// File of the old package only.
    FILE_GONE = "file_gone", "The old package has a file that the new one lacks.",
        "Check whether the export was complete before its rows are deleted.";
    /// File of a delta package with all rows.
    FILE_REPLACED = "file_replaced", "A file of the delta package holds all rows and replaces that of the base.",
        "Nothing, if the file was meant to be complete.";
    /// Row of a delta without status.
    DELTA_STATUS_MISSING = "delta_status_missing", "A row of a delta file has no status.",
        "Write active or tobedeleted in every row of a delta; the row was taken as active.";
    /// Row of a delta with a status that means nothing.
    DELTA_STATUS_INVALID = "delta_status_invalid", "A row of a delta file has an unknown status.",
        "Write active or tobedeleted in every row of a delta; the row was taken as active.";
    /// Deletion of what is not there.
    DELETED_ROW_UNKNOWN = "deleted_row_unknown", "A row to be deleted is not in the base.",
        "Nothing, if the deletion had been applied before.";
}
