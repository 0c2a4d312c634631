//! Archives of the six files as input.

use std::fmt;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use oneroster_csv::Package;
use oneroster_csv::package::{Member, OpenOptions, PackageKind};
use oneroster_model::{Finding, FindingSink, Severity};

use crate::codes;
use crate::error::Error;
use crate::read::{ReadSettings, TableReader};
use crate::table::AsmFile;

/// A set of files that was handed in: a zip, a folder, or texts in memory.
///
/// Cheap to clone. Files may be read several times and at the same time; nothing is kept of them.
/// Zip files are untrusted: number, names and sizes of entries, compression ratio and record length
/// are bounded by [`Limits`](oneroster_csv::Limits).
///
/// # Examples
///
/// ```
/// use asm_format::{AsmFile, AsmPackage};
///
/// let package = AsmPackage::from_texts([(AsmFile::Rosters, "roster_id,class_id,student_id\nr,c,s\n")]);
/// let mut findings = Vec::new();
/// let mut rosters = package.read(AsmFile::Rosters, &mut findings)?.ok_or("no rosters")?;
/// assert!(rosters.next_record(&mut findings)?.is_some_and(|record| record.key() == "r"));
/// assert!(package.read(AsmFile::Staff, &mut findings)?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct AsmPackage {
    source: Source,
    settings: ReadSettings,
    findings: Vec<Finding>,
}

#[derive(Clone)]
enum Source {
    Texts([Option<Arc<[u8]>>; 6]),
    /// The package and the names of the six files in it.
    Package(Arc<Package>, [Option<String>; 6]),
}

impl AsmPackage {
    /// Opens a zip file or a folder with the default limits.
    ///
    /// # Errors
    ///
    /// [`Error::Package`] when it cannot be opened, is damaged, unsafe or beyond the limits, and
    /// [`Error::OtherFormat`] when it holds OneRoster files.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::Write;
    /// use asm_format::{ArchiveSettings, ArchiveWriter, AsmFile, AsmPackage, LocationRow};
    /// use oneroster_csv::output::AtomicFile;
    ///
    /// # let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("Archive.zip");
    /// let mut archive = ArchiveWriter::new(AtomicFile::create(&path)?, &ArchiveSettings::default())?;
    /// archive.begin(AsmFile::Locations, 0)?;
    /// archive.row(&LocationRow { location_id: "N", location_name: "North" })?;
    /// let (file, _summary) = archive.finish()?;
    /// file.commit()?;
    ///
    /// let package = AsmPackage::open(&path)?;
    /// assert!(AsmFile::ALL.into_iter().all(|file| package.contains(file)));
    /// assert!(AsmPackage::open(folder.path().join("missing.zip")).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(path, &OpenOptions::default())
    }

    /// Opens a zip file or a folder.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_with(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Self, Error> {
        Self::from_package(Package::open_with(path, options)?)
    }

    /// Takes a package whose [`kind`](Package::kind) is Apple School Manager.
    ///
    /// # Errors
    ///
    /// [`Error::OtherFormat`] when it holds OneRoster files.
    pub fn from_package(package: Package) -> Result<Self, Error> {
        if package.kind() != PackageKind::AppleSchoolManager {
            return Err(Error::OtherFormat);
        }
        let mut findings = Vec::new();
        let names = AsmFile::ALL.map(|file| best_member(file, package.members()));
        // The severity there is that of OneRoster; Apple takes files at the root alone.
        let from_package = package.findings().iter().filter(|finding| finding.code.id != "enclosing_folder");
        findings.extend(from_package.cloned());
        report_names(package.members(), &names, &mut findings);
        let max_record_bytes = package.options().limits().max_record_bytes();
        Ok(Self {
            source: Source::Package(Arc::new(package), names),
            settings: ReadSettings::default().with_max_record_bytes(max_record_bytes),
            findings,
        })
    }

    /// Creates a package of texts in memory; a file that is given twice counts once, with its last text.
    pub fn from_texts<T: Into<Vec<u8>>>(texts: impl IntoIterator<Item = (AsmFile, T)>) -> Self {
        let mut files: [Option<Arc<[u8]>>; 6] = Default::default();
        for (file, text) in texts {
            files[file.index()] = Some(text.into().into());
        }
        Self { source: Source::Texts(files), settings: ReadSettings::default(), findings: Vec::new() }
    }

    /// Returns the package with other settings for reading.
    #[must_use]
    pub fn with_settings(self, settings: ReadSettings) -> Self {
        Self { settings, ..self }
    }

    /// Tells whether the file is there.
    pub fn contains(&self, file: AsmFile) -> bool {
        match &self.source {
            Source::Texts(texts) => texts[file.index()].is_some(),
            Source::Package(_, names) => names[file.index()].is_some(),
        }
    }

    /// Returns what is odd about the names of the files; [`validate`](crate::validate()) reports it too.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Begins to read a file; `None` when it is missing.
    ///
    /// # Errors
    ///
    /// [`Error::Package`] when the file cannot be opened, and those of [`TableReader::new`].
    pub fn read(
        &self,
        file: AsmFile,
        sink: &mut dyn FindingSink,
    ) -> Result<Option<TableReader<Box<dyn Read + Send>>>, Error> {
        let input: Box<dyn Read + Send> = match &self.source {
            Source::Texts(texts) => match &texts[file.index()] {
                Some(text) => Box::new(Cursor::new(Arc::clone(text))),
                None => return Ok(None),
            },
            Source::Package(package, names) => match &names[file.index()] {
                Some(name) => Box::new(package.open_named(name)?),
                None => return Ok(None),
            },
        };
        TableReader::new(input, file, &self.settings, sink).map(Some)
    }
}

/// Finds the member that holds a file: at the root before folders, exact names before others.
fn best_member(file: AsmFile, members: &[Member]) -> Option<String> {
    let named = members.iter().filter(|member| base(member.name()).eq_ignore_ascii_case(file.name()));
    let best = named.min_by_key(|member| {
        let name = member.name();
        (name.matches('/').count(), base(name) != file.name())
    });
    best.map(|member| member.name().to_owned())
}

fn report_names(members: &[Member], names: &[Option<String>; 6], findings: &mut Vec<Finding>) {
    let mut push = |code, severity, message, name: &str| {
        findings.push(Finding::new(code, severity, message).in_file(name.to_owned()));
    };
    for (file, name) in AsmFile::ALL.into_iter().zip(names) {
        let Some(name) = name else { continue };
        if base(name) != file.name() {
            let message = "the name differs from that of the template in upper and lower case";
            push(&codes::FILE_NAME, Severity::Error, message, name);
        }
        if name.contains('/') {
            push(&codes::FILE_IN_FOLDER, Severity::Error, "the file does not stand at the root", name);
        }
    }
    for member in members.iter().map(Member::name) {
        if !names.iter().flatten().any(|name| name == member) {
            push(&codes::FILE_UNKNOWN, Severity::Warning, "the file is none of the six", member);
        }
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

impl fmt::Debug for AsmPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<_> = AsmFile::ALL.into_iter().filter(|&file| self.contains(file)).collect();
        f.debug_struct("AsmPackage").field("files", &files).finish_non_exhaustive()
    }
}

/// Takes findings and forgets them, for files that were reported on before.
pub(crate) struct Discard;

impl FindingSink for Discard {
    fn push(&mut self, _finding: Finding) {}
}
