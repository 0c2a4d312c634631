use serde::Deserialize;

use super::SecretReference;
use crate::notify::{NotificationEvent, SmtpSecurity};

/// Who is told about ends of runs: table `[notifications.NAME]`. Flows name it in `notify`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NotificationConfig {
    /// Addresses that get an e-mail; needs `[smtp]`.
    #[serde(default)]
    pub email: Vec<String>,
    /// A URL that gets a signed message.
    #[serde(default)]
    pub webhook: Option<WebhookConfig>,
    /// What is told; default `failure` and `held`.
    #[serde(default = "bad_news")]
    pub on: Vec<NotificationEvent>,
}

/// A URL that is told, and what messages are signed with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WebhookConfig {
    /// Where messages are posted to.
    pub url: String,
    /// Key of the signature; messages are not signed without one.
    #[serde(default)]
    pub secret: Option<SecretReference>,
}

/// The server that e-mails are handed to: table `[smtp]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SmtpConfig {
    /// Name of the server.
    pub host: String,
    /// Port; default 465, 587 or 25 by `security`.
    #[serde(default)]
    pub port: Option<u16>,
    /// User; none to send without login.
    #[serde(default)]
    pub user: Option<SecretReference>,
    /// Password of the user.
    #[serde(default)]
    pub password: Option<SecretReference>,
    /// Address that e-mails come from.
    pub from: String,
    /// How the way to the server is protected; default TLS.
    #[serde(default)]
    pub security: SmtpSecurity,
}

fn bad_news() -> Vec<NotificationEvent> {
    vec![NotificationEvent::Failure, NotificationEvent::Held]
}
