//! Taking packages that lie on this machine: copied first, so that nothing can change them later.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use oneroster_csv::package::{OpenOptions, Package};
use roster_history::{Counts, FileId, History};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::StopSignal;
use super::stoppable::Stoppable;
use crate::error::{Error, FlowProblem};

/// Copies a zip file.
pub(super) fn file(history: &History, path: &Path) -> Result<FileId, Error> {
    let before = metadata(path)?;
    if !before.is_file() {
        let problem = FlowProblem::new("source_missing", format!("{} is not a file", path.display()));
        return Err(problem.advise("name a zip file, or use folder instead of file").into_error());
    }
    let id = history.store_file(path)?;
    unchanged(path, &before)?;
    Ok(id)
}

/// What a folder holds that a flow could take.
#[derive(Debug)]
pub(super) enum Folder {
    /// The newest zip file.
    Zip(PathBuf),
    /// All CSV files, by name.
    Csv(Vec<PathBuf>),
}

impl Folder {
    /// Looks into a folder. Hidden files and those that are still being written under a name for that do not
    /// count.
    pub(super) fn list(folder: &Path) -> Result<Self, Error> {
        let failed = |source| FlowProblem::io("read the folder", folder, source).may_pass().into_error();
        let mut newest: Option<(SystemTime, PathBuf)> = None;
        let mut tables = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let extension = path.extension().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with('.') || !path.is_file() {
                continue;
            }
            if extension.eq_ignore_ascii_case("csv") {
                tables.push(path);
            } else if extension.eq_ignore_ascii_case("zip") {
                let modified = metadata(&path)?.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                newest = newest.into_iter().chain([(modified, path)]).max();
            }
        }
        tables.sort();
        match newest {
            Some((_, path)) => Ok(Self::Zip(path)),
            None if tables.is_empty() => {
                let text = format!("{} holds neither zip nor CSV files", folder.display());
                let problem = FlowProblem::new("source_missing", text).may_pass();
                Err(problem.advise("check whether the export has run").into_error())
            }
            None => Ok(Self::Csv(tables)),
        }
    }

    /// Copies what was found.
    pub(super) fn take(&self, history: &History) -> Result<FileId, Error> {
        match self {
            Self::Zip(path) => file(history, path),
            Self::Csv(tables) => bundle(history, tables),
        }
    }
}

/// Puts files into one zip. The same files give the same bytes.
pub(super) fn bundle(history: &History, tables: &[PathBuf]) -> Result<FileId, Error> {
    let mut zip = ZipWriter::new(history.new_file()?);
    for path in tables {
        let failed = |source| FlowProblem::io("copy the file", path, source).into_error();
        let before = metadata(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let options = SimpleFileOptions::default();
        zip.start_file(name, options).map_err(|error| failed(error.into()))?;
        io::copy(&mut File::open(path).map_err(failed)?, &mut zip).map_err(failed)?;
        unchanged(path, &before)?;
    }
    let folder = tables.first().and_then(|path| path.parent()).unwrap_or(Path::new(".")).to_owned();
    let failed = |source| FlowProblem::io("copy the files", &folder, source).into_error();
    let mut file = zip.finish().map_err(|error| failed(error.into()))?;
    file.flush().map_err(failed)?;
    Ok(history.adopt(file)?)
}

/// Reads a package to its end, so that a damaged one is known before anything is made of it. Counts its files.
pub(super) fn check(history: &History, id: &FileId, stop: &StopSignal) -> Result<Counts, Error> {
    let file = Stoppable::new(history.open_file(id)?, stop.clone());
    let package = Package::from_reader(file, &OpenOptions::default())?;
    let mut bytes = 0;
    for member in package.members() {
        let mut reader = package.open_named(member.name())?;
        bytes += io::copy(&mut reader, &mut io::sink()).map_err(|error| {
            match error.downcast::<oneroster_csv::Error>() {
                Ok(error) => Error::Package(error),
                Err(error) => {
                    FlowProblem::io("read the package", Path::new(member.name()), error).into_error()
                }
            }
        })?;
    }
    Ok([("files".to_owned(), package.members().len() as u64), ("bytes".to_owned(), bytes)].into())
}

fn metadata(path: &Path) -> Result<Metadata, Error> {
    fs::metadata(path).map_err(|source| {
        if source.kind() == io::ErrorKind::NotFound {
            let problem =
                FlowProblem::new("source_missing", format!("{}: there is no such file", path.display()));
            return problem.advise("check whether the export has run").may_pass().into_error();
        }
        FlowProblem::io("read the file", path, source).into_error()
    })
}

/// Fails when a file was written to while it was copied.
fn unchanged(path: &Path, before: &Metadata) -> Result<(), Error> {
    let after = metadata(path)?;
    if after.len() == before.len() && after.modified().ok() == before.modified().ok() {
        return Ok(());
    }
    let text = format!("{} was written to while it was read", path.display());
    let problem = FlowProblem::new("source_changed", text).may_pass();
    Err(problem
        .advise("let the export finish earlier, and give the file its name when it is complete")
        .into_error())
}
