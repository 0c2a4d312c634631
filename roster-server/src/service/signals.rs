//! Being asked to stop by the system.

use tokio::signal;

/// Waits until the process is asked to end: by an interrupt from the keyboard or, on Unix, `SIGTERM`.
///
/// Where the system lets nobody listen, it waits for ever.
pub(super) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use signal::unix::{SignalKind, signal};

        let listening = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
        if let (Ok(mut terminate), Ok(mut interrupt)) = listening {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
    }
    #[cfg(not(unix))]
    if signal::ctrl_c().await.is_ok() {
        return;
    }
    std::future::pending::<()>().await;
}
