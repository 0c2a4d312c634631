//! Proving who the user is. Nothing here is ever repeated with the same values.

use std::sync::Arc;

use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse};
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg};
use russh::{MethodKind, MethodSet};

use super::connection::{Callbacks, within};
use super::target::{Authentication, Target};
use crate::error::{Error, Failure, Step};
use crate::secret::Secret;

/// Logs in with what the target has.
pub(crate) async fn log_in(target: &Target, session: &mut Handle<Callbacks>) -> Result<(), Error> {
    // Asking with no method at all tells which methods there are, as OpenSSH does; so no password is sent
    // where it is not wanted.
    let offered = match step(target, session.authenticate_none(target.user())).await? {
        AuthResult::Success => return Ok(()),
        AuthResult::Failure { remaining_methods, .. } => remaining_methods,
    };
    match target.authentication() {
        Authentication::Password(password) => with_password(target, session, &offered, password).await,
        Authentication::Key { private_key, passphrase } => {
            let key = load_key(target, private_key, passphrase.as_ref()).await?;
            with_key(target, session, &offered, key).await
        }
        Authentication::Agent { socket } => super::agent::with_agent(target, session, &offered, socket).await,
    }
}

/// Waits for one answer. A connection that ends while logging in is a refusal: servers do that after too
/// many attempts, and repeating it may lock the account.
pub(super) async fn step<T>(
    target: &Target,
    work: impl Future<Output = Result<T, russh::Error>>,
) -> Result<T, Error> {
    within(target, Step::Login, work).await?.map_err(|error| {
        Error::Refused(Box::new(failure(target, "the server ended the connection").caused_by(error)))
    })
}

pub(super) fn failure(target: &Target, detail: impl Into<String>) -> Failure {
    let (host, port) = target.server();
    Failure::new(detail).at_server(host, port).during(Step::Login)
}

fn names(methods: &MethodSet) -> String {
    let names: Vec<&str> = methods.iter().map(<&str>::from).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// Refuses before anything secret is sent when the server does not offer the method.
pub(super) fn demand(target: &Target, offered: &MethodSet, method: MethodKind) -> Result<(), Error> {
    if offered.is_empty() || offered.contains(&method) {
        return Ok(());
    }
    let detail = format!("the server offers {}, not {}", names(offered), <&str>::from(&method));
    Err(Error::Refused(Box::new(
        failure(target, detail).advise("use the kind of login that the server offers for this user"),
    )))
}

pub(super) fn conclude(target: &Target, result: AuthResult, what: &str) -> Result<(), Error> {
    match result {
        AuthResult::Success => Ok(()),
        AuthResult::Failure { partial_success: true, remaining_methods } => {
            Err(Error::Refused(Box::new(failure(
                target,
                format!("the {what} was accepted, but the server also wants {}", names(&remaining_methods)),
            ))))
        }
        AuthResult::Failure { .. } => {
            Err(Error::Refused(Box::new(failure(target, format!("the {what} was not accepted")))))
        }
    }
}

async fn with_password(
    target: &Target,
    session: &mut Handle<Callbacks>,
    offered: &MethodSet,
    password: &Secret,
) -> Result<(), Error> {
    if !offered.contains(&MethodKind::Password) && offered.contains(&MethodKind::KeyboardInteractive) {
        return answer_questions(target, session, password).await;
    }
    demand(target, offered, MethodKind::Password)?;
    let result = step(target, session.authenticate_password(target.user(), password.expose())).await?;
    conclude(target, result, "password")
}

/// Answers the one hidden question of a server that asks for the password interactively.
async fn answer_questions(
    target: &Target,
    session: &mut Handle<Callbacks>,
    password: &Secret,
) -> Result<(), Error> {
    let mut answered = false;
    let mut reply =
        step(target, session.authenticate_keyboard_interactive_start(target.user(), None)).await?;
    loop {
        let answers = match reply {
            KeyboardInteractiveAuthResponse::Success => return Ok(()),
            KeyboardInteractiveAuthResponse::Failure { remaining_methods, partial_success } => {
                let result = AuthResult::Failure { remaining_methods, partial_success };
                return conclude(target, result, "password");
            }
            KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } => match prompts.as_slice() {
                [] => Vec::new(),
                [prompt] if !prompt.echo && !answered => {
                    answered = true;
                    vec![password.expose().to_owned()]
                }
                _ => {
                    return Err(Error::Refused(Box::new(failure(
                        target,
                        "the server asks more than for the password",
                    ))));
                }
            },
        };
        reply = step(target, session.authenticate_keyboard_interactive_respond(answers)).await?;
    }
}

/// Decodes the key; decrypting one takes a second or so of computing.
async fn load_key(target: &Target, text: &Secret, passphrase: Option<&Secret>) -> Result<PrivateKey, Error> {
    let (text, passphrase) = (text.clone(), passphrase.cloned());
    let has_passphrase = passphrase.is_some();
    let decoded = tokio::task::spawn_blocking(move || {
        russh::keys::decode_secret_key(text.expose(), passphrase.as_ref().map(Secret::expose))
    })
    .await;
    let detail = match &decoded {
        Ok(Ok(_)) => "",
        Ok(Err(russh::keys::Error::KeyIsEncrypted)) => "the key has a passphrase, and none was given",
        Ok(Err(russh::keys::Error::SshKey(russh::keys::ssh_key::Error::Crypto))) if has_passphrase => {
            "the passphrase is wrong"
        }
        _ => "it is not a private key in a known format",
    };
    match decoded {
        Ok(Ok(key)) => Ok(key),
        // The source is left out: it may repeat parts of the text.
        Ok(Err(_)) | Err(_) => Err(Error::Key(Box::new(failure(target, detail)))),
    }
}

async fn with_key(
    target: &Target,
    session: &mut Handle<Callbacks>,
    offered: &MethodSet,
    key: PrivateKey,
) -> Result<(), Error> {
    demand(target, offered, MethodKind::PublicKey)?;
    let hash = rsa_hash(target, session, key.algorithm().is_rsa()).await?;
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), hash);
    let result = step(target, session.authenticate_publickey(target.user(), key)).await?;
    conclude(target, result, "key")
}

/// Chooses the hash for signatures with RSA keys: never SHA-1.
pub(super) async fn rsa_hash(
    target: &Target,
    session: &Handle<Callbacks>,
    is_rsa: bool,
) -> Result<Option<HashAlg>, Error> {
    if !is_rsa {
        return Ok(None);
    }
    match step(target, session.best_supported_rsa_hash()).await? {
        Some(Some(hash)) => Ok(Some(hash)),
        Some(None) => Err(Error::Refused(Box::new(
            failure(target, "the server accepts RSA keys with SHA-1 alone")
                .advise("use an Ed25519 key for this server"),
        ))),
        // The server does not say: SHA-256 is what most accept.
        None => Ok(Some(HashAlg::Sha256)),
    }
}
