use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How well a fact of a profile is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Certainty {
    /// A guess, or a default of the standard; nothing public was found.
    Unverified,
    /// Concluded from neighbouring facts.
    Inferred,
    /// Read in documentation of the vendor, or in public code that works with the system.
    Verified,
    /// Seen at this very server by a connection check.
    Observed,
    /// Set by the user.
    Given,
}

impl Certainty {
    /// Returns the word that profiles use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Inferred => "inferred",
            Self::Verified => "verified",
            Self::Observed => "observed",
            Self::Given => "given",
        }
    }
}

/// The certainty of each fact of a profile, by its path in the TOML text.
///
/// `overall` holds for everything that has no mark of its own; a mark for `token` holds for `token.path`
/// unless that has its own.
///
/// # Examples
///
/// ```
/// use sis_providers::{Certainty, Profiles};
///
/// let profiles = Profiles::builtin();
/// let aeries = profiles.get("aeries")?;
/// assert_eq!(aeries.certainty.of("token.path"), Certainty::Verified);
/// assert_eq!(aeries.certainty.of("paging.max_size"), Certainty::Unverified);
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certainties {
    /// What holds for facts without a mark.
    pub overall: Certainty,
    /// Marks by the path of the fact, such as `token.path`.
    #[serde(default)]
    pub facts: BTreeMap<String, Certainty>,
}

impl Certainties {
    /// Returns the certainty of the fact at a path such as `token.path`.
    pub fn of(&self, path: &str) -> Certainty {
        let mut prefix = path;
        loop {
            if let Some(certainty) = self.facts.get(prefix) {
                return *certainty;
            }
            match prefix.rsplit_once('.') {
                Some((parent, _)) => prefix = parent,
                None => return self.overall,
            }
        }
    }
}

/// Whether a server can do something, and how that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Support {
    /// Nobody has said so in public.
    #[default]
    Unknown,
    /// The vendor documents it.
    Documented,
    /// Public clients rely on it.
    UsedByClients,
    /// Likely, because a partner of the vendor demands it or a sibling system does it.
    Inferred,
    /// A connection check has seen it work.
    Observed,
    /// It does not work.
    Unsupported,
}

impl Support {
    /// Tells whether it can be relied on: yes, no, or none when that is open.
    pub const fn is_reliable(self) -> Option<bool> {
        match self {
            Self::Documented | Self::UsedByClients | Self::Observed => Some(true),
            Self::Unsupported => Some(false),
            Self::Unknown | Self::Inferred => None,
        }
    }

    /// Returns the words for a table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Documented => "documented",
            Self::UsedByClients => "used by clients",
            Self::Inferred => "likely",
            Self::Observed => "observed",
            Self::Unsupported => "no",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mark_counts() {
        let marks = [("token", Certainty::Verified), ("token.path", Certainty::Inferred)];
        let certainties = Certainties {
            overall: Certainty::Unverified,
            facts: marks.iter().map(|(path, certainty)| ((*path).to_owned(), *certainty)).collect(),
        };
        for (path, expected) in [
            ("token.path", Certainty::Inferred),
            ("token.method", Certainty::Verified),
            ("token", Certainty::Verified),
            ("tokens", Certainty::Unverified),
            ("paging.max_size", Certainty::Unverified),
        ] {
            assert_eq!(certainties.of(path), expected, "{path}");
        }
    }
}
