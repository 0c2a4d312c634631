use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncRead;

use crate::error::{Error, Failure};
use crate::fingerprint::Fingerprint;

/// How far an upload is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Progress {
    /// Bytes the server has acknowledged in this attempt.
    pub sent: u64,
    /// Bytes of the file.
    pub total: u64,
    /// The attempt, from 1.
    pub attempt: u32,
}

type Observer = Arc<dyn Fn(Progress) + Send + Sync>;

/// A file to be sent and its name on the server.
///
/// # Examples
///
/// ```
/// use roster_sftp::Upload;
///
/// let upload = Upload::file("out/asm.zip", "Archive.zip")
///     .with_temporary_name("Archive.zip.run-7.part")
///     .on_progress(|progress| assert!(progress.sent <= progress.total));
/// assert_eq!(upload.name(), "Archive.zip");
/// ```
pub struct Upload {
    pub(super) source: Source,
    name: String,
    temporary_name: Option<String>,
    observer: Option<Observer>,
}

/// Where the contents come from.
pub(super) enum Source {
    File(PathBuf),
    Reader { reader: Pin<Box<dyn AsyncRead + Send>>, length: u64 },
}

/// An opened source.
pub(super) struct Contents<'a> {
    pub(super) reader: Pin<Box<dyn AsyncRead + Send + 'a>>,
    pub(super) length: u64,
}

impl Upload {
    /// Sends a file from disk. It can be read anew, so a broken transfer is repeated.
    pub fn file(path: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self::new(Source::File(path.into()), name.into())
    }

    /// Sends what a reader gives, which has to be exactly `length` bytes. It can be read once, so a broken
    /// transfer is not repeated.
    pub fn reader(reader: impl AsyncRead + Send + 'static, length: u64, name: impl Into<String>) -> Self {
        Self::new(Source::Reader { reader: Box::pin(reader), length }, name.into())
    }

    fn new(source: Source, name: String) -> Self {
        Self { source, name, temporary_name: None, observer: None }
    }

    /// Sets the name the file has until it is complete; used with [`WriteMode::Rename`](crate::WriteMode).
    ///
    /// Make it unique for each delivery when you want to find out after a crash whether the rename
    /// happened. Without it, a name is made of the final name and random letters.
    #[must_use]
    pub fn with_temporary_name(mut self, name: impl Into<String>) -> Self {
        self.temporary_name = Some(name.into());
        self
    }

    /// Sets what is told how far the upload is: once at the beginning of each attempt and after each part
    /// the server has acknowledged. It is called while sending, so it has to return soon.
    #[must_use]
    pub fn on_progress(mut self, observer: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Returns the final name on the server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the temporary name, made up where none was given.
    pub(super) fn temporary_name(&self) -> Result<String, Error> {
        if let Some(name) = &self.temporary_name {
            return Ok(name.clone());
        }
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes)
            .map_err(|_| Error::Source(Box::new(Failure::new("the system gives no random numbers"))))?;
        Ok(format!("{}.{:016x}.part", self.name, u64::from_be_bytes(bytes)))
    }

    pub(super) fn observer(&self) -> Option<Observer> {
        self.observer.clone()
    }

    pub(super) const fn can_be_repeated(&self) -> bool {
        matches!(self.source, Source::File(_))
    }
}

impl Source {
    /// Opens the source from its beginning.
    pub(super) async fn open(&mut self) -> Result<Contents<'_>, Error> {
        match self {
            Self::File(path) => {
                let file = tokio::fs::File::open(&*path).await.map_err(|error| unreadable(path, error))?;
                let metadata = file.metadata().await.map_err(|error| unreadable(path, error))?;
                if !metadata.is_file() {
                    let detail = format!("{} is not a file", path.display());
                    return Err(Error::Source(Box::new(Failure::new(detail))));
                }
                Ok(Contents { reader: Box::pin(file), length: metadata.len() })
            }
            Self::Reader { reader, length } => Ok(Contents { reader: Box::pin(reader), length: *length }),
        }
    }
}

fn unreadable(path: &Path, error: std::io::Error) -> Error {
    Error::Source(Box::new(Failure::new(path.display().to_string()).caused_by(error)))
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("name", &self.name)
            .field("temporary_name", &self.temporary_name)
            .finish_non_exhaustive()
    }
}

/// How a file got its final name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Placement {
    /// It was written under it.
    Direct,
    /// Renamed over whatever was there, in one step (`posix-rename@openssh.com`).
    Replaced,
    /// Renamed; nothing was there, or the server replaced it.
    Renamed,
    /// The old file was moved aside, and removed after the rename: for a moment there was none.
    MovedAside,
    /// The answer to the rename was lost, and the next attempt found it done.
    FoundDone,
}

/// What an upload has achieved: the server acknowledged all of the file, and its name.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Receipt {
    /// The path of the file on the server.
    pub path: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// How it got its name.
    pub placement: Placement,
    /// The attempt that succeeded, from 1.
    pub attempts: u32,
    /// Time from the beginning of the first attempt to the last acknowledgement.
    pub elapsed: Duration,
    /// The host key of the server that took the file.
    pub host_key: Fingerprint,
}
