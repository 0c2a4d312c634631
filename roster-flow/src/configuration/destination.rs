use std::path::PathBuf;

use serde::Deserialize;

use super::SecretReference;

/// Where a flow delivers to: table `[destinations.NAME]`.
///
/// Which fields there are depends on [`kind`](Self::kind); reading a configuration checks that.
///
/// # Examples
///
/// ```
/// use roster_flow::Configuration;
/// use roster_flow::configuration::DestinationKind;
///
/// let configuration = Configuration::parse(
///     "[destinations.disk]\nkind = \"file\"\npath = \"out/asm.zip\"",
/// )?;
/// assert_eq!(configuration.destinations["disk"].kind, DestinationKind::File);
///
/// let text = "[destinations.disk]\nkind = \"file\"\npath = \"out/asm.zip\"\nport = 22";
/// let error = Configuration::parse(text).unwrap_err();
/// assert_eq!(error.to_string(), "line 4, destinations.disk.port: destinations of kind file have no such key");
/// # Ok::<(), roster_flow::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestinationConfig {
    /// What is on the other side.
    pub kind: DestinationKind,
    /// Name of the server; that of Apple is known.
    #[serde(default)]
    pub host: Option<String>,
    /// Port; default 22.
    #[serde(default)]
    pub port: Option<u16>,
    /// Folder on the server; default `/dropbox` for Apple, else the folder in which the login ends up.
    #[serde(default)]
    pub folder: Option<String>,
    /// Name of the file on the server; default `Archive.zip` for Apple, else the name of the flow with `.zip`.
    #[serde(default)]
    pub file_name: Option<String>,
    /// How the file gets its name; always direct for Apple, else default rename.
    #[serde(default)]
    pub write: Option<WriteMode>,
    /// User.
    #[serde(default)]
    pub user: Option<SecretReference>,
    /// Password.
    #[serde(default)]
    pub password: Option<SecretReference>,
    /// File with a private key, relative to the file of the configuration; instead of a password.
    #[serde(default)]
    pub key: Option<PathBuf>,
    /// What the private key is encrypted with.
    #[serde(default)]
    pub key_passphrase: Option<SecretReference>,
    /// Fingerprint of the server's key, such as `SHA256:...`.
    #[serde(default)]
    pub host_key: Option<String>,
    /// File with keys of servers as OpenSSH keeps it, relative to the file of the configuration.
    #[serde(default)]
    pub known_hosts: Option<PathBuf>,
    /// Trusts the key that the server shows first, and only that from then on; default no.
    #[serde(default)]
    pub trust_first_use: bool,
    /// Path of the file, relative to the file of the configuration.
    #[serde(default)]
    pub path: Option<PathBuf>,
}

impl DestinationConfig {
    /// Returns the folder on the server; empty for the one in which the login ends up.
    pub fn remote_folder(&self) -> &str {
        let default = if self.kind == DestinationKind::Apple { "/dropbox" } else { "" };
        self.folder.as_deref().unwrap_or(default)
    }

    /// Returns the name that the file of a flow has on the server.
    pub fn remote_name(&self, flow: &str) -> String {
        match (&self.file_name, self.kind) {
            (Some(name), _) => name.clone(),
            (None, DestinationKind::Apple) => "Archive.zip".to_owned(),
            (None, _) => format!("{flow}.zip"),
        }
    }

    /// Returns how the file gets its name on the server.
    pub fn write_mode(&self) -> WriteMode {
        let is_apple = self.kind == DestinationKind::Apple;
        self.write.unwrap_or(if is_apple { WriteMode::Direct } else { WriteMode::Rename })
    }
}

/// What is on the other side of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DestinationKind {
    /// Apple School Manager.
    Apple,
    /// Any SFTP server.
    Sftp,
    /// A file of this machine.
    File,
}

impl DestinationKind {
    /// Returns `apple`, `sftp` or `file`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Apple => "apple",
            Self::Sftp => "sftp",
            Self::File => "file",
        }
    }
}

/// How a file gets its name on an SFTP server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WriteMode {
    /// It is written under a temporary name and renamed when it is complete.
    Rename,
    /// It is written under its name, for servers that do not rename or look at names.
    Direct,
}
