//! Reading an archive and writing it anew, with repairs.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{Read, Seek, Write};

use oneroster_csv::intern::Interner;
use oneroster_model::{Action, Code, Finding, FindingSink, Severity};

use super::merge::{Fate, People};
use super::options::{PatchOptions, PatchReport};
use crate::archive::ArchiveWriter;
use crate::codes;
use crate::error::Error;
use crate::package::{AsmPackage, Discard};
use crate::read::{Record, TableReader};
use crate::table::AsmFile;

/// Writes a repaired copy of a package and reports every change.
///
/// Rows keep their order and are streamed through; what is held are the keys of people and classes.
/// The new archive is in the dialect of the options, so that departures of the input from Apple's
/// rules on text are repaired on the way; they are reported too, once per file. Findings of changes
/// are warnings with action `changed` or `dropped`.
///
/// Merging keeps the row whose `person_id` sorts first, byte by byte. It receives the locations of
/// the others, after its own; all other values stay. Classes and rosters that named the others name
/// the kept row; roster rows that thereby repeat an earlier one are removed.
///
/// # Examples
///
/// ```
/// use asm_format::{AsmFile, AsmPackage, PatchOptions, patch};
///
/// let package = AsmPackage::from_texts([
///     (AsmFile::Classes, "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id\nk,,c,,,,N\n"),
///     (AsmFile::Rosters, "roster_id,class_id,student_id\nr1,k,s\nr2,gone,s\n"),
/// ]);
/// let mut options = PatchOptions::default();
/// options.remove_rosters_of_unknown_classes = true;
/// let mut findings = Vec::new();
/// let target = std::io::Cursor::new(Vec::new());
/// let (_zip, report) = patch(&package, target, &options, &mut findings)?;
/// assert_eq!(report.rosters_without_class, 1);
/// assert_eq!(report.rows(AsmFile::Rosters), 1);
/// assert!(findings.iter().any(|finding| finding.code.id == "roster_removed" && finding.line == Some(3)));
/// # Ok::<(), asm_format::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Io`] when reading or writing fails, [`Error::RecordTooLong`] for a record beyond the limit.
pub fn patch<W: Write + Seek>(
    package: &AsmPackage,
    target: W,
    options: &PatchOptions,
    sink: &mut dyn FindingSink,
) -> Result<(W, PatchReport), Error> {
    Patch {
        package,
        options,
        students: People::read(package, AsmFile::Students, &options.merge_people_by)?,
        staff: People::read(package, AsmFile::Staff, &options.merge_people_by)?,
        archive: ArchiveWriter::new(target, &options.archive)?,
        report: PatchReport::default(),
        sink,
    }
    .run()
}

struct Patch<'p, W> {
    package: &'p AsmPackage,
    options: &'p PatchOptions,
    students: People,
    staff: People,
    archive: ArchiveWriter<W>,
    report: PatchReport,
    sink: &'p mut dyn FindingSink,
}

type Input = TableReader<Box<dyn Read + Send>>;

impl<W: Write + Seek> Patch<'_, W> {
    /// Goes through the files in the order of the archive.
    fn run(mut self) -> Result<(W, PatchReport), Error> {
        self.report.students_merged = self.write_people(AsmFile::Students)?;
        self.report.staff_merged = self.write_people(AsmFile::Staff)?;
        self.copy(AsmFile::Courses)?;
        let classes = self.write_classes()?;
        self.write_rosters(&classes)?;
        self.copy(AsmFile::Locations)?;
        let (target, summary) = self.archive.finish()?;
        self.report.set_rows(&summary);
        Ok((target, self.report))
    }

    fn open(&mut self, file: AsmFile) -> Result<Option<Input>, Error> {
        let input = self.package.read(file, self.sink)?;
        if input.is_none() {
            let message = "the file is missing and is written without rows";
            self.sink
                .push(Finding::new(&codes::FILE_MISSING, Severity::Warning, message).in_file(file.name()));
        }
        Ok(input)
    }

    /// Copies a file that no repair concerns.
    fn copy(&mut self, file: AsmFile) -> Result<(), Error> {
        let Some(mut input) = self.open(file)? else { return Ok(()) };
        self.archive.begin(file, 0)?;
        while let Some(record) = input.next_record(self.sink)? {
            self.archive.cells(cells(&record, &[], 0))?;
        }
        Ok(())
    }

    /// Writes students or staff and returns how many rows went into others.
    fn write_people(&mut self, file: AsmFile) -> Result<u64, Error> {
        let Some(mut input) = self.open(file)? else { return Ok(0) };
        let people = if file == AsmFile::Students { &self.students } else { &self.staff };
        self.archive.begin(file, people.width)?;
        let mut written = HashSet::new();
        let mut merged = 0;
        while let Some(record) = input.next_record(self.sink)? {
            let mut drop = |message: String| {
                merged += 1;
                self.sink.push(changed(&record, &codes::PERSON_MERGED, Action::Dropped, message));
            };
            let own: Vec<&str> = values(&record).map(|(_, location)| location).collect();
            match people.fate(record.key()) {
                Fate::Alone => self.archive.cells(cells(&record, &own, people.width))?,
                Fate::MergedInto(kept) => drop(format!("the row was merged into {kept}")),
                Fate::Kept(_) if written.contains(record.key()) => {
                    drop("the row was merged into an earlier one with its key".to_owned());
                }
                Fate::Kept(all) => {
                    written.insert(record.key().to_owned());
                    let all: Vec<&str> = all.iter().map(String::as_str).collect();
                    if all != own {
                        let message = "the row received the locations of rows of the same person";
                        self.sink.push(changed(&record, &codes::PERSON_MERGED, Action::Changed, message));
                    }
                    self.archive.cells(cells(&record, &all, people.width))?;
                }
            }
        }
        Ok(merged)
    }

    /// Writes the classes and returns their keys.
    fn write_classes(&mut self) -> Result<Interner, Error> {
        let mut classes = Interner::default();
        let width = self.instructors_of_widest_class()?;
        let Some(mut input) = self.open(AsmFile::Classes)? else { return Ok(classes) };
        let list = AsmFile::Classes.table().repeated;
        self.archive.begin(AsmFile::Classes, width)?;
        while let Some(record) = input.next_record(self.sink)? {
            classes.intern(record.key());
            let mut instructors = Vec::new();
            for (number, instructor) in values(&record) {
                let outcome = Instructor::of(instructor, &instructors, &self.staff, self.options);
                let (code, message) = match outcome {
                    Instructor::Kept(_) | Instructor::Repeated => (None, String::new()),
                    Instructor::Rewritten(kept) => {
                        self.report.references_rewritten += 1;
                        (Some(&codes::REFERENCE_REWRITTEN), format!("the instructor was merged into {kept}"))
                    }
                    Instructor::Removed => {
                        self.report.instructors_removed += 1;
                        let message = "the instructor is not in staff.csv and was taken out";
                        (Some(&codes::INSTRUCTOR_REMOVED), message.to_owned())
                    }
                };
                if let Some(code) = code {
                    let field = list.map(|list| list.column_name(number)).unwrap_or_default();
                    let finding = changed(&record, code, Action::Changed, message);
                    self.sink.push(finding.with_field_name(field));
                }
                instructors.extend(outcome.key());
            }
            self.archive.cells(cells(&record, &instructors, width))?;
        }
        Ok(classes)
    }

    fn instructors_of_widest_class(&self) -> Result<usize, Error> {
        let Some(mut input) = self.package.read(AsmFile::Classes, &mut Discard)? else { return Ok(0) };
        let mut width = 0;
        while let Some(record) = input.next_record(&mut Discard)? {
            let mut instructors = Vec::new();
            for (_, instructor) in values(&record) {
                instructors.extend(Instructor::of(instructor, &instructors, &self.staff, self.options).key());
            }
            width = width.max(instructors.len());
        }
        Ok(width)
    }

    fn write_rosters(&mut self, classes: &Interner) -> Result<(), Error> {
        let Some(mut input) = self.open(AsmFile::Rosters)? else { return Ok(()) };
        self.archive.begin(AsmFile::Rosters, 0)?;
        let mut pairs_of_merged = HashSet::new();
        while let Some(record) = input.next_record(self.sink)? {
            let (class, student) = (record.cell(1), record.cell(2));
            let mut drop = |code, message: &'static str| {
                self.sink.push(changed(&record, code, Action::Dropped, message));
            };
            if self.options.remove_rosters_of_unknown_classes && classes.get(class).is_none() {
                self.report.rosters_without_class += 1;
                drop(&codes::ROSTER_REMOVED, "the class is not in classes.csv");
                continue;
            }
            if self.options.remove_rosters_of_unknown_students && !self.students.contains(student) {
                self.report.rosters_without_student += 1;
                drop(&codes::ROSTER_REMOVED, "the student is not in students.csv");
                continue;
            }
            let kept = self.students.final_key(student);
            if self.students.is_grouped(kept) && !pairs_of_merged.insert((class.to_owned(), kept.to_owned()))
            {
                self.report.rosters_merged += 1;
                drop(&codes::ROSTER_MERGED, "the merged student is in the class already");
                continue;
            }
            if kept != student {
                self.report.references_rewritten += 1;
                let message = format!("the student was merged into {kept}");
                let finding = changed(&record, &codes::REFERENCE_REWRITTEN, Action::Changed, message);
                self.sink.push(finding.with_field_name("student_id"));
            }
            self.archive.cells([record.key(), class, kept])?;
        }
        Ok(())
    }
}

/// What becomes of an instructor of a class.
#[derive(Clone, Copy)]
enum Instructor<'k> {
    Kept(&'k str),
    Rewritten(&'k str),
    /// Is in the class already.
    Repeated,
    Removed,
}

impl<'k> Instructor<'k> {
    /// Looks at an instructor of a class that has `others` already.
    fn of(key: &'k str, others: &[&str], staff: &'k People, options: &PatchOptions) -> Self {
        if options.remove_unknown_instructors && !staff.contains(key) {
            return Self::Removed;
        }
        let kept = staff.final_key(key);
        // Two rows of one person may both have taught the class.
        if staff.is_grouped(kept) && others.contains(&kept) {
            Self::Repeated
        } else if kept == key {
            Self::Kept(kept)
        } else {
            Self::Rewritten(kept)
        }
    }

    fn key(self) -> Option<&'k str> {
        match self {
            Self::Kept(key) | Self::Rewritten(key) => Some(key),
            Self::Repeated | Self::Removed => None,
        }
    }
}

/// Returns number and value of the repeated columns that are filled.
fn values<'r>(record: &Record<'r>) -> impl Iterator<Item = (usize, &'r str)> + use<'r> {
    record.repeated().filter(|(_, value)| !value.is_empty())
}

/// Returns the cells under a header for `width` values, those of the repeated column taken from `list`.
fn cells<'a>(record: &Record<'a>, list: &[&'a str], width: usize) -> Vec<&'a str> {
    let table = record.file().table();
    let in_list = table.repeated.map_or(0..0, |list| list.position..list.position + list.in_template);
    let value = |number: usize| list.get(number).copied().unwrap_or_default();
    let template = (0..table.columns.len()).map(|position| {
        if in_list.contains(&position) { value(position - in_list.start) } else { record.cell(position) }
    });
    template.chain((in_list.len()..width).map(value)).collect()
}

fn changed(
    record: &Record<'_>,
    code: &'static Code,
    action: Action,
    message: impl Into<Cow<'static, str>>,
) -> Finding {
    let table = record.file().table();
    Finding::new(code, Severity::Warning, message)
        .at(table.file.name(), record.line())
        .with_record(table.entity, record.key())
        .with_action(action)
}
