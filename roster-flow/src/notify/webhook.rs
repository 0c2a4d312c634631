use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use oneroster_client::Secret;
use oneroster_client::transport::{HttpOptions, HttpTransport, Request, Transport, TransportErrorKind};
use time::OffsetDateTime;
use url::Url;

use super::failure::{chain, one_line};
use super::signature::{self, MESSAGE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER};
use super::{Notification, NotificationFailure};

/// A URL that gets notifications as signed JSON.
///
/// Redirects are not followed: what is told goes to this host and no other. Texts show scheme and host alone, because
/// paths of such URLs often are secrets.
///
/// # Examples
///
/// ```
/// use roster_flow::notify::Webhook;
///
/// let webhook = Webhook::new("https://hooks.example.org/T024/s3cr3t")?.secret("key".into());
/// assert_eq!(webhook.to_string(), "webhook at https://hooks.example.org");
/// assert!(!format!("{webhook:?}").contains("s3cr3t"));
/// assert!(Webhook::new("ftp://hooks.example.org").is_err());
/// # Ok::<(), roster_flow::notify::NotificationFailure>(())
/// ```
#[derive(Clone)]
pub struct Webhook {
    url: Url,
    secret: Option<Secret>,
    transport: Arc<dyn Transport>,
    timeout: Duration,
}

/// Nobody has to answer with more than a word.
const ANSWER_LIMIT: usize = 64 * 1024;

impl Webhook {
    /// Describes a receiver.
    ///
    /// # Errors
    ///
    /// [`NotificationFailure`] when this is no URL of HTTP or HTTPS, or TLS cannot be set up.
    pub fn new(url: &str) -> Result<Self, NotificationFailure> {
        let unusable = |text: String| NotificationFailure::new("notification_settings", text);
        let agent = concat!("roster-flow/", env!("CARGO_PKG_VERSION"));
        let transport = HttpTransport::new(&HttpOptions::default().user_agent(agent))
            .map_err(|error| unusable(chain(&error)))?;
        let url =
            Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url = url
            .ok_or_else(|| unusable("the webhook is no URL".to_owned()).advise("write https://host/path"))?;
        Ok(Self { url, secret: None, transport: Arc::new(transport), timeout: Duration::from_secs(15) })
    }

    /// Sets the key that messages are signed with; they are not signed without one.
    #[must_use]
    pub fn secret(mut self, secret: Secret) -> Self {
        self.secret = Some(secret);
        self
    }

    /// Sends through something else.
    #[must_use]
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = transport;
        self
    }

    /// Sets the longest time for one attempt; default 15 s.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub(super) async fn send(
        &self,
        notification: &Notification,
        now: OffsetDateTime,
    ) -> Result<(), NotificationFailure> {
        let request = self.request(notification, now);
        let answer = self.transport.send(request).await.map_err(|error| {
            let code = match error.kind() {
                TransportErrorKind::Tls => "webhook_tls",
                _ => "webhook_connection",
            };
            let text = format!("the {self} was not reached: {}", one_line(&chain(&error)));
            NotificationFailure::new(code, text).passing(code == "webhook_connection")
        })?;
        self.judge(answer.status)
    }

    fn request(&self, notification: &Notification, now: OffsetDateTime) -> Request {
        let body = notification.to_json();
        let timestamp = now.unix_timestamp().to_string();
        let event = format!("{:?}", notification.event).to_lowercase();
        let message = format!("{}-{event}", notification.run);
        let mut headers = vec![(TIMESTAMP_HEADER, timestamp.clone()), (MESSAGE_HEADER, message)];
        if let Some(secret) = &self.secret {
            headers.push((SIGNATURE_HEADER, signature::sign(secret, &timestamp, body.as_bytes())));
        }
        let mut request = Request::new(Method::POST, self.url.clone());
        request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, text) in headers {
            if let Ok(value) = HeaderValue::from_str(&text) {
                request.headers.insert(HeaderName::from_static(name), value);
            }
        }
        request.body = body.into();
        request.timeout = self.timeout;
        request.body_limit = ANSWER_LIMIT;
        request
    }

    fn judge(&self, status: StatusCode) -> Result<(), NotificationFailure> {
        if status.is_success() {
            return Ok(());
        }
        let failure = NotificationFailure::new(
            "webhook_refused",
            format!("the {self} answered with {}", status.as_u16()),
        );
        let busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
        Err(match status.as_u16() {
            300..=399 => failure.advise("redirects are not followed; set the final URL"),
            401 | 403 => failure.advise("check the secret on both sides, and the clock of the receiver"),
            404 | 410 => failure.advise("check the URL"),
            _ => failure.passing(busy || status.is_server_error()),
        })
    }
}

impl fmt::Display for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "webhook at {}", self.url.origin().ascii_serialization())
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("origin", &self.url.origin().ascii_serialization())
            .field("signed", &self.secret.is_some())
            .finish_non_exhaustive()
    }
}
