use std::collections::BTreeSet;
use std::fmt;
use std::io::{Cursor, Seek, Write};

use hashbrown::HashSet;
use oneroster_model::date::format_instant;
use oneroster_model::{Action, Code, Finding, FindingSink};
use time::OffsetDateTime;

use super::digest::{IdDigest, RowHasher};
use super::fields::FieldCounter;
use super::index::{IndexBuilder, RowIndex};
use super::summary::{DiffSummary, FileChanges, RowChange, RowSample};
use crate::common_columns::{RowState, SOURCED_ID, WithState};
use crate::package::Package;
use crate::package_table::{PackageTable, Unheard, check_bulk, check_same_version, union};
use crate::{
    Cells, Error, File, Mode, PackageEntry, PackageWriter, Progress, TableRecord, TableWriter, codes,
};

/// What to make of a file that the old package has and the new one does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingFile {
    /// All of its rows are gone.
    #[default]
    AllRowsGone,
    /// The new package says nothing about it; nothing is gone.
    NothingSaid,
}

/// The difference between two bulk packages of one version.
///
/// The old package is read once, and once more for files of which rows are gone; the new one is read
/// once. Memory: 17 bytes per row of the largest file of the old package, about 30 per row that is new in
/// that file, no row as a whole.
///
/// # Examples
///
/// ```
/// use std::io::Cursor;
/// use oneroster_csv::delta::Diff;
/// use oneroster_csv::package::{OpenOptions, Package};
/// use oneroster_csv::{File, Mode, PackageWriter, WriteOptions, tables::OrgRow};
/// use oneroster_model::Version;
/// use time::macros::datetime;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let package = |orgs: &[(&str, &str)]| -> Result<Package, Box<dyn std::error::Error>> {
///     let mut writer = PackageWriter::new(Cursor::new(Vec::new()), Version::V1_2, WriteOptions::default());
///     let mut table = writer.table(File::Orgs, Mode::Bulk, &[])?;
///     for &(sourced_id, name) in orgs {
///         table.write(&OrgRow { sourced_id, name, r#type: "school", ..Default::default() })?;
///     }
///     table.finish()?;
///     Ok(Package::from_reader(writer.finish()?, &OpenOptions::default())?)
/// };
/// let old = package(&[("o1", "North"), ("o2", "South"), ("o3", "West")])?;
/// let new = package(&[("o2", "South"), ("o3", "East")])?;
///
/// let mut findings = Vec::new();
/// let mut delta = PackageWriter::new(Cursor::new(Vec::new()), Version::V1_2, WriteOptions::default());
/// let summary = Diff::between(&old, &new).with_samples(1).write(&mut delta, datetime!(2026-08-18 6:00 UTC), &mut findings)?;
/// let orgs = summary.file(File::Orgs).expect("both have the file");
/// assert_eq!((orgs.added, orgs.changed, orgs.removed, orgs.unchanged), (0, 1, 1, 1));
/// assert_eq!(orgs.samples[1].sourced_id, "o1");
///
/// let delta = Package::from_reader(delta.finish()?, &OpenOptions::default())?;
/// assert_eq!(delta.mode(File::Orgs), Mode::Delta);
/// let mut text = String::new();
/// std::io::Read::read_to_string(&mut delta.open_member(File::Orgs)?.expect("there are changes"), &mut text)?;
/// assert!(text.ends_with(
///     "o3,active,2026-08-18T06:00:00.000Z,East,school,,\r\n\
///      o1,tobedeleted,2026-08-18T06:00:00.000Z,North,school,,\r\n",
/// ));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Diff<'p> {
    old: &'p Package,
    new: &'p Package,
    missing_file: MissingFile,
    field_counts: bool,
    samples: usize,
    progress: &'p dyn Progress,
}

impl<'p> Diff<'p> {
    /// Describes the way from an old package to a new one.
    pub fn between(old: &'p Package, new: &'p Package) -> Self {
        let missing_file = MissingFile::default();
        Self { old, new, missing_file, field_counts: false, samples: 0, progress: &() }
    }

    /// Sets what to make of files that only the old package has. Default: [`MissingFile::AllRowsGone`],
    /// with the finding `file_gone`.
    #[must_use]
    pub fn with_missing_file(mut self, missing_file: MissingFile) -> Self {
        self.missing_file = missing_file;
        self
    }

    /// Counts which columns changed. Default: not counted.
    ///
    /// The old package is read once more where rows changed; costs memory of four bytes per column and
    /// changed row.
    #[must_use]
    pub fn with_field_counts(mut self) -> Self {
        self.field_counts = true;
        self
    }

    /// Names up to so many added, changed and removed rows each of a file. Default: none.
    ///
    /// Added and changed rows are the first of the new package, removed ones the first of the old package,
    /// which is read once more.
    #[must_use]
    pub fn with_samples(mut self, samples: usize) -> Self {
        self.samples = samples;
        self
    }

    /// Tells how far the work has come. Default: nobody.
    #[must_use]
    pub fn with_progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Counts the changes.
    ///
    /// Rows without a `sourcedId`, and all but the first row of one `sourcedId`, are left out with a
    /// finding.
    ///
    /// # Errors
    ///
    /// [`Error::NotBulk`], [`Error::VersionMismatch`], and what reading the packages fails with.
    pub fn count(&self, sink: &mut dyn FindingSink) -> Result<DiffSummary, Error> {
        self.run::<Cursor<Vec<u8>>>(None, sink)
    }

    /// Counts the changes and writes them as a delta package, without finishing the package.
    ///
    /// Each file with changes gets its new and changed rows in the order of the new package, then its
    /// removed rows in the order of the old one and with their old values, because required columns must
    /// be filled in these too. `at` becomes their `dateLastModified`. Files without changes are absent.
    ///
    /// # Errors
    ///
    /// Those of [`count`](Self::count), and what writing fails with.
    pub fn write<W: Write + Seek>(
        &self,
        delta: &mut PackageWriter<W>,
        at: OffsetDateTime,
        sink: &mut dyn FindingSink,
    ) -> Result<DiffSummary, Error> {
        check_same_version(self.new.version(), delta.version(), "packages and their delta")?;
        self.run(Some((delta, &format_instant(at))), sink)
    }

    fn run<W: Write + Seek>(
        &self,
        mut delta: Option<(&mut PackageWriter<W>, &str)>,
        sink: &mut dyn FindingSink,
    ) -> Result<DiffSummary, Error> {
        check_bulk(self.old, "a comparison")?;
        check_bulk(self.new, "a comparison")?;
        check_same_version(self.old.version(), self.new.version(), "old and new package")?;
        let mut summary = DiffSummary::default();
        for file in File::of(self.new.version()) {
            if self.old.member(file).is_none() && self.new.member(file).is_none() {
                continue;
            }
            let delta = delta.as_mut().map(|(delta, at)| (&mut **delta, *at));
            summary.files.push(self.file(file, delta, sink)?);
        }
        Ok(summary)
    }

    fn file<W: Write + Seek>(
        &self,
        file: File,
        delta: Option<(&mut PackageWriter<W>, &str)>,
        sink: &mut dyn FindingSink,
    ) -> Result<FileChanges, Error> {
        let new_is_missing = self.new.member(file).is_none();
        if new_is_missing {
            let (message, action) = match self.missing_file {
                MissingFile::AllRowsGone => {
                    ("the new package lacks the file: all rows are gone", Action::Dropped)
                }
                MissingFile::NothingSaid => ("the new package lacks the file: nothing is gone", Action::Kept),
            };
            let severity = self.new.options().strictness().severity(&codes::FILE_GONE);
            let finding = Finding::new(&codes::FILE_GONE, severity, message);
            sink.push(finding.in_file(file.name()).with_action(action));
            if self.missing_file == MissingFile::NothingSaid {
                return Ok(FileChanges::new(file));
            }
        }
        let mut work = FileDiff {
            diff: self,
            file,
            hasher: RowHasher::new(file.table(), self.new.version()),
            index: RowIndex::default(),
            added: HashSet::default(),
            fields: None,
            out: Out::default(),
            changes: FileChanges::new(file),
        };
        let old_extensions = work.index_old(sink)?;
        let new = PackageTable::open(self.new, file, self.progress, sink)?;
        let new_extensions = new.as_ref().map(PackageTable::extensions).unwrap_or_default();
        let extensions = union(&new_extensions, &old_extensions);
        if let Some((delta, at)) = delta {
            let names: Vec<&str> = extensions.iter().map(String::as_str).collect();
            work.out = Out { table: Some(delta.table(file, Mode::Delta, &names)?), at: at.to_owned() };
        }
        if self.field_counts {
            work.fields = Some(FieldCounter::new(&work.hasher, &extensions));
        }
        if let Some(new) = new {
            work.compare_new(new, sink)?;
        }
        work.revisit_old()?;
        work.finish()
    }
}

impl fmt::Debug for Diff<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diff")
            .field("missing_file", &self.missing_file)
            .field("field_counts", &self.field_counts)
            .finish_non_exhaustive()
    }
}

/// The work on one file.
struct FileDiff<'d, 'w, W: Write + Seek> {
    diff: &'d Diff<'d>,
    file: File,
    hasher: RowHasher,
    /// The rows of the old package; marked when the new package has them too.
    index: RowIndex,
    /// Identifiers that only the new package has.
    added: HashSet<IdDigest, foldhash::fast::RandomState>,
    fields: Option<FieldCounter>,
    out: Out<'w, W>,
    changes: FileChanges,
}

impl<'d, W: Write + Seek> FileDiff<'d, '_, W> {
    /// Reads the old file into the index and returns the names of its extension columns.
    fn index_old(&mut self, sink: &mut dyn FindingSink) -> Result<Vec<String>, Error> {
        let Some(mut old) = self.open_old(sink)? else { return Ok(Vec::new()) };
        let extensions = old.extensions();
        let mut builder = IndexBuilder::default();
        while let Some(record) = old.next_record(sink)? {
            if record.cell(SOURCED_ID).is_empty() {
                self.report(
                    &codes::ROW_WITHOUT_ID,
                    "the row has no sourcedId and was left out",
                    &record,
                    sink,
                );
            } else if is_live(&record) {
                builder.push(self.hasher.digest(&record));
            }
        }
        let (index, repeated) = builder.build();
        self.index = index;
        if !repeated.is_empty() {
            self.keep_first_rows(&repeated.into_iter().collect(), sink)?;
        }
        Ok(extensions)
    }

    /// Lets the first of several rows with the same identifier count.
    fn keep_first_rows(
        &mut self,
        repeated: &BTreeSet<IdDigest>,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        let Some(mut old) = self.open_old(&mut Unheard)? else { return Ok(()) };
        while let Some(record) = old.next_record(&mut Unheard)? {
            if !is_live(&record) {
                continue;
            }
            let digest = self.hasher.digest(&record);
            let row = self.index.find(digest.id()).filter(|_| repeated.contains(&digest.id()));
            if let Some(row) = row {
                if self.index.mark(row) {
                    self.index.set(row, digest);
                } else {
                    self.report_repeated(&record, sink);
                }
            }
        }
        self.index.clear_marks();
        Ok(())
    }

    /// Writes what is new or changed.
    fn compare_new(&mut self, mut new: PackageTable<'_>, sink: &mut dyn FindingSink) -> Result<(), Error> {
        while let Some(record) = new.next_record(sink)? {
            if record.cell(SOURCED_ID).is_empty() {
                self.report(
                    &codes::ROW_WITHOUT_ID,
                    "the row has no sourcedId and was left out",
                    &record,
                    sink,
                );
                continue;
            }
            if !is_live(&record) {
                continue;
            }
            let digest = self.hasher.digest(&record);
            match self.index.find(digest.id()) {
                Some(row) if !self.index.mark(row) => self.report_repeated(&record, sink),
                Some(row) if self.index.digest(row) == Some(digest) => self.changes.unchanged += 1,
                Some(row) => {
                    self.changes.changed += 1;
                    self.sample(RowChange::Changed, self.changes.changed, &record);
                    if let Some(fields) = &mut self.fields {
                        fields.new_row(row, &record, &self.hasher);
                    }
                    self.out.write(&record, "active")?;
                }
                None if self.added.insert(digest.id()) => {
                    self.changes.added += 1;
                    self.sample(RowChange::Added, self.changes.added, &record);
                    self.out.write(&record, "active")?;
                }
                None => self.report_repeated(&record, sink),
            }
        }
        Ok(())
    }

    /// Writes what is gone, and looks at the old cells of changed rows.
    fn revisit_old(&mut self) -> Result<(), Error> {
        let kept = self.changes.changed + self.changes.unchanged;
        self.changes.removed = self.index.len() as u64 - kept;
        let is_listed = self.out.table.is_some() || self.diff.samples > 0;
        let are_rows_needed = self.changes.removed > 0 && is_listed;
        if !are_rows_needed && !self.fields.as_ref().is_some_and(FieldCounter::is_waiting) {
            return Ok(());
        }
        let Some(mut old) = self.open_old(&mut Unheard)? else { return Ok(()) };
        let mut removed = 0;
        while let Some(record) = old.next_record(&mut Unheard)? {
            if !is_live(&record) {
                continue;
            }
            let Some(row) = self.index.find(self.hasher.id(&record)) else { continue };
            if self.index.mark(row) {
                removed += 1;
                self.sample(RowChange::Removed, removed, &record);
                self.out.write(&record, "tobedeleted")?;
            } else if let Some(fields) = &mut self.fields {
                fields.old_row(row, &record, &self.hasher);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<FileChanges, Error> {
        if let Some(table) = self.out.table {
            table.finish_if_filled()?;
        }
        let mut changes = self.changes;
        changes.fields = self.fields.map(|fields| fields.into_changes(self.file.table())).unwrap_or_default();
        Ok(changes)
    }

    /// Names a row if it is one of the first; `number` counts rows of the same change, from 1.
    fn sample(&mut self, change: RowChange, number: u64, record: &TableRecord<'_>) {
        if number <= self.diff.samples as u64 {
            let sourced_id = record.cell(SOURCED_ID).to_owned();
            self.changes.samples.push(RowSample { change, sourced_id });
        }
    }

    fn open_old(&self, sink: &mut dyn FindingSink) -> Result<Option<PackageTable<'d>>, Error> {
        PackageTable::open(self.diff.old, self.file, self.diff.progress, sink)
    }

    fn report_repeated(&self, record: &TableRecord<'_>, sink: &mut dyn FindingSink) {
        let message = "an earlier row has the same sourcedId; this one was left out";
        self.report(&codes::DUPLICATE_SOURCED_ID, message, record, sink);
    }

    fn report(
        &self,
        code: &'static Code,
        message: &'static str,
        record: &TableRecord<'_>,
        sink: &mut dyn FindingSink,
    ) {
        let severity = self.diff.new.options().strictness().severity(code);
        let finding = Finding::new(code, severity, message).at(self.file.name(), record.line());
        let finding = finding.with_record(self.file.entity(), record.cell(SOURCED_ID));
        sink.push(finding.with_action(Action::Dropped));
    }
}

fn is_live(record: &TableRecord<'_>) -> bool {
    RowState::of(record) != RowState::Deleted
}

/// Where changed rows go: into a table of the delta package, or nowhere.
struct Out<'p, W: Write + Seek> {
    table: Option<TableWriter<PackageEntry<'p, W>>>,
    at: String,
}

impl<W: Write + Seek> Default for Out<'_, W> {
    fn default() -> Self {
        Self { table: None, at: String::new() }
    }
}

impl<W: Write + Seek> Out<'_, W> {
    fn write(&mut self, record: &TableRecord<'_>, status: &str) -> Result<(), Error> {
        let Some(table) = &mut self.table else { return Ok(()) };
        let row = WithState { cells: record, status, date_last_modified: &self.at };
        table.write_row(&row)
    }
}
