//! One definition per model: the struct, its member table, its reader and its writer.

// The names that the expansions use.
pub(crate) use super::object::{
    Members, Object, Selection, find_gaps_in_value, note_if_missing, read_object, read_value, write_value,
};
pub(crate) use super::read::{At, Item, MemberValue};
pub(crate) use super::write::{Gaps, To};

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

        impl $crate::json::define::Members for $name {
            const MODEL: &'static str = $model;
            const MEMBERS: &'static [$crate::json::Member] = &[
                $($crate::json::define::member!($json, $form, $v1_1, $v1_2, [$($($alias),+)?]),)+
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
                            &$crate::json::define::member!($json, $form, $v1_1, $v1_2, [$($($alias),+)?]);
                        $crate::json::define::read_value(&mut self.$field, name, map, session, $model, MEMBER)?;
                    })+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            fn note_missing(&self, session: &$crate::json::DecodeSession) {
                let mut members = Self::MEMBERS.iter();
                $(if let Some(member) = members.next() {
                    $crate::json::define::note_if_missing(&self.$field, session, $model, member);
                })+
            }

            fn write_members<M: serde::ser::SerializeMap>(
                &self,
                map: &mut M,
                encoder: &$crate::json::Encoder,
                selection: $crate::json::define::Selection<'_>,
            ) -> std::result::Result<(), M::Error> {
                let mut members = Self::MEMBERS.iter();
                $(if let Some(member) = members.next() {
                    $crate::json::define::write_value(&self.$field, map, encoder, selection, member)?;
                })+
                Ok(())
            }

            fn find_gaps(&self, encoder: &$crate::json::Encoder, gaps: &mut $crate::json::define::Gaps) {
                let mut members = Self::MEMBERS.iter();
                $(if let Some(member) = members.next() {
                    $crate::json::define::find_gaps_in_value(&self.$field, encoder, gaps, member);
                })+
            }

            fn field_at(&self, path: &str, version: $crate::Version) -> Option<$crate::query::FieldValue<'_>> {
                let (name, rest) = $crate::query::split_first(path);
                let mut members = Self::MEMBERS.iter();
                $(if let Some(member) = members.next() && member.name == name {
                    return member.exists_in(version).then_some(())
                        .and_then(|()| $crate::json::define::MemberValue::value_at(&self.$field, rest, version));
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
    ($name:ident, open $open:literal, legacy $legacy:ty, identity $($identity:ident)?) => {
        impl $crate::json::define::Object for $name {
            const OPEN: bool = $open;
            type Legacy = $legacy;

            fn unknown_members(&self) -> &$crate::OpenObject {
                &self.unknown
            }

            fn unknown_mut(&mut self) -> &mut $crate::OpenObject {
                &mut self.unknown
            }

            fn identity(&self) -> Option<&$crate::SourcedId> {
                $crate::json::define::object_impls!(@identity self $($identity)?)
            }
        }

        impl std::fmt::Debug for $name {
            /// Shows no member but the identifier: the others may speak about people.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field("sourced_id", &self.$identity.as_str()))?.finish_non_exhaustive()
            }
        }

        impl $crate::json::define::Item for $name {
            fn from_text(at: $crate::json::define::At<'_>, _text: &str) -> Option<Self> {
                at.unreadable()
            }

            fn from_map<'de, A: serde::de::MapAccess<'de>>(
                at: $crate::json::define::At<'_>,
                map: A,
            ) -> std::result::Result<Option<Self>, A::Error> {
                $crate::json::define::read_object(at.session(), map).map(Some)
            }

            fn write<S: serde::Serializer>(
                &self,
                to: $crate::json::define::To<'_>,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                to.object(self, serializer)
            }

            fn find_gaps(&self, to: $crate::json::define::To<'_>, gaps: &mut $crate::json::define::Gaps) {
                to.object_gaps(self, gaps);
            }

            fn value_at(&self, path: Option<&str>, version: $crate::Version) -> Option<$crate::query::FieldValue<'_>> {
                match path {
                    Some(path) => $crate::json::define::Members::field_at(self, path, version),
                    None => Some($crate::query::FieldValue::Object),
                }
            }

            fn has_path(path: Option<&str>, version: $crate::Version) -> bool {
                path.is_none_or(|path| {
                    $crate::json::define::Members::field_at(&Self::default(), path, version).is_some()
                })
            }
        }
    };
    (@identity $self:ident $identity:ident) => { Some(&$self.$identity) };
    (@identity $self:ident) => { None };
}

/// Defines an object that occurs inside records.
macro_rules! object {
    (
        $(#[$doc:meta])*
        $name:ident($model:literal), open $open:literal { $($members:tt)+ }
    ) => {
        $crate::json::define::members! {
            $(#[$doc])*
            pub $name($model) { $($members)+ }
            /// Members that the standard does not know.
            pub unknown: $crate::OpenObject,
        }
        $crate::json::define::object_impls!($name, open $open, legacy (), identity);
    };
}

/// Defines a record: an object with `sourcedId` that is read and written on its own.
///
/// `Name("Model"), Service since version, ...`: in versions before that one, the members that all
/// records share are absent too.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident($model:literal), $service:ident since V1_1, $($rest:tt)+) => {
        $crate::json::define::record! {
            @with V1_1 Required Optional $(#[$doc])* $name($model), $service, $($rest)+
        }
    };
    ($(#[$doc:meta])* $name:ident($model:literal), $service:ident since V1_2, $($rest:tt)+) => {
        $crate::json::define::record! {
            @with V1_2 Absent Absent $(#[$doc])* $name($model), $service, $($rest)+
        }
    };
    (
        @with $since:ident $required:ident $optional:ident
        $(#[$doc:meta])*
        $name:ident($model:literal), $service:ident,
        collection $collection:literal [$($collections:literal),*],
        single $single:literal [$($singles:literal),*],
        legacy $legacy:ty, { $($members:tt)+ }
    ) => {
        $crate::json::define::members! {
            $(#[$doc])*
            pub $name($model) {
                /// Identifier of the record, unique among records of its kind; empty if a system left it out.
                sourced_id: $crate::SourcedId = "sourcedId", $crate::json::Form::Identifier, $required, Required;
                /// Whether the record is live.
                status: Option<$crate::Status>
                    = "status", $crate::json::Form::Token(&$crate::vocabulary::STATUS), $required, Required;
                /// When the record was last changed, in UTC.
                date_last_modified: Option<time::OffsetDateTime>
                    = "dateLastModified", $crate::json::Form::Instant, $required, Required;
                /// Extensions of the sending system.
                metadata: $crate::OpenObject = "metadata", $crate::json::Form::OpenObject, $optional, Optional;
                $($members)+
            }
            /// Members that the standard does not know.
            pub unknown: $crate::OpenObject,
        }
        $crate::json::define::object_impls!($name, open false, legacy $legacy, identity sourced_id);

        impl $name {
            /// Starts a record with its identifier; every other member is absent.
            pub fn new(sourced_id: impl Into<$crate::SourcedId>) -> Self {
                Self { sourced_id: sourced_id.into(), ..Self::default() }
            }
        }

        impl $crate::Record for $name {
            const NAME: &'static str = $model;
            const SINCE: $crate::Version = $crate::Version::$since;
            const SERVICE: $crate::json::Service = $crate::json::Service::$service;
            const COLLECTION: &'static str = $collection;
            const COLLECTION_ALIASES: &'static [&'static str] = &[$($collections),*];
            const SINGLE: &'static str = $single;
            const SINGLE_ALIASES: &'static [&'static str] = &[$($singles),*];
            const MEMBERS: &'static [$crate::json::Member] =
                <Self as $crate::json::define::Members>::MEMBERS;

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
