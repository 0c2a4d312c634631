use std::collections::BTreeMap;
use std::fmt;

use oneroster_client::Secret;

use crate::error::{Error, ErrorContext};
use crate::profile::Profile;
use crate::template::Template;

/// What proves who asks: id, secret, and further settings that a system needs.
///
/// `Debug` shows the names of the settings alone.
///
/// # Examples
///
/// ```
/// use sis_providers::Credentials;
///
/// let credentials = Credentials::new("client id", "client secret").with("app_name", "springfield");
/// assert_eq!(format!("{credentials:?}"), r#"Credentials { settings: ["app_name"], .. }"#);
/// ```
#[derive(Clone, Default)]
pub struct Credentials {
    id: Secret,
    secret: Secret,
    settings: BTreeMap<String, Secret>,
}

impl Credentials {
    /// Starts with id and secret, without blanks at their ends, which come from copying.
    pub fn new(id: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        let trimmed = |secret: Secret| Secret::new(secret.expose().trim());
        Self { id: trimmed(id.into()), secret: trimmed(secret.into()), settings: BTreeMap::new() }
    }

    /// Adds a setting that templates of the profile name.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.settings.insert(name.into(), value.into());
        self
    }

    /// Returns the client id.
    pub fn id(&self) -> &Secret {
        &self.id
    }

    /// Returns the client secret.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Returns a setting; none when it was not given or is empty.
    pub fn setting(&self, name: &str) -> Option<&Secret> {
        self.settings.get(name).filter(|value| !value.is_empty())
    }

    /// Returns what a placeholder stands for.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        match name {
            "client_id" => Some(self.id.expose()),
            "client_secret" => Some(self.secret.expose()),
            _ => self.setting(name).map(Secret::expose),
        }
    }

    /// Fills a template in; the error names the setting that is missing.
    pub(crate) fn fill(&self, template: &Template, profile: &Profile) -> Result<Secret, Error> {
        template.fill(|name| self.value(name)).map(Secret::new).map_err(|name| missing(name, profile))
    }
}

/// Says which setting is missing, and what it is.
pub(crate) fn missing(name: &str, profile: &Profile) -> Error {
    let label = profile.credentials.extra.iter().find(|setting| setting.name == name);
    let context = ErrorContext::new(name.to_owned());
    Error::MissingSetting(match label {
        Some(setting) => context.advise(format!("give {name}: {}", setting.label)),
        None => context.advise(format!("give {name}")),
    })
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("settings", &self.settings.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
