use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Envelopes and error payloads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Answers {
    /// Names of the member with the records, by the last resource of the path: `terms = "terms"`; `"*"` stands
    /// for all others.
    pub collection_keys: BTreeMap<String, String>,
    /// Names of the member with a single record, by the last resource of the path: `schools = "school"`; `"*"`
    /// stands for all others.
    pub single_keys: BTreeMap<String, String>,
    /// Whether collections come as a bare list, without an envelope. Default: they do not.
    pub bare_collections: bool,
    /// Form of a single record. Default: [`SingleForm::Object`].
    pub singles: SingleForm,
    /// Form of error payloads; that of the version if absent.
    pub errors: Option<ErrorForm>,
    /// Whether `/students` shows teachers too. Default: it does not.
    pub teachers_among_students: bool,
    /// Whether `/schools` shows all orgs. Default: it does not.
    pub orgs_among_schools: bool,
    /// Answer to a request for an empty collection. Default: [`EmptyForm::List`].
    pub empty: EmptyForm,
    /// Members beside the records: `{ status = 200 }`.
    pub beside: BTreeMap<String, Value>,
    /// Whether good answers hold the status too, as `imsx_statusInfo`. Default: they do not.
    pub status_on_success: bool,
    /// Whether PUT answers with the record that was stored. Default: without a body.
    pub put_returns_record: bool,
    /// Status of a PUT that replaces a record. Default: 201.
    pub replaced_status: Option<u16>,
    /// Status of a DELETE. Default: 204.
    pub deleted_status: Option<u16>,
    /// Whether what is deleted stays readable as `tobedeleted`. Default: it is gone, 404.
    pub keep_deleted: bool,
}

/// Answer to a request for an empty collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EmptyForm {
    /// 200 with an empty list.
    #[default]
    List,
    /// 200 with `null` for the list.
    Null,
    /// 200 with an object without members.
    Object,
    /// 204 without a body.
    NoContent,
    /// 404.
    NotFound,
}

/// Form of a single record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SingleForm {
    /// In its envelope.
    #[default]
    Object,
    /// In its envelope, as a list of one.
    ListOfOne,
    /// Without envelope.
    Bare,
}

/// Form of an error payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ErrorForm {
    /// The list of the 1.1 text: `statusInfoSet`.
    StatusInfoSet,
    /// The object of 1.2.
    StatusInfo,
    /// The object of 1.2 under `imsx_statusInfo`.
    WrappedStatusInfo,
    /// A list `errors` whose members have no `imsx_` in their names.
    Errors,
    /// An object as in 1.2, whose `imsx_codeMinor` is a text.
    Flat,
    /// The list of the 1.1 text with a member `codeMinor` and others without `imsx_`; the severity has a typing
    /// error.
    PlainStatusInfoSet,
    /// An object whose members begin with capitals and have no `imsx_`.
    Capitalised,
    /// The list of the 1.1 text, with blanks inside of the minor code.
    Spaced,
    /// Time stamp, status, error and message, as a web framework writes them.
    Spring,
    /// An object with `error` alone.
    Error,
    /// A web page.
    Html,
    /// No body.
    Empty,
}
