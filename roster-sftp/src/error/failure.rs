use std::error::Error as StdError;
use std::fmt;

/// A part of an operation, in the order in which they happen.
///
/// # Examples
///
/// ```
/// use roster_sftp::Step;
///
/// assert!(Step::Resolve < Step::Login);
/// assert_eq!(Step::HostKey.as_str(), "host_key");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Step {
    /// Finding the addresses of the host name.
    Resolve,
    /// Opening the TCP connection.
    Connect,
    /// Exchanging keys and verifying the host key.
    HostKey,
    /// Proving who the user is.
    Login,
    /// Starting SFTP.
    Session,
    /// Creating the file.
    Open,
    /// Writing the contents.
    Write,
    /// Closing the file.
    Close,
    /// Giving the file its final name.
    Rename,
    /// Looking whether a file exists.
    Look,
    /// Removing a file.
    Remove,
}

impl Step {
    /// Returns the stable name in `snake_case`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::HostKey => "host_key",
            Self::Login => "login",
            Self::Session => "session",
            Self::Open => "open",
            Self::Write => "write",
            Self::Close => "close",
            Self::Rename => "rename",
            Self::Look => "look",
            Self::Remove => "remove",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The details of a failure.
///
/// # Examples
///
/// ```
/// use roster_sftp::Fingerprint;
///
/// let error = "SHA256:short".parse::<Fingerprint>().unwrap_err();
/// assert!(error.failure().step().is_none(), "nothing was sent");
/// assert_eq!(error.failure().attempts(), 1);
/// ```
#[derive(Debug)]
pub struct Failure {
    detail: String,
    server: Option<String>,
    step: Option<Step>,
    advice: Option<String>,
    attempts: u32,
    may_have_arrived: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Failure {
    pub(crate) fn new(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            server: None,
            step: None,
            advice: None,
            attempts: 1,
            may_have_arrived: false,
            source: None,
        }
    }

    pub(crate) fn at_server(mut self, host: &str, port: u16) -> Self {
        self.server = Some(format!("{host}:{port}"));
        self
    }

    pub(crate) const fn during(mut self, step: Step) -> Self {
        self.step = Some(step);
        self
    }

    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    pub(crate) fn caused_by(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    pub(crate) const fn after_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    pub(crate) const fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    pub(crate) const fn set_may_have_arrived(&mut self) {
        self.may_have_arrived = true;
    }

    pub(crate) fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }

    /// Returns host and port, such as `sftp.example:22`, if a server was involved.
    pub fn server(&self) -> Option<&str> {
        self.server.as_deref()
    }

    /// Returns the step that failed, if there was one.
    pub const fn step(&self) -> Option<Step> {
        self.step
    }

    /// Returns how often it was tried, from 1.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn advice(&self) -> Option<&str> {
        self.advice.as_deref()
    }

    pub(crate) const fn may_have_arrived(&self) -> bool {
        self.may_have_arrived
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(step) = self.step {
            write!(f, " at {step}")?;
        }
        if let Some(server) = &self.server {
            write!(f, ": {server}")?;
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        if self.attempts > 1 {
            write!(f, " ({} attempts)", self.attempts)?;
        }
        Ok(())
    }
}
