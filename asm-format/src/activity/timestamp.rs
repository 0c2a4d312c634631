//! Time stamps of the log, whose form is not documented.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// Reads RFC 3339, the same without offset (taken for UTC), and seconds or milliseconds since 1970.
pub(super) fn parse(text: &str) -> Option<OffsetDateTime> {
    if let Ok(time) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(time);
    }
    if let Ok(number) = text.parse::<i64>() {
        // Seconds have ten digits until the year 2286.
        let milliseconds = number.abs() >= 100_000_000_000;
        let seconds = if milliseconds { number.div_euclid(1000) } else { number };
        return OffsetDateTime::from_unix_timestamp(seconds).ok().and_then(|time| {
            let rest = if milliseconds { number.rem_euclid(1000) } else { 0 };
            time.checked_add(Duration::milliseconds(rest))
        });
    }
    // `2026-03-01 04:05:06 UTC` and the like, brought into the form of RFC 3339.
    let plain = text.strip_suffix(" UTC").unwrap_or(text).replacen(' ', "T", 1);
    OffsetDateTime::parse(&format!("{plain}Z"), &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_forms_mean_the_same_moment() {
        for text in [
            "2026-03-01T04:05:06Z",
            "2026-03-01T05:05:06+01:00",
            "2026-03-01 04:05:06",
            "2026-03-01T04:05:06",
            "2026-03-01 04:05:06.000",
            "2026-03-01 04:05:06 UTC",
            "1772337906",
            "1772337906000",
        ] {
            assert_eq!(parse(text).map(OffsetDateTime::unix_timestamp), Some(1_772_337_906), "{text}");
        }
        for text in ["", "yesterday", "01/03/2026 04:05", "2026-13-01 00:00:00", "99999999999999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
