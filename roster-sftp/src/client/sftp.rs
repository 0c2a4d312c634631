//! The operations of SFTP version 3 that uploads need, each with its limit of time and its error.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use russh_sftp::client::error::Error as SftpError;
use russh_sftp::client::rawsession::SftpResult;
use russh_sftp::client::{Config, RawSftpSession};
use russh_sftp::protocol::{FileAttributes, OpenFlags, Packet, StatusCode};

use super::connection::{Connection, printable};
use super::target::Target;
use crate::error::{Error, Failure, Step};

/// Overwrites the target of a rename in one step, which version 3 itself does not.
const POSIX_RENAME: &str = "posix-rename@openssh.com";
const LIMITS: &str = "limits@openssh.com";
/// What every server takes in one write (section 3 of the SFTP draft demands 34,000 bytes per packet).
const SAFE_WRITE: usize = 32 * 1024;
/// No server known takes more in one packet.
const LARGEST_WRITE: u64 = 255 * 1024;

/// An SFTP session.
pub(crate) struct Sftp<'a> {
    target: &'a Target,
    connection: Connection,
    pub(super) raw: RawSftpSession,
    extensions: HashMap<String, String>,
}

impl<'a> Sftp<'a> {
    /// Starts SFTP on a connection.
    pub(crate) async fn start(target: &'a Target, connection: Connection) -> Result<Self, Error> {
        let stream = match tokio::time::timeout(target.timeouts().idle, open_channel(&connection)).await {
            Ok(opened) => opened.map_err(|error| {
                let failure = failure(target, Step::Session).caused_by(error);
                if connection.session.is_closed() {
                    Error::Interrupted(Box::new(failure))
                } else {
                    Error::NoSftp(Box::new(failure))
                }
            })?,
            Err(_) => return Err(silence(target, Step::Session)),
        };
        let config = Config {
            // The library counts from when a request is queued; on a slow line that is too early for a
            // request behind two million bytes. Our own limits count from the answer before.
            request_timeout_secs: u64::MAX,
            ..Config::default()
        };
        let raw = RawSftpSession::new_with_config(stream, config);
        let mut sftp = Self { target, connection, raw, extensions: HashMap::new() };
        sftp.extensions = sftp.answer(Step::Session, sftp.raw.init()).await?.extensions;
        Ok(sftp)
    }

    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) const fn idle(&self) -> Duration {
        self.target.timeouts().idle
    }

    /// Waits for an answer and turns what went wrong into an error.
    pub(super) async fn answer<T>(
        &self,
        step: Step,
        request: impl Future<Output = SftpResult<T>>,
    ) -> Result<T, Error> {
        match tokio::time::timeout(self.idle(), request).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.error(step, error)),
            Err(_) => Err(silence(self.target, step)),
        }
    }

    fn error(&self, step: Step, error: SftpError) -> Error {
        let (host, port) = self.target.server();
        let failure = |detail: String| Box::new(Failure::new(detail).at_server(host, port).during(step));
        match error {
            SftpError::Status(status) => {
                let said = failure(format!("the server says \"{}\"", printable(&status.error_message)));
                match status.status_code {
                    StatusCode::NoSuchFile => Error::NotFound(said),
                    StatusCode::PermissionDenied => Error::Denied(said),
                    StatusCode::NoConnection | StatusCode::ConnectionLost => Error::Interrupted(said),
                    _ => Error::Rejected(said),
                }
            }
            other => {
                let detail = self.connection.goodbye().unwrap_or_default();
                let lost = Failure::new(detail).at_server(host, port).during(step).caused_by(other);
                Error::Interrupted(Box::new(lost))
            }
        }
    }

    /// Returns how many bytes one write may have.
    pub(super) async fn write_size(&self) -> Result<usize, Error> {
        if !self.extensions.contains_key(LIMITS) {
            return Ok(SAFE_WRITE);
        }
        let limits = self.answer(Step::Session, self.raw.limits()).await?;
        let largest = limits.max_write_len.min(LARGEST_WRITE) as usize;
        Ok(largest.max(SAFE_WRITE))
    }

    /// Creates or empties a file and opens it for writing.
    pub(super) async fn create(&self, path: &str) -> Result<String, Error> {
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let opened = self.raw.open(path, flags, FileAttributes::empty());
        Ok(self.answer(Step::Open, opened).await?.handle)
    }

    /// Closes a file; the answer is the server's word that all of it was written.
    pub(super) async fn close(&self, handle: String) -> Result<(), Error> {
        self.answer(Step::Close, self.raw.close(handle)).await.map(drop)
    }

    pub(super) async fn remove(&self, path: &str) -> Result<(), Error> {
        self.answer(Step::Remove, self.raw.remove(path)).await.map(drop)
    }

    /// Returns the size of a file, or nothing when it does not exist.
    pub(super) async fn size(&self, path: &str) -> Result<Option<u64>, Error> {
        match self.answer(Step::Look, self.raw.stat(path)).await {
            Ok(attributes) => Ok(Some(attributes.attrs.size.unwrap_or(0))),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn renames_over_existing(&self) -> bool {
        self.extensions.contains_key(POSIX_RENAME)
    }

    /// Renames over an existing file in one step.
    pub(super) async fn rename_over(&self, from: &str, to: &str) -> Result<(), Error> {
        let mut data = Vec::with_capacity(8 + from.len() + to.len());
        for path in [from, to] {
            data.extend_from_slice(&(path.len() as u32).to_be_bytes());
            data.extend_from_slice(path.as_bytes());
        }
        let request = async {
            match self.raw.extended(POSIX_RENAME, data).await? {
                Packet::Status(status) if status.status_code == StatusCode::Ok => Ok(()),
                Packet::Status(status) => Err(SftpError::Status(status)),
                _ => Err(SftpError::UnexpectedPacket),
            }
        };
        self.answer(Step::Rename, request).await
    }

    /// Renames; most servers refuse when the new name exists.
    pub(super) async fn rename(&self, from: &str, to: &str) -> Result<(), Error> {
        self.answer(Step::Rename, self.raw.rename(from, to)).await.map(drop)
    }

    /// Ends session and connection.
    pub(crate) async fn finish(&self) {
        let _ = self.raw.close_session();
        self.connection.close().await;
    }
}

async fn open_channel(
    connection: &Connection,
) -> Result<russh::ChannelStream<russh::client::Msg>, russh::Error> {
    let mut channel = connection.session.channel_open_session().await?;
    channel.request_subsystem(true, "sftp").await?;
    loop {
        match channel.wait().await {
            Some(russh::ChannelMsg::Success) => return Ok(channel.into_stream()),
            Some(russh::ChannelMsg::Failure) | None => return Err(russh::Error::RequestDenied),
            Some(_) => {}
        }
    }
}

fn failure(target: &Target, step: Step) -> Failure {
    let (host, port) = target.server();
    Failure::new("").at_server(host, port).during(step)
}

fn silence(target: &Target, step: Step) -> Error {
    let (host, port) = target.server();
    let detail = format!("no answer within {} s", target.timeouts().idle.as_secs_f32());
    Error::Timeout(Box::new(Failure::new(detail).at_server(host, port).during(step)))
}
