use std::fmt;
use std::io::{Seek, Write};

use oneroster_model::{Action, Finding, FindingSink};
use serde::Serialize;

use super::changes::{FileDelta, Wanted};
use crate::common_columns::{RowState, SOURCED_ID, WithState};
use crate::package::Package;
use crate::package_table::{PackageTable, check_bulk, check_one_roster, check_same_version, union};
use crate::{Cells, Error, File, Mode, PackageWriter, Progress, TableRecord, codes};

/// Puts a delta package into a bulk package.
///
/// The result is a bulk package: rows of the base in their order, changed ones replaced, deleted ones
/// left out, then new rows in the order of the delta; `status` and `dateLastModified` are blank. A file
/// of the delta package whose mode is bulk replaces the file of the base (modes may differ per file). Files
/// that the delta does not have stay as they are.
///
/// Memory: the rows of the largest file of the delta; the base streams through. So rows of the base that
/// share a `sourcedId` are only noticed where the delta changes that `sourcedId`.
///
/// # Examples
///
/// ```
/// use std::io::{Cursor, Read};
/// use oneroster_csv::delta::Apply;
/// use oneroster_csv::package::{OpenOptions, Package};
/// use oneroster_csv::{File, Mode, PackageWriter, WriteOptions, tables::OrgRow};
/// use oneroster_model::Version;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let package = |mode: Mode, orgs: &[[&str; 3]]| -> Result<Package, Box<dyn std::error::Error>> {
///     let mut writer = PackageWriter::new(Cursor::new(Vec::new()), Version::V1_2, WriteOptions::default());
///     let mut table = writer.table(File::Orgs, mode, &[])?;
///     for &[sourced_id, status, name] in orgs {
///         table.write(&OrgRow { sourced_id, status, name, r#type: "school", ..Default::default() })?;
///     }
///     table.finish()?;
///     Ok(Package::from_reader(writer.finish()?, &OpenOptions::default())?)
/// };
/// let base = package(Mode::Bulk, &[["o1", "", "North"], ["o2", "", "South"], ["o3", "", "West"]])?;
/// let delta = package(
///     Mode::Delta,
///     &[["o4", "active", "East"], ["o3", "active", "Old West"], ["o1", "tobedeleted", "North"]],
/// )?;
///
/// let mut findings = Vec::new();
/// let mut merged = PackageWriter::new(Cursor::new(Vec::new()), Version::V1_2, WriteOptions::default());
/// Apply::new(&base, &delta).write(&mut merged, &mut findings)?;
///
/// let merged = Package::from_reader(merged.finish()?, &OpenOptions::default())?;
/// let mut text = String::new();
/// merged.open_member(File::Orgs)?.expect("the base has the file").read_to_string(&mut text)?;
/// assert!(text.ends_with("o2,,,South,school,,\r\no3,,,Old West,school,,\r\no4,,,East,school,,\r\n"));
///
/// let error = Apply::new(&delta, &delta).write(&mut merged_again(), &mut findings).unwrap_err();
/// assert_eq!(error.code(), "not_bulk");
/// # fn merged_again() -> PackageWriter<Cursor<Vec<u8>>> {
/// #     PackageWriter::new(Cursor::new(Vec::new()), Version::V1_2, WriteOptions::default())
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Apply<'p> {
    base: &'p Package,
    delta: &'p Package,
    progress: &'p dyn Progress,
}

/// What happened to the rows of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AppliedFile {
    /// The file.
    pub file: File,
    /// Rows that the base did not have.
    pub added: u64,
    /// Rows of the base that the delta had too.
    pub replaced: u64,
    /// Rows that the delta deleted.
    pub removed: u64,
    /// Rows of the base that the delta did not speak of.
    pub kept: u64,
}

impl AppliedFile {
    fn new(file: File) -> Self {
        Self { file, added: 0, replaced: 0, removed: 0, kept: 0 }
    }

    /// Returns the number of rows of the result.
    pub fn rows(&self) -> u64 {
        self.added + self.replaced + self.kept
    }
}

/// What happened to the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ApplySummary {
    /// The files that either package has, in the order of the manifest's table.
    pub files: Vec<AppliedFile>,
}

impl ApplySummary {
    /// Returns what happened to a file, if either package has it.
    pub fn file(&self, file: File) -> Option<&AppliedFile> {
        self.files.iter().find(|applied| applied.file == file)
    }
}

impl<'p> Apply<'p> {
    /// Describes the merge of a delta into a base.
    pub fn new(base: &'p Package, delta: &'p Package) -> Self {
        Self { base, delta, progress: &() }
    }

    /// Tells how far the work has come. Default: nobody.
    #[must_use]
    pub fn with_progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Writes the merged package, without finishing it.
    ///
    /// Findings: rows of the delta without a `sourcedId` (left out), without a known status (taken as
    /// active), twice (the later one counts); deletions of rows that are not there; files replaced.
    ///
    /// # Errors
    ///
    /// [`Error::NotBulk`] when the base holds changes only, [`Error::VersionMismatch`], and what reading
    /// and writing fail with.
    pub fn write<W: Write + Seek>(
        &self,
        merged: &mut PackageWriter<W>,
        sink: &mut dyn FindingSink,
    ) -> Result<ApplySummary, Error> {
        check_bulk(self.base, "the base of a delta")?;
        check_one_roster(self.delta)?;
        check_same_version(self.base.version(), self.delta.version(), "base and delta")?;
        check_same_version(self.base.version(), merged.version(), "base and result")?;
        let mut summary = ApplySummary::default();
        for file in File::of(self.base.version()) {
            let applied = match (self.base.mode(file), self.delta.mode(file)) {
                (Mode::Absent, Mode::Absent) => continue,
                (_, Mode::Absent) => self.copy(self.base, file, merged, sink)?,
                (base, Mode::Bulk) => {
                    if base != Mode::Absent {
                        self.report_replaced(file, sink);
                    }
                    let mut applied = self.copy(self.delta, file, merged, sink)?;
                    applied.added = std::mem::take(&mut applied.kept);
                    applied
                }
                (_, Mode::Delta) => self.merge(file, merged, sink)?,
            };
            summary.files.push(applied);
        }
        Ok(summary)
    }

    fn copy<W: Write + Seek>(
        &self,
        package: &Package,
        file: File,
        merged: &mut PackageWriter<W>,
        sink: &mut dyn FindingSink,
    ) -> Result<AppliedFile, Error> {
        let mut applied = AppliedFile::new(file);
        let Some(mut rows) = PackageTable::open(package, file, self.progress, sink)? else {
            return Ok(applied);
        };
        let extensions = rows.extensions();
        let mut table = merged.table(file, Mode::Bulk, &as_texts(&extensions))?;
        while let Some(record) = rows.next_record(sink)? {
            if RowState::of(&record) != RowState::Deleted {
                table.write_row(&WithState::bulk(&record))?;
                applied.kept += 1;
            }
        }
        table.finish()?;
        Ok(applied)
    }

    fn merge<W: Write + Seek>(
        &self,
        file: File,
        merged: &mut PackageWriter<W>,
        sink: &mut dyn FindingSink,
    ) -> Result<AppliedFile, Error> {
        let mut applied = AppliedFile::new(file);
        let strictness = self.delta.options().strictness();
        let base = PackageTable::open(self.base, file, self.progress, sink)?;
        let Some(delta) = PackageTable::open(self.delta, file, self.progress, sink)? else {
            return Ok(applied);
        };
        let base_extensions = base.as_ref().map(PackageTable::extensions).unwrap_or_default();
        let extensions = union(&base_extensions, &delta.extensions());
        let mut table = merged.table(file, Mode::Bulk, &as_texts(&extensions))?;
        let mut delta =
            FileDelta::read(delta, file, strictness, |row, bytes| table.encode_cells(row, bytes), sink)?;
        if let Some(mut base) = base {
            while let Some(record) = base.next_record(sink)? {
                if RowState::of(&record) == RowState::Deleted {
                    continue;
                }
                match delta.take(record.cell(SOURCED_ID)) {
                    Wanted::Keep => {
                        table.write_row(&WithState::bulk(&record))?;
                        applied.kept += 1;
                    }
                    Wanted::Replace(row) => {
                        table.write_encoded(row).map_err(|error| Error::writing(file, error))?;
                        applied.replaced += 1;
                    }
                    Wanted::Delete => applied.removed += 1,
                    Wanted::Repeated => self.report_repeated(file, &record, sink),
                }
            }
        }
        for row in delta.added() {
            table.write_encoded(row).map_err(|error| Error::writing(file, error))?;
            applied.added += 1;
        }
        delta.report_unknown(file, strictness, sink);
        table.finish()?;
        Ok(applied)
    }

    fn report_replaced(&self, file: File, sink: &mut dyn FindingSink) {
        let severity = self.delta.options().strictness().severity(&codes::FILE_REPLACED);
        let message = "the file holds all rows and replaces that of the base";
        let finding = Finding::new(&codes::FILE_REPLACED, severity, message);
        sink.push(finding.in_file(file.name()).with_action(Action::Changed));
    }

    fn report_repeated(&self, file: File, record: &TableRecord<'_>, sink: &mut dyn FindingSink) {
        let code = &codes::DUPLICATE_SOURCED_ID;
        let message = "an earlier row of the base has the same sourcedId; this one was left out";
        let severity = self.base.options().strictness().severity(code);
        let finding = Finding::new(code, severity, message).at(file.name(), record.line());
        let finding = finding.with_record(file.entity(), record.cell(SOURCED_ID));
        sink.push(finding.with_action(Action::Dropped));
    }
}

impl fmt::Debug for Apply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Apply").field("base", &self.base).field("delta", &self.delta).finish_non_exhaustive()
    }
}

fn as_texts(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
