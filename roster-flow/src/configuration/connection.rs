use std::collections::BTreeMap;
use std::sync::Arc;

use oneroster_client::{Client, Recorder};
use oneroster_csv::Service;
use oneroster_model::Version;
use serde::{Deserialize, Deserializer};
use sis_providers::{Connection, Credentials, Overrides, Profile, Profiles};

use super::SecretReference;
use crate::error::Error;
use crate::fetch::{Collection, Fetch, Need};

/// One connection: system, URL, credentials, and what to fetch.
///
/// # Examples
///
/// ```
/// use roster_flow::configuration::ConnectionConfig;
///
/// let mut config = ConnectionConfig::new("aeries", "https://sis.example/Aeries");
/// config.client_id = "id".into();
/// config.client_secret = "s3cr3t".into();
/// assert_eq!(config.warnings().len(), 1);
/// let profiles = sis_providers::Profiles::builtin();
/// let fetch = config.fetch(&profiles)?;
/// assert!(!format!("{config:?}").contains("s3cr3t"));
/// # let _ = fetch;
/// # Ok::<(), roster_flow::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ConnectionConfig {
    /// Key of a profile; default `other`.
    #[serde(default = "other")]
    pub provider: String,
    /// URL as the system shows it; empty where one host serves all customers.
    #[serde(default)]
    pub url: String,
    /// Client id; may be a reference.
    #[serde(default = "empty")]
    pub client_id: SecretReference,
    /// Client secret.
    #[serde(default = "empty")]
    pub client_secret: SecretReference,
    /// Version that the server speaks; default that of the URL, or else the preferred one of the system.
    #[serde(default)]
    pub version: Option<Version>,
    /// Whole token URL, for systems where it is not known.
    #[serde(default)]
    pub token_url: Option<String>,
    /// Scopes to ask for; default those of the profile.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// Services to fetch; default rostering.
    #[serde(default = "rostering", deserialize_with = "services")]
    pub services: Vec<Service>,
    /// Collections that a fetch goes on without when they are refused, besides those that always are.
    #[serde(default, deserialize_with = "collections")]
    pub optional: Vec<Collection>,
    /// Collections that are not fetched.
    #[serde(default, deserialize_with = "collections")]
    pub without: Vec<Collection>,
    /// What a system needs besides, such as the name of a tenant or further keys; may be references.
    #[serde(default)]
    pub settings: BTreeMap<String, SecretReference>,
    /// Fields that replace those of the profile.
    #[serde(default)]
    pub overrides: Overrides,
}

impl ConnectionConfig {
    /// Starts with a system and its URL.
    pub fn new(provider: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            url: url.into(),
            client_id: empty(),
            client_secret: empty(),
            version: None,
            token_url: None,
            scopes: None,
            services: rostering(),
            optional: Vec::new(),
            without: Vec::new(),
            settings: BTreeMap::new(),
            overrides: Overrides::new(),
        }
    }

    /// Returns what should be done otherwise, a sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let secrets = [("client_secret", &self.client_secret)]
            .into_iter()
            .filter(|(_, secret)| !secret.is_empty())
            .chain(self.settings.iter().map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| {
                ["secret", "key", "password", "token"].iter().any(|word| name.contains(word))
            }));
        secrets
            .filter(|(_, secret)| secret.is_literal())
            .map(|(name, _)| {
                format!("{name} is given as it is; write env:NAME, file:PATH or secret:NAME, so that nobody reads it here")
            })
            .collect()
    }

    /// Returns the profile of the system with the overrides.
    ///
    /// # Errors
    ///
    /// [`Error::Provider`] when there is no such profile or an override does not fit.
    pub fn profile(&self, profiles: &Profiles) -> Result<Profile, Error> {
        Ok(profiles.get(&self.provider)?.with_overrides(&self.overrides)?)
    }

    /// Puts system, URL and credentials together. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when a reference leads nowhere, and as for [`profile`](Self::profile).
    pub fn connection(&self, profiles: &Profiles) -> Result<Connection, Error> {
        let profile = self.profile(profiles)?;
        let mut credentials = Credentials::new(self.client_id.resolve()?, self.client_secret.resolve()?);
        for (name, value) in &self.settings {
            credentials = credentials.with(name, value.resolve()?);
        }
        let services: Vec<sis_providers::Service> =
            self.services.iter().map(|service| crate::fetch::rest_service(*service)).collect();
        let mut connection = Connection::new(&profile, &self.url, credentials).services(&services);
        if let Some(version) = self.version {
            connection = connection.version(version);
        }
        if let Some(url) = &self.token_url {
            connection = connection.token_url(url);
        }
        if let Some(scopes) = &self.scopes {
            connection = connection.scopes(scopes);
        }
        Ok(connection)
    }

    /// Sets up a client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// As for [`connection`](Self::connection), and [`Error::Provider`] when URL or settings do not fit.
    pub fn client(&self, profiles: &Profiles) -> Result<Client, Error> {
        Ok(self.connection(profiles)?.client()?)
    }

    /// Sets up a fetch of what is wanted, by what is known of the system. Nothing is sent.
    ///
    /// # Errors
    ///
    /// As for [`client`](Self::client).
    pub fn fetch(&self, profiles: &Profiles) -> Result<Fetch, Error> {
        self.recorded_fetch(profiles, None)
    }

    /// Sets up a fetch of which requests and answers are recorded, bodies included.
    pub(crate) fn recorded_fetch(
        &self,
        profiles: &Profiles,
        recorder: Option<Arc<dyn Recorder>>,
    ) -> Result<Fetch, Error> {
        let connection = self.connection(profiles)?;
        let mut builder = connection.builder()?;
        if let Some(recorder) = recorder {
            builder = builder.recorder(recorder).record_bodies(RECORDED_BODY);
        }
        let mut fetch = Fetch::new(builder.build()?);
        for service in self.services.iter().filter(|service| **service != Service::Rostering) {
            fetch = fetch.with_service(*service);
        }
        for collection in &self.optional {
            fetch = fetch.need(*collection, Need::IfPermitted);
        }
        for collection in &self.without {
            fetch = fetch.without(*collection);
        }
        Ok(fetch.of_system(connection.profile()))
    }
}

/// Bytes of a body that are recorded.
const RECORDED_BODY: usize = 64 * 1024;

fn other() -> String {
    "other".to_owned()
}

fn empty() -> SecretReference {
    "".into()
}

fn rostering() -> Vec<Service> {
    vec![Service::Rostering]
}

/// Names of services, as configurations write them.
const SERVICES: [(&str, Service); 3] =
    [("rostering", Service::Rostering), ("gradebook", Service::Gradebook), ("resources", Service::Resources)];

fn services<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Service>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let find = |name: &String| {
        let known = SERVICES.iter().find(|(known, _)| known == name);
        known
            .map(|(_, service)| *service)
            .ok_or_else(|| serde::de::Error::unknown_variant(name, &["rostering", "gradebook", "resources"]))
    };
    names.iter().map(find).collect()
}

fn collections<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Collection>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().map(|name| name.parse().map_err(serde::de::Error::custom)).collect()
}
