//! How one member is read, whatever JSON type a system gives it.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::decoder::DecodeSession;
use super::deviation::DeviationKind;
use super::member::{Form, Member};
use super::write::{Gaps, To};
use crate::query::FieldValue;
use crate::{Number, OpenObject, SourcedId, Version, number};

/// Where reading is: the member of which model, and where to note deviations.
#[derive(Clone, Copy)]
pub(crate) struct At<'s> {
    pub(super) session: &'s DecodeSession,
    pub(super) model: &'static str,
    pub(super) member: &'static Member,
    /// The member came under one of its other names, which was noted already.
    pub(super) renamed: bool,
}

impl<'s> At<'s> {
    pub(crate) fn session(self) -> &'s DecodeSession {
        self.session
    }

    pub(super) fn note(self, kind: DeviationKind) {
        self.session.note(kind, self.model, self.member.name);
    }

    /// The version whose rules the value follows: a member that the version of the reading does not
    /// have follows those of the version it belongs to.
    pub(super) fn version(self) -> Version {
        let version = self.session.version();
        match version {
            Version::V1_1 if !self.member.exists_in(version) => Version::V1_2,
            Version::V1_2 if !self.member.exists_in(version) => Version::V1_1,
            version => version,
        }
    }

    /// Notes a value without meaning and reads it as absent.
    pub(crate) fn unreadable<T>(self) -> Option<T> {
        self.note(DeviationKind::Unreadable);
        None
    }

    /// Notes a text that stands for "no value".
    fn is_no_value(self, text: &str) -> bool {
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.note(DeviationKind::EmptyText);
            return true;
        }
        // People are called Null, but no identifier, code or date is.
        if matches!(text, "NULL" | "null") && !matches!(self.member.form, Form::Name) {
            self.note(DeviationKind::NullText);
            return true;
        }
        false
    }
}

/// The type of a field: an optional value, a list or an open object.
pub(crate) trait MemberValue: Sized {
    fn read<'de, D: Deserializer<'de>>(at: At<'_>, deserializer: D) -> Result<Self, D::Error>;
    fn is_absent(&self) -> bool;
    /// Tells whether the version that is written has a word for the value.
    fn is_writable(&self, _to: To<'_>) -> bool {
        true
    }
    fn write<S: serde::Serializer>(&self, to: To<'_>, serializer: S) -> Result<S::Ok, S::Error>;
    /// Names what conformant JSON needs and the value does not have.
    fn find_gaps(&self, _to: To<'_>, _gaps: &mut Gaps) {}
    /// Gives the value, or the one at a dotted path below it; `None` where no such path can be.
    fn value_at(&self, path: Option<&str>, version: Version) -> Option<FieldValue<'_>>;
}

/// One value of a member, read from each JSON type it may come as.
///
/// Numbers, booleans and objects are unreadable unless a type says otherwise.
pub(crate) trait Item: Sized {
    fn from_text(at: At<'_>, text: &str) -> Option<Self>;

    fn from_number(at: At<'_>, _number: Number) -> Option<Self> {
        at.unreadable()
    }

    fn from_boolean(at: At<'_>, _value: bool) -> Option<Self> {
        at.unreadable()
    }

    fn from_map<'de, A: MapAccess<'de>>(at: At<'_>, mut map: A) -> Result<Option<Self>, A::Error> {
        let mut empty = true;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            empty = false;
        }
        at.note(if empty { DeviationKind::EmptyObject } else { DeviationKind::Unreadable });
        Ok(None)
    }

    fn is_writable(&self, _to: To<'_>) -> bool {
        true
    }

    fn write<S: serde::Serializer>(&self, to: To<'_>, serializer: S) -> Result<S::Ok, S::Error>;

    fn find_gaps(&self, _to: To<'_>, _gaps: &mut Gaps) {}

    /// Gives the value, or the one at a dotted path below it; asked for paths that exist only.
    fn value_at(&self, path: Option<&str>, version: Version) -> Option<FieldValue<'_>>;

    /// Tells whether values of this type have such a path below them.
    fn has_path(path: Option<&str>, _version: Version) -> bool {
        path.is_none()
    }
}

impl<T: Item> MemberValue for Option<T> {
    fn read<'de, D: Deserializer<'de>>(at: At<'_>, deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneVisitor { at, in_list: false, item: PhantomData })
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn is_writable(&self, to: To<'_>) -> bool {
        self.as_ref().is_some_and(|item| item.is_writable(to))
    }

    fn write<S: serde::Serializer>(&self, to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(item) => item.write(to, serializer),
            None => serializer.serialize_none(),
        }
    }

    fn find_gaps(&self, to: To<'_>, gaps: &mut Gaps) {
        if let Some(item) = self {
            item.find_gaps(to, gaps);
        }
    }

    fn value_at(&self, path: Option<&str>, version: Version) -> Option<FieldValue<'_>> {
        if !T::has_path(path, version) {
            return None;
        }
        self.as_ref().map_or(Some(FieldValue::Absent), |item| item.value_at(path, version))
    }
}

impl<T: Item> MemberValue for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(at: At<'_>, deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor { at, item: PhantomData })
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn is_writable(&self, to: To<'_>) -> bool {
        self.iter().any(|item| item.is_writable(to))
    }

    fn write<S: serde::Serializer>(&self, to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        let items = self.iter().filter(|item| to.writes_everything() || item.is_writable(to));
        serializer.collect_seq(items.map(|item| to.item(item)))
    }

    fn find_gaps(&self, to: To<'_>, gaps: &mut Gaps) {
        for item in self {
            item.find_gaps(to, gaps);
        }
    }

    fn value_at(&self, path: Option<&str>, version: Version) -> Option<FieldValue<'_>> {
        T::has_path(path, version)
            .then(|| FieldValue::List(self.iter().filter_map(|item| item.value_at(path, version)).collect()))
    }
}

impl MemberValue for SourcedId {
    fn read<'de, D: Deserializer<'de>>(at: At<'_>, deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(Option::<String>::read(at, deserializer)?.unwrap_or_default()))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn write<S: serde::Serializer>(&self, _to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }

    fn value_at(&self, path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        path.is_none().then(|| self.as_str().into())
    }
}

impl MemberValue for OpenObject {
    fn read<'de, D: Deserializer<'de>>(at: At<'_>, deserializer: D) -> Result<Self, D::Error> {
        Ok(match serde::Deserialize::deserialize(deserializer)? {
            Value::Object(members) => members.into_iter().collect(),
            Value::Null => {
                at.note(DeviationKind::Null);
                Self::default()
            }
            Value::Array(list) if list.is_empty() => {
                at.note(DeviationKind::MetadataForm);
                Self::default()
            }
            Value::String(text) => {
                at.note(DeviationKind::MetadataForm);
                match serde_json::from_str(&text) {
                    Ok(Value::Object(members)) => members.into_iter().collect(),
                    _ if text.trim().is_empty() => Self::default(),
                    _ => at.unreadable().unwrap_or_default(),
                }
            }
            _ => at.unreadable().unwrap_or_default(),
        })
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn write<S: serde::Serializer>(&self, _to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }

    fn value_at(&self, path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        let Some(name) = path else { return Some(FieldValue::Object) };
        Some(match self.get(name) {
            Some(Value::String(text)) => text.as_str().into(),
            Some(Value::Bool(value)) => FieldValue::Boolean(*value),
            Some(Value::Number(number)) => {
                number.to_string().parse().map_or(FieldValue::Absent, FieldValue::Number)
            }
            Some(Value::Array(_) | Value::Object(_)) => FieldValue::Object,
            Some(Value::Null) | None => FieldValue::Absent,
        })
    }
}

/// The name of a member, borrowed from the input where it has no escapes.
pub(super) struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// Reads the value of one member.
pub(crate) struct MemberSeed<'s, T> {
    at: At<'s>,
    value: PhantomData<T>,
}

impl<'s, T> MemberSeed<'s, T> {
    pub(super) fn new(at: At<'s>) -> Self {
        Self { at, value: PhantomData }
    }
}

impl<'de, T: MemberValue> DeserializeSeed<'de> for MemberSeed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(self.at, deserializer)
    }
}

/// Reads an element of a list that stands for a single value, in which no further list may stand: how deep a
/// server nests must not decide how much stack is needed.
struct InnerSeed<'s, T> {
    at: At<'s>,
    item: PhantomData<T>,
}

impl<'de, T: Item> DeserializeSeed<'de> for InnerSeed<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(OneVisitor { at: self.at, in_list: true, item: PhantomData })
    }
}

struct OneVisitor<'s, T> {
    at: At<'s>,
    /// The value stands in a list where a single value belongs.
    in_list: bool,
    item: PhantomData<T>,
}

impl<'de, T: Item> Visitor<'de> for OneVisitor<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.at.member.name)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(if self.at.is_no_value(text) { None } else { T::from_text(self.at, text) })
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(T::from_boolean(self.at, value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(T::from_number(self.at, Number::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(T::from_number(self.at, number::from_u64(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(match Number::from_f64(value) {
            Some(number) => T::from_number(self.at, number),
            None => self.at.unreadable(),
        })
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        self.at.note(DeviationKind::Null);
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        if self.in_list {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(self.at.unreadable());
        }
        self.at.note(DeviationKind::ListForSingle);
        let mut first = None;
        while let Some(item) = list.next_element_seed(InnerSeed { at: self.at, item: PhantomData })? {
            first = first.or(item);
        }
        Ok(first)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::from_map(self.at, map)
    }
}

struct ListVisitor<'s, T> {
    at: At<'s>,
    item: PhantomData<T>,
}

impl<T> ListVisitor<'_, T> {
    fn single(&self, item: Option<T>) -> Vec<T> {
        if item.is_some() && !self.at.renamed {
            self.at.note(DeviationKind::SingleForList);
        }
        item.into_iter().collect()
    }

    fn one(&self) -> OneVisitor<'_, T> {
        OneVisitor { at: self.at, in_list: false, item: PhantomData }
    }
}

impl<'de, T: Item> Visitor<'de> for ListVisitor<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.at.member.name)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        // Codes, tokens and identifiers hold no commas; labels such as "Arts, Music" do.
        if text.contains(',') && !matches!(self.at.member.form, Form::Texts) {
            self.at.note(DeviationKind::SingleForList);
            let pieces = text.split(',').map(str::trim).filter(|piece| !self.at.is_no_value(piece));
            return Ok(pieces.filter_map(|piece| T::from_text(self.at, piece)).collect());
        }
        Ok(self.single(self.one().visit_str::<E>(text)?))
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.single(self.one().visit_bool::<E>(value)?))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.single(self.one().visit_i64::<E>(value)?))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.single(self.one().visit_u64::<E>(value)?))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(self.single(self.one().visit_f64::<E>(value)?))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        self.at.note(DeviationKind::Null);
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(MemberSeed::<Option<T>>::new(self.at))? {
            items.extend(item);
        }
        Ok(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let item = T::from_map(self.at, map)?;
        Ok(self.single(item))
    }
}
