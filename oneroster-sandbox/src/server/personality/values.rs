use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the values of records look like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Values {
    /// Form of flags. Default: [`BooleanForm::Text`].
    pub booleans: BooleanForm,
    /// Form of numbers. Default: [`NumberForm::Number`].
    pub numbers: NumberForm,
    /// Form of members without a value. Default: [`AbsentForm::LeftOut`].
    pub absent: AbsentForm,
    /// Form of references. Default: [`ReferenceForm::Full`].
    pub references: ReferenceForm,
    /// Form of the `href` of references. Default: [`HrefForm::Absolute`].
    pub hrefs: HrefForm,
    /// Words that stand for others in the `type` of references: `org = "school"`.
    pub reference_types: BTreeMap<String, String>,
    /// Form of instants. Default: [`InstantForm::Utc`].
    pub instants: InstantForm,
    /// Whether dates have a time of day. Default: they have not.
    pub dates_with_time: bool,
    /// Case of the words of vocabularies. Default: [`TokenCase::Standard`].
    pub tokens: TokenCase,
    /// Whether lists of texts come as one text with commas. Default: they are lists.
    pub lists_as_text: bool,
    /// Whether `schoolYear` is a number. Default: it is a text.
    pub school_year_as_number: bool,
    /// Other names of members, by `Model.member`: `"Demographics.birthDate" = "birthdate"`.
    pub renamed: BTreeMap<String, String>,
    /// Values that members always have, by `Model.member`: `"AcademicSession.type" = "term"`.
    pub fixed: BTreeMap<String, String>,
    /// Values that stand for others, by `Model.member`: `"Org.type" = { department = "departments" }`.
    pub replaced: BTreeMap<String, BTreeMap<String, String>>,
    /// Members that are left out, by `Model.member`.
    pub left_out: Vec<String>,
    /// Members that the standard does not know, by model: `User = { junk = "x" }`.
    pub added: BTreeMap<String, BTreeMap<String, String>>,
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
        let booleans = match self.booleans {
            BooleanForm::Text | BooleanForm::Json => self.booleans,
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
