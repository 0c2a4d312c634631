use std::net::{IpAddr, Ipv4Addr, SocketAddr};

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
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self { listen: local(8080), token: None }
    }
}

/// The SFTP inbox of `roster serve`: table `[inbox]`. Without the table there is no inbox.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct InboxConfig {
    /// Address and port; default `127.0.0.1:2222`.
    pub listen: SocketAddr,
}

impl Default for InboxConfig {
    fn default() -> Self {
        Self { listen: local(2222) }
    }
}

const fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}
