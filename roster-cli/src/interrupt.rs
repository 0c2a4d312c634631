//! Ctrl-C: the process ends at once and leaves no unfinished file behind.
//!
//! Most work is not asked to stop, because it may sit in a slow read. A second thread removes what is
//! unfinished and ends the process instead. It keeps the list locked until the end, so that no file can be
//! begun or get its name meanwhile. Work that can be [asked](gently) is asked the first time, and ended the second.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::{progress, render};

/// Temporary files of outputs that have no name yet.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Whether the command goes on until it is interrupted, so that this is its good end.
static IS_DONE: AtomicBool = AtomicBool::new(false);

/// How the work is asked to stop, if it can be.
static GENTLY: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

/// Has the work asked to stop at the first interruption; only the next one ends the process.
pub(crate) fn gently(stop: impl FnOnce() + Send + 'static) {
    *GENTLY.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(stop));
}

/// Says that the command ends well when it is interrupted.
pub(crate) fn means_done() {
    IS_DONE.store(true, Ordering::Relaxed);
}

/// Begins to listen to Ctrl-C, and where they exist to the signals that end or hang up a process.
pub(crate) fn install() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        if let Some(stop) = GENTLY.lock().unwrap_or_else(PoisonError::into_inner).take() {
            render::note("stopping; interrupt again to stop at once");
            stop();
            return;
        }
        let hold = hold();
        for path in hold.0.iter() {
            // Gone already, or not removable: there is nobody left to tell.
            _ = fs::remove_file(path);
        }
        progress::clear();
        if IS_DONE.load(Ordering::Relaxed) {
            std::process::exit(i32::from(Exit::Good.code()));
        }
        render::note("interrupted");
        std::process::exit(i32::from(Exit::Interrupted.code()));
    })
    .map_err(|error| Failure::new("signals", Exit::NotGood, "cannot listen to Ctrl-C").because(&error))
}

/// Puts interruption off until the guard is dropped.
pub(crate) fn hold() -> Hold {
    // A list of paths is usable whatever happened to the thread that held it.
    Hold(UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// While it lives, the process is not ended by Ctrl-C.
#[must_use]
pub(crate) struct Hold(MutexGuard<'static, Vec<PathBuf>>);

impl Hold {
    /// Has a file removed if the process is interrupted.
    pub(crate) fn unfinished(mut self, path: PathBuf) -> Unfinished {
        self.0.push(path.clone());
        Unfinished(path)
    }
}

/// A file that is removed if the process is interrupted while this lives.
#[derive(Debug)]
#[must_use]
pub(crate) struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        hold().0.retain(|known| *known != self.0);
    }
}
