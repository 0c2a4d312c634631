use std::path::PathBuf;

use serde::Deserialize;

/// Where history and files of runs are kept, and for how long: table `[data]`.
///
/// # Examples
///
/// ```
/// use roster_flow::Configuration;
///
/// let configuration = Configuration::parse("[data]\nkeep_days = 30")?;
/// assert_eq!(configuration.data.keep_days, 30);
/// assert_eq!(configuration.data.folder, std::path::Path::new("roster-data"));
/// # Ok::<(), roster_flow::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct DataConfig {
    /// Folder, relative to the file of the configuration; default `roster-data`.
    pub folder: PathBuf,
    /// Days that runs are kept; default 90. What was delivered last, and what is held, stays longer.
    pub keep_days: u32,
    /// Runs of one flow that are kept at most, the newest ones; default all.
    pub keep_runs: Option<u32>,
}

impl Default for DataConfig {
    fn default() -> Self {
        Self { folder: "roster-data".into(), keep_days: 90, keep_runs: None }
    }
}
