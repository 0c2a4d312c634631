//! Where the findings of a command go: counted and sampled in memory, all of them into a file if asked for.

use std::io::Write;
use std::path::PathBuf;

use oneroster_model::{Finding, FindingSink, Findings};

use crate::failure::Failure;
use crate::output::OutputFile;
use crate::render::findings::Places;

/// Samples of each code that are kept where nothing else is asked for.
const SAMPLES: usize = 100;
/// Errors and warnings of each code in a text for people.
const SAMPLES_IN_TEXT: usize = 3;

/// Options of the commands that look at data.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct FindingOptions {
    /// Write all findings to this file, one JSON object a line
    #[arg(long, value_name = "FILE.jsonl")]
    findings: Option<PathBuf>,
    /// Findings to show of each code; all are counted
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
}

impl FindingOptions {
    /// Begins to take findings.
    pub(crate) fn begin(&self) -> Result<FindingLog, Failure> {
        let summary = Findings::with_sample_limit(self.samples.unwrap_or(SAMPLES));
        let file = self.findings.as_deref().map(OutputFile::create).transpose()?;
        Ok(FindingLog { summary, file, failure: None })
    }

    /// Returns how many findings of each code a text shows.
    pub(crate) fn places(&self) -> Places {
        match self.samples {
            Some(samples) => Places { of_problems: samples, of_notes: samples },
            None => Places { of_problems: SAMPLES_IN_TEXT, of_notes: 0 },
        }
    }
}

/// Takes findings.
#[derive(Debug)]
pub(crate) struct FindingLog {
    summary: Findings,
    file: Option<OutputFile>,
    failure: Option<Failure>,
}

impl FindingLog {
    /// Completes the file and returns what was taken.
    pub(crate) fn finish(self) -> Result<Findings, Failure> {
        match (self.failure, self.file) {
            (Some(failure), _) => Err(failure),
            (None, Some(file)) => file.commit().map(|()| self.summary),
            (None, None) => Ok(self.summary),
        }
    }

    fn write(file: &mut OutputFile, finding: &Finding) -> Result<(), Failure> {
        let mut line = serde_json::to_vec(finding).map_err(|error| Failure::writing(error.into()))?;
        line.push(b'\n');
        file.write_all(&line).map_err(Failure::writing)
    }
}

impl FindingSink for FindingLog {
    fn push(&mut self, finding: Finding) {
        if let (Some(file), None) = (&mut self.file, &self.failure) {
            // There is no way to stop the work from here; the failure is told at its end.
            self.failure = Self::write(file, &finding).err();
        }
        self.summary.push(finding);
    }
}
