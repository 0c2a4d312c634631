//! What came of a run, and whether that is as it should be.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::fmt::Write;

use oneroster_csv::File;
use roster_flow::fetch::{self, Need};
use roster_flow::{Error, Fetched};

use crate::ending::Ending;
use crate::plan::said;
use crate::secrets::Secrets;

/// What came of one fetch.
#[derive(Debug)]
pub(crate) struct Fetching {
    pub(crate) result: Result<Fetched, Error>,
    pub(crate) files: BTreeMap<File, String>,
    /// Files beside the package.
    pub(crate) leftovers: usize,
    /// What clients and the like show of themselves.
    pub(crate) shown: String,
    /// What a recorder was told.
    pub(crate) recorded: String,
}

/// A fetch that succeeded.
#[derive(Debug)]
pub(crate) struct Complete {
    files: BTreeMap<File, String>,
}

impl Fetching {
    /// A server without faults.
    pub(crate) fn expect_complete(self) -> Complete {
        match self.result {
            Ok(fetched) => assert_eq!(fetched.unreadable(), 0),
            Err(error) => panic!("without faults: {error}"),
        }
        Complete { files: self.files }
    }
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The district before.
    pub(crate) before: Complete,
    /// What the faults led to.
    pub(crate) during: Fetching,
    /// The district after; some faults change it.
    pub(crate) after: Complete,
    /// Everything that was logged meanwhile.
    pub(crate) log: String,
    /// Requests to an origin to which none must go.
    pub(crate) foreign: usize,
    /// What must not be said anywhere.
    pub(crate) secrets: Secrets,
}

impl Outcome {
    /// Tells how the run ended, or what is wrong with that.
    pub(crate) fn judge(&self) -> Result<Ending, String> {
        if self.foreign > 0 {
            return Err(format!("{} requests went to a foreign origin", self.foreign));
        }
        if self.during.leftovers > 0 {
            return Err("something was left behind".to_owned());
        }
        self.find_secrets()?;
        match &self.during.result {
            Ok(fetched) => self.compare(fetched),
            Err(Error::Collection(failure)) if failure.to_string().starts_with("could not fetch ") => {
                Ok(Ending::Error(failure.client_error().code()))
            }
            Err(error) => Err(format!("not the error of a collection: {error}")),
        }
    }

    /// Looks for what must not be said.
    fn find_secrets(&self) -> Result<(), String> {
        let Fetching { shown, recorded, files, .. } = &self.during;
        // Silence would hide everything.
        if !self.log.contains("asking for a page") || !recorded.contains("authorization") {
            return Err("nothing was logged or recorded".to_owned());
        }
        let mut texts = format!("{}\n{shown}\n{recorded}", self.log);
        match &self.during.result {
            Ok(fetched) => texts.push_str(&said(fetched)),
            Err(error) => {
                _ = write!(texts, "\n{error} {error:?} {:?}", error.advice());
                let mut source = error.source();
                while let Some(cause) = source {
                    _ = write!(texts, "\n{cause} {cause:?}");
                    source = cause.source();
                }
            }
        }
        self.secrets.search(&texts)?;
        files.values().try_for_each(|file| self.secrets.search_file(file))
    }

    /// Compares the package with the district.
    fn compare(&self, fetched: &Fetched) -> Result<Ending, String> {
        let mut refused = false;
        for collection in &fetched.collections {
            let file = collection.collection.file();
            let is_said = |code: &str| {
                fetched
                    .findings
                    .samples()
                    .any(|finding| finding.code.id == code && finding.file.as_deref() == Some(file.name()))
            };
            if collection.outcome == fetch::Outcome::Refused {
                refused = true;
                if collection.need != Need::IfPermitted || !is_said("fetch_collection_refused") {
                    return Err(format!("{file}: it is missing, and nobody is told"));
                }
                if self.during.files.contains_key(&file) {
                    return Err(format!("{file}: it was refused, and is there"));
                }
                continue;
            }
            let [before, during, after] =
                [&self.before.files, &self.during.files, &self.after.files].map(|files| rows(files, file));
            let ids: BTreeSet<&str> = during.keys().copied().collect();
            if during.values().any(|lines| lines.len() > 1) {
                return Err(format!("{file}: a record is there twice"));
            }
            let known = |id: &&str| before.contains_key(id) || after.contains_key(id);
            if let Some(id) = ids.iter().find(|id| !known(id)) {
                return Err(format!("{file}: {id} is no record of the district"));
            }
            let missing = after.keys().filter(|id| !ids.contains(*id)).count() as u64;
            if is_said("fetch_collection_replaced") {
                // From students and teachers nobody learns of parents.
                refused = true;
            } else if missing != collection.unreadable {
                return Err(format!(
                    "{file}: {missing} records are missing, and {} are said to be",
                    collection.unreadable
                ));
            }
            let changed = during.iter().find(|(id, lines)| {
                ![&before, &after].into_iter().any(|files| files.get(*id) == Some(lines))
            });
            if let Some((id, _)) = changed {
                return Err(format!("{file}: {id} differs from what is served"));
            }
        }
        if refused {
            return Ok(Ending::WithoutRefused);
        }
        self.compare_parts(fetched)
    }

    /// Files that hold parts of records are complete when those of their records are.
    fn compare_parts(&self, fetched: &Fetched) -> Result<Ending, String> {
        if fetched.unreadable() > 0 {
            return Ok(Ending::WithoutUnreadable);
        }
        let sorted = |files: &BTreeMap<File, String>, file: File| {
            let mut lines: Vec<String> =
                files.get(&file).map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default();
            lines.sort_unstable();
            lines
        };
        for file in [File::Roles, File::UserProfiles] {
            let during = sorted(&self.during.files, file);
            if ![&self.before.files, &self.after.files].into_iter().any(|files| sorted(files, file) == during)
            {
                return Err(format!("{file}: differs from what is served"));
            }
        }
        Ok(Ending::Complete)
    }
}

/// The rows of a file by their first cell.
fn rows(files: &BTreeMap<File, String>, file: File) -> BTreeMap<&str, Vec<&str>> {
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in files.get(&file).map_or("", String::as_str).lines().skip(1) {
        rows.entry(line.split(',').next().unwrap_or_default()).or_default().push(line);
    }
    rows
}
