//! Checking an archive against Apple's rules before it is uploaded.
//!
//! Apple School Manager refuses a whole upload for a wrong reference (User Guide, "Review the
//! templates"), and says so only afterwards. Here every row is judged, in one pass over each file
//! and in memory that grows with the number of people, classes and courses, plus 16 bytes per
//! roster row.

mod keys;
mod repeats;
mod rows;
mod tally;

use oneroster_model::{Finding, FindingSink, Severity};

use crate::codes;
use crate::error::Error;
use crate::package::AsmPackage;
use crate::table::AsmFile;
use keys::Keys;
use repeats::Repeats;
use rows::RowChecks;
use tally::Tally;

/// Files in an order in which references point backwards.
const ORDER: [AsmFile; 6] = [
    AsmFile::Locations,
    AsmFile::Students,
    AsmFile::Staff,
    AsmFile::Courses,
    AsmFile::Classes,
    AsmFile::Rosters,
];

/// Checks all files of a package and reports what is wrong as findings with codes of [`codes`].
///
/// | severity | what |
/// |---|---|
/// | error | missing file, column or required value; key that occurs twice; reference to nothing; unknown password policy; more than 15 instructors or 999 locations; text that cannot be read |
/// | warning | characters of identifiers, the same student twice in a class, gaps, departures from Apple's rules on text |
/// | info | file without rows, order of columns, needless quotes |
///
/// References into a file that is missing or has no key column are not judged one by one.
///
/// # Examples
///
/// ```
/// use asm_format::{AsmFile, AsmPackage, validate};
///
/// let package = AsmPackage::from_texts([
///     (AsmFile::Locations, "location_id,location_name\nN,North\n"),
///     (AsmFile::Courses, "course_id,course_number,course_name,location_id\nc,,Art,S\n"),
/// ]);
/// let mut findings = Vec::new();
/// let validation = validate(&package, &mut findings)?;
/// assert!(!validation.is_accepted());
/// assert_eq!(validation.rows(AsmFile::Courses), Some(1));
/// let dangling = findings.iter().find(|finding| finding.code.id == "reference_dangling").ok_or("not found")?;
/// assert_eq!(dangling.to_string(), "courses.csv:2:4 location_id: error reference_dangling: no such row in locations.csv");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::Io`] when a file cannot be read, [`Error::RecordTooLong`] for a record beyond the limit.
pub fn validate(package: &AsmPackage, sink: &mut dyn FindingSink) -> Result<AsmValidation, Error> {
    let mut tally = Tally::new(sink);
    for finding in package.findings() {
        tally.push(finding.clone());
    }
    let mut validation = AsmValidation::default();
    let mut keys = Keys::default();
    let mut repeats = Repeats::default();
    let mut delimiters = Vec::new();
    for file in ORDER {
        let Some(mut reader) = package.read(file, &mut tally)? else {
            let message = "the file is missing";
            tally.push(Finding::new(&codes::FILE_MISSING, Severity::Error, message).in_file(file.name()));
            continue;
        };
        delimiters.extend(reader.delimiter());
        if reader.has_key() {
            keys.begin(file);
            while let Some(record) = reader.next_record(&mut tally)? {
                RowChecks { record, keys: &mut keys, repeats: &mut repeats, sink: &mut tally }.run();
            }
        } else {
            while reader.next_record(&mut tally)?.is_some() {}
        }
        if reader.rows() == 0 {
            let severity = if file == AsmFile::Locations { Severity::Error } else { Severity::Info };
            tally.push(
                Finding::new(&codes::FILE_EMPTY, severity, "the file has no rows").in_file(file.name()),
            );
        }
        validation.rows[file.index()] = Some(reader.rows());
    }
    repeats.report(package, &mut keys, &mut tally)?;
    if delimiters.windows(2).any(|pair| pair[0] != pair[1]) {
        let message = "some files use commas, others semicolons";
        tally.push(Finding::new(&codes::DELIMITER_MIXED, Severity::Warning, message));
    }
    validation.errors = tally.errors;
    validation.errors_elsewhere = tally.errors_elsewhere;
    validation.warnings = tally.warnings;
    Ok(validation)
}

/// What a validation found, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsmValidation {
    rows: [Option<u64>; 6],
    errors: [u64; 6],
    errors_elsewhere: u64,
    warnings: u64,
}

impl AsmValidation {
    /// Returns the number of rows of a file, without the header; `None` when it is missing.
    pub fn rows(&self, file: AsmFile) -> Option<u64> {
        self.rows[file.index()]
    }

    /// Returns the number of errors that are about a file.
    pub fn errors_in(&self, file: AsmFile) -> u64 {
        self.errors[file.index()]
    }

    /// Returns the number of all errors, those about the archive as a whole included.
    pub fn errors(&self) -> u64 {
        self.errors_elsewhere + self.errors.iter().sum::<u64>()
    }

    /// Returns the number of all warnings.
    pub fn warnings(&self) -> u64 {
        self.warnings
    }

    /// Tells whether there is no error, so that nothing known speaks against an upload.
    pub fn is_accepted(&self) -> bool {
        self.errors() == 0
    }
}
