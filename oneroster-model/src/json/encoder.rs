use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::member::{ReferenceTarget, Service};
use super::object::{Legacy, Members, Selection, write_object};
use super::write::Gaps;
use crate::query::{Fields, is_unreserved, percent_encode};
use crate::{Error, Record, SourcedId, Version};

/// Writes records as JSON of one version.
///
/// Members that are absent are left out, dates and instants take the forms of the standard
/// (`2026-08-18`, `2026-08-18T06:00:00.000Z`), flags are the texts `"true"` and `"false"`. Members
/// that a version does not have are left out; role words that a version does not have are replaced
/// (`principal` becomes `administrator` in 1.1, `administrator` becomes `siteAdministrator` in 1.2).
///
/// By default unknown members are written back and words outside the vocabularies stay, so that what
/// was read is not lost. [`strict`](Self::strict) writes nothing that the standard forbids, and
/// refuses records that lack what it requires.
///
/// # Examples
///
/// ```
/// use oneroster_model::json::{Encoder, HrefRoots};
/// use oneroster_model::{Version, rostering::Org};
/// use time::macros::datetime;
///
/// let mut school = Org::new("s1");
/// school.status = Some("active".into());
/// school.date_last_modified = Some(datetime!(2026-08-18 06:00 UTC));
/// school.name = Some("Harbour School".into());
/// school.org_type = Some("school".into());
/// school.parent = Some("d1".into());
///
/// let encoder = Encoder::new(Version::V1_1).strict();
/// assert!(encoder.to_string(&school).is_err(), "the reference lacks its href");
/// let encoder = encoder.with_href_roots(HrefRoots::single("https://sis.example/ims/oneroster/v1p1"));
/// assert_eq!(
///     encoder.to_string(&school)?,
///     r#"{"sourcedId":"s1","status":"active","dateLastModified":"2026-08-18T06:00:00.000Z","#.to_owned()
///         + r#""name":"Harbour School","type":"school","parent":"#
///         + r#"{"href":"https://sis.example/ims/oneroster/v1p1/orgs/d1","sourcedId":"d1","type":"org"}}"#,
/// );
/// # Ok::<(), oneroster_model::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Encoder {
    version: Version,
    strict: bool,
    booleans: BooleanForm,
    unknown: UnknownMembers,
    references: References,
    href_roots: Option<HrefRoots>,
    fields: Option<Fields>,
}

/// How flags are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BooleanForm {
    /// As the texts `"true"` and `"false"`, as the standard says.
    #[default]
    Text,
    /// As JSON booleans, which some 1.1 servers want.
    Json,
}

/// What becomes of members that the standard does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownMembers {
    /// They are written back.
    #[default]
    Keep,
    /// They are left out.
    Drop,
}

/// What is written of references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum References {
    /// `sourcedId`, `type`, and `href` where it is known or can be built.
    #[default]
    Known,
    /// `sourcedId` alone, as gradebooks of learning platforms send them: servers have to look the object up
    /// anyway. Not conformant; [`Encoder::strict`] takes no notice of it.
    SourcedIdOnly,
}

/// The root URLs from which the `href` of references is built where none is known.
///
/// No slash at the end is needed. The `href` is `{root}/{collection}/{sourcedId}`, percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HrefRoots {
    /// Root of the rostering service.
    pub rostering: String,
    /// Root of the gradebook service.
    pub gradebook: String,
    /// Root of the resources service.
    pub resources: String,
}

impl HrefRoots {
    /// Takes one root for all services, as OneRoster 1.1 has it.
    pub fn single(root: impl Into<String>) -> Self {
        let root = root.into();
        Self { rostering: root.clone(), gradebook: root.clone(), resources: root }
    }

    /// Appends the paths of the standard to a host: `https://sis.example`.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::{Version, json::HrefRoots};
    ///
    /// let roots = HrefRoots::for_host("https://sis.example/", Version::V1_2);
    /// assert_eq!(roots.gradebook, "https://sis.example/ims/oneroster/gradebook/v1p2");
    /// ```
    pub fn for_host(host: &str, version: Version) -> Self {
        let root = |service: Service| format!("{}{}", host.trim_end_matches('/'), service.path(version));
        Self {
            rostering: root(Service::Rostering),
            gradebook: root(Service::Gradebook),
            resources: root(Service::Resources),
        }
    }

    fn root(&self, service: Service) -> &str {
        match service {
            Service::Rostering => &self.rostering,
            Service::Gradebook => &self.gradebook,
            Service::Resources => &self.resources,
        }
    }
}

impl Encoder {
    /// Starts with the default settings for a version.
    pub const fn new(version: Version) -> Self {
        Self {
            version,
            strict: false,
            booleans: BooleanForm::Text,
            unknown: UnknownMembers::Keep,
            references: References::Known,
            href_roots: None,
            fields: None,
        }
    }

    /// Writes conformant JSON only: no unknown members, no words outside the vocabularies, nothing
    /// required left out.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self.unknown = UnknownMembers::Drop;
        self
    }

    /// Sets how flags are written.
    #[must_use]
    pub fn with_booleans(mut self, booleans: BooleanForm) -> Self {
        self.booleans = booleans;
        self
    }

    /// Sets what becomes of members that the standard does not know.
    #[must_use]
    pub fn with_unknown_members(mut self, unknown: UnknownMembers) -> Self {
        self.unknown = unknown;
        self
    }

    /// Sets what is written of references.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::json::{Encoder, References};
    /// use oneroster_model::{Version, gradebook::LineItem};
    ///
    /// let mut essay = LineItem::new("l1");
    /// essay.class = Some("c1".into());
    /// let encoder = Encoder::new(Version::V1_1).with_references(References::SourcedIdOnly);
    /// assert_eq!(encoder.to_string(&essay)?, r#"{"sourcedId":"l1","class":{"sourcedId":"c1"}}"#);
    /// # Ok::<(), oneroster_model::Error>(())
    /// ```
    #[must_use]
    pub fn with_references(mut self, references: References) -> Self {
        self.references = references;
        self
    }

    /// Builds the `href` of references that have none.
    #[must_use]
    pub fn with_href_roots(mut self, roots: HrefRoots) -> Self {
        self.href_roots = Some(roots);
        self
    }

    /// Writes the named members only, as the `fields` parameter of a request asks.
    ///
    /// Nothing is required then: `sourcedId` too is written only if named.
    #[must_use]
    pub fn with_fields(mut self, fields: Fields) -> Self {
        self.fields = Some(fields);
        self
    }

    /// Returns the version that is written.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Writes one record without envelope.
    ///
    /// # Errors
    ///
    /// [`Error::NotWritable`] in strict mode, when the record lacks something required.
    pub fn to_string<T: Record>(&self, record: &T) -> Result<String, Error> {
        self.check(record)?;
        serde_json::to_string(&self.record(record)).map_err(|error| Error::json(&error))
    }

    /// Writes one record in the envelope of a single: `{"user": {...}}`.
    ///
    /// # Errors
    ///
    /// [`Error::NotWritable`] in strict mode, when the record lacks something required.
    pub fn to_single<T: Record>(&self, record: &T) -> Result<Vec<u8>, Error> {
        self.check(record)?;
        let envelope = Envelope { name: T::SINGLE, content: self.record(record) };
        serde_json::to_vec(&envelope).map_err(|error| Error::json(&error))
    }

    /// Writes records in the envelope of a collection: `{"users": [...]}`.
    ///
    /// # Errors
    ///
    /// [`Error::NotWritable`] in strict mode, for the first record that lacks something required.
    pub fn to_collection<T: Record>(&self, records: &[T]) -> Result<Vec<u8>, Error> {
        records.iter().try_for_each(|record| self.check(record))?;
        let content: Vec<_> = records.iter().map(|record| self.record(record)).collect();
        serde_json::to_vec(&Envelope { name: T::COLLECTION, content }).map_err(|error| Error::json(&error))
    }

    /// Lends a record to any serde serializer; the checks of strict mode are left to
    /// [`check`](Self::check).
    pub fn record<'e, T: Record>(&'e self, record: &'e T) -> Written<'e, T> {
        Written { encoder: self, record }
    }

    /// Tells what a record lacks for conformant JSON of the version; always good outside strict mode.
    ///
    /// # Errors
    ///
    /// [`Error::NotWritable`] with the names of the members.
    pub fn check<T: Record>(&self, record: &T) -> Result<(), Error> {
        if !self.strict || self.fields.is_some() {
            return Ok(());
        }
        let mut gaps = Gaps::default();
        Members::find_gaps(record, self, &mut gaps);
        if self.version == Version::V1_1 {
            T::Legacy::lowered_from(record).find_gaps(self, &mut gaps);
        }
        if gaps.names.is_empty() {
            Ok(())
        } else {
            Err(Error::not_writable(T::NAME, record.sourced_id().clone(), self.version, gaps.names))
        }
    }

    pub(super) const fn is_strict(&self) -> bool {
        self.strict
    }

    pub(super) fn writes_json_booleans(&self) -> bool {
        self.booleans == BooleanForm::Json
    }

    pub(super) fn writes_identifiers_only(&self) -> bool {
        self.references == References::SourcedIdOnly && !self.strict
    }

    pub(super) fn writes_unknown_members(&self) -> bool {
        self.unknown == UnknownMembers::Keep
    }

    /// Builds the URL of an object from the root of its service.
    pub(super) fn href<'e>(&'e self, target: ReferenceTarget, sourced_id: &'e SourcedId) -> Option<Href<'e>> {
        let root = self.href_roots.as_ref()?.root(target.service()).trim_end_matches('/');
        Some(Href { root, collection: target.collection(), sourced_id: sourced_id.as_str() })
    }
}

/// The URL of an object, written without building it first.
pub(super) struct Href<'e> {
    root: &'e str,
    collection: &'static str,
    sourced_id: &'e str,
}

impl Serialize for Href<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Href<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.root)?;
        f.write_str("/")?;
        f.write_str(self.collection)?;
        f.write_str("/")?;
        if is_unreserved(self.sourced_id) {
            f.write_str(self.sourced_id)
        } else {
            f.write_str(&percent_encode(self.sourced_id))
        }
    }
}

/// A record on its way to a serializer; see [`Encoder::record`].
#[derive(Debug)]
pub struct Written<'e, T> {
    encoder: &'e Encoder,
    record: &'e T,
}

impl<T: Record> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_object(self.record, self.encoder, Selection(self.encoder.fields.as_ref()), serializer)
    }
}

/// An object with one member: the envelope of the REST binding.
#[derive(Debug)]
struct Envelope<T> {
    name: &'static str,
    content: T,
}

impl<T: Serialize> Serialize for Envelope<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.name, &self.content)?;
        map.end()
    }
}
