use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::{Error, FlowProblem};

/// Held while a flow runs. The system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct FlowLock(#[expect(dead_code, reason = "closing the file gives the lock back")] File);

impl FlowLock {
    /// Takes the lock of a flow; `None` when somebody else has it.
    ///
    /// The file stays: removing it would let two processes lock two files of one name.
    pub(super) fn take(folder: &Path, flow: &str) -> Result<Option<Self>, Error> {
        let path = folder.join(format!("{flow}.lock"));
        let failed = |source| FlowProblem::io("lock the flow", &path, source).into_error();
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn a_flow_is_locked_once_until_the_lock_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let lock = FlowLock::take(folder.path(), "a").unwrap();
        assert!(lock.is_some());
        assert!(FlowLock::take(folder.path(), "a").unwrap().is_none());
        assert!(FlowLock::take(folder.path(), "b").unwrap().is_some());
        drop(lock);
        assert!(FlowLock::take(folder.path(), "a").unwrap().is_some());
        assert_eq!(FlowLock::take(&folder.path().join("x"), "a").unwrap_err().code(), "not_found");
    }
}
