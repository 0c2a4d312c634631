//! Accepting connections, ending them, and watching for sets that have become quiet.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::ssh::{Connection, Shared, Uses};

/// How far the inbox is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Phase {
    Open,
    /// Uploads may finish.
    Closing,
    Closed,
}

/// Waits for a phase, or one behind it; also ends when the inbox is gone.
async fn reached(phase: &mut watch::Receiver<Phase>, wanted: Phase) {
    let _ = phase.wait_for(|&it| it == wanted || it == Phase::Closed).await;
}

/// Connections by address.
#[derive(Debug, Default)]
struct Counts(Mutex<HashMap<IpAddr, usize>>);

/// A connection that is counted as long as this lives.
struct Counted {
    counts: Arc<Counts>,
    address: IpAddr,
}

impl Counts {
    fn add(self: &Arc<Self>, address: IpAddr, most: usize, most_per_address: usize) -> Option<Counted> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.values().sum::<usize>() >= most {
            return None;
        }
        let count = counts.entry(address).or_default();
        if *count >= most_per_address {
            return None;
        }
        *count += 1;
        Some(Counted { counts: Arc::clone(self), address })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// Accepts connections until the inbox closes, then waits for them to end.
pub(super) async fn accept(
    listener: TcpListener,
    config: Arc<russh::server::Config>,
    shared: Arc<Shared>,
    mut phase: watch::Receiver<Phase>,
) {
    /// After an error such as too many open files, trying again at once only makes it worse.
    const BREATH: Duration = Duration::from_millis(200);
    let counts = Arc::new(Counts::default());
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = reached(&mut phase, Phase::Closing) => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "inbox.not_accepted");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let settings = &shared.settings;
        if shared.attempts.must_pause(peer.ip()) {
            tracing::debug!(peer = %peer.ip(), "inbox.address_pauses");
            continue;
        }
        let Some(counted) =
            counts.add(peer.ip(), settings.most_connections, settings.most_connections_per_address)
        else {
            tracing::warn!(peer = %peer.ip(), "inbox.too_many_connections");
            continue;
        };
        connections.spawn(serve(
            stream,
            peer,
            Arc::clone(&config),
            Arc::clone(&shared),
            phase.clone(),
            counted,
        ));
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// One connection from beginning to end.
async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    config: Arc<russh::server::Config>,
    shared: Arc<Shared>,
    mut phase: watch::Receiver<Phase>,
    _counted: Counted,
) {
    /// For a client that does not take its goodbye.
    const GOODBYE: Duration = Duration::from_secs(2);
    let _ = stream.set_nodelay(true);
    let login_by = Instant::now() + shared.settings.login_time;
    let (logged_in, mut login) = watch::channel(false);
    let uses = Uses::default();
    let handler = Connection::new(Arc::clone(&shared), peer.ip(), logged_in, uses.clone());
    let started = tokio::time::timeout_at(login_by, russh::server::run_stream(config, stream, handler)).await;
    let Ok(Ok(mut session)) = started else {
        tracing::debug!(peer = %peer.ip(), "inbox.no_ssh");
        return;
    };
    let mut answered = shared.answered.subscribe();
    let too_late = async {
        let in_time =
            tokio::time::timeout_at(login_by, login.wait_for(|&it| it)).await.is_ok_and(|it| it.is_ok());
        if in_time {
            std::future::pending::<()>().await;
        }
    };
    let mut closed = phase.clone();
    let closing = async {
        reached(&mut phase, Phase::Closing).await;
        while uses.are_busy() && answered.changed().await.is_ok() {}
    };
    let reason = tokio::select! {
        ended = &mut session => {
            if let Err(error) = ended {
                tracing::debug!(peer = %peer.ip(), %error, "inbox.connection_failed");
            }
            return;
        }
        () = too_late => "not logged in in time",
        () = closing => "the server is shutting down",
        () = reached(&mut closed, Phase::Closed) => "the server is shutting down",
    };
    let handle = session.handle();
    let goodbye = handle.disconnect(russh::Disconnect::ByApplication, reason.to_owned(), String::new());
    let _ = tokio::time::timeout(GOODBYE, goodbye).await;
    let _ = tokio::time::timeout(GOODBYE, session).await;
}

/// Hands over sets of CSV files when their time has come, and clears away what is old once an hour.
pub(super) async fn watch_sets(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    const CLEARING: Duration = Duration::from_secs(3600);
    let mut activity = shared.activity.subscribe();
    let mut clear_at = Instant::now();
    loop {
        activity.borrow_and_update();
        let stores = shared.stores();
        let clear = Instant::now() >= clear_at;
        if clear {
            clear_at = Instant::now() + CLEARING;
        }
        let looked = tokio::task::spawn_blocking(move || {
            let mut next = None;
            for store in stores {
                if clear && let Err(refusal) = store.clear_old() {
                    tracing::warn!(?refusal, "inbox.not_cleared");
                }
                next = [next, store.take_quiet_sets()].into_iter().flatten().min();
            }
            next
        });
        let next = looked.await.ok().flatten().unwrap_or(clear_at).min(clear_at);
        tokio::select! {
            () = reached(&mut phase, Phase::Closing) => break,
            () = tokio::time::sleep_until(next) => {}
            changed = activity.changed() => if changed.is_err() { break },
        }
    }
}
