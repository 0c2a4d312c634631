//! Texts, flags, numbers, dates and tokens as values of members.

use serde::Serializer;
use time::{Date, OffsetDateTime};

use super::deviation::DeviationKind;
use super::member::Form;
use super::read::{At, Item};
use super::write::To;
use crate::date::{Reading, format_date, format_instant, parse_date, parse_instant};
use crate::query::FieldValue;
use crate::vocabulary::{
    ClassType, EnrollmentRole, Importance, LearningObjectiveSource, OrgType, RoleName, RoleType, ScoreStatus,
    SessionType, Sex, Status, Vocabulary, word_that,
};
use crate::{Number, Version};

impl Item for String {
    fn from_text(_at: At<'_>, text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn from_number(at: At<'_>, number: Number) -> Option<Self> {
        at.note(DeviationKind::TextForm);
        Some(number.to_string())
    }

    fn from_boolean(at: At<'_>, value: bool) -> Option<Self> {
        at.note(DeviationKind::TextForm);
        Some(value.to_string())
    }

    fn write<S: Serializer>(&self, _to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }

    fn value_at(&self, _path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        Some(self.as_str().into())
    }
}

impl Item for bool {
    fn from_text(at: At<'_>, text: &str) -> Option<Self> {
        match text {
            "true" => return Some(true),
            "false" => return Some(false),
            _ => {}
        }
        let value = match text.trim().to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" => true,
            "false" | "f" | "no" | "n" | "0" => false,
            _ => return at.unreadable(),
        };
        at.note(DeviationKind::BooleanForm);
        Some(value)
    }

    fn from_number(at: At<'_>, number: Number) -> Option<Self> {
        match number.as_i64() {
            Some(value @ (0 | 1)) => {
                at.note(DeviationKind::BooleanForm);
                Some(value == 1)
            }
            _ => at.unreadable(),
        }
    }

    fn from_boolean(at: At<'_>, value: bool) -> Option<Self> {
        at.note(DeviationKind::BooleanForm);
        Some(value)
    }

    fn write<S: Serializer>(&self, to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        if to.encoder.writes_json_booleans() {
            serializer.serialize_bool(*self)
        } else {
            serializer.serialize_str(if *self { "true" } else { "false" })
        }
    }

    fn value_at(&self, _path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        Some(FieldValue::Boolean(*self))
    }
}

impl Item for Number {
    fn from_text(at: At<'_>, text: &str) -> Option<Self> {
        match text.parse() {
            Ok(number) => {
                at.note(DeviationKind::NumberAsText);
                Some(number)
            }
            Err(_) => at.unreadable(),
        }
    }

    fn from_number(_at: At<'_>, number: Number) -> Option<Self> {
        Some(number)
    }

    fn write<S: Serializer>(&self, _to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(self, serializer)
    }

    fn value_at(&self, _path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        Some(FieldValue::Number(*self))
    }
}

impl Item for Date {
    fn from_text(at: At<'_>, text: &str) -> Option<Self> {
        let date = match parse_date(text) {
            Reading::Exact(date) => date,
            Reading::Tolerated(date) => {
                at.note(if text.contains(':') {
                    DeviationKind::DateWithTime
                } else {
                    DeviationKind::DateForm
                });
                date
            }
            Reading::Invalid => {
                at.note(DeviationKind::InvalidDate);
                return None;
            }
        };
        is_set(at, date).then_some(date)
    }

    fn is_writable(&self, _to: To<'_>) -> bool {
        (0..=9999).contains(&self.year())
    }

    fn write<S: Serializer>(&self, _to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format_date(*self))
    }

    fn value_at(&self, _path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        Some(FieldValue::Date(*self))
    }
}

impl Item for OffsetDateTime {
    fn from_text(at: At<'_>, text: &str) -> Option<Self> {
        let Some(instant) = parse_instant(text).value() else {
            // A date in another form than year-month-day is a day all the same.
            let Some(date) = parse_date(text).value() else {
                at.note(DeviationKind::InvalidDate);
                return None;
            };
            at.note(DeviationKind::DateForm);
            return is_set(at, date).then(|| date.midnight().assume_utc());
        };
        if !is_utc_instant(text.as_bytes()) {
            at.note(if text.contains(':') { DeviationKind::InstantForm } else { DeviationKind::DateForm });
        }
        is_set(at, instant.date()).then_some(instant)
    }

    fn is_writable(&self, _to: To<'_>) -> bool {
        (0..=9999).contains(&self.year())
    }

    fn write<S: Serializer>(&self, _to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format_instant(*self))
    }

    fn value_at(&self, _path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        Some(FieldValue::Instant(*self))
    }
}

/// Tells whether the text has the form of the REST binding: any fraction of a second, and `Z`.
fn is_utc_instant(text: &[u8]) -> bool {
    text.len() >= 20
        && text[10] == b'T'
        && text.ends_with(b"Z")
        && matches!(text[19], b'Z' | b'.')
        && !text.contains(&b'+')
}

/// Tells whether a date means something; year 1 is how some systems say "no date".
fn is_set(at: At<'_>, date: Date) -> bool {
    let set = date.year() > 1;
    if !set {
        at.note(DeviationKind::UnsetDate);
    }
    set
}

/// What the enumerations of [`vocabulary`](crate::vocabulary) have in common.
trait Token: Sized {
    fn exact(text: &str) -> Self;
    fn lenient(text: &str) -> Self;
    fn text(&self) -> &str;
    fn is_other(&self) -> bool;
}

/// Abbreviations that are understood when read.
const ABBREVIATIONS: &[(&str, &str, &str)] = &[("sex", "m", "male"), ("sex", "f", "female")];

/// Finds the word to write for a token in a version: the token itself, or a stand-in.
fn word_for(form: Form, token: &str, version: Version) -> Option<&str> {
    word_that(token, |word| is_listed(form, word, version))
}

fn is_listed(form: Form, token: &str, version: Version) -> bool {
    match form {
        Form::OpenToken(vocabulary) => {
            vocabulary.accepts(token, version)
                || token.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        }
        _ => vocabulary_of(form).is_none_or(|vocabulary| vocabulary.accepts(token, version)),
    }
}

const fn vocabulary_of(form: Form) -> Option<&'static Vocabulary> {
    match form {
        Form::Token(vocabulary) | Form::OpenToken(vocabulary) | Form::Tokens(vocabulary) => Some(vocabulary),
        _ => None,
    }
}

fn read_token<T: Token>(at: At<'_>, text: &str) -> T {
    let mut token = T::exact(text);
    if token.is_other() && !is_listed(at.member.form, text, at.version()) {
        token = T::lenient(text);
        if token.is_other() {
            let vocabulary = vocabulary_of(at.member.form).map_or("", |vocabulary| vocabulary.name);
            let meant = ABBREVIATIONS
                .iter()
                .find(|(of, short, _)| *of == vocabulary && short.eq_ignore_ascii_case(text.trim()));
            if let Some((_, _, word)) = meant {
                token = T::exact(word);
            }
        }
        if !token.is_other() {
            at.note(DeviationKind::TokenSpelling);
        }
    }
    if !is_listed(at.member.form, token.text(), at.version()) {
        at.note(DeviationKind::UnlistedToken);
    }
    token
}

macro_rules! tokens {
    ($($name:ident),+) => { $(
        impl Token for $name {
            fn exact(text: &str) -> Self {
                Self::from_token(text)
            }

            fn lenient(text: &str) -> Self {
                Self::from_token_lenient(text)
            }

            fn text(&self) -> &str {
                self.as_str()
            }

            fn is_other(&self) -> bool {
                matches!(self, Self::Other(_))
            }
        }

        impl Item for $name {
            fn from_text(at: At<'_>, text: &str) -> Option<Self> {
                Some(read_token(at, text))
            }

            fn from_number(at: At<'_>, number: Number) -> Option<Self> {
                at.note(DeviationKind::TextForm);
                Some(read_token(at, &number.to_string()))
            }

            fn is_writable(&self, to: To<'_>) -> bool {
                word_for(to.member.form, self.as_str(), to.encoder.version()).is_some()
            }

            fn write<S: Serializer>(&self, to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
                let word = word_for(to.member.form, self.as_str(), to.encoder.version());
                serializer.serialize_str(word.unwrap_or(self.as_str()))
            }

            fn value_at(&self, _path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
                Some(self.as_str().into())
            }
        }
    )+ };
}

tokens! {
    ClassType, EnrollmentRole, Importance, LearningObjectiveSource, OrgType, RoleName, RoleType, ScoreStatus,
    SessionType, Sex, Status
}
