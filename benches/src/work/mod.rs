//! The pieces of work that are measured, each in a process of its own.

mod convert;
mod decode;
mod diff;
mod fetch;
mod generate;
mod limit;
mod plain;
mod read;
mod serve;
mod validate;

pub(crate) use fetch::Connection;
pub(crate) use serve::Server;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use asm_format::Compression;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::meter::{Usage, measure};

/// First argument of a process that does a piece of work; the second one says which, as JSON.
pub(crate) const COMMAND: &str = "work";

/// A piece of work, with everything that it needs to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Work {
    /// Writes the package of a synthetic district.
    Generate { students: u32, dirty: f64, day: u32, out: PathBuf },
    /// Converts a package to an archive for Apple School Manager.
    Convert { input: PathBuf, out: PathBuf, compression: Compression, threads: usize },
    /// Does only what no conversion can do without: inflates and scans the input, deflates the output.
    Limit { input: PathBuf, converted: PathBuf, compression: Compression },
    /// Checks a package against every rule.
    Validate { input: PathBuf },
    /// Writes the difference of two packages as a package.
    Diff { old: PathBuf, new: PathBuf, out: PathBuf },
    /// Serves a package over HTTP until its standard input ends.
    Serve { input: PathBuf },
    /// Fetches a whole district into a package.
    Fetch { from: Connection, out: PathBuf },
    /// Reads all enrollments, record by record.
    Read { from: Connection },
    /// Decodes the pages of all enrollments with `serde_json` into plain structs.
    Decode { from: Connection },
}

/// What came of a piece of work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Done {
    /// Rows or records that were read (or written, by a generator).
    pub(crate) rows: u64,
    /// Bytes of text that were read, after decompression.
    pub(crate) bytes: u64,
    /// Size of what was written, compressed.
    pub(crate) written: u64,
    /// CPU seconds of parts of the work, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) parts: BTreeMap<String, f64>,
}

impl Work {
    /// Does the work in a process of its own and returns what it took and what came of it.
    pub(crate) fn measure(&self) -> Result<(Usage, Done), Failure> {
        let program = std::env::current_exe()?;
        let words: [OsString; 2] = [COMMAND.into(), serde_json::to_string(self)?.into()];
        let (usage, line) = measure(program.as_os_str(), &words)?;
        Ok((usage, serde_json::from_str(&line)?))
    }

    fn perform(self) -> Result<Done, Failure> {
        match self {
            Self::Generate { students, dirty, day, out } => generate::run(students, dirty, day, &out),
            Self::Convert { input, out, compression, threads } => {
                convert::run(&input, &out, compression, threads)
            }
            Self::Limit { input, converted, compression } => limit::run(&input, &converted, compression),
            Self::Validate { input } => validate::run(&input),
            Self::Diff { old, new, out } => diff::run(&old, &new, &out),
            Self::Serve { input } => serve::run(&input),
            Self::Fetch { from, out } => fetch::run(&from, &out),
            Self::Read { from } => read::run(&from),
            Self::Decode { from } => decode::run(&from),
        }
    }
}

/// Does the work that the argument describes, and prints what came of it.
pub(crate) fn run(description: Option<OsString>) -> Result<(), Failure> {
    let description = description.ok_or("no work is described")?;
    let work: Work = serde_json::from_str(&description.to_string_lossy())?;
    let done = work.perform()?;
    println!("{}", serde_json::to_string(&done)?);
    Ok(())
}

/// Returns the size of a file.
fn size(path: &Path) -> Result<u64, Failure> {
    Ok(std::fs::metadata(path)?.len())
}
