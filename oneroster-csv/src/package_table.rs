//! Passing over the rows of a file of a package.

use std::io::Read;

use oneroster_model::{Finding, FindingSink, Version};

use crate::error::ErrorContext;
use crate::package::{Package, PackageKind};
use crate::progress::Meter;
use crate::{Error, File, Mode, Progress, ReadOptions, TableReader, TableRecord};

/// Files from this size on are decompressed on a thread of their own.
const READ_AHEAD_BYTES: u64 = 4 * 1024 * 1024;

/// The rows of a file of a package, with progress.
pub(crate) struct PackageTable<'p> {
    reader: TableReader<Box<dyn Read>>,
    meter: Meter<'p>,
    size: u64,
}

impl<'p> PackageTable<'p> {
    /// Opens a file; `None` if the package does not have it.
    pub(crate) fn open(
        package: &Package,
        file: File,
        progress: &'p dyn Progress,
        sink: &mut dyn FindingSink,
    ) -> Result<Option<Self>, Error> {
        let (Some(member), Some(entry)) = (package.member(file), package.open_member(file)?) else {
            return Ok(None);
        };
        let size = member.size();
        let bytes: Box<dyn Read> =
            if size < READ_AHEAD_BYTES { Box::new(entry) } else { Box::new(entry.read_ahead()?) };
        let options = ReadOptions {
            mode: package.mode(file),
            strictness: package.options().strictness(),
            limits: package.options().limits(),
        };
        let reader = TableReader::new(bytes, file, package.version(), options, sink)?;
        Ok(Some(Self { reader, meter: Meter::new(progress, file), size }))
    }

    /// Full names of the extension columns.
    pub(crate) fn extensions(&self) -> Vec<String> {
        self.reader.extensions().map(str::to_owned).collect()
    }

    /// Reads the next row.
    pub(crate) fn next_record(
        &mut self,
        sink: &mut dyn FindingSink,
    ) -> Result<Option<TableRecord<'_>>, Error> {
        let Some(record) = self.reader.next_record(sink)? else {
            self.meter.finish(self.size);
            return Ok(None);
        };
        self.meter.row(record.raw().byte());
        Ok(Some(record))
    }
}

/// Takes the findings of a second pass, which were told in the first.
pub(crate) struct Unheard;

impl FindingSink for Unheard {
    fn push(&mut self, _: Finding) {}
}

/// Joins the names of extension columns: those of the first list, then new ones of the second.
pub(crate) fn union(first: &[String], second: &[String]) -> Vec<String> {
    let new = second.iter().filter(|name| !first.contains(name));
    first.iter().chain(new).cloned().collect()
}

/// Refuses a package that does not hold all records of its files.
pub(crate) fn check_bulk(package: &Package, purpose: &str) -> Result<(), Error> {
    check_one_roster(package)?;
    match File::ALL.into_iter().find(|file| package.mode(*file) == Mode::Delta) {
        Some(file) => {
            let message = format!("the file holds changes only, but {purpose} needs all records");
            Err(located(Error::NotBulk(Box::new(ErrorContext::new(message))).in_file(file.name()), package))
        }
        None => Ok(()),
    }
}

/// Refuses a package in another format.
pub(crate) fn check_one_roster(package: &Package) -> Result<(), Error> {
    if package.kind() == PackageKind::OneRoster {
        return Ok(());
    }
    let context = ErrorContext::new("the files are those of Apple School Manager, not of OneRoster");
    Err(located(Error::NotAPackage(Box::new(context)), package))
}

/// Refuses two versions that differ.
pub(crate) fn check_same_version(one: Version, other: Version, what: &str) -> Result<(), Error> {
    if one == other {
        return Ok(());
    }
    let message = format!(
        "OneRoster {one} and {other} do not go together as {what}; convert one package to the version of the other"
    );
    Err(Error::VersionMismatch(Box::new(ErrorContext::new(message))))
}

fn located(error: Error, package: &Package) -> Error {
    match package.path() {
        Some(path) => error.at_path(path),
        None => error,
    }
}
