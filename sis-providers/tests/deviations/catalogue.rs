//! The list of deviations, as it stands in TOML.

use std::collections::BTreeMap;

use oneroster_model::Version;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    /// Collections that are read where nothing else is said.
    pub(crate) collections: Vec<String>,
    #[serde(rename = "deviation")]
    pub(crate) deviations: Vec<Deviation>,
}

/// One way in which servers differ from the standard.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deviation {
    /// What is different, in a few words.
    pub(crate) name: String,
    /// Where it was seen.
    pub(crate) seen: String,
    /// Kinds of deviations that a strict client names; none where it reads the records too.
    #[serde(default)]
    pub(crate) strict: Vec<String>,
    /// Collections that are read; default those of the list.
    #[serde(default)]
    pub(crate) collections: Vec<String>,
    /// Behaviours name their collections themselves.
    #[serde(default)]
    pub(crate) alone: bool,
    /// Members that are not compared, because the server does not tell what they are.
    #[serde(default)]
    pub(crate) except: Vec<String>,
    /// How the sandbox plays it.
    pub(crate) behaviours: Vec<Behaviour>,
}

/// One way to play a deviation.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Behaviour {
    /// A named personality to start from.
    pub(crate) personality: Option<String>,
    /// Departures of the sandbox.
    pub(crate) server: toml::Table,
    /// Faults of the sandbox.
    pub(crate) faults: String,
    /// Version that is served; default 1.1.
    pub(crate) version: Option<Version>,
    /// The named profile to start from; default `other`.
    pub(crate) system: Option<String>,
    /// What the profile of the system says.
    pub(crate) profile: toml::Table,
    /// Scopes that are asked for, whatever the profile says.
    pub(crate) scopes: Option<Vec<String>>,
    /// Secrets besides those of the sandbox.
    pub(crate) credentials: BTreeMap<String, String>,
    /// What the client does.
    pub(crate) work: Work,
    /// The filter that is asked for.
    pub(crate) filter: Option<String>,
    /// A parameter that is sent as well.
    pub(crate) parameter: Option<(String, String)>,
    /// Members that are asked for alone.
    pub(crate) fields: Option<String>,
    /// The order that is asked for.
    pub(crate) sort: Option<String>,
    /// The server pays no attention to the filter: everything comes.
    pub(crate) everything: bool,
    /// Code of the error that it ends with.
    pub(crate) error: Option<String>,
    /// Minor code that the error tells.
    pub(crate) code_minor: Option<String>,
    /// Code of a finding that there has to be.
    pub(crate) finding: Option<String>,
    /// Members that are read like this in every record that is compared.
    pub(crate) read: BTreeMap<String, serde_json::Value>,
    /// Further collections, for this behaviour.
    pub(crate) collections: Vec<String>,
    /// Members that are not compared, for this behaviour.
    pub(crate) except: Vec<String>,
    /// Replaces the list of the deviation.
    pub(crate) strict: Option<Vec<String>>,
    /// Tokens that are asked for at most.
    pub(crate) tokens: Option<u64>,
}

/// What the client does with the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Work {
    /// Reads whole collections.
    #[default]
    Read,
    /// Reads the first record of every collection on its own.
    Single,
    /// Asks for collections below a school and a class.
    Nested,
    /// Asks for a person who does not exist.
    Unknown,
    /// Asks for what changed.
    Changes,
    /// Writes a line item and a result, reads them, and deletes them.
    Write,
    /// The same, without deleting.
    WriteOnly,
    /// Reads the collections at the same time.
    Together,
    /// Reads, lets the token expire, and reads again.
    Renew,
}
