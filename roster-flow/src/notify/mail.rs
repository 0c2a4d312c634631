use std::fmt;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use oneroster_client::Secret;
use serde::Deserialize;

use super::letter::Letter;
use super::mail_failure::{Phase, explain};
use super::{Notification, NotificationFailure};

/// How the way to a mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// TLS from the first byte, port 465.
    #[default]
    Tls,
    /// TLS after a command, port 587; the server has to offer it.
    StartTls,
    /// Nothing, port 25: for servers on the same machine, or without login.
    None,
}

impl SmtpSecurity {
    const fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// The mail server that e-mails are handed to.
///
/// # Examples
///
/// ```
/// use roster_flow::notify::{MailServer, SmtpSecurity};
///
/// let server = MailServer::new("mail.example.org", SmtpSecurity::StartTls, "Rosters <roster@example.org>")?
///     .login("roster", "s3cr3t".into());
/// assert!(!format!("{server:?}").contains("s3cr3t"));
///
/// let error = MailServer::new("mail.example.org", SmtpSecurity::Tls, "roster").unwrap_err();
/// assert_eq!(error.to_string(), "\"roster\" is no e-mail address");
/// # Ok::<(), roster_flow::notify::NotificationFailure>(())
/// ```
#[derive(Clone)]
pub struct MailServer {
    host: String,
    port: u16,
    security: SmtpSecurity,
    from: Mailbox,
    login: Option<(String, Secret)>,
    authorities: Vec<Vec<u8>>,
    timeout: Duration,
}

impl MailServer {
    /// Describes a server at the usual port, without login.
    ///
    /// # Errors
    ///
    /// [`NotificationFailure`] when `from` is no address, such as `roster@example.org` or `Rosters <roster@example.org>`.
    pub fn new(
        host: impl Into<String>,
        security: SmtpSecurity,
        from: &str,
    ) -> Result<Self, NotificationFailure> {
        Ok(Self {
            host: host.into(),
            port: security.port(),
            security,
            from: mailbox(from)?,
            login: None,
            authorities: Vec::new(),
            timeout: Duration::from_secs(60),
        })
    }

    /// Sets another port.
    #[must_use]
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets user and password. Without TLS they are only sent to this machine.
    #[must_use]
    pub fn login(mut self, user: impl Into<String>, password: Secret) -> Self {
        self.login = Some((user.into(), password));
        self
    }

    /// Trusts the certificates of a PEM text besides those of the operating system.
    #[must_use]
    pub fn trust(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.authorities.push(pem.into());
        self
    }

    /// Sets the longest time for one e-mail; default 60 s.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Hands one e-mail for one recipient over, within the time limit.
    async fn hand_over(&self, envelope: &Envelope, message: &[u8]) -> Result<(), NotificationFailure> {
        let late = |_| {
            let text = format!("{} did not answer within {} s", self.place(), self.timeout.as_secs());
            NotificationFailure::new("mail_connection", text).passing(true)
        };
        tokio::time::timeout(self.timeout, self.converse(envelope, message)).await.map_err(late)?
    }

    async fn converse(&self, envelope: &Envelope, message: &[u8]) -> Result<(), NotificationFailure> {
        let failed = |phase| move |error| explain(self, phase, &error);
        let hello = ClientId::default();
        let server = (self.host.as_str(), self.port);
        let tls = match self.security {
            SmtpSecurity::None => None,
            SmtpSecurity::Tls | SmtpSecurity::StartTls => Some(self.tls()?),
        };
        let (wrapper, upgrade) = match self.security {
            SmtpSecurity::StartTls => (None, tls),
            SmtpSecurity::Tls | SmtpSecurity::None => (tls, None),
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &hello, wrapper, None)
                .await
                .map_err(failed(Phase::Connect))?;
        if let Some(tls) = upgrade {
            connection.starttls(tls, &hello).await.map_err(failed(Phase::StartTls))?;
        }
        if let Some((user, password)) = &self.login {
            if !connection.is_encrypted() && !self.is_this_machine() {
                let text = format!("the password is not sent to {} without TLS", self.place());
                let advice = "set security = \"starttls\" or \"tls\"";
                return Err(NotificationFailure::new("notification_settings", text).advise(advice));
            }
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(failed(Phase::Login))?;
        }
        connection.send(envelope, message).await.map_err(failed(Phase::Message))?;
        // The message was accepted; what happens while saying goodbye changes nothing.
        connection.abort().await;
        Ok(())
    }

    fn tls(&self) -> Result<TlsParameters, NotificationFailure> {
        let unusable = |error: lettre::transport::smtp::Error| {
            let text = super::failure::chain(&error);
            NotificationFailure::new("notification_settings", format!("TLS cannot be set up: {text}"))
        };
        let mut parameters = TlsParameters::builder(self.host.clone());
        for pem in &self.authorities {
            parameters = parameters.add_root_certificate(Certificate::from_pem(pem).map_err(unusable)?);
        }
        parameters.build().map_err(unusable)
    }

    fn is_this_machine(&self) -> bool {
        let address = self.host.parse::<std::net::IpAddr>();
        address.map_or_else(|_| self.host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
    }

    /// Host and port, for texts.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    pub(super) const fn security(&self) -> SmtpSecurity {
        self.security
    }

    /// What must not be repeated from answers of the server.
    pub(super) fn password(&self) -> Option<&str> {
        self.login.as_ref().map(|(_, password)| password.expose())
    }
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailServer")
            .field("place", &self.place())
            .field("security", &self.security)
            .field("login", &self.login.is_some())
            .finish_non_exhaustive()
    }
}

/// E-mails to one address: plain text with an HTML alternative.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    server: MailServer,
    to: Mailbox,
}

impl Mail {
    pub(super) fn new(server: MailServer, to: &str) -> Result<Self, NotificationFailure> {
        Ok(Self { server, to: mailbox(to)? })
    }

    pub(super) fn target(&self) -> String {
        format!("e-mail to {}", self.to.email)
    }

    pub(super) async fn send(&self, notification: &Notification) -> Result<(), NotificationFailure> {
        let unusable = |error: &(dyn std::error::Error + 'static)| {
            let text = format!("the e-mail cannot be written: {}", super::failure::chain(error));
            NotificationFailure::new("notification_settings", text)
        };
        let message = self.message(notification).map_err(|error| unusable(&error))?;
        let envelope = Envelope::new(Some(self.server.from.email.clone()), vec![self.to.email.clone()])
            .map_err(|error| unusable(&error))?;
        self.server.hand_over(&envelope, &message.formatted()).await
    }

    fn message(&self, notification: &Notification) -> Result<Message, lettre::error::Error> {
        let letter = Letter::about(notification);
        // The same notification has the same identifier, so that a mail that arrives twice can be seen as one.
        let id = {
            use sha2::{Digest, Sha256};
            let digest = Sha256::digest(format!("{}\n{}", self.to.email, notification.to_json()));
            digest.iter().take(16).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
        };
        // Keeps replies that say that someone is away from coming back.
        let automatic =
            HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        Message::builder()
            .from(self.server.from.clone())
            .to(self.to.clone())
            .date(notification.at.into())
            .message_id(Some(format!("<{id}@{}>", self.server.from.email.domain())))
            .subject(&letter.subject)
            .raw_header(automatic)
            .multipart(MultiPart::alternative_plain_html(letter.plain(), letter.html()))
    }
}

fn mailbox(text: &str) -> Result<Mailbox, NotificationFailure> {
    text.parse().map_err(|_| {
        let text = format!("\"{}\" is no e-mail address", text.escape_debug());
        NotificationFailure::new("notification_settings", text)
            .advise("write name@example.org or Name <name@example.org>")
    })
}
