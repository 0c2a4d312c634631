use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal number of the gradebook: a score, a limit, a weight.
///
/// Whole numbers stay whole: `100` is written as `100`, `100.0` as `100.0`, `87.5` as `87.5`. What
/// is not whole is held as `f64`, whose shortest text gives back every decimal of up to 15
/// significant digits; the trailing zero of `87.50` is not kept, because JSON gives it no meaning.
/// A decimal type with a fixed scale was not taken: it would reject numbers that JSON allows
/// (`1e40`), write them as text or as `100.0`, and show its crate in every signature. Never holds
/// infinity or "not a number". Compared by value: `100` equals `100.0`.
///
/// # Examples
///
/// ```
/// use oneroster_model::Number;
///
/// let score: Number = "87.50".parse()?;
/// assert_eq!(score.to_string(), "87.5");
/// assert_eq!(score.as_f64(), 87.5);
/// assert_eq!(Number::from(100), Number::from_f64(100.0).ok_or(oneroster_model::NotANumber)?);
/// assert!("B+".parse::<Number>().is_err());
/// # Ok::<(), oneroster_model::NotANumber>(())
/// ```
#[derive(Clone, Copy)]
pub struct Number(Digits);

#[derive(Clone, Copy)]
enum Digits {
    Whole(i64),
    Float(f64),
}

impl Number {
    /// Takes a floating point number; `None` for infinity and "not a number".
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(Digits::Float(value)))
    }

    /// Returns the number as `f64`; whole numbers beyond 2^53 are rounded.
    #[expect(clippy::cast_precision_loss, reason = "documented; scores are far below 2^53")]
    pub const fn as_f64(self) -> f64 {
        match self.0 {
            Digits::Whole(value) => value as f64,
            Digits::Float(value) => value,
        }
    }

    /// Returns the number if it was given as a whole number, without fraction or exponent.
    pub const fn as_i64(self) -> Option<i64> {
        match self.0 {
            Digits::Whole(value) => Some(value),
            Digits::Float(_) => None,
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Digits::Whole(value))
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self::from(i64::from(value))
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    /// Reads digits with an optional sign, fraction and exponent; surrounding blanks are ignored.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Ok(value) = text.parse::<i64>() {
            return Ok(Self::from(value));
        }
        text.parse().ok().and_then(Self::from_f64).ok_or(NotANumber)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Digits::Whole(value) => value.fmt(f),
            Digits::Float(value) => value.fmt(f),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.0, other.0) {
            (Digits::Whole(a), Digits::Whole(b)) => Some(a.cmp(&b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Digits::Whole(value) => serializer.serialize_i64(value),
            Digits::Float(value) => serializer.serialize_f64(value),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    /// Reads a JSON number; text is refused here and tolerated by the [`Decoder`](crate::json::Decoder).
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E>(self, value: i64) -> Result<Number, E> {
                Ok(Number::from(value))
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Number, E> {
                Ok(from_u64(value))
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Number, E> {
                Number::from_f64(value).ok_or_else(|| E::custom(NotANumber))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// Takes a natural number; beyond `i64` it continues as `f64`.
#[expect(clippy::cast_precision_loss, reason = "numbers beyond i64 are no scores; they stay close")]
pub(crate) fn from_u64(value: u64) -> Number {
    i64::try_from(value).map_or(Number(Digits::Float(value as f64)), Number::from)
}

/// The text is not a finite decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct NotANumber;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn check(json: &str, display: &str) {
        let number: Number = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), json, "written as it was read");
        assert_eq!(number.to_string(), display);
    }

    #[test]
    fn json_numbers_come_back_digit_by_digit() {
        for (json, display) in [
            ("0", "0"),
            ("100", "100"),
            ("-3", "-3"),
            ("87.5", "87.5"),
            ("0.1", "0.1"),
            ("100.0", "100"),
            ("33.333333333333336", "33.333333333333336"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("9007199254740993", "9007199254740993"),
        ] {
            check(json, display);
        }
    }

    #[test]
    fn text_that_is_no_finite_number_is_refused() {
        for text in ["", "B+", "inf", "NaN", "1,5", "0x10", "87.5%"] {
            assert_eq!(text.parse::<Number>(), Err(NotANumber), "{text}");
        }
        assert!(Number::from_f64(f64::INFINITY).is_none());
    }
}
