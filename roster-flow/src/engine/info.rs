use roster_history::{Run, RunFilter, RunId, RunStatus};
use serde::Serialize;
use time::OffsetDateTime;

use super::Flows;
use crate::configuration::{ConversionKind, DestinationConfig, DestinationKind, FlowConfig, FlowSource};
use crate::error::Error;

/// A flow at a glance.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct FlowInfo {
    /// Its name.
    pub name: String,
    /// Where the data come from, such as `connection springfield`.
    pub source: String,
    /// What becomes of them.
    pub conversion: ConversionKind,
    /// Name of the destination.
    pub destination: String,
    /// Where the file goes, such as `sftp.example:22/incoming/roster.zip`.
    pub target: String,
    /// When it runs, such as `02:30 Europe/London, every day`; none without a schedule.
    pub schedule: Option<String>,
    /// Whether schedule and drops start it.
    pub enabled: bool,
    /// When the next run begins by itself, UTC: by the schedule, or to repeat a failed one.
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_run: Option<OffsetDateTime>,
    /// The newest run that is not under way.
    pub last: Option<Run>,
    /// The run under way, or one that a process left when it died.
    pub running: Option<RunId>,
    /// How many runs wait for a decision.
    pub held: usize,
}

impl Flows {
    /// Lists the flows by name. Blocks.
    ///
    /// # Errors
    ///
    /// [`Error::History`].
    pub fn list(&self) -> Result<Vec<FlowInfo>, Error> {
        self.configuration().flows.iter().map(|(name, flow)| self.info(name, flow)).collect()
    }

    fn info(&self, name: &str, flow: &FlowConfig) -> Result<FlowInfo, Error> {
        let of_flow = RunFilter::new().with_flow(name);
        let newest = self.history().runs(&of_flow.clone().with_limit(10))?;
        let running = self.history().runs(&of_flow.clone().with_status(RunStatus::Running))?;
        let held = self.history().runs(&of_flow.with_status(RunStatus::Held))?;
        let destination = self.configuration().destinations.get(&flow.destination);
        Ok(FlowInfo {
            name: name.to_owned(),
            source: source_text(flow),
            conversion: flow.conversion,
            destination: flow.destination.clone(),
            target: destination.map(|destination| target_text(name, destination)).unwrap_or_default(),
            schedule: flow.schedule.as_ref().map(ToString::to_string),
            enabled: flow.enabled,
            next_run: self.next_of(name, flow)?,
            last: newest.into_iter().find(|run| run.status != RunStatus::Running),
            running: running.first().map(|run| run.id),
            held: held.len(),
        })
    }
}

fn source_text(flow: &FlowConfig) -> String {
    match flow.source() {
        Some(FlowSource::Connection(name)) => format!("connection {name}"),
        Some(FlowSource::Account(name)) => format!("inbox account {name}"),
        Some(FlowSource::File(path)) => format!("file {}", path.display()),
        Some(FlowSource::Folder(path)) => format!("folder {}", path.display()),
        None => String::new(),
    }
}

/// Where a file goes, for people.
pub(super) fn target_text(flow: &str, destination: &DestinationConfig) -> String {
    if destination.kind == DestinationKind::File {
        return destination.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    }
    let host = destination.host.as_deref().unwrap_or("upload.appleschoolcontent.com");
    let port = destination.port.unwrap_or(22);
    let folder = destination.remote_folder().trim_matches('/');
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{host}:{port}/{folder}{slash}{}", destination.remote_name(flow))
}
