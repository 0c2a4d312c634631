//! One definition per model: the struct, its member table, its reader and its writer.

use serde::Serializer;
use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde_json::Value;

use super::decoder::DecodeSession;
use super::deviation::DeviationKind;
use super::encoder::Encoder;
use super::member::{Member, Need};
use super::read::{MemberSeed, Name};
use crate::query::{FieldValue, Fields};
use crate::{OpenObject, SourcedId, Version};

// The names that the macros of this file use.
pub(crate) use super::read::{At, Item, MemberValue};
pub(crate) use super::write::{Gaps, To};

/// Members that are read and written one by one; implemented by [`object!`] only.
pub(crate) trait Members: Default {
    /// Name of the model in the standard.
    const MODEL: &'static str;
    /// Its members.
    const MEMBERS: &'static [Member];

    /// Reads the value of the named member; `false`, with the value unread, if there is no such one.
    fn read_member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        session: &DecodeSession,
    ) -> Result<bool, A::Error>;

    /// Notes the required members that did not come.
    fn note_missing(&self, session: &DecodeSession);

    /// Writes the members that the version has and the value holds.
    fn write_members<M: SerializeMap>(
        &self,
        map: &mut M,
        encoder: &Encoder,
        selection: Selection<'_>,
    ) -> Result<(), M::Error>;

    /// Names what conformant JSON needs and the value does not have.
    fn find_gaps(&self, encoder: &Encoder, gaps: &mut Gaps);

    /// Gives the value at a dotted path; `None` if the version has no such member.
    fn field_at(&self, path: &str, version: Version) -> Option<FieldValue<'_>>;
}

/// The members that are written: all, or those a request named.
#[derive(Clone, Copy)]
pub(crate) struct Selection<'f>(pub(super) Option<&'f Fields>);

impl Selection<'_> {
    pub(super) const EVERYTHING: Self = Self(None);

    pub(crate) fn contains(self, name: &str) -> bool {
        self.0.is_none_or(|fields| fields.contains(name))
    }
}

/// A JSON object of the standard.
pub(crate) trait Object: Members {
    /// Whether the standard allows members of any name.
    const OPEN: bool;
    /// Members that 1.1 has in place of others of 1.2.
    type Legacy: Members;

    /// Takes over what came in the shape of 1.1.
    fn lift(&mut self, legacy: Self::Legacy, session: &DecodeSession);
    /// Gives what the shape of 1.1 needs.
    fn lower(&self) -> Self::Legacy;
    /// The members that the standard does not know.
    fn unknown_members(&self) -> &OpenObject;
    /// The members that the standard does not know.
    fn unknown_mut(&mut self) -> &mut OpenObject;
    /// The identifier, for models that have one.
    fn identity(&self) -> Option<&SourcedId>;
}

/// Stands for models that look the same in both versions.
impl Members for () {
    const MODEL: &'static str = "";
    const MEMBERS: &'static [Member] = &[];

    fn read_member<'de, A: MapAccess<'de>>(
        &mut self,
        _name: &str,
        _map: &mut A,
        _session: &DecodeSession,
    ) -> Result<bool, A::Error> {
        Ok(false)
    }

    fn note_missing(&self, _session: &DecodeSession) {}

    fn write_members<M: SerializeMap>(
        &self,
        _map: &mut M,
        _encoder: &Encoder,
        _selection: Selection<'_>,
    ) -> Result<(), M::Error> {
        Ok(())
    }

    fn find_gaps(&self, _encoder: &Encoder, _gaps: &mut Gaps) {}

    fn field_at(&self, _path: &str, _version: Version) -> Option<FieldValue<'_>> {
        None
    }
}

/// Reads the members of an object up to its end.
pub(crate) fn read_object<'de, T: Object, A: MapAccess<'de>>(
    session: &DecodeSession,
    mut map: A,
) -> Result<T, A::Error> {
    let mut object = T::default();
    let mut legacy = T::Legacy::default();
    while let Some(name) = map.next_key_seed(Name)? {
        if object.read_member(&name, &mut map, session)? || legacy.read_member(&name, &mut map, session)? {
            continue;
        }
        if !T::OPEN {
            session.note_unknown(T::MODEL, &name);
        }
        let value: Value = map.next_value()?;
        object.unknown_mut().insert(name, value);
    }
    if session.expects_every_member() {
        object.note_missing(session);
        legacy.note_missing(session);
    }
    object.lift(legacy, session);
    if let Some(sourced_id) = object.identity() {
        session.identify(sourced_id);
    }
    Ok(object)
}

/// Reads one member, noting another version's and a renamed one.
pub(crate) fn read_value<'de, T: MemberValue, A: MapAccess<'de>>(
    value: &mut T,
    name: &str,
    map: &mut A,
    session: &DecodeSession,
    model: &'static str,
    member: &'static Member,
) -> Result<(), A::Error> {
    if !member.exists_in(session.version()) {
        session.note(DeviationKind::MemberOfOtherVersion, model, member.name);
    }
    let renamed = name != member.name;
    if renamed {
        session.note(DeviationKind::RenamedMember, model, member.name);
    }
    let read = map.next_value_seed(MemberSeed::new(At { session, model, member, renamed }))?;
    // The name of the standard wins over its substitutes, in whatever order they come.
    if !renamed || value.is_absent() {
        *value = read;
    }
    Ok(())
}

/// Notes a required member that did not come.
pub(crate) fn note_if_missing<T: MemberValue>(
    value: &T,
    session: &DecodeSession,
    model: &'static str,
    member: &'static Member,
) {
    if member.need(session.version()) == Need::Required && value.is_absent() {
        session.note(DeviationKind::MissingMember, model, member.name);
    }
}

/// Writes an object with everything that belongs to it.
pub(crate) fn write_object<T: Object, S: Serializer>(
    object: &T,
    encoder: &Encoder,
    selection: Selection<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    object.write_members(&mut map, encoder, selection)?;
    object.lower().write_members(&mut map, encoder, selection)?;
    if T::OPEN || encoder.writes_unknown_members() {
        for (name, value) in object.unknown_members().iter().filter(|(name, _)| selection.contains(name)) {
            map.serialize_entry(name, value)?;
        }
    }
    map.end()
}

/// Writes one member if the version has it and there is something to write.
pub(crate) fn write_value<T: MemberValue, M: SerializeMap>(
    value: &T,
    map: &mut M,
    encoder: &Encoder,
    selection: Selection<'_>,
    member: &'static Member,
) -> Result<(), M::Error> {
    let to = To { encoder, member };
    let skipped = !member.exists_in(encoder.version())
        || value.is_absent()
        || !selection.contains(member.name)
        || encoder.is_strict() && !value.is_writable(to);
    if skipped { Ok(()) } else { map.serialize_entry(member.name, &to.value(value)) }
}

/// Names a member that conformant JSON needs, or the gaps inside its value.
pub(crate) fn find_gaps_in_value<T: MemberValue>(
    value: &T,
    encoder: &Encoder,
    gaps: &mut Gaps,
    member: &'static Member,
) {
    let to = To { encoder, member };
    match member.need(encoder.version()) {
        Need::Absent => {}
        Need::Required if value.is_absent() || !value.is_writable(to) => gaps.add(member.name),
        _ => value.find_gaps(to, gaps),
    }
}

/// Defines members: the struct with one field each, the table, the reader and the writer.
///
/// `field: Type = "jsonName", Form, Need in 1.1, Need in 1.2, [other names]`
macro_rules! members {
    (
        $(#[$doc:meta])*
        $visibility:vis $name:ident($model:literal) {
            $($(#[$field_doc:meta])* $field:ident: $type:ty
                = $json:literal, $form:expr, $v1_1:ident, $v1_2:ident $(, [$($alias:literal),+])?;)+
        }
        $($unknown:tt)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        $visibility struct $name {
            $($(#[$field_doc])*
            ///
            #[doc = concat!("Member `", $json, "`; 1.1 ", stringify!($v1_1), ", 1.2 ", stringify!($v1_2), ".")]
            pub $field: $type,)+
            $($unknown)*
        }

        impl $crate::json::object::Members for $name {
            const MODEL: &'static str = $model;
            const MEMBERS: &'static [$crate::json::Member] = &[
                $($crate::json::object::member!($json, $form, $v1_1, $v1_2, [$($($alias),+)?]),)+
            ];

            fn read_member<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                map: &mut A,
                session: &$crate::json::DecodeSession,
            ) -> std::result::Result<bool, A::Error> {
                match name {
                    $($json $($(| $alias)+)? => {
                        const MEMBER: &$crate::json::Member =
                            &$crate::json::object::member!($json, $form, $v1_1, $v1_2, [$($($alias),+)?]);
                        $crate::json::object::read_value(&mut self.$field, name, map, session, $model, MEMBER)?;
                    })+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            fn note_missing(&self, session: &$crate::json::DecodeSession) {
                let mut members = Self::MEMBERS.iter();
                $(if let Some(member) = members.next() {
                    $crate::json::object::note_if_missing(&self.$field, session, $model, member);
                })+
            }

            fn write_members<M: serde::ser::SerializeMap>(
                &self,
                map: &mut M,
                encoder: &$crate::json::Encoder,
                selection: $crate::json::object::Selection<'_>,
            ) -> std::result::Result<(), M::Error> {
                let mut members = Self::MEMBERS.iter();
                $(if let Some(member) = members.next() {
                    $crate::json::object::write_value(&self.$field, map, encoder, selection, member)?;
                })+
                Ok(())
            }

            fn find_gaps(&self, encoder: &$crate::json::Encoder, gaps: &mut $crate::json::object::Gaps) {
                let mut members = Self::MEMBERS.iter();
                $(if let Some(member) = members.next() {
                    $crate::json::object::find_gaps_in_value(&self.$field, encoder, gaps, member);
                })+
            }

            fn field_at(&self, path: &str, version: $crate::Version) -> Option<$crate::query::FieldValue<'_>> {
                let (name, rest) = $crate::query::split_first(path);
                let mut members = Self::MEMBERS.iter();
                $(if let Some(member) = members.next() && member.name == name {
                    return member.exists_in(version).then_some(())
                        .and_then(|()| $crate::json::object::MemberValue::value_at(&self.$field, rest, version));
                })+
                None
            }
        }
    };
}

/// Builds one row of a member table.
macro_rules! member {
    ($json:literal, $form:expr, $v1_1:ident, $v1_2:ident, [$($alias:literal),*]) => {
        $crate::json::Member {
            name: $json,
            form: $form,
            v1_1: $crate::json::Need::$v1_1,
            v1_2: $crate::json::Need::$v1_2,
            aliases: &[$($alias),*],
        }
    };
}

/// Implements reading and writing for an object; `Debug` shows identifiers only.
macro_rules! object_impls {
    ($name:ident, open $open:literal, identity $($identity:ident)?) => {
        $crate::json::object::object_impls!(@basics $name, $($identity)?);

        impl $crate::json::object::Object for $name {
            const OPEN: bool = $open;
            type Legacy = ();

            fn lift(&mut self, (): (), _session: &$crate::json::DecodeSession) {}

            fn lower(&self) {}

            $crate::json::object::object_impls!(@accessors $($identity)?);
        }
    };
    ($name:ident, legacy $legacy:ident, identity $identity:ident) => {
        $crate::json::object::object_impls!(@basics $name, $identity);

        impl $crate::json::object::Object for $name {
            const OPEN: bool = false;
            type Legacy = $legacy;

            fn lift(&mut self, legacy: $legacy, session: &$crate::json::DecodeSession) {
                legacy.lift_into(self, session);
            }

            fn lower(&self) -> $legacy {
                $legacy::lowered_from(self)
            }

            $crate::json::object::object_impls!(@accessors $identity);
        }
    };
    (@accessors $($identity:ident)?) => {
        fn unknown_members(&self) -> &$crate::OpenObject {
            &self.unknown
        }

        fn unknown_mut(&mut self) -> &mut $crate::OpenObject {
            &mut self.unknown
        }

        fn identity(&self) -> Option<&$crate::SourcedId> {
            $crate::json::object::object_impls!(@identity self $($identity)?)
        }
    };
    (@identity $self:ident $identity:ident) => { Some(&$self.$identity) };
    (@identity $self:ident) => { None };
    (@basics $name:ident, $($identity:ident)?) => {
        impl std::fmt::Debug for $name {
            /// Shows no member but the identifier: the others may speak about people.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field("sourced_id", &self.$identity.as_str()))?.finish_non_exhaustive()
            }
        }

        impl $crate::json::object::Item for $name {
            fn from_text(at: $crate::json::object::At<'_>, _text: &str) -> Option<Self> {
                at.unreadable()
            }

            fn from_map<'de, A: serde::de::MapAccess<'de>>(
                at: $crate::json::object::At<'_>,
                map: A,
            ) -> std::result::Result<Option<Self>, A::Error> {
                $crate::json::object::read_object(at.session(), map).map(Some)
            }

            fn write<S: serde::Serializer>(
                &self,
                to: $crate::json::object::To<'_>,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                to.object(self, serializer)
            }

            fn find_gaps(&self, to: $crate::json::object::To<'_>, gaps: &mut $crate::json::object::Gaps) {
                to.object_gaps(self, gaps);
            }

            fn value_at(&self, path: Option<&str>, version: $crate::Version) -> Option<$crate::query::FieldValue<'_>> {
                match path {
                    Some(path) => $crate::json::object::Members::field_at(self, path, version),
                    None => Some($crate::query::FieldValue::Object),
                }
            }

            fn has_path(path: Option<&str>, version: $crate::Version) -> bool {
                path.is_none_or(|path| {
                    $crate::json::object::Members::field_at(&Self::default(), path, version).is_some()
                })
            }
        }
    };
}

/// Defines an object that occurs inside records.
macro_rules! object {
    (
        $(#[$doc:meta])*
        $name:ident($model:literal), open $open:literal { $($members:tt)+ }
    ) => {
        $crate::json::object::members! {
            $(#[$doc])*
            pub $name($model) { $($members)+ }
            /// Members that the standard does not know.
            pub unknown: $crate::OpenObject,
        }
        $crate::json::object::object_impls!($name, open $open, identity);
    };
}

/// Defines a record: an object with `sourcedId` that is read and written on its own.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $name:ident($model:literal), $service:ident,
        collection $collection:literal [$($collections:literal),*],
        single $single:literal [$($singles:literal),*],
        $legacy_or_open:ident $legacy:tt { $($members:tt)+ }
    ) => {
        $crate::json::object::members! {
            $(#[$doc])*
            pub $name($model) {
                /// Identifier of the record, unique among records of its kind; empty if a system left it out.
                sourced_id: $crate::SourcedId = "sourcedId", $crate::json::Form::Identifier, Required, Required;
                /// Whether the record is live.
                status: Option<$crate::Status>
                    = "status", $crate::json::Form::Token(&$crate::vocabulary::STATUS), Required, Required;
                /// When the record was last changed, in UTC.
                date_last_modified: Option<time::OffsetDateTime>
                    = "dateLastModified", $crate::json::Form::Instant, Required, Required;
                /// Extensions of the sending system.
                metadata: $crate::OpenObject = "metadata", $crate::json::Form::OpenObject, Optional, Optional;
                $($members)+
            }
            /// Members that the standard does not know.
            pub unknown: $crate::OpenObject,
        }
        $crate::json::object::object_impls!($name, $legacy_or_open $legacy, identity sourced_id);

        impl $name {
            /// Starts a record with its identifier; every other member is absent.
            pub fn new(sourced_id: impl Into<$crate::SourcedId>) -> Self {
                Self { sourced_id: sourced_id.into(), ..Self::default() }
            }
        }

        impl $crate::Record for $name {
            const NAME: &'static str = $model;
            const SERVICE: $crate::json::Service = $crate::json::Service::$service;
            const COLLECTION: &'static str = $collection;
            const COLLECTION_ALIASES: &'static [&'static str] = &[$($collections),*];
            const SINGLE: &'static str = $single;
            const SINGLE_ALIASES: &'static [&'static str] = &[$($singles),*];
            const MEMBERS: &'static [$crate::json::Member] =
                <Self as $crate::json::object::Members>::MEMBERS;

            fn sourced_id(&self) -> &$crate::SourcedId {
                &self.sourced_id
            }

            fn status(&self) -> Option<&$crate::Status> {
                self.status.as_ref()
            }

            fn date_last_modified(&self) -> Option<time::OffsetDateTime> {
                self.date_last_modified
            }

            fn metadata(&self) -> &$crate::OpenObject {
                &self.metadata
            }

            fn unknown(&self) -> &$crate::OpenObject {
                &self.unknown
            }
        }

        impl serde::Serialize for $name {
            /// Writes the record as OneRoster 1.2; see [`Encoder`](crate::json::Encoder) for choices.
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                let encoder = $crate::json::Encoder::new($crate::Version::V1_2);
                serde::Serialize::serialize(&encoder.record(self), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            /// Reads OneRoster 1.2 tolerantly and forgets the deviations; see
            /// [`Decoder`](crate::json::Decoder) for choices.
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let session = $crate::json::Decoder::new($crate::Version::V1_2).session();
                serde::de::DeserializeSeed::deserialize(session.record_seed::<Self>(), deserializer)?
                    .ok_or_else(|| serde::de::Error::custom(concat!("expected an object: ", $model)))
            }
        }
    };
}

pub(crate) use {member, members, object, object_impls, record};
