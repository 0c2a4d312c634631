//! Packages as input: opening them, with progress by what is read of them.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use asm_format::AsmPackage;
use oneroster_csv::WriteOptions;
use oneroster_csv::package::{Manifest, OpenOptions, Package, PackageKind};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::Progress;

/// A package of either format.
#[derive(Debug)]
pub(crate) enum Input {
    OneRoster(Package),
    Asm(AsmPackage),
}

impl Input {
    /// Opens a zip file or a folder, whatever its format.
    pub(crate) fn open(path: &Path, options: &OpenOptions, progress: &Progress) -> Result<Self, Failure> {
        let package = open(path, options, progress)?;
        match package.kind() {
            PackageKind::AppleSchoolManager => AsmPackage::from_package(package)
                .map(Self::Asm)
                .map_err(|error| Failure::from(error).in_input(path)),
            _ => Ok(Self::OneRoster(package)),
        }
    }
}

/// Opens a package that has to hold OneRoster files.
pub(crate) fn open_oneroster(
    path: &Path,
    options: &OpenOptions,
    progress: &Progress,
) -> Result<Package, Failure> {
    match Input::open(path, options, progress)? {
        Input::OneRoster(package) => Ok(package),
        Input::Asm(_) => Err(other_format(path, "files for Apple School Manager, not those of OneRoster")),
    }
}

/// Opens a package that has to hold files for Apple School Manager.
pub(crate) fn open_asm(
    path: &Path,
    options: &OpenOptions,
    progress: &Progress,
) -> Result<AsmPackage, Failure> {
    match Input::open(path, options, progress)? {
        Input::Asm(package) => Ok(package),
        Input::OneRoster(_) => Err(other_format(path, "OneRoster files, not those for Apple School Manager")),
    }
}

fn other_format(path: &Path, holds: &str) -> Failure {
    Failure::new("other_format", Exit::Unusable, format!("the package holds {holds}")).in_input(path)
}

fn open(path: &Path, options: &OpenOptions, progress: &Progress) -> Result<Package, Failure> {
    if path.is_dir() {
        return Ok(Package::open_with(path, options)?);
    }
    let file = fs::File::open(path).map_err(|error| {
        Failure::new("io", Exit::Unusable, "could not open the package").because(&error).in_input(path)
    })?;
    progress.expect_bytes(file.metadata().map_or(0, |metadata| metadata.len()));
    let counted = Counted { file, progress: progress.clone() };
    let package = Package::from_reader(counted, options);
    package.map(|package| package.with_path(path)).map_err(|error| Failure::from(error).in_input(path))
}

/// A file that tells how much is read of it.
struct Counted {
    file: fs::File,
    progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.progress.read(read as u64);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}

/// Returns options that keep the source system of a package in what is made of it.
pub(crate) fn source_of(package: &Package) -> WriteOptions {
    let manifest = package.manifest();
    let name = manifest.and_then(Manifest::source_system_name).unwrap_or_default();
    let code = manifest.and_then(Manifest::source_system_code).unwrap_or_default();
    WriteOptions::default().with_source(name, code)
}

/// Returns the name of a format for people: OneRoster has a version, Apple School Manager none.
pub(crate) fn format_name(version: Option<&str>) -> String {
    match version {
        Some(version) => format!("OneRoster {version}"),
        None => "Apple School Manager".to_owned(),
    }
}
