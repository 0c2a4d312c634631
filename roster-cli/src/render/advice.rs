//! What to do about each error of the libraries, by its stable code.

use super::server_advice;

/// Explanation of one error code.
#[derive(Debug)]
pub(crate) struct ErrorCode {
    /// Stable name.
    pub(crate) id: &'static str,
    /// What happened, one sentence.
    pub(crate) title: &'static str,
    /// What to do, one or two sentences.
    pub(crate) advice: &'static str,
}

pub(super) const fn code(id: &'static str, title: &'static str, advice: &'static str) -> ErrorCode {
    ErrorCode { id, title, advice }
}

/// Every error code of the commands on packages.
static ERRORS: &[ErrorCode] = &[
    code(
        "usage",
        "The command was called in a wrong way.",
        "See `roster help COMMAND` for the arguments and an example.",
    ),
    code(
        "settings",
        "The settings file cannot be read.",
        "Correct the line that is named; unknown keys are refused so that a typing error cannot hide.",
    ),
    code(
        "not_a_package",
        "The input is neither a zip file nor a folder with files of a package.",
        "Check that the path names the exported zip; files inside of it have to keep their names, such as users.csv.",
    ),
    code(
        "damaged",
        "The zip file is cut off or damaged.",
        "Get it again; the download or upload was probably cut off.",
    ),
    code("encrypted", "A file in the zip is encrypted.", "Ask for a package without a password."),
    code(
        "unsupported_compression",
        "A file in the zip is compressed in an unusual way.",
        "Zip the files again with an ordinary program (deflate).",
    ),
    code(
        "unsafe_path",
        "A name in the zip points outside of it.",
        "Do not use this package: ask its sender why a file name climbs out of the folder.",
    ),
    code("duplicate_file", "The package holds the same file twice.", "Remove the file that is not meant."),
    code(
        "missing_file",
        "The package lacks a file that is needed.",
        "Switch the file on in the export of the SIS.",
    ),
    code(
        "unknown_version",
        "The manifest says a version of OneRoster that is not known.",
        "Export OneRoster 1.1 or 1.2.",
    ),
    code(
        "limit_exceeded",
        "The input goes beyond a limit that protects this machine.",
        "Check the place that is named: a quotation mark that is never closed or a damaged file is the usual cause.",
    ),
    code(
        "unclosed_quote",
        "A file ends inside a quoted cell.",
        "Look at the line that is named: a quotation mark there is not closed or not doubled, or the file is cut off.",
    ),
    code(
        "other_format",
        "The package holds files of another format than the command is for.",
        "See with `roster inspect` what is in the package; `roster convert` makes files for Apple School Manager.",
    ),
    code(
        "version_mismatch",
        "Two packages of different versions of OneRoster were given.",
        "Export both in the same version, or change one of them with `roster convert-version`.",
    ),
    code(
        "not_bulk",
        "A package that has to be complete holds changes only.",
        "Merge it into the last full package first: roster apply BASE DELTA OUT.zip",
    ),
    code("encoding", "A file is UTF-16.", "Export the files as UTF-8."),
    code(
        "record_too_long",
        "A record is longer than the limit.",
        "Look for a quotation mark that is not closed.",
    ),
    code(
        "not_writable",
        "The file cannot be written in this version.",
        "Choose another version with --version.",
    ),
    code(
        "storage_full",
        "The disk is full.",
        "Make space and run the command again; nothing was written under the final name.",
    ),
    code(
        "io",
        "Reading or writing failed.",
        "Check that the path exists and that you may read or write there.",
    ),
    code(
        "delta_without_base",
        "The package holds changes only.",
        "Merge it into the last full package first: roster apply BASE DELTA OUT.zip",
    ),
    code(
        "file_missing",
        "A file without which nothing can be converted is not there.",
        "Switch the file on in the export of the SIS.",
    ),
    code("header_missing", "A file has no header row.", "Write the names of the columns in the first line."),
    code(
        "roles_missing",
        "A package of OneRoster 1.2 has no roles.csv.",
        "Export roles.csv, too: in OneRoster 1.2 the roles and schools of people live there.",
    ),
    code(
        "out_of_order",
        "Rows came in an order that a conversion cannot use.",
        "Report this with the package; the order is chosen by the command.",
    ),
    code(
        "weak_secret",
        "The secret for pseudonyms is too short.",
        "Give at least 16 bytes, such as the output of `openssl rand -hex 32`.",
    ),
    code(
        "secret",
        "A secret cannot be read.",
        "Write env:NAME for a variable of the environment or file:PATH for a file.",
    ),
    code(
        "row_width",
        "A row has more values than its file has columns.",
        "Report this with the package; the archive was not written.",
    ),
    code(
        "row_file",
        "A row was written to the wrong file.",
        "Report this with the package; the archive was not written.",
    ),
    code(
        "member_order",
        "Files of an archive were written in the wrong order.",
        "Report this with the package; the archive was not written.",
    ),
    code(
        "strict_findings",
        "There are errors in the data, and the mode is strict.",
        "Correct them in the SIS, or convert without --strict, which repairs or leaves out such rows.",
    ),
];

/// Iterates over all error codes.
pub(crate) fn errors() -> impl Iterator<Item = &'static ErrorCode> {
    ERRORS.iter().chain(server_advice::ERRORS)
}

/// Returns what to do about an error.
pub(crate) fn of_error(code: &str) -> Option<&'static str> {
    errors().find(|known| known.id == code).map(|known| known.advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_listed_once() {
        let mut ids: Vec<&str> = errors().map(|code| code.id).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn texts_are_sentences() {
        for ErrorCode { id, title, advice } in errors() {
            assert!(title.ends_with('.'), "{id}");
            assert!(advice.chars().next().is_some_and(char::is_uppercase), "{id}");
        }
    }
}
