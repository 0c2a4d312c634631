//! Reading a log.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use oneroster_model::{Finding, FindingSink, Severity};
use serde::Serialize;

use super::outcomes::OutcomeClass;
use super::sections::{
    ActivityEntry, ClassEntry, CourseEntry, FromLine, LocationEntry, OperationResult, PersonEntry,
    RosterEntry,
};
use super::timestamp;
use crate::codes;
use crate::error::Error;
use crate::read::{Cells, LineError, ReadSettings, Records};
use crate::table::AsmFile;

/// The results of one import.
///
/// Every record stands in its section once, with its newest result; entries keep the order in which
/// their keys first appear. Values that the log does not hold are empty.
///
/// # Examples
///
/// ```
/// use asm_format::activity::{ActivityLog, OutcomeClass};
///
/// let text = "\
/// ACTIVITY_ID,42
/// STATUS,COMPLETED
/// SUB_STATUS,COMPLETED_WITH_ERROR
///
/// roster_id,class_id,student_id,operation_status,operation_substatus,timestamp
/// r1,c1,s1,ISSUE,INTERNAL_ERROR,2026-03-01T04:05:06Z
/// r1,c1,s1,SUCCESS,ADDED,2026-03-01T04:06:00Z
/// r2,c1,s2,ISSUE,OPERATION_NOT_ALLOWED,2026-03-01T04:05:06Z
/// ";
/// let log = ActivityLog::read(text.as_bytes(), &mut Vec::new())?;
/// assert_eq!(log.sub_status, "COMPLETED_WITH_ERROR");
/// assert_eq!(log.rosters.len(), 2);
/// assert!(log.rosters[0].result.is_success());
/// assert_eq!(log.rosters[1].result.class(), OutcomeClass::Warning);
/// let summary = log.summary();
/// assert_eq!(summary.by_code["OPERATION_NOT_ALLOWED"], 1);
/// # Ok::<(), asm_format::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ActivityLog {
    /// `OPERATION`, such as `SYNC_SOURCE`.
    pub operation: String,
    /// `ACTIVITY_ID`.
    pub activity_id: String,
    /// `STARTED AT`, as it stands in the log.
    pub started_at: String,
    /// `ENDED AT`, as it stands in the log.
    pub ended_at: String,
    /// `STATUS`, such as `COMPLETED`.
    pub status: String,
    /// `SUB_STATUS`, such as `COMPLETED_WITH_ERROR`.
    pub sub_status: String,
    /// Students and staff.
    pub people: Vec<PersonEntry>,
    /// Classes.
    pub classes: Vec<ClassEntry>,
    /// Locations.
    pub locations: Vec<LocationEntry>,
    /// Courses.
    pub courses: Vec<CourseEntry>,
    /// Roster rows.
    pub rosters: Vec<RosterEntry>,
}

/// The results of a log in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ActivitySummary {
    /// Records by the file of their section (people under students) and by class.
    pub by_file: BTreeMap<AsmFile, BTreeMap<OutcomeClass, u64>>,
    /// Records by `operation_substatus`.
    pub by_code: BTreeMap<String, u64>,
}

impl ActivitySummary {
    /// Returns how many records have results of a class.
    pub fn count(&self, class: OutcomeClass) -> u64 {
        self.by_file.values().filter_map(|classes| classes.get(&class)).sum()
    }

    fn add<E: ActivityEntry>(&mut self, entries: &[E]) {
        for entry in entries {
            let result = entry.result();
            *self.by_file.entry(E::FILE).or_default().entry(result.class()).or_default() += 1;
            *self.by_code.entry(result.substatus.clone()).or_default() += 1;
        }
    }
}

impl ActivityLog {
    /// Reads a log in any of the dialects that files are read in.
    ///
    /// Lines that belong to no section yield findings with code `log_line`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the input fails, [`Error::RecordTooLong`] for a line of more than 1 MiB.
    pub fn read(input: impl Read, sink: &mut dyn FindingSink) -> Result<Self, Error> {
        let mut log = Self::default();
        let mut records = Records::new(input, None, ReadSettings::default().max_record_bytes);
        let mut section = None;
        let mut sections = Sections::default();
        while records.advance().map_err(|error| read_error(error, &records))? {
            let cells = &records.cells;
            let mut report = |severity, message| {
                sink.push(Finding::new(&codes::LOG_LINE, severity, message).at("activity log", records.line));
            };
            if let Some(header) = Header::of(cells) {
                section = Some(header);
            } else if let Some(header) = &section {
                if !sections.add(header, cells) {
                    report(Severity::Warning, "the line has no key");
                }
            } else if !log.set(cells.get(0), cells.get(1)) {
                report(Severity::Info, "the line belongs to no section and has no known name");
            }
        }
        log.people = sections.people.entries;
        log.classes = sections.classes.entries;
        log.locations = sections.locations.entries;
        log.courses = sections.courses.entries;
        log.rosters = sections.rosters.entries;
        Ok(log)
    }

    /// Returns the results in numbers.
    pub fn summary(&self) -> ActivitySummary {
        let mut summary = ActivitySummary::default();
        summary.add(&self.people);
        summary.add(&self.classes);
        summary.add(&self.locations);
        summary.add(&self.courses);
        summary.add(&self.rosters);
        summary
    }

    /// Takes a line of name and value; `false` when the name is unknown.
    fn set(&mut self, name: &str, value: &str) -> bool {
        let field = match name.trim().to_ascii_uppercase().replace(' ', "_").as_str() {
            "OPERATION" => &mut self.operation,
            "ACTIVITY_ID" => &mut self.activity_id,
            "STARTED_AT" => &mut self.started_at,
            "ENDED_AT" => &mut self.ended_at,
            "STATUS" => &mut self.status,
            "SUB_STATUS" => &mut self.sub_status,
            _ => return false,
        };
        value.clone_into(field);
        true
    }
}

fn read_error<R: Read>(error: LineError, records: &Records<R>) -> Error {
    match error {
        LineError::Io(source) => Error::reading_log(source),
        LineError::TooLong => Error::record_too_long(None, records.next_line_number()),
    }
}

/// The header row of a section.
struct Header {
    file: AsmFile,
    columns: HashMap<String, usize>,
}

impl Header {
    /// Reads a line as header row: its first cell is a key column and it names results.
    fn of(cells: &Cells) -> Option<Self> {
        let key = cells.get(0).to_ascii_lowercase();
        let file = AsmFile::ALL.into_iter().find(|file| file.table().key().name == key)?;
        let names = cells.iter().map(str::to_ascii_lowercase);
        let columns: HashMap<_, _> = names.enumerate().map(|(position, name)| (name, position)).collect();
        columns.contains_key("operation_status").then_some(Self { file, columns })
    }

    fn value<'c>(&self, cells: &'c Cells, column: &str) -> &'c str {
        self.columns.get(column).map_or("", |&position| cells.get(position))
    }
}

#[derive(Default)]
struct Sections {
    people: Newest<PersonEntry>,
    classes: Newest<ClassEntry>,
    locations: Newest<LocationEntry>,
    courses: Newest<CourseEntry>,
    rosters: Newest<RosterEntry>,
}

impl Sections {
    /// Takes a line of a section; `false` when it has no key.
    fn add(&mut self, header: &Header, cells: &Cells) -> bool {
        match header.file {
            AsmFile::Students | AsmFile::Staff => self.people.add(header, cells),
            AsmFile::Classes => self.classes.add(header, cells),
            AsmFile::Locations => self.locations.add(header, cells),
            AsmFile::Courses => self.courses.add(header, cells),
            AsmFile::Rosters => self.rosters.add(header, cells),
        }
    }
}

/// Entries by key, the newest of each.
#[derive(Default)]
struct Newest<E> {
    entries: Vec<E>,
    positions: HashMap<String, usize>,
}

impl<E: FromLine> Newest<E> {
    fn add(&mut self, header: &Header, cells: &Cells) -> bool {
        let entry = E::from_line(|column| header.value(cells, column).to_owned());
        if entry.key().is_empty() {
            return false;
        }
        let known = self.positions.get(entry.key()).and_then(|&position| self.entries.get_mut(position));
        match known {
            Some(known) if is_older(entry.result(), known.result()) => {}
            Some(known) => *known = entry,
            None => {
                self.positions.insert(entry.key().to_owned(), self.entries.len());
                self.entries.push(entry);
            }
        }
        true
    }
}

/// Tells whether a result is older than the other; without readable time stamps a later line is newer.
fn is_older(result: &OperationResult, other: &OperationResult) -> bool {
    let (time, other) = (timestamp::parse(&result.timestamp), timestamp::parse(&other.timestamp));
    time.zip(other).is_some_and(|(time, other)| time < other)
}
