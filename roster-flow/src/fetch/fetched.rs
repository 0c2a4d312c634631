use oneroster_csv::{File, Mode};
use oneroster_model::date::format_instant;
use oneroster_model::{Findings, Version};
use serde::{Serialize, Serializer};
use time::OffsetDateTime;

use super::{Collection, Need};

/// What was fetched, and all that was noticed.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Fetched {
    /// Version of the package.
    pub version: Version,
    /// Bulk, or delta when changes were asked for.
    pub mode: Mode,
    /// The collections in the order in which they were read.
    pub collections: Vec<FetchedCollection>,
    /// The files of the package that have rows, in the order in which they were written.
    pub files: Vec<FetchedFile>,
    /// From when on to ask for changes the next time, by the clock of the server; none when the server
    /// tells no times at all.
    #[serde(serialize_with = "instant")]
    pub watermark: Option<OffsetDateTime>,
    /// What was noticed.
    #[serde(skip)]
    pub findings: Findings,
}

/// What became of one collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FetchedCollection {
    /// The collection.
    pub collection: Collection,
    /// Whether the fetch could have done without it.
    pub need: Need,
    /// Whether it was read.
    pub outcome: Outcome,
    /// Records that were received, each once.
    pub records: u64,
    /// Records that could not be read and are not in the package; each is a finding.
    pub unreadable: u64,
    /// Records that are to be deleted; left out of a bulk package.
    pub deleted: u64,
    /// Records that had not changed although the server sent them; left out of a delta.
    pub unchanged: u64,
}

/// Whether a collection was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// To its end.
    Complete,
    /// The server does not hand it out, and it was not required.
    Refused,
    /// Systems of this kind or version do not have it; it was not asked for.
    Missing,
}

/// How many rows a file got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FetchedFile {
    /// The file.
    pub file: File,
    /// Rows that were written.
    pub rows: u64,
}

impl Fetched {
    /// Returns what became of a collection, if it was asked for.
    pub fn collection(&self, collection: Collection) -> Option<&FetchedCollection> {
        self.collections.iter().find(|fetched| fetched.collection == collection)
    }

    /// Returns how many rows a file has.
    pub fn rows(&self, file: File) -> u64 {
        self.files.iter().find(|written| written.file == file).map_or(0, |written| written.rows)
    }

    /// Returns how many records could not be read and are missing from the package.
    pub fn unreadable(&self) -> u64 {
        self.collections.iter().map(|collection| collection.unreadable).sum()
    }
}

#[expect(clippy::ref_option, reason = "serde hands over a reference to the member")]
fn instant<S: Serializer>(instant: &Option<OffsetDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    instant.map(format_instant).serialize(serializer)
}
