use roster_history::RunId;

use super::Flows;
use crate::configuration::{NotificationConfig, SmtpConfig};
use crate::error::{ConfigurationProblem, Error};
use crate::notify::{MailServer, Notification, NotificationFailure, Notifier, Receipt, Webhook};

impl Flows {
    /// Tells how a run ended, to whom its flow says. To be called after [`run`](Flows::run).
    ///
    /// Takes minutes when a server does not answer; a receipt for each address and webhook says what became of
    /// it. Of a failure that is repeated by itself the first attempt and the last one are told. `link` is where
    /// the run can be seen.
    ///
    /// # Errors
    ///
    /// [`Error::History`], and [`Error::Configuration`] when an address or a secret cannot be used.
    ///
    /// # Cancel safety
    ///
    /// May be dropped; who was not told by then is not told.
    pub async fn tell(&self, run: RunId, link: Option<String>) -> Result<Vec<Receipt>, Error> {
        let flows = self.clone();
        let prepared = super::blocking::blocking(move || flows.prepare_news(run)).await?;
        let Some((mut news, notifiers)) = prepared else { return Ok(Vec::new()) };
        news.link = link;
        let mut receipts = Vec::new();
        for notifier in &notifiers {
            receipts.extend(notifier.notify(&news, self.clock()).await);
        }
        for receipt in &receipts {
            if let Some(failure) = &receipt.failure {
                tracing::warn!(%run, target = receipt.target, %failure, "notification.failed");
            } else {
                tracing::info!(%run, target = receipt.target, "notification.sent");
            }
        }
        Ok(receipts)
    }

    fn prepare_news(&self, run: RunId) -> Result<Option<(Notification, Vec<Notifier>)>, Error> {
        let detail = self.history().run(run)?;
        let Some(flow) = self.configuration().flows.get(&detail.run.flow) else { return Ok(None) };
        let Some(mut news) = Notification::of_run(&detail) else { return Ok(None) };
        news.next_attempt = self.retry_of(&detail.run)?.and_then(|retry| retry.not_before);
        if news.attempt > 1 && news.next_attempt.is_some() {
            return Ok(None);
        }
        news.zone = flow.schedule.as_ref().map(|schedule| schedule.zone().clone());
        let named = flow.notify.iter().filter_map(|name| self.configuration().notifications.get(name));
        let notifiers: Result<Vec<Notifier>, Error> = named.map(|config| self.notifier(config)).collect();
        Ok(Some((news, notifiers?)))
    }

    fn notifier(&self, config: &NotificationConfig) -> Result<Notifier, Error> {
        let unusable = |failure: NotificationFailure| {
            ConfigurationProblem::new(format!("a notification cannot be sent: {failure}")).into_error()
        };
        let mut notifier = Notifier::new().on(&config.on);
        if let Some(smtp) = &self.configuration().smtp {
            let server = mail_server(smtp)?.map_err(unusable)?;
            for address in &config.email {
                notifier = notifier.email(&server, address).map_err(unusable)?;
            }
        }
        if let Some(webhook) = &config.webhook {
            let mut target = Webhook::new(&webhook.url).map_err(unusable)?;
            if let Some(secret) = &webhook.secret {
                target = target.secret(secret.resolve()?);
            }
            notifier = notifier.webhook(target);
        }
        Ok(notifier)
    }
}

/// The server of the configuration; an inner error is about addresses, an outer one about secrets.
fn mail_server(smtp: &SmtpConfig) -> Result<Result<MailServer, NotificationFailure>, Error> {
    let login = match (&smtp.user, &smtp.password) {
        (Some(user), Some(password)) => Some((user.resolve()?, password.resolve()?)),
        _ => None,
    };
    Ok(MailServer::new(&smtp.host, smtp.security, &smtp.from).map(|server| {
        let server = smtp.port.into_iter().fold(server, MailServer::port);
        login.into_iter().fold(server, |server, (user, password)| server.login(user.expose(), password))
    }))
}
