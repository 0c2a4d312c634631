use std::time::Duration;

use roster_flow::notify::{MailServer, Notifier, Receipt, SmtpSecurity};

use super::mail_server::{Heard, Protection, Script, authority, start};
use super::{clock, failed};

const PASSWORD: &str = "s3cr3t-p4ss";

fn server(port: u16, security: SmtpSecurity) -> MailServer {
    MailServer::new("localhost", security, "Rosters <roster@example.org>").unwrap().port(port)
}

async fn tell(server: &MailServer, addresses: &[&str]) -> Vec<Receipt> {
    let notifier = addresses
        .iter()
        .fold(Notifier::new().pauses(&[]), |notifier, address| notifier.email(server, address).unwrap());
    notifier.notify(&failed(), &clock().1).await
}

/// Expects a failure, and no password in its texts.
#[track_caller]
fn check_failure(receipts: &[Receipt], code: &str, text: &str, advice: &str) {
    let failure = receipts[0].failure.as_ref().unwrap();
    let found = failure.to_string();
    assert_eq!(failure.code(), code, "{found}");
    assert!(found.contains(text), "{found}");
    assert!(failure.advice().unwrap_or_default().contains(advice), "{:?}", failure.advice());
    let all = format!("{receipts:?}");
    assert!(!all.contains(PASSWORD) && !all.contains("czNjcjN0LXA0c3M"), "{all}");
}

/// Undoes quoted-printable where a test looks for a text.
fn readable(message: &str) -> String {
    message.replace("=\r\n", "").replace("=3D", "=")
}

fn check_arrived(heard: &Heard) {
    let messages = heard.messages();
    let [message] = messages.as_slice() else { panic!("{messages:?}") };
    let message = readable(message);
    for expected in [
        "From: Rosters <roster@example.org>\r\n",
        "To: office@example.org\r\n",
        // "[roster] nächtlich failed, 2026-11-25 10:31 UTC"
        "Subject: [roster] =?utf-8?b?",
        "Date: Wed, 25 Nov 2026 10:31:00 +0000\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Content-Type: multipart/alternative",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "What to do: look at the network",
        "<h1",
        "@example.org>\r\n",
    ] {
        assert!(message.contains(expected), "{expected} is not in {message}");
    }
}

#[tokio::test]
async fn mail_arrives_however_the_way_is_protected() {
    for (protection, security) in [
        (Protection::None, SmtpSecurity::None),
        (Protection::Tls, SmtpSecurity::Tls),
        (Protection::StartTls, SmtpSecurity::StartTls),
    ] {
        let (port, heard) = start(protection, &[&[]]).await;
        let server = server(port, security).trust(authority()).login("roster", PASSWORD.into());
        let receipts = tell(&server, &["office@example.org"]).await;
        assert_eq!(receipts[0].target, "e-mail to office@example.org");
        assert_eq!((receipts[0].attempts, &receipts[0].failure), (1, &None), "{protection:?}");
        check_arrived(&heard);
        let commands = heard.commands();
        assert!(commands.iter().any(|command| command.starts_with("AUTH PLAIN ")), "{commands:?}");
        assert!(commands.contains(&"MAIL FROM:<roster@example.org>".to_owned()), "{commands:?}");
    }
}

#[tokio::test]
async fn each_address_has_its_own_fate() {
    const SCRIPT: Script = &[("RCPT TO:<gone@example.org>", "550 5.1.1 no such user")];
    let (port, heard) = start(Protection::None, &[SCRIPT]).await;
    let server = server(port, SmtpSecurity::None);
    let receipts = tell(&server, &["gone@example.org", "Office <office@example.org>"]).await;
    check_failure(
        &receipts,
        "mail_refused",
        "refused the e-mail: permanent error (550): 5.1.1 no such user",
        "says why",
    );
    assert_eq!(receipts[1].failure, None);
    assert_eq!(receipts[1].target, "e-mail to office@example.org");
    assert_eq!(heard.messages().len(), 1);
}

#[tokio::test]
async fn refused_login_is_not_tried_again_and_tells_no_password() {
    // A server that is rude enough to repeat what it was told.
    const SCRIPT: Script = &[("AUTH", "535 5.7.8 no, not with s3cr3t-p4ss")];
    let (port, heard) = start(Protection::None, &[SCRIPT]).await;
    let server = server(port, SmtpSecurity::None).login("roster", PASSWORD.into());
    let notifier = Notifier::new().email(&server, "office@example.org").unwrap();
    let receipts = notifier.notify(&failed(), &clock().1).await;
    check_failure(
        &receipts,
        "mail_login",
        "refused the login: permanent error (535): 5.7.8 no",
        "user and password",
    );
    assert_eq!(receipts[0].attempts, 1);
    assert!(heard.messages().is_empty());
    let shown = format!("{notifier:?} {server:?}");
    assert!(!shown.contains(PASSWORD), "{shown}");
}

#[tokio::test]
async fn busy_server_is_asked_again_after_the_pause() {
    const BUSY: Script = &[("RCPT", "451 4.7.1 come back later")];
    let (port, heard) = start(Protection::None, &[BUSY, BUSY, &[]]).await;
    let notifier = Notifier::new().email(&server(port, SmtpSecurity::None), "office@example.org").unwrap();
    let (hands, clock) = clock();
    let telling = tokio::spawn(async move { notifier.notify(&failed(), &clock).await });
    for seconds in [5, 60] {
        hands.until_asleep(1).await;
        hands.advance(time::Duration::seconds(seconds));
    }
    let receipts = telling.await.unwrap();
    assert_eq!((receipts[0].attempts, &receipts[0].failure), (3, &None));
    check_arrived(&heard);
}

#[tokio::test]
async fn tls_that_fails_is_explained() {
    let check = |protection, security, trust: bool, text: &'static str, advice: &'static str| async move {
        let (port, heard) = start(protection, &[&[]]).await;
        let server = server(port, security).login("roster", PASSWORD.into());
        let server = if trust { server.trust(authority()) } else { server };
        check_failure(&tell(&server, &["office@example.org"]).await, "mail_tls", text, advice);
        assert!(!heard.commands().iter().any(|command| command.starts_with("AUTH")));
    };
    check(Protection::Tls, SmtpSecurity::Tls, false, "certificate", "must be trusted").await;
    check(Protection::StartTls, SmtpSecurity::StartTls, false, "certificate", "must be trusted").await;
    check(Protection::None, SmtpSecurity::Tls, true, "no TLS with localhost:", "starttls").await;
    check(Protection::None, SmtpSecurity::StartTls, true, "does not offer STARTTLS", "port 465").await;
}

#[tokio::test]
async fn certificate_for_another_name_is_refused() {
    let (port, _) = start(Protection::Tls, &[&[]]).await;
    let server = MailServer::new("0.0.0.0", SmtpSecurity::Tls, "roster@example.org").unwrap();
    let receipts = tell(&server.port(port).trust(authority()), &["office@example.org"]).await;
    check_failure(&receipts, "mail_tls", "certificate", "for the name in `host`");
}

#[tokio::test]
async fn server_that_is_not_there_or_says_nothing_is_no_hang() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let receipts = tell(&server(port, SmtpSecurity::None), &["office@example.org"]).await;
    check_failure(
        &receipts,
        "mail_connection",
        &format!("no e-mail through localhost:{port}"),
        "host and port",
    );

    let (port, _) = start(Protection::None, &[&[("greeting", "silence")]]).await;
    let server = server(port, SmtpSecurity::None).timeout(Duration::from_millis(50));
    check_failure(
        &tell(&server, &["office@example.org"]).await,
        "mail_connection",
        "did not answer within",
        "",
    );

    let (port, _) = start(Protection::None, &[&[("greeting", "554 5.3.2 closed")]]).await;
    let server = MailServer::new("localhost", SmtpSecurity::None, "roster@example.org").unwrap().port(port);
    check_failure(&tell(&server, &["office@example.org"]).await, "mail_refused", "554", "");
}

#[tokio::test]
async fn password_is_not_sent_across_a_network_without_tls() {
    // This machine too, but not by a name that says so.
    let (port, heard) = start(Protection::None, &[&[]]).await;
    let server = MailServer::new("0.0.0.0", SmtpSecurity::None, "roster@example.org").unwrap().port(port);
    let receipts = tell(&server.login("roster", PASSWORD.into()), &["office@example.org"]).await;
    check_failure(&receipts, "notification_settings", "the password is not sent to 0.0.0.0:", "starttls");
    assert!(!heard.commands().iter().any(|command| command.starts_with("AUTH")));
}

#[test]
fn settings_that_cannot_work_are_refused_before() {
    let server = server(25, SmtpSecurity::None);
    for wrong in
        ["", "office", "office@", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org"]
    {
        let error = Notifier::new().email(&server, wrong).unwrap_err();
        assert_eq!(error.code(), "notification_settings", "{wrong}");
        assert!(!error.to_string().contains(['\r', '\n']), "{error}");
    }
}
