//! Archives of the six files as input.

use std::fmt;
use std::io::{Cursor, Read};
use std::sync::Arc;

use oneroster_model::{Finding, FindingSink};

use crate::error::Error;
use crate::read::{ReadSettings, TableReader};
use crate::table::AsmFile;

/// A set of files that was handed in: a zip, a folder, or texts in memory.
///
/// Files may be read several times and at the same time.
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
    texts: [Option<Arc<[u8]>>; 6],
    settings: ReadSettings,
    findings: Vec<Finding>,
}

impl AsmPackage {
    /// Creates a package of texts in memory; a file that is given twice counts once, with its last text.
    pub fn from_texts<T: Into<Vec<u8>>>(texts: impl IntoIterator<Item = (AsmFile, T)>) -> Self {
        let mut package =
            Self { texts: Default::default(), settings: ReadSettings::default(), findings: Vec::new() };
        for (file, text) in texts {
            package.texts[file.index()] = Some(text.into().into());
        }
        package
    }

    /// Returns the package with other settings for reading.
    #[must_use]
    pub fn with_settings(self, settings: ReadSettings) -> Self {
        Self { settings, ..self }
    }

    /// Tells whether the file is there.
    pub fn contains(&self, file: AsmFile) -> bool {
        self.texts[file.index()].is_some()
    }

    /// Returns what is odd about the names of the files.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Begins to read a file; `None` when it is missing.
    ///
    /// # Errors
    ///
    /// As for [`TableReader::new`].
    pub fn read(
        &self,
        file: AsmFile,
        sink: &mut dyn FindingSink,
    ) -> Result<Option<TableReader<Box<dyn Read + Send>>>, Error> {
        let Some(text) = &self.texts[file.index()] else { return Ok(None) };
        let input: Box<dyn Read + Send> = Box::new(Cursor::new(Arc::clone(text)));
        TableReader::new(input, file, &self.settings, sink).map(Some)
    }
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
