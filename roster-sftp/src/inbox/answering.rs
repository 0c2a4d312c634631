//! Whether a session has answered all it was asked.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// A stream of requests and answers that notes whether a request is being answered.
///
/// The session asks for the next request when it has sent its answer. When there is none yet, all is
/// answered: the connection can be ended without a client missing the answer to its last close.
#[derive(Debug)]
pub(super) struct Answering<S> {
    stream: S,
    busy: Arc<AtomicBool>,
    answered: Arc<watch::Sender<()>>,
}

impl<S> Answering<S> {
    pub(super) const fn new(stream: S, busy: Arc<AtomicBool>, answered: Arc<watch::Sender<()>>) -> Self {
        Self { stream, busy, answered }
    }
}

impl<S> Drop for Answering<S> {
    fn drop(&mut self) {
        self.busy.store(false, Ordering::SeqCst);
        self.answered.send_replace(());
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Answering<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let was_busy = self.busy.swap(read.is_ready(), Ordering::SeqCst);
        if was_busy && read.is_pending() {
            self.answered.send_replace(());
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Answering<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
