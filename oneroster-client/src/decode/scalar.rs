use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value beside the records, of which only its plain forms matter.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Number(u64),
    Text(String),
    /// An object, with the members that tell about paging.
    Object {
        next: Option<Box<Scalar>>,
        total: Option<u64>,
    },
    Other,
}

/// Names of members that hold the number of all records.
pub(super) const TOTALS: [&str; 4] = ["totalCount", "total", "totalRecords", "total_count"];

impl Scalar {
    /// Returns a whole number, also when it is sent as text.
    pub(super) fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Null)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to fit")]
    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
        let whole = (0.0..1e15).contains(&number) && number.fract() == 0.0;
        Ok(if whole { Scalar::Number(number as u64) } else { Scalar::Other })
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Scalar, A::Error> {
        let (mut next, mut total) = (None, None);
        while let Some(name) = object.next_key::<Cow<'_, str>>()? {
            if name == "next" {
                next = Some(Box::new(object.next_value()?));
            } else if TOTALS.contains(&&*name) {
                total = object.next_value::<Scalar>()?.number();
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Scalar::Object { next, total })
    }
}
