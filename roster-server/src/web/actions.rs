//! What the buttons of the page do, as a trait: the page knows the history and this, and nothing else.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use roster_flow::schedule::Zone;
use roster_history::{RunId, StepKind};
use serde::Serialize;
use time::OffsetDateTime;

/// What the page asks of whoever runs the flows and holds the file accounts.
///
/// Every call returns as soon as the wish is noted: runs go on in the background, and the page looks at the
/// history to see how far they are.
#[async_trait]
pub trait Actions: Send + Sync {
    /// Returns all flows in the order of the configuration.
    async fn flows(&self) -> Result<Vec<FlowInfo>, ActionError>;

    /// Starts a run now.
    async fn run_now(&self, flow: &str, mode: RunMode) -> Result<RunId, ActionError>;

    /// Starts a new run that takes over what the steps before `from` made in another one.
    async fn replay(&self, run: RunId, from: StepKind) -> Result<RunId, ActionError>;

    /// Delivers what a held run has prepared; if a newer run has delivered meanwhile, only if that is meant.
    async fn approve(&self, run: RunId, decision: Decision) -> Result<(), ActionError>;

    /// Drops what a held run has prepared.
    async fn discard(&self, run: RunId, decision: Decision) -> Result<(), ActionError>;

    /// Returns the file accounts of the inbox, or nothing if there is no inbox.
    async fn inbox(&self) -> Result<Option<InboxInfo>, ActionError>;

    /// Adds a file account; returns its password unless it logs in with a key.
    async fn add_account(&self, name: &str, login: NewLogin) -> Result<Option<Password>, ActionError>;

    /// Gives an account a new password and returns it; the old one is void from now on.
    async fn regenerate_password(&self, name: &str) -> Result<Password, ActionError>;

    /// Gives an account another public key, as a line of OpenSSH.
    async fn set_key(&self, name: &str, key: &str) -> Result<(), ActionError>;

    /// Removes an account that no flow uses.
    async fn remove_account(&self, name: &str) -> Result<(), ActionError>;

    /// Tells whether the server works, for `/health`.
    async fn health(&self) -> Health;

    /// Returns numbers in the text format of Prometheus, for `/metrics`.
    async fn metrics(&self) -> String;
}

/// Whether a run that somebody starts delivers what it has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunMode {
    /// All steps.
    Deliver,
    /// Everything but the delivery.
    DryRun,
}

/// Who decided over a held run, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The name that somebody gave; the page cannot check it.
    pub who: String,
    /// Why; never empty when a run is approved.
    pub reason: String,
    /// Whether an approval holds although a newer run has delivered meanwhile.
    pub even_if_overtaken: bool,
}

/// One flow, as the page shows it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FlowInfo {
    /// Name in the configuration.
    pub name: String,
    /// Where the data come from, for people: `Springfield (Aeries)`.
    pub source: String,
    /// Where they go, for people: `Apple School Manager`.
    pub destination: String,
    /// What starts it, for people: `every day at 02:30` or `when a file arrives`.
    pub schedule: Option<String>,
    /// The zone in which the page shows its times.
    pub zone: Zone,
    /// When it starts next by itself.
    pub next_run: Option<OffsetDateTime>,
    /// Whether it starts by itself at all.
    pub is_enabled: bool,
    /// Whether `run_now` works; a flow that waits for files has nothing to take before one has come.
    pub can_run_now: bool,
}

impl FlowInfo {
    /// Returns a flow that is enabled and runs when somebody says so.
    pub fn new(
        name: impl Into<String>,
        source: impl Into<String>,
        destination: impl Into<String>,
        zone: Zone,
    ) -> Self {
        Self {
            name: name.into(),
            source: source.into(),
            destination: destination.into(),
            schedule: None,
            zone,
            next_run: None,
            is_enabled: true,
            can_run_now: true,
        }
    }
}

/// The inbox and its file accounts.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct InboxInfo {
    /// Where SFTP clients connect to: `roster.example.org:2222`.
    pub address: String,
    /// Fingerprint of the key of the server, `SHA256:...`, if it is known.
    pub host_key: Option<String>,
    /// Accounts in the order of their names.
    pub accounts: Vec<AccountInfo>,
}

/// One file account.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct AccountInfo {
    /// The name to log in with.
    pub name: String,
    /// Whether there is a password.
    pub has_password: bool,
    /// Fingerprint of each public key, `SHA256:...`.
    pub keys: Vec<String>,
    /// Flows that take their data from it.
    pub flows: Vec<String>,
    /// When something last arrived completely.
    pub last_drop: Option<OffsetDateTime>,
}

/// How a new account proves who it is.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewLogin {
    /// By a password that is drawn now and shown once.
    Password,
    /// By a public key, given as a line of OpenSSH.
    Key(String),
}

impl fmt::Debug for NewLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password => "Password",
            Self::Key(_) => "Key(..)",
        })
    }
}

/// A password that was drawn a moment ago and is shown once.
pub struct Password(String);

impl Password {
    /// Wraps a password.
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    /// Returns the text, for the one page that shows it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Whether the server works. Anybody may ask, so it names no flows and no accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Health {
    /// Whether all of it works.
    pub is_well: bool,
    /// Parts of the server and how they are: `scheduler` → `ok`.
    pub parts: BTreeMap<String, String>,
}

impl Health {
    /// Returns a state without parts.
    pub const fn new(is_well: bool) -> Self {
        Self { is_well, parts: BTreeMap::new() }
    }
}

/// Why a wish was not granted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ActionError {
    /// What kind of reason it is.
    pub kind: Refusal,
    /// What is wrong, for people, without secrets.
    pub message: String,
    /// What to do about it.
    pub advice: Option<String>,
}

/// Kinds of reasons why a wish was not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such flow, run or account.
    NotFound,
    /// It does not fit what is there: the flow is running, the run is not held, the account is in use.
    Conflict,
    /// What was entered cannot be used.
    Invalid,
    /// It should have worked and did not.
    Failed,
}

impl ActionError {
    /// Returns a refusal without advice.
    pub fn new(kind: Refusal, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), advice: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}
