use jiff::civil::Date;
use sha2::{Digest, Sha256};

/// Returns by how many seconds the runs of a flow start later on a day, from 0 to the given number of minutes.
///
/// Always the same for the same flow and day, on every machine and in every version, so that a restart does not change
/// what is due.
pub(super) fn seconds(flow: &str, day: Date, most_minutes: u16) -> u32 {
    let most = u64::from(most_minutes) * 60;
    let digest = Sha256::digest(format!("{flow}\n{day}"));
    let drawn = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    u32::try_from(drawn % (most + 1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::seconds;

    #[test]
    fn delays_stay_the_same_and_spread() {
        // By hand: printf 'nightly\n2026-03-08' | sha256sum, the first 16 digits modulo 601.
        assert_eq!(seconds("nightly", date(2026, 3, 8), 10), 209);
        assert_eq!(seconds("nightly", date(2026, 3, 8), 0), 0);
        let of_days: Vec<u32> = (1..=28).map(|day| seconds("nightly", date(2026, 2, day), 60)).collect();
        assert!(of_days.iter().all(|seconds| *seconds <= 3600), "{of_days:?}");
        assert!(
            of_days.iter().any(|seconds| *seconds < 900) && of_days.iter().any(|seconds| *seconds > 2700)
        );
        assert_ne!(seconds("nightly", date(2026, 2, 1), 60), seconds("weekly", date(2026, 2, 1), 60));
    }
}
