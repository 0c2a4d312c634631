//! The files that come out: `roster.toml`, to be read and changed by people, and the secrets beside it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use roster_flow::configuration::SecretsFile;
use toml::Value;

use super::answers::{System, When};
use super::apple::Apple;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::OutputFile;

/// Everything that is written.
#[derive(Debug)]
pub(super) struct Setup {
    /// Name of the connection.
    pub(super) name: String,
    pub(super) system: System,
    pub(super) apple: Apple,
    pub(super) when: When,
}

/// Writes both files and returns the path of the first one. The secrets come first: a configuration without
/// them would be of no use.
pub(super) fn write(setup: &Setup, folder: &Path) -> Result<PathBuf, Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new("io", Exit::Unusable, "cannot create the folder").because(&error).in_input(folder)
    })?;
    let secrets = SecretsFile::new(folder.join("roster-secrets.toml"));
    secrets.write(&setup.name, &setup.system.client_secret)?;
    for setting in setup.system.settings.iter().filter(|setting| setting.is_secret) {
        secrets.write(&secret_name(setup, &setting.name), &setting.value)?;
    }
    secrets.write("apple", &setup.apple.password)?;
    let path = folder.join("roster.toml");
    let mut file = OutputFile::create(&path)?;
    file.write_all(text(setup).as_bytes()).map_err(Failure::writing)?;
    file.commit()?;
    Ok(path)
}

fn secret_name(setup: &Setup, setting: &str) -> String {
    format!("{}-{setting}", setup.name)
}

/// Returns the text of `roster.toml`.
fn text(setup: &Setup) -> String {
    let Setup { name, system, apple, when } = setup;
    let mut lines = vec![
        "# What roster does every night. `roster check NAME` tests a connection, `roster run NAME --dry-run` a flow.".to_owned(),
        "# Secrets stand in roster-secrets.toml.".to_owned(),
        String::new(),
        format!("[connections.{name}]"),
        pair("provider", &system.provider),
    ];
    lines.extend((!system.url.is_empty()).then(|| pair("url", &system.url)));
    lines.push(pair("client_id", &system.client_id));
    lines.push(pair("client_secret", &format!("secret:{name}")));
    lines.extend(system.token_url.iter().map(|url| pair("token_url", url)));
    if !system.settings.is_empty() {
        lines.extend([String::new(), format!("[connections.{name}.settings]")]);
        lines.extend(system.settings.iter().map(|setting| {
            let is_secret = setting.is_secret;
            let reference = if is_secret {
                format!("secret:{}", secret_name(setup, &setting.name))
            } else {
                setting.value.expose().to_owned()
            };
            pair(&setting.name, &reference)
        }));
    }
    lines.extend([String::new(), "[destinations.apple]".to_owned(), pair("kind", "apple")]);
    if let Some((host, port)) = &apple.server {
        lines.extend([pair("host", host), format!("port = {port}")]);
    }
    lines.extend([pair("user", &apple.user), pair("password", "secret:apple")]);
    lines.push(match &apple.host_key {
        Some(key) => pair("host_key", key),
        None => "trust_first_use = true".to_owned(),
    });
    lines.extend([
        String::new(),
        "[flows.nightly]".to_owned(),
        pair("connection", name),
        pair("destination", "apple"),
        "save_exchanges = true".to_owned(),
        String::new(),
        "[flows.nightly.schedule]".to_owned(),
        pair("time", &when.time),
        pair("zone", &when.zone),
        format!("weekend = {}", when.weekend),
        String::new(),
    ]);
    lines.join("\n")
}

fn pair(key: &str, value: &str) -> String {
    format!("{key} = {}", Value::from(value))
}
