//! From the body of an answer to records: one pass through the envelope, broken records told apart.

mod envelope;
mod fragments;
mod scalar;

use std::borrow::Cow;
use std::marker::PhantomData;

use oneroster_model::json::{DecodeSession, Decoder, DeviationKind, Deviations, Strictness};
use oneroster_model::{Record, SourcedId, StatusInfo, Version};
use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::error::Category;

use crate::endpoint::Endpoint;
use envelope::{Content, Envelope, EnvelopeSeed, Keys, Many, One};

/// How bodies are read.
#[derive(Clone, Debug)]
pub(crate) struct BodyDecoder {
    pub(crate) version: Version,
    pub(crate) strictness: Strictness,
    /// Members under which records may stand, besides those of the standard and those known.
    pub(crate) aliases: Vec<String>,
}

/// The records of a page and what stood beside them.
#[derive(Debug)]
pub(crate) struct DecodedPage<T> {
    pub(crate) records: Vec<T>,
    /// Records that cannot be read.
    pub(crate) bad: Vec<BadRecord>,
    pub(crate) deviations: Deviations,
    pub(crate) renamed: bool,
    /// Control characters in texts were replaced.
    pub(crate) cleaned: bool,
    pub(crate) total: Option<u64>,
    pub(crate) next: Option<String>,
    pub(crate) warnings: Vec<StatusInfo>,
}

/// A record that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadRecord {
    /// Position on the page.
    pub(crate) index: u64,
    /// Its identifier, if that much can be read.
    pub(crate) sourced_id: Option<SourcedId>,
    pub(crate) problem: &'static str,
}

/// One record and what stood beside it.
#[derive(Debug)]
pub(crate) struct DecodedRecord<T> {
    pub(crate) record: T,
    pub(crate) deviations: Deviations,
}

/// Why a body cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// It is not JSON at all, such as a web page.
    NotJson,
    /// It is JSON, but broken in a way that does not allow to tell the records apart.
    Broken,
    /// No member holds records.
    NoRecords,
    /// Strict reading met deviations.
    NotConformant(Box<Deviations>),
}

impl BodyDecoder {
    /// Reads a page.
    pub(crate) fn page<T: Record>(
        &self,
        endpoint: &Endpoint,
        partial: bool,
        body: &[u8],
    ) -> Result<DecodedPage<T>, Undecodable> {
        let keys = Keys {
            exact: T::COLLECTION,
            aliases: T::COLLECTION_ALIASES,
            path: endpoint.last_segment(),
            extra: &self.aliases,
        };
        let page = match self.whole(keys, partial, body) {
            Ok(page) => page?,
            Err(error) if self.strictness == Strictness::Strict => return Err(broken(&error, body)),
            Err(error) => self
                .without_control_characters(keys, partial, body)
                .or_else(|| self.piecemeal(keys, partial, body))
                .ok_or_else(|| broken(&error, body))?,
        };
        self.check(&page.deviations)?;
        Ok(page)
    }

    /// Reads the answer to the request for one record.
    pub(crate) fn single<T: Record>(
        &self,
        partial: bool,
        body: &[u8],
    ) -> Result<DecodedRecord<T>, Undecodable> {
        let keys =
            Keys { exact: T::SINGLE, aliases: T::SINGLE_ALIASES, path: T::COLLECTION, extra: &self.aliases };
        let session = self.decoder(partial).session();
        let envelope =
            read(keys, &One::<T>(&session, PhantomData), body).map_err(|error| broken(&error, body))?;
        let (record, deviations) = match envelope.content.flatten() {
            Some(record) => (record, session.finish()),
            None => self.bare(partial, body).ok_or(Undecodable::NoRecords)?,
        };
        self.check(&deviations)?;
        Ok(DecodedRecord { record, deviations })
    }

    /// Reads a record without envelope, known by its identifier.
    fn bare<T: Record>(&self, partial: bool, body: &[u8]) -> Option<(T, Deviations)> {
        let session = self.decoder(partial).session();
        let mut json = serde_json::Deserializer::from_slice(body);
        let record = session.record_seed::<T>().deserialize(&mut json).ok()??;
        (!record.sourced_id().is_empty()).then(|| (record, session.finish()))
    }

    fn decoder(&self, partial: bool) -> Decoder {
        let decoder = Decoder::new(self.version).with_strictness(self.strictness);
        if partial { decoder.partial() } else { decoder }
    }

    fn check(&self, deviations: &Deviations) -> Result<(), Undecodable> {
        if self.strictness == Strictness::Strict && !deviations.is_empty() {
            return Err(Undecodable::NotConformant(Box::new(deviations.clone())));
        }
        Ok(())
    }

    /// Reads a page in one pass.
    fn whole<T: Record>(
        &self,
        keys: Keys<'_>,
        partial: bool,
        body: &[u8],
    ) -> Result<Result<DecodedPage<T>, Undecodable>, serde_json::Error> {
        let session = self.decoder(partial).session();
        let envelope = read(keys, &Many::<T>(&session, PhantomData), body)?;
        Ok(assemble(envelope, session))
    }

    /// Reads a page in which texts hold line breaks and the like as they are, which JSON forbids.
    ///
    /// They become blanks; between the values of JSON that makes no difference.
    fn without_control_characters<T: Record>(
        &self,
        keys: Keys<'_>,
        partial: bool,
        body: &[u8],
    ) -> Option<DecodedPage<T>> {
        let cleaned: Vec<u8> = body.iter().map(|byte| if *byte < b' ' { b' ' } else { *byte }).collect();
        let mut page = self.whole(keys, partial, &cleaned).ok()?.ok()?;
        page.cleaned = true;
        Some(page)
    }

    /// Reads a page record by record, so that one that is broken does not spoil the others.
    fn piecemeal<T: Record>(&self, keys: Keys<'_>, partial: bool, body: &[u8]) -> Option<DecodedPage<T>> {
        let members = fragments::members(body).unwrap_or_default();
        let data = members.iter().find(|(name, _)| keys.is_data(name)).map(|(_, value)| *value);
        let elements = fragments::elements(data.unwrap_or(body))?;
        let mut page = DecodedPage {
            records: Vec::with_capacity(elements.len()),
            bad: Vec::new(),
            deviations: Deviations::default(),
            renamed: false,
            cleaned: false,
            total: None,
            next: None,
            warnings: Vec::new(),
        };
        for (index, element) in elements.into_iter().enumerate() {
            let session = self.decoder(partial).session();
            let mut json = serde_json::Deserializer::from_slice(element);
            let record = session.record_seed::<T>().deserialize(&mut json);
            match record.map_err(|error| problem(&error, element)).and_then(|record| record.ok_or(NO_OBJECT))
            {
                Ok(record) => {
                    page.records.push(record);
                    page.deviations.merge(session.finish());
                }
                Err(problem) => {
                    page.bad.push(BadRecord { index: index as u64, sourced_id: identify(element), problem });
                }
            }
        }
        // What stands beside the records is read with the records left out.
        let rest: Vec<_> = members.iter().filter(|(name, _)| !keys.is_data(name)).collect();
        let mut beside = b"{".to_vec();
        for (index, (name, value)) in rest.into_iter().enumerate() {
            if index > 0 {
                beside.push(b',');
            }
            beside.extend_from_slice(name);
            beside.push(b':');
            beside.extend_from_slice(value);
        }
        beside.push(b'}');
        let session = self.decoder(partial).session();
        if let Ok(envelope) = read(keys, &Many::<T>(&session, PhantomData), &beside) {
            page.total = envelope.total;
            page.next = envelope.next;
            page.warnings = envelope.warnings;
        }
        Some(page)
    }
}

const NO_OBJECT: &str = "the record is not an object";

fn read<'de, C: Content<'de>>(
    keys: Keys<'_>,
    content: &C,
    body: &'de [u8],
) -> Result<Envelope<C::Value>, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let envelope = EnvelopeSeed { keys, content }.deserialize(&mut json)?;
    json.end()?;
    Ok(envelope)
}

fn assemble<T: Record>(
    envelope: Envelope<Vec<T>>,
    session: DecodeSession,
) -> Result<DecodedPage<T>, Undecodable> {
    let deviations = session.finish();
    // An empty object is a valid empty collection of 1.2, where all members are optional.
    let records = match envelope.content {
        None if envelope.empty => Vec::new(),
        content => content.ok_or(Undecodable::NoRecords)?,
    };
    // Elements that are no objects were left out by the model and noted at the body.
    let left_out: u64 = deviations
        .iter()
        .filter(|deviation| deviation.kind == DeviationKind::Unreadable && deviation.model == "body")
        .map(|deviation| deviation.count)
        .sum();
    let bad = (0..left_out).map(|index| BadRecord { index, sourced_id: None, problem: NO_OBJECT }).collect();
    Ok(DecodedPage {
        records,
        bad,
        deviations,
        renamed: envelope.renamed,
        cleaned: false,
        total: envelope.total,
        next: envelope.next,
        warnings: envelope.warnings,
    })
}

fn broken(error: &serde_json::Error, body: &[u8]) -> Undecodable {
    let begins_as_json = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    match error.classify() {
        Category::Data => Undecodable::NoRecords,
        _ if begins_as_json => Undecodable::Broken,
        _ => Undecodable::NotJson,
    }
}

/// Says what is wrong with a record, without its contents.
fn problem(error: &serde_json::Error, record: &[u8]) -> &'static str {
    if std::str::from_utf8(record).is_err() {
        return "the record is not valid UTF-8";
    }
    match error.classify() {
        Category::Data => "a member of the record has the wrong type",
        _ => "the record is nested too deeply or is not valid JSON",
    }
}

/// Finds the identifier of a record that cannot be read.
fn identify(record: &[u8]) -> Option<SourcedId> {
    #[derive(Deserialize)]
    struct Identified<'a> {
        #[serde(borrow, rename = "sourcedId")]
        sourced_id: Cow<'a, str>,
    }
    let text = String::from_utf8_lossy(record);
    let identified: Identified<'_> = serde_json::from_str(&text).ok()?;
    Some(SourcedId::from(&*identified.sourced_id)).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use oneroster_model::rostering::{Demographics, Org};

    use super::*;
    use crate::endpoint::{GET_ALL_SCHOOLS, GET_TERMS_FOR_SCHOOL};

    fn decoder() -> BodyDecoder {
        BodyDecoder {
            version: Version::V1_2,
            strictness: Strictness::Tolerant,
            aliases: vec!["Organisations".to_owned()],
        }
    }

    fn page(body: impl AsRef<[u8]>) -> Result<DecodedPage<Org>, Undecodable> {
        decoder().page(&GET_ALL_SCHOOLS, false, body.as_ref())
    }

    fn ids<T: Record>(page: &DecodedPage<T>) -> Vec<&str> {
        page.records.iter().map(|record| record.sourced_id().as_str()).collect()
    }

    #[test]
    fn records_are_found_under_every_name_seen() {
        for (body, renamed) in [
            (r#"{"orgs":[{"sourcedId":"1"}]}"#, false),
            (r#" {"x":{"orgs":[9]},"orgs":[{"sourcedId":"1"}],"y":[1]} "#, false),
            (r#"{"schools":[{"sourcedId":"1"}]}"#, true),
            (r#"{"data":[{"sourcedId":"1"}]}"#, true),
            (r#"{"Organisations":[{"sourcedId":"1"}]}"#, true),
            (r#"{"data":[{"sourcedId":"x"}],"orgs":[{"sourcedId":"1"}]}"#, false),
            (r#"{"orgs":[{"sourcedId":"1"}],"data":[{"sourcedId":"x"}]}"#, false),
            (r#"[{"sourcedId":"1"}]"#, true),
            (r#"{"orgs":{"sourcedId":"1"}}"#, false),
        ] {
            let page = page(body).unwrap();
            assert_eq!(ids(&page), ["1"], "{body}");
            assert_eq!(page.renamed, renamed, "{body}");
            assert!(page.bad.is_empty());
        }
        let terms = decoder()
            .page::<oneroster_model::rostering::AcademicSession>(
                &GET_TERMS_FOR_SCHOOL,
                false,
                br#"{"terms":[{"sourcedId":"t"}]}"#,
            )
            .unwrap();
        assert_eq!(ids(&terms), ["t"]);
    }

    #[test]
    fn nothing_is_not_mistaken_for_an_empty_collection() {
        for body in ["{}", r#"{"orgs":[]}"#, r#"{"orgs":null}"#, "[]"] {
            assert!(page(body).unwrap().records.is_empty(), "{body}");
        }
        for (body, expected) in [
            (r#"{"users":[{"sourcedId":"1"}]}"#, Undecodable::NoRecords),
            (r#"{"error":"maintenance"}"#, Undecodable::NoRecords),
            (r#"{"imsx_codeMajor":"failure"}"#, Undecodable::NoRecords),
            ("null", Undecodable::NoRecords),
            (r#""text""#, Undecodable::NoRecords),
            ("<html></html>", Undecodable::NotJson),
            ("", Undecodable::NotJson),
            (r#"{"orgs":[{"sourcedId":"1"},"#, Undecodable::Broken),
            (r#"{"orgs":[{"sourcedId":"1"}]"#, Undecodable::Broken),
        ] {
            assert_eq!(page(body).unwrap_err(), expected, "{body}");
        }
    }

    #[test]
    fn totals_links_and_warnings_beside_the_records_are_read() {
        for (body, total, next) in [
            (r#"{"orgs":[],"totalCount":7}"#, Some(7), None),
            (r#"{"total":"7","orgs":[]}"#, Some(7), None),
            (r#"{"orgs":[],"total":7.0}"#, Some(7), None),
            (r#"{"orgs":[],"total":-1}"#, None, None),
            (r#"{"pagination":{"first":"a","next":"b","total":3},"orgs":[]}"#, Some(3), Some("b")),
            (r#"{"pagination":{"next":null},"orgs":[]}"#, None, Some("")),
            (r#"{"pagination":{"next":""},"orgs":[]}"#, None, Some("")),
            (r#"{"pagination":{"next":{"href":[1]}},"orgs":[]}"#, None, None),
            (r#"{"pagination":"none","orgs":[]}"#, None, None),
        ] {
            let page = page(body).unwrap();
            assert_eq!((page.total, page.next.as_deref()), (total, next), "{body}");
        }
        let page = page(
            r#"{"statusInfoSet":[{"imsx_codeMajor":"success","imsx_severity":"warning",
               "imsx_codeMinor":"invalid_sort_field"}],"orgs":[]}"#,
        )
        .unwrap();
        assert_eq!(page.warnings.len(), 1);
    }

    #[test]
    fn broken_records_are_told_apart() {
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        let mut body = br#"{"totalCount":4,"orgs":[{"sourcedId":"1"},{"sourcedId":"2","name":"caf"#.to_vec();
        body.push(0xe9);
        body.extend_from_slice(br#""},{"sourcedId":"3","metadata":{"x":"#);
        body.extend_from_slice(deep.as_bytes());
        body.extend_from_slice(br#"}},{"sourcedId":"4"}],"pagination":{"next":"n"}}"#);
        let page = page(&body).unwrap();
        assert_eq!(ids(&page), ["1", "4"]);
        assert_eq!((page.total, page.next.as_deref()), (Some(4), Some("n")));
        let bad: Vec<_> = page
            .bad
            .iter()
            .map(|bad| (bad.index, bad.sourced_id.as_ref().map_or("", SourcedId::as_str), bad.problem))
            .collect();
        assert_eq!(
            bad,
            [
                (1, "2", "the record is not valid UTF-8"),
                (2, "3", "the record is nested too deeply or is not valid JSON"),
            ]
        );
    }

    #[test]
    fn line_breaks_in_texts_are_read_as_blanks() {
        let read = page("{\"orgs\":[\n{\"sourcedId\":\"1\",\"name\":\"a\tb\nc\"}]}").unwrap();
        assert_eq!(read.records[0].name.as_deref(), Some("a b c"));
        assert!(read.cleaned && read.bad.is_empty());
        assert!(!page("{\"orgs\":[\n]}").unwrap().cleaned);
    }

    #[test]
    fn elements_that_are_no_records_are_counted() {
        let page = page(r#"{"orgs":[{"sourcedId":"1"},7,"x",{"sourcedId":"2"}]}"#).unwrap();
        assert_eq!(ids(&page), ["1", "2"]);
        assert_eq!(page.bad.len(), 2);
    }

    #[test]
    fn single_records_are_found_in_every_form() {
        for body in [
            r#"{"org":{"sourcedId":"1"}}"#,
            r#"{"school":{"sourcedId":"1"}}"#,
            r#"{"orgs":[{"sourcedId":"1"}]}"#,
            r#"{"org":[{"sourcedId":"1"}]}"#,
            r#"{"name":"n","sourcedId":"1","org":"x"}"#,
            r#"[{"sourcedId":"1"}]"#,
        ] {
            let decoded = decoder().single::<Org>(false, body.as_bytes()).unwrap();
            assert_eq!(decoded.record.sourced_id.as_str(), "1", "{body}");
        }
        let demographics =
            decoder().single::<Demographics>(false, br#"{"demographics":{"sourcedId":"1"}}"#).unwrap();
        assert_eq!(demographics.record.sourced_id.as_str(), "1");
        for body in ["{}", r#"{"org":null}"#, r#"{"user":{"sourcedId":"1"}}"#, "[]"] {
            assert_eq!(
                decoder().single::<Org>(false, body.as_bytes()).map(|_| ()),
                Err(Undecodable::NoRecords),
                "{body}"
            );
        }
    }

    #[test]
    fn strict_reading_refuses_deviations() {
        let strict = BodyDecoder { strictness: Strictness::Strict, ..decoder() };
        let body = br#"{"orgs":[{"sourcedId":"1","name":null}]}"#;
        assert!(matches!(
            strict.page::<Org>(&GET_ALL_SCHOOLS, false, body),
            Err(Undecodable::NotConformant(_))
        ));
        assert!(strict.page::<Org>(&GET_ALL_SCHOOLS, true, br#"{"orgs":[{"sourcedId":"1"}]}"#).is_ok());
    }
}
