use serde::{Deserialize, Serialize};

/// How the rows of an archive are compressed.
///
/// Every program that reads zip files reads the results of both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Compression {
    /// By an encoder made for identifiers and names: several times as fast as a level and, as a rule,
    /// smaller than level 6.
    #[default]
    Fast,
    /// By a general encoder at a level from 0 to 9; larger values count as 9.
    ///
    /// Roster data are odd: level 1 gives half as much output again as level 6, and levels above 6 are
    /// slower without being smaller.
    Level(u8),
}
