//! From a host name to an authenticated connection.

use std::borrow::Cow;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::keys::{Algorithm, PublicKeyOrCertificate};
use russh::{AlgorithmKind, Preferred, client};
use tokio::net::TcpStream;

use super::host_key::{Expected, PresentedKey, Verdict};
use super::login;
use super::target::Target;
use crate::error::{Error, Failure, Step};
use crate::fingerprint::Fingerprint;

/// Hears of each step when it is done, with a detail for people.
pub(crate) type StepObserver<'a> = &'a mut (dyn FnMut(Step, String) + Send);

/// What the callbacks of the connection leave for whoever waits.
#[derive(Debug, Default)]
struct Seen {
    presented: Option<PresentedKey>,
    goodbye: Option<String>,
}

type Shared = Arc<Mutex<Seen>>;

fn seen(shared: &Shared) -> std::sync::MutexGuard<'_, Seen> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The callbacks of a connection.
#[derive(Debug)]
pub(crate) struct Callbacks {
    expected: Arc<Expected>,
    shared: Shared,
}

impl client::Handler for Callbacks {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        let presented = self.expected.judge(&key.public_key());
        let trusted = matches!(presented.verdict, Verdict::Trusted | Verdict::TrustedFirst);
        seen(&self.shared).presented = Some(presented);
        Ok(trusted)
    }

    async fn disconnected(
        &mut self,
        reason: client::DisconnectReason<russh::Error>,
    ) -> Result<(), russh::Error> {
        match reason {
            client::DisconnectReason::ReceivedDisconnect(info) => {
                seen(&self.shared).goodbye = Some(printable(&info.message));
                Ok(())
            }
            client::DisconnectReason::Error(error) => {
                seen(&self.shared).goodbye = Some(error.to_string());
                Err(error)
            }
        }
    }
}

/// Keeps what a server says from disturbing a terminal or a log: no control characters, 200 at most.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .take(200)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// An authenticated connection.
pub(crate) struct Connection {
    pub(crate) session: client::Handle<Callbacks>,
    pub(crate) host_key: Fingerprint,
    shared: Shared,
}

impl Connection {
    /// Connects, verifies the host key and logs in.
    pub(crate) async fn open(target: &Target, done: StepObserver<'_>) -> Result<Self, Error> {
        let expected = Arc::new(Expected::load(target).await?);
        let addresses = resolve(target).await?;
        done(Step::Resolve, list(&addresses));
        let mut shown = Vec::new();
        let mut refusal = None;
        let (mut session, presented, shared) = loop {
            let stream = connect(target, &addresses).await?;
            if shown.is_empty() {
                done(Step::Connect, stream.peer_addr().map(|it| it.to_string()).unwrap_or_default());
            }
            match exchange_keys(target, &expected, &shown, stream).await {
                Ok(opened) => break opened,
                // Only fingerprints are known when keys are pinned, not their types: look at the server's
                // other keys before saying that none fits.
                Err(NoSession::Untrusted(error, kind)) if matches!(*expected, Expected::Pins(_)) => {
                    refusal.get_or_insert(error);
                    let repeated = shown.contains(&kind);
                    shown.push(kind);
                    if repeated || expected.algorithms(&shown).is_empty() {
                        return Err(refusal.unwrap_or_else(|| unreadable(target)));
                    }
                }
                Err(NoSession::NoOtherKey(error)) => return Err(refusal.unwrap_or(error)),
                Err(NoSession::Untrusted(error, _) | NoSession::Failed(error)) => return Err(error),
            }
        };
        if presented.verdict == Verdict::TrustedFirst {
            expected.remember(target, &presented).await?;
        }
        done(Step::HostKey, format!("{} {}", presented.key.kind, presented.fingerprint));
        login::log_in(target, &mut session).await?;
        done(Step::Login, format!("as {}", target.user()));
        Ok(Self { session, host_key: presented.fingerprint, shared })
    }

    /// Returns what the server or the library said when the connection ended.
    pub(crate) fn goodbye(&self) -> Option<String> {
        seen(&self.shared).goodbye.clone()
    }

    /// Says goodbye; whether it is heard does not matter any more.
    pub(crate) async fn close(&self) {
        let goodbye = self.session.disconnect(russh::Disconnect::ByApplication, "", "");
        let _ = tokio::time::timeout(Duration::from_secs(1), goodbye).await;
    }
}

fn list(addresses: &[SocketAddr]) -> String {
    addresses.iter().map(|it| it.ip().to_string()).collect::<Vec<_>>().join(", ")
}

/// Waits for one step, no longer than the limit for connecting.
pub(crate) async fn within<T>(
    target: &Target,
    step: Step,
    work: impl Future<Output = T>,
) -> Result<T, Error> {
    let limit = target.timeouts().connect;
    tokio::time::timeout(limit, work).await.map_err(|_| {
        let (host, port) = target.server();
        let detail = format!("no answer within {} s", limit.as_secs_f32());
        Error::Timeout(Box::new(Failure::new(detail).at_server(host, port).during(step)))
    })
}

async fn resolve(target: &Target) -> Result<Vec<SocketAddr>, Error> {
    let (host, port) = target.server();
    let failure = |detail: &str| Failure::new(detail).at_server(host, port).during(Step::Resolve);
    let found = within(target, Step::Resolve, tokio::net::lookup_host((host, port))).await?;
    let addresses: Vec<SocketAddr> =
        found.map_err(|error| Error::Resolve(Box::new(failure("").caused_by(error))))?.collect();
    if addresses.is_empty() {
        return Err(Error::Resolve(Box::new(failure("the name has no address"))));
    }
    Ok(addresses)
}

/// Tries the addresses one after the other; all of them share the limit.
async fn connect(target: &Target, addresses: &[SocketAddr]) -> Result<TcpStream, Error> {
    within(target, Step::Connect, async {
        let mut last = None;
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    // Requests are small and each waits for an answer.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Err(error) => last = Some(error),
            }
        }
        let (host, port) = target.server();
        let mut failure = Failure::new("").at_server(host, port).during(Step::Connect);
        if let Some(error) = last {
            failure = failure.caused_by(error);
        }
        Err(Error::Connect(Box::new(failure)))
    })
    .await?
}

fn configuration(target: &Target, algorithms: Vec<Algorithm>) -> client::Config {
    let timeouts = target.timeouts();
    client::Config {
        client_id: russh::SshId::Standard(Cow::Borrowed(concat!(
            "SSH-2.0-roster_",
            env!("CARGO_PKG_VERSION")
        ))),
        nodelay: true,
        // Ends the task of a connection whose owner gave up while keys were exchanged.
        inactivity_timeout: Some(timeouts.connect.max(timeouts.idle) + Duration::from_secs(5)),
        preferred: Preferred {
            key: Cow::Owned(algorithms),
            // Rosters are sent as zip; compressing them again costs time alone.
            compression: Cow::Borrowed(&[russh::compression::NONE]),
            ..Preferred::DEFAULT
        },
        ..client::Config::default()
    }
}

type Opened = (client::Handle<Callbacks>, PresentedKey, Shared);

/// Why there is no session.
enum NoSession {
    /// The server showed a key of this type that is not trusted.
    Untrusted(Error, String),
    /// The server has no key of the types offered.
    NoOtherKey(Error),
    Failed(Error),
}

async fn exchange_keys(
    target: &Target,
    expected: &Arc<Expected>,
    shown: &[String],
    stream: TcpStream,
) -> Result<Opened, NoSession> {
    let shared = Shared::default();
    let config = Arc::new(configuration(target, expected.algorithms(shown)));
    let callbacks = Callbacks { expected: Arc::clone(expected), shared: Arc::clone(&shared) };
    let connected = within(target, Step::HostKey, client::connect_stream(config, stream, callbacks))
        .await
        .map_err(NoSession::Failed)?;
    let presented = seen(&shared).presented.clone();
    match (connected, presented) {
        (Ok(session), Some(presented)) => Ok((session, presented, shared)),
        (Ok(_), None) => Err(NoSession::Failed(unreadable(target))),
        (Err(russh::Error::UnknownKey), Some(presented)) => {
            Err(NoSession::Untrusted(expected.refusal(target, &presented), presented.key.kind))
        }
        (Err(error), _) => Err(key_exchange_error(target, error)),
    }
}

fn key_exchange_failure(target: &Target, detail: impl Into<String>) -> Failure {
    let (host, port) = target.server();
    Failure::new(detail).at_server(host, port).during(Step::HostKey)
}

fn unreadable(target: &Target) -> Error {
    Error::Protocol(Box::new(key_exchange_failure(target, "the server shows no key that can be read")))
}

fn key_exchange_error(target: &Target, error: russh::Error) -> NoSession {
    let failure = |detail: &str| Box::new(key_exchange_failure(target, detail));
    match error {
        russh::Error::NoCommonAlgo { kind, theirs, .. } => {
            let detail = format!("no common {kind:?} algorithm; the server offers {}", theirs.join(", "));
            let error = Error::Protocol(failure(&printable(&detail)));
            if matches!(kind, AlgorithmKind::Key) {
                NoSession::NoOtherKey(error)
            } else {
                NoSession::Failed(error)
            }
        }
        error @ (russh::Error::IO(_) | russh::Error::Disconnect | russh::Error::HUP) => {
            let failure = key_exchange_failure(target, "the server ended the connection").caused_by(error);
            NoSession::Failed(Error::Interrupted(Box::new(failure)))
        }
        other => {
            NoSession::Failed(Error::Protocol(Box::new(key_exchange_failure(target, "").caused_by(other))))
        }
    }
}
