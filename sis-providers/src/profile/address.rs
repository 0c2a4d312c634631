use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Service;

/// What is done with the URL that an operator types, and what is demanded of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UrlRules {
    /// What the operator is asked for.
    pub input: UrlInput,
    /// Base URL of the vendor that serves all customers; used when the operator gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_base: Option<String>,
    /// What the root of the service hangs from.
    #[serde(default)]
    pub anchor: RootAnchor,
    /// Whether only `https` is accepted; `http` to this very machine is always allowed.
    #[serde(default = "yes")]
    pub require_https: bool,
    /// Whether a host without a path is a mistake.
    #[serde(default)]
    pub require_subdirectory: bool,
    /// Whether the server tells upper from lower case in paths. Paths are never changed in any case.
    #[serde(default = "yes")]
    pub case_sensitive: bool,
    /// Paths of web pages for people; from there on the typed path is cut off. Compared without case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub page_paths: Vec<String>,
    /// Typical base URLs, `{…}` for what differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// URLs that are often handed over instead of the right one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<UrlMistake>,
}

/// What the operator is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UrlInput {
    /// The address of the district's system, with its sub-directory.
    DistrictBase,
    /// The address of the API, which differs from that of the web pages.
    ApiBase,
    /// The root of the OneRoster service, complete.
    ServiceRoot,
    /// Nothing: one host serves all customers.
    Nothing,
}

/// What the root of the service hangs from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RootAnchor {
    /// The typed URL with its sub-directories.
    #[default]
    Base,
    /// Scheme, host and port alone.
    Host,
}

/// A URL that is handed over by mistake, recognised by host or path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UrlMistake {
    /// Text in the host name, in lower case; empty for any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub host: String,
    /// Text in the path, in lower case; empty for any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Text in the host name that makes it right after all; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unless_host: String,
    /// Whether it cannot be right, or is only suspicious.
    #[serde(default)]
    pub fatal: bool,
    /// What it is, and where the right one is found.
    pub hint: String,
}

/// Where the services of one version are, below the anchor.
///
/// Either one root for all services, or one for each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Roots {
    /// Root of all services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<String>,
    /// Root of the rostering service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rostering: Option<String>,
    /// Root of the gradebook service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gradebook: Option<String>,
    /// Root of the resources service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<String>,
    /// Other roots for all services that were seen; tried by the connection check alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
}

impl Roots {
    /// Returns the root of a service; none when the system does not have the service.
    pub fn of(&self, service: Service) -> Option<&str> {
        let own = match service {
            Service::Gradebook => &self.gradebook,
            Service::Resources => &self.resources,
            _ => &self.rostering,
        };
        own.as_deref().or(self.all.as_deref())
    }
}

/// Names under which records arrive, by the name of the standard: `org = ["school"]`.
pub type Envelopes = BTreeMap<String, Vec<String>>;

pub(super) const fn yes() -> bool {
    true
}
