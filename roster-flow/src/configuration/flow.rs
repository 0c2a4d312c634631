use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use asm_format::PatchOptions;
use asm_format::convert::Settings;
use serde::{Deserialize, Serialize};

use super::delay::delays;
use crate::schedule::Schedule;

/// What runs: table `[flows.NAME]`.
///
/// # Examples
///
/// ```
/// use roster_flow::Configuration;
/// use roster_flow::configuration::FlowSource;
///
/// let configuration = Configuration::parse(
///     r#"
///     [destinations.disk]
///     kind = "file"
///     path = "asm.zip"
///     [flows.nightly]
///     folder = "exports"
///     destination = "disk"
///     "#,
/// )?;
/// let flow = &configuration.flows["nightly"];
/// assert_eq!(flow.source(), Some(FlowSource::Folder("exports".as_ref())));
/// assert_eq!(flow.retry.after.len(), 5);
///
/// let error = Configuration::parse("[flows.nightly]\nfolder = \"x\"\ndestination = \"disc\"").unwrap_err();
/// assert_eq!(error.to_string(), "line 3, flows.nightly.destination: no destination is named disc");
/// # Ok::<(), roster_flow::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FlowConfig {
    /// Name of a connection, as the source.
    #[serde(default)]
    pub connection: Option<String>,
    /// Name of an account of the inbox, as the source: the flow runs when something was dropped there.
    #[serde(default)]
    pub account: Option<String>,
    /// A zip file of this machine as the source, relative to the file of the configuration.
    #[serde(default)]
    pub file: Option<PathBuf>,
    /// A folder as the source, relative to the file of the configuration: its newest zip file, or its CSV
    /// files if there is no zip file.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// What becomes of the data; default those for Apple School Manager.
    #[serde(default)]
    pub conversion: ConversionKind,
    /// Name of a destination.
    pub destination: String,
    /// File with settings of the conversion, relative to the file of the configuration.
    #[serde(default)]
    pub settings: Option<PathBuf>,
    /// Settings of the conversion, instead of a file.
    #[serde(default)]
    pub conversion_settings: Option<Settings>,
    /// Repairs of archives that are for Apple School Manager already; default none.
    #[serde(default)]
    pub patch: PatchOptions,
    /// Whether requests and answers are kept with the run; default no.
    #[serde(default)]
    pub save_exchanges: bool,
    /// Names of notifications.
    #[serde(default)]
    pub notify: Vec<String>,
    /// Whether schedule and drops start the flow; default yes. By hand it can be run in any case.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// When it runs by itself; default only by hand or by a drop.
    #[serde(default)]
    pub schedule: Option<Schedule>,
    /// When a result is held; default that of the settings of the conversion.
    #[serde(default)]
    pub guards: Option<GuardConfig>,
    /// When a failed run is repeated.
    #[serde(default)]
    pub retry: RetryConfig,
}

impl FlowConfig {
    /// Returns where the data come from; none unless exactly one source is given.
    pub fn source(&self) -> Option<FlowSource<'_>> {
        let connection = self.connection.as_deref().map(FlowSource::Connection);
        let account = self.account.as_deref().map(FlowSource::Account);
        let file = self.file.as_deref().map(FlowSource::File);
        let folder = self.folder.as_deref().map(FlowSource::Folder);
        let mut given = [connection, account, file, folder].into_iter().flatten();
        given.next().filter(|_| given.next().is_none())
    }
}

/// Where the data of a flow come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlowSource<'c> {
    /// A connection, by name.
    Connection(&'c str),
    /// An account of the inbox, by name.
    Account(&'c str),
    /// A zip file.
    File(&'c Path),
    /// A folder.
    Folder(&'c Path),
}

impl FlowSource<'_> {
    /// The keys of a flow that name a source.
    pub(super) const KEYS: [&'static str; 4] = ["connection", "account", "file", "folder"];
}

/// What becomes of the data of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ConversionKind {
    /// An archive for Apple School Manager. The default.
    #[default]
    Apple,
    /// The package as it is, when it is valid.
    None,
}

impl ConversionKind {
    /// Returns `apple` or `none`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Apple => "apple",
            Self::None => "none",
        }
    }
}

/// When a result is held until somebody decides: table `[flows.NAME.guards]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct GuardConfig {
    /// The share of its keys, 0 to 1, that a file may lose against what was delivered last; default 0.2.
    pub max_loss: f64,
    /// Other shares for single files, by their names without `.csv`.
    pub max_loss_of: BTreeMap<String, f64>,
    /// Whether a result that breaks rules of its format goes out all the same; default no.
    pub allow_errors: bool,
}

impl Default for GuardConfig {
    fn default() -> Self {
        Self { max_loss: 0.2, max_loss_of: BTreeMap::new(), allow_errors: false }
    }
}

/// When a failed run is repeated: table `[flows.NAME.retry]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RetryConfig {
    /// Time between a failure and the next run, for each repetition; default `2m`, `8m`, `32m`, `2h` and
    /// `8h30m`. Empty for never.
    ///
    /// Only failures that may pass are repeated: never refused logins, changed keys of servers, or faults of
    /// the data.
    #[serde(deserialize_with = "delays")]
    pub after: Vec<Duration>,
}

impl Default for RetryConfig {
    fn default() -> Self {
        // Those of Claris Connect.
        let minutes = [2, 8, 32, 120, 510];
        Self { after: minutes.map(|minutes| Duration::from_secs(minutes * 60)).to_vec() }
    }
}

const fn yes() -> bool {
    true
}
