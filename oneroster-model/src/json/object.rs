//! Reading and writing of objects, member by member.

use serde::Serializer;
use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde_json::Value;

use super::decoder::DecodeSession;
use super::deviation::DeviationKind;
use super::encoder::Encoder;
use super::member::{Member, Need};
use super::read::{At, MemberSeed, MemberValue, Name};
use super::write::{Gaps, To};
use crate::query::{FieldValue, Fields};
use crate::{OpenObject, SourcedId, Version};

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
    type Legacy: Legacy<Self>;

    /// The members that the standard does not know.
    fn unknown_members(&self) -> &OpenObject;
    /// The members that the standard does not know.
    fn unknown_mut(&mut self) -> &mut OpenObject;
    /// The identifier, for models that have one.
    fn identity(&self) -> Option<&SourcedId>;
}

/// Members that 1.1 has in place of others of 1.2, on their way to and from the shape of 1.2.
pub(crate) trait Legacy<T>: Members {
    /// Puts what came in the shape of 1.1 where 1.2 has it.
    fn lift_into(self, object: &mut T);
    /// Gives what the shape of 1.1 needs.
    fn lowered_from(object: &T) -> Self;
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

impl<T> Legacy<T> for () {
    fn lift_into(self, _object: &mut T) {}

    fn lowered_from(_object: &T) {}
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
    legacy.lift_into(&mut object);
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
    if encoder.version() == Version::V1_1 {
        T::Legacy::lowered_from(object).write_members(&mut map, encoder, selection)?;
    }
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
