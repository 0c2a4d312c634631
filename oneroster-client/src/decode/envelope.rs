use std::fmt;
use std::marker::PhantomData;

use oneroster_model::json::DecodeSession;
use oneroster_model::{Record, StatusInfo};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::scalar::{Scalar, TOTALS};

/// Longest text of warnings that is looked at, in bytes.
const STATUS_LIMIT: usize = 64 * 1024;
/// Names that servers give to data of any kind.
const GENERIC: [&str; 1] = ["data"];

/// The names under which the records may stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys<'k> {
    /// The name of the standard.
    pub(super) exact: &'static str,
    /// Names seen for this kind of record.
    pub(super) aliases: &'static [&'static str],
    /// The last word of the path.
    pub(super) path: &'static str,
    /// Names given by the user.
    pub(super) extra: &'k [String],
}

/// What a member of the envelope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemberKind {
    Exact,
    Alias,
    Total,
    Paging,
    Status,
    Other,
}

impl Keys<'_> {
    fn kind(&self, name: &str) -> MemberKind {
        if name == self.exact {
            MemberKind::Exact
        } else if self.is_alias(name) {
            MemberKind::Alias
        } else if TOTALS.contains(&name) {
            MemberKind::Total
        } else {
            match name {
                "pagination" | "paging" | "links" => MemberKind::Paging,
                "statusInfoSet" | "imsx_statusInfoSet" | "warnings" => MemberKind::Status,
                _ => MemberKind::Other,
            }
        }
    }

    fn is_alias(&self, name: &str) -> bool {
        self.aliases.contains(&name)
            || self.path == name
            || self.extra.iter().any(|extra| extra == name)
            || GENERIC.contains(&name)
    }

    /// Tells whether a member, given with its quotes, may hold the records.
    pub(super) fn is_data(&self, quoted: &[u8]) -> bool {
        serde_json::from_slice::<String>(quoted)
            .is_ok_and(|name| matches!(self.kind(&name), MemberKind::Exact | MemberKind::Alias))
    }
}

/// What an envelope held.
#[derive(Debug)]
pub(super) struct Envelope<V> {
    /// The records; none when no member holds any.
    pub(super) content: Option<V>,
    /// The records stood under another name than that of the standard, or under none.
    pub(super) renamed: bool,
    pub(super) total: Option<u64>,
    /// A link in the body; an empty one says that there is no next page.
    pub(super) next: Option<String>,
    pub(super) warnings: Vec<StatusInfo>,
    /// The object had no members at all.
    pub(super) empty: bool,
}

impl<V> Default for Envelope<V> {
    fn default() -> Self {
        Self { content: None, renamed: false, total: None, next: None, warnings: Vec::new(), empty: true }
    }
}

/// Reads the value of the data member.
pub(super) trait Content<'de> {
    type Value;

    fn read<D: Deserializer<'de>>(&self, deserializer: D) -> Result<Self::Value, D::Error>;
}

/// Many records.
pub(super) struct Many<'s, T>(pub(super) &'s DecodeSession, pub(super) PhantomData<T>);

impl<'de, T: Record> Content<'de> for Many<'_, T> {
    type Value = Vec<T>;

    fn read<D: Deserializer<'de>>(&self, deserializer: D) -> Result<Vec<T>, D::Error> {
        self.0.records_seed().deserialize(deserializer)
    }
}

/// One record.
pub(super) struct One<'s, T>(pub(super) &'s DecodeSession, pub(super) PhantomData<T>);

impl<'de, T: Record> Content<'de> for One<'_, T> {
    type Value = Option<T>;

    fn read<D: Deserializer<'de>>(&self, deserializer: D) -> Result<Option<T>, D::Error> {
        self.0.record_seed().deserialize(deserializer)
    }
}

/// Walks through an envelope in one pass; members other than the records are skipped or noted.
pub(super) struct EnvelopeSeed<'k, C> {
    pub(super) keys: Keys<'k>,
    pub(super) content: &'k C,
}

impl<'de, C: Content<'de>> DeserializeSeed<'de> for EnvelopeSeed<'_, C> {
    type Value = Envelope<C::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, C: Content<'de>> Visitor<'de> for EnvelopeSeed<'_, C> {
    type Value = Envelope<C::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        let content = Some(self.content.read(SeqAccessDeserializer::new(list))?);
        Ok(Envelope { content, renamed: true, empty: false, ..Envelope::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut envelope = Envelope::default();
        let mut found = MemberKind::Other;
        while let Some(kind) = object.next_key_seed(self.keys)? {
            envelope.empty = false;
            match kind {
                // The name of the standard counts more than others, the first more than later ones.
                MemberKind::Exact if found != MemberKind::Exact => {
                    envelope.content = Some(object.next_value_seed(ContentSeed(self.content))?);
                    found = kind;
                }
                MemberKind::Alias if found == MemberKind::Other => {
                    envelope.content = Some(object.next_value_seed(ContentSeed(self.content))?);
                    found = kind;
                }
                MemberKind::Total => envelope.total = object.next_value::<Scalar>()?.number(),
                MemberKind::Paging => {
                    if let Scalar::Object { next, total } = object.next_value()? {
                        envelope.total = envelope.total.or(total);
                        envelope.next = next.and_then(|next| match *next {
                            Scalar::Text(link) => Some(link),
                            Scalar::Null => Some(String::new()),
                            _ => None,
                        });
                    }
                }
                MemberKind::Status => {
                    let raw: &RawValue = object.next_value()?;
                    if let (true, Ok(value)) =
                        (raw.get().len() <= STATUS_LIMIT, serde_json::from_str(raw.get()))
                    {
                        envelope.warnings.extend(StatusInfo::warnings(&value));
                    }
                }
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        envelope.renamed = found == MemberKind::Alias;
        Ok(envelope)
    }
}

struct ContentSeed<'c, C>(&'c C);

impl<'de, C: Content<'de>> DeserializeSeed<'de> for ContentSeed<'_, C> {
    type Value = C::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<C::Value, D::Error> {
        self.0.read(deserializer)
    }
}

/// Sorts the name of a member without keeping it.
impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = MemberKind;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<MemberKind, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Keys<'_> {
    type Value = MemberKind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<MemberKind, E> {
        Ok(self.kind(name))
    }
}
