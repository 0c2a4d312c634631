//! Names and connections, before anything is said.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use async_trait::async_trait;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::diagnose::SymptomKind;

/// Looks names up and connects. There is one for the network, and one for tests.
#[async_trait]
pub(super) trait Network: Send + Sync + fmt::Debug {
    async fn look_up(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;

    async fn connect(&self, address: SocketAddr) -> io::Result<()>;
}

/// The network of this machine.
#[derive(Debug)]
pub(super) struct SystemNetwork;

#[async_trait]
impl Network for SystemNetwork {
    async fn look_up(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(lookup_host((host, port)).await?.collect())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<()> {
        TcpStream::connect(address).await.map(drop)
    }
}

/// Why a name has no address, or an address no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreachable {
    pub(super) kind: SymptomKind,
    pub(super) detail: String,
}

/// Looks a host up, within a limit of time.
pub(super) async fn look_up(
    network: &dyn Network,
    host: &str,
    port: u16,
    limit: Duration,
) -> Result<Vec<SocketAddr>, Unreachable> {
    let unknown = |detail: String| Unreachable { kind: SymptomKind::UnknownHost, detail };
    match timeout(limit, network.look_up(host, port)).await {
        Ok(Ok(addresses)) if addresses.is_empty() => Err(unknown("no address".to_owned())),
        Ok(Ok(addresses)) => Ok(addresses),
        Ok(Err(error)) => Err(unknown(error.to_string())),
        Err(_) => Err(Unreachable {
            kind: SymptomKind::Timeout,
            detail: format!("no answer within {} s", limit.as_secs()),
        }),
    }
}

/// Connects to the first address that lets it, within a limit of time for all of them.
pub(super) async fn connect(
    network: &dyn Network,
    addresses: &[SocketAddr],
    limit: Duration,
) -> Result<SocketAddr, Unreachable> {
    let share = limit / u32::try_from(addresses.len().max(1)).unwrap_or(1);
    let mut last = Unreachable { kind: SymptomKind::Refused, detail: "no address".to_owned() };
    for address in addresses {
        last = match timeout(share, network.connect(*address)).await {
            Ok(Ok(())) => return Ok(*address),
            Ok(Err(error)) if error.kind() == io::ErrorKind::TimedOut => {
                Unreachable { kind: SymptomKind::Timeout, detail: error.to_string() }
            }
            Ok(Err(error)) => Unreachable { kind: SymptomKind::Refused, detail: error.to_string() },
            Err(_) => Unreachable {
                kind: SymptomKind::Timeout,
                detail: format!("no answer within {} s", limit.as_secs()),
            },
        };
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[derive(Debug)]
    struct Simulated {
        look_up: Result<&'static [&'static str], io::ErrorKind>,
        /// Addresses ending in 1 answer, in 2 refuse, all others are silent.
        silent: bool,
    }

    #[async_trait]
    impl Network for Simulated {
        async fn look_up(&self, _: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
            if self.silent {
                std::future::pending::<()>().await;
            }
            let addresses = self.look_up.map_err(io::Error::from)?;
            Ok(addresses.iter().map(|address| format!("{address}:{port}").parse().unwrap()).collect())
        }

        async fn connect(&self, address: SocketAddr) -> io::Result<()> {
            match address.ip().to_string().chars().last() {
                Some('1') => Ok(()),
                Some('2') => Err(io::ErrorKind::ConnectionRefused.into()),
                _ => std::future::pending().await,
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn names_and_addresses_fail_in_their_own_ways() {
        let limit = Duration::from_secs(5);
        for (look_up_result, silent, expected) in [
            (Ok(&["10.0.0.1"][..]), false, Ok("10.0.0.1:443")),
            (Ok(&["10.0.0.2", "10.0.0.1"]), false, Ok("10.0.0.1:443")),
            (Ok(&["10.0.0.3", "10.0.0.1"]), false, Ok("10.0.0.1:443")),
            (Ok(&["10.0.0.2"]), false, Err(SymptomKind::Refused)),
            (Ok(&["10.0.0.3"]), false, Err(SymptomKind::Timeout)),
            (Ok(&[]), false, Err(SymptomKind::UnknownHost)),
            (Err(io::ErrorKind::NotFound), false, Err(SymptomKind::UnknownHost)),
            (Ok(&["10.0.0.1"]), true, Err(SymptomKind::Timeout)),
        ] {
            let network = Simulated { look_up: look_up_result, silent };
            let result = match look_up(&network, "sis.example", 443, limit).await {
                Ok(addresses) => connect(&network, &addresses, limit).await,
                Err(error) => Err(error),
            };
            let found = result.map(|address| address.to_string()).map_err(|error| error.kind);
            assert_eq!(found, expected.map(str::to_owned), "{look_up_result:?} {silent}");
        }
    }
}
