use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A version of the OneRoster standard that this workspace reads and writes.
///
/// Written `1.1` and `1.2`. OneRoster 1.0 is recognised when a package is opened, but has no tables
/// of its own here.
///
/// # Examples
///
/// ```
/// use oneroster_model::Version;
///
/// assert_eq!("1.2".parse::<Version>()?, Version::V1_2);
/// assert!(Version::V1_1 < Version::V1_2);
/// assert!("2.0".parse::<Version>().is_err());
/// # Ok::<(), oneroster_model::UnknownVersion>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Version {
    /// OneRoster 1.1 (2017).
    #[serde(rename = "1.1")]
    V1_1,
    /// OneRoster 1.2 (2022).
    #[serde(rename = "1.2")]
    V1_2,
}

impl Version {
    /// Both versions, oldest first.
    pub const ALL: [Self; 2] = [Self::V1_1, Self::V1_2];

    /// Returns the version as the manifest writes it: `1.1` or `1.2`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Version {
    type Err = UnknownVersion;

    /// Reads `1.1`, `1.1.1`, `1.2` and `1.2.1`; surrounding blanks are ignored.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "1.1" | "1.1.1" => Ok(Self::V1_1),
            "1.2" | "1.2.0" | "1.2.1" => Ok(Self::V1_2),
            _ => Err(UnknownVersion),
        }
    }
}

/// The text is not a OneRoster version that this workspace knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown OneRoster version, expected 1.1 or 1.2")]
pub struct UnknownVersion;
