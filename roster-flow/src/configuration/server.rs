use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use roster_sftp::InboxSettings;
use serde::Deserialize;

use super::SecretReference;

/// The web page of `roster serve`: table `[server]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ServerConfig {
    /// Address and port; default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// What whoever opens the page has to know; demanded unless the address is one of this machine alone.
    pub token: Option<SecretReference>,
    /// Where people find the page if a proxy stands before it, such as `https://roster.example.org`: for links in
    /// messages, and as a name that the page answers to. Demands a token.
    pub url: Option<String>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self { listen: local(8080), token: None, url: None }
    }
}

/// The SFTP inbox of `roster serve`: table `[inbox]`. Without the table there is no inbox.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct InboxConfig {
    /// Address and port; default `127.0.0.1:2222`.
    pub listen: SocketAddr,
    /// Seconds of silence after which a set of CSV files counts as complete; default 120.
    pub quiet_seconds: Option<u32>,
    /// MiB that an account may have in its folder; default 2048.
    pub quota_mib: Option<u32>,
    /// MiB that one file may have; default 1024.
    pub largest_file_mib: Option<u32>,
}

impl Default for InboxConfig {
    fn default() -> Self {
        Self { listen: local(2222), quiet_seconds: None, quota_mib: None, largest_file_mib: None }
    }
}

impl InboxConfig {
    /// Returns the settings of an inbox that keeps everything in a folder.
    pub fn settings(&self, folder: impl Into<PathBuf>) -> InboxSettings {
        const MIB: u64 = 1 << 20;
        let mut settings = InboxSettings::new(folder, self.listen);
        if let Some(seconds) = self.quiet_seconds {
            settings.quiet = Duration::from_secs(seconds.into());
        }
        if let Some(size) = self.quota_mib {
            settings.quota = u64::from(size) * MIB;
        }
        if let Some(size) = self.largest_file_mib {
            settings.largest_file = u64::from(size) * MIB;
        }
        settings
    }
}

const fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}
