use std::io::{self, Read};
use std::panic;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

/// Size of one piece.
const PIECE_BYTES: usize = 256 * 1024;

/// Pieces that may wait to be taken.
const PIECES_AHEAD: usize = 4;

/// Reads from another reader on a thread of its own, at most 1 MiB ahead.
///
/// The thread ends when the other reader ends, fails, or this one is dropped; dropping waits for it. An
/// error comes out of `read` after the bytes before it, and again, without its details, from every later
/// call; a panic of the other reader goes on in the thread that reads.
///
/// # Examples
///
/// ```
/// use std::io::Read;
/// use oneroster_csv::package::ReadAhead;
///
/// let mut text = String::new();
/// ReadAhead::spawn("sourcedId\r\n".as_bytes())?.read_to_string(&mut text)?;
/// assert_eq!(text, "sourcedId\r\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ReadAhead {
    pieces: Option<Receiver<io::Result<Vec<u8>>>>,
    used: Sender<Vec<u8>>,
    piece: Vec<u8>,
    position: usize,
    failed: Option<io::ErrorKind>,
    thread: Option<JoinHandle<()>>,
}

impl ReadAhead {
    /// Starts reading.
    ///
    /// # Errors
    ///
    /// The system refuses another thread.
    pub fn spawn(reader: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, pieces) = sync_channel(PIECES_AHEAD);
        let (used, free) = channel();
        let thread = thread::Builder::new()
            .name("read-ahead".to_owned())
            .spawn(move || read_pieces(reader, &sender, &free))?;
        Ok(Self {
            pieces: Some(pieces),
            used,
            piece: Vec::new(),
            position: 0,
            failed: None,
            thread: Some(thread),
        })
    }

    /// Takes the next piece; false at the end.
    fn next_piece(&mut self) -> io::Result<bool> {
        if let Some(kind) = self.failed {
            // An error must not look like the end to whoever reads on.
            return Err(kind.into());
        }
        let Some(pieces) = &self.pieces else { return Ok(false) };
        let Ok(piece) = pieces.recv() else {
            self.pieces = None;
            if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
                panic::resume_unwind(panic);
            }
            return Ok(false);
        };
        let piece = piece.inspect_err(|error| self.failed = Some(error.kind()))?;
        let used = std::mem::replace(&mut self.piece, piece);
        self.position = 0;
        // The thread may have ended already; then there is nothing to reuse the piece for.
        self.used.send(used).ok();
        Ok(true)
    }
}

impl Read for ReadAhead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.position == self.piece.len() {
            if buffer.is_empty() || !self.next_piece()? {
                return Ok(0);
            }
        }
        let count = (&self.piece[self.position..]).read(buffer)?;
        self.position += count;
        Ok(count)
    }
}

impl Drop for ReadAhead {
    fn drop(&mut self) {
        // Without a receiver the thread stops at its next piece.
        self.pieces = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// Runs on the thread until the end, an error, or nobody listens.
fn read_pieces(mut reader: impl Read, pieces: &SyncSender<io::Result<Vec<u8>>>, free: &Receiver<Vec<u8>>) {
    loop {
        let mut piece = free.try_recv().unwrap_or_default();
        piece.resize(PIECE_BYTES, 0);
        let (filled, failure) = fill(&mut reader, &mut piece);
        piece.truncate(filled);
        let ended = filled < PIECE_BYTES;
        if filled > 0 && pieces.send(Ok(piece)).is_err() {
            return;
        }
        if let Some(error) = failure {
            // Whether anyone still listens makes no difference any more.
            pieces.send(Err(error)).ok();
            return;
        }
        if ended {
            return;
        }
    }
}

/// Fills the piece; less than all means that the end or an error came.
fn fill(reader: &mut impl Read, piece: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut filled = 0;
    while filled < piece.len() {
        match reader.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Some(error)),
        }
    }
    (filled, None)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Gives `left` bytes, then what `end` does.
    struct Script<F> {
        left: usize,
        end: F,
    }

    impl<F: FnMut() -> io::Result<usize>> Read for Script<F> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.left == 0 {
                return (self.end)();
            }
            let count = buffer.len().min(self.left).min(1000);
            buffer[..count].fill(b'x');
            self.left -= count;
            Ok(count)
        }
    }

    #[test]
    fn all_bytes_come_in_order() {
        let bytes: Vec<u8> = (0..3_000_000_u32).map(|number| number as u8).collect();
        let mut read = Vec::new();
        ReadAhead::spawn(io::Cursor::new(bytes.clone())).unwrap().read_to_end(&mut read).unwrap();
        assert!(read == bytes);
    }

    #[test]
    fn error_comes_after_the_bytes_before_it() {
        let script = Script { left: 600_000, end: || Err(io::ErrorKind::TimedOut.into()) };
        let mut read = Vec::new();
        let mut ahead = ReadAhead::spawn(script).unwrap();
        let error = ahead.read_to_end(&mut read).unwrap_err();
        assert_eq!((read.len(), error.kind()), (600_000, io::ErrorKind::TimedOut));
        let error = ahead.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut, "an error never turns into the end");
    }

    #[test]
    fn panic_goes_on_in_the_reading_thread() {
        let script = Script { left: 10, end: || panic!("broken reader") };
        let mut ahead = ReadAhead::spawn(script).unwrap();
        let caught = panic::catch_unwind(panic::AssertUnwindSafe(|| ahead.read_to_end(&mut Vec::new())));
        assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"broken reader"));
    }

    #[test]
    fn dropping_ends_the_thread() {
        struct Endless(Arc<AtomicBool>);
        impl Read for Endless {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                Ok(buffer.len())
            }
        }
        impl Drop for Endless {
            fn drop(&mut self) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let ended = Arc::new(AtomicBool::new(false));
        let mut ahead = ReadAhead::spawn(Endless(Arc::clone(&ended))).unwrap();
        ahead.read_exact(&mut [0; 10]).unwrap();
        drop(ahead);
        assert!(ended.load(Ordering::SeqCst));
    }
}
