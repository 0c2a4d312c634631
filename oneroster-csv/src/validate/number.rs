//! Numbers as the cells of a file write them.
//!
//! The text of the standard gives no grammar; plain digits with an optional minus sign and a dot are
//! taken as exact, everything else that has one meaning as tolerated.

use oneroster_model::date::Reading;

/// Reads a year; `2026-2027` is tolerated and means the year in which the school year ends.
pub(super) fn read_year(text: &str) -> Reading<u16> {
    if let Some(year) = four_digits(text) {
        return Reading::Exact(year);
    }
    let trimmed = text.trim();
    let span = trimmed.split_once(['-', '/']).and_then(|(from, to)| {
        let (from, to) = (four_digits(from.trim())?, four_digits(to.trim())?);
        (to == from + 1).then_some(to)
    });
    match four_digits(trimmed).or(span) {
        Some(year) => Reading::Tolerated(year),
        None => Reading::Invalid,
    }
}

/// Reads a whole number; a plus sign, a percent sign and `.0` are tolerated.
pub(super) fn read_integer(text: &str) -> Reading<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if let (true, Ok(value)) = (are_digits(digits), text.parse()) {
        return Reading::Exact(value);
    }
    let trimmed = text.trim().trim_end_matches('%').trim_end();
    let whole = trimmed.split_once('.').map_or(trimmed, |(whole, fraction)| {
        let is_zero = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
        if is_zero { whole } else { trimmed }
    });
    match whole.parse() {
        Ok(value) => Reading::Tolerated(value),
        Err(_) => Reading::Invalid,
    }
}

/// Reads a decimal number; a plus sign, a percent sign, an exponent and a bare dot are tolerated.
pub(super) fn read_float(text: &str) -> Reading<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_plain = are_digits(whole) && are_digits(fraction);
    if let (true, Ok(value)) = (is_plain, text.parse()) {
        return Reading::Exact(value);
    }
    let trimmed = text.trim().trim_end_matches('%').trim_end();
    // Words such as "infinity" are numbers for the parser only.
    let is_number =
        trimmed.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    match trimmed.parse::<f64>() {
        Ok(value) if is_number && value.is_finite() => Reading::Tolerated(value),
        _ => Reading::Invalid,
    }
}

fn four_digits(text: &str) -> Option<u16> {
    if text.len() == 4 && are_digits(text) { text.parse().ok() } else { None }
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_the_wild() {
        for (text, expected) in [
            ("2027", Reading::Exact(2027)),
            (" 2027", Reading::Tolerated(2027)),
            ("2026-2027", Reading::Tolerated(2027)),
            ("2026/2027", Reading::Tolerated(2027)),
            ("2026-2029", Reading::Invalid),
            ("20A5", Reading::Invalid),
            ("27", Reading::Invalid),
        ] {
            assert_eq!(read_year(text), expected, "{text}");
        }
    }

    #[test]
    fn whole_numbers_of_the_wild() {
        for (text, expected) in [
            ("20", Reading::Exact(20)),
            ("-1", Reading::Exact(-1)),
            ("007", Reading::Exact(7)),
            ("20%", Reading::Tolerated(20)),
            ("20 %", Reading::Tolerated(20)),
            ("+20", Reading::Tolerated(20)),
            ("20.00", Reading::Tolerated(20)),
            ("20.5", Reading::Invalid),
            ("20.", Reading::Invalid),
            ("--1", Reading::Invalid),
            ("99999999999999999999", Reading::Invalid),
            ("twenty", Reading::Invalid),
        ] {
            assert_eq!(read_integer(text), expected, "{text}");
        }
    }

    #[test]
    fn decimal_numbers_of_the_wild() {
        for (text, expected) in [
            ("95.5", Reading::Exact(95.5)),
            ("-0.25", Reading::Exact(-0.25)),
            ("100", Reading::Exact(100.0)),
            ("95.5%", Reading::Tolerated(95.5)),
            (".5", Reading::Tolerated(0.5)),
            ("5.", Reading::Tolerated(5.0)),
            ("1e2", Reading::Tolerated(100.0)),
            ("95,5", Reading::Invalid),
            ("inf", Reading::Invalid),
            ("NaN", Reading::Invalid),
            ("1e999", Reading::Invalid),
            ("A", Reading::Invalid),
        ] {
            assert_eq!(read_float(text), expected, "{text}");
        }
    }
}
