use std::fmt;

use jiff::civil::Time;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// One or several times of day, as configurations write them.
#[derive(Debug)]
pub(super) struct TimesOfDay(pub(super) Vec<Time>);

/// Reads `HH:MM` on a clock of 24 hours; one digit is enough for the hour.
pub(super) fn parse(text: &str) -> Result<Time, String> {
    let digits = |part: &str, most: usize| {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if fits { part.parse::<i8>().ok() } else { None }
    };
    let time = text.split_once(':').and_then(|(hour, minute)| {
        (minute.len() == 2).then_some(())?;
        Time::new(digits(hour, 2)?, digits(minute, 2)?, 0, 0).ok()
    });
    time.ok_or_else(|| {
        format!(
            "\"{}\" is no time of day; write HH:MM from 00:00 to 23:59, such as \"02:30\"",
            text.escape_debug()
        )
    })
}

impl<'de> Deserialize<'de> for TimesOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;

        impl<'de> Visitor<'de> for Texts {
            type Value = TimesOfDay;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time of day in quotes such as \"02:30\", or a list of them")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<TimesOfDay, E> {
                Ok(TimesOfDay(vec![parse(text).map_err(E::custom)?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<TimesOfDay, A::Error> {
                let mut times = Vec::new();
                while let Some(text) = texts.next_element::<String>()? {
                    times.push(parse(&text).map_err(A::Error::custom)?);
                }
                if times.is_empty() {
                    return Err(A::Error::custom("no time is listed, so nothing would ever run"));
                }
                Ok(TimesOfDay(times))
            }
        }

        deserializer.deserialize_any(Texts)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_clocks_of_24_hours_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(parse(text).ok().map(|time| time.to_string()).as_deref(), expected, "{text}");
        };
        check("02:30", Some("02:30:00"));
        check("2:30", Some("02:30:00"));
        check("00:00", Some("00:00:00"));
        check("23:59", Some("23:59:00"));
        for wrong in
            ["", ":", "24:00", "12:60", "2:5", "2", "02:30:00", "2:30 pm", "-1:30", "+1:30", "002:30"]
        {
            check(wrong, None);
        }
        check("٠٢:٣٠", None);
    }
}
