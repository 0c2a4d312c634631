use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, Failure};
use crate::fingerprint::Fingerprint;
use crate::secret::Secret;

/// How the user proves who they are.
///
/// # Examples
///
/// ```
/// use roster_sftp::Authentication;
///
/// let password = Authentication::Password("s3cr3t".into());
/// assert!(!format!("{password:?}").contains("s3cr3t"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Authentication {
    /// A password. Where the server asks for it in the keyboard-interactive way, it is the answer to the
    /// one question that does not show what is typed.
    Password(Secret),
    /// A private key.
    Key {
        /// The text of the key file: OpenSSH format, or PKCS#8 and PEM as older tools write them.
        private_key: Secret,
        /// The passphrase, if the key has one.
        passphrase: Option<Secret>,
    },
    /// The keys of a running SSH agent, tried in its order. Unix only.
    Agent {
        /// The socket, which OpenSSH names in `SSH_AUTH_SOCK`.
        socket: PathBuf,
    },
}

/// Which host keys are trusted. There is no way to trust any key.
///
/// # Examples
///
/// ```
/// use roster_sftp::HostKeyPolicy;
///
/// let pinned = HostKeyPolicy::pinned(["SHA256:Nh0Me49Zh9fDw/VYUfq43IJmI1T+XrjiYONPND8GzaM"])?;
/// assert!(matches!(pinned, HostKeyPolicy::Pinned(pins) if pins.len() == 1));
/// # Ok::<(), roster_sftp::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum HostKeyPolicy {
    /// Keys with one of these fingerprints. Servers have several keys of different types; the types are
    /// tried until one fits.
    Pinned(Vec<Fingerprint>),
    /// Keys in a file of OpenSSH's format; see [`KnownHosts`](crate::KnownHosts).
    KnownHosts(PathBuf),
    /// As `KnownHosts`, but the key of a host that the file says nothing about is trusted and added.
    TrustFirstUse(PathBuf),
}

impl HostKeyPolicy {
    /// Pins keys by the texts of their fingerprints.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when a text is not a SHA-256 fingerprint.
    pub fn pinned<'a>(fingerprints: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        fingerprints.into_iter().map(str::parse).collect::<Result<_, _>>().map(Self::Pinned)
    }
}

/// How a file gets its name on the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum WriteMode {
    /// One write straight to the final name: nothing is asked before or after. For servers that take
    /// the file away at once, as Apple's does.
    Direct,
    /// Under a temporary name, then renamed: nobody sees half a file under the final name. For servers
    /// that allow renaming.
    Rename,
}

/// Limits of time.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use roster_sftp::Timeouts;
///
/// let timeouts = Timeouts { idle: Duration::from_secs(30), ..Timeouts::default() };
/// assert_eq!(timeouts.connect, Duration::from_secs(15));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Timeouts {
    /// For each of name resolution, connection, key exchange and login. 15 s by default.
    pub connect: Duration,
    /// For each answer of the server while working; while writing, for each part of the file. 120 s by
    /// default.
    pub idle: Duration,
    /// For a whole operation with all its attempts and pauses. One hour by default.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            idle: Duration::from_secs(120),
            total: Duration::from_secs(3600),
        }
    }
}

/// How often an interrupted upload is repeated, each time from the beginning of the file.
///
/// Only broken connections and time-outs are repeated. What the server refuses is not, least of all logins;
/// nor are unexpected host keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Retries {
    /// Attempts in all, from 1. Three by default.
    pub attempts: u32,
    /// The pause after the first attempt; it doubles after each further one. Two seconds by default.
    pub pause: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self { attempts: 3, pause: Duration::from_secs(2) }
    }
}

/// A server, a user on it and the folder to write into.
///
/// # Examples
///
/// ```
/// use roster_sftp::{Authentication, HostKeyPolicy, Target, WriteMode};
///
/// let target = Target::new("sftp.vendor.example", "springfield", Authentication::Password("s3cr3t".into()))
///     .with_port(2022)
///     .with_folder("incoming")
///     .with_host_keys(HostKeyPolicy::KnownHosts("known_hosts".into()));
/// assert_eq!(target.write_mode(), WriteMode::Rename);
/// assert_eq!(target.remote_path("roster.zip")?, "incoming/roster.zip");
/// assert!(target.remote_path("../roster.zip").is_err());
/// # Ok::<(), roster_sftp::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Target {
    host: String,
    port: u16,
    user: String,
    authentication: Authentication,
    host_keys: Option<HostKeyPolicy>,
    folder: String,
    write_mode: WriteMode,
    timeouts: Timeouts,
    retries: Retries,
}

impl Target {
    /// Describes a server on port 22, with the start folder of the user and renaming.
    ///
    /// The host keys have to be given with [`with_host_keys`](Self::with_host_keys) before it can be used.
    pub fn new(host: impl Into<String>, user: impl Into<String>, authentication: Authentication) -> Self {
        Self {
            host: host.into(),
            port: 22,
            user: user.into(),
            authentication,
            host_keys: None,
            folder: String::new(),
            write_mode: WriteMode::Rename,
            timeouts: Timeouts::default(),
            retries: Retries::default(),
        }
    }

    /// Describes the upload server of Apple School Manager: folder `/dropbox`, direct writing, 15 s to
    /// connect and 120 s of silence.
    ///
    /// Apple's server does not let a client look at the file afterwards, so nothing but the write is
    /// asked of it. Its host key is not built in, because Apple may change it: pin it or use a known-hosts
    /// file.
    ///
    /// # Examples
    ///
    /// ```
    /// use roster_sftp::{Target, WriteMode};
    ///
    /// let target = Target::apple("12345@sftp.apple.com", "s3cr3t".into());
    /// assert_eq!(target.server(), ("upload.appleschoolcontent.com", 22));
    /// assert_eq!(target.remote_path("Archive.zip")?, "/dropbox/Archive.zip");
    /// assert_eq!(target.write_mode(), WriteMode::Direct);
    /// # Ok::<(), roster_sftp::Error>(())
    /// ```
    pub fn apple(user: impl Into<String>, password: Secret) -> Self {
        Self::new("upload.appleschoolcontent.com", user, Authentication::Password(password))
            .with_folder("/dropbox")
            .with_write_mode(WriteMode::Direct)
    }

    /// Replaces the host.
    #[must_use]
    pub fn with_host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// Replaces the port.
    #[must_use]
    pub const fn with_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets which host keys are trusted.
    #[must_use]
    pub fn with_host_keys(mut self, policy: HostKeyPolicy) -> Self {
        self.host_keys = Some(policy);
        self
    }

    /// Sets the folder; empty is the start folder of the user, relative paths begin there.
    #[must_use]
    pub fn with_folder(mut self, folder: impl Into<String>) -> Self {
        self.folder = folder.into();
        self
    }

    /// Sets how files get their name.
    #[must_use]
    pub const fn with_write_mode(mut self, write_mode: WriteMode) -> Self {
        self.write_mode = write_mode;
        self
    }

    /// Sets the limits of time.
    #[must_use]
    pub const fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets how often interrupted uploads are repeated.
    #[must_use]
    pub const fn with_retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Returns host and port.
    pub fn server(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// Returns the name of the user.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Returns how the user proves who they are.
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// Returns which host keys are trusted, if that was said.
    pub const fn host_keys(&self) -> Option<&HostKeyPolicy> {
        self.host_keys.as_ref()
    }

    /// Returns the folder.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Returns how files get their name.
    pub const fn write_mode(&self) -> WriteMode {
        self.write_mode
    }

    /// Returns the limits of time.
    pub const fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Returns how often interrupted uploads are repeated.
    pub const fn retries(&self) -> Retries {
        self.retries
    }

    /// Returns the path of a file in the folder.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the name is empty, `.`, `..`, or holds a slash or control character.
    pub fn remote_path(&self, name: &str) -> Result<String, Error> {
        let wrong = name.is_empty()
            || name == "."
            || name == ".."
            || name.chars().any(|it| it == '/' || it.is_control());
        if wrong {
            return Err(self.configuration("the name of the file on the server must be a plain file name"));
        }
        let folder = self.folder.trim_end_matches('/');
        Ok(match (folder, self.folder.as_str()) {
            ("", "") => name.to_owned(),
            ("", _) => format!("/{name}"),
            (folder, _) => format!("{folder}/{name}"),
        })
    }

    /// Returns the policy, or says what is wrong with the target.
    pub(crate) fn verified(&self) -> Result<&HostKeyPolicy, Error> {
        if self.host.trim().is_empty() || self.host.chars().any(|it| it.is_whitespace() || it == '/') {
            return Err(self.configuration("the host is not a host name or address"));
        }
        if self.user.is_empty() {
            return Err(self.configuration("the name of the user is empty"));
        }
        if self.retries.attempts == 0 {
            return Err(self.configuration("at least one attempt is needed"));
        }
        match &self.host_keys {
            None => Err(Error::Configuration(Box::new(
                Failure::new("nothing says which host key to trust")
                    .at_server(&self.host, self.port)
                    .advise("pin the fingerprint of the server's key, or give a known-hosts file"),
            ))),
            Some(HostKeyPolicy::Pinned(pins)) if pins.is_empty() => {
                Err(self.configuration("no fingerprint is pinned"))
            }
            Some(policy) => Ok(policy),
        }
    }

    fn configuration(&self, detail: &str) -> Error {
        Error::Configuration(Box::new(Failure::new(detail).at_server(&self.host, self.port)))
    }
}
