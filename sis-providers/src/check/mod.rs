//! Connection checks: step by step from the typed URL to filters, with a hint for whatever fails.
//!
//! A check looks at the settings, the name of the host, the connection, the token and its scopes, the first
//! page of every collection of the services that are wanted, and then at what the server can do: paging,
//! filters, order, selected members, changes since an instant. Other ways to a token and other roots that the profile knows are tried here and nowhere else,
//! only when an answer says that they may help, and few of them. What was found out is [`Learned`] and can
//! be kept.
//!
//! A check reads a few records of each collection and keeps none of them.

mod access;
mod attempts;
mod contents;
mod judge;
mod learned;
mod network;
mod observer;
mod sample;
mod step;
mod symptoms;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use oneroster_client::Client;
use oneroster_client::transport::Transport;
use tokio::time::Instant;
use tracing::debug;

pub use learned::Learned;
use network::{Network, SystemNetwork};
use observer::{Observer, TokenFacts};
use sample::Sample;
pub use step::{CheckReport, Outcome, Step};

use crate::address::Address;
use crate::collection::Collection;
use crate::connection::Connection;
use crate::diagnose::{Hint, Stage, Symptom, diagnose};
use crate::profile::TokenAlternative;

/// A connection check in progress.
///
/// # Examples
///
/// ```no_run
/// # async fn example() -> Result<(), sis_providers::Error> {
/// use sis_providers::check::Check;
/// use sis_providers::{Connection, Credentials, Profiles};
///
/// let profiles = Profiles::builtin();
/// let credentials = Credentials::new("id", "secret");
/// let connection = Connection::new(profiles.get("aeries")?, "https://sis.example/Aeries", credentials);
/// let mut check = Check::new(connection);
/// while let Some(step) = check.next_step().await {
///     println!("{step}");
/// }
/// let report = check.into_report();
/// if report.is_usable() {
///     println!("{}", report.learned.to_toml()?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is sent until the steps are asked for"]
pub struct Check {
    connection: Connection,
    options: CheckOptions,
    network: Arc<dyn Network>,
    tasks: VecDeque<Task>,
    access: Option<Access>,
    transport: Option<Arc<dyn Transport>>,
    addresses: BTreeMap<String, Vec<std::net::SocketAddr>>,
    token: Option<TokenFacts>,
    /// What became of the read that went along with the token.
    first: Option<Result<Sample, oneroster_client::Error>>,
    samples: BTreeMap<Collection, Sample>,
    /// Collections that are not there.
    missing: Vec<Collection>,
    steps: Vec<Step>,
    learned: Learned,
}

/// How a check goes about its work.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CheckOptions {
    /// Records that are read of each collection; default 10.
    pub sample: u32,
    /// Longest time for looking a name up and for connecting; default 10 s each.
    pub connect_timeout: Duration,
    /// Longest time for one request; default 60 s.
    pub timeout: Duration,
    /// Leaves names and connections out, since a proxy takes care of them; default off.
    pub through_proxy: bool,
    /// Leaves out what the server can do: paging, filters, order, fields, changes; default off.
    pub only_access: bool,
}

impl Default for CheckOptions {
    fn default() -> Self {
        Self {
            sample: 10,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            through_proxy: false,
            only_access: false,
        }
    }
}

/// What is needed to ask the server.
#[derive(Clone, Debug)]
struct Access {
    client: Client,
    observer: Arc<Observer>,
    address: Address,
}

/// Something to do.
#[derive(Clone, Debug)]
enum Task {
    Settings,
    Dns(Target),
    Tcp(Target),
    Tls(Target),
    Token,
    OtherToken { alternative: TokenAlternative, first_failure: Symptom },
    Scope,
    OtherRoot(String),
    Read(Collection),
    Paging,
    PageSize,
    Filter { field: &'static str, holds: &'static str, other: &'static str, people: bool },
    TwoClauses,
    Sort,
    Fields,
    Delta,
    Skip(Stage),
}

/// A host to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    host: String,
    port: u16,
    secure: bool,
}

/// What came of a task.
#[derive(Debug)]
struct Found {
    stage: Stage,
    subject: String,
    collection: Option<Collection>,
    outcome: Outcome,
    detail: String,
    hint: Option<Hint>,
}

impl Found {
    fn new(stage: Stage, subject: impl Into<String>, outcome: Outcome, detail: impl Into<String>) -> Self {
        Self { stage, subject: subject.into(), collection: None, outcome, detail: detail.into(), hint: None }
    }
}

impl Check {
    /// Prepares a check. Nothing is sent yet.
    pub fn new(connection: Connection) -> Self {
        Self::with_options(connection, CheckOptions::default())
    }

    /// Prepares a check with options of one's own.
    pub fn with_options(connection: Connection, options: CheckOptions) -> Self {
        let learned = Learned::new(&connection.profile);
        Self {
            connection,
            options,
            network: Arc::new(SystemNetwork),
            tasks: VecDeque::from([Task::Settings]),
            access: None,
            transport: None,
            addresses: BTreeMap::new(),
            token: None,
            first: None,
            samples: BTreeMap::new(),
            missing: Vec::new(),
            steps: Vec::new(),
            learned,
        }
    }

    /// Does the next step; none when the check is at its end.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the step under way is left out and the check goes on with the one after.
    pub async fn next_step(&mut self) -> Option<Step> {
        while let Some(task) = self.tasks.pop_front() {
            let began = Instant::now();
            debug!(?task, "next step of the check");
            // Boxed, since the steps together make a large future.
            let Some(found) = Box::pin(self.perform(task)).await else { continue };
            let step = Step {
                stage: found.stage,
                subject: found.subject,
                collection: found.collection,
                outcome: found.outcome,
                took: began.elapsed(),
                detail: found.detail,
                hint: found.hint,
            };
            self.steps.push(step.clone());
            return Some(step);
        }
        self.note_missing();
        None
    }

    /// Does all steps that are left.
    pub async fn run(mut self) -> CheckReport {
        while self.next_step().await.is_some() {}
        self.into_report()
    }

    /// Returns the steps done so far, and what was learned.
    pub fn into_report(self) -> CheckReport {
        CheckReport { steps: self.steps, learned: self.learned }
    }

    async fn perform(&mut self, task: Task) -> Option<Found> {
        match task {
            Task::Settings => Some(self.settings()),
            Task::Dns(target) => Some(self.dns(&target).await),
            Task::Tcp(target) => Some(self.tcp(&target).await),
            Task::Tls(target) => Some(self.tls(&target).await),
            Task::Token => Some(self.first_token().await),
            Task::OtherToken { alternative, first_failure } => {
                Some(self.other_token(&alternative, first_failure).await)
            }
            Task::Scope => self.scope(),
            Task::OtherRoot(root) => self.other_root(&root).await,
            Task::Read(collection) => Some(self.read(collection).await),
            Task::Paging => Some(self.paging().await),
            Task::PageSize => self.page_size().await,
            Task::Filter { field, holds, other, people } => self.filter(field, [holds, other], people).await,
            Task::TwoClauses => self.two_clauses().await,
            Task::Sort => self.sort().await,
            Task::Fields => self.fields().await,
            Task::Delta => self.delta().await,
            Task::Skip(stage) => Some(Found::new(stage, "", Outcome::Skipped, "not reached")),
        }
    }

    /// Goes no further; every stage that is left is reported once as not reached.
    fn give_up(&mut self) {
        let mut stages: Vec<Stage> = self.tasks.drain(..).filter_map(|task| task.stage()).collect();
        stages.dedup();
        self.tasks.extend(stages.into_iter().map(Task::Skip));
    }

    fn hint(&self, symptom: &Symptom) -> Hint {
        diagnose(&self.connection.profile, symptom)
    }
}

impl Task {
    fn stage(&self) -> Option<Stage> {
        Some(match self {
            Self::Settings => Stage::Settings,
            Self::Dns(_) => Stage::Dns,
            Self::Tcp(_) => Stage::Tcp,
            Self::Tls(_) => Stage::Tls,
            Self::Token => Stage::Token,
            Self::OtherToken { .. } | Self::OtherRoot(_) => return None,
            Self::Scope => Stage::Scope,
            Self::Read(_) => Stage::Collection,
            Self::Paging | Self::PageSize => Stage::Paging,
            Self::Filter { .. } | Self::TwoClauses | Self::Sort | Self::Fields => Stage::Filter,
            Self::Delta => Stage::Delta,
            Self::Skip(stage) => *stage,
        })
    }
}
