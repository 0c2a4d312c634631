//! What the programs in `examples/` share: where they read from.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

use std::env;

use oneroster_model::json::Service;
use oneroster_sandbox::{Error, Sandbox, SandboxBuilder};

/// A student information system to talk to: that of the environment, or a sandbox in this process.
///
/// | variable | meaning |
/// |---|---|
/// | `ONEROSTER_URL` | root of the service, `https://sis.example/ims/oneroster/v1p1`; without it the sandbox is used |
/// | `ONEROSTER_CLIENT_ID`, `ONEROSTER_CLIENT_SECRET` | client id and secret, or consumer key and secret |
/// | `ONEROSTER_TOKEN_URL` | token URL, for programs that do not know it from a profile |
///
/// It has no `Debug` that would show the secret.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "holds a secret in plain text")]
pub struct Account {
    /// Root of the service.
    pub url: String,
    /// Token URL; empty if there is none or it is not known.
    pub token_url: String,
    /// Client id, or consumer key.
    pub client_id: String,
    /// Client secret, or consumer secret.
    pub client_secret: String,
}

/// Returns the account of the environment, or else starts a sandbox, which runs until it is dropped.
///
/// # Errors
///
/// [`Error`] when the sandbox cannot be started.
pub async fn account_or_sandbox(sandbox: SandboxBuilder) -> Result<(Account, Option<Sandbox>), Error> {
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let url = variable("ONEROSTER_URL");
    if !url.is_empty() {
        let account = Account {
            url,
            token_url: variable("ONEROSTER_TOKEN_URL"),
            client_id: variable("ONEROSTER_CLIENT_ID"),
            client_secret: variable("ONEROSTER_CLIENT_SECRET"),
        };
        return Ok((account, None));
    }
    let sandbox = sandbox.start().await?;
    let account = Account {
        url: sandbox.root_url(Service::Rostering),
        token_url: sandbox.token_url(),
        client_id: sandbox.client_id().to_owned(),
        client_secret: sandbox.client_secret().to_owned(),
    };
    Ok((account, Some(sandbox)))
}
