//! The account at Apple School Manager, and the key by which its server is known from now on.

use oneroster_client::Secret;
use roster_sftp::{Client, HostKeyPolicy, Step, Target};

use super::Arguments;
use super::answers::is_given;
use super::ask::{Ask, Question};
use crate::connection::runtime;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::printable;
use crate::render::style::{GOOD, STRONG, paint};

/// Where archives go.
#[derive(Debug)]
pub(super) struct Apple {
    pub(super) user: String,
    pub(super) password: Secret,
    /// Host and port, where it is not Apple's own.
    pub(super) server: Option<(String, u16)>,
    /// Fingerprint of the server; none to trust the first one.
    pub(super) host_key: Option<String>,
}

const WHERE: &str = "\
In Apple School Manager
  1. Preferences > Data Source > Connect next to SFTP.
  2. Copy user name and password of the upload; the password is shown once.
";

/// Asks for the account, and logs in once to see that it works.
pub(super) fn apple(arguments: &Arguments, ask: &mut dyn Ask, context: &Context) -> Result<Apple, Failure> {
    context.note(&format!("\n{}", paint(STRONG, WHERE.trim_end())));
    let user = match &arguments.apple_user {
        Some(user) => user.clone(),
        None => {
            ask.text(Question::needed("SFTP user name of Apple School Manager", "--apple-user"), &is_given)?
        }
    };
    let password = match &arguments.apple_password {
        Some(source) => source.read()?,
        None => ask.secret(Question::needed("SFTP password", "--apple-password"))?,
    };
    let mut apple = Apple {
        user,
        password: Secret::new(&password),
        server: arguments.apple_server.clone(),
        host_key: arguments.apple_host_key.clone(),
    };
    if arguments.no_check {
        return Ok(apple);
    }
    let found = log_in(&apple, context)?;
    if apple.host_key.is_none() {
        let prompt = format!("Is {found} the key of the server, to be trusted from now on");
        let question = Question { prompt: &prompt, option: "--apple-host-key", default: None };
        if !ask.yes(question, true)? {
            let message = "the key of the server is not trusted";
            return Err(Failure::new("host_key", Exit::OtherSide, message));
        }
        apple.host_key = Some(found);
    }
    Ok(apple)
}

/// Logs in and out, and returns the fingerprint of the server's key.
fn log_in(apple: &Apple, context: &Context) -> Result<String, Failure> {
    let temporary = tempfile::tempdir().map_err(|error| {
        Failure::new("io", Exit::NotGood, "cannot create a temporary folder").because(&error)
    })?;
    let policy = match &apple.host_key {
        Some(key) => HostKeyPolicy::pinned([key.as_str()])?,
        None => HostKeyPolicy::TrustFirstUse(temporary.path().join("known_hosts")),
    };
    let mut target = Target::apple(&apple.user, apple.password.expose().into()).with_host_keys(policy);
    if let Some((host, port)) = &apple.server {
        target = target.with_host(host).with_port(*port);
    }
    let progress = context.progress("Logging in");
    let report = runtime()?.block_on(Client::new(target).check());
    let mut fingerprint = String::new();
    for step in report.steps() {
        let line = format!("{}  {}  {}", paint(GOOD, "ok    "), step.step, printable(&step.detail));
        progress.suspend(|| context.note(&line));
        if step.step == Step::HostKey {
            let found = step.detail.split_whitespace().find(|word| word.starts_with("SHA256:"));
            found.unwrap_or_default().clone_into(&mut fingerprint);
        }
    }
    crate::progress::clear();
    report.into_result()?;
    Ok(fingerprint)
}
