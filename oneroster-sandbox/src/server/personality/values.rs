use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Turns;

/// What the values of records look like.
///
/// Where several forms are given, as in `booleans = ["json", "digit"]`, records take them in [turn](Turns).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Values {
    /// Form of flags. Default: [`BooleanForm::Text`].
    pub booleans: Turns<BooleanForm>,
    /// Form of numbers. Default: [`NumberForm::Number`].
    pub numbers: Turns<NumberForm>,
    /// Form of members without a value. Default: [`AbsentForm::LeftOut`].
    pub absent: Turns<AbsentForm>,
    /// Form of references. Default: [`ReferenceForm::Full`].
    pub references: Turns<ReferenceForm>,
    /// Form of the `href` of references. Default: [`HrefForm::Absolute`].
    pub hrefs: Turns<HrefForm>,
    /// Words that stand for others in the `type` of references: `org = "school"`.
    pub reference_types: BTreeMap<String, String>,
    /// Form of instants. Default: [`InstantForm::Utc`].
    pub instants: Turns<InstantForm>,
    /// Form of dates. Default: [`DateForm::Date`].
    pub dates: Turns<DateForm>,
    /// Text of dates that are not there, such as `0001-01-01`. Default: as `absent` says.
    pub unset_dates: Option<String>,
    /// Case of the words of vocabularies. Default: [`TokenCase::Standard`].
    pub tokens: Turns<TokenCase>,
    /// Form of lists of texts and words. Default: [`ListForm::List`].
    pub lists: Turns<ListForm>,
    /// Texts that are sent as numbers where they are some, by `Model.member`: `AcademicSession.schoolYear`.
    pub numeric: Vec<String>,
    /// Single values that come as lists of one, by `Model.member`: `Course.schoolYear`.
    pub listed: Vec<String>,
    /// Other names of members, by `Model.member`: `"Demographics.birthDate" = "birthdate"`.
    pub renamed: BTreeMap<String, String>,
    /// Values that members always have, of any JSON type, by `Model.member`: `"AcademicSession.type" = "term"`.
    pub fixed: BTreeMap<String, Value>,
    /// Values that stand for others, by `Model.member`: `"Org.type" = { department = "departments" }`.
    pub replaced: BTreeMap<String, BTreeMap<String, Value>>,
    /// Members that are left out, by `Model.member`.
    pub left_out: Vec<String>,
    /// Members that the standard does not know, by model: `User = { junk = "x" }`.
    pub added: BTreeMap<String, BTreeMap<String, Value>>,
    /// Members that are always `null`, by `Model.member`.
    pub nulls: Vec<String>,
    /// Text in front of the identifiers of users, wherever they stand; another one stands for a migration.
    pub user_prefix: String,
    /// Text in front of the identifiers of teachers, after that of users.
    pub teacher_prefix: String,
}

impl Values {
    /// Tells whether every value looks as the standard has it; JSON booleans are left to the encoder, and
    /// prefixes are a part of the records.
    pub(crate) fn are_standard(&self) -> bool {
        let booleans = match self.booleans.only() {
            Some(form @ (BooleanForm::Text | BooleanForm::Json)) => Turns::from(form),
            _ => return false,
        };
        let standard = Self {
            booleans,
            user_prefix: self.user_prefix.clone(),
            teacher_prefix: self.teacher_prefix.clone(),
            ..Self::default()
        };
        *self == standard
    }
}

/// Form of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BooleanForm {
    /// `"true"`
    #[default]
    Text,
    /// `true`
    Json,
    /// `"TRUE"`
    UpperCase,
    /// `1`
    Digit,
    /// `"t"`
    Letter,
    /// `"True"`
    Capitalised,
    /// `"1"`
    DigitText,
    /// `"T"`
    CapitalLetter,
    /// `"yes"`
    Word,
}

/// Form of numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NumberForm {
    /// `87.5`
    #[default]
    Number,
    /// `"87.5"`
    Text,
    /// `"87.50"`
    Padded,
}

/// Form of members without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AbsentForm {
    /// They are not there.
    #[default]
    LeftOut,
    /// `null`
    Null,
    /// `""`, and `[]` for lists.
    Empty,
    /// `"NULL"`, and `null` for lists.
    Word,
    /// `{}`, and `[]` for lists.
    EmptyObject,
}

/// Form of references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ReferenceForm {
    /// `{"href", "sourcedId", "type"}`
    #[default]
    Full,
    /// `{"sourcedId"}`
    IdOnly,
    /// The identifier alone, as text.
    Bare,
    /// `{"href", "sourceId", "type"}`
    Misspelt,
    /// `{"href", "sourcedId", "type", "name"}`
    Named,
    /// `{"href", "sourcedId"}`
    Untyped,
}

/// Form of the `href` of references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HrefForm {
    /// An absolute URL.
    #[default]
    Absolute,
    /// Without scheme and host.
    Relative,
    /// `~/ims/oneroster/...`, which cannot be resolved.
    Tilde,
    /// None.
    Absent,
    /// A text that is no URL.
    Word,
    /// A URL with a mistake: `htp:/...`.
    Misspelt,
}

/// Form of instants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum InstantForm {
    /// `2026-08-18T06:00:00.000Z`
    #[default]
    Utc,
    /// `2026-08-18T06:00:00`
    WithoutZone,
    /// `2026-08-18 06:00:00`
    Blank,
    /// `2026-08-18T06:00:00.000+00:00Z`
    ZoneTwice,
    /// `2026-08-18T06:00:00.000+00:00`
    Offset,
    /// `2026-08-18T06:00:00.000+0`
    ShortOffset,
    /// `2026-08-18T06:00:00.0000000Z`
    LongFraction,
    /// `2026-08-18T08:00:00.000+02:00`, the same instant by another clock.
    OtherZone,
    /// `2026-08-18T06:00Z`
    WithoutSeconds,
}

/// Case of the words of vocabularies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TokenCase {
    /// As the standard has them.
    #[default]
    Standard,
    /// `Student`
    Capitalised,
    /// `STUDENT`
    UpperCase,
}

/// Form of dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DateForm {
    /// `2026-08-18`
    #[default]
    Date,
    /// `2026-08-18T00:00:00.000Z`
    WithTime,
    /// `2026-08-18 00:00:00`
    WithTimeAndBlank,
    /// `2026-08-18T00:00:00`
    WithTimeWithoutZone,
    /// `8/18/2026`
    UnitedStates,
}

/// Form of lists of texts and words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ListForm {
    /// `["a", "b"]`
    #[default]
    List,
    /// `"a,b"`
    Commas,
    /// `"a, b"`
    CommasAndBlanks,
    /// `"a"` for a list of one, other lists as they are.
    OneAlone,
}
