//! Numbers for people.

use std::time::Duration;

/// Writes a count with commas: `1,234,567`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a count and its noun: `1 row`, `2 rows`.
pub(crate) fn counted(count: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { singular } else { plural })
}

/// Writes what comes after "there": `is 1 error`, `are 2 errors`.
pub(crate) fn there(count: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", if count == 1 { "is" } else { "are" }, counted(count, singular, plural))
}

/// Writes a time: `0.42 s`, `12.3 s`, `3 min 5 s`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match duration.as_secs() {
        0..=9 => format!("{seconds:.2} s"),
        10..=59 => format!("{seconds:.1} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

/// Writes a share of 0 to 1: `12.5 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_commas_between_thousands() {
        for (count, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), expected);
        }
        assert_eq!(grouped(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(0, "row", "rows"), "0 rows");
    }

    #[test]
    fn times_keep_the_digits_that_matter() {
        for (millis, expected) in [(420, "0.42 s"), (12_340, "12.3 s"), (185_000, "3 min 5 s")] {
            assert_eq!(duration(Duration::from_millis(millis)), expected);
        }
    }
}
