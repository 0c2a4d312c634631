//! What the cells of a data type hold: one reading per type, which strict and tolerant validation share.

use oneroster_model::date::{Reading, parse_date, parse_instant};
use oneroster_model::{Code, Version, Vocabulary};

use super::number;
use crate::codes;
use crate::table::DataType;

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Judgement {
    /// As the standard says.
    Exact,
    /// In a form that the standard leaves open.
    Open,
    /// Differently, but with a clear meaning.
    Tolerated,
    /// Not understood.
    Invalid,
}

impl<T> From<Reading<T>> for Judgement {
    fn from(reading: Reading<T>) -> Self {
        match reading {
            Reading::Exact(_) => Self::Exact,
            Reading::Tolerated(_) => Self::Tolerated,
            Reading::Invalid => Self::Invalid,
        }
    }
}

/// Judges a cell, or an item of a list, that is not blank.
#[inline]
pub(super) fn judge(data_type: DataType, version: Version, text: &str) -> Judgement {
    match data_type {
        DataType::Guid => read_guid(text).into(),
        DataType::Text | DataType::Id => Judgement::Exact,
        DataType::Enum(vocabulary) => read_token(vocabulary, version, text).into(),
        DataType::Boolean => read_boolean(text).into(),
        DataType::Date => parse_date(text).into(),
        DataType::DateTime => judge_instant(text),
        DataType::Year => number::read_year(text).into(),
        DataType::Integer => number::read_integer(text).into(),
        DataType::Float => number::read_float(text).into(),
        DataType::Pair => read_pair(text).into(),
    }
}

/// Returns code and text for a cell that is not exact.
#[cold]
pub(super) fn describe(
    data_type: DataType,
    version: Version,
    judgement: Judgement,
) -> (&'static Code, String) {
    let form = match data_type {
        DataType::Guid => "1 to 255 characters out of digits, letters and . - _ / @",
        DataType::Text | DataType::Id => "text",
        DataType::Enum(vocabulary) => return describe_token(vocabulary, version, judgement),
        DataType::Boolean => "true or false",
        DataType::Date => "YYYY-MM-DD",
        DataType::DateTime => "YYYY-MM-DDThh:mm:ss.sssZ",
        DataType::Year => "YYYY, the year in which the school year ends",
        DataType::Integer => "a whole number",
        DataType::Float => "a decimal number with a dot",
        DataType::Pair => "{left:right}",
    };
    let code = match (judgement, data_type) {
        (_, DataType::Guid) => &codes::INVALID_GUID,
        (Judgement::Open, _) => &codes::DATE_TIME_FRACTION,
        (Judgement::Invalid, DataType::Boolean) => &codes::INVALID_BOOLEAN,
        (Judgement::Invalid, DataType::Date) => &codes::INVALID_DATE,
        (Judgement::Invalid, DataType::DateTime) => &codes::INVALID_DATE_TIME,
        (Judgement::Invalid, DataType::Year) => &codes::INVALID_YEAR,
        (Judgement::Invalid, DataType::Integer | DataType::Float) => &codes::INVALID_NUMBER,
        (Judgement::Invalid, DataType::Pair) => &codes::INVALID_PAIR,
        _ => &codes::INEXACT_VALUE,
    };
    (code, format!("not written as {form}"))
}

fn describe_token(
    vocabulary: &Vocabulary,
    version: Version,
    judgement: Judgement,
) -> (&'static Code, String) {
    let tokens = vocabulary.tokens(version).join(", ");
    match judgement {
        Judgement::Tolerated => {
            (&codes::INEXACT_VALUE, format!("the spelling differs from the token of the standard: {tokens}"))
        }
        _ => (&codes::UNKNOWN_TOKEN, format!("not a {} of the standard: {tokens}", vocabulary.name)),
    }
}

/// Reads a `sourcedId`: any text is an identifier, conformant or not.
#[inline]
pub(super) fn read_guid(text: &str) -> Reading<&str> {
    if text.len() <= oneroster_model::SourcedId::MAX_LENGTH && has_guid_characters(text.as_bytes()) {
        Reading::Exact(text)
    } else {
        Reading::Tolerated(text)
    }
}

/// Looks at every byte without branches, which the compiler turns into comparisons of many at once.
#[inline]
#[expect(clippy::needless_bitwise_bool, reason = "lazy operators are branches")]
fn has_guid_characters(bytes: &[u8]) -> bool {
    let mut is_good = true;
    for &byte in bytes {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        // Hyphen, dot, slash and the digits lie side by side.
        let digit = byte.wrapping_sub(b'-') < 13;
        is_good &= letter | digit | (byte == b'_') | (byte == b'@');
    }
    is_good
}

/// Reads a token of a vocabulary; other cases, blanks, hyphens and underscores are tolerated.
#[inline]
pub(super) fn read_token<'a>(vocabulary: &Vocabulary, version: Version, text: &'a str) -> Reading<&'a str> {
    if vocabulary.accepts(text, version) {
        return Reading::Exact(text);
    }
    match vocabulary.canonical(text, version) {
        Some(token) => Reading::Tolerated(token),
        None => Reading::Invalid,
    }
}

/// Reads `true` or `false`; other cases, `1`, `0`, `yes`, `no`, `t`, `f`, `y` and `n` are tolerated.
#[inline]
pub(super) fn read_boolean(text: &str) -> Reading<bool> {
    const TRUE: [&str; 5] = ["true", "1", "yes", "t", "y"];
    const FALSE: [&str; 5] = ["false", "0", "no", "f", "n"];
    match text {
        "true" => return Reading::Exact(true),
        "false" => return Reading::Exact(false),
        _ => {}
    }
    let means = |words: [&str; 5]| words.iter().any(|word| word.eq_ignore_ascii_case(text.trim()));
    match (means(TRUE), means(FALSE)) {
        (true, _) => Reading::Tolerated(true),
        (_, true) => Reading::Tolerated(false),
        _ => Reading::Invalid,
    }
}

/// Reads `{left:right}`; the first colon separates. Missing braces are tolerated.
pub(super) fn read_pair(text: &str) -> Reading<(&str, &str)> {
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let Some((left, right)) = inner.unwrap_or(trimmed).split_once(':') else { return Reading::Invalid };
    if left.trim().is_empty() || right.trim().is_empty() || left.contains(['{', '}']) {
        return Reading::Invalid;
    }
    if inner.is_some() && trimmed.len() == text.len() {
        Reading::Exact((left, right))
    } else {
        Reading::Tolerated((left, right))
    }
}

/// The text asks for the W3C profile of ISO 8601 in UTC and shows three fraction digits; whether other
/// numbers of digits conform is open.
fn judge_instant(text: &str) -> Judgement {
    let reading = parse_instant(text);
    let is_utc_profile = text.len() >= 20
        && text.as_bytes().get(10) == Some(&b'T')
        && text.as_bytes().get(19).is_some_and(|byte| matches!(byte, b'.' | b'Z'))
        && text.ends_with('Z');
    match reading {
        Reading::Tolerated(_) if is_utc_profile => Judgement::Open,
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use oneroster_model::vocabulary;

    use super::*;

    fn check(data_type: DataType, cases: &[(&str, Judgement)]) {
        for (text, expected) in cases {
            assert_eq!(judge(data_type, Version::V1_2, text), *expected, "{data_type:?} {text:?}");
        }
    }

    #[test]
    fn every_type_tells_exact_tolerated_and_invalid_apart() {
        use Judgement::{Exact, Invalid, Open, Tolerated};
        let long = "x".repeat(256);
        let longest = "x".repeat(255);
        check(
            DataType::Guid,
            &[
                ("994_1001", Exact),
                ("Az09.-_/@", Exact),
                (&longest, Exact),
                (&long, Tolerated),
                ("a b", Tolerated),
                ("a|b", Tolerated),
                ("a,b", Tolerated),
                ("a:b", Tolerated),
                ("`{[", Tolerated),
                ("ä", Tolerated),
            ],
        );
        check(
            DataType::Boolean,
            &[("true", Exact), ("false", Exact), ("TRUE", Tolerated), ("0", Tolerated), ("maybe", Invalid)],
        );
        check(
            DataType::Date,
            &[("2026-08-18", Exact), ("8/18/2026", Tolerated), ("2026-02-30", Invalid), ("soon", Invalid)],
        );
        check(
            DataType::DateTime,
            &[
                ("2026-08-18T06:00:00.000Z", Exact),
                ("2026-08-18T06:00:00Z", Open),
                ("2026-08-18T06:00:00.1234567Z", Open),
                ("2026-08-18 06:00:00Z", Tolerated),
                ("2026-08-18T06:00:00+02:00", Tolerated),
                ("2026-08-18", Tolerated),
                ("today", Invalid),
            ],
        );
        check(
            DataType::Enum(&vocabulary::ROLE),
            &[("teacher", Exact), ("ext:coach", Exact), ("Teacher", Tolerated), ("administrator", Invalid)],
        );
        check(DataType::Enum(&vocabulary::STATUS), &[("toBeDeleted", Tolerated), ("inactive", Invalid)]);
        check(
            DataType::Pair,
            &[
                ("{LDAP:Id}", Exact),
                ("{Fed:https://id.example/1}", Exact),
                ("LDAP:Id", Tolerated),
                (" {LDAP:Id}", Tolerated),
                ("{LDAP}", Invalid),
                ("{:Id}", Invalid),
                ("{LDAP:}", Invalid),
                ("10023", Invalid),
            ],
        );
    }

    #[test]
    fn everything_that_is_not_exact_has_a_code_and_a_text_without_the_cell() {
        let types = [
            DataType::Guid,
            DataType::Enum(&vocabulary::ROLE),
            DataType::Boolean,
            DataType::Date,
            DataType::DateTime,
            DataType::Year,
            DataType::Integer,
            DataType::Float,
            DataType::Pair,
        ];
        for data_type in types {
            let (_, text) = describe(data_type, Version::V1_2, judge(data_type, Version::V1_2, "Zoë Q"));
            assert!(!text.contains("Zoë"), "{text}");
        }
    }
}
