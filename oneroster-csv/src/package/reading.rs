use std::fs;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;

use oneroster_model::{Finding, FindingSink, Version};

use super::archive::Archive;
use super::detect::{Header, detect};
use super::inventory::{self, Inventory, Place};
use super::manifest_check::check_complete;
use super::names::{self, MANIFEST};
use super::{Detected, EntryReader, Manifest, Member, OpenOptions, folder};
use crate::error::ErrorContext;
use crate::scan::Scanner;
use crate::{Error, File, Limits, Mode, ReadOptions, TableReader, codes};

/// Format of the files in a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageKind {
    /// OneRoster CSV.
    OneRoster,
    /// Apple School Manager: `students.csv`, `staff.csv`, `rosters.csv`, `locations.csv`, no manifest.
    ///
    /// Such a package has members, but no [`File`]s, version or modes.
    AppleSchoolManager,
}

/// An opened package: a zip file or a folder of CSV files.
///
/// Opening reads the list of entries, the manifest and the headers, so it is fast for packages of any
/// size. All methods take `&self`; readers of several files may be used at once on different threads.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{File, Mode, package::Package, tables::OrgRow};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path();
/// std::fs::write(path.join("orgs.csv"), "sourcedId,status,dateLastModified,name\no1,,,North High\n")?;
/// std::fs::write(
///     path.join("manifest.csv"),
///     "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\n",
/// )?;
/// let package = Package::open(path)?;
/// assert_eq!(package.version().as_str(), "1.1");
/// assert_eq!(package.mode(File::Orgs), Mode::Bulk);
/// assert!(package.findings().iter().all(|finding| finding.code.id == "manifest_property_missing"));
///
/// let (mut names, mut findings) = (Vec::new(), Vec::new());
/// if let Some(mut orgs) = package.table(File::Orgs, &mut findings)? {
///     while let Some(record) = orgs.next_record(&mut findings)? {
///         let org: OrgRow<&str> = record.row();
///         names.push(org.name.to_owned());
///     }
/// }
/// assert_eq!(names, ["North High"]);
/// assert!(package.table(File::Users, &mut findings)?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Package {
    path: Option<Arc<Path>>,
    options: OpenOptions,
    kind: PackageKind,
    members: Vec<Member>,
    manifest: Option<Manifest>,
    detected: Detected,
    modes: [Mode; File::ALL.len()],
    findings: Vec<Finding>,
}

impl Package {
    /// Opens a zip file or a folder with the default [`OpenOptions`].
    ///
    /// # Errors
    ///
    /// As [`open_with`](Self::open_with).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(path, &OpenOptions::default())
    }

    /// Opens a zip file or a folder.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::NotAPackage`], [`Error::Damaged`], [`Error::UnsafePath`],
    /// [`Error::DuplicateFile`], [`Error::LimitExceeded`], [`Error::UnknownVersion`], and those of
    /// [`open_member`](Self::open_member) and [`Manifest::read`] for the manifest.
    pub fn open_with(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Self, Error> {
        let path = path.as_ref();
        Self::open_path(path, options).map_err(|error| error.at_path(path))
    }

    /// Opens a zip file that is not on the disk, or not under a name of its own.
    ///
    /// # Errors
    ///
    /// As [`open_with`](Self::open_with).
    pub fn from_reader(
        reader: impl Read + Seek + Send + 'static,
        options: &OpenOptions,
    ) -> Result<Self, Error> {
        let (archive, entries) = Archive::open(Box::new(reader), &options.limits())?;
        Self::assemble(inventory::of_archive(&archive, entries, options)?, None, options)
    }

    fn open_path(path: &Path, options: &OpenOptions) -> Result<Self, Error> {
        let failed = |error| Error::from_io(error, "open the package");
        let shared = Some(Arc::from(path));
        if fs::metadata(path).map_err(failed)?.is_dir() {
            let files = folder::list(path, &options.limits())?;
            return Self::assemble(inventory::of_folder(files, options)?, shared, options);
        }
        let file = fs::File::open(path).map_err(failed)?;
        let (archive, entries) = Archive::open(Box::new(file), &options.limits())?;
        Self::assemble(inventory::of_archive(&archive, entries, options)?, shared, options)
    }

    fn assemble(inventory: Inventory, path: Option<Arc<Path>>, options: &OpenOptions) -> Result<Self, Error> {
        let Inventory { kind, members, findings } = inventory;
        let mut package = Self {
            path,
            options: *options,
            kind,
            members,
            manifest: None,
            detected: Detected::Assumed,
            modes: [Mode::Absent; File::ALL.len()],
            findings,
        };
        if kind == PackageKind::OneRoster {
            package.read_manifest()?;
            package.decide_modes();
        }
        Ok(package)
    }

    /// Returns the format of the files.
    pub fn kind(&self) -> PackageKind {
        self.kind
    }

    /// Returns the files, the manifest and unknown ones included, in the order of the zip file or by name.
    ///
    /// Entries that were skipped (folders, rests of operating systems) are not among them.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Returns the member that holds a data file.
    pub fn member(&self, file: File) -> Option<&Member> {
        self.members.iter().find(|member| member.file() == Some(file))
    }

    /// Returns the manifest, if there is one.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// Returns the version that the package is read as.
    pub fn version(&self) -> Version {
        self.detected.version()
    }

    /// Returns how the version was found out.
    pub fn detected(&self) -> Detected {
        self.detected
    }

    /// Returns the mode in which a file has to be read.
    ///
    /// [`Mode::Absent`] if, and only if, the file is not there. Where the manifest gives no usable mode to
    /// a file that is there: delta if it gives delta to every other file that is there, otherwise bulk.
    /// Reading a delta as bulk would delete people, so a mixture is for the caller to look at.
    pub fn mode(&self, file: File) -> Mode {
        self.modes.get(file as usize).copied().unwrap_or(Mode::Absent)
    }

    /// Returns what was noticed while opening.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns how the package was opened.
    pub fn options(&self) -> OpenOptions {
        self.options
    }

    /// Names the path that a reader stands for, so that errors tell it.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::Cursor;
    /// use std::path::Path;
    /// use oneroster_csv::package::{OpenOptions, Package};
    /// use oneroster_csv::{PackageWriter, WriteOptions};
    /// use oneroster_model::Version;
    ///
    /// let zip = PackageWriter::new(Cursor::new(Vec::new()), Version::V1_1, WriteOptions::default()).finish()?;
    /// let package = Package::from_reader(zip, &OpenOptions::default())?.with_path("night.zip");
    /// let error = package.open_named("users.csv").unwrap_err();
    /// assert_eq!(error.path(), Some(Path::new("night.zip")));
    /// # Ok::<(), oneroster_csv::Error>(())
    /// ```
    #[must_use]
    pub fn with_path(mut self, path: impl AsRef<Path>) -> Self {
        self.path = Some(Arc::from(path.as_ref()));
        self
    }

    /// Returns the path that the package was opened from.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Opens a data file for reading; `None` if it is not there.
    ///
    /// # Errors
    ///
    /// [`Error::Encrypted`], [`Error::UnsupportedCompression`], [`Error::Io`].
    pub fn open_member(&self, file: File) -> Result<Option<EntryReader>, Error> {
        self.member(file).map(|member| self.open_entry(member)).transpose()
    }

    /// Opens any member for reading, by its name in the package or the last part of it.
    ///
    /// # Errors
    ///
    /// [`Error::MissingFile`] if there is none, and those of [`open_member`](Self::open_member).
    pub fn open_named(&self, name: &str) -> Result<EntryReader, Error> {
        let exact = self.members.iter().find(|member| member.name() == name);
        let base = || self.members.iter().find(|member| names::base(member.name()) == name);
        let Some(member) = exact.or_else(base) else {
            let context = ErrorContext::new("the package has no such file");
            return Err(self.located(Error::MissingFile(Box::new(context)).in_file(name.to_owned())));
        };
        self.open_entry(member)
    }

    /// Opens a data file as records, with the limits of the package; `None` if it is not there.
    ///
    /// For large files, [`EntryReader::read_ahead`] lets decompression run on a second thread.
    ///
    /// # Errors
    ///
    /// As [`open_member`](Self::open_member).
    pub fn scanner(&self, file: File) -> Result<Option<Scanner<EntryReader>>, Error> {
        let reader = self.open_member(file)?;
        Ok(reader.map(|reader| Scanner::new(reader).with_limits(self.limits()).with_file_name(file.name())))
    }

    /// Opens a data file as rows, with version, mode, strictness and limits of the package; `None` if it is
    /// not there.
    ///
    /// # Errors
    ///
    /// As [`open_member`](Self::open_member), and those of reading the header.
    pub fn table(
        &self,
        file: File,
        sink: &mut dyn FindingSink,
    ) -> Result<Option<TableReader<EntryReader>>, Error> {
        let Some(reader) = self.open_member(file)? else { return Ok(None) };
        TableReader::new(reader, file, self.version(), self.read_options(file), sink).map(Some)
    }

    /// Returns what a [`TableReader`] over a file of this package needs to know.
    pub fn read_options(&self, file: File) -> ReadOptions {
        ReadOptions { mode: self.mode(file), strictness: self.options.strictness(), limits: self.limits() }
    }

    fn limits(&self) -> Limits {
        self.options.limits()
    }

    fn open_entry(&self, member: &Member) -> Result<EntryReader, Error> {
        let path = self.path.clone();
        let reader = match &member.place {
            Place::Entry(archive, entry) => EntryReader::of_entry(archive, entry, path, &self.limits()),
            Place::Disk(file) => EntryReader::of_file(file, &member.name, path),
        };
        reader.map_err(|error| self.located(error.in_file(member.name.clone())))
    }

    fn located(&self, error: Error) -> Error {
        match &self.path {
            Some(path) => error.at_path(path),
            None => error,
        }
    }

    fn read_manifest(&mut self) -> Result<(), Error> {
        let strictness = self.options.strictness();
        let mut findings = Vec::new();
        let member = self.members.iter().find(|member| member.is_manifest());
        let manifest = match member {
            Some(member) => {
                let scanner = Scanner::new(self.open_entry(member)?)
                    .with_limits(self.limits())
                    .with_file_name(MANIFEST);
                Some(Manifest::scan(scanner, strictness, &mut findings)?)
            }
            None => None,
        };
        self.detected = detect(manifest.as_ref(), &self.headers(), strictness, &mut findings)?;
        if let Some(manifest) = &manifest {
            check_complete(manifest, self.version(), strictness, &mut findings);
        }
        self.manifest = manifest;
        self.findings.append(&mut findings);
        Ok(())
    }

    /// Reads the headers of the data files. One that cannot be read is left out here: the error comes
    /// when the file is read, and other files stay usable.
    fn headers(&self) -> Vec<Header> {
        let header = |file| {
            let mut scanner = self.scanner(file).ok()??;
            let record = scanner.next_record().ok()??;
            Some(Header { file, columns: record.iter().map(|name| name.trim().to_owned()).collect() })
        };
        File::ALL.into_iter().filter_map(header).collect()
    }

    fn decide_modes(&mut self) {
        let listed = |file| self.manifest.as_ref().and_then(|manifest| manifest.mode(file));
        let is_there = |file| self.member(file).is_some();
        let usable = |mode: &Mode| *mode != Mode::Absent;
        let present = File::ALL.into_iter().filter(|file| is_there(*file));
        let mut known = present.filter_map(listed).filter(usable).peekable();
        let all_delta = known.peek().is_some() && known.all(|mode| mode == Mode::Delta);
        let usual = if all_delta { Mode::Delta } else { Mode::Bulk };

        let mut modes = [Mode::Absent; File::ALL.len()];
        let mut findings = Vec::new();
        for file in File::ALL {
            let report = match (is_there(file), listed(file)) {
                (true, Some(mode @ (Mode::Bulk | Mode::Delta))) => {
                    modes[file as usize] = mode;
                    None
                }
                (true, _) => {
                    modes[file as usize] = usual;
                    let message = format!("the manifest does not list the file, it is read as {usual}");
                    self.manifest.is_some().then_some((&codes::FILE_UNLISTED, message))
                }
                (false, Some(mode @ (Mode::Bulk | Mode::Delta))) => {
                    let message = format!("the manifest lists the file as {mode}, but it is missing");
                    Some((&codes::FILE_MISSING, message))
                }
                (false, _) => None,
            };
            let later = is_there(file) && file.since() > self.version();
            let later = later.then(|| {
                let message = format!("OneRoster {} does not have the file", self.version());
                (&codes::FILE_NOT_IN_VERSION, message)
            });
            findings.extend(report.into_iter().chain(later).map(|(code, message)| {
                let severity = self.options.strictness().severity(code);
                let finding = Finding::new(code, severity, message).in_file(file.name());
                finding.with_field_name(file.manifest_property())
            }));
        }
        self.modes = modes;
        self.findings.append(&mut findings);
    }
}
