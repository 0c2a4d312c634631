//! One validation: the files in their order, and every row of them.

use std::io::Read;

use oneroster_model::{Finding, FindingSink, Severity};

use super::cells::{CellChecks, CheckedRow};
use super::links::Links;
use super::options::ValidateOptions;
use super::registry::NONE;
use super::report::ValidationReport;
use super::reporter::{CellPlace, Reporter};
use super::rules::{Row, Rules};
use crate::error::ErrorContext;
use crate::package::{Detected, EntryReader, MANIFEST, Package, PackageKind};
use crate::table::Requirement;
use crate::{Cells, Error, File, Mode, ReadOptions, Strictness, TableReader, codes};

/// Order in which every reference points backwards or into the same file.
const ORDER: [File; File::ALL.len()] = [
    File::Orgs,
    File::AcademicSessions,
    File::Categories,
    File::Resources,
    File::Courses,
    File::Classes,
    File::Users,
    File::UserProfiles,
    File::Roles,
    File::Demographics,
    File::Enrollments,
    File::ScoreScales,
    File::LineItems,
    File::LineItemScoreScales,
    File::LineItemLearningObjectiveIds,
    File::Results,
    File::ResultScoreScales,
    File::ResultLearningObjectiveIds,
    File::ClassResources,
    File::CourseResources,
    File::UserResources,
];

/// Required columns that OneRoster 1.0 did not have; a package of it is read as 1.1.
const NOT_IN_1_0: [&str; 2] = ["enabledUser", "schoolYear"];

/// Position of `status` in every table.
const STATUS: usize = 1;

/// Files of at least this many bytes are decompressed on a second thread.
const READ_AHEAD_FROM: u64 = 4 * 1024 * 1024;

/// Checks a package against every rule of the standard.
///
/// Findings go to `sink` as they are made, grouped by file in the order in which files depend on each
/// other. Those that opening the package made are among them, judged by the strictness given here. The
/// text of a finding never holds the contents of a cell; identifiers (`sourcedId`) stand in its key.
///
/// Memory: about 50 bytes for each person, class and other record that is referred to, 9 bytes for every
/// other row.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{Package, validate::{ValidateOptions, Verdict, validate}};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path();
/// std::fs::write(
///     path.join("orgs.csv"),
///     "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\no1,,,North,school,,o9\r\n",
/// )?;
/// let package = Package::open(path)?;
/// let mut findings = Vec::new();
/// let report = validate(&package, &ValidateOptions::default(), &mut findings)?;
/// assert_eq!(report.verdict, Verdict::Accept);
/// assert_eq!(report.counts["dangling_reference"], 1);
/// assert_eq!(report.files["orgs.csv"].rows, 1);
/// let dangling = findings.iter().find(|finding| finding.code.id == "dangling_reference");
/// let place = dangling.map(|finding| (finding.line, finding.column, finding.field.as_deref()));
/// assert_eq!(place, Some((Some(2), Some(7), Some("parentSourcedId"))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::NotAPackage`] for an Apple School Manager package, [`Error::Io`], and
/// [`Error::StorageFull`]. Everything that is wrong with a file, damage included, is a
/// finding about that file, and the other files are checked.
pub fn validate(
    package: &Package,
    options: &ValidateOptions,
    sink: &mut dyn FindingSink,
) -> Result<ValidationReport, Error> {
    if package.kind() == PackageKind::AppleSchoolManager {
        let context = ErrorContext::new("holds Apple School Manager files, not those of OneRoster");
        return Err(Error::NotAPackage(Box::new(context)));
    }
    let mut run = Run {
        package,
        links: Links::new(package, *options),
        rules: Rules::new(package, *options),
        reporter: Reporter::new(sink, options.strictness()),
    };
    let version = package.version();
    let files = || {
        let of_version = ORDER.into_iter().filter(move |file| file.since() <= version);
        of_version.filter(|file| options.profile().includes(*file))
    };
    run.begin(files());
    run.report_expected_files(*options);
    for file in files() {
        run.check_file(file)?;
    }
    Ok(run.reporter.into_report(version))
}

struct Run<'p, 's> {
    package: &'p Package,
    links: Links,
    rules: Rules,
    reporter: Reporter<'s>,
}

impl Run<'_, '_> {
    /// Opens the report with the files, and what opening the package had to say about them.
    fn begin(&mut self, files: impl Iterator<Item = File>) {
        if let Some(manifest) = self.package.manifest() {
            self.reporter.begin(MANIFEST, Mode::Absent);
            self.reporter.end(MANIFEST, manifest.properties().len() as u64);
        }
        for file in files {
            let listed = self.package.manifest().and_then(|manifest| manifest.mode(file));
            let mode = match self.package.mode(file) {
                Mode::Absent => listed.unwrap_or_default(),
                mode => mode,
            };
            if mode != Mode::Absent {
                self.reporter.begin(file.name(), mode);
            }
        }
        for finding in self.package.findings() {
            let mut finding = finding.clone();
            finding.severity = self.reporter.strictness().severity(finding.code);
            let name = finding.file.clone();
            let member = self.package.members().iter().find(|member| Some(member.name()) == name.as_deref());
            let meant = match member {
                Some(member) if member.is_manifest() => Some(MANIFEST),
                Some(member) => member.file().map(File::name),
                None => name.as_deref(),
            };
            self.reporter.push_about(meant, finding);
        }
    }

    /// A package without data files says that nothing changed, and a delta holds what changed: neither
    /// is incomplete.
    fn report_expected_files(&mut self, options: ValidateOptions) {
        let package = self.package;
        let modes = || File::ALL.into_iter().map(|file| package.mode(file));
        if modes().all(|mode| mode == Mode::Absent) || modes().any(|mode| mode == Mode::Delta) {
            return;
        }
        let expected = options.profile().expected_files(package.version());
        for file in expected.filter(|file| package.mode(*file) == Mode::Absent) {
            let message = format!("a complete package for {} holds the file", options.profile().as_str());
            self.reporter.file(&codes::EXPECTED_FILE_MISSING, file, message);
        }
    }

    fn check_file(&mut self, file: File) -> Result<(), Error> {
        let Some(member) = self.package.member(file) else { return Ok(()) };
        let checked = match self.package.open_member(file) {
            Ok(Some(reader)) if member.size() >= READ_AHEAD_FROM => {
                reader.read_ahead().and_then(|reader| self.check_rows(file, reader))
            }
            Ok(Some(reader)) => self.check_rows::<EntryReader>(file, reader),
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        match checked {
            Err(error @ (Error::Io(_) | Error::StorageFull(_))) => Err(error),
            Err(error) => {
                self.links.give_up(file);
                self.report_unreadable(file, &error);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn check_rows<R: Read>(&mut self, file: File, reader: R) -> Result<(), Error> {
        let mode = self.links.mode(file);
        let options = ReadOptions {
            mode,
            strictness: self.reporter.strictness(),
            limits: self.package.options().limits(),
        };
        let version = self.package.version();
        let mut header = Vec::new();
        let opened = TableReader::new(reader, file, version, options, &mut header);
        for finding in header {
            self.report_header(finding);
        }
        let mut reader = opened?;
        if !reader.has_header() || reader.cell_number(0).is_none() {
            self.links.give_up(file);
        }
        let mut cells = CellChecks::new(&reader, version, &self.links);
        let rules = self.rules.of(file);
        let read = loop {
            let record = match reader.next_record(&mut self.reporter) {
                Ok(Some(record)) => record,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            let id = record.cell(0);
            let mut own = NONE;
            if !id.is_empty() {
                let (index, first) = self.links.define(file, id, record.line());
                own = index;
                if let (Some(first), Some(place)) = (first, CellPlace::new(file, &record, 0)) {
                    let message = match first {
                        0 => "an earlier row has the same sourcedId".to_owned(),
                        line => format!("line {line} has the same sourcedId"),
                    };
                    let code = &codes::DUPLICATE_SOURCED_ID;
                    self.reporter.cell(code, place, Requirement::Required, message);
                }
            }
            let (links, reporter) = (&mut self.links, &mut self.reporter);
            cells.check(&mut CheckedRow { file, record, own, links, reporter });
            if mode == Mode::Delta && record.cell(STATUS).eq_ignore_ascii_case("tobedeleted") {
                continue;
            }
            let (references, listed) = (cells.references(), cells.listed());
            let row = Row { file, record, own, references, listed, links: &self.links };
            self.rules.check(&rules, &row, &mut self.reporter);
        };
        self.reporter.end(file.name(), reader.rows());
        if let Some(line) = reader.trailing_blank_line() {
            let severity = self.reporter.strictness().severity(&codes::BLANK_LINE);
            let finding = Finding::new(&codes::BLANK_LINE, severity, "blank lines at the end of the file");
            self.reporter.push(finding.at(file.name(), line));
        }
        if read.is_ok() && reader.has_header() && reader.rows() == 0 {
            self.reporter.file(&codes::FILE_WITHOUT_ROWS, file, "the file has a header and no rows");
        }
        cells.finish(&reader, &self.links, &mut self.reporter);
        self.rules.finish(&rules, file, &self.links, &mut self.reporter);
        read
    }

    /// Hands on a finding about a header; what OneRoster 1.0 could not have is no reason to refuse it.
    fn report_header(&mut self, mut finding: Finding) {
        let is_expected = finding.field.as_deref().is_some_and(|field| NOT_IN_1_0.contains(&field));
        let is_tolerant = self.reporter.strictness() == Strictness::Tolerant;
        if is_tolerant && is_expected && self.package.detected() == Detected::V1_0 {
            finding.severity = finding.severity.min(Severity::Warning);
        }
        self.reporter.push(finding);
    }

    #[cold]
    fn report_unreadable(&mut self, file: File, error: &Error) {
        let code = match error {
            Error::UnclosedQuote(_) => &codes::UNCLOSED_QUOTE,
            _ => &codes::FILE_UNREADABLE,
        };
        let severity = self.reporter.strictness().severity(code);
        let mut finding = Finding::new(code, severity, error.message().to_owned()).in_file(file.name());
        finding.line = error.line();
        self.reporter.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_is_the_second_column_of_every_table() {
        assert!(File::ALL.iter().all(|file| file.table().position("status") == Some(STATUS)));
    }

    #[test]
    fn every_reference_points_backwards_or_into_its_own_file() {
        for (rank, file) in ORDER.iter().enumerate() {
            for target in file.table().columns.iter().filter_map(|column| column.references) {
                assert!(ORDER[..=rank].contains(&target), "{file} refers to {target}, which comes later");
            }
        }
    }
}
