//! The way to a destination.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use roster_history::{FileId, RunId};
use roster_sftp::{Client, Presence, Retries};

use super::blocking::blocking;
use super::info::target_text;
use super::stoppable::Stoppable;
use super::{Flows, StopSignal};
use crate::configuration::{DestinationKind, WriteMode};
use crate::error::{ConfigurationProblem, Error, FlowProblem};

/// How long cleaning up may take that nothing depends on.
const CLEANING: Duration = Duration::from_secs(10);

/// Where a file goes and how it gets there.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) way: Way,
    /// For people.
    pub(super) target: String,
}

/// How a file gets to its name.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// By a rename on this machine.
    File(PathBuf),
    /// By a rename on a server.
    Renamed { client: Client, name: String },
    /// Straight to the name on a server.
    Direct { client: Client, name: String },
}

impl Route {
    /// Looks up secrets and keys. Blocks.
    pub(super) fn new(flows: &Flows, flow: &str, destination: &str) -> Result<Self, Error> {
        let config = flows.configuration().destinations.get(destination).ok_or_else(|| {
            ConfigurationProblem::new(format!("no destination is named {destination}")).into_error()
        })?;
        let target = target_text(flow, config);
        if config.kind == DestinationKind::File {
            let path = config.path.as_ref().ok_or_else(|| missing("path"))?;
            return Ok(Self { way: Way::File(flows.configuration().path(path)), target });
        }
        let name = config.remote_name(flow);
        // Whatever mode: it is written under the name that is given. Repeating is up to the delivery, because
        // it knows what a second attempt would mean.
        let sftp = flows.configuration().sftp_target(config)?.with_write_mode(roster_sftp::WriteMode::Direct);
        let once = Retries { attempts: 1, ..Retries::default() };
        let way = match config.write_mode() {
            WriteMode::Rename => Way::Renamed { client: Client::new(sftp), name },
            WriteMode::Direct => Way::Direct { client: Client::new(sftp.with_retries(once)), name },
        };
        Ok(Self { way, target })
    }

    /// The name that the file has until it gets its own: nobody else uses it, and it can be told again after a
    /// crash.
    pub(super) fn temporary_name(&self, run: RunId, file: &FileId) -> String {
        let hash: String = file.to_string().chars().take(8).collect();
        match &self.way {
            Way::File(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                format!(".{name}.run-{run}-{hash}.part")
            }
            Way::Renamed { name, .. } | Way::Direct { name, .. } => format!("{name}.run-{run}-{hash}.part"),
        }
    }

    /// Tells whether the temporary file is still there, so that the rename was surely not done.
    ///
    /// `None` for ways without one.
    pub(super) async fn has_temporary(&self, name: &str) -> Result<Option<bool>, Error> {
        match &self.way {
            Way::File(path) => {
                let path = path.with_file_name(name);
                blocking(move || match fs::symlink_metadata(&path) {
                    Ok(_) => Ok(Some(true)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(false)),
                    Err(error) => Err(FlowProblem::io("look for the file", &path, error).into_error()),
                })
                .await
            }
            Way::Renamed { client, .. } => {
                let found = client.probe(&[name]).await?;
                Ok(Some(matches!(found.first(), Some(Presence::Present { .. }))))
            }
            Way::Direct { .. } => Ok(None),
        }
    }

    /// Removes a temporary file, if that is possible soon: nothing depends on it.
    pub(super) async fn clean(&self, name: &str) {
        match &self.way {
            Way::File(path) => {
                let path = path.with_file_name(name);
                _ = blocking(move || Ok(fs::remove_file(path))).await;
            }
            Way::Renamed { client, .. } => {
                _ = tokio::time::timeout(CLEANING, client.remove(name)).await;
            }
            Way::Direct { .. } => {}
        }
    }
}

/// Copies a file beside its future place and writes it through to the disk.
pub(super) fn stage(source: File, temporary: &Path, target: &Path, stop: StopSignal) -> Result<(), Error> {
    let failed = |source| FlowProblem::io("write the file", temporary, source).into_error();
    let mut file = File::create(temporary).map_err(failed)?;
    let written = io::copy(&mut Stoppable::new(source, stop), &mut file).and_then(|_| {
        if let Ok(replaced) = fs::metadata(target) {
            file.set_permissions(replaced.permissions())?;
        }
        file.sync_all()
    });
    written.map_err(|error| {
        _ = fs::remove_file(temporary);
        failed(error)
    })
}

/// Gives a staged file its name.
pub(super) fn place(temporary: &Path, target: &Path) -> Result<(), Error> {
    fs::rename(temporary, target)
        .map_err(|source| FlowProblem::io("write the file", target, source).into_error())?;
    if cfg!(unix)
        && let Some(folder) = target.parent()
    {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // The name is there; at worst a power failure takes it back, which the next start finds out.
        _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

fn missing(key: &str) -> Error {
    ConfigurationProblem::new(format!("a destination lacks {key}")).into_error()
}
