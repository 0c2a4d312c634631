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

    // Files that are checked.
    /// Header without rows.
    FILE_WITHOUT_ROWS = "file_without_rows", "The file has a header and no rows.",
        "Leave the file out and set its mode in manifest.csv to absent.";
    /// File that cannot be read.
    FILE_UNREADABLE = "file_unreadable", "The file cannot be read to its end.",
        "Get the package again; rows from the place named on were not looked at.";
    /// Quote that is not closed.
    UNCLOSED_QUOTE = "unclosed_quote", "The file ends inside of a quoted cell.",
        "Look for an unbalanced quotation mark at the place named, or a file that was cut off.";
    /// File that a profile expects.
    EXPECTED_FILE_MISSING = "expected_file_missing", "A file that the purpose asks for is missing.",
        "Add the file, or check against another profile.";

    // Values of cells.
    /// Blank cell that needs a value.
    REQUIRED_VALUE_MISSING = "required_value_missing", "A cell that needs a value is blank.",
        "Fill the cell in the source system; receivers leave such rows out.";
    /// `status` or `dateLastModified` blank in a delta.
    DELTA_VALUE_MISSING = "delta_value_missing", "status or dateLastModified is blank in a delta file.",
        "Fill both in every row of a delta, or send the file as bulk.";
    /// `status` or `dateLastModified` filled in bulk.
    DELTA_VALUE_IN_BULK = "delta_value_in_bulk", "status or dateLastModified is filled in a bulk file.",
        "Leave both blank in bulk files, or send the file as delta.";
    /// Identifier with other characters.
    INVALID_GUID = "invalid_guid", "An identifier is too long or has characters that the standard does not allow.",
        "Use 1 to 255 characters out of digits, letters and . - _ / @.";
    /// Token that the vocabulary does not have.
    UNKNOWN_TOKEN = "unknown_token", "A value is not one of those that the standard lists.",
        "Map the value to one of the listed tokens; 1.2 allows own ones with ext: in some columns.";
    /// No boolean.
    INVALID_BOOLEAN = "invalid_boolean", "A value is neither true nor false.", "Write true or false.";
    /// No date.
    INVALID_DATE = "invalid_date", "A value is not a date.", "Write dates as YYYY-MM-DD.";
    /// No instant.
    INVALID_DATE_TIME = "invalid_date_time", "A value is not a date with a time.",
        "Write instants as YYYY-MM-DDThh:mm:ss.sssZ, in UTC.";
    /// No year.
    INVALID_YEAR = "invalid_year", "A value is not a year.",
        "Write the year in which the school year ends, in four digits.";
    /// No number.
    INVALID_NUMBER = "invalid_number", "A value is not a number of the kind that the column holds.",
        "Write digits only, with a dot before decimals.";
    /// No pair.
    INVALID_PAIR = "invalid_pair", "A value is not a pair in braces.", "Write {left:right}, such as {LDAP:jdoe}.";
    /// Other form with a clear meaning.
    INEXACT_VALUE = "inexact_value", "A value is written differently than the standard says.",
        "Write the value exactly as the standard does; it was read by its meaning.";
    /// Instant with another number of fraction digits.
    DATE_TIME_FRACTION = "date_time_fraction", "An instant does not have three fraction digits.",
        "Write milliseconds; some receivers accept nothing else.";
    /// Empty item of a list.
    EMPTY_LIST_ITEM = "empty_list_item", "A list has an empty item.", "Write no comma without an item after it.";
    /// Blanks around an item of a list.
    LIST_ITEM_BLANKS = "list_item_blanks", "Blanks surround an item of a list.", "Separate items by a comma alone.";
    /// More than 255 characters.
    LONG_TEXT = "long_text", "A text is longer than 255 characters.", "Nothing, unless a receiver cuts it.";

    // Identifiers and references.
    /// The same identifier twice.
    DUPLICATE_SOURCED_ID = "duplicate_sourced_id", "Two rows of a file have the same sourcedId.",
        "Give every record an identifier of its own and export it once; one of the rows is used.";
    /// Reference to a record that is not there.
    DANGLING_REFERENCE = "dangling_reference", "A row refers to a record that the package does not hold.",
        "Add the record, or leave the row out.";
    /// Reference into a file that is not there.
    REFERENCED_FILE_ABSENT = "referenced_file_absent", "Rows refer to a file that the package does not hold.",
        "Add the file, or leave the references blank. Reported once for each column.";

    // Rules that join rows and files.
    /// SR-03.
    SCHOOL_TYPE = "school_type", "A class or an enrollment belongs to an org that is not of type school.",
        "Refer to the school, not to its district or department.";
    /// SR-03b.
    LINE_ITEM_SCHOOL_TYPE = "line_item_school_type", "A line item belongs to an org that is not of type school.",
        "Refer to the school, not to its district or department.";
    /// SR-04.
    SCHOOL_YEAR_TYPE = "school_year_type", "The school year of a course is a session of another type.",
        "Refer to a session of type schoolYear.";
    /// SR-06.
    SUBJECT_CODES_MISMATCH = "subject_codes_mismatch", "subjects and subjectCodes differ in length.",
        "Write one code for each subject, in the same order, or none at all.";
    /// SR-07.
    SECOND_PRIMARY_ROLE = "second_primary_role", "A user has two primary roles in one org.",
        "Mark all but one as secondary.";
    /// SR-08.
    PROFILE_OF_OTHER_USER = "profile_of_other_user", "A role names the profile of another user.",
        "Refer to a profile of the user who has the role.";
    /// SR-09.
    PRIMARY_ORG_WITHOUT_ROLE = "primary_org_without_role", "A user has no role in the primary org.",
        "Add the role to roles.csv, or correct primaryOrgSourcedId.";
    /// SR-10, users.
    RESULT_OF_NON_STUDENT = "result_of_non_student", "A result belongs to a user who is not a student.",
        "Check the user of the result, and the roles of the user.";
    /// SR-10, enrollments.
    RESULT_NOT_ENROLLED = "result_not_enrolled", "A result belongs to a user who is not enrolled in the class.",
        "Add the enrollment; users who left a class need it as long as they have results.";
    /// SR-11, scores.
    SCORE_OUT_OF_RANGE = "score_out_of_range", "A score lies outside of the limits of its line item.",
        "Correct the score or the limits.";
    /// SR-11, limits.
    SCORE_LIMITS_REVERSED = "score_limits_reversed", "The lowest score of a line item is above the highest.",
        "Exchange resultValueMin and resultValueMax.";
    /// SR-12.
    RESULT_CLASS_MISMATCH = "result_class_mismatch", "The class of a result is not that of its line item.",
        "Write the class of the line item, or leave classSourcedId blank.";
    /// SR-13.
    LINE_ITEM_SESSION_TYPE = "line_item_session_type", "A line item counts for a session of another type.",
        "Refer to a grading period, or to a term where there is none.";
    /// SR-14.
    ENROLLMENT_OUTSIDE_TERM = "enrollment_outside_term", "A date of an enrollment lies outside of the terms of the class.",
        "Correct the date, or leave it blank to mean the whole term.";
    /// SR-15, role.
    PRIMARY_WITHOUT_TEACHING = "primary_without_teaching", "primary is true for someone who does not teach.",
        "Write primary for teachers only.";
    /// SR-15, number.
    SECOND_PRIMARY_TEACHER = "second_primary_teacher", "A class has two primary teachers at the same time.",
        "Write primary true for one teacher, or set the dates.";
    /// SR-16.
    LEARNING_OBJECTIVE_FORM = "learning_objective_form", "A learning objective of CASE is not a UUID URN.",
        "Write urn:uuid: and the identifier, or another source than case.";
    /// SR-19.
    TEXT_SCORE_NOT_IN_SCALE = "text_score_not_in_scale", "A text score is no value of its scale.",
        "Add the value to the scale, or assign another scale.";
    /// Dates in the wrong order.
    DATES_REVERSED = "dates_reversed", "An end lies before its beginning.", "Exchange or correct the dates.";
    /// Circle of parents.
    PARENT_CYCLE = "parent_cycle", "A record is among its own ancestors.", "Correct parentSourcedId.";

    // Converting packages.
    /// No place in the version.
    LOST_IN_VERSION = "lost_in_version", "The version written has no place for what the package holds.",
        "Nothing, if the receiver does not need it; otherwise send the package in its own version.";
    /// Required there, blank here.
    REQUIRED_IN_VERSION = "required_in_version", "The version written requires a value that the package lacks.",
        "Fill the column before the package is sent; a strict receiver refuses the rows.";
    /// Cells replaced.
    ANONYMIZED = "anonymized", "Cells were replaced, so that they name no real person.",
        "Nothing; this says what was replaced.";

    // Objects made of rows.
    /// Cell that cannot be understood.
    CELL_UNREADABLE = "cell_unreadable", "A cell does not hold what its column is for.",
        "Have the value corrected at the source; it was read as blank.";
    /// Row of something that is not there.
    ROW_WITHOUT_OWNER = "row_without_owner", "A row belongs to an object that the package does not have.",
        "Export the object too; the row was left out.";
}
