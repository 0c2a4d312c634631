//! What has to fit together in a configuration, beyond what each key says by itself.

use std::collections::BTreeMap;

use asm_format::AsmFile;
use oneroster_csv::File;
use roster_sftp::AccountName;

use super::{
    Configuration, ConversionKind, DestinationConfig, DestinationKind, FlowConfig, FlowSource,
    NotificationConfig, WriteMode,
};

/// What does not fit, and at which key.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) path: Vec<String>,
    pub(super) message: String,
    pub(super) advice: Option<String>,
}

impl Mistake {
    fn at<'p>(path: impl IntoIterator<Item = &'p str>, message: impl Into<String>) -> Self {
        let path = path.into_iter().map(str::to_owned).collect();
        Self { path, message: message.into(), advice: None }
    }

    fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

/// Finds the first mistake.
pub(super) fn check(configuration: &Configuration) -> Result<(), Mistake> {
    check_names(configuration)?;
    for (name, destination) in &configuration.destinations {
        check_destination(name, destination)?;
    }
    for (name, notification) in &configuration.notifications {
        check_notification(name, notification, configuration)?;
    }
    for (name, flow) in &configuration.flows {
        FlowCheck { name, flow, configuration }.run()?;
    }
    check_shared_accounts(configuration)?;
    check_server(configuration)
}

/// Names become parts of file names and URLs.
fn check_names(configuration: &Configuration) -> Result<(), Mistake> {
    let tables = [
        ("flows", configuration.flows.keys().collect::<Vec<_>>()),
        ("destinations", configuration.destinations.keys().collect()),
        ("notifications", configuration.notifications.keys().collect()),
    ];
    for (table, names) in tables {
        for name in names {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            if name.is_empty() || name.len() > 64 || !name.chars().all(is_plain) {
                let message = "a name has 1 to 64 letters, digits, hyphens and underscores";
                return Err(Mistake::at([table, name], message));
            }
        }
    }
    Ok(())
}

fn check_server(configuration: &Configuration) -> Result<(), Mistake> {
    let server = &configuration.server;
    let has_token = server.token.as_ref().is_some_and(|token| !token.is_empty());
    let advice = "add token = \"secret:page\"";
    if !server.listen.ip().is_loopback() && !has_token {
        let message = "others can reach this address, so the page needs a token";
        return Err(Mistake::at(["server", "listen"], message).advise(advice));
    }
    let Some(url) = &server.url else { return Ok(()) };
    let url = url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    if url.is_none() {
        return Err(Mistake::at(["server", "url"], "not a URL").advise("write https://roster.example.org"));
    }
    if !has_token {
        return Err(Mistake::at(
            ["server", "url"],
            "others can reach this address, so the page needs a token",
        )
        .advise(advice));
    }
    Ok(())
}

fn check_notification(
    name: &str,
    notification: &NotificationConfig,
    configuration: &Configuration,
) -> Result<(), Mistake> {
    let at = |key: &'static str, message: &str| Err(Mistake::at(["notifications", name, key], message));
    if notification.email.is_empty() && notification.webhook.is_none() {
        return at("email", "neither email nor webhook says who is told");
    }
    if notification.email.iter().any(|address| !address.contains('@')) {
        return at("email", "not an address such as office@example.org");
    }
    if !notification.email.is_empty() && configuration.smtp.is_none() {
        let mistake = Mistake::at(["notifications", name, "email"], "e-mail needs a server to hand it to");
        return Err(mistake.advise("add a table [smtp] with host and from"));
    }
    let url = notification.webhook.as_ref().map(|webhook| webhook.url.as_str());
    if url.is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        return at("webhook", "not a URL that begins with https://");
    }
    Ok(())
}

fn check_destination(name: &str, destination: &DestinationConfig) -> Result<(), Mistake> {
    let kind = destination.kind;
    let at = |key: &'static str, message: String| Mistake::at(["destinations", name, key], message);
    let given = given(destination);
    let allowed: &[&str] = match kind {
        DestinationKind::Apple | DestinationKind::Sftp => &SFTP_KEYS,
        DestinationKind::File => &["path"],
    };
    if let Some((key, _)) = given.iter().find(|(key, is_given)| *is_given && !allowed.contains(key)) {
        return Err(at(key, format!("destinations of kind {} have no such key", kind.as_str())));
    }
    let has = |key: &str| given.iter().any(|(known, is_given)| *known == key && *is_given);
    let required: &[&'static str] = match kind {
        DestinationKind::Apple => &["user", "password"],
        DestinationKind::Sftp => &["host", "user"],
        DestinationKind::File => &["path"],
    };
    if let Some(missing) = required.iter().find(|key| !has(key)) {
        return Err(at(missing, format!("destinations of kind {} need {missing}", kind.as_str())));
    }
    if kind == DestinationKind::File {
        let is_file = destination.path.as_ref().is_some_and(|path| path.file_name().is_some());
        return if is_file { Ok(()) } else { Err(at("path", "not the path of a file".to_owned())) };
    }
    if kind == DestinationKind::Apple && (has("key") || has("key_passphrase")) {
        return Err(at("key", "Apple School Manager takes passwords only".to_owned()));
    }
    if kind == DestinationKind::Apple && destination.write == Some(WriteMode::Rename) {
        return Err(at("write", "Apple School Manager does not rename files".to_owned()));
    }
    if has("password") == has("key") {
        return Err(at("password", "a login needs either password or key".to_owned()));
    }
    if has("key_passphrase") && !has("key") {
        return Err(at("key_passphrase", "there is no key that it belongs to".to_owned()));
    }
    let trusts = ["host_key", "known_hosts", "trust_first_use"].into_iter().filter(|key| has(key)).count();
    if trusts != 1 {
        let message = "say with one of host_key, known_hosts and trust_first_use how the server is known";
        return Err(at("host_key", message.to_owned()));
    }
    let name_of_file = destination.file_name.as_deref().unwrap_or("file");
    if name_of_file.is_empty() || name_of_file.contains('/') {
        return Err(at("file_name", "not the name of a file; folders go into folder".to_owned()));
    }
    Ok(())
}

const SFTP_KEYS: [&str; 12] = [
    "host",
    "port",
    "folder",
    "file_name",
    "write",
    "user",
    "password",
    "key",
    "key_passphrase",
    "host_key",
    "known_hosts",
    "trust_first_use",
];

/// Which keys of a destination are given.
fn given(destination: &DestinationConfig) -> [(&'static str, bool); 13] {
    let is_set = |secret: &Option<super::SecretReference>| secret.as_ref().is_some_and(|it| !it.is_empty());
    [
        ("host", destination.host.is_some()),
        ("port", destination.port.is_some()),
        ("folder", destination.folder.is_some()),
        ("file_name", destination.file_name.is_some()),
        ("write", destination.write.is_some()),
        ("user", is_set(&destination.user)),
        ("password", is_set(&destination.password)),
        ("key", destination.key.is_some()),
        ("key_passphrase", is_set(&destination.key_passphrase)),
        ("host_key", destination.host_key.is_some()),
        ("known_hosts", destination.known_hosts.is_some()),
        ("trust_first_use", destination.trust_first_use),
        ("path", destination.path.is_some()),
    ]
}

/// Every upload to Apple is the full truth: a second flow would take away what the first one delivered.
fn check_shared_accounts(configuration: &Configuration) -> Result<(), Mistake> {
    let mut users: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, flow) in configuration.flows.iter().filter(|(_, flow)| flow.enabled) {
        let destination = configuration.destinations.get(&flow.destination);
        if destination.is_none_or(|destination| destination.kind != DestinationKind::Apple) {
            continue;
        }
        if let Some(other) = users.insert(&flow.destination, name) {
            let message = format!("flow {other} delivers there, too, and each would undo what the other did");
            let advice = "deliver everything by one flow, or set enabled = false for one of them";
            return Err(Mistake::at(["flows", name, "destination"], message).advise(advice));
        }
    }
    Ok(())
}

struct FlowCheck<'c> {
    name: &'c str,
    flow: &'c FlowConfig,
    configuration: &'c Configuration,
}

impl FlowCheck<'_> {
    fn run(&self) -> Result<(), Mistake> {
        self.source()?;
        self.named("destination", "destination", &self.flow.destination, &self.configuration.destinations)?;
        for name in &self.flow.notify {
            self.named("notify", "notification", name, &self.configuration.notifications)?;
        }
        self.conversion()?;
        self.guards()
    }

    fn at(&self, key: &str, message: impl Into<String>) -> Mistake {
        Mistake::at(["flows", self.name, key], message)
    }

    fn source(&self) -> Result<(), Mistake> {
        let keys = FlowSource::KEYS.join(", ");
        let Some(source) = self.flow.source() else {
            let message = format!("a flow has exactly one of {keys}");
            return Err(Mistake::at(["flows", self.name], message));
        };
        match source {
            FlowSource::Connection(name) => {
                self.named("connection", "connection", name, &self.configuration.connections)
            }
            FlowSource::Account(name) if name.parse::<AccountName>().is_err() => {
                let message = "the name of an account has 1 to 64 small letters, digits, -, _ and .";
                Err(self.at("account", message))
            }
            FlowSource::Account(_) if self.flow.schedule.is_some() => {
                let message = "a flow of an account runs when something was dropped there, not by a schedule";
                Err(self.at("schedule", message))
            }
            FlowSource::Account(name) => {
                let mut flows = self.configuration.flows.iter();
                let other = flows.find(|(other, flow)| {
                    other.as_str() < self.name && flow.account.as_deref() == Some(name)
                });
                other.map_or(Ok(()), |(other, _)| {
                    let message =
                        format!("flow {other} takes the drops of this account, and each is taken once");
                    Err(self.at("account", message))
                })
            }
            FlowSource::File(_) | FlowSource::Folder(_) => Ok(()),
        }
    }

    /// Checks that there is something of this name.
    fn named<T>(&self, key: &str, noun: &str, name: &str, all: &BTreeMap<String, T>) -> Result<(), Mistake> {
        if all.contains_key(name) {
            return Ok(());
        }
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        let advice = match names.as_slice() {
            [] => format!("add a table [{noun}s.{name}]"),
            names => format!("use one of {}", names.join(", ")),
        };
        Err(self.at(key, format!("no {noun} is named {name}")).advise(advice))
    }

    fn conversion(&self) -> Result<(), Mistake> {
        let FlowConfig { settings, conversion_settings, conversion, patch, .. } = self.flow;
        if settings.is_some() && conversion_settings.is_some() {
            return Err(
                self.at("settings", "settings stand in a file or in conversion_settings, not in both")
            );
        }
        let has_repairs = *patch != asm_format::PatchOptions::default();
        let useless = [
            ("settings", settings.is_some()),
            ("conversion_settings", conversion_settings.is_some()),
            ("patch", has_repairs),
        ];
        match useless.iter().find(|(_, is_given)| *is_given && *conversion == ConversionKind::None) {
            Some((key, _)) => Err(self.at(key, "nothing is converted, so this has no effect")),
            None => Ok(()),
        }
    }

    fn guards(&self) -> Result<(), Mistake> {
        let Some(guards) = &self.flow.guards else { return Ok(()) };
        let at = |path: &[&str], message: &str| {
            let path = ["flows", self.name, "guards"].into_iter().chain(path.iter().copied());
            Mistake::at(path, message)
        };
        let not_a_share = "not a share between 0 and 1";
        if !(0.0..=1.0).contains(&guards.max_loss) {
            return Err(at(&["max_loss"], not_a_share));
        }
        for (file, share) in &guards.max_loss_of {
            if !(0.0..=1.0).contains(share) {
                return Err(at(&["max_loss_of", file], not_a_share));
            }
            let name = format!("{file}.csv");
            let is_known = AsmFile::from_name(&name).is_some()
                || self.flow.conversion == ConversionKind::None && File::from_name(&name).is_some();
            if !is_known {
                let known = AsmFile::ALL.map(|file| file.name().trim_end_matches(".csv")).join(", ");
                return Err(
                    at(&["max_loss_of", file], "there is no such file").advise(format!("use one of {known}"))
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
