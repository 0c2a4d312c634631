use std::io;

use lettre::transport::smtp::Error;

use super::failure::{causes, chain, one_line};
use super::{MailServer, NotificationFailure, SmtpSecurity};

/// How far a conversation with a mail server came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Phase {
    Connect,
    StartTls,
    Login,
    Message,
}

/// Says what went wrong and what to do about it.
pub(super) fn explain(server: &MailServer, phase: Phase, error: &Error) -> NotificationFailure {
    let place = server.place();
    let said = said(server, error);
    let tls = server.security() != SmtpSecurity::None;
    if tls && phase <= Phase::StartTls && is_tls(error) {
        let advice = if said.contains("certificate") {
            "the certificate of the server must be trusted by this machine, and be for the name in `host`"
        } else {
            "the server does not speak TLS at this port: set security = \"starttls\", or port = 465"
        };
        let text = format!("no TLS with {place}: {said}");
        return NotificationFailure::new("mail_tls", text).advise(advice);
    }
    if phase == Phase::StartTls && error.is_client() {
        let text = format!("{place} does not offer STARTTLS");
        return NotificationFailure::new("mail_tls", text).advise("set security = \"tls\", with port 465");
    }
    let answered = error.status().is_some();
    match phase {
        Phase::Login if answered || error.is_client() => {
            let text = format!("{place} refused the login: {said}");
            NotificationFailure::new("mail_login", text)
                .advise("check user and password; some providers want a password made for applications")
                .passing(error.is_transient())
        }
        _ if answered => {
            let text = format!("{place} refused the e-mail: {said}");
            NotificationFailure::new("mail_refused", text)
                .advise("the server says why; it must take e-mails from `from` to this address")
                .passing(error.is_transient())
        }
        _ => NotificationFailure::new("mail_connection", format!("no e-mail through {place}: {said}"))
            .advise("check host and port, and that this machine may connect to them")
            .passing(true),
    }
}

/// What the server or the library said, without the password whatever form it has.
fn said(server: &MailServer, error: &Error) -> String {
    use base64::Engine as _;

    let mut text = chain(error);
    if let Some(password) = server.password().filter(|password| !password.is_empty()) {
        for form in [password.to_owned(), base64::engine::general_purpose::STANDARD.encode(password)] {
            text = text.replace(&form, "[redacted]");
        }
    }
    one_line(&text)
}

/// Handshakes fail as invalid data.
fn is_tls(error: &Error) -> bool {
    error.is_tls()
        || causes(error).any(|cause| {
            let io = cause.downcast_ref::<io::Error>();
            io.is_some_and(|io| io.kind() == io::ErrorKind::InvalidData)
        })
}
