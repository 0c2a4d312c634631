//! How one member is written.

use serde::{Serialize, Serializer};

use super::encoder::Encoder;
use super::member::Member;
use super::object::{Object, Selection, write_object};
use super::read::{Item, MemberValue};

/// Where writing is: the member, and the settings.
#[derive(Clone, Copy)]
pub(crate) struct To<'e> {
    pub(super) encoder: &'e Encoder,
    pub(super) member: &'static Member,
}

impl<'e> To<'e> {
    /// Tells whether tokens outside the vocabulary are written as they are.
    pub(super) fn writes_everything(self) -> bool {
        !self.encoder.is_strict()
    }

    /// Writes an object that is the value of the member, or an element of it.
    pub(crate) fn object<T: Object, S: Serializer>(
        self,
        object: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        write_object(object, self.encoder, Selection::EVERYTHING, serializer)
    }

    /// Names what an object that is the value of the member does not have.
    pub(crate) fn object_gaps<T: Object>(self, object: &T, gaps: &mut Gaps) {
        gaps.inside(self.member.name, |gaps| object.find_gaps(self.encoder, gaps));
    }

    pub(super) fn value<T: MemberValue>(self, value: &'e T) -> WrittenValue<'e, T> {
        WrittenValue { to: self, value }
    }

    pub(super) fn item<'i, T: Item>(self, item: &'i T) -> WrittenItem<'i, T>
    where
        'e: 'i,
    {
        WrittenItem { encoder: self.encoder, member: self.member, item }
    }
}

/// A member value together with where it goes.
pub(super) struct WrittenValue<'e, T> {
    to: To<'e>,
    value: &'e T,
}

impl<T: MemberValue> Serialize for WrittenValue<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.write(self.to, serializer)
    }
}

/// One element of a list together with where it goes.
pub(super) struct WrittenItem<'e, T> {
    encoder: &'e Encoder,
    member: &'static Member,
    item: &'e T,
}

impl<T: Item> Serialize for WrittenItem<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.item.write(To { encoder: self.encoder, member: self.member }, serializer)
    }
}

/// Names of members that conformant JSON needs and a value does not have, such as `class.href`.
#[derive(Default)]
pub(crate) struct Gaps {
    prefix: Vec<&'static str>,
    pub(super) names: Vec<String>,
}

impl Gaps {
    pub(super) fn add(&mut self, name: &'static str) {
        let mut path = self.prefix.join(".");
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        if !self.names.contains(&path) {
            self.names.push(path);
        }
    }

    pub(super) fn inside(&mut self, name: &'static str, find: impl FnOnce(&mut Self)) {
        self.prefix.push(name);
        find(self);
        self.prefix.pop();
    }
}
