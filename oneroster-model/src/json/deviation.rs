use std::borrow::Cow;
use std::fmt;

use crate::{Action, Code, Finding, Severity, SourcedId};

macro_rules! deviations {
    ($($(#[$doc:meta])* $kind:ident = $code:ident $id:literal, $severity:ident, $action:ident, $title:literal, $advice:literal;)+) => {
        /// How a system's JSON differs from the standard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum DeviationKind {
            $($(#[$doc])* $kind,)+
        }

        impl DeviationKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// Returns the finding code, whose texts explain the kind.
            pub fn code(self) -> &'static Code {
                match self {
                    $(Self::$kind => &codes::$code,)+
                }
            }

            /// Returns how bad the deviation is: whether anything was lost.
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$kind => Severity::$severity,)+
                }
            }

            const fn action(self) -> Action {
                match self {
                    $(Self::$kind => Action::$action,)+
                }
            }
        }

        /// Finding codes of the deviations.
        pub mod codes {
            crate::codes! { $($(#[$doc])* $code = $id, $title, $advice;)+ }
        }
    };
}

deviations! {
    /// A flag that is not the text `true` or `false`.
    BooleanForm = JSON_BOOLEAN_FORM "json_boolean_form", Info, Kept,
        "A flag is not the text true or false.", "Nothing to do; JSON booleans, 0/1, t/f and other cases are read.";
    /// A number sent as text.
    NumberAsText = JSON_NUMBER_AS_TEXT "json_number_as_text", Info, Kept,
        "A number is sent as text.", "Nothing to do; the number is read.";
    /// Text sent as a number or a JSON boolean.
    TextForm = JSON_TEXT_FORM "json_text_form", Info, Kept,
        "A text is sent as a number or a boolean.", "Check that leading zeros of identifiers and codes survive.";
    /// `null` instead of a member left out.
    Null = JSON_NULL "json_null", Info, Kept,
        "A member is null instead of absent.", "Nothing to do; it is read as absent.";
    /// Empty text instead of a member left out.
    EmptyText = JSON_EMPTY_TEXT "json_empty_text", Info, Kept,
        "A member is an empty text instead of absent.", "Nothing to do; it is read as absent.";
    /// The word `NULL` instead of a member left out.
    NullText = JSON_NULL_TEXT "json_null_text", Warning, Changed,
        "A member holds the word NULL.", "Nothing to do; it is read as absent. Have the export corrected.";
    /// An empty object instead of a member left out.
    EmptyObject = JSON_EMPTY_OBJECT "json_empty_object", Info, Kept,
        "A member is an empty object instead of absent.", "Nothing to do; it is read as absent.";
    /// One value where a list belongs.
    SingleForList = JSON_SINGLE_FOR_LIST "json_single_for_list", Info, Kept,
        "One value stands where a list belongs.", "Nothing to do; it is read as a list.";
    /// A list where one value belongs; the first is taken.
    ListForSingle = JSON_LIST_FOR_SINGLE "json_list_for_single", Warning, Changed,
        "A list stands where one value belongs.", "The first value is used; check whether more than one is sent.";
    /// A date-time where a date belongs.
    DateWithTime = JSON_DATE_WITH_TIME "json_date_with_time", Info, Kept,
        "A date has a time of day.", "Nothing to do; the date is read as it is written.";
    /// A date in another form, or an instant without its time.
    DateForm = JSON_DATE_FORM "json_date_form", Info, Kept,
        "A date or instant is a date in another form.", "Check dates with day and month below 13.";
    /// An instant without zone, with a numeric offset, with a blank for the `T`, and the like.
    InstantForm = JSON_INSTANT_FORM "json_instant_form", Info, Kept,
        "An instant is not written in UTC with a Z.", "Nothing to do; without zone it is read as UTC.";
    /// `0001-01-01` and the like, which some systems send for "no date".
    UnsetDate = JSON_UNSET_DATE "json_unset_date", Info, Changed,
        "A date lies in the year 1 or before.", "Nothing to do; it is read as absent.";
    /// A date or instant that cannot be understood; read as absent.
    InvalidDate = JSON_INVALID_DATE "json_invalid_date", Error, Changed,
        "A date cannot be understood.", "The value is left out; have it corrected at the source.";
    /// A reference without `href`.
    ReferenceWithoutHref = JSON_REFERENCE_WITHOUT_HREF "json_reference_without_href", Info, Kept,
        "A reference has no href.", "Nothing to do; the sourcedId is enough.";
    /// A reference whose `href` is not an absolute URL.
    RelativeHref = JSON_RELATIVE_HREF "json_relative_href", Info, Kept,
        "The href of a reference is not an absolute URL.", "Nothing to do; the sourcedId is used.";
    /// A reference without `type`.
    ReferenceWithoutType = JSON_REFERENCE_WITHOUT_TYPE "json_reference_without_type", Info, Kept,
        "A reference has no type.", "Nothing to do; the place tells the type.";
    /// A reference whose `type` is not the one of its place.
    ReferenceType = JSON_REFERENCE_TYPE "json_reference_type", Info, Kept,
        "The type of a reference is not the one of its place.", "Nothing to do; the place tells the type.";
    /// A reference without `sourcedId`.
    ReferenceWithoutId = JSON_REFERENCE_WITHOUT_ID "json_reference_without_id", Error, Kept,
        "A reference has no sourcedId.", "The record is not linked; have it corrected at the source.";
    /// A bare identifier instead of a reference object.
    BareReference = JSON_BARE_REFERENCE "json_bare_reference", Info, Kept,
        "A reference is a bare identifier.", "Nothing to do; it is read as a reference.";
    /// A token in another case, with other separators, or a known abbreviation.
    TokenSpelling = JSON_TOKEN_SPELLING "json_token_spelling", Info, Kept,
        "A word of a vocabulary is spelled differently.", "Nothing to do; the word of the standard is used.";
    /// A token that the version does not list.
    UnlistedToken = JSON_UNLISTED_TOKEN "json_unlisted_token", Warning, Kept,
        "A word is not in the vocabulary of that version.", "Decide what the word stands for; it is kept as it is.";
    /// A member under another name.
    RenamedMember = JSON_RENAMED_MEMBER "json_renamed_member", Info, Kept,
        "A member has another name.", "Nothing to do; it is read as the member of the standard.";
    /// A member that the standard has in another version only.
    MemberOfOtherVersion = JSON_MEMBER_OF_OTHER_VERSION "json_member_of_other_version", Info, Kept,
        "A member belongs to another version of the standard.", "Check the version that the connection is set to.";
    /// A member that the standard does not know.
    UnknownMember = JSON_UNKNOWN_MEMBER "json_unknown_member", Info, Kept,
        "A member is not part of the standard.", "Nothing to do; it is kept and written back.";
    /// A required member is not there.
    MissingMember = JSON_MISSING_MEMBER "json_missing_member", Warning, Kept,
        "A required member is missing.", "Have it filled at the source if the receiving side needs it.";
    /// `metadata` that is not an object.
    MetadataForm = JSON_METADATA_FORM "json_metadata_form", Info, Kept,
        "The metadata is not an object.", "Nothing to do; an empty list or text is read as no metadata.";
    /// A value of another JSON type or without meaning; read as absent.
    Unreadable = JSON_UNREADABLE "json_unreadable", Error, Changed,
        "A value cannot be understood.", "The value is left out; have it corrected at the source.";
}

/// One kind of deviation at one member, with the number of times it occurred.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// What is different.
    pub kind: DeviationKind,
    /// Model that holds the member, such as `User` or `Role`.
    pub model: &'static str,
    /// Member of the model; names that the standard does not know are cut to 64 characters.
    pub member: Cow<'static, str>,
    /// Number of times, at least 1.
    pub count: u64,
    /// First record in which it occurred, if the record has an identifier.
    pub first: Option<SourcedId>,
}

impl Deviation {
    /// Turns the deviation into a finding about the first record.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::json::Decoder;
    /// use oneroster_model::{Version, rostering::Org};
    ///
    /// let decoded = Decoder::new(Version::V1_2)
    ///     .partial()
    ///     .record::<Org>(br#"{"sourcedId": "1", "type": "School"}"#)?;
    /// let finding = decoded.deviations.iter().next().map(|deviation| deviation.to_finding());
    /// assert_eq!(finding.map(|finding| finding.code.id), Some("json_token_spelling"));
    /// # Ok::<(), oneroster_model::Error>(())
    /// ```
    pub fn to_finding(&self) -> Finding {
        let message = match self.count {
            1 => format!("{} at {}.{}", self.kind, self.model, self.member),
            count => format!("{} at {}.{} ({count} times)", self.kind, self.model, self.member),
        };
        let finding = Finding::new(self.kind.code(), self.kind.severity(), message)
            .with_field_name(self.member.clone())
            .with_action(self.kind.action());
        match &self.first {
            Some(key) => finding.with_record(self.model, key.as_str()),
            None => finding,
        }
    }
}

impl fmt::Display for DeviationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().id.trim_start_matches("json_"))
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}.{}", self.kind, self.model, self.member)
    }
}

/// The deviations of one reading, one entry per kind and member, in the order of first occurrence.
///
/// Holds at most [`Deviations::LIMIT`] entries, whatever a system sends; what goes beyond is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deviations {
    entries: Vec<Deviation>,
    /// Entries before this one know their record.
    identified: usize,
    beyond_limit: u64,
}

impl Deviations {
    /// Largest number of entries.
    pub const LIMIT: usize = 256;

    /// Tells whether everything was as the standard says.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Walks over the entries.
    pub fn iter(&self) -> impl Iterator<Item = &Deviation> {
        self.entries.iter()
    }

    /// Returns how many deviations found no entry because of [`LIMIT`](Self::LIMIT).
    pub fn beyond_limit(&self) -> u64 {
        self.beyond_limit
    }

    /// Tells whether a kind occurred.
    pub fn contains(&self, kind: DeviationKind) -> bool {
        self.entries.iter().any(|entry| entry.kind == kind)
    }

    /// Adds the deviations of another reading; counts of equal entries are summed.
    pub fn merge(&mut self, other: Self) {
        for entry in other.entries {
            if let Some(own) = self.find(entry.kind, entry.model, &entry.member) {
                own.count += entry.count;
            } else if self.entries.len() < Self::LIMIT {
                self.entries.push(entry);
            } else {
                self.beyond_limit += entry.count;
            }
        }
        self.identified = self.entries.len();
        self.beyond_limit += other.beyond_limit;
    }

    pub(super) fn note(&mut self, kind: DeviationKind, model: &'static str, member: &'static str) {
        if !self.count(kind, model, member) {
            self.push(kind, model, Cow::Borrowed(member));
        }
    }

    pub(super) fn note_unknown(&mut self, model: &'static str, member: &str) {
        let end = member.char_indices().nth(64).map_or(member.len(), |(end, _)| end);
        let member = &member[..end];
        if !self.count(DeviationKind::UnknownMember, model, member) {
            self.push(DeviationKind::UnknownMember, model, Cow::Owned(member.to_owned()));
        }
    }

    /// Says which record the newest deviations occurred in.
    pub(super) fn identify(&mut self, sourced_id: &SourcedId) {
        if self.identified < self.entries.len() {
            if !sourced_id.is_empty() {
                for entry in &mut self.entries[self.identified..] {
                    entry.first = Some(sourced_id.clone());
                }
            }
            self.identified = self.entries.len();
        }
    }

    fn find(&mut self, kind: DeviationKind, model: &str, member: &str) -> Option<&mut Deviation> {
        (self.entries.iter_mut()).find(|own| own.kind == kind && own.member == member && own.model == model)
    }

    fn count(&mut self, kind: DeviationKind, model: &str, member: &str) -> bool {
        self.find(kind, model, member).map(|own| own.count += 1).is_some()
    }

    fn push(&mut self, kind: DeviationKind, model: &'static str, member: Cow<'static, str>) {
        if self.entries.len() < Self::LIMIT {
            self.entries.push(Deviation { kind, model, member, count: 1, first: None });
        } else {
            self.beyond_limit += 1;
        }
    }
}

impl fmt::Display for Deviations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, entry) in self.entries.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            entry.fmt(f)?;
        }
        Ok(())
    }
}
