use std::fmt;

use serde::Serialize;

/// How a file of a package is to be read (CSV binding 1.2, section on bulk and delta).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The file is not shipped.
    #[default]
    Absent,
    /// The file holds all records; what is missing is to be deleted.
    Bulk,
    /// The file holds changes.
    Delta,
}

impl Mode {
    /// Returns the value of the manifest: `absent`, `bulk` or `delta`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Bulk => "bulk",
            Self::Delta => "delta",
        }
    }

    /// Finds the mode of an exact manifest value.
    pub fn from_token(token: &str) -> Option<Self> {
        [Self::Absent, Self::Bulk, Self::Delta].into_iter().find(|mode| mode.as_str() == token)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
