//! What is set: the contents of `roster.toml`.
//!
//! ```toml
//! [connections.springfield]                # a student information system
//! provider = "aeries"                      # default: other
//! url = "https://sis.example/Aeries"
//! client_id = "env:AERIES_ID"
//! client_secret = "secret:aeries"
//! services = ["rostering", "gradebook"]    # default: rostering
//! optional = ["courses"]                   # go on without them when they are refused
//! without = ["demographics"]               # do not even ask
//!
//! [connections.springfield.settings]       # what a system needs besides
//! app_name = "springfield"
//!
//! [connections.springfield.overrides]      # replaces fields of the profile, one by one
//! paging.max_size = 500
//!
//! [destinations.apple]                     # where a file goes
//! kind = "apple"                           # or sftp, file
//! user = "x@sftp.apple.com"
//! password = "secret:apple"
//! host_key = "SHA256:..."                  # or known_hosts = "path", or trust_first_use = true
//!
//! [flows.nightly]                          # what runs
//! connection = "springfield"               # or account, file, folder
//! conversion = "apple"                     # or none
//! destination = "apple"
//! settings = "convert.toml"                # or a table [flows.nightly.conversion_settings]
//! notify = ["office"]
//!
//! [flows.nightly.schedule]                 # when it runs by itself
//! time = "02:30"
//! zone = "America/Los_Angeles"
//! weekend = false
//!
//! [flows.nightly.guards]                   # hold a result that would remove more
//! max_loss = 0.1
//!
//! [flows.nightly.retry]                    # after failures that may pass
//! after = ["2m", "8m", "32m", "2h", "8h30m"]
//!
//! [notifications.office]                   # who is told
//! email = ["office@example.org"]
//! on = ["failure", "held"]
//!
//! [smtp]
//! host = "mail.example.org"
//! from = "roster@example.org"
//!
//! [data]                                   # history and files of runs
//! folder = "roster-data"
//! keep_days = 90
//! ```
//!
//! Identifiers, secrets and settings may be references to a variable (`env:NAME`), a file (`file:PATH`) or
//! an entry of the [secrets file](SecretsFile) (`secret:NAME`). A secret that stands there as it is works
//! too, with a [warning](Configuration::warnings). Paths are relative to the file of the configuration.
//! Mistakes are told with key and line; keys that nobody knows are mistakes.

mod check;
#[expect(clippy::module_inception, reason = "the type is the contents of the module")]
mod configuration;
mod connection;
mod data;
mod delay;
mod destination;
mod flow;
mod lines;
mod notification;
mod reference;
mod secrets;
mod server;
mod target;

pub use configuration::Configuration;
pub use connection::ConnectionConfig;
pub use data::DataConfig;
pub use destination::{DestinationConfig, DestinationKind, WriteMode};
pub use flow::{ConversionKind, FlowConfig, FlowSource, GuardConfig, RetryConfig};
pub use notification::{NotificationConfig, SmtpConfig, WebhookConfig};
pub use reference::{SecretReference, StoredSecret};
pub use secrets::{SecretsConfig, SecretsFile};
pub use server::{InboxConfig, ServerConfig};
