//! A limit on wrong tokens.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

/// Wrong tokens that one address may send within a window.
pub(crate) const TRIES: u32 = 5;
/// How long wrong tokens count, from the first on.
pub(crate) const WINDOW: Duration = Duration::minutes(15);
/// Addresses that are remembered; an attacker with more of them must not fill the memory.
const ADDRESSES: usize = 1024;

/// Counts wrong tokens by address.
#[derive(Debug, Default)]
pub(super) struct Tries(Mutex<HashMap<IpAddr, Window>>);

#[derive(Clone, Copy, Debug)]
struct Window {
    began: OffsetDateTime,
    wrong: u32,
}

impl Tries {
    /// Tells how long an address has to wait, if it has used up its tries.
    pub(super) fn wait(&self, address: IpAddr, now: OffsetDateTime) -> Option<Duration> {
        let windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.get(&network(address))?;
        let wait = window.began + WINDOW - now;
        (window.wrong >= TRIES && wait.is_positive()).then_some(wait)
    }

    /// Counts a wrong token.
    pub(super) fn count(&self, address: IpAddr, now: OffsetDateTime) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= ADDRESSES {
            windows.retain(|_, window| window.began + WINDOW > now);
        }
        if windows.len() >= ADDRESSES
            && let Some(oldest) = windows.iter().min_by_key(|(_, window)| window.began).map(|(key, _)| *key)
        {
            windows.remove(&oldest);
        }
        let window = windows.entry(network(address)).or_insert(Window { began: now, wrong: 0 });
        if window.began + WINDOW <= now {
            *window = Window { began: now, wrong: 0 };
        }
        window.wrong += 1;
    }

    /// Forgets an address that has sent the right token.
    pub(super) fn forget(&self, address: IpAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&network(address));
    }
}

/// The address, or the network of 64 bits that one host of IPv6 can choose its addresses from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED))
    }

    #[test]
    fn the_fifth_wrong_token_closes_the_door_for_the_rest_of_the_window() {
        let tries = Tries::default();
        for _ in 0..TRIES {
            assert_eq!(tries.wait(address("192.0.2.7"), NOW), None);
            tries.count(address("192.0.2.7"), NOW);
        }
        let later = NOW + Duration::minutes(5);
        assert_eq!(tries.wait(address("192.0.2.7"), later), Some(Duration::minutes(10)));
        assert_eq!(tries.wait(address("192.0.2.8"), later), None);
        assert_eq!(tries.wait(address("192.0.2.7"), NOW + WINDOW), None);
        tries.count(address("192.0.2.7"), NOW + WINDOW);
        assert_eq!(tries.wait(address("192.0.2.7"), NOW + WINDOW), None, "a new window begins with one");
    }

    #[test]
    fn other_addresses_of_the_same_host_count_together() {
        let tries = Tries::default();
        for host in 0..TRIES {
            tries.count(address(&format!("2001:db8::{host}")), NOW);
        }
        assert!(tries.wait(address("2001:db8::ffff"), NOW).is_some());
        assert!(tries.wait(address("2001:db8:0:1::1"), NOW).is_none());
    }

    #[test]
    fn the_table_does_not_grow_without_limit() {
        let tries = Tries::default();
        for number in 0..5_000_u32 {
            tries.count(IpAddr::V4(number.into()), NOW + Duration::seconds(number.into()));
        }
        assert!(tries.0.lock().map_or(0, |windows| windows.len()) <= ADDRESSES);
    }
}
