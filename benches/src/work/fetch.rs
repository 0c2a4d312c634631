//! Fetching a whole district, with a connection as a configuration describes it.

use std::path::Path;

use roster_flow::ConnectionConfig;
use serde::{Deserialize, Serialize};
use sis_providers::Profiles;
use tokio::runtime::{Builder, Runtime};

use super::{Done, size};
use crate::Failure;

/// Where a sandbox is, as it says itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Connection {
    url: String,
    token_url: String,
    client_id: String,
    client_secret: String,
}

impl Connection {
    /// Returns the same as a file of connections would say it.
    pub(super) fn config(&self) -> ConnectionConfig {
        let mut config = ConnectionConfig::new("other", &self.url);
        config.token_url = Some(self.token_url.clone());
        config.client_id = self.client_id.as_str().into();
        config.client_secret = self.client_secret.as_str().into();
        config
    }
}

pub(super) fn run(from: &Connection, out: &Path) -> Result<Done, Failure> {
    let fetch = from.config().fetch(&Profiles::builtin())?;
    let fetched = runtime()?.block_on(fetch.to_file(out))?;
    let rows = fetched.files.iter().map(|file| file.rows).sum();
    Ok(Done { rows, written: size(out)?, ..Done::default() })
}

/// The same runtime as the `roster` command has.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}
