//! Writing a package: one zip file with data files and manifest.

use std::fmt;
use std::io::{self, Seek, Write};
use std::path::PathBuf;

use oneroster_model::Version;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::error::ErrorContext;
use crate::fused::Fused;
use crate::output::AtomicFile;
use crate::package::Manifest;
use crate::{Cells, Error, File, Mode, TableWriter};

/// How a package is written.
///
/// # Examples
///
/// ```
/// use oneroster_csv::WriteOptions;
///
/// let options = WriteOptions::default().with_level(3).with_source("Example SIS", "example-sis");
/// assert_eq!((options.level(), options.system_name()), (3, "Example SIS"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    level: u8,
    large_files: bool,
    header_only_files: bool,
    system_name: String,
    system_code: String,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            level: 6,
            large_files: false,
            header_only_files: false,
            system_name: String::new(),
            system_code: String::new(),
        }
    }
}

impl WriteOptions {
    /// Returns the compression level, 1 to 9. Default 6.
    ///
    /// Roster data are odd: level 1 gives half as much output again as level 6, and levels above 6 are
    /// slower without being smaller.
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// Sets the compression level; values outside of 1 to 9 count as the nearest of these.
    #[must_use]
    pub const fn with_level(mut self, level: u8) -> Self {
        self.level = match level {
            0 => 1,
            1..=9 => level,
            _ => 9,
        };
        self
    }

    /// Tells whether one file may have more than 4 GiB. Default: it may not, and writing it fails.
    pub const fn large_files(&self) -> bool {
        self.large_files
    }

    /// Allows files of more than 4 GiB, which not every program can unzip (zip64).
    #[must_use]
    pub const fn with_large_files(mut self) -> Self {
        self.large_files = true;
        self
    }

    /// Tells whether a file without rows is written. Default: it is left out and absent in the manifest,
    /// because a file that is shipped must have a row (CSV binding 1.2, section on file content).
    pub const fn header_only_files(&self) -> bool {
        self.header_only_files
    }

    /// Writes files without rows too, as several importers want them.
    #[must_use]
    pub const fn with_header_only_files(mut self) -> Self {
        self.header_only_files = true;
        self
    }

    /// Returns the name of the source system for the manifest, empty by default.
    pub fn system_name(&self) -> &str {
        &self.system_name
    }

    /// Returns the code of the source system for the manifest, empty by default.
    pub fn system_code(&self) -> &str {
        &self.system_code
    }

    /// Sets name and code of the source system; an empty one is left out of the manifest.
    #[must_use]
    pub fn with_source(mut self, name: impl Into<String>, code: impl Into<String>) -> Self {
        self.system_name = name.into();
        self.system_code = code.into();
        self
    }
}

/// Writes a package as the standard asks, rows streamed through.
///
/// Every file is at the root of the zip under its exact name, the manifest comes last and names every
/// file of the version. Files are written one after the other, in any order. The same calls give the
/// same bytes: time stamps are 1980-01-01, and what is compressed is cut into blocks of one size. (Another
/// release of the compressor may give other bytes with the same contents.)
///
/// A package that is dropped before it is finished has no manifest.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{File, Mode, PackageWriter, WriteOptions, tables::OrgRow};
/// use oneroster_model::Version;
///
/// let sink = std::io::Cursor::new(Vec::new());
/// let mut package = PackageWriter::new(sink, Version::V1_2, WriteOptions::default());
/// let mut orgs = package.table(File::Orgs, Mode::Bulk, &[])?;
/// orgs.write(&OrgRow { sourced_id: "o1", name: "North High", r#type: "school", ..Default::default() })?;
/// assert_eq!(orgs.finish()?, 1);
/// let zip = package.finish()?.into_inner();
/// assert!(zip.starts_with(b"PK"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PackageWriter<W: Write + Seek> {
    zip: ZipWriter<Fused<W>>,
    version: Version,
    options: WriteOptions,
    modes: [Mode; File::ALL.len()],
    open: Option<File>,
}

impl PackageWriter<AtomicFile> {
    /// Begins a package at a path; the file gets its name in [`commit`](Self::commit).
    ///
    /// # Errors
    ///
    /// Those of [`AtomicFile::create`].
    pub fn create(path: impl Into<PathBuf>, version: Version, options: WriteOptions) -> Result<Self, Error> {
        Ok(Self::new(AtomicFile::create(path)?, version, options))
    }

    /// Writes the manifest and gives the file its name.
    ///
    /// # Errors
    ///
    /// Those of [`finish`](Self::finish) and [`AtomicFile::commit`]; the path is as it was before then.
    pub fn commit(self) -> Result<(), Error> {
        self.finish()?.commit()
    }
}

impl<W: Write + Seek> PackageWriter<W> {
    /// Begins a package at the current position of `sink`.
    pub fn new(sink: W, version: Version, options: WriteOptions) -> Self {
        let modes = [Mode::Absent; File::ALL.len()];
        Self { zip: ZipWriter::new(Fused::new(sink)), version, options, modes, open: None }
    }

    /// Returns the version that is written.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Begins a file; [`TableWriter::finish`] completes it.
    ///
    /// `extensions` are the full names of its extension columns (`metadata.house`).
    ///
    /// # Errors
    ///
    /// - [`Error::NotWritable`]: the version has no such file, the mode is [`Mode::Absent`], or the file
    ///   before was not finished.
    /// - [`Error::DuplicateFile`]: the file was written already.
    pub fn table(
        &mut self,
        file: File,
        mode: Mode,
        extensions: &[&str],
    ) -> Result<TableWriter<PackageEntry<'_, W>>, Error> {
        self.check_all_finished()?;
        if file.since() > self.version {
            return Err(not_writable(file, format!("OneRoster {} has no such file", self.version)));
        }
        if mode == Mode::Absent {
            return Err(not_writable(file, "a file that is written cannot be absent"));
        }
        let known = &mut self.modes[file as usize];
        if *known != Mode::Absent {
            let context = ErrorContext::new("the file was written already");
            return Err(Error::DuplicateFile(Box::new(context)).in_file(file.name()));
        }
        *known = mode;
        self.open = Some(file);
        let version = self.version;
        let entry = PackageEntry { package: self, file, is_started: false };
        TableWriter::new(entry, file, version, extensions).map_err(|error| Error::writing(file, error))
    }

    /// Writes the manifest and returns the sink.
    ///
    /// # Errors
    ///
    /// - [`Error::NotWritable`]: a file was begun and not finished.
    /// - [`Error::Io`] or [`Error::StorageFull`].
    pub fn finish(mut self) -> Result<W, Error> {
        self.check_all_finished()?;
        self.write_manifest().map_err(|error| Error::from_io(error, "write the manifest"))?;
        let failed = |error| Error::from_io(error, "write the package");
        let mut sink = self.zip.finish().map_err(|error| failed(error.into()))?;
        sink.flush().map_err(failed)?;
        // Who goes on after a failure must not get half a package.
        sink.into_inner().ok_or_else(|| failed(io::ErrorKind::WriteZero.into()))
    }

    fn write_manifest(&mut self) -> io::Result<()> {
        let mut manifest = Manifest::new(self.version);
        for file in File::of(self.version) {
            manifest = manifest.with_mode(file, self.modes[file as usize]);
        }
        if !self.options.system_name.is_empty() {
            manifest = manifest.with_source_system_name(&self.options.system_name);
        }
        if !self.options.system_code.is_empty() {
            manifest = manifest.with_source_system_code(&self.options.system_code);
        }
        self.start_entry("manifest.csv")?;
        self.zip.write_all(manifest.to_csv().as_bytes())
    }

    /// Everything that the machine or the clock could decide is fixed.
    fn start_entry(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(i64::from(self.options.level)))
            .last_modified_time(DateTime::DEFAULT)
            .system(System::Unix)
            .unix_permissions(0o644)
            .large_file(self.options.large_files);
        self.zip.start_file(name, options).map_err(io::Error::from)
    }

    fn check_all_finished(&self) -> Result<(), Error> {
        match self.open {
            Some(file) => Err(not_writable(file, "the file was begun and not finished")),
            None => Ok(()),
        }
    }
}

impl<W: Write + Seek> fmt::Debug for PackageWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackageWriter")
            .field("version", &self.version)
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
}

/// The place of one file in the package, which a [`TableWriter`] writes to.
///
/// The entry begins in the zip with its first byte.
#[derive(Debug)]
pub struct PackageEntry<'p, W: Write + Seek> {
    package: &'p mut PackageWriter<W>,
    file: File,
    is_started: bool,
}

impl<W: Write + Seek> TableWriter<PackageEntry<'_, W>> {
    /// Completes the file and returns how many rows it has.
    ///
    /// A file without rows is left out, unless [`WriteOptions::with_header_only_files`] was set.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] or [`Error::StorageFull`].
    pub fn finish(self) -> Result<u64, Error> {
        let is_kept = self.rows() > 0 || self.entry().package.options.header_only_files;
        self.close(is_kept)
    }

    /// Completes the file, or leaves it out when it has no row, whatever the options say.
    pub(crate) fn finish_if_filled(self) -> Result<u64, Error> {
        let is_kept = self.rows() > 0;
        self.close(is_kept)
    }

    /// Writes the cells of a record, with an error that names the file.
    pub(crate) fn write_row<'a>(&mut self, cells: &impl Cells<'a>) -> Result<(), Error> {
        let file = self.file();
        self.write_cells(cells).map_err(|error| Error::writing(file, error))
    }

    fn close(self, is_kept: bool) -> Result<u64, Error> {
        let (file, rows) = (self.file(), self.rows());
        let (mut entry, rest) = self.into_parts();
        if is_kept {
            entry.write_all(&rest).map_err(|error| Error::writing(file, error))?;
        } else {
            entry.package.modes[file as usize] = Mode::Absent;
        }
        entry.package.open = None;
        Ok(rows)
    }
}

impl<W: Write + Seek> Write for PackageEntry<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_started {
            self.package.start_entry(self.file.name())?;
            self.is_started = true;
        }
        self.package.zip.write(bytes)
    }

    /// Does nothing: flushing the compressor would only make its output larger.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn not_writable(file: File, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::NotWritable(Box::new(ErrorContext::new(message))).in_file(file.name())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::io::{Cursor, Read};

    use super::*;
    use crate::tables::{OrgRow, RoleRow};

    type Memory = PackageWriter<Cursor<Vec<u8>>>;

    fn package(version: Version) -> Memory {
        PackageWriter::new(Cursor::new(Vec::new()), version, WriteOptions::default())
    }

    fn org(id: &str) -> OrgRow<&str> {
        OrgRow { sourced_id: id, name: "North", r#type: "school", ..OrgRow::default() }
    }

    fn entries(zip: &[u8]) -> Vec<(String, String)> {
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            entries.push((entry.name().unwrap().into_owned(), text));
        }
        entries
    }

    #[test]
    fn manifest_names_every_file_of_the_version() {
        for (version, count) in [(Version::V1_1, 13), (Version::V1_2, 21)] {
            let mut package = package(version);
            let mut orgs = package.table(File::Orgs, Mode::Delta, &[]).unwrap();
            orgs.write(&org("o1")).unwrap();
            orgs.finish().unwrap();
            let zip = package.finish().unwrap().into_inner();
            let entries = entries(&zip);
            let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["orgs.csv", "manifest.csv"]);
            let manifest = &entries[1].1;
            let start =
                format!("propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,{version}\r\n");
            assert!(manifest.starts_with(&start), "{manifest}");
            assert_eq!(manifest.matches("file.").count(), count);
            assert_eq!(manifest.matches(",absent\r\n").count(), count - 1);
            assert!(manifest.contains("file.orgs,delta\r\n"));
            assert!(!manifest.contains("source."));
        }
    }

    #[test]
    fn file_without_rows_is_written_only_when_asked_for() {
        let write = |options| {
            let mut package = PackageWriter::new(Cursor::new(Vec::new()), Version::V1_2, options);
            assert_eq!(package.table(File::Orgs, Mode::Bulk, &[]).unwrap().finish().unwrap(), 0);
            entries(package.finish().unwrap().get_ref())
        };
        let entries = write(WriteOptions::default());
        assert_eq!(entries.len(), 1);
        assert!(entries[0].1.contains("file.orgs,absent\r\n"));
        let entries = write(WriteOptions::default().with_header_only_files());
        assert!(entries[0].1.starts_with("sourcedId,") && entries[0].1.ends_with("parentSourcedId\r\n"));
        assert!(entries[1].1.contains("file.orgs,bulk\r\n"));
    }

    #[test]
    fn misuse_is_refused() {
        let check = |result: Result<(), Error>, code: &str, message: &str| {
            let error = result.unwrap_err();
            assert_eq!((error.code(), error.to_string().as_str()), (code, message));
        };
        let mut old = package(Version::V1_1);
        let result = old.table(File::Roles, Mode::Bulk, &[]).map(drop);
        check(result, "not_writable", "roles.csv: OneRoster 1.1 has no such file");
        let result = old.table(File::Orgs, Mode::Absent, &[]).map(drop);
        check(result, "not_writable", "orgs.csv: a file that is written cannot be absent");
        let mut orgs = old.table(File::Orgs, Mode::Bulk, &[]).unwrap();
        assert!(orgs.write(&RoleRow::<&str>::default()).is_err());
        orgs.write(&org("o1")).unwrap();
        orgs.finish().unwrap();
        let result = old.table(File::Orgs, Mode::Bulk, &[]).map(drop);
        check(result, "duplicate_file", "orgs.csv: the file was written already");
        drop(old.table(File::Users, Mode::Bulk, &[]).unwrap());
        let result = old.table(File::Classes, Mode::Bulk, &[]).map(drop);
        check(result, "not_writable", "users.csv: the file was begun and not finished");
        check(old.finish().map(drop), "not_writable", "users.csv: the file was begun and not finished");
    }

    #[test]
    fn same_rows_give_the_same_bytes_and_survive() {
        let write = || {
            let mut package = package(Version::V1_2);
            let mut orgs = package.table(File::Orgs, Mode::Bulk, &["metadata.a"]).unwrap();
            for number in 0..5_000 {
                orgs.write(&org(&format!("org-{}", number * 7919 % 100_003))).unwrap();
            }
            assert_eq!(orgs.finish().unwrap(), 5_000);
            package.finish().unwrap().into_inner()
        };
        let zip = write();
        assert_eq!(zip, write());
        assert_eq!(entries(&zip)[0].1.lines().count(), 5_001);
    }

    #[test]
    fn committed_package_appears_under_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.zip");
        let package = PackageWriter::create(&path, Version::V1_1, WriteOptions::default()).unwrap();
        assert!(!path.exists());
        package.commit().unwrap();
        assert_eq!(entries(&std::fs::read(&path).unwrap()).len(), 1);
    }
}
