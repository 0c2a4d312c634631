use std::sync::Arc;

use time::Duration;
use tokio::task::JoinSet;

use super::mail::Mail;
use super::{MailServer, Notification, NotificationEvent, NotificationFailure, Webhook};
use crate::schedule::Clock;

/// Who is told what: addresses, a webhook, and the events that matter to them.
///
/// # Examples
///
/// ```no_run
/// use std::sync::Arc;
/// use roster_flow::notify::{MailServer, Notification, NotificationEvent, Notifier, SmtpSecurity, Webhook};
/// use roster_flow::schedule::{Clock, SystemClock};
///
/// # async fn example() -> Result<(), roster_flow::notify::NotificationFailure> {
/// let server = MailServer::new("mail.example.org", SmtpSecurity::Tls, "roster@example.org")?;
/// let office = Notifier::new()
///     .email(&server, "office@example.org")?
///     .webhook(Webhook::new("https://hooks.example.org/roster")?.secret("key".into()))
///     .on(&[NotificationEvent::Failure, NotificationEvent::Held]);
///
/// let clock: Arc<dyn Clock> = Arc::new(SystemClock);
/// let news = Notification::new(NotificationEvent::Failure, "nightly", "17", clock.now());
/// for receipt in office.notify(&news, &clock).await {
///     if let Some(failure) = &receipt.failure {
///         eprintln!("{}: {failure}", receipt.target);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Notifier {
    targets: Vec<Arc<Target>>,
    events: Vec<NotificationEvent>,
    pauses: Vec<Duration>,
}

#[derive(Debug)]
enum Target {
    Mail(Mail),
    Webhook(Webhook),
}

/// What became of a notification at one address or webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// Whom it was for: `e-mail to office@example.org` or `webhook at https://hooks.example.org`.
    pub target: String,
    /// How often it was tried.
    pub attempts: usize,
    /// Why it did not arrive; `None` when it did.
    pub failure: Option<NotificationFailure>,
}

impl Default for Notifier {
    fn default() -> Self {
        let events = vec![NotificationEvent::Failure, NotificationEvent::Held];
        // The last one is long enough for servers that turn strangers away for five minutes.
        let pauses = [5, 60, 330].map(Duration::seconds).to_vec();
        Self { targets: Vec::new(), events, pauses }
    }
}

impl Notifier {
    /// Starts with nobody, and with failures and held runs as what is told.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an address.
    ///
    /// # Errors
    ///
    /// [`NotificationFailure`] when it is none.
    pub fn email(mut self, server: &MailServer, address: &str) -> Result<Self, NotificationFailure> {
        self.targets.push(Arc::new(Target::Mail(Mail::new(server.clone(), address)?)));
        Ok(self)
    }

    /// Adds a webhook.
    #[must_use]
    pub fn webhook(mut self, webhook: Webhook) -> Self {
        self.targets.push(Arc::new(Target::Webhook(webhook)));
        self
    }

    /// Sets what is told.
    #[must_use]
    pub fn on(mut self, events: &[NotificationEvent]) -> Self {
        self.events = events.to_vec();
        self
    }

    /// Sets the pauses between attempts; default 5 s, 1 min and 5.5 min. Empty for a single attempt.
    #[must_use]
    pub fn pauses(mut self, pauses: &[Duration]) -> Self {
        self.pauses = pauses.to_vec();
        self
    }

    /// Tells whether a notification matters to these: its event, or a delivery after failures they were told of.
    pub fn wants(&self, notification: &Notification) -> bool {
        let recovered = notification.event == NotificationEvent::Success && notification.attempt > 1;
        self.events.contains(&notification.event)
            || (recovered && self.events.contains(&NotificationEvent::Failure))
    }

    /// Tells everybody at the same time, and says what became of it; nothing when it does not [matter](Self::wants).
    ///
    /// Failures that may pass are tried again after a pause by the clock. Never an error: a run is what it is, whoever
    /// heard of it.
    ///
    /// # Cancel safety
    ///
    /// May be dropped; who was not told by then is not told.
    pub async fn notify(&self, notification: &Notification, clock: &Arc<dyn Clock>) -> Vec<Receipt> {
        if !self.wants(notification) {
            return Vec::new();
        }
        let mut attempts = JoinSet::new();
        for (place, target) in self.targets.iter().cloned().enumerate() {
            let (notification, clock, pauses) =
                (notification.clone(), Arc::clone(clock), self.pauses.clone());
            attempts.spawn(async move { (place, target.tell(&notification, clock.as_ref(), &pauses).await) });
        }
        let mut receipts: Vec<(usize, Receipt)> = Vec::new();
        while let Some(ended) = attempts.join_next().await {
            receipts.extend(ended);
        }
        receipts.sort_by_key(|(place, _)| *place);
        receipts.into_iter().map(|(_, receipt)| receipt).collect()
    }
}

impl Target {
    async fn tell(&self, notification: &Notification, clock: &dyn Clock, pauses: &[Duration]) -> Receipt {
        let target = match self {
            Self::Mail(mail) => mail.target(),
            Self::Webhook(webhook) => webhook.to_string(),
        };
        let mut pauses = pauses.iter();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let ended = match self {
                Self::Mail(mail) => mail.send(notification).await,
                Self::Webhook(webhook) => webhook.send(notification, clock.now()).await,
            };
            let failure = match ended {
                Ok(()) => return Receipt { target, attempts, failure: None },
                Err(failure) => failure,
            };
            match pauses.next().filter(|_| failure.is_retryable()) {
                Some(pause) => clock.sleep_until(clock.now() + *pause).await,
                None => return Receipt { target, attempts, failure: Some(failure) },
            }
        }
    }
}
