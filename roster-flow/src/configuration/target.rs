use std::fs;

use roster_sftp::{Authentication, HostKeyPolicy, Target, WriteMode as SftpWriteMode};

use super::{Configuration, DestinationConfig, DestinationKind, SecretReference, WriteMode};
use crate::error::{ConfigurationProblem, Error};

impl Configuration {
    /// Returns a destination by its name.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], with the names there are.
    pub fn destination(&self, name: &str) -> Result<&DestinationConfig, Error> {
        self.destinations.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.destinations.keys().map(String::as_str).collect();
            let advice = match names.as_slice() {
                [] => "add a table [destinations.NAME]".to_owned(),
                names => format!("use one of {}", names.join(", ")),
            };
            ConfigurationProblem::new(format!("no destination is named {name}")).advise(advice).into_error()
        })
    }

    /// Puts server, login and trusted keys of a destination together, with secrets and keys looked up. Blocks; nothing
    /// is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when a reference or file leads nowhere, or the destination is no server;
    /// [`Error::Sftp`] when a fingerprint is none.
    pub fn sftp_target(&self, config: &DestinationConfig) -> Result<Target, Error> {
        let secret = |reference: &Option<SecretReference>| reference.as_ref().map(SecretReference::resolve);
        let text = |secret: &oneroster_client::Secret| roster_sftp::Secret::new(secret.expose());
        let user = secret(&config.user).ok_or_else(|| missing("user"))??;
        let authentication = match (secret(&config.password).transpose()?, &config.key) {
            (Some(password), _) => Authentication::Password(text(&password)),
            (None, Some(path)) => {
                let path = self.path(path);
                let private_key = fs::read_to_string(&path).map_err(|error| {
                    ConfigurationProblem::new("cannot be read").caused_by(error).in_file(&path).into_error()
                })?;
                let passphrase = secret(&config.key_passphrase).transpose()?.as_ref().map(text);
                Authentication::Key { private_key: roster_sftp::Secret::new(private_key), passphrase }
            }
            (None, None) => return Err(missing("password")),
        };
        let mut target = match (config.kind, authentication) {
            (DestinationKind::Apple, Authentication::Password(password)) => {
                Target::apple(user.expose(), password)
            }
            (_, authentication) => {
                let host = config.host.as_deref().ok_or_else(|| missing("host"))?;
                Target::new(host, user.expose(), authentication)
            }
        };
        if let Some(host) = &config.host {
            target = target.with_host(host);
        }
        if let Some(port) = config.port {
            target = target.with_port(port);
        }
        let policy = match (&config.host_key, &config.known_hosts) {
            (Some(pin), _) => HostKeyPolicy::pinned([pin.as_str()])?,
            (None, Some(path)) => HostKeyPolicy::KnownHosts(self.path(path)),
            (None, None) => HostKeyPolicy::TrustFirstUse(self.data_folder().join("known_hosts")),
        };
        let mode = match config.write_mode() {
            WriteMode::Rename => SftpWriteMode::Rename,
            WriteMode::Direct => SftpWriteMode::Direct,
        };
        Ok(target.with_folder(config.remote_folder()).with_host_keys(policy).with_write_mode(mode))
    }
}

fn missing(key: &str) -> Error {
    ConfigurationProblem::new(format!("a destination lacks {key}")).into_error()
}
