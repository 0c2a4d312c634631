//! Delivery: one file to one server.

mod agent;
mod check;
mod connection;
mod host_key;
mod login;
mod sftp;
mod target;
mod transfer;
mod upload;

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

pub use check::{CheckReport, CheckedStep};
pub use target::{Authentication, HostKeyPolicy, Retries, Target, Timeouts, WriteMode};
pub use upload::{Placement, Progress, Receipt, Upload};

use crate::error::{Error, Failure, Step};
use connection::Connection;
use sftp::Sftp;

/// Sends files to a server by SFTP.
///
/// Cheap to clone. Each operation makes its own connection and ends it: deliveries are rare, and a
/// connection that was idle for a day is a source of faults.
///
/// # Examples
///
/// ```no_run
/// use roster_sftp::{Client, HostKeyPolicy, Target, Upload};
///
/// # async fn example() -> Result<(), roster_sftp::Error> {
/// let target = Target::apple("12345@sftp.apple.com", "s3cr3t".into())
///     .with_host_keys(HostKeyPolicy::KnownHosts("known_hosts".into()));
/// let client = Client::new(target);
/// client.check().await.into_result()?;
/// let receipt = client.put(Upload::file("asm.zip", "Archive.zip")).await?;
/// assert_eq!(receipt.path, "/dropbox/Archive.zip");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    target: Arc<Target>,
}

/// Whether a file exists on the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// It exists and has this many bytes.
    Present {
        /// Its size.
        bytes: u64,
    },
    /// There is no such file.
    Absent,
}

impl Client {
    /// Makes a client for a target.
    pub fn new(target: Target) -> Self {
        Self { target: Arc::new(target) }
    }

    /// Returns the target.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Connects, verifies the host key, logs in and disconnects; nothing is written or listed.
    ///
    /// Limits are those of [`Timeouts::connect`] for each step.
    pub async fn check(&self) -> CheckReport {
        check::check(&self.target).await
    }

    /// Sends a file and returns when the server has acknowledged all of it and its final name.
    ///
    /// With [`WriteMode::Direct`] that is the acknowledgement of each write and of the close; nothing else
    /// is asked. With [`WriteMode::Rename`] the rename comes after it, in one step where the server has
    /// `posix-rename@openssh.com`; else by rename, and if the name is taken the old file is moved aside first and
    /// removed afterwards.
    /// A broken transfer is repeated from the beginning of the file as [`Retries`] says, in the same
    /// temporary file. After the last failure the temporary file is removed if the server still answers.
    ///
    /// # Errors
    ///
    /// That of the last attempt; see [`Error`] for what each means. [`Error::may_have_arrived`] tells
    /// whether the file may be there all the same.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped the connection ends; a part of the file may stay on the server.
    pub async fn put(&self, mut upload: Upload) -> Result<Receipt, Error> {
        let target = &*self.target;
        target.verified()?;
        let names = Names::of(target, &upload)?;
        let begin = Instant::now();
        let mut at = Position::default();
        let total = target.timeouts().total;
        let work = self.put_repeatedly(&mut upload, &names, &mut at);
        let outcome = match tokio::time::timeout(total, work).await {
            Ok(outcome) => outcome,
            Err(_) => Err(self.over_time(&at)),
        };
        outcome.map(|mut receipt| {
            receipt.elapsed = begin.elapsed();
            receipt
        })
    }

    async fn put_repeatedly(
        &self,
        upload: &mut Upload,
        names: &Names,
        at: &mut Position,
    ) -> Result<Receipt, Error> {
        let retries = self.target.retries();
        let mut pause = retries.pause;
        loop {
            at.attempt += 1;
            let mut error = match self.put_once(upload, names, at).await {
                Ok(receipt) => return Ok(receipt),
                Err(error) => error,
            };
            error.failure_mut().set_attempts(at.attempt);
            if at.unanswered {
                error.failure_mut().set_may_have_arrived();
            }
            // A server that says no says it again two seconds later.
            let is_broken = error.is_retryable() && !matches!(error, Error::Rejected(_));
            if at.attempt >= retries.attempts || !is_broken || !upload.can_be_repeated() {
                return Err(error);
            }
            tracing::warn!(code = error.code(), attempt = at.attempt, %error, "upload.repeated");
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2);
        }
    }

    /// One attempt.
    async fn put_once(
        &self,
        upload: &mut Upload,
        names: &Names,
        at: &mut Position,
    ) -> Result<Receipt, Error> {
        let target = &*self.target;
        let sftp = Sftp::start(target, Connection::open(target, &mut |_, _| {}).await?).await?;
        let receipt = |placement, bytes, at: &Position| Receipt {
            path: names.last.clone(),
            bytes,
            placement,
            attempts: at.attempt,
            elapsed: std::time::Duration::ZERO,
            host_key: sftp.connection().host_key,
        };
        if at.unanswered
            && let Some(temporary) = &names.temporary
            && sftp.size(temporary).await?.is_none()
        {
            // Nobody else knows the temporary name: it is gone because the rename was done.
            let bytes = upload.source.open().await?.length;
            sftp.finish().await;
            return Ok(receipt(Placement::FoundDone, bytes, at));
        }
        at.unanswered = false;
        let written = self.write(&sftp, upload, names, at).await;
        let placed = match (written, &names.temporary) {
            (Ok(bytes), None) => Ok((Placement::Direct, bytes)),
            (Ok(bytes), Some(temporary)) => {
                place(&sftp, temporary, &names.last, at).await.map(|placement| (placement, bytes))
            }
            (Err(error), _) => Err(error),
        };
        if let (Err(error), Some(temporary)) = (&placed, &names.temporary)
            && !matches!(error, Error::Interrupted(_) | Error::Timeout(_))
            && !sftp.connection().session.is_closed()
        {
            let _ = sftp.remove(temporary).await;
        }
        sftp.finish().await;
        placed.map(|(placement, bytes)| receipt(placement, bytes, at))
    }

    async fn write(
        &self,
        sftp: &Sftp<'_>,
        upload: &mut Upload,
        names: &Names,
        at: &mut Position,
    ) -> Result<u64, Error> {
        let path = names.temporary.as_ref().unwrap_or(&names.last);
        let observer = upload.observer();
        let contents = upload.source.open().await?;
        let (total, attempt) = (contents.length, at.attempt);
        let report = |sent| {
            if let Some(observer) = &observer {
                observer(Progress { sent, total, attempt });
            }
        };
        report(0);
        let handle = sftp.create(path).await?;
        transfer::write_all(sftp, &handle, contents, report).await?;
        at.unanswered = names.temporary.is_none();
        let closed = sftp.close(handle).await;
        if !matches!(closed, Err(Error::Interrupted(_) | Error::Timeout(_))) {
            at.unanswered = false;
        }
        closed.map(|()| total)
    }

    fn over_time(&self, at: &Position) -> Error {
        let (host, port) = self.target.server();
        let limit = self.target.timeouts().total.as_secs_f32();
        let mut failure = Failure::new(format!("not done within {limit} s in all"))
            .at_server(host, port)
            .during(Step::Write)
            .after_attempts(at.attempt.max(1));
        if at.unanswered {
            failure.set_may_have_arrived();
        }
        Error::Timeout(Box::new(failure))
    }

    /// Looks whether files exist in the folder of the target, in the order of the names.
    ///
    /// For finding out after a crash how far a delivery with a temporary name came. Not for servers that
    /// take files away, as Apple's does: there, absence means nothing.
    ///
    /// # Errors
    ///
    /// Those of connecting, and of looking; a missing file is not an error.
    pub async fn probe(&self, names: &[&str]) -> Result<Vec<Presence>, Error> {
        let paths = self.paths(names)?;
        self.session(async |sftp| {
            let mut found = Vec::with_capacity(paths.len());
            for path in &paths {
                found.push(match sftp.size(path).await? {
                    Some(bytes) => Presence::Present { bytes },
                    None => Presence::Absent,
                });
            }
            Ok(found)
        })
        .await
    }

    /// Gives a complete temporary file its final name, as the end of [`put`](Self::put) does.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such temporary file; else those of connecting and renaming.
    pub async fn finish(&self, temporary_name: &str, name: &str) -> Result<Placement, Error> {
        let paths = self.paths(&[temporary_name, name])?;
        self.session(async |sftp| match paths.as_slice() {
            [temporary, last] => place(sftp, temporary, last, &mut Position::default()).await,
            _ => Ok(Placement::FoundDone),
        })
        .await
    }

    /// Removes a file from the folder of the target.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such file; else those of connecting and removing.
    pub async fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.target.remote_path(name)?;
        self.session(async |sftp| sftp.remove(&path).await).await
    }

    fn paths(&self, names: &[&str]) -> Result<Vec<String>, Error> {
        names.iter().map(|name| self.target.remote_path(name)).collect()
    }

    /// Runs something in a session of its own.
    async fn session<T>(&self, work: impl AsyncFnOnce(&Sftp<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let target = &*self.target;
        let all = async {
            let sftp = Sftp::start(target, Connection::open(target, &mut |_, _| {}).await?).await?;
            let outcome = work(&sftp).await;
            sftp.finish().await;
            outcome
        };
        tokio::time::timeout(target.timeouts().total, all)
            .await
            .unwrap_or_else(|_| Err(self.over_time(&Position::default())))
    }
}

/// How far an upload came, for what has to be said when it ends early.
#[derive(Debug, Default)]
struct Position {
    attempt: u32,
    /// The request that gives the file its final name was sent and not answered.
    unanswered: bool,
}

/// The paths of an upload on the server.
struct Names {
    last: String,
    temporary: Option<String>,
}

impl Names {
    fn of(target: &Target, upload: &Upload) -> Result<Self, Error> {
        let last = target.remote_path(upload.name())?;
        let temporary = match target.write_mode() {
            WriteMode::Direct => None,
            WriteMode::Rename => Some(target.remote_path(&upload.temporary_name()?)?),
        };
        if temporary.as_ref() == Some(&last) {
            let failure = Failure::new("the temporary name is the final name");
            return Err(Error::Configuration(Box::new(failure)));
        }
        Ok(Self { last, temporary })
    }
}

/// Gives a written file its final name.
async fn place(sftp: &Sftp<'_>, temporary: &str, last: &str, at: &mut Position) -> Result<Placement, Error> {
    if sftp.renames_over_existing() {
        return renamed(at, sftp.rename_over(temporary, last)).await.map(|()| Placement::Replaced);
    }
    match renamed(at, sftp.rename(temporary, last)).await {
        Ok(()) => Ok(Placement::Renamed),
        // Version 3 has no code for a name that is taken, so that may be the reason.
        Err(error @ (Error::Rejected(_) | Error::Denied(_))) => {
            replace_slowly(sftp, temporary, last, at, error).await
        }
        Err(error) => Err(error),
    }
}

/// Moves the old file aside, and puts it back when the new one cannot take its place: a server that refuses
/// for another reason must not lose what it had.
async fn replace_slowly(
    sftp: &Sftp<'_>,
    temporary: &str,
    last: &str,
    at: &mut Position,
    refusal: Error,
) -> Result<Placement, Error> {
    let aside = format!("{temporary}.old");
    if sftp.rename(last, &aside).await.is_err() {
        return Err(refusal);
    }
    let outcome = renamed(at, sftp.rename(temporary, last)).await;
    match &outcome {
        Ok(()) => {
            if let Err(error) = sftp.remove(&aside).await {
                tracing::warn!(%error, "upload.old_file_left");
            }
        }
        Err(Error::Interrupted(_) | Error::Timeout(_)) => {}
        Err(_) => {
            if let Err(error) = sftp.rename(&aside, last).await {
                tracing::error!(%error, "upload.old_file_not_put_back");
            }
        }
    }
    outcome.map(|()| Placement::MovedAside)
}

/// Notes whether the answer to a rename came.
async fn renamed(at: &mut Position, rename: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    at.unanswered = true;
    let outcome = rename.await;
    at.unanswered = matches!(outcome, Err(Error::Interrupted(_) | Error::Timeout(_)));
    outcome
}
