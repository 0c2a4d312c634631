//! Writing a report to the file that was asked for.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;

use super::{Report, html};
use crate::context;
use crate::failure::Failure;
use crate::output::OutputFile;

/// A report file that was begun.
#[derive(Debug)]
pub(crate) struct ReportFile {
    file: OutputFile,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Json,
    Html,
}

impl ReportFile {
    /// Begins a report; the end of the name says how it is written.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let extension = path.extension().map(OsStr::to_ascii_lowercase);
        let kind = match extension.as_deref().and_then(|extension| extension.to_str()) {
            Some("json") => Kind::Json,
            Some("html" | "htm") => Kind::Html,
            _ => {
                let message = format!("{}: a report is a .json or .html file", path.display());
                return Err(Failure::usage(message));
            }
        };
        Ok(Self { file: OutputFile::create(path)?, kind })
    }

    /// Writes the report and gives the file its name.
    pub(crate) fn write(mut self, report: &Report) -> Result<(), Failure> {
        let text = match self.kind {
            Kind::Json => context::to_json(report)?,
            Kind::Html => html::page(report),
        };
        self.file.write_all(text.as_bytes()).map_err(Failure::writing)?;
        self.file.commit()
    }
}
