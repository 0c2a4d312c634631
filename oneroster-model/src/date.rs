//! Dates and instants: the forms seen in the wild are read, the forms of the standard are written.
//!
//! The CSV binding 1.2 writes dates as `2026-08-18` and instants as `2026-08-18T06:00:00.000Z`.
//! Real systems send more; [`parse_date`] and [`parse_instant`] say how far the text was from the
//! standard.

use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// A value together with how it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<T> {
    /// Written as the standard says.
    Exact(T),
    /// Written differently, but with a clear meaning.
    Tolerated(T),
    /// Not understood.
    Invalid,
}

impl<T> Reading<T> {
    /// Returns the value, exact or tolerated.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Exact(value) | Self::Tolerated(value) => Some(value),
            Self::Invalid => None,
        }
    }

    /// Tells whether the text was written as the standard says.
    pub fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

/// Reads a date.
///
/// Exact: `2026-08-18`. Tolerated: surrounding blanks, one-digit months and days, slashes in
/// year-first order, `8/18/2026` (month first, as in the United States), and instants, whose
/// date part is taken as it is written. A text such as `18/8/2026` is read day first because no other
/// reading exists; `1/2/2026` is read month first.
///
/// # Examples
///
/// ```
/// use oneroster_model::date::{Reading, parse_date};
/// use time::macros::date;
///
/// assert_eq!(parse_date("2026-08-18"), Reading::Exact(date!(2026-08-18)));
/// assert_eq!(parse_date("8/18/2026"), Reading::Tolerated(date!(2026-08-18)));
/// assert_eq!(parse_date("2026-02-30"), Reading::Invalid);
/// ```
pub fn parse_date(text: &str) -> Reading<Date> {
    if let Some(date) = exact_date(text.as_bytes()) {
        return Reading::Exact(date);
    }
    let trimmed = text.trim();
    if let Some(date) = exact_date(trimmed.as_bytes()) {
        return Reading::Tolerated(date);
    }
    if let Some((date, _)) = trimmed.split_once(['T', ' ']) {
        return match (exact_date(date.as_bytes()), parse_instant(trimmed)) {
            (Some(date), Reading::Exact(_) | Reading::Tolerated(_)) => Reading::Tolerated(date),
            _ => Reading::Invalid,
        };
    }
    match sloppy_date(trimmed) {
        Some(date) => Reading::Tolerated(date),
        None => Reading::Invalid,
    }
}

/// Reads an instant in UTC.
///
/// Exact: `2026-08-18T06:00:00.000Z`, three fraction digits and `Z`. Tolerated: other fraction
/// lengths or none, seconds left out, a blank instead of `T`, numeric offsets with or without colon or
/// of one digit (converted), an offset followed by `Z` (the offset counts), no zone at all (taken as
/// UTC), and a date alone (midnight UTC). Digits beyond nanoseconds are cut off.
///
/// # Examples
///
/// ```
/// use oneroster_model::date::{Reading, parse_instant};
/// use time::macros::datetime;
///
/// assert_eq!(
///     parse_instant("2026-08-18T06:00:00.000Z"),
///     Reading::Exact(datetime!(2026-08-18 06:00 UTC)),
/// );
/// assert_eq!(parse_instant("2026-08-18T08:00+0200"), Reading::Tolerated(datetime!(2026-08-18 06:00 UTC)));
/// assert_eq!(parse_instant("yesterday"), Reading::Invalid);
/// ```
pub fn parse_instant(text: &str) -> Reading<OffsetDateTime> {
    match instant(text.trim()) {
        Some(instant) if is_exact_instant(text.as_bytes()) => Reading::Exact(instant),
        Some(instant) => Reading::Tolerated(instant),
        None => Reading::Invalid,
    }
}

/// Writes a date as `2026-08-18`.
///
/// Years outside 0 to 9999 cannot be written in the form of the standard and give an empty text;
/// neither [`parse_date`] nor any calendar of a school produces them.
pub fn format_date(date: Date) -> String {
    let mut text = String::with_capacity(10);
    push_date(&mut text, date);
    text
}

/// Writes an instant in UTC as `2026-08-18T06:00:00.000Z`, cut to milliseconds.
pub fn format_instant(instant: OffsetDateTime) -> String {
    let Some(instant) = instant.checked_to_offset(UtcOffset::UTC) else { return String::new() };
    let mut text = String::with_capacity(24);
    push_date(&mut text, instant.date());
    if text.is_empty() {
        return text;
    }
    for (separator, number, width) in [
        ('T', u32::from(instant.hour()), 2),
        (':', u32::from(instant.minute()), 2),
        (':', u32::from(instant.second()), 2),
        ('.', u32::from(instant.millisecond()), 3),
    ] {
        text.push(separator);
        push_digits(&mut text, number, width);
    }
    text.push('Z');
    text
}

/// Appends a date; written by hand because records hold millions of them.
fn push_date(text: &mut String, date: Date) {
    let Some(year) = u32::try_from(date.year()).ok().filter(|year| *year <= 9999) else { return };
    push_digits(text, year, 4);
    text.push('-');
    push_digits(text, u32::from(u8::from(date.month())), 2);
    text.push('-');
    push_digits(text, u32::from(date.day()), 2);
}

/// Appends a number with leading zeros.
fn push_digits(text: &mut String, number: u32, width: u32) {
    for position in (0..width).rev() {
        let digit = number / 10_u32.pow(position) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

fn calendar(year: u32, month: u32, day: u32) -> Option<Date> {
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
}

fn exact_date(bytes: &[u8]) -> Option<Date> {
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    if y.len() != 4 {
        return None;
    }
    calendar(digits(y)?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
}

fn sloppy_date(text: &str) -> Option<Date> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || b.len() > 2 {
        return None;
    }
    let (na, nb, nc) = (digits(a.as_bytes())?, digits(b.as_bytes())?, digits(c.as_bytes())?);
    match (a.len(), c.len()) {
        (4, 1..=2) => calendar(na, nb, nc),
        (1..=2, 4) if separator == '/' => calendar(nc, na, nb).or_else(|| calendar(nc, nb, na)),
        _ => None,
    }
}

fn is_exact_instant(bytes: &[u8]) -> bool {
    matches!(bytes, [_, _, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _, b'.', f1, f2, f3, b'Z']
        if digits(&[*f1, *f2, *f3]).is_some())
}

fn instant(text: &str) -> Option<OffsetDateTime> {
    if !text.is_ascii() || text.len() < 10 {
        return None;
    }
    let date = exact_date(&text.as_bytes()[..10])?;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(date.midnight().assume_utc());
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, offset) = split_offset(rest)?;
    let time = clock_time(clock)?;
    PrimitiveDateTime::new(date, time).assume_offset(offset).checked_to_offset(UtcOffset::UTC)
}

fn split_offset(text: &str) -> Option<(&str, UtcOffset)> {
    // Some systems write the zone twice: `+00:00Z`.
    let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let Some(position) = text.find(['+', '-']) else { return Some((text, UtcOffset::UTC)) };
    let (clock, offset) = text.split_at(position);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = match &offset.as_bytes()[1..] {
        [h1] => (digits(&[*h1])?, 0),
        [h1, h2] => (digits(&[*h1, *h2])?, 0),
        [h1, h2, b':', m1, m2] | [h1, h2, m1, m2] => (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?),
        _ => return None,
    };
    let seconds = sign * i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some((clock, UtcOffset::from_whole_seconds(seconds).ok()?))
}

fn clock_time(text: &str) -> Option<time::Time> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let mut two = || parts.next().filter(|part| part.len() == 2).and_then(|part| digits(part.as_bytes()));
    let (hour, minute) = (two()?, two()?);
    let second = if clock.len() > 5 { two()? } else { 0 };
    if clock.len() != 5 && clock.len() != 8 {
        return None;
    }
    let nanoseconds = if fraction.is_empty() {
        if text.ends_with('.') {
            return None;
        }
        0
    } else {
        let shown = fraction.get(..9).unwrap_or(fraction);
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        digits(shown.as_bytes())? * 10_u32.pow(9 - shown.len() as u32)
    };
    time::Time::from_hms_nano(hour as u8, minute as u8, second as u8, nanoseconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn dates_of_the_wild() {
        for (text, expected) in [
            ("2026-08-18", Reading::Exact(date!(2026 - 08 - 18))),
            (" 2026-08-18 ", Reading::Tolerated(date!(2026 - 08 - 18))),
            ("2026-8-1", Reading::Tolerated(date!(2026 - 08 - 01))),
            ("2026/08/18", Reading::Tolerated(date!(2026 - 08 - 18))),
            ("18/08/2026", Reading::Tolerated(date!(2026 - 08 - 18))),
            ("1/2/2026", Reading::Tolerated(date!(2026 - 01 - 02))),
            ("0001-01-01", Reading::Exact(date!(0001 - 01 - 01))),
            ("2026-08-18T00:00:00.0000000Z", Reading::Tolerated(date!(2026 - 08 - 18))),
            ("2026-13-01", Reading::Invalid),
            ("2026-08-18x", Reading::Invalid),
            ("26-08-18", Reading::Invalid),
            ("", Reading::Invalid),
            ("２０２６-08-18", Reading::Invalid),
        ] {
            assert_eq!(parse_date(text), expected, "{text}");
        }
    }

    #[test]
    fn instants_of_the_wild() {
        let six = datetime!(2026-08-18 06:00 UTC);
        for (text, expected) in [
            ("2026-08-18T06:00:00.000Z", Reading::Exact(six)),
            ("2026-08-18T06:00:00Z", Reading::Tolerated(six)),
            ("2026-08-18 06:00:00Z", Reading::Tolerated(six)),
            ("2026-08-18T06:00Z", Reading::Tolerated(six)),
            ("2026-08-18T06:00:00", Reading::Tolerated(six)),
            ("2026-08-18T01:00:00-05:00", Reading::Tolerated(six)),
            ("2026-08-18T06:00:00.0000000+0000", Reading::Tolerated(six)),
            ("2026-08-18T06:00:00.123+0", Reading::Tolerated(datetime!(2026-08-18 06:00:00.123 UTC))),
            (
                "2026-08-18T06:00:00.288830+00:00Z",
                Reading::Tolerated(datetime!(2026-08-18 06:00:00.288830 UTC)),
            ),
            ("2026-08-18T06:00:00.0+0Z", Reading::Tolerated(six)),
            ("2026-08-18T08:00:00+02:00Z", Reading::Tolerated(six)),
            ("2026-08-18T06:00:00.0000000000001Z", Reading::Tolerated(six)),
            ("2026-08-18T06:00:00.000000000x1Z", Reading::Invalid),
            ("2026-08-18", Reading::Tolerated(datetime!(2026-08-18 00:00 UTC))),
            ("2026-08-18T24:00:00Z", Reading::Invalid),
            ("2026-08-18T06:00:00.Z", Reading::Invalid),
            ("2026-08-18T6:00:00Z", Reading::Invalid),
            ("9999-12-31T23:00:00-05:00", Reading::Invalid),
        ] {
            assert_eq!(parse_instant(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_exactly() {
        assert_eq!(parse_date(&format_date(date!(0007 - 01 - 02))), Reading::Exact(date!(0007 - 01 - 02)));
        let instant = datetime!(2026-08-18 06:00:00.123 UTC);
        assert_eq!(parse_instant(&format_instant(instant)), Reading::Exact(instant));
    }
}
