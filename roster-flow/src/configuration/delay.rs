//! Lengths of time as people write them: `2m`, `8h30m`.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Letters of units, with their seconds; larger ones come first in a text.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

/// Reads a text such as `2m` or `8h30m`: each unit at most once, larger ones first.
pub(super) fn parse_delay(text: &str) -> Option<Duration> {
    let mut seconds = 0_u64;
    let mut rest = text;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        let unit = rest.get(digits..)?.chars().next()?;
        let (_, factor) = units.find(|(known, _)| *known == unit)?;
        seconds = seconds.checked_add(number.checked_mul(*factor)?)?;
        rest = rest.get(digits + unit.len_utf8()..)?;
    }
    (!text.is_empty()).then(|| Duration::from_secs(seconds))
}

/// Deserializes a list of them.
pub(super) fn delays<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Duration>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let parse = |text: &String| {
        parse_delay(text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no time such as 2m or 8h30m")))
    };
    texts.iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_read_as_written() {
        for (text, expected) in [
            ("2m", Some(120)),
            ("8h30m", Some(30_600)),
            ("1d2h3m4s", Some(93_784)),
            ("0s", Some(0)),
            ("", None),
            ("5", None),
            ("m", None),
            ("30m8h", None),
            ("2m2m", None),
            ("2 m", None),
            ("-2m", None),
            ("99999999999999999999s", None),
            ("999999999999999999d", None),
            ("2µ", None),
        ] {
            assert_eq!(parse_delay(text).map(|delay| delay.as_secs()), expected, "{text}");
        }
    }
}
