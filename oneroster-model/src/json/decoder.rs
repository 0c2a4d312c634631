use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::DeserializeSeed;

use super::deviation::{DeviationKind, Deviations};
use super::member::{Form, Member, Need};
use super::read::{At, MemberValue};
use crate::{Error, Record, SourcedId, Version};

/// Whether deviations from the standard are noted or refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Deviations are noted; the record is read.
    #[default]
    Tolerant,
    /// Any deviation is an error that names all of them.
    Strict,
}

/// Reads records from JSON.
///
/// A small value with settings, cheap to copy. Nothing is built in between: reading a page of
/// enrollments takes 1.2 to 1.4 times as long as a derived `Deserialize` into plain strings, dates
/// and vocabularies included.
///
/// # Examples
///
/// ```
/// use oneroster_model::json::{Decoder, DeviationKind};
/// use oneroster_model::{RoleName, Version, rostering::User};
///
/// let json = br#"{"sourcedId": "u1", "status": "active", "dateLastModified": "2026-08-18T06:00:00.000Z",
///     "username": "ada", "enabledUser": true, "givenName": "Ada", "familyName": "Example",
///     "role": "student", "orgs": [{"href": "https://sis.example/orgs/s1", "sourcedId": "s1", "type": "org"}]}"#;
/// let decoded = Decoder::new(Version::V1_1).record::<User>(json)?;
/// assert_eq!(decoded.value.roles[0].role, Some(RoleName::Student));
/// assert_eq!(decoded.value.enabled_user, Some(true));
/// // The flag was a JSON boolean, which the standard writes as text.
/// assert!(decoded.deviations.contains(DeviationKind::BooleanForm));
/// assert!(Decoder::new(Version::V1_1).strict().record::<User>(json).is_err());
/// # Ok::<(), oneroster_model::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Decoder {
    version: Version,
    strictness: Strictness,
    partial: bool,
}

impl Decoder {
    /// Starts with tolerant reading of a version.
    pub const fn new(version: Version) -> Self {
        Self { version, strictness: Strictness::Tolerant, partial: false }
    }

    /// Makes every deviation an error.
    #[must_use]
    pub const fn strict(self) -> Self {
        self.with_strictness(Strictness::Strict)
    }

    /// Sets whether deviations are noted or refused.
    #[must_use]
    pub const fn with_strictness(mut self, strictness: Strictness) -> Self {
        self.strictness = strictness;
        self
    }

    /// Expects selected members only, so that missing ones are no deviation.
    ///
    /// For answers to requests with the `fields` parameter.
    #[must_use]
    pub const fn partial(mut self) -> Self {
        self.partial = true;
        self
    }

    /// Returns the version that is read.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Reads one record: a JSON object, tolerated as the only element of a list.
    ///
    /// # Errors
    ///
    /// [`Error::Json`] when the text is not JSON or holds no object, [`Error::NotConformant`] for
    /// deviations in strict mode.
    pub fn record<T: Record>(&self, json: &[u8]) -> Result<Decoded<T>, Error> {
        let decoded = self.read::<Option<T>>(json)?;
        match decoded.value {
            Some(value) => Ok(Decoded { value, deviations: decoded.deviations }),
            None => Err(Error::no_record()),
        }
    }

    /// Reads a list of records: a JSON array of objects, tolerated as a single object.
    ///
    /// Elements that are no objects are left out and noted as [`DeviationKind::Unreadable`].
    ///
    /// # Errors
    ///
    /// [`Error::Json`] when the text is not JSON, [`Error::NotConformant`] for deviations in strict
    /// mode.
    pub fn records<T: Record>(&self, json: &[u8]) -> Result<Decoded<Vec<T>>, Error> {
        self.read::<Vec<T>>(json)
    }

    /// Starts a reading whose parts come one by one, as inside the envelope of a page.
    pub fn session(&self) -> DecodeSession {
        DecodeSession { decoder: *self, deviations: RefCell::default() }
    }

    fn read<T: MemberValue>(self, json: &[u8]) -> Result<Decoded<T>, Error> {
        let session = self.session();
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let value = T::read(session.root(), &mut deserializer).map_err(|error| Error::json(&error))?;
        deserializer.end().map_err(|error| Error::json(&error))?;
        let deviations = session.finish();
        if self.strictness == Strictness::Strict && !deviations.is_empty() {
            return Err(Error::not_conformant(deviations));
        }
        Ok(Decoded { value, deviations })
    }
}

/// A value that was read, with the ways in which its JSON differed from the standard.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// What was read.
    pub value: T,
    /// What was different; empty for conformant JSON.
    pub deviations: Deviations,
}

/// One reading in progress; collects the deviations of everything read through its seeds.
///
/// For code that walks an envelope with serde itself, so that a page is read in one pass. Deviations
/// are noted whatever the strictness; whoever owns the session decides what they mean.
///
/// # Examples
///
/// ```
/// use oneroster_model::json::Decoder;
/// use oneroster_model::{Version, rostering::Org};
/// use serde::de::DeserializeSeed;
///
/// let session = Decoder::new(Version::V1_2).partial().session();
/// let mut json = serde_json::Deserializer::from_str(r#"[{"sourcedId": "1"}, {"sourcedId": 2}]"#);
/// let orgs = session.records_seed::<Org>().deserialize(&mut json)?;
/// assert_eq!(orgs[1].sourced_id.as_str(), "2");
/// assert_eq!(session.finish().to_string(), "text_form at Org.sourcedId");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct DecodeSession {
    decoder: Decoder,
    deviations: RefCell<Deviations>,
}

impl DecodeSession {
    /// Returns a seed that reads one record; `None` for a value that is no object.
    pub fn record_seed<T: Record>(&self) -> RecordSeed<'_, T> {
        RecordSeed { session: self, record: PhantomData }
    }

    /// Returns a seed that reads a list of records.
    pub fn records_seed<T: Record>(&self) -> RecordsSeed<'_, T> {
        RecordsSeed { session: self, record: PhantomData }
    }

    /// Ends the reading and returns what was noted.
    pub fn finish(self) -> Deviations {
        self.deviations.into_inner()
    }

    pub(crate) fn version(&self) -> Version {
        self.decoder.version
    }

    pub(super) fn expects_every_member(&self) -> bool {
        !self.decoder.partial
    }

    pub(super) fn note(&self, kind: DeviationKind, model: &'static str, member: &'static str) {
        self.deviations.borrow_mut().note(kind, model, member);
    }

    pub(super) fn note_unknown(&self, model: &'static str, member: &str) {
        self.deviations.borrow_mut().note_unknown(model, member);
    }

    pub(super) fn identify(&self, sourced_id: &SourcedId) {
        self.deviations.borrow_mut().identify(sourced_id);
    }

    pub(super) fn root(&self) -> At<'_> {
        At { session: self, model: "body", member: &ROOT, renamed: false }
    }
}

impl fmt::Debug for DecodeSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeSession")
            .field("decoder", &self.decoder)
            .field("deviations", &self.deviations.borrow().len())
            .finish()
    }
}

/// The place of a record outside any other object.
static ROOT: Member =
    Member { name: "record", form: Form::Objects, v1_1: Need::Required, v1_2: Need::Required, aliases: &[] };

/// Reads one record inside a larger reading; see [`DecodeSession::record_seed`].
#[derive(Debug)]
pub struct RecordSeed<'s, T> {
    session: &'s DecodeSession,
    record: PhantomData<T>,
}

impl<'de, T: Record> DeserializeSeed<'de> for RecordSeed<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        MemberValue::read(self.session.root(), deserializer)
    }
}

/// Reads a list of records inside a larger reading; see [`DecodeSession::records_seed`].
#[derive(Debug)]
pub struct RecordsSeed<'s, T> {
    session: &'s DecodeSession,
    record: PhantomData<T>,
}

impl<'de, T: Record> DeserializeSeed<'de> for RecordsSeed<'_, T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        MemberValue::read(self.session.root(), deserializer)
    }
}
