//! How commands are told which system to speak to: by a name in `roster.toml`, or by options.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use oneroster_csv::Service;
use oneroster_model::Version;
use roster_flow::configuration::{Configuration, ConnectionConfig, SecretReference};
use sis_providers::{Overrides, Profiles};
use tokio::runtime::{Builder, Runtime};

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

/// Options of the commands that speak to a student information system.
///
/// With the name of a connection they replace what `roster.toml` says, without one they say it all.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionOptions {
    /// File with connections
    #[arg(long, value_name = "FILE", default_value = "roster.toml")]
    config: PathBuf,
    /// System, such as aeries; `other` for one without a profile
    #[arg(long, value_name = "PROVIDER")]
    provider: Option<String>,
    /// URL as the system shows it
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Client id; also as `env:NAME` or `file:PATH`
    #[arg(long, value_name = "ID")]
    client_id: Option<SecretReference>,
    /// Client secret, as `env:NAME` or `file:PATH`
    #[arg(long, value_name = "SOURCE")]
    client_secret: Option<SecretReference>,
    /// Token URL, for systems where it is not known
    #[arg(long, value_name = "URL")]
    token_url: Option<String>,
    /// Scope to ask for, instead of those of the profile; may be repeated
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    /// Version that the server speaks: 1.1 or 1.2
    #[arg(long, value_name = "VERSION")]
    api_version: Option<Version>,
    /// What the system needs besides, such as `app_name=springfield`; the value may be a reference
    #[arg(long = "setting", value_name = "NAME=VALUE", value_parser = pair)]
    settings: Vec<(String, String)>,
    /// Field of the profile to replace, such as `paging.max_size=500`
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = pair)]
    overrides: Vec<(String, String)>,
    /// Profile of one's own
    #[arg(long = "profile", value_name = "FILE.toml")]
    profiles: Vec<PathBuf>,
}

/// Splits `NAME=VALUE`.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "not NAME=VALUE".to_owned())?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

/// The system that was chosen.
#[derive(Debug)]
pub(crate) struct Chosen {
    /// Name of the connection, or of the provider without one.
    pub(crate) name: String,
    pub(crate) config: ConnectionConfig,
    pub(crate) profiles: Profiles,
}

impl Chosen {
    /// Returns the configuration with services that are wanted besides those that it names.
    pub(crate) fn config_with(&self, gradebook: bool, resources: bool) -> ConnectionConfig {
        let mut config = self.config.clone();
        for (service, is_wanted) in [(Service::Gradebook, gradebook), (Service::Resources, resources)] {
            if is_wanted && !config.services.contains(&service) {
                config.services.push(service);
            }
        }
        config
    }
}

impl ConnectionOptions {
    /// Tells whether the options alone say which system is meant.
    pub(crate) fn names_a_system(&self) -> bool {
        self.provider.is_some() || self.url.is_some()
    }

    /// Puts name, file and options together, and warns of secrets that are given as they are.
    pub(crate) fn choose(&self, name: Option<&str>, context: &Context) -> Result<Chosen, Failure> {
        let (mut config, mut profiles) = if let Some(name) = name {
            let configuration = Configuration::read(&self.config)?;
            (configuration.connection(name)?.clone(), configuration.load_profiles()?)
        } else {
            let provider = self.provider.as_deref().unwrap_or("other");
            let url = self.url.as_deref().unwrap_or_default();
            (ConnectionConfig::new(provider, url), Profiles::builtin())
        };
        for path in &self.profiles {
            profiles.load(&read(path)?)?;
        }
        self.apply(&mut config)?;
        for warning in config.warnings() {
            context.warn(&warning);
        }
        let name = name.unwrap_or(&config.provider).to_owned();
        Ok(Chosen { name, config, profiles })
    }

    fn apply(&self, config: &mut ConnectionConfig) -> Result<(), Failure> {
        fn replace<T: Clone>(field: &mut T, given: Option<&T>) {
            if let Some(given) = given {
                field.clone_from(given);
            }
        }
        replace(&mut config.provider, self.provider.as_ref());
        replace(&mut config.url, self.url.as_ref());
        replace(&mut config.client_id, self.client_id.as_ref());
        replace(&mut config.client_secret, self.client_secret.as_ref());
        config.token_url = self.token_url.clone().or(config.token_url.take());
        config.version = self.api_version.or(config.version);
        if !self.scope.is_empty() {
            config.scopes = Some(self.scope.clone());
        }
        for (name, value) in &self.settings {
            config.settings.insert(name.clone(), value.as_str().into());
        }
        for (field, value) in &self.overrides {
            // What is no value of TOML is meant as a text.
            let line = |value: &str| Overrides::from_toml(&format!("{field} = {value}"));
            let overrides = line(value).or_else(|_| line(&toml::Value::from(value.as_str()).to_string()))?;
            config.overrides = std::mem::take(&mut config.overrides).and(&overrides);
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::new("io", Exit::Unusable, "cannot read the profile").because(&error).in_input(path)
    })
}

/// Starts what drives requests.
pub(crate) fn runtime() -> Result<Arc<Runtime>, Failure> {
    let started = Builder::new_multi_thread().enable_all().thread_name("roster").build();
    started.map(Arc::new).map_err(|error| {
        Failure::new("io", Exit::NotGood, "cannot start the threads for requests").because(&error)
    })
}
