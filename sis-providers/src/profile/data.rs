use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::yes;

/// How values differ from the standard.
///
/// A fetch acts on [`org_types`](Self::org_types) and [`empty_dates`](Self::empty_dates), and leaves passwords
/// out of every system. The rest is for people who wonder about what they see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ValueProfile {
    /// Words for types of orgs outside of the vocabulary, and what they mean.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub org_types: BTreeMap<String, String>,
    /// Whether `href` can be followed.
    #[serde(default = "yes")]
    pub hrefs_resolve: bool,
    /// Dates that stand for no date, such as `0001-01-01`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub empty_dates: Vec<String>,
    /// Members that may be empty although the standard demands them, as `user.givenName`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub often_empty: Vec<String>,
    /// Members that hold nothing of use, as `academicSession.type`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meaningless: Vec<String>,
    /// Members with secrets, which must be dropped at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secret: Vec<String>,
}

impl Default for ValueProfile {
    fn default() -> Self {
        Self {
            org_types: BTreeMap::new(),
            hrefs_resolve: true,
            empty_dates: Vec::new(),
            often_empty: Vec::new(),
            meaningless: Vec::new(),
            secret: Vec::new(),
        }
    }
}

/// What is known about identifiers.
///
/// Facts for people who set a connection up or merge data: nothing in the client depends on them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct IdentifierProfile {
    /// Where they are unique.
    #[serde(default)]
    pub unique_in: IdentifierScope,
    /// Texts in front of the identifiers of staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff_prefixes: Vec<String>,
    /// Whether API and CSV export agree on them; none when that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_in_csv: Option<bool>,
    /// Events that change identifiers of people or classes who stay the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub change_with: Vec<String>,
    /// Several records may stand for one person.
    #[serde(default)]
    pub several_per_person: bool,
}

/// Where identifiers are unique.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum IdentifierScope {
    /// On the server.
    #[default]
    Server,
    /// In the tenant; a prefix is needed before tenants are merged.
    Tenant,
}

/// What is known about the CSV export of a system.
///
/// Facts for people: the client reads packages of every system alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CsvExport {
    /// Whether there is one.
    #[serde(default)]
    pub support: super::Support,
    /// Versions of the CSV binding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<oneroster_model::Version>,
    /// Files that can be chosen, without `.csv`; empty when that is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Modes: `bulk`, `delta`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<String>,
    /// How the files travel: `sftp`, `mail`, `download`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivery: Vec<String>,
    /// Where it is set up, and what to know about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
