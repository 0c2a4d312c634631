//! Faults drawn from a seed.

/// What a random fault does; each is one that a good client survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RandomFault {
    Status(u16),
    Reset,
    Truncate,
    ExpiredToken,
    Delay,
}

const KINDS: [RandomFault; 8] = [
    RandomFault::Status(429),
    RandomFault::Status(502),
    RandomFault::Status(503),
    RandomFault::Status(504),
    RandomFault::Reset,
    RandomFault::Truncate,
    RandomFault::ExpiredToken,
    RandomFault::Delay,
];

/// Decides whether the n-th request for a URL fails, and how.
///
/// The same on every machine: FNV-1a, with the last steps of splitmix64 to spread the bits.
pub(super) fn draw(seed: u64, rate: f64, target: &str, attempt: u64) -> Option<RandomFault> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in seed.to_le_bytes().into_iter().chain(attempt.to_le_bytes()).chain(target.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let first = spread(hash);
    if unit(first) >= rate {
        return None;
    }
    let second = spread(first);
    KINDS.get((second % KINDS.len() as u64) as usize).copied()
}

fn spread(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// A number from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_kept_and_every_kind_occurs() {
        let drawn: Vec<_> =
            (0..4000).filter_map(|attempt| draw(7, 0.25, "/users?offset=0", attempt)).collect();
        assert!((800..1200).contains(&drawn.len()), "{}", drawn.len());
        for kind in KINDS {
            assert!(drawn.contains(&kind), "{kind:?}");
        }
    }

    #[test]
    fn a_draw_depends_on_seed_url_and_attempt_alone() {
        let row = |seed, target: &str| -> Vec<_> {
            (0..64).map(|attempt| draw(seed, 0.5, target, attempt)).collect()
        };
        assert_eq!(row(1, "/users"), row(1, "/users"));
        assert_ne!(row(1, "/users"), row(2, "/users"));
        assert_ne!(row(1, "/users"), row(1, "/orgs"));
    }
}
