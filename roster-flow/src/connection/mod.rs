//! Connections to student information systems, as `roster.toml` describes them.
//!
//! ```toml
//! [connections.springfield]
//! provider = "aeries"                      # default: other
//! url = "https://sis.example/Aeries"
//! client_id = "env:AERIES_ID"
//! client_secret = "file:/run/secrets/aeries"
//! services = ["rostering", "gradebook"]    # default: rostering
//! optional = ["courses"]                   # go on without them when they are refused
//! without = ["demographics"]               # do not even ask
//!
//! [connections.springfield.settings]       # what a system needs besides
//! app_name = "springfield"
//!
//! [connections.springfield.overrides]      # replaces fields of the profile, one by one
//! paging.max_size = 500
//! ```
//!
//! Identifiers, secrets and settings may be references to a variable (`env:NAME`) or a file (`file:PATH`).
//! A secret that stands there as it is works too, with a [warning](ConnectionConfig::warnings).

mod config;
mod configuration;
mod reference;

pub use config::ConnectionConfig;
pub use configuration::Configuration;
pub use reference::SecretReference;
