use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use roster_sftp::InboxSettings;
use serde::Deserialize;
use sis_providers::Profiles;

use super::check::check;
use super::lines::{line_of_byte, line_of_key};
use super::{
    ConnectionConfig, DataConfig, DestinationConfig, FlowConfig, InboxConfig, NotificationConfig,
    SecretReference, SecretsConfig, SecretsFile, ServerConfig, SmtpConfig,
};
use crate::error::{ConfigurationProblem, Error};

/// The contents of a `roster.toml`.
///
/// # Examples
///
/// ```
/// use roster_flow::configuration::Configuration;
///
/// let text = r#"
///     [connections.springfield]
///     provider = "aeries"
///     url = "https://sis.example/Aeries"
///     client_id = "id"
///     client_secret = "env:AERIES_SECRET"
/// "#;
/// let configuration = Configuration::parse(text)?;
/// assert_eq!(configuration.connection("springfield")?.provider, "aeries");
///
/// let error = Configuration::parse("[connections.a]\nurl = \"x\"\nclient_secrets = \"y\"").unwrap_err();
/// assert!(error.to_string().starts_with("line 3, connections.a.client_secrets: unknown field"), "{error}");
/// # Ok::<(), roster_flow::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Configuration {
    /// Connections by name.
    #[serde(default)]
    pub connections: BTreeMap<String, ConnectionConfig>,
    /// Files with profiles of one's own, relative to the file of the configuration.
    #[serde(default)]
    pub profiles: Vec<PathBuf>,
    /// Where history and files of runs are kept.
    #[serde(default)]
    pub data: DataConfig,
    /// The web page.
    #[serde(default)]
    pub server: ServerConfig,
    /// The SFTP inbox; none without the table.
    #[serde(default)]
    pub inbox: Option<InboxConfig>,
    /// The server that e-mails are handed to.
    #[serde(default)]
    pub smtp: Option<SmtpConfig>,
    /// Who is told about runs, by name.
    #[serde(default)]
    pub notifications: BTreeMap<String, NotificationConfig>,
    /// Where files go, by name.
    #[serde(default)]
    pub destinations: BTreeMap<String, DestinationConfig>,
    /// What runs, by name.
    #[serde(default)]
    pub flows: BTreeMap<String, FlowConfig>,
    /// Where secrets are.
    #[serde(default)]
    pub secrets: SecretsConfig,
    #[serde(skip)]
    folder: PathBuf,
}

impl Configuration {
    /// Reads a file. Nothing that it refers to is looked at.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], with path, line and key.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|error| {
            ConfigurationProblem::new("cannot be read").caused_by(error).in_file(path).into_error()
        })?;
        let mut configuration =
            Self::read_text(&text).map_err(|problem| problem.in_file(path).into_error())?;
        configuration.folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let (folder, secrets) = (configuration.folder.clone(), configuration.secrets_file());
        configuration.for_each_reference(|_, reference| reference.place(&folder, secrets.path()));
        Ok(configuration)
    }

    /// Reads a text.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], with the line and the key.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read_text(text).map_err(ConfigurationProblem::into_error)
    }

    fn read_text(text: &str) -> Result<Self, ConfigurationProblem> {
        let problem = |error: &toml::de::Error, key: String| {
            // The first line says what is wrong; others may show the text around it.
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            let line = error.span().map(|span| line_of_byte(text, span.start));
            ConfigurationProblem::new(message).at(key, line)
        };
        let document = toml::Deserializer::parse(text).map_err(|error| problem(&error, String::new()))?;
        let configuration: Self = serde_path_to_error::deserialize(document).map_err(|error| {
            let path = error.path().to_string();
            let key = if path == "." { String::new() } else { path };
            problem(error.inner(), key)
        })?;
        check(&configuration).map_err(|mistake| {
            let key = mistake.path.join(".");
            let line = line_of_key(text, &mistake.path);
            let problem = ConfigurationProblem::new(mistake.message).at(key, line);
            mistake.advice.into_iter().fold(problem, ConfigurationProblem::advise)
        })?;
        Ok(configuration)
    }

    /// Returns a path as it is meant: relative to the file of the configuration.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    /// Returns the folder of history and files.
    pub fn data_folder(&self) -> PathBuf {
        self.path(&self.data.folder)
    }

    /// Returns the settings of the inbox; none without the table.
    pub fn inbox_settings(&self) -> Option<InboxSettings> {
        self.inbox.as_ref().map(|inbox| inbox.settings(self.data_folder().join("inbox")))
    }

    /// Returns the file that `secret:NAME` refers to.
    pub fn secrets_file(&self) -> SecretsFile {
        SecretsFile::new(self.path(&self.secrets.file))
    }

    /// Returns what should be done otherwise, a sentence each: secrets that others can read.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for (name, connection) in &self.connections {
            warnings.extend(connection.warnings().iter().map(|text| format!("connections.{name}: {text}")));
        }
        self.clone().for_each_reference(|key, reference| {
            let name = key.rsplit('.').next();
            let is_secret = !key.starts_with("connections.") && name != Some("user");
            if is_secret && reference.is_literal() && !reference.is_empty() {
                warnings.push(format!(
                    "{key} is given as it is; write secret:NAME, so that nobody reads it here"
                ));
            }
        });
        warnings.extend(self.secrets_file().warning());
        warnings
    }

    /// Calls a function for each reference, with its key.
    fn for_each_reference(&mut self, mut each: impl FnMut(&str, &mut SecretReference)) {
        for (name, connection) in &mut self.connections {
            each(&format!("connections.{name}.client_id"), &mut connection.client_id);
            each(&format!("connections.{name}.client_secret"), &mut connection.client_secret);
            for (key, value) in &mut connection.settings {
                each(&format!("connections.{name}.settings.{key}"), value);
            }
        }
        let mut given = |key: &str, reference: &mut Option<SecretReference>| {
            if let Some(reference) = reference {
                each(key, reference);
            }
        };
        for (name, destination) in &mut self.destinations {
            given(&format!("destinations.{name}.user"), &mut destination.user);
            given(&format!("destinations.{name}.password"), &mut destination.password);
            given(&format!("destinations.{name}.key_passphrase"), &mut destination.key_passphrase);
        }
        for (name, notification) in &mut self.notifications {
            if let Some(webhook) = &mut notification.webhook {
                given(&format!("notifications.{name}.webhook.secret"), &mut webhook.secret);
            }
        }
        if let Some(smtp) = &mut self.smtp {
            given("smtp.user", &mut smtp.user);
            given("smtp.password", &mut smtp.password);
        }
        given("server.token", &mut self.server.token);
    }

    /// Returns a connection by its name.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], with the names there are.
    pub fn connection(&self, name: &str) -> Result<&ConnectionConfig, Error> {
        self.connections.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.connections.keys().map(String::as_str).collect();
            let advice = match names.as_slice() {
                [] => "add a table [connections.NAME]".to_owned(),
                names => format!("use one of {}", names.join(", ")),
            };
            ConfigurationProblem::new(format!("no connection is named {name}")).advise(advice).into_error()
        })
    }

    /// Returns the profiles that come with `sis-providers` and one's own.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when a file cannot be read, [`Error::Provider`] when it holds no profile.
    pub fn load_profiles(&self) -> Result<Profiles, Error> {
        let mut profiles = Profiles::builtin();
        for path in &self.profiles {
            let path = self.folder.join(path);
            let text = fs::read_to_string(&path).map_err(|error| {
                ConfigurationProblem::new("cannot be read").caused_by(error).in_file(&path).into_error()
            })?;
            profiles.load(&text)?;
        }
        Ok(profiles)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = Configuration::parse(text).unwrap_err();
        assert_eq!(error.code(), "configuration");
        let found = error.to_string();
        assert!(found.starts_with(expected), "{found}");
        assert!(!format!("{found} {error:?}").contains("s3cr3t"), "{found}");
    }

    #[test]
    fn mistakes_are_named_with_key_and_line() {
        check("\n[conections.a]\nurl = \"x\"", "line 2, conections: unknown field `conections`");
        check("[connections.a]\nurll = \"x\"", "line 2, connections.a.urll: unknown field `urll`");
        check("[connections.a]\nversion = \"1.3\"", "line 2, connections.a.version: ");
        check(
            "[connections.a]\nservices = [\"rosters\"]",
            "line 2, connections.a.services: unknown variant `rosters`",
        );
        check("[connections.a]\n\nwithout = [\"user\"]", "line 3, connections.a.without: not one of orgs, ");
        check("[connections.a]\nurl = 7", "line 2, connections.a.url: ");
        check("url = \"x\"\nb", "line 2: ");
    }

    #[test]
    fn mistakes_at_secrets_do_not_show_them() {
        check(
            "[connections.a]\nclient_secret = [\"s3cr3t\"]",
            "line 2, connections.a.client_secret: not a text in quotes",
        );
        check("[connections.a]\nclient_secret = s3cr3t", "line 2");
        check("[connections.a]\nclient_secret = \"s3cr3t", "line 2");
        check(
            "[connections.a]\nclient_secret = { s3cr3t = 1 }",
            "line 2, connections.a.client_secret: not a",
        );
    }

    #[test]
    fn connections_are_complete() {
        let text = r#"
            profiles = ["own.toml"]
            [connections.a]
            url = "https://sis.example"
            client_id = "id"
            client_secret = "literal"
            version = "1.2"
            token_url = "https://login.example/token"
            scopes = []
            services = ["rostering", "resources"]
            optional = ["courses"]
            without = ["demographics"]
            [connections.a.settings]
            api_key = "env:KEY"
            app_name = "x"
            [connections.a.overrides]
            paging.max_size = 500
        "#;
        let configuration = Configuration::parse(text).unwrap();
        let mut connection = configuration.connection("a").unwrap().clone();
        assert_eq!(connection.warnings().len(), 1);
        assert_eq!(connection.profile(&Profiles::builtin()).unwrap().paging.max_size, Some(500));
        connection.settings.remove("api_key");
        let client = connection.client(&Profiles::builtin()).unwrap();
        assert_eq!(client.version(), oneroster_model::Version::V1_2);
        let error = configuration.connection("b").unwrap_err();
        assert_eq!(error.advice(), Some("use one of a"));
        assert_eq!(configuration.load_profiles().unwrap_err().to_string(), "own.toml: cannot be read");
    }
}
