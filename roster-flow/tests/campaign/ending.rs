//! How a run ended, as it should.

use std::fmt;

/// A way to end that loses nothing silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ending {
    /// Every record is in the package.
    Complete,
    /// Records that the server fails on are missing, and said to be.
    WithoutUnreadable,
    /// Collections that a roster can do without, or parts of one that is put together from others, are missing
    /// because the server refused them, and said to be.
    WithoutRefused,
    /// An error with its code, and no package.
    Error(&'static str),
}

impl Ending {
    pub(crate) fn is_good(self) -> bool {
        !matches!(self, Self::Error(_))
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("complete"),
            Self::WithoutUnreadable => f.write_str("complete but for unreadable records that are named"),
            Self::WithoutRefused => f.write_str("complete but for refused collections that are named"),
            Self::Error(code) => write!(f, "error {code}"),
        }
    }
}
