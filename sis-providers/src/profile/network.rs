use serde::{Deserialize, Serialize};

/// How much can be asked of a server, and how long it may take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// Requests that are allowed in a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Requests under way at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// Longest time for one request, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
    /// Statuses after which reads are worth another attempt, besides 429, 502, 503 and 504, for which that is
    /// always so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retry_status: Vec<u16>,
    /// How often a request is sent at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
}

/// Requests that are allowed in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Number of requests.
    pub requests: u32,
    /// Length of the period in seconds.
    pub per_seconds: u64,
}

/// What is known about secure connections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Tls {
    /// Lowest protocol version that the server accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// Installations with incomplete chains or certificates of their own were seen.
    #[serde(default)]
    pub broken_chains: bool,
    /// Installations that only know old protocols were seen. They cannot be reached with this client.
    #[serde(default)]
    pub old_protocols: bool,
}

/// Where servers stand, and what keeps a client from reaching them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Reachability {
    /// Who runs servers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosting: Vec<Hosting>,
    /// Firewalls commonly let in listed addresses alone.
    #[serde(default)]
    pub allow_list: bool,
    /// Countries from which requests have to come, by their codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
}

/// Who runs servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Hosting {
    /// The vendor.
    Vendor,
    /// A regional service centre.
    Region,
    /// The district itself.
    District,
}
