//! References as values of members.

use serde::Serializer;
use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde_json::Value;

use super::deviation::DeviationKind;
use super::member::{Form, ReferenceTarget};
use super::read::{At, Item, MemberSeed, Name};
use super::write::{Gaps, To};
use crate::query::FieldValue;
use crate::vocabulary::GuidType;
use crate::{GuidRef, Number, Version};

impl Item for GuidType {
    fn from_text(_at: At<'_>, text: &str) -> Option<Self> {
        Some(Self::from_token(text))
    }

    fn write<S: Serializer>(&self, _to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }

    fn value_at(&self, _path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        Some(self.as_str().into())
    }
}

impl Item for GuidRef {
    fn from_text(at: At<'_>, text: &str) -> Option<Self> {
        if !at.renamed {
            at.note(DeviationKind::BareReference);
        }
        Some(Self::from(text))
    }

    fn from_number(at: At<'_>, number: Number) -> Option<Self> {
        at.note(DeviationKind::TextForm);
        Self::from_text(at, &number.to_string())
    }

    fn from_map<'de, A: MapAccess<'de>>(at: At<'_>, mut map: A) -> Result<Option<Self>, A::Error> {
        let mut reference = Self::default();
        let mut empty = true;
        while let Some(name) = map.next_key_seed(Name)? {
            empty = false;
            match name.as_ref() {
                "href" => reference.href = map.next_value_seed(MemberSeed::new(at))?,
                "sourcedId" => reference.sourced_id = map.next_value_seed(MemberSeed::new(at))?,
                "type" => reference.guid_type = map.next_value_seed(MemberSeed::new(at))?,
                "sourceId" if reference.sourced_id.is_empty() => {
                    at.note(DeviationKind::RenamedMember);
                    reference.sourced_id = map.next_value_seed(MemberSeed::new(at))?;
                }
                unknown => {
                    at.session.note_unknown("GUIDRef", unknown);
                    reference.unknown.insert(unknown, map.next_value::<Value>()?);
                }
            }
        }
        if empty {
            at.note(DeviationKind::EmptyObject);
            return Ok(None);
        }
        note_differences(at, &reference);
        Ok(Some(reference))
    }

    fn write<S: Serializer>(&self, to: To<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        let target = target_of(to.member.form);
        let mut map = serializer.serialize_map(None)?;
        if to.encoder.writes_identifiers_only() {
            map.serialize_entry("sourcedId", &self.sourced_id)?;
            return map.end();
        }
        if let Some(href) = &self.href {
            map.serialize_entry("href", href)?;
        } else if let Some(href) = target.and_then(|target| to.encoder.href(target, &self.sourced_id)) {
            map.serialize_entry("href", &href)?;
        }
        map.serialize_entry("sourcedId", &self.sourced_id)?;
        let read = self.guid_type.as_ref();
        let constant = target.map(ReferenceTarget::guid_type);
        let version = to.encoder.version();
        let guid_type = match (read, target) {
            // The subtype that a 1.1 system sent goes back to it, unless it must be conformant.
            (Some(read), Some(target)) if version == Version::V1_1 => {
                if to.writes_everything() || target.accepts(read, version) {
                    Some(read)
                } else {
                    constant.as_ref()
                }
            }
            (read, None) => read,
            _ => constant.as_ref(),
        };
        if let Some(guid_type) = guid_type {
            map.serialize_entry("type", guid_type)?;
        }
        if to.encoder.writes_unknown_members() {
            for (name, value) in self.unknown.iter() {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }

    fn find_gaps(&self, to: To<'_>, gaps: &mut Gaps) {
        gaps.inside(to.member.name, |gaps| {
            if self.sourced_id.is_empty() {
                gaps.add("sourcedId");
            }
            let target = target_of(to.member.form);
            if self.href.is_none()
                && target.and_then(|target| to.encoder.href(target, &self.sourced_id)).is_none()
            {
                gaps.add("href");
            }
        });
    }

    /// A reference is its `sourcedId` where it is compared itself.
    fn value_at(&self, path: Option<&str>, _version: Version) -> Option<FieldValue<'_>> {
        match path {
            None | Some("sourcedId") => Some(self.sourced_id.as_str().into()),
            Some("href") => Some(self.href.as_deref().map_or(FieldValue::Absent, FieldValue::from)),
            Some("type") => {
                Some(self.guid_type.as_ref().map_or(FieldValue::Absent, |kind| kind.as_str().into()))
            }
            Some(_) => None,
        }
    }

    fn has_path(path: Option<&str>, _version: Version) -> bool {
        matches!(path, None | Some("sourcedId" | "href" | "type"))
    }
}

const fn target_of(form: Form) -> Option<ReferenceTarget> {
    match form {
        Form::Reference(target) | Form::References(target) => Some(target),
        _ => None,
    }
}

fn note_differences(at: At<'_>, reference: &GuidRef) {
    if reference.sourced_id.is_empty() {
        at.note(DeviationKind::ReferenceWithoutId);
    }
    match &reference.href {
        None => at.note(DeviationKind::ReferenceWithoutHref),
        Some(href) if !href.starts_with("https://") && !href.starts_with("http://") => {
            at.note(DeviationKind::RelativeHref);
        }
        Some(_) => {}
    }
    match (&reference.guid_type, target_of(at.member.form)) {
        (None, _) => at.note(DeviationKind::ReferenceWithoutType),
        (Some(guid_type), Some(target)) if !target.accepts(guid_type, at.version()) => {
            at.note(DeviationKind::ReferenceType);
        }
        _ => {}
    }
}
